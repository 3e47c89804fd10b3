// SPDX-License-Identifier: GPL-2.0-only
#include "bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void die(const char *what, int error)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(error));
	exit(1);
}

uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

void stay_on_cpu(int cpu)
{
	const struct sched_param priority = { .sched_priority = 1 };
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set) ||
	    sched_setscheduler(0, SCHED_FIFO, &priority))
		die("a processor for itself", errno);
}

static uint16_t any_vid(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223;
	return 1 + (*state >> 16) % 4094;
}

size_t tags_fill(struct bench_tags tags[BENCH_TAGS], unsigned int circuits)
{
	uint32_t state = 1;
	unsigned int circuit, i;

	for (circuit = 0; circuit < circuits; circuit++) {
		struct bench_tags *of = &tags[circuit * BENCH_CTAGS];

		for (i = 0; i < BENCH_CTAGS; i++) {
			of[i].outer = 1 + circuit * (BENCH_CIRCUITS / circuits);
			of[i].inner = any_vid(&state);
			/* A second one of the same would be the same peering. */
			if ((i > 0 && of[i].inner == of[0].inner) ||
			    (i > 1 && of[i].inner == of[1].inner))
				i--;
		}
	}
	return circuits * BENCH_CTAGS;
}

static uint8_t *put16(uint8_t *at, unsigned int value)
{
	at[0] = value >> 8;
	at[1] = value;
	return at + 2;
}

void frame_fill(uint8_t frame[FRAME_SIZE], const struct frame_tags *tags)
{
	struct iphdr ip = { .version = 4, .ihl = 5, .ttl = 64,
			    .protocol = IPPROTO_UDP };
	struct udphdr udp = { .source = htons(40000), .dest = htons(4789) };
	uint8_t *at = frame + 2 * ETH_ALEN;

	memset(frame, 0, FRAME_SIZE);
	memcpy(frame, "\x02\x00\x00\x00\x00\x01\x02\x00\x00\x00\x00\x02",
	       2 * ETH_ALEN);
	if (tags->outer_tpid)
		at = put16(put16(at, tags->outer_tpid), tags->tags.outer);
	if (tags->inner_tpid)
		at = put16(put16(at, tags->inner_tpid), tags->tags.inner);
	at = put16(at, ETH_P_IP);
	ip.tot_len = htons(frame + FRAME_SIZE - at);
	ip.saddr = htonl(0xc6120001);	/* 198.18.0.1 and .2, for benchmarks */
	ip.daddr = htonl(0xc6120002);
	udp.len = htons(frame + FRAME_SIZE - at - sizeof(ip));
	memcpy(at, &ip, sizeof(ip));
	memcpy(at + sizeof(ip), &udp, sizeof(udp));
}

void print_rounds(const char *name, const double *values, size_t n)
{
	size_t i;

	printf("{\"name\": \"%s\", \"rounds\": [", name);
	for (i = 0; i < n; i++)
		printf("%s%.3f", i ? ", " : "", values[i]);
	printf("]}\n");
	fflush(stdout);
}
