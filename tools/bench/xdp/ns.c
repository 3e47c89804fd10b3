// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nanoseconds that a program takes for a frame, by BPF_PROG_TEST_RUN. Every
 * lane has a turn in each round, so that a minute of noise is everybody's. A
 * turn begins when the empty program is about as fast as it was ever seen.
 *
 * run.sh has made the devices and loaded xdp-filter.
 */
#include "peers.h"
#include "port.h"
#include "source.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <getopt.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_LANES	40
#define MAX_ROUNDS	100
#define CPU		1	/* where there are two, the quieter one */
#define WARM_UP		10	/* part of the frames, before they are measured */
#define QUIET		1.08	/* of the best */
#define REST_US		100000	/* others run, so that the kernel need not stop us */

static unsigned int rounds = 7, repeat = 10000000;
static unsigned int patience_s = 120;	/* 0: noise does not matter */

struct lane {
	char name[40];
	int prog;
	unsigned int circuits;	/* with tags of so many */
	bool two;	/* the same on another CPU at the same time */
	bool slow;	/* a tenth of the frames will do */
	uint8_t frame[FRAME_SIZE];
	double ns[MAX_ROUNDS];
};

static struct lane lanes[MAX_LANES];
static size_t lanes_n;

/* --- measuring ---------------------------------------------------------- */

/*
 * The device is there for the program to be attached to: it gets no frame. The
 * kernel calls an attached program directly; for one that is not it makes that
 * call first, and waits for all processors before and after, which is time of
 * no frame.
 */
static int device;

static void attach(int prog)
{
	int ret = bpf_xdp_attach(device, prog, XDP_FLAGS_DRV_MODE, NULL);

	if (ret)
		die("a program that is measured", -ret);
}

static void detach(void)
{
	bpf_xdp_detach(device, XDP_FLAGS_DRV_MODE, NULL);
}

static double run(const struct lane *lane, int prog, unsigned int frames)
{
	uint8_t frame[FRAME_SIZE], out[FRAME_SIZE];
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame,
		    .data_size_in = sizeof(frame), .data_out = out,
		    .data_size_out = sizeof(out), .repeat = frames);
	uint64_t start;

	memcpy(frame, lane->frame, sizeof(frame));
	start = now_ns();
	if (bpf_prog_test_run_opts(prog, &opts))
		die(lane->name, errno);
	start = now_ns() - start;
	if (opts.retval != XDP_PASS) {
		fprintf(stderr, "bench: %s: verdict %u\n", lane->name,
			opts.retval);
		exit(1);
	}
	return (double)start / frames;
}

struct beside {
	const struct lane *lane;
	pthread_barrier_t *start;
	double ns;
};

/* Longer than what is measured, before and after. */
static void *run_beside(void *arg)
{
	struct beside *beside = arg;

	stay_on_cpu(!CPU);
	pthread_barrier_wait(beside->start);
	beside->ns = run(beside->lane, beside->lane->prog, repeat + repeat / 2);
	return NULL;
}

static double run_both(const struct lane *lane)
{
	pthread_barrier_t start;
	struct beside beside = { .lane = lane, .start = &start };
	pthread_t thread;
	double ns;

	pthread_barrier_init(&start, NULL, 2);
	if (pthread_create(&thread, NULL, run_beside, &beside))
		die("thread", EAGAIN);
	pthread_barrier_wait(&start);
	run(lane, lane->prog, repeat / WARM_UP);
	ns = run(lane, lane->prog, repeat);
	pthread_join(thread, NULL);
	pthread_barrier_destroy(&start);
	return ns;
}

static double run_alone(const struct lane *lane, int prog)
{
	unsigned int frames = lane->slow ? repeat / 10 : repeat;

	run(lane, prog, frames / WARM_UP);
	return run(lane, prog, frames);
}

static const unsigned int circuits[] = { 1, 64, BENCH_CIRCUITS };

#define CIRCUITS	(sizeof(circuits) / sizeof(circuits[0]))

/*
 * The programs that change the tags. All lanes have the same ones, but others in
 * each round: where in memory they happen to be makes them faster or slower.
 */
static struct source sources[CIRCUITS];

static void open_sources(void)
{
	size_t i;

	for (i = 0; i < CIRCUITS; i++)
		source_open(&sources[i], circuits[i]);
}

static void close_sources(void)
{
	size_t i;

	for (i = 0; i < CIRCUITS; i++)
		source_close(&sources[i]);
}

static int through_source(const struct lane *lane)
{
	size_t i;

	for (i = 0; i < CIRCUITS; i++)
		if (lane->circuits > 1 && lane->circuits == circuits[i]) {
			source_set_next(&sources[i], lane->prog);
			return sources[i].next;
		}
	return lane->prog;
}

static double run_lane(const struct lane *lane)
{
	int prog = through_source(lane);
	double ns;

	attach(prog);
	ns = lane->two ? run_both(lane) : run_alone(lane, prog);
	detach();
	return ns;
}

