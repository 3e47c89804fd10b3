/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Commands for what is not erd's: of a port, or of any network device. */
#ifndef ERDCTL_DEVICE_H
#define ERDCTL_DEVICE_H

#include "cli.h"

#include <net/if.h>

/* "[PORT] [dev IFACE]", which begin the parameters of such a command. */
enum {
	DEVICE_PORT,
	DEVICE_DEV,
	DEVICE_PARAMS
};

#define DEVICE_PORT_PARAM				\
	{						\
		.name = "name",				\
		.placeholder = "NAME",			\
		.help = "the port",			\
		.kind = CLI_PORT,			\
		.positional = true,			\
		.optional = true,			\
	}

#define DEVICE_DEV_PARAM				\
	{						\
		.name = "dev",				\
		.placeholder = "IFACE",			\
		.help = "a network device, port or not", \
		.kind = CLI_DEVICE,			\
		.optional = true,			\
	}

/*
 * Which device is meant; "" if neither a port nor a device was said. Only for
 * a port it takes the module erd.
 */
int device_find(struct cli *cli, const struct cli_value *value,
		char ifname[IFNAMSIZ]);

#endif /* ERDCTL_DEVICE_H */
