// SPDX-License-Identifier: LGPL-2.1-or-later
/* How a port's fast path is attached, for people and programs to look at. */
#include "bpffs.h"
#include "error.h"
#include "fastpath.h"
#include "fastpath_load.h"
#include "fastpath_record.h"
#include "tag_features.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The program behind a pin, a link's or itself; 0 or a negative errno. */
static int get_program(const char *port, const char *pin,
		       struct erd_program *program)
{
	struct bpf_link_info link = {};
	struct bpf_prog_info info = {};
	__u32 size = sizeof(link);
	char path[PATH_MAX];
	int fd, prog, ret, i;

	bpffs_path(path, port, pin);
	fd = bpf_obj_get(path);
	if (fd < 0)
		return fd;
	prog = fd;
	if (strcmp(pin, FASTPATH_TX_FILTER)) {
		ret = bpf_obj_get_info_by_fd(fd, &link, &size);
		prog = ret ? ret : bpf_prog_get_fd_by_id(link.prog_id);
		close(fd);
		if (prog < 0)
			return prog;
	}
	size = sizeof(info);
	ret = bpf_obj_get_info_by_fd(prog, &info, &size);
	close(prog);
	program->id = info.id;
	for (i = 0; i < BPF_TAG_SIZE; i++)
		sprintf(program->tag + 2 * i, "%02x", info.tag[i]);
	program->loaded_ns = info.load_time;
	program->runs = info.run_cnt;
	program->run_ns = info.run_time_ns;
	return ret;
}

static int get_programs(const char *port, struct erd_attachment *to)
{
	int ret = get_program(port, FASTPATH_RX_LINK, &to->rx);

	if (ret)
		return ret;
	to->tx_hook = ERD_TX_HOOK_TCX;
	ret = get_program(port, FASTPATH_TX_LINK, &to->tx);
	if (ret != -ENOENT)
		return ret;
	to->tx_hook = ERD_TX_HOOK_CLSACT;
	return get_program(port, FASTPATH_TX_FILTER, &to->tx);
}

/*
 * What stands before ours at TCX and ends the list keeps frames from being
 * counted. It is put there after ours, and says that it wants to be first.
 */
static void check_order(uint32_t ifindex, struct erd_attachment *to)
{
	__u32 ids[64] = {}, flags, n = sizeof(ids) / sizeof(ids[0]);

	if (to->tx_hook != ERD_TX_HOOK_TCX || to->warning[0] ||
	    bpf_prog_query(ifindex, ERD_BPF_TCX_EGRESS, 0, &flags, ids, &n) ||
	    !n || ids[0] == to->tx.id)
		return;
	snprintf(to->warning, sizeof(to->warning),
		 "program %u is before erd's at tc egress: what it ends is not counted",
		 ids[0]);
}

int erd_port_attachment(const struct erd_port *port, struct erd_attachment *to,
			struct erd_error *err)
{
	struct fastpath_record record;
	struct erd_fastpath *fp;
	struct erd_sampling sampling;
	struct netdev_xdp xdp;
	int ret;

	memset(to, 0, sizeof(*to));
	ret = erd_fastpath_open(port->name, &fp, err);
	if (ret)
		return ret;
	to->mode = erd_fastpath_mode(fp);
	to->histogram = erd_fastpath_histogram(fp);
	erd_fastpath_sampling(fp, 0, &sampling);
	to->samples = sampling.every;
	erd_fastpath_close(fp);
	ret = get_programs(port->name, to);
	if (ret)
		return erd_fail(err, erd_status_of(-ret),
				"port '%s': cannot tell its programs: %s",
				port->name, strerror(-ret));
	fastpath_record_read(port->name, &record);
	to->tag_source = record.tags.source;
	snprintf(to->version, sizeof(to->version), "%s", record.version);
	to->current = record.build == programs_build();
	netdev_xdp_get(port->ifindex, &xdp);
	to->driver_frags = !xdp.known ? ERD_FLAG_UNREPORTED :
			   xdp.features & NETDEV_XDP_RX_SG ? ERD_FLAG_SET :
							     ERD_FLAG_CLEAR;
	tag_source_broken(port->ifindex, &record.tags, to->warning,
			  sizeof(to->warning));
	check_order(port->ifindex, to);
	return ERD_OK;
}
