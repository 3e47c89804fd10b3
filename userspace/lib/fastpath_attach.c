// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Puts the fast path on a device and takes it off. All that is to be known of
 * it later is in the kernel: the links know their device, the read-only data
 * of the programs says what the port is, and a filter of clsact, which is no
 * link, is known by its program, which is pinned.
 */
#include "bpffs.h"
#include "clsact.h"
#include "error.h"
#include "fastpath.h"
#include "names.h"

#include <linux/types.h>
#include <erd_maps.h>
#include <erd_fastpath.skel.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* <linux/bpf.h> of Linux 6.6, which made TCX; libbpf knows it from 1.3 on. */
#define ERD_BPF_TCX_EGRESS	47
#define ERD_BPF_F_BEFORE	(1U << 3)

/**
 * struct work - an attachment or detachment under way
 * @port: what it is for
 * @mode: how its receive program is to be attached
 * @err: where to say what went wrong
 * @skel: the programs and maps
 * @lock: folder of all ports' pins, locked
 * @print: libbpf's print function when we are not at work
 */
struct work {
	const struct erd_port *port;
	enum erd_xdp_mode mode;
	struct erd_error *err;
	struct erd_fastpath_bpf *skel;
	int lock;
	libbpf_print_fn_t print;
};

/* --- errors ------------------------------------------------------------- */

/* What the kernel last said through libbpf in this thread, or "". */
static __thread char kernel_message[200];

/*
 * libbpf prints where we want a value, and the kernel's extended
 * acknowledgements are in what it prints and nowhere else.
 */
static int keep_kernel_message(enum libbpf_print_level level,
			       const char *format, va_list args)
{
	static const char prefix[] = "Kernel error message: ";
	char line[512], *message;

	(void)level;
	vsnprintf(line, sizeof(line), format, args);
	message = strstr(line, prefix);
	if (!message)
		return 0;
	message += sizeof(prefix) - 1;
	message[strcspn(message, "\n")] = '\0';
	snprintf(kernel_message, sizeof(kernel_message), "%.199s", message);
	return 0;
}

static void hint_privilege(struct work *work)
{
	erd_hint(work->err, "run as root, or with CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON");
}

/* @what is a clause such as "cannot load its programs". */
static int fail(struct work *work, int sys_errno, const char *what)
{
	enum erd_status status = erd_status_of(sys_errno);

	/* ENOENT and EINVAL of these calls are not about what was asked. */
	if (status == ERD_NOT_FOUND || status == ERD_USAGE)
		status = ERD_ERROR;
	erd_fail(work->err, status, "port '%s': %s: %s%s%s", work->port->name,
		 what, strerror(sys_errno), kernel_message[0] ? ": " : "",
		 kernel_message);
	if (work->err)
		work->err->sys_errno = sys_errno;
	if (status == ERD_PERMISSION)
		hint_privilege(work);
	return status;
}

/* --- work --------------------------------------------------------------- */

static int begin(struct work *work)
{
	char path[PATH_MAX];

	bpffs_path(path, NULL, NULL);
	work->lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (work->lock < 0)
		return errno;
	while (flock(work->lock, LOCK_EX))
		if (errno != EINTR)
			break;
	kernel_message[0] = '\0';
	work->print = libbpf_set_print(keep_kernel_message);
	return 0;
}

static void end(struct work *work)
{
	erd_fastpath_bpf__destroy(work->skel);
	libbpf_set_print(work->print);
	close(work->lock);
}

/* --- receive ------------------------------------------------------------ */

static __u32 xdp_flags(enum erd_xdp_mode mode)
{
	return mode == ERD_XDP_GENERIC ? XDP_FLAGS_SKB_MODE :
					 XDP_FLAGS_DRV_MODE;
}

static int fail_foreign(struct work *work, __u32 prog_id)
{
	struct bpf_prog_info info = {};
	__u32 size = sizeof(info);
	int fd = bpf_prog_get_fd_by_id(prog_id);

	if (fd >= 0) {
		bpf_obj_get_info_by_fd(fd, &info, &size);
		close(fd);
	}
	erd_fail(work->err, ERD_CONFLICT,
		 "port '%s': device %s has another XDP program, id %u, name '%s'",
		 work->port->name, work->port->ifname, prog_id, info.name);
	erd_hint(work->err, "'bpftool net' shows it; a device takes only one: remove it, or use 'xdp off'");
	return ERD_CONFLICT;
}

