/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef LIBERD_EVENTS_H
#define LIBERD_EVENTS_H

#include <erd.h>
#include <linux/netlink.h>

/*
 * A socket that has joined the events, and what is told of families; does not
 * block.
 */
int events_socket(struct erd *erd, int *fd, struct erd_error *err);

/* Called for each event; NULL: the socket has overflowed. */
typedef void (*events_fn)(const struct erd_event_info *event, void *data);

/* Hands what is in the socket to @fn. */
int events_receive(struct erd *erd, int fd, events_fn fn, void *data,
		   struct erd_error *err);

/*
 * Hands the events in @size octets of netlink messages to @fn. If the module
 * has come back, @fd joins its events.
 */
void events_deliver(struct erd *erd, int fd, const struct nlmsghdr *nlh,
		    int size, events_fn fn, void *data);

/*
 * How many events the sequence says are missing before @event, which is the
 * handle's last one from now on.
 */
uint64_t events_missed(struct erd *erd, const struct erd_event_info *event);

void events_close(struct erd *erd);

#endif /* LIBERD_EVENTS_H */
