/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the fast path knows of a sub-interface besides its counts. */
#ifndef ERDCTL_STATS_FAST_H
#define ERDCTL_STATS_FAST_H

#include "json.h"
#include "table.h"

/* Frames that rates kept from passing. */
struct table *stats_new_drops(struct cli *cli);
void stats_add_drops(struct table *table, const struct erd_fastpath *fp,
		     const struct erd_subif *subif);

/* Histograms; nothing is added for a port without one. */
struct table *stats_new_sizes(struct cli *cli);
void stats_add_sizes(struct table *table, const struct erd_fastpath *fp,
		     const struct erd_subif *subif);

/* Both and the counts; null if @fp is NULL. */
json_t *stats_fast_object(const struct erd_fastpath *fp,
			  const struct erd_subif *subif);

#endif /* ERDCTL_STATS_FAST_H */
