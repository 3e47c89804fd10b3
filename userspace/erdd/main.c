// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * erdd keeps this machine as its file of desired state says. It holds nothing
 * that is needed: whatever is made stands without it, and when it starts it
 * looks at what there is.
 */
#include "daemon.h"
#include "error.h"
#include "file.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <systemd/sd-daemon.h>
#include <time.h>
#include <unistd.h>

uint64_t daemon_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * PACE_SECOND + now.tv_nsec / 1000;
}

/* --- systemd ------------------------------------------------------------ */

static void tell_systemd(struct daemon *d)
{
	const struct state *state = &d->state;

	sd_notifyf(0, "%sSTATUS=%s%s%s", d->ready ? "" : "READY=1\n",
		   state_verdict_name(state->verdict),
		   state->reason[0] ? ": " : "", state->reason);
	d->ready = true;
}

static void tell_reloading(struct daemon *d)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
		   now.tv_sec * PACE_SECOND + now.tv_nsec / 1000);
	d->ready = false;
}

/*
 * The loop does so when between a half and three quarters of the time are over,
 * and then does nothing for as long as a look takes. One that makes an edge, or
 * waits for an FRR that does not answer, has all of the time.
 */
static void feed_watchdog(struct daemon *d)
{
	if (sd_event_get_watchdog(d->loop) > 0)
		sd_notify(0, "WATCHDOG=1");
}

/* --- looking ------------------------------------------------------------ */

static void look_at_edge(struct daemon *d)
{
	uint64_t began = daemon_now(), now;
	enum pace_outcome outcome;
	time_t then;

	feed_watchdog(d);
	outcome = look(d);
	now = daemon_now();
	d->why = WHY_PERIOD;
	pace_done(&d->look, outcome, began, now);
	if (outcome == PACE_FAILED) {
		clock_gettime(CLOCK_REALTIME, &d->state.next);
		then = (d->look.due - now) / PACE_SECOND;
		d->state.next.tv_sec += then;
	}
	state_write(&d->state);
	tell_systemd(d);
}

static void look_around(struct daemon *d)
{
	uint64_t began = daemon_now();

	feed_watchdog(d);
	if (bgp_look(&d->bgp, routing_run())) {
		if (d->why < WHY_ROUTING)
			d->why = WHY_ROUTING;
		/* What failed without FRR may do now. */
		if (!d->bgp.away)
			pace_fresh(&d->look, daemon_now());
	}
	if (fastpaths_are_off(d)) {
		if (d->why < WHY_EVENT)
			d->why = WHY_EVENT;
		pace_event(&d->look, daemon_now());
	}
	pace_done(&d->poll, PACE_SETTLED, began, daemon_now());
}

static int on_time(sd_event_source *source, uint64_t usec, void *data)
{
	struct daemon *d = data;

	(void)source;
	(void)usec;
	if (d->poll.due <= daemon_now())
		look_around(d);
	if (d->look.due <= daemon_now())
		look_at_edge(d);
	return 0;
}

/* After whatever has happened: the timer is for what is due first. */
static int on_post(sd_event_source *source, void *data)
{
	struct daemon *d = data;
	uint64_t due = d->look.due < d->poll.due ? d->look.due : d->poll.due;

	(void)source;
	sd_event_source_set_time(d->timer, due);
	return sd_event_source_set_enabled(d->timer, SD_EVENT_ONESHOT);
}

/* --- signals ------------------------------------------------------------ */

static int on_hup(sd_event_source *source,
		  const struct signalfd_siginfo *info, void *data)
{
	struct daemon *d = data;

	(void)source;
	(void)info;
	tell_reloading(d);
	d->why = WHY_SIGNAL;
	/* What is wrong is told again to who asks. */
	d->told[0] = '\0';
	pace_fresh(&d->look, daemon_now());
	return 0;
}

static int on_end(sd_event_source *source,
		  const struct signalfd_siginfo *info, void *data)
{
	struct daemon *d = data;

	(void)source;
	(void)info;
	return sd_event_exit(d->loop, 0);
}

