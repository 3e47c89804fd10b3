// SPDX-License-Identifier: GPL-2.0-only
/*
 * Microseconds to read 16,384 counters, which 8,192 peerings have: from the
 * memory that liberd maps, and by system calls from a map of the same counters
 * that the kernel keeps per CPU, whole or one by one.
 */
#include "port.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <erd.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define COUNTERS	16384
#define PEERINGS	(COUNTERS / 2)	/* each received and transmitted */
#define MAX_ROUNDS	100
#define REST_US		20000

static unsigned int rounds = 9;
static struct port port;
static struct bench_tags tags[BENCH_TAGS];
static int percpu;
static struct tally *values;
static int cpus;

static volatile uint64_t sink;	/* what is read is wanted */

static void read_liberd(void)
{
	struct erd_account account;
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < PEERINGS; i++) {
		erd_fastpath_read(port.fp, tags[i].outer, tags[i].inner,
				  &account);
		sum += account.rx.frames + account.tx.frames;
	}
	sink = sum;
}

static void read_batch(void)
{
	static __u32 keys[COUNTERS];
	__u32 n = COUNTERS, next;

	if (bpf_map_lookup_batch(percpu, NULL, &next, keys, values, &n, NULL) &&
	    errno != ENOENT)
		die("lookup_batch", errno);
	if (n != COUNTERS)
		die("lookup_batch: not all", EIO);
}

static void read_elem(void)
{
	__u32 key;

	for (key = 0; key < COUNTERS; key++)
		if (bpf_map_lookup_elem(percpu, &key, values))
			die("lookup_elem", errno);
}

static struct way {
	const char *name;
	void (*read)(void);
	double us[MAX_ROUNDS];
} ways[] = {
	{ "read/liberd", read_liberd, {} },
	{ "read/lookup_batch", read_batch, {} },
	{ "read/lookup_elem", read_elem, {} },
};

#define WAYS	(sizeof(ways) / sizeof(ways[0]))

static double run(const struct way *way)
{
	uint64_t start;

	usleep(REST_US);
	way->read();
	start = now_ns();
	way->read();
	return (now_ns() - start) / 1000.0;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "rounds", required_argument, NULL, 'r' }, {}
	};
	unsigned int round;
	int option;
	size_t i;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (option == 'r')
			rounds = atoi(optarg);
	if (optind + 1 != argc || rounds < 1 || rounds > MAX_ROUNDS) {
		fprintf(stderr, "usage: read [--rounds N] DEVICE\n");
		return 2;
	}
	tags_fill(tags, BENCH_CIRCUITS);
	port_open(&port, argv[optind], &(struct port_setup){}, tags, PEERINGS);
	cpus = libbpf_num_possible_cpus();
	percpu = bpf_map_create(BPF_MAP_TYPE_PERCPU_ARRAY, "bench",
				sizeof(__u32), sizeof(struct tally), COUNTERS,
				NULL);
	values = calloc((size_t)COUNTERS * cpus, sizeof(*values));
	if (percpu < 0 || !values)
		die("a map per CPU", errno);
	stay_on_cpu(0);
	for (round = 0; round < rounds; round++)
		for (i = 0; i < WAYS; i++)
			ways[i].us[round] = run(&ways[i]);
	for (i = 0; i < WAYS; i++)
		print_rounds(ways[i].name, ways[i].us, rounds);
	port_detach(&port);
	return 0;
}
