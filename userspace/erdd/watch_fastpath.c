// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Fast paths that somebody takes off. The kernel tells nobody of a program that
 * is attached by a link and goes, neither by rtnetlink nor otherwise; so it is
 * asked now and then, which takes two system calls for each port.
 */
#include "daemon.h"
#include "edge.h"
#include "fastpath.h"

#include <string.h>

void watch_fastpaths(struct daemon *daemon, const struct edge *edge)
{
	const struct edge_port *port;
	char (*name)[ERD_NAME_MAX];

	list_clear(&daemon->attached);
	desired_each(port, &edge->ports) {
		name = port->xdp == ERD_XDP_NONE ? NULL :
						   list_add(&daemon->attached);
		if (name)
			memcpy(*name, port->name, sizeof(*name));
	}
}

bool fastpaths_are_off(struct daemon *daemon)
{
	const char (*name)[ERD_NAME_MAX];

	desired_each(name, &daemon->attached) {
		if (fastpath_ifindex(*name, NULL) > 0)
			continue;
		/* Once: the next look says what there is then. */
		list_clear(&daemon->attached);
		return true;
	}
	return false;
}
