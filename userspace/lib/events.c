// SPDX-License-Identifier: LGPL-2.1-or-later
#include "events.h"
#include "error.h"
#include "handle.h"
#include "parse.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Some ten thousand events: all peerings of a pair coming or going at once. */
#define RECEIVE_BUFFER	(16 << 20)
#define MESSAGE_MAX	32768

/* --- subscribe ---------------------------------------------------------- */

static int fail_system(struct erd_error *err, const char *what)
{
	int sys_errno = errno;

	erd_fail(err, ERD_ERROR, "events: %s: %s", what, strerror(sys_errno));
	if (err)
		err->sys_errno = sys_errno;
	return ERD_ERROR;
}

static void widen(int fd)
{
	const int size = RECEIVE_BUFFER;

	/* Without privilege the system's limit has to do. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
}

static int join(struct erd *erd, int fd, struct erd_error *err)
{
	struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	int group;

	group = genl_ctrl_resolve_grp(erd->genl, ERD_FAMILY_NAME,
				      ERD_MCGRP_EVENTS);
	if (group < 0) {
		erd_fail(err, ERD_NO_KERNEL,
			 "the kernel module erd is not loaded");
		erd_hint(err, "modprobe erd");
		return ERD_NO_KERNEL;
	}
	if (bind(fd, (struct sockaddr *)&any, sizeof(any)))
		return fail_system(err, "bind");
	if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
		       sizeof(group)))
		return fail_system(err, "joining the group");
	return ERD_OK;
}

int events_socket(struct erd *erd, int *fd, struct erd_error *err)
{
	int ret, sock;

	sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
		      NETLINK_GENERIC);
	if (sock < 0)
		return fail_system(err, "socket");
	widen(sock);
	ret = join(erd, sock, err);
	if (ret)
		close(sock);
	else
		*fd = sock;
	return ret;
}

int erd_events_subscribe(struct erd *erd, int *fd, struct erd_error *err)
{
	int ret = ERD_OK;

	if (erd->events < 0)
		ret = events_socket(erd, &erd->events, err);
	*fd = erd->events;
	return ret;
}

void events_close(struct erd *erd)
{
	if (erd->events >= 0)
		close(erd->events);
	erd->events = -1;
}

/* --- read --------------------------------------------------------------- */

static void deliver_one(const struct erd *erd, const struct nlmsghdr *nlh,
			events_fn fn, void *data)
{
	const struct genlmsghdr *genl = NLMSG_DATA(nlh);
	struct erd_event_info event;

	if (nlh->nlmsg_type != erd->family ||
	    nlh->nlmsg_len < NLMSG_LENGTH(GENL_HDRLEN) ||
	    genl->cmd != ERD_CMD_EVENT)
		return;
	/* One that cannot be read is missed, and the next one tells. */
	if (!parse_event(genlmsg_attrdata(genl, 0), genlmsg_attrlen(genl, 0),
			 &event))
		fn(&event, data);
}

void events_deliver(const struct erd *erd, const struct nlmsghdr *nlh,
		    int size, events_fn fn, void *data)
{
	while (nlmsg_ok(nlh, size)) {
		deliver_one(erd, nlh, fn, data);
		nlh = nlmsg_next((struct nlmsghdr *)nlh, &size);
	}
}

/* One datagram of the kernel's; others are thrown away. */
static ssize_t receive(int fd, void *buffer, size_t size)
{
	struct sockaddr_nl from = {};
	socklen_t from_len = sizeof(from);
	ssize_t n;

	do {
		n = recvfrom(fd, buffer, size, 0, (struct sockaddr *)&from,
			     &from_len);
	} while (n < 0 && errno == EINTR);
	return n > 0 && from.nl_pid ? 0 : n;
}

int events_receive(struct erd *erd, int fd, events_fn fn, void *data,
		   struct erd_error *err)
{
	char buffer[MESSAGE_MAX]
		__attribute__((aligned(__alignof__(struct nlmsghdr))));
	ssize_t n;

	for (;;) {
		n = receive(fd, buffer, sizeof(buffer));
		if (n >= 0)
			events_deliver(erd, (struct nlmsghdr *)buffer, n, fn,
				       data);
		else if (errno == ENOBUFS)
			fn(NULL, data);
		else if (errno == EAGAIN)
			return ERD_OK;
		else
			return fail_system(err, "receiving");
	}
}

/* --- for the handle's owner --------------------------------------------- */

uint64_t events_missed(struct erd *erd, uint64_t seq)
{
	uint64_t lost = 0;

	/* A sequence that begins anew is a module that was reloaded. */
	if (erd->events_seen && seq > erd->events_seq)
		lost = seq - erd->events_seq - 1;
	erd->events_seen = true;
	erd->events_seq = seq;
	return lost;
}

struct reader {
	struct erd *erd;
	erd_event_fn fn;
	void *data;
};

static void read_one(const struct erd_event_info *event, void *data)
{
	struct reader *reader = data;

	reader->fn(event, event ? events_missed(reader->erd, event->seq) : 0,
		   reader->data);
}

int erd_events_read(struct erd *erd, erd_event_fn fn, void *data,
		    struct erd_error *err)
{
	struct reader reader = { .erd = erd, .fn = fn, .data = data };

	return events_receive(erd, erd->events, read_one, &reader, err);
}
