/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef ERDCTL_PORT_H
#define ERDCTL_PORT_H

#include "cli.h"
#include "model.h"

int port_print_table(struct cli *cli, const struct model *model);
/* Counters of the module, a line each, those of drops if there were any. */
void port_print_stats(const struct erd_stats *stats);

#endif /* ERDCTL_PORT_H */
