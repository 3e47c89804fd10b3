/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef LIBERD_EVENTS_H
#define LIBERD_EVENTS_H

#include <erd.h>
#include <linux/netlink.h>

/*
 * Hands the events in @size octets of netlink messages to @fn, and counts what
 * is missing between them.
 */
void events_deliver(struct erd *erd, const struct nlmsghdr *nlh, int size,
		    erd_event_fn fn, void *data);
void events_close(struct erd *erd);

#endif /* LIBERD_EVENTS_H */
