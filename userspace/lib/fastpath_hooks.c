// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the programs hang on: links, and a filter on kernels without TCX. */
#include "bpffs.h"
#include "clsact.h"
#include "error.h"
#include "fastpath_foreign.h"
#include "fastpath_work.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* <linux/bpf.h> of Linux 6.6, as ERD_BPF_TCX_EGRESS. */
#define ERD_BPF_F_BEFORE	(1U << 3)

/* --- receive ------------------------------------------------------------ */

static __u32 xdp_flags(enum erd_xdp_mode mode)
{
	return mode == ERD_XDP_GENERIC ? XDP_FLAGS_SKB_MODE :
					 XDP_FLAGS_DRV_MODE;
}

/*
 * Links do not hand out the driver's reason for refusing a program; netlink
 * does. So the program is attached that way too, to fail again and be told.
 */
static void ask_why(struct work *work, int prog)
{
	LIBBPF_OPTS(bpf_xdp_attach_opts, opts, .old_prog_fd = prog);
	__u32 flags = xdp_flags(work->mode);
	uint32_t ifindex = work->port->ifindex;

	if (!bpf_xdp_attach(ifindex, prog, flags | XDP_FLAGS_UPDATE_IF_NOEXIST,
			    NULL))
		bpf_xdp_detach(ifindex, flags, &opts);
}

static int fail_receive(struct work *work, int sys_errno, int prog)
{
	int ret = fastpath_foreign_check(work->port, work->err);

	if (ret == ERD_CONFLICT)
		return ret;
	ask_why(work, prog);
	ret = work_fail(work, sys_errno, work->mode == ERD_XDP_NATIVE ?
					    "cannot attach XDP in the driver" :
					    "cannot attach XDP in the stack");
	if (ret != ERD_PERMISSION && work->mode == ERD_XDP_NATIVE)
		erd_hint(work->err, "if this driver has no XDP, use 'xdp generic'");
	return ret;
}

/* A link lives as long as it has a pin or a descriptor. */
static int pin_link(struct work *work, int link, const char *name)
{
	int ret = pins_add(work, link, name);

	close(link);
	return ret;
}

int hooks_attach_receive(struct work *work)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts,
		    .flags = xdp_flags(work->mode));
	int prog = work->programs.receive;
	int link;

	link = bpf_link_create(prog, work->port->ifindex, BPF_XDP, &opts);
	if (link < 0)
		return fail_receive(work, -link, prog);
	return pin_link(work, link, FASTPATH_RX_LINK);
}

/* --- transmit ----------------------------------------------------------- */

static int fail_filter(struct work *work, int sys_errno, const char *what)
{
	int ret = work_fail(work, sys_errno, what);

	if (sys_errno == ENOENT)
		erd_hint(work->err, "a kernel before 6.6 needs the modules sch_ingress and cls_bpf");
	return ret;
}

/*
 * Without TCX. The program is pinned before it is attached, so that a death in
 * between leaves what names the filter and not a filter that nothing names.
 */
static int attach_filter(struct work *work, int prog)
{
	uint32_t ifindex = work->port->ifindex;
	int ret;

	work->record.clsact = !clsact_is_there(ifindex);
	ret = work_write_record(work);
	if (ret)
		return ret;
	ret = clsact_create(ifindex);
	if (ret)
		return fail_filter(work, -ret, "cannot make a clsact qdisc");
	ret = pins_add(work, prog, FASTPATH_TX_FILTER);
	if (!ret && (ret = clsact_add_egress(ifindex, prog)))
		ret = fail_filter(work, -ret,
				  "cannot add a filter at tc egress");
	return ret;
}

/* First in the list: a program that ends it would hide frames from us. */
int hooks_attach_transmit(struct work *work)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = ERD_BPF_F_BEFORE);
	int prog = work->programs.transmit;
	int link;

	link = bpf_link_create(prog, work->port->ifindex,
			       (enum bpf_attach_type)ERD_BPF_TCX_EGRESS, &opts);
	if (link == -EINVAL)
		return attach_filter(work, prog);
	if (link < 0)
		return work_fail(work, -link, "cannot attach at tc egress");
	return pin_link(work, link, FASTPATH_TX_LINK);
}

/* --- replacing programs ------------------------------------------------- */

/* 0 or a negative errno. */
static int update_link(struct work *work, const char *name, int prog)
{
	char path[PATH_MAX];
	int link, ret = 0;

	bpffs_path(path, work->port->name, name);
	link = bpf_obj_get(path);
	if (link < 0)
		return link;
	if (bpf_link_update(link, prog, NULL))
		ret = -errno;
	close(link);
	return ret;
}

/* The pinned program whose filter is at the egress; a death may leave two. */
static int find_filter(struct work *work)
{
	static const char *const names[] = { FASTPATH_TX_FILTER NEW,
					     FASTPATH_TX_FILTER };
	char path[PATH_MAX];
	size_t i;
	int prog;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		bpffs_path(path, work->port->name, names[i]);
		prog = bpf_obj_get(path);
		if (prog < 0)
			continue;
		if (clsact_has_egress(work->port->ifindex, prog))
			return prog;
		close(prog);
	}
	return -ENOENT;
}

/* Whichever of the two the filter runs at a death, it is pinned. */
static int update_filter(struct work *work)
{
	char path[PATH_MAX], new[PATH_MAX];
	int old = find_filter(work), ret;

	if (old < 0)
		return work_fail(work, -old, "cannot find its filter at tc egress");
	ret = pins_replace(work, old, FASTPATH_TX_FILTER);
	bpffs_path(path, work->port->name, FASTPATH_TX_FILTER);
	bpffs_path(new, work->port->name, FASTPATH_TX_FILTER NEW);
	if (!ret)
		ret = pins_add(work, work->programs.transmit,
			  FASTPATH_TX_FILTER NEW);
	if (!ret) {
		ret = clsact_replace_egress(work->port->ifindex, old,
					    work->programs.transmit);
		if (ret)
			ret = work_fail(work, -ret,
				   "cannot replace its filter at tc egress");
		else if (rename(new, path))
			ret = work_fail(work, errno, "cannot pin its fast path");
	}
	close(old);
	return ret;
}

int hooks_update_transmit(struct work *work)
{
	int ret = update_link(work, FASTPATH_TX_LINK, work->programs.transmit);

	if (ret == -ENOENT)
		return update_filter(work);
	return ret ? work_fail(work, -ret, "cannot replace its program at tc egress") :
		     ERD_OK;
}

int hooks_update_receive(struct work *work)
{
	int ret = update_link(work, FASTPATH_RX_LINK, work->programs.receive);

	return ret ? work_fail(work, -ret, "cannot replace its XDP program") :
		     ERD_OK;
}
