// SPDX-License-Identifier: LGPL-2.1-or-later
#include "shaper.h"
#include "error.h"

#include <errno.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/cache.h>
#include <netlink/netlink.h>
#include <netlink/route/link.h>
#include <netlink/route/qdisc.h>
#include <netlink/socket.h>
#include <stdio.h>
#include <string.h>

#define HANDLE		TC_H_MAKE(0x6572 << 16, 0)	/* "er" */

/*
 * fq itself is to drop nothing: what waits is bounded by how long a frame may
 * be held back, in the programs.
 */
#define PACKETS		1000000

/* --- what there is ------------------------------------------------------ */

/* What is at the root of a device. */
struct root {
	uint32_t handle;	/* 0: what the kernel has chosen, or none */
	char kind[16];
	unsigned int fqs;	/* on the queues below ours */
};

static void look(struct rtnl_tc *tc, struct root *root)
{
	uint32_t parent = rtnl_tc_get_parent(tc);
	const char *kind = rtnl_tc_get_kind(tc);

	if (parent == TC_H_ROOT) {
		root->handle = rtnl_tc_get_handle(tc);
		snprintf(root->kind, sizeof(root->kind), "%s", kind);
	} else if (TC_H_MAJ(parent) == HANDLE) {
		root->fqs += !strcmp(kind, "fq");
	}
}

/* False if it cannot be told. */
static bool get_root(struct nl_sock *sock, uint32_t ifindex, struct root *root)
{
	struct nl_cache *cache;
	struct nl_object *at;

	memset(root, 0, sizeof(*root));
	if (rtnl_qdisc_alloc_cache(sock, &cache))
		return false;
	for (at = nl_cache_get_first(cache); at; at = nl_cache_get_next(at)) {
		struct rtnl_tc *tc = TC_CAST(at);

		if ((uint32_t)rtnl_tc_get_ifindex(tc) == ifindex)
			look(tc, root);
	}
	nl_cache_free(cache);
	return true;
}

/* Those too that are not in use now, since that may change. 0 or an error. */
static int count_queues(struct nl_sock *sock, uint32_t ifindex,
			unsigned int *queues)
{
	struct rtnl_link *link;
	int ret = rtnl_link_get_kernel(sock, ifindex, NULL, &link);

	if (ret)
		return ret;
	*queues = rtnl_link_get_num_tx_queues(link);
	rtnl_link_put(link);
	return 0;
}

/* --- adding and deleting ------------------------------------------------ */

static int put_options(struct nl_msg *msg)
{
	struct nlattr *options = nla_nest_start(msg, TCA_OPTIONS);

	if (!options || nla_put_u32(msg, TCA_FQ_PLIMIT, PACKETS) ||
	    nla_put_u32(msg, TCA_FQ_FLOW_PLIMIT, PACKETS))
		return -ENOMEM;
	nla_nest_end(msg, options);
	return 0;
}

/* 0 or a negative error of libnl. */
static int request(struct nl_sock *sock, int type, int flags,
		   const struct tcmsg *tcm, const char *kind)
{
	struct nl_msg *msg = nlmsg_alloc_simple(type, flags);
	int ret = -NLE_NOMEM;

	if (!msg)
		return ret;
	if (nlmsg_append(msg, (void *)tcm, sizeof(*tcm), NLMSG_ALIGNTO) ||
	    (kind && nla_put_string(msg, TCA_KIND, kind)) ||
	    (kind && !strcmp(kind, "fq") && put_options(msg))) {
		nlmsg_free(msg);
		return ret;
	}
	return nl_send_sync(sock, msg);
}

/* What is ours already stays: frames may wait in it. */
static int add(struct nl_sock *sock, uint32_t ifindex, unsigned int queues,
	       bool has_root)
{
	struct tcmsg tcm = { .tcm_ifindex = ifindex,
			     .tcm_parent = TC_H_ROOT,
			     .tcm_handle = HANDLE };
	const int flags = NLM_F_CREATE | NLM_F_REPLACE;
	unsigned int i;
	int ret = 0;

	if (queues < 2)
		return request(sock, RTM_NEWQDISC, flags, &tcm, "fq");
	if (!has_root)
		ret = request(sock, RTM_NEWQDISC, flags, &tcm, "mq");
	tcm.tcm_handle = 0;
	for (i = 1; i <= queues && ret >= 0; i++) {
		tcm.tcm_parent = TC_H_MAKE(HANDLE, i);
		ret = request(sock, RTM_NEWQDISC, flags, &tcm, "fq");
	}
	return ret;
}

static int fail_add(const struct erd_port *port, int error,
		    struct erd_error *err)
{
	bool denied = error == -NLE_PERM;

	erd_fail(err, denied ? ERD_PERMISSION : ERD_ERROR,
		 "port '%s': cannot give device %s the queueing discipline fq: %s",
		 port->name, port->ifname, nl_geterror(error));
	if (denied)
		erd_hint(err, "run as root, or with CAP_NET_ADMIN");
	else
		erd_hint(err, "the kernel needs the module sch_fq");
	return denied ? ERD_PERMISSION : ERD_ERROR;
}

static int fail_foreign(const struct erd_port *port, const char *kind,
			struct erd_error *err)
{
	erd_fail(err, ERD_CONFLICT,
		 "port '%s': device %s has the queueing discipline %s, which does not know when a frame is to leave",
		 port->name, port->ifname, kind);
	erd_hint(err, "tc qdisc del dev %s root", port->ifname);
	return ERD_CONFLICT;
}

static int add_unless_there(struct nl_sock *sock, const struct erd_port *port,
			    struct erd_error *err)
{
	unsigned int queues;
	struct root root;
	bool ours;
	int ret;

	get_root(sock, port->ifindex, &root);
	ours = root.handle == HANDLE;
	if (root.handle && !strcmp(root.kind, "fq"))
		return ERD_OK;
	if (root.handle && !ours)
		return fail_foreign(port, root.kind, err);
	ret = count_queues(sock, port->ifindex, &queues);
	/* Who was killed, or refused, may have left it without. */
	if (!ret && ours && root.fqs >= queues)
		return ERD_OK;
	if (!ret)
		ret = add(sock, port->ifindex, queues, ours);
	if (ret >= 0)
		return ERD_OK;
	if (!ours)
		shaper_delete(port->ifindex);
	return fail_add(port, ret, err);
}

int shaper_add(const struct erd_port *port, struct erd_error *err)
{
	struct nl_sock *sock = nl_socket_alloc();
	int ret = ERD_ERROR;

	if (!sock || nl_connect(sock, NETLINK_ROUTE))
		erd_fail(err, ret, "port '%s': cannot open rtnetlink",
			 port->name);
	else
		ret = add_unless_there(sock, port, err);
	nl_socket_free(sock);
	return ret;
}

void shaper_delete(uint32_t ifindex)
{
	struct tcmsg tcm = { .tcm_ifindex = ifindex,
			     .tcm_parent = TC_H_ROOT,
			     .tcm_handle = HANDLE };
	struct nl_sock *sock = nl_socket_alloc();
	struct root root;

	if (sock && !nl_connect(sock, NETLINK_ROUTE) &&
	    get_root(sock, ifindex, &root) && root.handle == HANDLE)
		request(sock, RTM_DELQDISC, 0, &tcm, NULL);
	nl_socket_free(sock);
}
