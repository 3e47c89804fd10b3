/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What there is, read at once, in the order in which it is shown. */
#ifndef ERDCTL_MODEL_H
#define ERDCTL_MODEL_H

#include "cli.h"

/* The sub-interfaces of one peering, by role; NULL where there is none. */
struct model_peering {
	const struct erd_subif *link[2];
	const struct erd_subif *any;	/* one; they agree on the tags */
};

struct model {
	struct erd_port *ports;
	size_t n_ports;
	struct erd_subif *subifs;
	size_t n_subifs;
	struct model_peering *peerings;
	size_t n_peerings;
};

/* Reads it. To be followed by model_free(), also if it fails. */
int model_read(struct cli *cli, struct model *model);
/* Makes the peerings of the ports and sub-interfaces; those get sorted. */
int model_group(struct model *model);
void model_free(struct model *model);

/* The port of a name, or NULL. */
const struct erd_port *model_port(const struct model *model, const char *name);

#endif /* ERDCTL_MODEL_H */
