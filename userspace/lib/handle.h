/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a handle holds. */
#ifndef LIBERD_HANDLE_H
#define LIBERD_HANDLE_H

#include "ports.h"

#include <erd.h>
#include <netlink/netlink.h>

struct erd {
	struct nl_sock *genl;	/* the family "erd" */
	struct nl_sock *route;	/* rtnetlink */
	int family;		/* number of the family on genl */

	int events;		/* socket of the events, or -1 */
	uint64_t events_seq;	/* of the event last seen, if events_seen */
	bool events_seen;

	struct ports ports;
	struct fastpaths *fastpaths;	/* those that are open; see there */
};

/* Opens a socket that asks the kernel for its reasons in words. */
int handle_connect(struct nl_sock **sock, int protocol, struct erd_error *err);

/* Finds the number of the family, which changes when the module is reloaded. */
int handle_resolve(struct erd *erd, struct erd_error *err);

#endif /* LIBERD_HANDLE_H */
