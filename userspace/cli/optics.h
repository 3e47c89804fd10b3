/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef ERDCTL_OPTICS_H
#define ERDCTL_OPTICS_H

#include "command.h"

#include <net/if.h>

/* The module in one device. */
struct optics_reading {
	char port[ERD_NAME_MAX];	/* "" if the device is none */
	char ifname[IFNAMSIZ];
	bool read;
	struct erd_optics optics;	/* if it could be read */
	struct erd_error err;		/* if it could not */
};

extern const struct cli_param optics_params[];
int optics_run(struct cli *cli, const struct cli_value *value);

#endif /* ERDCTL_OPTICS_H */
