/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The kernel's attributes as the structs of <erd.h>. Pure functions: what they
 * are given is all they look at. Attributes they do not know are skipped, as a
 * newer kernel may send them.
 */
#ifndef LIBERD_PARSE_H
#define LIBERD_PARSE_H

#include <erd.h>
#include <linux/netlink.h>

/* Each returns 0, or -EBADMSG if what makes the object is missing or broken. */
int parse_port(struct nlattr *attrs, int len, void *port);
int parse_circuit(struct nlattr *attrs, int len, void *circuit);
int parse_subif(struct nlattr *attrs, int len, void *subif);
int parse_event(struct nlattr *attrs, int len, void *event);
/* A struct erd_pcp_maps from a link of rtnetlink's, of kind erd. */
int parse_link_pcp(struct nlattr *attrs, int len, void *maps);

/* A family of generic netlink, as its controller tells of it. */
struct family {
	bool is_erd;
	uint16_t id;
	uint32_t events;	/* erd's multicast group, or 0 */
};

int parse_family(struct nlattr *attrs, int len, struct family *family);

/*
 * The text of an extended acknowledgement, without the prefix the kernel puts
 * before it, or "" if it has none. @ack is a whole NLMSG_ERROR or NLMSG_DONE.
 */
void parse_ack_text(const struct nlmsghdr *ack, char *text, size_t size);

#endif /* LIBERD_PARSE_H */