/* The first lane is the empty program. */
static void wait_until_quiet(void)
{
	static double best = 1e9;
	uint64_t end = now_ns() + patience_s * NS_PER_S;
	double ns;

	if (!patience_s)
		return;
	attach(lanes[0].prog);
	do {
		if (now_ns() > end) {
			fprintf(stderr, "bench: the machine is not quiet\n");
			exit(1);
		}
		usleep(REST_US);
		ns = run(&lanes[0], lanes[0].prog, repeat / WARM_UP);
		if (ns < best)
			best = ns;
	} while (ns > best * QUIET);
	detach();
}

static void measure(void)
{
	unsigned int round, i;
	size_t n;

	/* What quiet is. */
	for (i = 0; i < WARM_UP; i++)
		wait_until_quiet();
	for (round = 0; round < rounds; round++) {
		open_sources();
		for (n = 0; n < lanes_n; n++) {
			wait_until_quiet();
			lanes[n].ns[round] = run_lane(&lanes[n]);
		}
		close_sources();
	}
	for (n = 0; n < lanes_n; n++)
		print_rounds(lanes[n].name, lanes[n].ns, rounds);
}

/* --- lanes -------------------------------------------------------------- */

static struct lane *add(const char *design, const char *what, int prog,
			const struct frame_tags *tags)
{
	struct lane *lane = &lanes[lanes_n++];

	snprintf(lane->name, sizeof(lane->name), "ns/%s/%s", design, what);
	lane->prog = prog;
	frame_fill(lane->frame, tags);
	return lane;
}

static struct bench_tags tags[BENCH_TAGS];
static struct frame_tags one = { ETH_P_8021AD, ETH_P_8021Q, {} };

static const char *port_device;	/* what erd is attached to for a moment */

/* @prog with frames of so many circuits; of one it is one frame. */
static void add_tags(const char *design, unsigned int of, int prog)
{
	char what[12];

	snprintf(what, sizeof(what), "%u", of);
	add(design, what, prog, &one)->circuits = of;
}

static void add_erd(const char *design, const struct port_setup *setup)
{
	struct port_setup dot1q = *setup;
	const struct frame_tags untagged = {}, unknown = {
		ETH_P_8021AD, ETH_P_8021Q, { 4000, 17 }
	}, once = { ETH_P_8021Q, 0, { tags[0].inner, 0 } };
	struct port port;
	size_t i, n;

	for (i = CIRCUITS; i-- > 0;) {
		n = tags_fill(tags, circuits[i]);
		port_open(&port, port_device, setup, tags, n);
		port_detach(&port);
		add_tags(design, circuits[i], port.receive);
	}
	/* The port with one circuit. */
	add(design, "two", port.receive, &one)->two = true;
	add(design, "unknown", port.receive, &unknown)->slow = true;
	add(design, "untagged", port.receive, &untagged);
	dot1q.dot1q = true;
	port_open(&port, port_device, &dot1q, tags, 1);
	port_detach(&port);
	add(design, "dot1q", port.receive, &once);
}

static void add_floor(void)
{
	struct source source;
	size_t i;

	source_open(&source, 0);
	for (i = 0; i < CIRCUITS; i++)
		add_tags("floor", circuits[i], source.pass);
}

static void add_hash(void)
{
	struct hash hash;
	size_t i, n;

	for (i = 0; i < CIRCUITS; i++) {
		n = tags_fill(tags, circuits[i]);
		hash_open(&hash, XDP_PASS, tags, n);
		add_tags("hash", circuits[i], hash.receive);
	}
}

static void usage(void)
{
	fprintf(stderr,
		"usage: ns [--rounds N] [--repeat N] [--patience S] DEVICE XDP-FILTER-DEVICE\n");
	exit(2);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "rounds", required_argument, NULL, 'r' },
		{ "repeat", required_argument, NULL, 'n' },
		{ "patience", required_argument, NULL, 'p' },
		{}
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'r')
			rounds = atoi(optarg);
		else if (option == 'n')
			repeat = atoi(optarg);
		else if (option == 'p')
			patience_s = atoi(optarg);
		else
			usage();
	}
	if (optind + 2 != argc || rounds < 1 || rounds > MAX_ROUNDS ||
	    repeat < 10 * WARM_UP)
		usage();
	stay_on_cpu(sysconf(_SC_NPROCESSORS_ONLN) > 1 ? CPU : 0);
	port_device = argv[optind];
	device = if_nametoindex(port_device);
	tags_fill(tags, 1);
	one.tags = tags[0];
	add_floor();
	add_erd("erd", &(struct port_setup){});
	add_erd("erd_full", &(struct port_setup){ .everything = true });
	add_hash();
	add("xdp_filter", "1", filter_program(argv[optind + 1]), &one);
	measure();
	return 0;
}
