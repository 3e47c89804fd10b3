/* SPDX-License-Identifier: GPL-2.0-only */
/* What the bench's programs have in common. */
#ifndef BENCH_H
#define BENCH_H

#include <linux/types.h>
#include <stddef.h>
#include <stdint.h>

#include "tags.h"

#define NS_PER_S	1000000000ULL
#define FRAME_SIZE	64	/* without frame check sequence */

/* Says what has failed and why, and ends the program. @error is an errno. */
void die(const char *what, int error) __attribute__((noreturn));

uint64_t now_ns(void);
/* The calling thread runs there and nowhere else, before all others. */
void stay_on_cpu(int cpu);

/*
 * The tags of @circuits circuits with three peerings each, spread over all
 * there can be: the same ones every time. @return: how many.
 */
size_t tags_fill(struct bench_tags tags[BENCH_TAGS], unsigned int circuits);

/* How a frame is tagged: @outer_tpid 0 is not at all, @inner_tpid 0 once. */
struct frame_tags {
	uint16_t outer_tpid, inner_tpid;
	struct bench_tags tags;
};

/* UDP over IPv4, with the tags inside of FRAME_SIZE octets. */
void frame_fill(uint8_t frame[FRAME_SIZE], const struct frame_tags *tags);

/* What was counted, or sent. */
struct tally {
	uint64_t frames;
	uint64_t bytes;
};

/* One line of raw results: a name and its figures, one for each round. */
void print_rounds(const char *name, const double *values, size_t n);

#endif /* BENCH_H */
