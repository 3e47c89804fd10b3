/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A configuration of routing in FRR's words. */
#ifndef LIBERD_FRR_RENDER_H
#define LIBERD_FRR_RENDER_H

#include "frr_lines.h"
#include "routing.h"

/* How many times a drained session's AS is put in front of the path. */
#define FRR_DRAIN_PREPENDS	3
/* How little a drained session's routes are liked here; FRR's default is 100. */
#define FRR_DRAIN_PREFERENCE	50

/* Adds the lines of a configuration that routing_check() finds good. */
void frr_render(const struct routing_config *config, struct frr_lines *lines);

/* The lines as a file that vtysh and the daemons read, or NULL; to be freed. */
char *frr_lines_text(const struct frr_lines *lines);

#endif /* LIBERD_FRR_RENDER_H */
