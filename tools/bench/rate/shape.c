// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is transmitted: packet sockets on the port's device, one for each
 * circuit, CPU and so flow of fq; the far end of the cable tells the circuits
 * apart by their outer tag, with stock vlan devices.
 */
#include "rate.h"

#include <errno.h>
#include <arpa/inet.h>
#include <linux/erd.h>
#include <erd_maps.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * The other circuit gets one frame for so many of the limited one: what it gets
 * is not to be held up, and takes an emulated processor as long.
 */
#define OTHER_ONE_IN	4
#define QUEUED	(1 << 30)	/* octets: no limit of the socket is to be met */

static int sockets[2][2];	/* by CPU, by circuit */
static uint8_t frames[2][65536];
static unsigned int octets;

static int open_socket(const char *device)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET,
				  .sll_ifindex = if_nametoindex(device) };
	int fd = socket(AF_PACKET, SOCK_RAW, 0), room = QUEUED;

	if (fd < 0 || bind(fd, (void *)&to, sizeof(to)) ||
	    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room)))
		die("a packet socket", errno);
	return fd;
}

static void open_shape(struct port *port, const struct bench_tags *tags,
		       unsigned int size)
{
	struct frame_tags of = { ETH_P_8021AD, ETH_P_8021Q, {} };
	int i, cpu;

	octets = size;
	for (i = 0; i < 2; i++) {
		of.tags = tags[i];
		frame_fill(frames[i], &of);
		for (cpu = 0; cpu < 2; cpu++)
			sockets[cpu][i] = open_socket(port->device);
	}
}

/* What erd drops is an error to who sends it. */
static void send_one(unsigned int cpu, unsigned int of)
{
	if (send(sockets[cpu][of], frames[of], octets, 0) < 0 &&
	    errno != ENOBUFS)
		die("a packet socket", errno);
}

static unsigned int send_shape(unsigned int cpu, unsigned int n)
{
	static unsigned int turn[2];
	unsigned int others = 0;

	while (n--) {
		send_one(cpu, TAGS_LIMITED);
		if (turn[cpu]++ % OTHER_ONE_IN)
			continue;
		send_one(cpu, TAGS_OTHER);
		others++;
	}
	return others;
}

static uint64_t passed_shape(unsigned int of)
{
	static const char *const devices[] = { "limited", "other" };
	uint64_t packets = 0;
	char path[80];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/net/%s/statistics/rx_packets",
		 devices[of]);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%lu", &packets) != 1)
		die(path, errno);
	fclose(file);
	return packets;
}

const struct way shape = { ERD_DIRECTION_TX, open_shape, send_shape,
			   passed_shape };
