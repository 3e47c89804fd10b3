// SPDX-License-Identifier: GPL-2.0-only
/*
 * Frames a second that are counted, when they really go over a veth pair: one
 * processor makes them, by XDP's live frames, sends and receives them. Who
 * counts drops them. A way that has not counted every single frame has no
 * figure, and ends the run.
 *
 * Each way NAME has a pair of its own: frames go in at "NAME-" and come out
 * at NAME. run.sh has made them and loaded xdp-filter.
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
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_ROUNDS	100
#define CPU		1
#define CIRCUITS	64
#define PIECE		32768	/* frames in one call */
#define AHEAD		(4 * PIECE)	/* of what is counted on another CPU */
#define SETTLE_US	100000
#define BPF_F_TEST_XDP_LIVE_FRAMES	(1U << 1)

static unsigned int rounds = 9, frames = 3000000;
static struct source source;
static struct bench_tags tags[BENCH_TAGS];
static size_t tags_n;
static const char *port_device;	/* a port that no frame comes to */

/* --- who counts --------------------------------------------------------- */

static struct port erd, erd_full, tcx;
static struct hash hash;
static struct pcap_reader *reader;
static int filter;

static void attach(const char *device, int prog)
{
	int ret = bpf_xdp_attach(if_nametoindex(device), prog,
				 XDP_FLAGS_DRV_MODE, NULL);

	if (ret)
		die(device, -ret);
}

static void open_drop_only(const char *device)
{
	attach(device, source.drop);
}

/* It counts nothing itself; the kernel counts what the device gets. */
static void count_drop_only(const char *device, struct tally *tally)
{
	char path[80];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/net/%s/statistics/rx_packets",
		 device);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%lu", &tally->frames) != 1)
		die(path, errno);
	fclose(file);
}

static void open_erd(const char *device)
{
	port_open(&erd, device, &(struct port_setup){}, tags, tags_n);
	port_drop(&erd);
}

static void count_erd(const char *device, struct tally *tally)
{
	(void)device;
	port_count(&erd, tags, tags_n, tally);
}

static void open_erd_full(const char *device)
{
	port_open(&erd_full, device, &(struct port_setup){ .everything = true },
		  tags, tags_n);
	port_drop(&erd_full);
}

static void count_erd_full(const char *device, struct tally *tally)
{
	(void)device;
	port_count(&erd_full, tags, tags_n, tally);
}

static void open_hash(const char *device)
{
	hash_open(&hash, XDP_DROP, tags, tags_n);
	attach(device, hash.receive);
}

static void count_hash(const char *device, struct tally *tally)
{
	(void)device;
	hash_count(&hash, tally);
}

static void open_filter(const char *device)
{
	filter = filter_program(device);
}

static void count_filter(const char *device, struct tally *tally)
{
	(void)device;
	filter_count(filter, tally);
}

static void open_tcx(const char *device)
{
	port_open(&tcx, port_device, &(struct port_setup){}, tags, tags_n);
	port_attach_tcx(&tcx, device);
	port_detach(&tcx);
}

static void count_tcx(const char *device, struct tally *tally)
{
	(void)device;
	port_count_tcx(&tcx, tags, tags_n, tally);
}

static void open_nft(const char *device)
{
	nft_open(device, tags, tags_n);
}

static void count_nft(const char *device, struct tally *tally)
{
	(void)device;
	nft_count(tally);
}

static void open_pcap(const char *device)
{
	reader = pcap_start(device, !CPU, tags, tags_n);
}

static void count_pcap(const char *device, struct tally *tally)
{
	(void)device;
	pcap_count(reader, tally);
}

static struct way {
	const char *name;	/* and the device's */
	void (*open)(const char *device);
	void (*count)(const char *device, struct tally *tally);
	bool octets;		/* are counted as they are on the wire */
	bool later;		/* counts on another CPU */
	double mpps[MAX_ROUNDS];
} ways[] = {
	{ "drop_only", open_drop_only, count_drop_only, false, false, {} },
	{ "erd", open_erd, count_erd, true, false, {} },
	{ "erd_full", open_erd_full, count_erd_full, true, false, {} },
	{ "hash", open_hash, count_hash, true, false, {} },
	{ "xdp_filter", open_filter, count_filter, true, false, {} },
	{ "tcx", open_tcx, count_tcx, true, false, {} },
	{ "nft_map", open_nft, count_nft, false, false, {} },
	{ "libpcap", open_pcap, count_pcap, true, true, {} },
};