static int check_foreign(struct work *work)
{
	char ifname[IF_NAMESIZE];
	int64_t prog_id;

	if (!if_indextoname(work->port->ifindex, ifname))
		return erd_fail(work->err, ERD_NOT_FOUND,
				"port '%s': device %s (%u) does not exist",
				work->port->name, work->port->ifname,
				work->port->ifindex);
	prog_id = fastpath_query_xdp(work->port->ifindex);
	if (prog_id < 0)
		return fail(work, -prog_id, "cannot query XDP");
	return prog_id ? fail_foreign(work, prog_id) : ERD_OK;
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
	int64_t prog_id = fastpath_query_xdp(work->port->ifindex);
	int ret;

	if (prog_id > 0)
		return fail_foreign(work, prog_id);
	ask_why(work, prog);
	ret = fail(work, sys_errno, work->mode == ERD_XDP_NATIVE ?
					    "cannot attach XDP in the driver" :
					    "cannot attach XDP in the stack");
	if (ret != ERD_PERMISSION && work->mode == ERD_XDP_NATIVE)
		erd_hint(work->err, "if this driver has no XDP, use 'xdp generic'");
	return ret;
}

static int pin(struct work *work, int fd, const char *name)
{
	char path[PATH_MAX];

	bpffs_path(path, work->port->name, name);
	if (bpf_obj_pin(fd, path))
		return fail(work, errno, "cannot pin its fast path");
	return ERD_OK;
}

/* A link lives as long as it has a pin or a descriptor. */
static int pin_link(struct work *work, int link, const char *name)
{
	int ret = pin(work, link, name);

	close(link);
	return ret;
}

static int attach_receive(struct work *work)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts,
		    .flags = xdp_flags(work->mode));
	int prog = bpf_program__fd(work->skel->progs.erd_receive);
	int link;

	link = bpf_link_create(prog, work->port->ifindex, BPF_XDP, &opts);
	if (link < 0)
		return fail_receive(work, -link, prog);
	return pin_link(work, link, FASTPATH_RX_LINK);
}

/* --- transmit ----------------------------------------------------------- */

static int fail_filter(struct work *work, int sys_errno, const char *what)
{
	int ret = fail(work, sys_errno, what);

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
	bool ours = false;
	int ret;

	ret = clsact_create(ifindex, &ours);
	if (ret)
		return fail_filter(work, -ret, "cannot make a clsact qdisc");
	ret = pin(work, prog,
		  ours ? FASTPATH_TX_CLSACT : FASTPATH_TX_FILTER);
	if (!ret && (ret = clsact_add_egress(ifindex, prog)))
		ret = fail_filter(work, -ret,
				  "cannot add a filter at tc egress");
	if (ret && ours)
		clsact_delete_if_empty(ifindex);
	return ret;
}

static void detach_filter(const char *path, uint32_t ifindex, bool ours)
{
	int prog = bpf_obj_get(path);

	if (prog < 0)
		return;
	if (clsact_delete_egress(ifindex, prog) && ours)
		clsact_delete_if_empty(ifindex);
	close(prog);
}

/* First in the list: a program that ends it would hide frames from us. */
static int attach_transmit(struct work *work)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = ERD_BPF_F_BEFORE);
	int prog = bpf_program__fd(work->skel->progs.erd_transmit);
	int link;

	link = bpf_link_create(prog, work->port->ifindex,
			       (enum bpf_attach_type)ERD_BPF_TCX_EGRESS, &opts);
	if (link == -EINVAL)
		return attach_filter(work, prog);
	if (link < 0)
		return fail(work, -link, "cannot attach at tc egress");
	return pin_link(work, link, FASTPATH_TX_LINK);
}

/* --- detaching ---------------------------------------------------------- */

/* At once; a link whose last pin goes is detached some time later. */
static void detach_link(const char *path)
{
	int link = bpf_obj_get(path);

	if (link < 0)
		return;
	bpf_link_detach(link);
	close(link);
}

static void remove_pin(const char *port_name, const char *name,
		       uint32_t ifindex)
{
	char path[PATH_MAX];

	bpffs_path(path, port_name, name);
	if (!strcmp(name, FASTPATH_RX_LINK) || !strcmp(name, FASTPATH_TX_LINK))
		detach_link(path);
	else if (!strcmp(name, FASTPATH_TX_CLSACT))
		detach_filter(path, ifindex, true);
	else if (!strcmp(name, FASTPATH_TX_FILTER))
		detach_filter(path, ifindex, false);
	unlink(path);
}

static void remove_all(const char *port_name, uint32_t ifindex)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	bpffs_path(path, port_name, NULL);
	dir = opendir(path);
	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			remove_pin(port_name, entry->d_name, ifindex);
	closedir(dir);
	rmdir(path);
}

void fastpath_detach(const char *port_name, uint32_t ifindex)
{
	struct work work = {};
	uint32_t prog_id = 0;

	if (!name_valid(port_name) || begin(&work))
		return;
	/* Of a port of this name in another namespace nothing is touched. */
	if (fastpath_ifindex(port_name, &prog_id) <= 0 ||
	    fastpath_query_xdp(ifindex) == prog_id)
		remove_all(port_name, ifindex);
	end(&work);
}

/* --- attaching ---------------------------------------------------------- */

static int fail_in_use(struct work *work, int ifindex)
{
	erd_fail(work->err, ERD_CONFLICT,
		 "port '%s': a fast path of that name is on the device with index %d, maybe of another network namespace",
		 work->port->name, ifindex);
	erd_hint(work->err, "delete that port, choose another name, or give each namespace its own ERD_BPFFS; if no such port is left, rm -r %.60s/erd/NAME",
		 bpffs_root());
	return ERD_CONFLICT;
}

