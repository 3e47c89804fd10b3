/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the fast path of one port is told to do beside counting. Values are
 * taken to be valid. @fp is that of @port, and stays good for more of this: it
 * learns what maps are made here and what programs are loaded. Private to
 * liberd.
 */
#ifndef LIBERD_FASTPATH_SETTINGS_H
#define LIBERD_FASTPATH_SETTINGS_H

#include "fastpath_maps.h"

int fastpath_set_limit(struct erd_fastpath *fp, const struct erd_port *port,
		       enum erd_direction direction, uint16_t stag,
		       const struct erd_rate *rate, struct erd_error *err);

/* @outer 0: of frames that no peering has. @ctag 0: of all peerings. */
int fastpath_set_watch(struct erd_fastpath *fp, const struct erd_port *port,
		       uint16_t outer, uint16_t ctag,
		       const struct erd_sampling *sampling,
		       struct erd_error *err);

/* The C-tag whose frames alone are sampled; 0: those of all peerings are. */
uint16_t fastpath_watched_ctag(const struct erd_fastpath *fp, uint16_t stag);

/* What a circuit has on another port of the pair, @from, with its peerings. */
int fastpath_take_settings(struct erd_fastpath *fp, const struct erd_port *port,
			   const struct erd_fastpath *from, uint16_t stag,
			   struct erd_error *err);

/* ERD_UNCHANGED if it is so already. */
int fastpath_set_histogram(struct erd_fastpath *fp, const struct erd_port *port,
			   bool on, struct erd_error *err);

#endif /* LIBERD_FASTPATH_SETTINGS_H */
