/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef ERDCTL_PORT_TEST_H
#define ERDCTL_PORT_TEST_H

#include "command.h"

extern const struct cli_param port_test_params[];
int port_test_run(struct cli *cli, const struct cli_value *value);
/* One line of `port show`: the last test of a port, if there was one. */
void port_test_print_last(const char *port);

#endif /* ERDCTL_PORT_TEST_H */
