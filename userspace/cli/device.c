// SPDX-License-Identifier: LGPL-2.1-or-later
#include "device.h"
#include "error.h"

#include <stdio.h>
#include <string.h>

int device_find(struct cli *cli, const struct cli_value *value,
		char ifname[IFNAMSIZ])
{
	const struct cli_value *dev = &value[DEVICE_DEV];
	struct erd_port port = {};
	int ret;

	ifname[0] = '\0';
	if (value[DEVICE_PORT].set && dev->set)
		return erd_fail(&cli->err, ERD_USAGE,
				"dev: say a port or a device, not both");
	if (dev->set) {
		if (strlen(dev->text) >= IFNAMSIZ)
			return erd_fail(&cli->err, ERD_NOT_FOUND,
					"there is no network device '%.64s'",
					dev->text);
		strcpy(ifname, dev->text);
		return ERD_OK;
	}
	if (!value[DEVICE_PORT].set)
		return ERD_OK;
	ret = cli_open(cli);
	if (!ret)
		ret = erd_port_get(cli->erd, value[DEVICE_PORT].text, &port,
				   &cli->err);
	if (!ret)
		snprintf(ifname, IFNAMSIZ, "%s", port.ifname);
	return ret;
}
