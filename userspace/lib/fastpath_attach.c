// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Puts the fast path on a device, replaces its programs and takes it off. All
 * that is to be known of it later is in the kernel: the links know their
 * device, the read-only data of the programs says what the port is, a filter of
 * clsact, which is no link, is known by its program, which is pinned, and the
 * record tells the rest. Everything is pinned or recorded before it has an
 * effect, so whenever this is killed, what it leaves can be told and cleared.
 */
#include "bpffs.h"
#include "clsact.h"
#include "error.h"
#include "fastpath.h"
#include "fastpath_foreign.h"
#include "fastpath_load.h"
#include "fastpath_options.h"
#include "fastpath_record.h"
#include "names.h"
#include "netns.h"
#include "shaper.h"

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

#define NEW	"_new"	/* a pin that is to take the place of another */

/* <linux/bpf.h> of Linux 6.6, as ERD_BPF_TCX_EGRESS. */
#define ERD_BPF_F_BEFORE	(1U << 3)

/**
 * struct work - an attachment, a change of one or its end, under way
 * @port: what it is for
 * @mode: how its receive program is to be attached
 * @err: where to say what went wrong
 * @programs: loaded
 * @record: what is pinned of the port
 * @facts: those that are pinned; all zero without @keep
 * @was: mode it is attached in; ERD_XDP_NONE if it is not
 * @keep: its maps are to be kept, and what they have counted
 * @lock: folder of all ports' pins, locked
 * @print: libbpf's print function when we are not at work
 */
struct work {
	const struct erd_port *port;
	enum erd_xdp_mode mode;
	struct erd_error *err;
	struct programs programs;
	struct fastpath_record record;
	struct erd_facts facts;
	enum erd_xdp_mode was;
	bool keep;
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
	work->was = ERD_XDP_NONE;
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
	programs_unload(&work->programs);
	libbpf_set_print(work->print);
	close(work->lock);
}

static int write_record(struct work *work)
{
	int ret = fastpath_record_write(work->port->name, &work->record);

	return ret ? fail(work, -ret, "cannot write what it is to be undone by") :
		     ERD_OK;
}

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

/* In the place of what has that name. */
static int pin_over(struct work *work, int fd, const char *name)
{
	char path[PATH_MAX], new[PATH_MAX], new_name[40];
	int ret;

	snprintf(new_name, sizeof(new_name), "%s" NEW, name);
	bpffs_path(path, work->port->name, name);
	bpffs_path(new, work->port->name, new_name);
	unlink(new);
	ret = pin(work, fd, new_name);
	if (!ret && rename(new, path))
		ret = fail(work, errno, "cannot pin its fast path");
	return ret;
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
	int ret;

	work->record.clsact = !clsact_is_there(ifindex);
	ret = write_record(work);
	if (ret)
		return ret;
	ret = clsact_create(ifindex);
	if (ret)
		return fail_filter(work, -ret, "cannot make a clsact qdisc");
	ret = pin(work, prog, FASTPATH_TX_FILTER);
	if (!ret && (ret = clsact_add_egress(ifindex, prog)))
		ret = fail_filter(work, -ret,
				  "cannot add a filter at tc egress");
	return ret;
}

static void detach_filter(const char *path, uint32_t ifindex)
{
	int prog = bpf_obj_get(path);

	if (prog < 0)
		return;
	clsact_delete_egress(ifindex, prog);
	close(prog);
}

/* First in the list: a program that ends it would hide frames from us. */
static int attach_transmit(struct work *work)
{
	LIBBPF_OPTS(bpf_link_create_opts, opts, .flags = ERD_BPF_F_BEFORE);
	int prog = work->programs.transmit;
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

static bool is_attachment(const char *name)
{
	return !strcmp(name, FASTPATH_RX_LINK) ||
	       !strcmp(name, FASTPATH_TX_LINK) ||
	       !strcmp(name, FASTPATH_TX_FILTER) ||
	       !strcmp(name, FASTPATH_TX_FILTER NEW);
}

static void detach_pin(const char *port_name, const char *name,
		       uint32_t ifindex)
{
	char path[PATH_MAX];

	bpffs_path(path, port_name, name);
	if (!strncmp(name, FASTPATH_TX_FILTER, strlen(FASTPATH_TX_FILTER)))
		detach_filter(path, ifindex);
	else
		detach_link(path);
	unlink(path);
}

/* Calls @fn for each pin of a port; it may remove that pin. */
static void each_pin(const char *port_name, uint32_t ifindex,
		     void (*fn)(const char *port_name, const char *name,
				uint32_t ifindex))
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
			fn(port_name, entry->d_name, ifindex);
	closedir(dir);
}