/*
 * Clears what a dead port of this name has left: its device is gone, it was
 * never finished, or it is this very device's from before the module was
 * loaded anew. An index says nothing across namespaces, a program's id does.
 */
static int clear_remains(struct work *work)
{
	uint32_t mine = work->port->ifindex, prog_id = 0;
	int ifindex = fastpath_ifindex(work->port->name, &prog_id);

	if (ifindex < 0 && ifindex != -ENOENT)
		return fail(work, -ifindex, "cannot read its pins");
	if (ifindex > 0 &&
	    ((uint32_t)ifindex != mine || fastpath_query_xdp(mine) != prog_id))
		return fail_in_use(work, ifindex);
	remove_all(work->port->name, mine);
	return ERD_OK;
}

/* One more than the highest number of a CPU that there can ever be. */
static int count_cpus(void)
{
	char line[256] = "", *last;
	FILE *file = fopen("/sys/devices/system/cpu/possible", "re");

	if (!file)
		return -errno;
	last = fgets(line, sizeof(line), file);
	fclose(file);
	if (!last)
		return -EIO;
	/* "0-7" or "0,2-5": the last number is the highest. */
	last += strcspn(last, "\n");
	while (last > line && last[-1] >= '0' && last[-1] <= '9')
		last--;
	return atoi(last) + 1;
}

static int set_up(struct work *work)
{
	struct erd_fastpath_bpf *skel = work->skel;
	struct erd_facts facts = {
		.ifindex = work->port->ifindex,
		.outer_tpid = work->port->outer_tpid,
		.encap = work->port->encap,
		.mode = work->mode,
	};
	int cpus = count_cpus(), counters, ret;

	if (cpus < 0)
		return cpus;
	facts.cpus = cpus;
	counters = erd_counter_index(cpus, 0, 0);
	skel->rodata->facts = facts;
	ret = bpf_map__set_max_entries(skel->maps.rx, counters);
	if (!ret)
		ret = bpf_map__set_max_entries(skel->maps.tx, counters);
	if (!ret)
		ret = bpf_map__set_max_entries(skel->maps.port, cpus);
	return ret;
}

static int load(struct work *work)
{
	int ret;

	work->skel = erd_fastpath_bpf__open();
	if (!work->skel)
		return fail(work, errno, "cannot open its programs");
	ret = set_up(work);
	if (!ret)
		ret = erd_fastpath_bpf__load(work->skel);
	return ret ? fail(work, -ret, "cannot load its programs") : ERD_OK;
}

static int pin_maps(struct work *work)
{
	const struct {
		const char *name;
		const struct bpf_map *map;
	} pins[] = {
		{ "config", work->skel->maps.config },
		{ "rx", work->skel->maps.rx },
		{ "tx", work->skel->maps.tx },
		{ "port", work->skel->maps.port },
		{ "unknown", work->skel->maps.unknown },
		{ "facts", work->skel->maps.rodata },
	};
	int ret = ERD_OK;
	size_t i;

	for (i = 0; i < sizeof(pins) / sizeof(pins[0]) && !ret; i++)
		ret = pin(work, bpf_map__fd(pins[i].map), pins[i].name);
	return ret;
}

static int make_folder(struct work *work, const char *path)
{
	if (mkdir(path, 0700) && errno != EEXIST)
		return fail(work, errno, "cannot make a folder for its pins");
	return ERD_OK;
}

static int attach(struct work *work)
{
	char path[PATH_MAX];
	int ret;

	ret = check_foreign(work);
	if (!ret)
		ret = load(work);
	if (ret)
		return ret;
	bpffs_path(path, work->port->name, NULL);
	ret = make_folder(work, path);
	if (!ret)
		ret = pin_maps(work);
	if (!ret)
		ret = attach_transmit(work);
	/* Last, as the mark of a fast path that is whole. */
	if (!ret)
		ret = attach_receive(work);
	if (ret)
		remove_all(work->port->name, work->port->ifindex);
	return ret;
}

int fastpath_attach(const struct erd_port *port, enum erd_xdp_mode mode,
		    struct erd_error *err)
{
	struct work work = { .port = port, .mode = mode, .err = err };
	char path[PATH_MAX];
	int ret;

	ret = name_check("port", port->name, err);
	if (ret)
		return ret;
	bpffs_path(path, NULL, NULL);
	if (mode == ERD_XDP_NONE && access(path, F_OK))
		return ERD_OK;
	ret = bpffs_find(port->name, err);
	if (!ret)
		ret = make_folder(&work, path);
	if (ret)
		return ret;
	ret = begin(&work);
	if (ret)
		return fail(&work, ret, "cannot open the folder of its pins");
	ret = clear_remains(&work);
	if (!ret && mode != ERD_XDP_NONE)
		ret = attach(&work);
	end(&work);
	return ret;
}
