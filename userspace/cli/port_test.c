// SPDX-License-Identifier: LGPL-2.1-or-later
/* The acceptance of a cross-connect: watches a port's link for a while. */
#include "port_test.h"
#include "acceptance.h"
#include "accepted.h"
#include "device.h"
#include "error.h"
#include "file.h"
#include "json.h"
#include "params.h"
#include "record_command.h"
#include "table.h"

#include <math.h>
#include <net/if.h>
#include <netlink/route/link.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* To each far end, a second. */
#define ECHOES			10
/* For which it is watched, unless said otherwise. */
#define SECONDS			60
#define SECONDS_MAX		86400

enum {
	TEST_SECONDS = DEVICE_PARAMS,
	TEST_LOCATE,
	TEST_ACCEPT,
};

const struct cli_param port_test_params[] = {
	[DEVICE_PORT] = DEVICE_PORT_PARAM,
	[DEVICE_DEV] = DEVICE_DEV_PARAM,
	[TEST_SECONDS] = {
		.name = "seconds",
		.placeholder = "SECONDS",
		.help = "for how long it is watched (default: 60)",
		.kind = CLI_NUMBER,
		.optional = true,
		.min = 1,
		.max = SECONDS_MAX,
	},
	[TEST_LOCATE] = PARAM_FLAG("locate", "blink the LED meanwhile"),
	[TEST_ACCEPT] = PARAM_FLAG("accept",
				   "record the cross-connect as accepted if it passes"),
	{}
};

/* --- reading ------------------------------------------------------------ */

struct reader {
	struct nl_sock *route;
	struct ethtool *ethtool;
};

static void reader_close(struct reader *reader)
{
	ethtool_close(reader->ethtool);
	nl_socket_free(reader->route);
}

static int reader_open(struct reader *reader, struct erd_error *err)
{
	reader->ethtool = ethtool_open(err);
	if (!reader->ethtool)
		return ERD_ERROR;
	reader->route = nl_socket_alloc();
	if (!reader->route || nl_connect(reader->route, NETLINK_ROUTE)) {
		reader_close(reader);
		return erd_fail(err, ERD_ERROR, "cannot open a netlink socket");
	}
	return ERD_OK;
}

static void read_fec(struct reader *reader, const char *ifname,
		     struct acceptance_counts *counts)
{
	struct ethtool_fec fec = {};

	if (ethtool_fec_get(reader->ethtool, ifname, &fec) || !fec.counted)
		return;
	counts->fec_counted = true;
	counts->fec_corrected = fec.corrected;
	counts->fec_uncorrectable = fec.uncorrectable;
}

/* ERD_NOT_FOUND, ERD_CONFLICT: the device is gone, or down. */
static int read_device(struct reader *reader, const char *ifname,
		       struct acceptance_sample *sample, struct erd_error *err)
{
	struct acceptance_counts *counts = &sample->counts;
	struct rtnl_link *link;

	if (rtnl_link_get_kernel(reader->route, 0, ifname, &link))
		return erd_fail(err, ERD_NOT_FOUND,
				"there is no network device '%s'", ifname);
	sample->carrier = rtnl_link_get_carrier(link);
	counts->rx_frames = rtnl_link_get_stat(link, RTNL_LINK_RX_PACKETS);
	counts->tx_frames = rtnl_link_get_stat(link, RTNL_LINK_TX_PACKETS);
	counts->rx_errors = rtnl_link_get_stat(link, RTNL_LINK_RX_ERRORS);
	counts->rx_crc_errors = rtnl_link_get_stat(link, RTNL_LINK_RX_CRC_ERR);
	rtnl_link_get_carrier_changes(link, &counts->carrier_changes);
	if (!(rtnl_link_get_flags(link) & IFF_UP)) {
		rtnl_link_put(link);
		return erd_fail(err, ERD_CONFLICT,
				"'%s' is down, so it sends no light", ifname);
	}
	rtnl_link_put(link);
	read_fec(reader, ifname, counts);
	return ERD_OK;
}

/* A module that cannot be read is a finding, but for want of a privilege. */
static int read_optics(struct acceptance *a, struct acceptance_sample *sample,
		       struct erd_error *err)
{
	struct erd_error why = {};
	int ret = erd_optics_read(a->ifname, &sample->optics, &why);

	sample->optics_read = !ret;
	if (ret == ERD_PERMISSION) {
		*err = why;
		return ret;
	}
	if (ret)
		snprintf(a->module_error, sizeof(a->module_error), "%.199s",
			 why.text);
	return ERD_OK;
}

static int take_sample(struct reader *reader, struct acceptance *a,
		       struct acceptance_sample *sample, struct erd_error *err)
{
	int ret;