static int add_signals(struct daemon *d)
{
	static const int ends[] = { SIGTERM, SIGINT };
	sigset_t set;
	size_t i;
	int ret;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		sigaddset(&set, ends[i]);
	sigprocmask(SIG_BLOCK, &set, NULL);
	/* FRR may close a socket that is written to. */
	signal(SIGPIPE, SIG_IGN);
	ret = sd_event_add_signal(d->loop, NULL, SIGHUP, on_hup, d);
	for (i = 0; ret >= 0 && i < sizeof(ends) / sizeof(ends[0]); i++)
		ret = sd_event_add_signal(d->loop, NULL, ends[i], on_end, d);
	return ret;
}

/* --- the loop ----------------------------------------------------------- */

static int fail_loop(int ret, struct erd_error *err)
{
	return erd_fail(err, ERD_ERROR, "the event loop: %s", strerror(-ret));
}

static int begin(struct daemon *d, struct erd_error *err)
{
	uint64_t now = daemon_now();
	int ret;

	ret = sd_event_default(&d->loop);
	if (ret >= 0)
		ret = add_signals(d);
	if (ret >= 0)
		ret = sd_event_add_time(d->loop, &d->timer, CLOCK_BOOTTIME, now,
					1, on_time, d);
	if (ret >= 0)
		ret = sd_event_add_post(d->loop, NULL, on_post, d);
	if (ret >= 0)
		ret = sd_event_set_watchdog(d->loop, true);
	if (ret < 0)
		return fail_loop(ret, err);
	pace_begin(&d->look, LOOK_PERIOD, now);
	pace_begin(&d->poll, POLL_PERIOD, now);
	d->why = WHY_START;
	return watch_kernel(d, err);
}

static void end(struct daemon *d)
{
	watch_end(d);
	sd_event_source_disable_unref(d->timer);
	sd_event_unref(d->loop);
	bgp_free(&d->bgp);
	list_free(&d->absent);
	list_free(&d->attached);
	state_free(&d->state);
}

static void tell(enum record_kind kind, const char *event, const char *text)
{
	struct record record = record_of(kind, LOG_NOTICE, event);

	record_text(&record, "%s", text);
	record_tell(&record);
}

static int run(struct daemon *d, struct erd_error *err)
{
	int ret = state_lock(&d->lock, err);

	if (ret)
		return ret;
	ret = begin(d, err);
	if (!ret) {
		tell(RECORD_STARTED, "started", "version " ERD_VERSION " started");
		state_write(&d->state);
		ret = sd_event_loop(d->loop);
		ret = ret < 0 ? fail_loop(ret, err) : ERD_OK;
		sd_notify(0, "STOPPING=1");
		tell(RECORD_STOPPED, "stopped",
		     "stopped; what is there stays as it is");
	}
	end(d);
	close(d->lock);
	return ret;
}

/* --- the command -------------------------------------------------------- */

static void help(FILE *out)
{
	fputs("erdd [-h|--help] [--version]\n\n"
	      "Keeps this machine as " DESIRED_PATH " says; see erdd(8).\n"
	      "It stays in the foreground. SIGHUP reads the file again, SIGTERM ends it.\n",
	      out);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{}
	};
	struct daemon daemon = {
		.absent = { .size = IFNAMSIZ },
		.attached = { .size = ERD_NAME_MAX },
	};
	struct erd_error err;
	int ret;

	switch (getopt_long(argc, argv, "h", options, NULL)) {
	case -1:
		break;
	case 'h':
		help(stdout);
		return 0;
	case 'V':
		printf("erdd %s\n", ERD_VERSION);
		return 0;
	default:
		help(stderr);
		return -ERD_USAGE;
	}
	if (optind < argc) {
		help(stderr);
		return -ERD_USAGE;
	}
	record_begin();
	state_begin(&daemon.state);
	ret = run(&daemon, &err);
	if (!ret)
		return 0;
	fprintf(stderr, "erdd: %s\n", err.text);
	if (err.hint[0])
		fprintf(stderr, "        %s\n", err.hint);
	return -ret;
}
