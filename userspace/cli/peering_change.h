/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Peerings that come, go, open and close. */
#ifndef ERDCTL_PEERING_CHANGE_H
#define ERDCTL_PEERING_CHANGE_H

#include "cli.h"

extern const struct cli_param peering_create_params[], peering_delete_params[],
			      peering_enable_params[], peering_disable_params[];
int peering_create_run(struct cli *cli, const struct cli_value *value);
int peering_delete_run(struct cli *cli, const struct cli_value *value);
int peering_enable_run(struct cli *cli, const struct cli_value *value);
int peering_disable_run(struct cli *cli, const struct cli_value *value);

#endif /* ERDCTL_PEERING_CHANGE_H */
