// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sends the same frames by several lanes in turn and says what one frame costs
 * on each. In a machine that counts instructions a clock read around the work
 * counts them; what is sent is received, or refused, before send() returns.
 *
 * Each frame is a send() on a packet socket bound to its device: a sender that
 * costs the same for one device and for thousands. pktgen would keep a
 * reference to each frame, and who takes a tag off a frame that somebody else
 * holds must copy it first. No network card holds what it has received.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "lane.h"

#define TYPE		0x88b5	/* IEEE 802: for local experiments; unhandled */
#define DEFAULT_SIZE	100
#define DEFAULT_FRAMES	4094	/* one for each circuit that there can be */
#define DEFAULT_ROUNDS	5
#define WARM_UP		1	/* rounds before those that are measured */
#define NS_PER_S	1000000000ULL

static const uint8_t source[ETH_ALEN] = { 0x02, [5] = 0xff };

static void die(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

/* A packet socket that sends by @device and receives nothing. */
static int open_socket(const char *device)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET };
	int fd = socket(AF_PACKET, SOCK_RAW, 0);

	address.sll_ifindex = if_nametoindex(device);
	if (fd < 0 || !address.sll_ifindex ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address)))
		die(device);
	return fd;
}

static uint8_t *put16(uint8_t *at, unsigned int value)
{
	at[0] = value >> 8;
	at[1] = value;
	return at + 2;
}

/* Addresses, the lane's tags as circuit @circuit has them, and the EtherType. */
static void put_frame(uint8_t *at, const struct lane *lane,
		      const uint8_t *destination, unsigned int circuit)
{
	unsigned int i;

	memcpy(at, destination, ETH_ALEN);
	memcpy(at + ETH_ALEN, source, ETH_ALEN);
	at += 2 * ETH_ALEN;
	for (i = 0; i < lane->tags; i++) {
		at = put16(at, ETH_P_8021Q);
		at = put16(at, lane->tag[i] == LANE_EACH ? circuit :
							   lane->tag[i]);
	}
	put16(at, TYPE);
}

/* Sockets and frames of a lane, one for each circuit or one for all. */
static void prepare(struct lane *lane, const uint8_t *destination,
		    unsigned int size, unsigned int circuits)
{
	char device[IFNAMSIZ];
	unsigned int i;

	lane->sockets = lane_is_each(lane->from) ? circuits : 1;
	lane->size = size + 4 * lane->tags;
	lane->fd = calloc(lane->sockets, sizeof(*lane->fd));
	lane->frames = calloc(circuits, lane->size);
	if (!lane->fd || !lane->frames)
		die("memory");
	for (i = 0; i < lane->sockets; i++) {
		lane_device(device, lane->from, i + 1);
		lane->fd[i] = open_socket(device);
	}
	for (i = 0; i < circuits; i++)
		put_frame(lane->frames + i * lane->size, lane, destination,
			  i + 1);
}

/*
 * @n frames, to each circuit in turn; returns the time that took. One loop, so
 * that one circuit has no less and no more to do than thousands.
 */
static uint64_t burst(const struct lane *lane, unsigned int circuits,
		      unsigned int n)
{
	const uint8_t *frame = lane->frames;
	const uint8_t *end = frame + circuits * lane->size;
	uint64_t began = now_ns();
	unsigned int s = 0;

	while (n--) {
		if (send(lane->fd[s], frame, lane->size, 0) !=
		    (ssize_t)lane->size)
			die(lane->name);
		frame += lane->size;
		if (frame == end)
			frame = lane->frames;
		if (++s == lane->sockets)
			s = 0;
	}
	return now_ns() - began;
}

/* Every lane in turn, so that what drifts drifts for all of them. */
static void measure(struct lane *lanes, unsigned int n, unsigned int circuits,
		    unsigned int frames, unsigned int rounds)
{
	unsigned int round, i;
	uint64_t took;

	for (round = 0; round < WARM_UP + rounds; round++) {
		for (i = 0; i < n; i++) {
			took = burst(&lanes[i], circuits, frames);
			if (round >= WARM_UP)
				lanes[i].took[round - WARM_UP] = took;
		}
	}
}

