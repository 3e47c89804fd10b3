/* SPDX-License-Identifier: GPL-2.0-only */
/* The designs that are compared, loaded and told the tags of peerings. */
#ifndef BENCH_DESIGNS_H
#define BENCH_DESIGNS_H

#include "bench.h"

#include <stdbool.h>

/**
 * struct source - the program that makes frames many
 * @skel: everything of source.bpf.c
 * @next: program that changes the tags and goes on with another
 */
struct source {
	struct source_bpf *skel;
	int next;
};

/* The frames will have the tags of @circuits circuits, see tags_fill(). */
void source_open(struct source *source, unsigned int circuits);
void source_close(struct source *source);
/* What @next goes on with. */
void source_set_next(const struct source *source, int prog);

/* The XDP program that somebody has attached to @device. */
int program_of(const char *device);

/* What erd is asked to do on a port. */
struct port_setup {
	bool dot1q;
	bool everything;
};

/*
 * Attaches erd to @device as a port of the same name, by liberd, and gives it
 * the peerings. @return: the receive program, which outlives the port: it is
 * detached again.
 */
int port_open(const char *device, const struct port_setup *setup,
	     const struct bench_tags *tags, size_t n);

/**
 * struct hash - the design of hash.bpf.c
 * @skel: everything of it
 * @prog: its program
 */
struct hash {
	struct hash_bpf *skel;
	int prog;
};

void hash_open(struct hash *hash, unsigned int verdict,
	       const struct bench_tags *tags, size_t n);

#endif /* BENCH_DESIGNS_H */
