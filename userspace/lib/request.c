// SPDX-License-Identifier: LGPL-2.1-or-later
#include "request.h"
#include "error.h"
#include "handle.h"
#include "parse.h"

#include <ctype.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <netlink/genl/genl.h>
#include <netlink/handlers.h>
#include <netlink/netlink.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A dump that changes this often while it is read will not hold still. */
#define DUMP_TRIES	20

static void set_failed(struct reply *reply, int sys_errno)
{
	/* The first reason is the cause. */
	if (!reply->sys_errno)
		reply->sys_errno = sys_errno;
}

/* What is left of a request that was given up is not an answer to this one. */
static int on_seq_check(struct nl_msg *msg, void *data)
{
	const struct reply *reply = data;

	return nlmsg_hdr(msg)->nlmsg_seq == reply->seq ? NL_OK : NL_SKIP;
}

static void *room_for_object(struct reply *reply)
{
	return reply->list ? list_add(reply->list) : reply->object;
}

static int on_object(struct nl_msg *msg, void *data)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	const struct ifinfomsg *ifi = nlmsg_data(nlh);
	struct reply *reply = data;
	void *object;
	int err;

	if (reply->ifindex && nlmsg_valid_hdr(nlh, sizeof(*ifi)))
		*reply->ifindex = ifi->ifi_index;
	if (!reply->parse || !nlmsg_valid_hdr(nlh, reply->header))
		return NL_OK;
	object = room_for_object(reply);
	if (!object) {
		set_failed(reply, ENOMEM);
		return NL_OK;
	}
	err = reply->parse(nlmsg_attrdata(nlh, reply->header),
			   nlmsg_attrlen(nlh, reply->header), object);
	if (err)
		set_failed(reply, -err);
	return NL_OK;
}

static int on_interrupted(struct nl_msg *msg, void *data)
{
	struct reply *reply = data;

	(void)msg;
	reply->interrupted = true;
	return NL_OK;
}

static int on_ack(struct nl_msg *msg, void *data)
{
	struct reply *reply = data;

	/* What succeeds may come with a warning. */
	parse_ack_text(nlmsg_hdr(msg), reply->text, sizeof(reply->text));
	reply->done = true;
	return NL_STOP;
}

/* A dump that fails half-way says so in its last message. */
static int on_finish(struct nl_msg *msg, void *data)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	struct reply *reply = data;
	int result;

	reply->done = true;
	if (nlh->nlmsg_len < NLMSG_LENGTH(sizeof(result)))
		return NL_STOP;
	memcpy(&result, nlmsg_data(nlh), sizeof(result));
	if (result < 0) {
		set_failed(reply, -result);
		parse_ack_text(nlh, reply->text, sizeof(reply->text));
	}
	return NL_STOP;
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *e, void *data)
{
	/* libnl 3.7 gives the payload; the header stands before it. */
	struct nlmsghdr *nlh = (void *)((char *)e - NLMSG_HDRLEN);
	struct reply *reply = data;

	(void)from;
	if (nlh->nlmsg_seq != reply->seq)
		return NL_SKIP;
	set_failed(reply, -e->error);
	parse_ack_text(nlh, reply->text, sizeof(reply->text));
	reply->done = true;
	return NL_STOP;
}

static struct nl_cb *new_callbacks(struct reply *reply)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);

	if (!cb)
		return NULL;
	nl_cb_set(cb, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, on_seq_check, reply);
	nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_object, reply);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_finish, reply);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_ack, reply);
	nl_cb_set(cb, NL_CB_DUMP_INTR, NL_CB_CUSTOM, on_interrupted, reply);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, reply);
	return cb;
}

static int errno_of_libnl(int ret)
{
	return ret == -NLE_NOMEM ? ENOMEM : EIO;
}

void request_exchange(struct nl_sock *sock, struct nl_msg *msg,
		      struct reply *reply)
{
	struct nl_cb *cb = new_callbacks(reply);
	int ret;

	reply->done = false;
	reply->interrupted = false;
	reply->sys_errno = 0;
	reply->text[0] = '\0';
	if (!cb) {
		reply->sys_errno = ENOMEM;
		return;
	}
	ret = nl_send_auto(sock, msg);
	reply->seq = nlmsg_hdr(msg)->nlmsg_seq;
	while (ret >= 0 && !reply->done)
		ret = nl_recvmsgs(sock, cb);
	if (ret < 0)
		set_failed(reply, errno_of_libnl(ret));
	nl_cb_put(cb);
}

