// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What the fast path does beside counting, without the kernel module: liberd's
 * private functions as commands, as in fp.c.
 */
#include "fastpath_settings.h"

#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* --- setting ------------------------------------------------------------ */

static struct erd_port port_of(const struct erd_fastpath *fp,
			       const char *ifname)
{
	struct erd_port port = { .ifindex = if_nametoindex(ifname),
				 .encap = fp->facts.encap,
				 .outer_tpid = fp->facts.outer_tpid };

	snprintf(port.name, sizeof(port.name), "%s", fp->port);
	snprintf(port.ifname, sizeof(port.ifname), "%s", ifname);
	return port;
}

static int limit(struct erd_fastpath *fp, char **arg, struct erd_error *err)
{
	const struct erd_port port = port_of(fp, arg[1]);
	const struct erd_rate rate = { .bits_per_s = strtoull(arg[4], NULL, 10),
				       .burst = strtoul(arg[5], NULL, 10) };

	return fastpath_set_limit(fp, &port, strcmp(arg[2], "tx") ?
						     ERD_DIRECTION_RX :
						     ERD_DIRECTION_TX,
				  atoi(arg[3]), &rate, err);
}

static int watch(struct erd_fastpath *fp, char **arg, struct erd_error *err)
{
	const struct erd_port port = port_of(fp, arg[1]);
	const struct erd_sampling sampling = {
		.every = strtoul(arg[4], NULL, 10),
		.snap = strtoul(arg[5], NULL, 10),
		.directions = 3,
		.verdicts = strtoul(arg[6], NULL, 10),
		.classes = strtoul(arg[7], NULL, 10),
	};

	return fastpath_set_watch(fp, &port, atoi(arg[2]), atoi(arg[3]),
				  &sampling, err);
}

static int histogram(struct erd_fastpath *fp, char **arg,
		     struct erd_error *err)
{
	const struct erd_port port = port_of(fp, arg[1]);

	return fastpath_set_histogram(fp, &port, !strcmp(arg[2], "on"), err);
}

/* --- reading ------------------------------------------------------------ */

static int drops(struct erd_fastpath *fp, char **arg, struct erd_error *err)
{
	struct erd_account account;

	(void)err;
	erd_fastpath_read_drops(fp, atoi(arg[1]), atoi(arg[2]), &account);
	printf("rx %lu %lu tx %lu %lu\n", account.rx.frames, account.rx.bytes,
	       account.tx.frames, account.tx.bytes);
	return 0;
}

static unsigned long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000UL + now.tv_nsec;
}

/*
 * What was received and passed, and was dropped, every millisecond for some
 * seconds: "BEFORE OCTETS FRAMES AFTER", octets that passed, frames that were
 * dropped, and between which times they were read, in ns of the clock that
 * limits go by. The first line is written at once: who waits for it knows that
 * the meter runs.
 */
static int meter(struct erd_fastpath *fp, char **arg, struct erd_error *err)
{
	unsigned long start = now_ns(), before, after;
	struct erd_account passed, dropped;
	bool first = true;

	(void)err;
	do {
		before = now_ns();
		erd_fastpath_read(fp, atoi(arg[1]), atoi(arg[2]), &passed);
		erd_fastpath_read_drops(fp, atoi(arg[1]), atoi(arg[2]),
					&dropped);
		after = now_ns();
		printf("%lu %lu %lu %lu\n", before, passed.rx.bytes,
		       dropped.rx.frames, after);
		if (first)
			fflush(stdout);
		first = false;
		usleep(1000);
	} while (after - start < strtoul(arg[3], NULL, 10) * 1000000000UL);
	return 0;
}

static int sizes(struct erd_fastpath *fp, char **arg, struct erd_error *err)
{
	struct erd_histogram is;
	int i;

	(void)err;
	erd_fastpath_read_histogram(fp, atoi(arg[1]), atoi(arg[2]), &is);
	for (i = 0; i < ERD_SIZES; i++)
		printf("%u %lu %lu\n", erd_size_bound(i), is.rx[i], is.tx[i]);
	return 0;
}

