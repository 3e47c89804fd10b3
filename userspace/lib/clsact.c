// SPDX-License-Identifier: LGPL-2.1-or-later
#include "clsact.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/pkt_sched.h>
#include <netlink/cache.h>
#include <netlink/netlink.h>
#include <netlink/route/classifier.h>
#include <netlink/socket.h>

/*
 * The handle, "erd", tells our filter. It is in the first of these priorities
 * that the kernel gives it: one with filters of another kind takes no BPF.
 */
#define HANDLE		0x657264
#define PRIORITIES	16

int clsact_create(uint32_t ifindex, bool *ours)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex,
		    .attach_point = BPF_TC_EGRESS);
	int ret = bpf_tc_hook_create(&hook);

	*ours = !ret;
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

bool clsact_delete_egress(uint32_t ifindex, int prog)
{
	LIBBPF_OPTS(bpf_tc_hook, hook, .ifindex = ifindex,
		    .attach_point = BPF_TC_EGRESS);
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);
	int priority;

	if (bpf_obj_get_info_by_fd(prog, &info, &size))
		return false;
	for (priority = 1; priority <= PRIORITIES; priority++) {
		LIBBPF_OPTS(bpf_tc_opts, opts, .handle = HANDLE,
			    .priority = priority);

		if (bpf_tc_query(&hook, &opts) || opts.prog_id != info.id)
			continue;
		opts.prog_id = opts.prog_fd = opts.flags = 0;
		return !bpf_tc_detach(&hook, &opts);
	}
	return false;
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
