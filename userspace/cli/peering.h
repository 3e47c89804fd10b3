/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef ERDCTL_PEERING_H
#define ERDCTL_PEERING_H

#include "cli.h"
#include "model.h"

int peering_print_table(struct cli *cli, const struct model *model);
/* Keeps the peerings of a circuit; NULL keeps all. */
void peering_keep(struct model *model, const char *circuit, const char *pair);

#endif /* ERDCTL_PEERING_H */
