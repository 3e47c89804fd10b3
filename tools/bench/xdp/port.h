/* SPDX-License-Identifier: GPL-2.0-only */
/* erd's fast path on a device, by liberd. */
#ifndef BENCH_PORT_H
#define BENCH_PORT_H

#include "bench.h"

#include <stdbool.h>

/* What it is asked to do. */
struct port_setup {
	bool dot1q;
	/*
	 * Histograms and, which only QinQ ports have, a limit that all frames
	 * pass and one of 1,024 sampled.
	 */
	bool everything;
};

/**
 * struct port
 * @fp: its maps
 * @receive: its XDP program
 * @device: where it is attached
 */
struct port {
	struct erd_fastpath *fp;
	int receive;
	const char *device;
};

/*
 * Attaches it to @device as a port of the same name and gives it the
 * peerings. What is sampled is read, and forgotten, by a thread.
 */
void port_open(struct port *port, const char *device,
	       const struct port_setup *setup, const struct bench_tags *tags,
	       size_t n);
/* Takes it off the device. Its program and maps stay. */
void port_detach(const struct port *port);
/* Gives a circuit a limit in a direction (enum erd_direction). */
void port_limit(const struct port *port, int direction, unsigned int outer,
		uint64_t rate, uint32_t burst);
/* What it has received of the peerings. */
void port_count(const struct port *port, const struct bench_tags *tags,
		size_t n, struct tally *tally);

/* Replaces the receive program by one that drops what it has counted. */
void port_drop(const struct port *port);
/*
 * Lets its transmit program account for what comes in at the tcx ingress of
 * another device, and drops that: it is counted as transmitted.
 */
void port_attach_tcx(const struct port *port, const char *device);
void port_count_tcx(const struct port *port, const struct bench_tags *tags,
		    size_t n, struct tally *tally);

#endif /* BENCH_PORT_H */
