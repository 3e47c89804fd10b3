// SPDX-License-Identifier: LGPL-2.1-or-later
#include "clsact.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/pkt_sched.h>
#include <netlink/cache.h>
#include <netlink/netlink.h>
#include <netlink/route/classifier.h>
#include <netlink/route/qdisc.h>
#include <netlink/socket.h>

/*
 * The handle, "erd", tells our filter. It is in the first of these priorities
 * that the kernel gives it: one with filters of another kind takes no BPF.
 */
#define HANDLE		0x657264
#define PRIORITIES	16

bool clsact_is_there(uint32_t ifindex)
{
	struct nl_sock *sock = nl_socket_alloc();
	struct nl_cache *qdiscs = NULL;
	struct rtnl_qdisc *qdisc = NULL;
	bool is = false;

	if (sock && !nl_connect(sock, NETLINK_ROUTE) &&
	    !rtnl_qdisc_alloc_cache(sock, &qdiscs)) {
		qdisc = rtnl_qdisc_get_by_parent(qdiscs, ifindex, TC_H_CLSACT);
		is = qdisc;
		rtnl_qdisc_put(qdisc);
		nl_cache_free(qdiscs);
	}
	nl_socket_free(sock);
	return is;
}

int clsact_create(uint32_t ifindex)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex,
		    .attach_point = BPF_TC_EGRESS);
	int ret = bpf_tc_hook_create(&hook);

	return ret == -EEXIST ? 0 : ret;
}

int clsact_add_egress(uint32_t ifindex, int prog)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex,
		    .attach_point = BPF_TC_EGRESS);
	int ret = -ENOSPC, priority;

	for (priority = 1; priority <= PRIORITIES; priority++) {
		LIBBPF_OPTS(bpf_tc_opts, opts, .handle = HANDLE,
			    .priority = priority, .prog_fd = prog);

		ret = bpf_tc_attach(&hook, &opts);
		if (!ret || ret == -EPERM)
			break;
	}
	return ret;
}

/* The priority of the filter that runs @prog, or 0. */
static int find(const struct bpf_tc_hook *hook, int prog)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);
	int priority;

	if (bpf_obj_get_info_by_fd(prog, &info, &size))
		return 0;
	for (priority = 1; priority <= PRIORITIES; priority++) {
		LIBBPF_OPTS(bpf_tc_opts, opts, .handle = HANDLE,
			    .priority = priority);

		if (!bpf_tc_query(hook, &opts) && opts.prog_id == info.id)
			return priority;
	}
	return 0;
}

bool clsact_has_egress(uint32_t ifindex, int prog)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex,
		    .attach_point = BPF_TC_EGRESS);

	return find(&hook, prog);
}

int clsact_replace_egress(uint32_t ifindex, int old, int prog)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex,
		    .attach_point = BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = HANDLE, .prog_fd = prog,
		    .flags = BPF_TC_F_REPLACE);

	opts.priority = find(&hook, old);
	return opts.priority ? bpf_tc_attach(&hook, &opts) : -ENOENT;
}

void clsact_delete_egress(uint32_t ifindex, int prog)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex,
		    .attach_point = BPF_TC_EGRESS);
	LIBBPF_OPTS(bpf_tc_opts, opts, .handle = HANDLE);

	opts.priority = find(&hook, prog);
	if (opts.priority)
		bpf_tc_detach(&hook, &opts);
}

/* Whether a side of clsact has filters; what cannot be told has some. */
static bool has_filters(struct nl_sock *sock, uint32_t ifindex, uint32_t side)
{
	struct nl_cache *filters;
	bool any;

	if (rtnl_cls_alloc_cache(sock, ifindex, TC_H_MAKE(TC_H_CLSACT, side),
				 &filters))
		return true;
	any = nl_cache_nitems(filters);
	nl_cache_free(filters);
	return any;
}

void clsact_delete_if_empty(uint32_t ifindex)
{
	/* Both sides together mean the qdisc. */
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex,
		    .attach_point = BPF_TC_INGRESS | BPF_TC_EGRESS);
	struct nl_sock *sock = nl_socket_alloc();

	if (sock && !nl_connect(sock, NETLINK_ROUTE) &&
	    !has_filters(sock, ifindex, TC_H_MIN_INGRESS) &&
	    !has_filters(sock, ifindex, TC_H_MIN_EGRESS))
		bpf_tc_hook_destroy(&hook);
	nl_socket_free(sock);
}