static void take_off_pin(const char *port_name, const char *name,
			 uint32_t ifindex)
{
	if (is_attachment(name))
		detach_pin(port_name, name, ifindex);
}

/*
 * Takes the fast path off its device, which then is as it was before; what was
 * counted stays. Of devices in other namespaces only what has a link goes.
 */
static void take_off(const char *port_name)
{
	struct fastpath_record record;
	uint32_t ifindex;

	fastpath_record_read(port_name, &record);
	ifindex = record.netns == netns_mine() ? record.ifindex : 0;
	each_pin(port_name, ifindex, take_off_pin);
	if (!ifindex)
		return;
	if (record.clsact)
		clsact_delete_if_empty(ifindex);
	shaper_delete(ifindex);
	tag_source_undo(ifindex, &record.tags);
	/* Once and no second time: who changes them next is somebody else. */
	record.clsact = 0;
	memset(&record.tags, 0, sizeof(record.tags));
	fastpath_record_write(port_name, &record);
}

static void remove_pin(const char *port_name, const char *name,
		       uint32_t ifindex)
{
	char path[PATH_MAX];

	(void)ifindex;
	if (!strcmp(name, FASTPATH_RECORD))
		return;
	bpffs_path(path, port_name, name);
	unlink(path);
}

static void remove_all(const char *port_name)
{
	char path[PATH_MAX];

	take_off(port_name);
	each_pin(port_name, 0, remove_pin);
	/* Last, since it says what else there is to undo. */
	bpffs_path(path, port_name, FASTPATH_RECORD);
	unlink(path);
	bpffs_path(path, port_name, NULL);
	rmdir(path);
}

