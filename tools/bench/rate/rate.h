/* SPDX-License-Identifier: GPL-2.0-only */
/* A circuit that is offered more than its rate, and one beside it. */
#ifndef BENCH_RATE_H
#define BENCH_RATE_H

#include "../xdp/port.h"

#define TAGS_LIMITED	0	/* of the circuit that has a rate */
#define TAGS_OTHER	1	/* of the one that has none */

/**
 * struct load - what is offered
 * @rate: bit/s, to the limited circuit; the other gets what the way sends it
 * @period_ns: from one burst to the next
 * @cpus: that send, each its part
 * @octets: of a frame
 */
struct load {
	uint64_t rate;
	uint64_t period_ns;
	unsigned int cpus;
	unsigned int octets;
};

/**
 * struct way - how frames come to the limit
 * @direction: enum erd_direction of the limit
 * @open: before the first frame; the port is there
 * @send: sends @n frames of the limited circuit, and those of the other between
 *	them, from this thread, the @cpu-th. In the kernel, or lost, when it
 *	returns; returns how many of the other
 * @passed: frames of a circuit (TAGS_…) that came through
 */
struct way {
	int direction;
	void (*open)(struct port *port, const struct bench_tags *tags,
		     unsigned int octets);
	unsigned int (*send)(unsigned int cpu, unsigned int n);
	uint64_t (*passed)(unsigned int of);
};

extern const struct way police, shape;

#endif /* BENCH_RATE_H */