static void print(const struct lane *lane, unsigned int rounds,
		  unsigned int frames)
{
	unsigned int i;

	printf("{\"name\": \"%s\", \"frames\": %u, \"instructions\": [",
	       lane->name, frames);
	for (i = 0; i < rounds; i++)
		printf("%s%.2f", i ? ", " : "",
		       (double)lane->took[i] / frames);
	puts("]}");
}

static unsigned int number(const char *text, const char *what)
{
	unsigned long value;
	char *end;

	value = strtoul(text, &end, 10);
	if (!*text || *end || !value || value > UINT16_MAX) {
		fprintf(stderr, "load: %s: '%s' is no number for it\n", what,
			text);
		exit(2);
	}
	return value;
}

static void usage(void)
{
	fputs("Usage: load [OPTION...] LANE...\n"
	      "Prints what a frame costs in each LANE, a line of JSON for each.\n"
	      "\n"
	      "LANE is NAME,FROM,TAGS[,DEVICE/COUNTER...]: frames are sent by device FROM,\n"
	      "with TAGS (VIDs with dots between, or -) in them. Each COUNTER, a file in the\n"
	      "DEVICE's statistics, must have counted all of them. A % in FROM, TAGS or DEVICE\n"
	      "stands for each circuit from 1 on.\n"
	      "\n"
	      "  --circuits N     how many (1)\n"
	      "  --frames N       at least so many in a round (4094)\n"
	      "  --rounds N       how many, after one to warm up (5)\n"
	      "  --size OCTETS    of a frame without its tags (100)\n"
	      "  --to MAC         destination address\n", stderr);
	exit(2);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "circuits", required_argument, NULL, 'c' },
		{ "frames", required_argument, NULL, 'f' },
		{ "rounds", required_argument, NULL, 'r' },
		{ "size", required_argument, NULL, 's' },
		{ "to", required_argument, NULL, 't' },
		{}
	};
	unsigned int circuits = 1, frames = DEFAULT_FRAMES, size = DEFAULT_SIZE;
	unsigned int rounds = DEFAULT_ROUNDS, cycles, i, n;
	struct rlimit files = { 65536, 65536 };
	uint8_t to[ETH_ALEN] = {};
	struct lane *lanes;
	bool bad = false;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			circuits = number(optarg, "--circuits");
			break;
		case 'f':
			frames = number(optarg, "--frames");
			break;
		case 'r':
			rounds = number(optarg, "--rounds");
			break;
		case 's':
			size = number(optarg, "--size");
			break;
		case 't':
			if (sscanf(optarg, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx",
				   &to[0], &to[1], &to[2], &to[3], &to[4],
				   &to[5]) != ETH_ALEN)
				usage();
			break;
		default:
			usage();
		}
	}
	n = argc - optind;
	if (!n || size < ETH_ZLEN)
		usage();
	cycles = (frames + circuits - 1) / circuits;
	setrlimit(RLIMIT_NOFILE, &files);
	lanes = calloc(n, sizeof(*lanes));
	if (!lanes)
		die("memory");
	for (i = 0; i < n; i++) {
		if (!lane_parse(&lanes[i], argv[optind + i]))
			usage();
		lanes[i].took = calloc(rounds, sizeof(*lanes[i].took));
		if (!lanes[i].took)
			die("memory");
		prepare(&lanes[i], to, size, circuits);
		lane_count(&lanes[i], circuits);
	}
	/* nothing is read from a file, or brought in, while the clock runs */
	mlockall(MCL_CURRENT);
	measure(lanes, n, circuits, cycles * circuits, rounds);
	for (i = 0; i < n; i++) {
		print(&lanes[i], rounds, cycles * circuits);
		if (!lane_counted(&lanes[i], circuits,
				  (WARM_UP + rounds) * cycles))
			bad = true;
	}
	return bad;
}