	memset(sample, 0, sizeof(*sample));
	ret = read_device(reader, a->ifname, sample, err);
	if (ret == ERD_CONFLICT && a->port[0])
		erd_hint(err, "erdctl port enable %s", a->port);
	else if (ret == ERD_CONFLICT)
		erd_hint(err, "ip link set %s up", a->ifname);
	if (!ret)
		ret = read_optics(a, sample, err);
	if (!ret)
		acceptance_add(a, sample);
	return ret;
}

/* --- while it runs ------------------------------------------------------ */

/* The weakest lane's. */
static double weakest_dbm(const struct erd_optics *optics)
{
	double least = NAN;
	size_t i;

	for (i = 0; i < optics->n_lanes; i++)
		least = fmin(least, optics->lane[i].rx.mw);
	return erd_dbm(least);
}

static void progress(const struct acceptance *a,
		     const struct acceptance_sample *sample, unsigned int second,
		     unsigned int seconds)
{
	const struct acceptance_counts *counts = &sample->counts;
	double light = sample->optics_read ? weakest_dbm(&sample->optics) : NAN;
	char text[16] = "no";

	if (!isnan(light))
		snprintf(text, sizeof(text), "%.2f dBm", light);
	/* Cut at the margin: \r does not go back to a line before this one. */
	fprintf(stderr, "\r\033[K\033[?7l%s: %u of %u s, link %s, %s light in, %u changes of carrier, %llu errors\033[?7h",
		a->ifname, second, seconds, sample->carrier ? "up" : "down",
		text, counts->carrier_changes - a->first.carrier_changes,
		(unsigned long long)(counts->rx_errors - a->first.rx_errors));
}

static int watch(struct reader *reader, struct acceptance *a,
		 unsigned int seconds, bool show, struct erd_error *err)
{
	struct acceptance_sample sample;
	struct timespec next;
	unsigned int i;
	int ret = ERD_OK;

	clock_gettime(CLOCK_MONOTONIC, &next);
	for (i = 0; i <= seconds; i++, next.tv_sec++) {
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
		ret = take_sample(reader, a, &sample, err);
		if (ret)
			break;
		a->seconds = i;
		echo_take(&a->echo);
		if (i < seconds)
			echo_send(&a->echo, ECHOES);
		if (show)
			progress(a, &sample, i, seconds);
	}
	if (show)
		fprintf(stderr, "\r\033[K");
	if (!ret)
		a->link_read = !ethtool_link_get(reader->ethtool, a->ifname,
						 &a->link);
	return ret;
}

/*
 * Blinks until blink_end(). The kernel blinks for a caller that waits, so that
 * is a process of its own; it ends with this one.
 */
static pid_t blink_begin(const char *ifname)
{
	pid_t parent = getpid(), child = fork();
	struct erd_error err;

	if (child)
		return child;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() == parent && erd_device_locate(ifname, 0, &err))
		fprintf(stderr, "erdctl: warning: %s\n", err.text);
	_exit(0);
}

static void blink_end(pid_t child)
{
	if (child <= 0)
		return;
	kill(child, SIGTERM);
	waitpid(child, NULL, 0);
}

/* --- what comes of it --------------------------------------------------- */

static const struct table_column result_columns[] = {
	{ "CHECK", false }, { "RESULT", false }, { "SEEN", false },
};

static int print_results(struct cli *cli, const struct acceptance *a)
{
	static const enum table_tone tones[] = {
		[ACCEPTANCE_UNKNOWN] = TABLE_DIM,
		[ACCEPTANCE_PASS] = TABLE_GOOD,
		[ACCEPTANCE_FAIL] = TABLE_BAD,
	};
	const struct acceptance_result *result;
	struct table *table;
	int i, ret;

	table = table_new(cli, result_columns, 3);
	for (i = 0; i < ACCEPTANCE_CHECKS; i++) {
		result = &a->result[i];
		table_row(table);
		table_cell(table, "%s", acceptance_check_name(i));
		table_tone_cell(table, tones[result->outcome],
				acceptance_outcome_name(result->outcome));
		table_cell(table, "%s", result->text);
	}
	ret = table_print(cli, table);
	if (!ret)
		printf("\n'%s' %s, watched for %u s\n",
		       a->port[0] ? a->port : a->ifname,
		       acceptance_passed(a) ? "passed" : "failed", a->seconds);
	return ret;
}

/* The far ends of a port's sub-interfaces that are in this namespace. */
static void find_far_ends(struct cli *cli, struct acceptance *a)
{
	struct erd_subif *subifs;
	size_t n, i;

	if (erd_subif_list(cli->erd, &subifs, &n, NULL))
		return;
	for (i = 0; i < n; i++)
		if (!strcmp(subifs[i].port, a->port) && subifs[i].netnsid < 0)
			echo_add(&a->echo, subifs[i].ifname);
	free(subifs);
}

