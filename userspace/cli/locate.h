/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef ERDCTL_LOCATE_H
#define ERDCTL_LOCATE_H

#include "command.h"

extern const struct cli_param locate_params[];
int locate_run(struct cli *cli, const struct cli_value *value);

#endif /* ERDCTL_LOCATE_H */
