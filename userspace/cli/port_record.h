/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is recorded of a port: letter of authorization and cross-connect. */
#ifndef ERDCTL_PORT_RECORD_H
#define ERDCTL_PORT_RECORD_H

#include "cli.h"
#include "command.h"

extern const struct cli_param port_loa_params[];
extern const struct cli_param port_cross_connect_params[];

int port_loa_run(struct cli *cli, const struct cli_value *value);
int port_cross_connect_run(struct cli *cli, const struct cli_value *value);
/* Records that the cross-connect of a port was accepted today. */
int port_accept(struct cli *cli, const char *name);

#endif /* ERDCTL_PORT_RECORD_H */
