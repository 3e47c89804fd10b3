// SPDX-License-Identifier: LGPL-2.1-or-later
/* Events as they happen, a line each. */
#include "cli.h"
#include "error.h"
#include "json.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct cli_param monitor_params[] = { {} };

static volatile sig_atomic_t stopped;

static void on_signal(int signal)
{
	(void)signal;
	stopped = 1;
}

/* --- text --------------------------------------------------------------- */

static void print_object(const struct erd_event_info *event)
{
	const struct erd_subif *subif = &event->subif;

	if (event->has_subif)
		printf("sub-interface %s: %s peering of circuit %s on port %s, C-tag %u",
		       subif->ifname, erd_peering_name(subif->peering),
		       subif->circuit, subif->port, subif->ctag);
	else if (event->has_circuit && event->circuit.stag)
		printf("circuit %s of pair %s, S-tag %u", event->circuit.name,
		       event->circuit.pair, event->circuit.stag);
	else if (event->has_circuit)
		printf("circuit %s of pair %s", event->circuit.name,
		       event->circuit.pair);
	else if (!event->seq)
		fputs("module erd", stdout);
	else if (event->has_port)
		printf("port %s: %s of pair %s on %s", event->port.name,
		       erd_role_name(event->port.role), event->port.pair,
		       event->port.ifname);
}

static const char *line_word(uint32_t value)
{
	return value ? "up" : "down";
}

static void print_change(const struct erd_event_info *event)
{
	switch (event->type) {
	case ERD_EVENT_PORT_ADDED:
	case ERD_EVENT_CIRCUIT_ADDED:
	case ERD_EVENT_SUBIF_ADDED:
		fputs(": added", stdout);
		break;
	case ERD_EVENT_PORT_DELETED:
	case ERD_EVENT_CIRCUIT_DELETED:
	case ERD_EVENT_SUBIF_DELETED:
		fputs(": deleted", stdout);
		break;
	case ERD_EVENT_PORT_ADMIN:
	case ERD_EVENT_CIRCUIT_ADMIN:
	case ERD_EVENT_PEERING_ADMIN:
		printf(": admin %s -> %s",
		       erd_admin_state_name(event->old_value),
		       erd_admin_state_name(event->new_value));
		break;
	case ERD_EVENT_PORT_CARRIER:
	case ERD_EVENT_SUBIF_CARRIER:
		printf(": line %s -> %s", line_word(event->old_value),
		       line_word(event->new_value));
		break;
	case ERD_EVENT_SUBIF_MTU:
		printf(": MTU %u -> %u", event->old_value, event->new_value);
		break;
	case ERD_EVENT_MODULE_LOADED:
		fputs(": loaded", stdout);
		break;
	case ERD_EVENT_MODULE_UNLOADED:
		fputs(": unloaded", stdout);
		break;
	default:
		printf(": event %u", event->type);
	}
}

/* Nobody needs to be told that what was asked for was asked for. */
static void print_cause(const struct erd_event_info *event)
{
	if (event->cause != ERD_CAUSE_REQUEST)
		printf(" (%s)", erd_cause_name(event->cause));
}

static void print_text(const struct erd_event_info *event, uint64_t lost)
{
	struct timespec now;
	char time[TIME_TEXT_SIZE];

	clock_gettime(CLOCK_REALTIME, &now);
	time_text(&now, time);
	if (!event)
		printf("%s events were lost\n", time);
	if (lost)
		printf("%s %" PRIu64 " event%s lost\n", time, lost,
		       lost == 1 ? " was" : "s were");
	if (!event)
		return;
	printf("%s ", time);
	print_object(event);
	print_change(event);
	print_cause(event);
	putchar('\n');
}

/* --- JSON --------------------------------------------------------------- */

static json_t *lost_event(uint64_t lost)
{
	return json_pack("{s:n, s:s, s:n, s:o, s:n, s:n, s:n, s:n, s:n}", "seq",
			 "type", "lost", "cause",
			 "count", lost ? json_integer(lost) : json_null(),
			 "old", "new", "port", "circuit", "sub_interface");
}

/* Takes @object. */
static int print_object_line(struct cli *cli, json_t *object)
{
	struct timespec now;
	json_t *line;

	clock_gettime(CLOCK_REALTIME, &now);
	line = json_pack("{s:o}", "time", json_time(&now));
	json_object_update(line, object);
	json_decref(object);
	return json_print(cli, line);
}

static int print_json(struct cli *cli, const struct erd_event_info *event,
		      uint64_t lost)
{
	int ret = ERD_OK;

	if (!event || lost)
		ret = print_object_line(cli, lost_event(lost));
	if (!ret && event)
		ret = print_object_line(cli, json_event(event));
	return ret;
}

/* --- the loop ----------------------------------------------------------- */

struct monitor {
	struct cli *cli;
	int ret;
};

static void on_event(const struct erd_event_info *event, uint64_t lost,
		     void *data)
{
	struct monitor *monitor = data;

	if (monitor->ret)
		return;
	if (monitor->cli->options.json)
		monitor->ret = print_json(monitor->cli, event, lost);
	else
		print_text(event, lost);
	if (!monitor->ret)
		monitor->ret = cli_flush(monitor->cli);
}

/* Signals are let in only while waiting, so that none comes too early. */
static void catch_signals(sigset_t *while_waiting)
{
	const struct sigaction action = { .sa_handler = on_signal };
	sigset_t blocked;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGINT);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, while_waiting);
	sigdelset(while_waiting, SIGINT);
	sigdelset(while_waiting, SIGTERM);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

static int follow(struct cli *cli, int fd, const sigset_t *while_waiting)
{
	struct monitor monitor = { .cli = cli };
	struct pollfd polls[2] = {
		{ .fd = fd, .events = POLLIN },
		/* Asked for nothing, it tells when its reader has gone. */
		{ .fd = STDOUT_FILENO },
	};
	int ret;

	while (!stopped) {
		if (ppoll(polls, 2, NULL, while_waiting) < 0) {
			if (errno == EINTR)
				continue;
			return erd_fail(&cli->err, ERD_ERROR, "poll: %s",
					strerror(errno));
		}
		if (polls[1].revents & (POLLERR | POLLHUP | POLLNVAL))
			return cli_output_failed(cli, EPIPE);
		ret = erd_events_read(cli->erd, on_event, &monitor, &cli->err);
		if (ret || monitor.ret)
			return ret ? ret : monitor.ret;
	}
	return ERD_OK;
}

static int run(struct cli *cli, const struct cli_value *value)
{
	sigset_t while_waiting;
	int ret, fd;

	(void)value;
	ret = cli_open(cli);
	if (!ret)
		ret = erd_events_subscribe(cli->erd, &fd, &cli->err);
	if (ret)
		return ret;
	catch_signals(&while_waiting);
	return follow(cli, fd, &while_waiting);
}

const struct cli_command monitor_commands[] = {
	{
		.noun = "monitor",
		.help = "print events as they happen, until interrupted",
		.params = monitor_params,
		.run = run,
	},
	{}
};
