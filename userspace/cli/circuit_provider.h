/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What provider and Azure say of a circuit. */
#ifndef ERDCTL_CIRCUIT_PROVIDER_H
#define ERDCTL_CIRCUIT_PROVIDER_H

#include "cli.h"
#include "command.h"

extern const struct cli_param circuit_provider_params[];

int circuit_provider_run(struct cli *cli, const struct cli_value *value);

#endif /* ERDCTL_CIRCUIT_PROVIDER_H */
