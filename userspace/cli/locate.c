// SPDX-License-Identifier: LGPL-2.1-or-later
#include "locate.h"
#include "device.h"
#include "error.h"

#include <stdio.h>
#include <unistd.h>

/* For the way to the rack, unless said otherwise. */
#define SECONDS			60
#define SECONDS_MAX		86400

enum {
	LOCATE_SECONDS = DEVICE_PARAMS,
};

const struct cli_param locate_params[] = {
	[DEVICE_PORT] = DEVICE_PORT_PARAM,
	[DEVICE_DEV] = DEVICE_DEV_PARAM,
	[LOCATE_SECONDS] = {
		.name = "seconds",
		.placeholder = "SECONDS",
		.help = "for how long (default: 60)",
		.kind = CLI_NUMBER,
		.optional = true,
		.min = 1,
		.max = SECONDS_MAX,
	},
	{}
};

int locate_run(struct cli *cli, const struct cli_value *value)
{
	unsigned int seconds = SECONDS;
	char ifname[IFNAMSIZ];
	int ret;

	ret = device_find(cli, value, ifname);
	if (ret)
		return ret;
	if (!ifname[0])
		return erd_fail(&cli->err, ERD_USAGE,
				"port locate: a port or 'dev IFACE' is missing");
	if (value[LOCATE_SECONDS].set)
		seconds = value[LOCATE_SECONDS].number;
	if (isatty(STDERR_FILENO) && !cli->options.json && !cli->line)
		fprintf(stderr, "'%s' blinks for %u seconds; Ctrl-C ends it\n",
			ifname, seconds);
	/*
	 * Signals do what they always do: the kernel has put the LED back
	 * before one ends this process.
	 */
	return erd_device_locate(ifname, seconds, &cli->err);
}