#define WAYS	(sizeof(ways) / sizeof(ways[0]))

/* --- sending ------------------------------------------------------------ */

static void send_piece(unsigned int n)
{
	static uint8_t frame[FRAME_SIZE];
	static const struct frame_tags first = { ETH_P_8021AD, ETH_P_8021Q,
						 { 1, 1 } };
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame,
		    .data_size_in = sizeof(frame), .repeat = n,
		    .flags = BPF_F_TEST_XDP_LIVE_FRAMES);

	frame_fill(frame, &first);
	if (bpf_prog_test_run_opts(source.send, &opts))
		die("live frames", errno);
}

static struct tally counted(const struct way *way)
{
	struct tally tally = {};

	way->count(way->name, &tally);
	return tally;
}

/* Until no more than so many of the frames have not been counted. */
static void wait_for(const struct way *way, uint64_t frames_sent,
		     uint64_t ahead)
{
	uint64_t end = now_ns() + NS_PER_S;

	while (counted(way).frames + ahead < frames_sent)
		if (now_ns() > end)
			return;
}

static void check(const struct way *way, const struct tally *before)
{
	struct tally after = counted(way);

	after.frames -= before->frames;
	after.bytes -= before->bytes;
	if (after.frames == frames &&
	    (!way->octets || after.bytes == (uint64_t)frames * FRAME_SIZE))
		return;
	fprintf(stderr,
		"bench: %s: %u frames of %u octets were sent, %lu frames and %lu octets counted\n",
		way->name, frames, FRAME_SIZE, after.frames, after.bytes);
	exit(1);
}

static double run(const struct way *way)
{
	char far[IF_NAMESIZE + 1];
	struct tally before;
	unsigned int sent, piece;
	uint64_t start;

	snprintf(far, sizeof(far), "%s-", way->name);
	source_set_device(&source, if_nametoindex(far));
	usleep(SETTLE_US);
	before = counted(way);
	start = now_ns();
	for (sent = 0; sent < frames; sent += piece) {
		piece = frames - sent;
		if (way->later && piece > PIECE)
			piece = PIECE;
		send_piece(piece);
		if (way->later)
			wait_for(way, before.frames + sent + piece, AHEAD);
	}
	if (way->later)
		wait_for(way, before.frames + frames, 0);
	start = now_ns() - start;
	check(way, &before);
	return frames * 1000.0 / start;
}

static void measure(void)
{
	unsigned int round;
	char name[40];
	size_t i;

	for (i = 0; i < WAYS; i++)
		run(&ways[i]);
	for (round = 0; round < rounds; round++)
		for (i = 0; i < WAYS; i++)
			ways[i].mpps[round] = run(&ways[i]);
	for (i = 0; i < WAYS; i++) {
		snprintf(name, sizeof(name), "live/%s", ways[i].name);
		print_rounds(name, ways[i].mpps, rounds);
	}
}

static void usage(void)
{
	fprintf(stderr, "usage: live [--rounds N] [--frames N] DEVICE\n");
	exit(2);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "rounds", required_argument, NULL, 'r' },
		{ "frames", required_argument, NULL, 'n' },
		{}
	};
	int option;
	size_t i;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'r')
			rounds = atoi(optarg);
		else if (option == 'n')
			frames = atoi(optarg);
		else
			usage();
	}
	if (optind + 1 != argc || rounds < 1 || rounds > MAX_ROUNDS || frames < 1)
		usage();
	port_device = argv[optind];
	tags_n = tags_fill(tags, CIRCUITS);
	source_open(&source, CIRCUITS);
	for (i = 0; i < WAYS; i++)
		ways[i].open(ways[i].name);
	/* A program that is nowhere attached is waited for in each call. */
	attach(port_device, source.send);
	stay_on_cpu(CPU);
	measure();
	return 0;
}
