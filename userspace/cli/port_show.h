/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef ERDCTL_PORT_SHOW_H
#define ERDCTL_PORT_SHOW_H

#include "cli.h"

extern const struct cli_param port_show_params[];
int port_show_run(struct cli *cli, const struct cli_value *value);

#endif /* ERDCTL_PORT_SHOW_H */
