/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef ERDCTL_CIRCUIT_SHOW_H
#define ERDCTL_CIRCUIT_SHOW_H

#include "cli.h"

extern const struct cli_param circuit_show_params[];
int circuit_show_run(struct cli *cli, const struct cli_value *value);

#endif /* ERDCTL_CIRCUIT_SHOW_H */
