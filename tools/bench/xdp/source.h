/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the frames come from: source.bpf.c, loaded. */
#ifndef BENCH_SOURCE_H
#define BENCH_SOURCE_H

#include "bench.h"

struct source_bpf;

/**
 * struct source
 * @skel: everything of source.bpf.c
 * @next: program that changes the tags and goes on with another
 * @send: program that changes the tags and sends the frame by a device
 * @pass: empty program
 * @drop: the other one
 */
struct source {
	struct source_bpf *skel;
	int next;
	int send;
	int pass;
	int drop;
};

/* The frames will have any of these tags. */
void source_open_tags(struct source *source, const struct bench_tags *tags,
		      size_t n);
/* The tags of @circuits circuits, see tags_fill(). */
void source_open(struct source *source, unsigned int circuits);
void source_close(struct source *source);
/* What @next goes on with. */
void source_set_next(const struct source *source, int prog);
/* What @send sends by. */
void source_set_device(const struct source *source, unsigned int ifindex);

#endif /* BENCH_SOURCE_H */