struct nl_msg *request_new(struct erd *erd, enum erd_cmd cmd, int flags)
{
	struct nl_msg *msg = nlmsg_alloc();

	if (msg && !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, erd->family, 0,
				flags, cmd, ERD_FAMILY_VERSION)) {
		nlmsg_free(msg);
		msg = NULL;
	}
	return msg;
}

int request_genl(struct erd *erd, struct nl_msg *msg, struct reply *reply)
{
	int family = erd->family;

	reply->header = GENL_HDRLEN;
	request_exchange(erd->genl, msg, reply);
	/*
	 * ENOENT is also what a family gets that has gone. The module may have
	 * been reloaded since the number was asked for.
	 */
	if (reply->sys_errno == ENOENT && !reply->text[0]) {
		if (handle_resolve(erd, NULL)) {
			erd->family = family;
			reply->sys_errno = EPROTONOSUPPORT;
		} else if (erd->family != family) {
			ports_forget(erd);
			nlmsg_hdr(msg)->nlmsg_type = erd->family;
			nlmsg_hdr(msg)->nlmsg_seq = NL_AUTO_SEQ;
			request_exchange(erd->genl, msg, reply);
		}
	}
	nlmsg_free(msg);
	return reply->sys_errno;
}

int request_route(struct erd *erd, struct nl_msg *msg, struct reply *reply)
{
	reply->header = sizeof(struct ifinfomsg);
	request_exchange(erd->route, msg, reply);
	nlmsg_free(msg);
	return reply->sys_errno;
}

int request_abandon(struct nl_msg *msg, struct reply *reply)
{
	nlmsg_free(msg);
	reply->sys_errno = ENOMEM;
	return ENOMEM;
}

int request_dump(struct erd *erd, enum erd_cmd cmd, request_parse_fn parse,
		 struct list *list, struct erd_error *err)
{
	struct reply reply = { .parse = parse, .list = list };
	struct nl_msg *msg;
	int try;

	for (try = 0; try < DUMP_TRIES; try++) {
		list_clear(list);
		msg = request_new(erd, cmd, NLM_F_DUMP);
		if (!msg)
			return request_no_memory(err);
		if (request_genl(erd, msg, &reply))
			return request_fail(err, &reply, "what is read",
					    "reading from the kernel");
		if (!reply.interrupted)
			return ERD_OK;
	}
	return erd_fail(err, ERD_ERROR,
			"reading from the kernel: kept changing while it was read");
}

/* "The" of strerror() and of the kernel goes in the middle of a sentence. */
static void lower_first(char *text)
{
	if (isupper((unsigned char)text[0]) && islower((unsigned char)text[1]))
		text[0] = tolower((unsigned char)text[0]);
}

static int fail_no_kernel(struct erd_error *err)
{
	erd_fail(err, ERD_NO_KERNEL, "the kernel module erd is not loaded");
	erd_hint(err, "modprobe erd");
	return ERD_NO_KERNEL;
}

static int fail_permission(struct erd_error *err, const struct reply *reply,
			   const char *noun)
{
	erd_fail(err, ERD_PERMISSION, "changing %s takes CAP_NET_ADMIN", noun);
	erd_hint(err, "run as root");
	if (err)
		err->sys_errno = reply->sys_errno;
	return ERD_PERMISSION;
}

int request_fail(struct erd_error *err, const struct reply *reply,
		 const char *noun, const char *object, ...)
{
	enum erd_status status = erd_status_of(reply->sys_errno);
	char what[128], why[sizeof(reply->text)];
	va_list args;

	if (reply->sys_errno == EPROTONOSUPPORT)
		return fail_no_kernel(err);
	if (status == ERD_PERMISSION)
		return fail_permission(err, reply, noun);
	va_start(args, object);
	vsnprintf(what, sizeof(what), object, args);
	va_end(args);
	snprintf(why, sizeof(why), "%s",
		 reply->text[0] ? reply->text : strerror(reply->sys_errno));
	lower_first(why);
	erd_fail(err, status, "%s: %s", what, why);
	if (err)
		err->sys_errno = reply->sys_errno;
	return status;
}

int request_no_memory(struct erd_error *err)
{
	return erd_fail(err, ERD_ERROR, "out of memory");
}