/* Whether a namespace that still is has a port of that name. */
static bool is_elsewhere(const char *port_name)
{
	struct fastpath_record record;
	int fd;

	if (!fastpath_record_read(port_name, &record) ||
	    record.netns == netns_mine())
		return false;
	fd = netns_by_inode(record.netns);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

void fastpath_detach(const char *port_name, uint32_t ifindex)
{
	struct work work = {};
	bool here = false;
	int is;

	if (!name_valid(port_name) || begin(&work))
		return;
	is = fastpath_locate(port_name, &here);
	/* Of a port of this name in another namespace nothing is touched. */
	if (is > 0 ? here && (uint32_t)is == ifindex : !is_elsewhere(port_name))
		remove_all(port_name);
	end(&work);
}

/* --- what there is already ---------------------------------------------- */

static int fail_in_use(struct work *work, int ifindex)
{
	erd_fail(work->err, ERD_CONFLICT,
		 "port '%s': a fast path of that name is on the device with index %d, maybe of another network namespace",
		 work->port->name, ifindex);
	erd_hint(work->err, "delete that port, choose another name, or give each namespace its own ERD_BPFFS; if no such port is left, rm -r %.50s/erd/v%u/NAME",
		 bpffs_root(), ERD_SCHEMA);
	return ERD_CONFLICT;
}

static int fail_schema(struct work *work, unsigned int schema)
{
	erd_fail(work->err, ERD_CONFLICT,
		 "port '%s': its fast path was made by another version of erd: its maps are of layout %u, ours of %u",
		 work->port->name, schema, ERD_SCHEMA);
	erd_hint(work->err, "'erdctl port set NAME xdp off' of that version takes it off; or, without its counts, rm -r %.50s/erd/v%u/NAME",
		 bpffs_root(), schema);
	return ERD_CONFLICT;
}

static int fail_layout(struct work *work, const char *map)
{
	erd_fail(work->err, ERD_CONFLICT,
		 "port '%s': map '%s' of its fast path has another layout, as made by another version of erd",
		 work->port->name, map);
	erd_hint(work->err, "its counts cannot be kept: delete the port and add it again");
	return ERD_CONFLICT;
}

static bool read_facts(const char *port_name, struct erd_facts *facts)
{
	struct bpf_map_info info = {};
	__u32 size = sizeof(info), first = 0;
	char path[PATH_MAX];
	bool is = false;
	int fd;

	bpffs_path(path, port_name, "facts");
	fd = bpf_obj_get(path);
	if (fd < 0)
		return false;
	if (!bpf_obj_get_info_by_fd(fd, &info, &size) &&
	    info.value_size == sizeof(*facts))
		is = !bpf_map_lookup_elem(fd, &first, facts);
	close(fd);
	return is;
}

/* Whether what was counted was counted for this very port. */
static bool can_keep(struct work *work)
{
	const struct erd_port *port = work->port;
	const struct erd_facts *facts = &work->facts;

	return fastpath_record_read(port->name, &work->record) &&
	       work->record.whole && work->record.netns == netns_mine() &&
	       work->record.ifindex == port->ifindex &&
	       read_facts(port->name, &work->facts) &&
	       facts->encap == port->encap &&
	       facts->outer_tpid == port->outer_tpid;
}

/*
 * Finds out what there is of a port of this name. It may be dead: its device is
 * gone, or it was never finished.
 */
static int look(struct work *work)
{
	uint32_t mine = work->port->ifindex;
	const char *name = work->port->name;
	bool here = false;
	int ifindex;

	ifindex = fastpath_locate(name, &here);
	if (ifindex < 0 && ifindex != -ENOENT)
		return fail(work, -ifindex, "cannot read its pins");
	if (ifindex > 0 && ((uint32_t)ifindex != mine || !here))
		return fail_in_use(work, ifindex);
	work->keep = can_keep(work);
	if (!work->keep)
		memset(&work->facts, 0, sizeof(work->facts));
	else if (ifindex > 0)
		work->was = work->facts.mode;
	if (!work->keep && ifindex <= 0 && is_elsewhere(name))
		return fail_in_use(work, work->record.ifindex);
	return ERD_OK;
}

/* A dead port of any name: its device is gone, or its making was cut short. */
static bool is_dead(const char *port_name)
{
	int ifindex = fastpath_ifindex(port_name, NULL);
	struct fastpath_record record;
	char ifname[IF_NAMESIZE];

	if (!ifindex)
		return true;
	if (!fastpath_record_read(port_name, &record))
		return ifindex == -ENOENT;
	if (record.netns != netns_mine())
		return false;
	return !record.whole || (ifindex == -ENOENT &&
				 !if_indextoname(record.ifindex, ifname));
}

/* Those of other ports, which may have left this device changed. */
static void clear_dead(const struct work *work)
{
	char path[PATH_MAX], *plus;
	struct dirent *entry;
	DIR *dir;

	bpffs_path(path, NULL, NULL);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		char name[ERD_NAME_MAX];

		if (entry->d_name[0] == '.' ||
		    strlen(entry->d_name) >= sizeof(name))
			continue;
		snprintf(name, sizeof(name), "%.*s", ERD_NAME_MAX - 1,
			 entry->d_name);
		for (plus = name; (plus = strchr(plus, '+')); plus++)
			*plus = '.';
		if (strcmp(name, work->port->name) && is_dead(name))
			remove_all(name);
	}
	if (dir)
		closedir(dir);
}

/* --- attaching ---------------------------------------------------------- */

static int load(struct work *work, enum erd_tag_source source)
{
	struct erd_facts *facts = &work->facts;
	const char *what;
	int ret;

	facts->ifindex = work->port->ifindex;
	facts->outer_tpid = work->port->outer_tpid;
	facts->encap = work->port->encap;
	facts->mode = work->mode;
	ret = programs_load(&work->programs, facts,
			    source == ERD_TAG_SOURCE_DRIVER,
			    work->keep ? work->port->name : NULL, &what);
	if (ret == -EPROTO)
		return fail_layout(work, what);
	return ret ? fail(work, -ret, what) : ERD_OK;
}

/* What is pinned stays: it is the same map, but for the facts. */
static int pin_map(void *data, int fd, const char *name)
{
	struct work *work = data;
	char path[PATH_MAX];

	bpffs_path(path, work->port->name, name);
	if (!strcmp(name, "facts"))
		return pin_over(work, fd, name);
	return access(path, F_OK) ? pin(work, fd, name) : ERD_OK;
}

static int make_folder(struct work *work, const char *path)
{
	if (mkdir(path, 0700) && errno != EEXIST)
		return fail(work, errno, "cannot make a folder for its pins");
	return ERD_OK;
}