/* What the file says of the speed; without a file that can be read, nothing. */
static uint32_t wanted_mbps(const char *port)
{
	const struct desired_pair *pair;
	const struct desired_port *one;
	struct desired_file file = {};
	uint32_t mbps = 0;

	if (!desired_file_read(&file, DESIRED_PATH, NULL)) {
		desired_each(pair, &file.desired.pairs)
			desired_each(one, &pair->ports)
				if (one->name && !strcmp(one->name, port))
					mbps = pair->bandwidth_gbps * 1000;
	}
	desired_file_free(&file);
	return mbps;
}

/* The first check that failed is the one to begin with. */
static int fail(const struct acceptance *a, struct erd_error *err)
{
	int i = 0;

	while (a->result[i].outcome != ACCEPTANCE_FAIL)
		i++;
	return erd_fail(err, ERD_CONFLICT, "'%s' failed: %s: %s",
			a->port[0] ? a->port : a->ifname,
			acceptance_check_name(i), a->result[i].text);
}

/* What `port cross-connect` does; with @ask, whether it would. */
static int record_accepted(struct cli *cli, const char *port, bool ask)
{
	const char *const words[] = {
		"port", "cross-connect", port, "accepted", "today",
	};

	return record_words(cli, words, sizeof(words) / sizeof(words[0]), ask);
}

static int conclude(struct cli *cli, struct acceptance *a, bool accept)
{
	bool passed = acceptance_judge(a);
	int ret = ERD_OK, accepted = ERD_OK;

	if (a->port[0])
		ret = acceptance_keep(a, &cli->err);
	if (ret)
		fprintf(stderr, "erdctl: warning: the result is not kept: %s\n",
			cli->err.text);
	if (accept && passed)
		accepted = record_accepted(cli, a->port, false);
	if (cli->options.json)
		ret = json_print(cli, json_pack("{s:o}", "port_test",
						acceptance_json(a)));
	else
		ret = print_results(cli, a);
	if (!ret)
		ret = cli_flush(cli);
	if (ret || accepted)
		return ret ? ret : accepted;
	return passed ? ERD_OK : fail(a, &cli->err);
}

int port_test_run(struct cli *cli, const struct cli_value *value)
{
	bool show = isatty(STDERR_FILENO) && !cli->options.json && !cli->line;
	unsigned int seconds = SECONDS;
	struct reader reader = {};
	struct acceptance a = {};
	pid_t blinks = 0;
	int ret;

	ret = device_find(cli, value, a.ifname);
	if (!ret && !a.ifname[0])
		ret = erd_fail(&cli->err, ERD_USAGE,
			       "port test: a port or 'dev IFACE' is missing");
	if (!ret && value[TEST_ACCEPT].set && !value[DEVICE_PORT].set)
		ret = erd_fail(&cli->err, ERD_USAGE,
			       "port test: accept: a device that is no port has no cross-connect in the file");
	/* Whoever waits for the result is not to learn then that it is too early. */
	if (!ret && value[TEST_ACCEPT].set)
		ret = record_accepted(cli, value[DEVICE_PORT].text, true);
	if (ret)
		return ret;
	if (value[DEVICE_PORT].set) {
		snprintf(a.port, sizeof(a.port), "%s", value[DEVICE_PORT].text);
		a.wanted_mbps = wanted_mbps(a.port);
		find_far_ends(cli, &a);
	}
	if (value[TEST_SECONDS].set)
		seconds = value[TEST_SECONDS].number;
	ret = reader_open(&reader, &cli->err);
	if (!ret) {
		if (value[TEST_LOCATE].set)
			blinks = blink_begin(a.ifname);
		clock_gettime(CLOCK_REALTIME, &a.began);
		ret = watch(&reader, &a, seconds, show, &cli->err);
		blink_end(blinks);
		reader_close(&reader);
	}
	if (!ret)
		ret = conclude(cli, &a, value[TEST_ACCEPT].set);
	echo_close(&a.echo);
	return ret;
}

void port_test_print_last(const char *port)
{
	json_t *kept = accepted_record(port);
	const char *time, *serial = NULL;
	int passed, seconds;

	if (kept && !json_unpack(kept, "{s:s, s:b, s:i, s?:s}", "time", &time,
				 "passed", &passed, "seconds", &seconds,
				 "serial", &serial))
		printf("%-12s %s at %s, watched for %d s%s%s\n", "tested",
		       passed ? "passed" : "failed", time, seconds,
		       serial ? ", module " : "", serial ? serial : "");
	json_decref(kept);
}
