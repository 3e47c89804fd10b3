/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* "circuit set". */
#ifndef ERDCTL_CIRCUIT_SET_H
#define ERDCTL_CIRCUIT_SET_H

#include "command.h"

extern const struct cli_param circuit_set_params[];
int circuit_set_run(struct cli *cli, const struct cli_value *value);

#endif /* ERDCTL_CIRCUIT_SET_H */