static int make_folders(struct work *work)
{
	char path[PATH_MAX];
	int ret;

	snprintf(path, sizeof(path), "%s/erd", bpffs_root());
	ret = make_folder(work, path);
	if (ret)
		return ret;
	bpffs_path(path, NULL, NULL);
	return make_folder(work, path);
}

static void describe(struct work *work)
{
	struct fastpath_record *record = &work->record;

	record->netns = netns_mine();
	record->ifindex = work->port->ifindex;
	record->build = programs_build();
	snprintf(record->version, sizeof(record->version), "%s", ERD_VERSION);
}

static int check_device(struct work *work)
{
	char ifname[IF_NAMESIZE];

	if (if_indextoname(work->port->ifindex, ifname))
		return fastpath_foreign_check(work->port, work->err);
	return erd_fail(work->err, ERD_NOT_FOUND,
			"port '%s': device %s (%u) does not exist",
			work->port->name, work->port->ifname,
			work->port->ifindex);
}

/* The queueing discipline that limits on transmit need. */
static int add_shaper(struct work *work)
{
	if (!(fastpath_options(work->port->name) & ERD_OPTION_SHAPE))
		return ERD_OK;
	return shaper_add(work->port, work->err);
}

/* What leaves something behind, in the order in which it can be undone. */
static int put_on(struct work *work)
{
	char path[PATH_MAX];
	int ret;

	bpffs_path(path, work->port->name, NULL);
	ret = make_folder(work, path);
	if (ret)
		return ret;
	describe(work);
	ret = write_record(work);
	if (!ret)
		ret = programs_each_map(&work->programs, pin_map, work);
	if (!ret)
		ret = tag_source_apply(work->port, &work->record.tags,
				       work->err);
	if (!ret)
		ret = add_shaper(work);
	if (!ret)
		ret = attach_transmit(work);
	/* Last, as the mark of a fast path that is whole. */
	if (!ret)
		ret = attach_receive(work);
	work->record.whole = 1;
	return ret ? ret : write_record(work);
}

static int attach(struct work *work)
{
	int ret;

	ret = check_device(work);
	if (!ret)
		ret = tag_source_plan(work->port, work->mode,
				      &work->record.tags, work->err);
	if (!ret)
		ret = load(work, work->record.tags.source);
	if (!ret)
		ret = put_on(work);
	if (!ret)
		return ERD_OK;
	if (work->keep)
		take_off(work->port->name);
	else
		remove_all(work->port->name);
	return ret;
}

/*
 * A fast path that is there goes on with what it has counted. If it cannot be
 * attached as asked for, it is attached as it was.
 */
static int attach_again(struct work *work)
{
	struct erd_error *err = work->err;
	int ret;

	take_off(work->port->name);
	fastpath_record_read(work->port->name, &work->record);
	ret = attach(work);
	if (!ret || work->was == ERD_XDP_NONE)
		return ret;
	programs_unload(&work->programs);
	fastpath_record_read(work->port->name, &work->record);
	work->mode = work->was;
	work->err = NULL;
	attach(work);
	work->err = err;
	return ret;
}

/* Runs @what with everything ready for it. */
static int run(const struct erd_port *port, enum erd_xdp_mode mode,
	       int (*what)(struct work *work), struct erd_error *err)
{
	struct work work = { .port = port, .mode = mode, .err = err };
	unsigned int schema;
	int ret;

	ret = name_check("port", port->name, err);
	if (!ret)
		ret = bpffs_find(port->name, err);
	if (ret)
		return ret;
	schema = bpffs_other_schema(port->name);
	ret = schema ? fail_schema(&work, schema) : make_folders(&work);
	if (ret)
		return ret;
	ret = begin(&work);
	if (ret)
		return fail(&work, ret, "cannot open the folder of its pins");
	ret = look(&work);
	if (!ret)
		ret = what(&work);
	end(&work);
	return ret;
}

static int run_attach(struct work *work)
{
	clear_dead(work);
	if (work->keep)
		return attach_again(work);
	remove_all(work->port->name);
	memset(&work->record, 0, sizeof(work->record));
	return attach(work);
}

int fastpath_attach(const struct erd_port *port, enum erd_xdp_mode mode,
		    struct erd_error *err)
{
	return run(port, mode, run_attach, err);
}

static int run_clear(struct work *work)
{
	remove_all(work->port->name);
	return ERD_OK;
}

