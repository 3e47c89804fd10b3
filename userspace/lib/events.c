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

static int resolve(struct erd *erd, const char *family, const char *group,
		   struct erd_error *err)
{
	int ret = genl_ctrl_resolve_grp(erd->genl, family, group);

	if (ret >= 0)
		return ret;
	erd_fail(err, ERD_NO_KERNEL, "the kernel module erd is not loaded");
	erd_hint(err, "modprobe erd");
	return ERD_NO_KERNEL;
}

static int join(int fd, int group, struct erd_error *err)
{
	if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
		       sizeof(group)))
		return fail_system(err, "joining the group");
	return ERD_OK;
}

/*
 * The controller's group tells of families that come and go: the module may be
 * loaded again, and its events are then another group's.
 */
static int join_both(struct erd *erd, int fd, struct erd_error *err)
{
	int notify, events, ret;

	notify = resolve(erd, "nlctrl", "notify", err);
	events = resolve(erd, ERD_FAMILY_NAME, ERD_MCGRP_EVENTS, err);
	if (notify < 0 || events < 0)
		return ERD_NO_KERNEL;
	ret = join(fd, notify, err);
	return ret ? ret : join(fd, events, err);
}

int events_socket(struct erd *erd, int *fd, struct erd_error *err)
{
	struct sockaddr_nl any = { .nl_family = AF_NETLINK };
	int ret, sock;

	sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
		      NETLINK_GENERIC);
	if (sock < 0)
		return fail_system(err, "socket");
	widen(sock);
	if (bind(sock, (struct sockaddr *)&any, sizeof(any)))
		ret = fail_system(err, "bind");
	else
		ret = join_both(erd, sock, err);
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

static void deliver_event(const struct nlmsghdr *nlh, events_fn fn, void *data)
{
	const struct genlmsghdr *genl = NLMSG_DATA(nlh);
	struct erd_event_info event;

	/* One that cannot be read is missed, and the next one tells. */
	if (genl->cmd == ERD_CMD_EVENT &&
	    !parse_event(genlmsg_attrdata(genl, 0), genlmsg_attrlen(genl, 0),
			 &event))
		fn(&event, data);
}

static void deliver_own(enum erd_own_event type, events_fn fn, void *data)
{
	const struct erd_event_info event = { .type = type };

	fn(&event, data);
}

/* Follows the module where it goes, on @fd. */
static void deliver_family(struct erd *erd, int fd, const struct nlmsghdr *nlh,
			   events_fn fn, void *data)
{
	const struct genlmsghdr *genl = NLMSG_DATA(nlh);
	struct family family;

	if (parse_family(genlmsg_attrdata(genl, 0), genlmsg_attrlen(genl, 0),
			 &family) ||
	    !family.is_erd)
		return;
	if (genl->cmd == CTRL_CMD_DELFAMILY) {
		deliver_own(ERD_EVENT_MODULE_UNLOADED, fn, data);
	} else if (genl->cmd == CTRL_CMD_NEWFAMILY) {
		erd->family = family.id;
		/* If it fails it has gone again, which is the next message. */
		join(fd, family.events, NULL);
		deliver_own(ERD_EVENT_MODULE_LOADED, fn, data);
	}
}

void events_deliver(struct erd *erd, int fd, const struct nlmsghdr *nlh,
		    int size, events_fn fn, void *data)
{
	for (; nlmsg_ok(nlh, size);
	     nlh = nlmsg_next((struct nlmsghdr *)nlh, &size)) {
		if (nlh->nlmsg_len < NLMSG_LENGTH(GENL_HDRLEN))
			continue;
		if (nlh->nlmsg_type == erd->family)
			deliver_event(nlh, fn, data);
		else if (nlh->nlmsg_type == GENL_ID_CTRL)
			deliver_family(erd, fd, nlh, fn, data);
	}
}

/* What overflowed may have been the module's return. */
static void overflowed(struct erd *erd, int fd, events_fn fn, void *data)
{
	int family = erd->family;

	fn(NULL, data);
	if (handle_resolve(erd, NULL))
		erd->family = family;
	else if (erd->family != family && !join_both(erd, fd, NULL))
		deliver_own(ERD_EVENT_MODULE_LOADED, fn, data);
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
			events_deliver(erd, fd, (struct nlmsghdr *)buffer, n,
				       fn, data);
		else if (errno == ENOBUFS)
			overflowed(erd, fd, fn, data);
		else if (errno == EAGAIN)
			return ERD_OK;
		else
			return fail_system(err, "receiving");
	}
}

/* --- for the handle's owner --------------------------------------------- */

uint64_t events_missed(struct erd *erd, const struct erd_event_info *event)
{
	uint64_t lost = 0;

	/* A module that is loaded counts from 1, and has lost nothing yet. */
	if (!event->seq) {
		erd->events_seen = true;
		erd->events_seq = 0;
		return 0;
	}
	/* A sequence that begins anew is a module that was reloaded. */
	if (erd->events_seen && event->seq > erd->events_seq)
		lost = event->seq - erd->events_seq - 1;
	erd->events_seen = true;
	erd->events_seq = event->seq;
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

	reader->fn(event, event ? events_missed(reader->erd, event) : 0,
		   reader->data);
}

int erd_events_read(struct erd *erd, erd_event_fn fn, void *data,
		    struct erd_error *err)
{
	struct reader reader = { .erd = erd, .fn = fn, .data = data };

	return events_receive(erd, erd->events, read_one, &reader, err);
}
