// SPDX-License-Identifier: LGPL-2.1-or-later
#include "handle.h"
#include "error.h"
#include "events.h"
#include "fastpaths.h"

#include <errno.h>
#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Asks for reasons in words, and not to have requests repeated in answers. */
static void want_reasons(struct nl_sock *sock)
{
	int fd = nl_socket_get_fd(sock);
	int on = 1;

	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
}

int handle_connect(struct nl_sock **sock, int protocol, struct erd_error *err)
{
	int ret;

	*sock = nl_socket_alloc();
	if (!*sock)
		return erd_fail(err, ERD_ERROR, "out of memory");
	ret = nl_connect(*sock, protocol);
	if (ret < 0)
		return erd_fail(err, ERD_ERROR,
				"cannot open a netlink socket: %s",
				nl_geterror(ret));
	want_reasons(*sock);
	return ERD_OK;
}

int handle_resolve(struct erd *erd, struct erd_error *err)
{
	erd->family = genl_ctrl_resolve(erd->genl, ERD_FAMILY_NAME);
	if (erd->family >= 0)
		return ERD_OK;
	erd_fail(err, ERD_NO_KERNEL, "the kernel module erd is not loaded");
	erd_hint(err, "modprobe erd");
	return ERD_NO_KERNEL;
}

struct erd *erd_open(struct erd_error *err)
{
	struct erd *erd = calloc(1, sizeof(*erd));

	if (!erd) {
		erd_fail(err, ERD_ERROR, "out of memory");
		return NULL;
	}
	erd->events = -1;
	erd->ports.events = -1;
	if (handle_connect(&erd->genl, NETLINK_GENERIC, err) ||
	    handle_connect(&erd->route, NETLINK_ROUTE, err) ||
	    handle_resolve(erd, err)) {
		erd_close(erd);
		return NULL;
	}
	return erd;
}

void erd_close(struct erd *erd)
{
	if (!erd)
		return;
	fastpaths_close(erd);
	ports_close(erd);
	events_close(erd);
	nl_socket_free(erd->route);
	nl_socket_free(erd->genl);
	free(erd);
}
