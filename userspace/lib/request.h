/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One request to the kernel and all of its answer. */
#ifndef LIBERD_REQUEST_H
#define LIBERD_REQUEST_H

#include "list.h"

#include <erd.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>

/* Puts an object's attributes into a struct of <erd.h>; see parse.h. */
typedef int (*request_parse_fn)(struct nlattr *attrs, int len, void *object);

/*
 * The answer. Set the first members where objects are wanted; all zero is
 * right for a request that only succeeds or fails.
 */
struct reply {
	request_parse_fn parse;
	struct list *list;	/* each object is added to it, or */
	void *object;		/* the object goes here, or */
	uint32_t *ifindex;	/* the index of the link goes here */

	int sys_errno;		/* why the request failed, or 0 */
	char text[160];		/* the kernel's words, or its warning */
	bool interrupted;	/* a dump changed while it was read */
	bool done;
	uint32_t seq;
	int header;		/* octets before a message's attributes */
};

/* A request of erd's family; NULL if there is no memory. */
struct nl_msg *request_new(struct erd *erd, enum erd_cmd cmd, int flags);

/* Sends @msg, which stays the caller's, and reads until the answer ends. */
void request_exchange(struct nl_sock *sock, struct nl_msg *msg,
		      struct reply *reply);

/*
 * Sends @msg, frees it, and reads the whole answer. Returns 0 or a positive
 * errno, which is also reply->sys_errno.
 */
int request_genl(struct erd *erd, struct nl_msg *msg, struct reply *reply);
int request_route(struct erd *erd, struct nl_msg *msg, struct reply *reply);

/*
 * For a request that could not be written for want of memory: frees what there
 * is of @msg, and returns as the two above do.
 */
int request_abandon(struct nl_msg *msg, struct reply *reply);

/* All objects of a GET command, read again while they change. */
int request_dump(struct erd *erd, enum erd_cmd cmd, request_parse_fn parse,
		 struct list *list, struct erd_error *err);

/*
 * Makes a failed reply into an error: "@object: what the kernel says". @noun
 * is what takes privilege to change: "ports".
 */
int request_fail(struct erd_error *err, const struct reply *reply,
		 const char *noun, const char *object, ...)
	__attribute__((format(printf, 4, 5)));

/* Out of memory while a request was written. */
int request_no_memory(struct erd_error *err);

#endif /* LIBERD_REQUEST_H */