static int settings(struct erd_fastpath *fp, char **arg, struct erd_error *err)
{
	struct erd_sampling sampling;
	struct erd_rates rates;

	(void)err;
	erd_fastpath_rates(fp, atoi(arg[1]), &rates);
	erd_fastpath_sampling(fp, atoi(arg[1]), &sampling);
	printf("options %u rx %lu %u tx %lu %u every %u snap %u\n",
	       fp->facts.options, rates.rx.bits_per_s, rates.rx.burst,
	       rates.tx.bits_per_s, rates.tx.burst, sampling.every,
	       sampling.snap);
	return 0;
}

static int print_sample(const struct erd_sample_info *sample, void *data)
{
	uint32_t i;

	(void)data;
	printf("%s %04x %u %04x %u class %d verdict %d reason %u length %u captured %u ",
	       sample->transmitted ? "tx" : "rx", sample->outer_tpid,
	       sample->outer_vid, sample->inner_tpid, sample->inner_vid,
	       sample->tag_class, sample->verdict, sample->reason,
	       sample->length, sample->captured);
	for (i = 0; i < sample->captured && i < 26; i++)
		printf("%02x", sample->data[i]);
	printf("\n");
	return 0;
}

/* Those that come within some milliseconds. */
static int samples(struct erd_fastpath *fp, char **arg, struct erd_error *err)
{
	struct erd_samples *open;
	struct timespec now, end;
	int ret = erd_samples_open(fp->port, &open, err);

	if (ret)
		return ret;
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += atoi(arg[1]);
	printf("ready\n");
	do {
		struct pollfd fd = { .fd = erd_samples_fd(open),
				     .events = POLLIN };

		fflush(stdout);
		poll(&fd, 1, 1000);
		ret = erd_samples_read(open, print_sample, NULL, err);
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (!ret && now.tv_sec < end.tv_sec);
	printf("lost %lu\n", erd_samples_lost(open));
	erd_samples_close(open);
	return ret;
}

/* --- commands ----------------------------------------------------------- */

static const struct {
	const char *name;
	int args;
	int (*run)(struct erd_fastpath *fp, char **arg, struct erd_error *err);
} commands[] = {
	{ "limit", 6, limit },	/* PORT IFACE rx|tx STAG BITS BURST */
	{ "watch", 8, watch },	/* … OUTER CTAG EVERY SNAP VERDICTS CLASSES */
	{ "histogram", 3, histogram },	/* PORT IFACE on|off */
	{ "samples", 2, samples },	/* PORT SECONDS */
	{ "drops", 3, drops },		/* PORT STAG CTAG */
	{ "meter", 4, meter },		/* PORT STAG CTAG SECONDS */
	{ "sizes", 3, sizes },
	{ "settings", 2, settings },	/* PORT STAG */
};

static int run(const char *name, int args, char **arg, struct erd_error *err)
{
	struct erd_fastpath *fp;
	size_t i;
	int ret;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(name, commands[i].name) || args != commands[i].args)
			continue;
		ret = erd_fastpath_open(arg[0], &fp, err);
		if (ret)
			return ret;
		ret = commands[i].run(fp, arg, err);
		erd_fastpath_close(fp);
		return ret;
	}
	snprintf(err->text, sizeof(err->text), "fpset: see its table");
	return ERD_USAGE;
}

int main(int argc, char **argv)
{
	struct erd_error err = {};
	int ret = run(argc > 1 ? argv[1] : "", argc - 2, argv + 2, &err);

	if (ret < 0)
		fprintf(stderr, "%s\n%s%s%s", err.text,
			err.hint[0] ? "hint: " : "", err.hint,
			err.hint[0] ? "\n" : "");
	return ret < 0 ? -ret : 0;
}