int fastpath_clear(const struct erd_port *port, struct erd_error *err)
{
	char path[PATH_MAX];
	int ret = name_check("port", port->name, err);

	bpffs_path(path, NULL, NULL);
	/* Without a fast path none of what it needs is asked for. */
	if (ret || access(path, F_OK))
		return ret;
	return run(port, ERD_XDP_NONE, run_clear, err);
}

static int run_suspend(struct work *work)
{
	if (work->was == ERD_XDP_NONE)
		return ERD_UNCHANGED;
	take_off(work->port->name);
	return ERD_OK;
}

int fastpath_suspend(const struct erd_port *port, struct erd_error *err)
{
	return run(port, ERD_XDP_NONE, run_suspend, err);
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
		return fail(work, -old, "cannot find its filter at tc egress");
	ret = pin_over(work, old, FASTPATH_TX_FILTER);
	bpffs_path(path, work->port->name, FASTPATH_TX_FILTER);
	bpffs_path(new, work->port->name, FASTPATH_TX_FILTER NEW);
	if (!ret)
		ret = pin(work, work->programs.transmit,
			  FASTPATH_TX_FILTER NEW);
	if (!ret) {
		ret = clsact_replace_egress(work->port->ifindex, old,
					    work->programs.transmit);
		if (ret)
			ret = fail(work, -ret,
				   "cannot replace its filter at tc egress");
		else if (rename(new, path))
			ret = fail(work, errno, "cannot pin its fast path");
	}
	close(old);
	return ret;
}

static int update_transmit(struct work *work)
{
	int ret = update_link(work, FASTPATH_TX_LINK, work->programs.transmit);

	if (ret == -ENOENT)
		return update_filter(work);
	return ret ? fail(work, -ret, "cannot replace its program at tc egress") :
		     ERD_OK;
}

static int update_receive(struct work *work)
{
	int ret = update_link(work, FASTPATH_RX_LINK, work->programs.receive);

	return ret ? fail(work, -ret, "cannot replace its XDP program") :
		     ERD_OK;
}

/* What was turned off stays so, and is turned off again if need be. */
static int plan_again(struct work *work)
{
	struct tag_source *tags = &work->record.tags;
	struct tag_source old = *tags;
	int ret = tag_source_plan(work->port, work->was, tags, work->err);

	if (ret) {
		*tags = old;
		return ret;
	}
	tags->stripping |= old.stripping;
	if (tags->source == ERD_TAG_SOURCE_FRAME && tags->stripping)
		tags->source = ERD_TAG_SOURCE_UNSTRIPPED;
	if (!tags->peer) {
		tags->peer = old.peer;
		tags->peer_netns = old.peer_netns;
	}
	if (tags->peer == old.peer && tags->peer_netns == old.peer_netns)
		tags->peer_offloads |= old.peer_offloads;
	return ERD_OK;
}

/* Not one frame is missed: both programs count into the same maps. */
static int run_upgrade(struct work *work)
{
	int ret;

	if (work->was == ERD_XDP_NONE)
		return erd_fail(work->err, ERD_NOT_FOUND,
				"port '%s': has no fast path",
				work->port->name);
	work->mode = work->was;
	ret = plan_again(work);
	if (!ret)
		ret = load(work, work->record.tags.source);
	if (!ret)
		ret = write_record(work);
	if (!ret)
		ret = tag_source_apply(work->port, &work->record.tags,
				       work->err);
	if (!ret)
		ret = programs_each_map(&work->programs, pin_map, work);
	if (!ret)
		ret = add_shaper(work);
	if (!ret)
		ret = update_transmit(work);
	if (!ret)
		ret = update_receive(work);
	if (ret)
		return ret;
	if (!(fastpath_options(work->port->name) & ERD_OPTION_SHAPE))
		shaper_delete(work->port->ifindex);
	describe(work);
	return write_record(work);
}

bool fastpath_is_current(const struct erd_port *port)
{
	struct fastpath_record record;
	char text[200];

	return fastpath_record_read(port->name, &record) &&
	       record.build == programs_build() &&
	       !tag_source_broken(port->ifindex, &record.tags, text,
				  sizeof(text));
}

int fastpath_upgrade(const struct erd_port *port, struct erd_error *err)
{
	return run(port, ERD_XDP_NONE, run_upgrade, err);
}
