// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fastpath_foreign.h"
#include "error.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The link by which a device has a program, or 0: it was set by netlink. */
static uint32_t find_link(uint32_t ifindex, uint32_t prog_id)
{
	uint32_t id = 0;

	while (!bpf_link_get_next_id(id, &id)) {
		struct bpf_link_info info = {};
		__u32 size = sizeof(info);
		int fd = bpf_link_get_fd_by_id(id), ret;

		if (fd < 0)
			continue;
		ret = bpf_obj_get_info_by_fd(fd, &info, &size);
		close(fd);
		if (!ret && info.type == BPF_LINK_TYPE_XDP &&
		    info.xdp.ifindex == ifindex && info.prog_id == prog_id)
			return id;
	}
	return 0;
}

static void get_info(uint32_t prog_id, struct bpf_prog_info *info)
{
	__u32 size = sizeof(*info);
	int fd = bpf_prog_get_fd_by_id(prog_id);

	memset(info, 0, size);
	if (fd < 0)
		return;
	bpf_obj_get_info_by_fd(fd, info, &size);
	close(fd);
}

static int fail(const struct erd_port *port, const char *mode,
		uint32_t prog_id, struct erd_error *err)
{
	uint32_t link = find_link(port->ifindex, prog_id);
	struct bpf_prog_info info;
	const __u8 *t = info.tag;
	char holder[40];

	get_info(prog_id, &info);
	if (link)
		snprintf(holder, sizeof(holder), "held by link %u", link);
	else
		snprintf(holder, sizeof(holder), "set by netlink");
	erd_fail(err, ERD_CONFLICT,
		 "port '%s': device %s has another XDP program: '%s', id %u, tag %02x%02x%02x%02x%02x%02x%02x%02x, %s, %s",
		 port->name, port->ifname, info.name, prog_id, t[0], t[1], t[2],
		 t[3], t[4], t[5], t[6], t[7], mode, holder);
	if (!strcmp(info.name, "erd_receive"))
		erd_hint(err, "it is a fast path of erd, pinned under another ERD_BPFFS or name: take it off from there, or use 'xdp off'");
	else if (link)
		erd_hint(err, "a device takes one: end what holds it ('bpftool link show id %u' says who), or use 'xdp off'",
			 link);
	else
		erd_hint(err, "a device takes one: end what set it ('bpftool net' shows it; ip link set %s xdp off), or use 'xdp off'",
			 port->ifname);
	return ERD_CONFLICT;
}

int fastpath_foreign_check(const struct erd_port *port, struct erd_error *err)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, opts);
	int ret = bpf_xdp_query(port->ifindex, 0, &opts);

	if (ret)
		return erd_fail(err, ERD_ERROR,
				"port '%s': cannot query XDP of device %s: %s",
				port->name, port->ifname, strerror(-ret));
	if (opts.drv_prog_id)
		return fail(port, "native", opts.drv_prog_id, err);
	if (opts.skb_prog_id)
		return fail(port, "generic", opts.skb_prog_id, err);
	if (opts.hw_prog_id)
		return fail(port, "offload", opts.hw_prog_id, err);
	return ERD_OK;
}
