// SPDX-License-Identifier: LGPL-2.1-or-later
#include "pair.h"
#include "ports.h"

#include <string.h>

int pair_get(struct erd *erd, const char *name, struct pair *pair,
	     struct erd_error *err)
{
	const size_t room = sizeof(pair->port) / sizeof(pair->port[0]);
	const struct erd_port *ports;
	size_t n, i;
	int ret;

	pair->n = 0;
	ret = ports_get(erd, &ports, &n, err);
	if (ret)
		return ret;
	for (i = 0; i < n && pair->n < room; i++)
		if (!strcmp(ports[i].pair, name))
			pair->port[pair->n++] = ports[i];
	return ERD_OK;
}
