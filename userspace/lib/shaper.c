// SPDX-License-Identifier: LGPL-2.1-or-later
#include "shaper.h"
#include "error.h"

#include <errno.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/cache.h>
#include <netlink/netlink.h>
#include <netlink/route/qdisc.h>
#include <netlink/socket.h>
#include <stdio.h>
#include <string.h>
#include <dirent.h>

#define HANDLE		TC_H_MAKE(0x6572 << 16, 0)	/* "er" */

/*
 * fq itself is to drop nothing: what waits is bounded by how long a frame may
 * be held back, in the programs.
 */
#define PACKETS		1000000

/* --- what there is ------------------------------------------------------ */

/* The root of a device: its handle and kind. False if there is none. */
static bool get_root(struct nl_sock *sock, uint32_t ifindex, uint32_t *handle,
		     char kind[16])
{
	struct rtnl_qdisc *root;
	struct nl_cache *cache;

	if (rtnl_qdisc_alloc_cache(sock, &cache))
		return false;
	root = rtnl_qdisc_get_by_parent(cache, ifindex, TC_H_ROOT);
	if (root) {
		*handle = rtnl_tc_get_handle(TC_CAST(root));
		snprintf(kind, 16, "%s", rtnl_tc_get_kind(TC_CAST(root)));
		rtnl_qdisc_put(root);
	}
	nl_cache_free(cache);
	return root;
}

static unsigned int count_queues(const char *ifname)
{
	unsigned int queues = 0;
	struct dirent *entry;
	char path[64];
	DIR *dir;

	snprintf(path, sizeof(path), "/sys/class/net/%s/queues", ifname);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		queues += !strncmp(entry->d_name, "tx-", 3);
	if (dir)
		closedir(dir);
	return queues;
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

static int add(struct nl_sock *sock, const struct erd_port *port,
	       unsigned int queues)
{
	struct tcmsg tcm = { .tcm_ifindex = port->ifindex,
			     .tcm_parent = TC_H_ROOT,
			     .tcm_handle = HANDLE };
	const int flags = NLM_F_CREATE | NLM_F_REPLACE;
	unsigned int i;
	int ret;

	if (queues < 2)
		return request(sock, RTM_NEWQDISC, flags, &tcm, "fq");
	ret = request(sock, RTM_NEWQDISC, flags, &tcm, "mq");
	tcm.tcm_handle = 0;
	for (i = 1; i <= queues && !ret; i++) {
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
	uint32_t handle = 0;
	char kind[16] = "";
	int ret;

	/* What the kernel has chosen has no handle. */
	if (get_root(sock, port->ifindex, &handle, kind) && handle) {
		if (handle == HANDLE || !strcmp(kind, "fq"))
			return ERD_OK;
		return fail_foreign(port, kind, err);
	}
	ret = add(sock, port, count_queues(port->ifname));
	return ret < 0 ? fail_add(port, ret, err) : ERD_OK;
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
	uint32_t handle = 0;
	char kind[16];

	if (sock && !nl_connect(sock, NETLINK_ROUTE) &&
	    get_root(sock, ifindex, &handle, kind) && handle == HANDLE)
		request(sock, RTM_DELQDISC, 0, &tcm, NULL);
	nl_socket_free(sock);
}
