/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Ports that come, go, open and close. */
#ifndef ERDCTL_PORT_CHANGE_H
#define ERDCTL_PORT_CHANGE_H

#include "cli.h"

extern const struct cli_param port_add_params[], port_delete_params[],
			      port_enable_params[], port_disable_params[];
int port_add_run(struct cli *cli, const struct cli_value *value);
int port_delete_run(struct cli *cli, const struct cli_value *value);
int port_enable_run(struct cli *cli, const struct cli_value *value);
int port_disable_run(struct cli *cli, const struct cli_value *value);

#endif /* ERDCTL_PORT_CHANGE_H */
