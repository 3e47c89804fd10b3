/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Frames that the fast path of a port dropped, with the reason: what no tap
 * sees, because it is gone before (on receive) or never gets there (on
 * transmit). They are samples, so sampling must be on.
 */
#ifndef LIBERD_TAP_DROPS_H
#define LIBERD_TAP_DROPS_H

#include "frame.h"

#include <erd.h>

struct tap_drops;

int tap_drops_open(const char *port, struct tap_drops **drops,
		   struct erd_error *err);
void tap_drops_close(struct tap_drops *drops);
/* Ready to read when it is time to ask again. */
int tap_drops_fd(const struct tap_drops *drops);
/*
 * The next one, but for its interface: 1 and the frame, which lives until the
 * next call, or 0 if there is none now.
 */
int tap_drops_next(struct tap_drops *drops, uint32_t snaplen,
		   struct frame *frame, struct erd_error *err);
/* How many came, and how many samples (dropped frames or not) found no room. */
void tap_drops_count(const struct tap_drops *drops, uint64_t *received,
		     uint64_t *lost);

#endif /* LIBERD_TAP_DROPS_H */
