/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Taps on network devices, by libpcap (TPACKET_V3), merged in time order. Each
 * direction of a device has a socket and a ring of its own, because libpcap
 * does not tell of an Ethernet frame which way it went. Tags are as on the
 * wire: what hardware or the stack took off a frame, libpcap puts back.
 */
#ifndef LIBERD_TAPS_H
#define LIBERD_TAPS_H

#include "frame.h"
#include "kernel_filter.h"

#include <erd.h>
#include <signal.h>

/* Both directions and the drops of eight devices. */
#define TAPS_MAX	24

struct taps;

struct tap_config {
	const char *ifname;
	unsigned int interface;		/* of its frames */
	enum frame_direction direction;	/* IN or OUT */
	uint32_t snaplen;
	uint32_t buffer_mib;
	const struct kernel_filter *filter;	/* NULL: everything */
};

int taps_new(struct taps **taps, struct erd_error *err);
/* Needs CAP_NET_RAW. ERD_CONFLICT if the device is down. */
int taps_add(struct taps *taps, const struct tap_config *config,
	     struct erd_error *err);
/*
 * What the fast path of a port dropped, as frames of @interface; see
 * tap_drops.h. Needs CAP_BPF.
 */
int taps_add_drops(struct taps *taps, const char *port, unsigned int interface,
		   uint32_t snaplen, struct erd_error *err);
void taps_free(struct taps *taps);

/*
 * The next frame: 1 and the frame, which lives until the next call, or 0 if
 * there is none yet. A tap whose device went away is closed, which is told
 * once, as an error; the others go on. ERD_NOT_FOUND: there is none any more.
 */
int taps_next(struct taps *taps, struct frame *frame, struct erd_error *err);
/* From now on taps_next() waits for nobody: what is there is all. */
void taps_drain(struct taps *taps);
/*
 * Until there may be one, a signal of @while_waiting comes, @also (or -1) has
 * hung up (returns ERD_UNCHANGED), or @timeout_ms are over (-1: never).
 */
int taps_wait(struct taps *taps, int also, int timeout_ms,
	      const sigset_t *while_waiting);

struct taps_counts {
	uint64_t received;	/* passed the kernel's filter, or were drops */
	uint64_t dropped;	/* of those, by the kernel, for want of room */
	uint64_t if_dropped;	/* by the device or its driver */
};

/* Of one interface, since its taps were added; closed ones too. */
void taps_count(struct taps *taps, unsigned int interface,
		struct taps_counts *counts);

#endif /* LIBERD_TAPS_H */
