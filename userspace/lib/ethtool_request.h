/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One request to a family of generic netlink, and its answer. */
#ifndef LIBERD_ETHTOOL_REQUEST_H
#define LIBERD_ETHTOOL_REQUEST_H

#include <erd.h>
#include <libmnl/libmnl.h>

#define ETHTOOL_REQUEST_SIZE	8192
#define ETHTOOL_ANSWER_SIZE	32768	/* all features by name, four times */

/* A connection to one family; "netdev" speaks as "ethtool" does. */
struct ethtool {
	struct mnl_socket *sock;
	uint16_t family;
	uint32_t seq;
	char reason[160];	/* of the last failure */
};

/* What is wanted of an answer. */
struct answer {
	mnl_attr_cb_t take;	/* of each attribute; @data is given along */
	void *data;
};

/* NULL if it fails, as where the kernel has no such family. */
struct ethtool *ethtool_open_family(const char *family, struct erd_error *err);

/* @buffer has ETHTOOL_REQUEST_SIZE octets, aligned as struct nlmsghdr. */
struct nlmsghdr *ethtool_new_request(struct ethtool *ethtool, void *buffer,
				     uint8_t cmd);
/* 0 or a negative errno, with the kernel's reason in @ethtool. */
int ethtool_exchange(struct ethtool *ethtool, const struct nlmsghdr *nlh,
		     const struct answer *answer);

#endif /* LIBERD_ETHTOOL_REQUEST_H */
