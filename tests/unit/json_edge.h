/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A small edge, for what is printed of it. */
#ifndef TEST_JSON_EDGE_H
#define TEST_JSON_EDGE_H

#include "json.h"

extern const struct erd_port port_template;
extern const struct erd_subif subif_template;
extern const struct erd_circuit circuit_template;
extern const struct erd_circuit_settings settings;
extern const struct timespec three_seconds;	/* now */

struct edge {
	struct erd_port ports[2];
	struct erd_subif subifs[4];
	struct model model;
};

/* Ports in the wrong order, sub-interfaces mixed up, as a kernel may. */
void make_edge(struct edge *edge);
void free_edge(struct edge *edge);

/* What the fast path has counted of a port, and of a sub-interface. */
json_t *make_fast_path(void);
json_t *make_subif_fast_path(void);

#endif /* TEST_JSON_EDGE_H */
