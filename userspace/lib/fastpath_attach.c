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
#include "error.h"
#include "fastpath.h"
#include "fastpath_foreign.h"
#include "fastpath_options.h"
#include "fastpath_work.h"
#include "names.h"
#include "netns.h"
#include "owner.h"
#include "shaper.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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
	       work->record.whole && netns_is_mine(work->record.netns) &&
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
		return work_fail(work, -ifindex, "cannot read its pins");
	if (ifindex > 0 && ((uint32_t)ifindex != mine || !here))
		return fail_in_use(work, ifindex);
	work->keep = can_keep(work);
	if (!work->keep)
		memset(&work->facts, 0, sizeof(work->facts));
	else if (ifindex > 0)
		work->was = work->facts.mode;
	if (!work->keep && ifindex <= 0 && pins_are_elsewhere(name))
		return fail_in_use(work, work->record.ifindex);
	return ERD_OK;
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
	return ret ? work_fail(work, -ret, what) : ERD_OK;
}

/* What is pinned stays: it is the same map, but for the facts. */
static int pin_map(void *data, int fd, const char *name)
{
	struct work *work = data;
	char path[PATH_MAX];

	bpffs_path(path, work->port->name, name);
	if (!strcmp(name, "facts"))
		return pins_replace(work, fd, name);
	return access(path, F_OK) ? pins_add(work, fd, name) : ERD_OK;
}

static int make_folder(struct work *work, const char *path)
{
	if (!mkdir(path, 0700))
		owner_inherit(path, -1);
	else if (errno != EEXIST)
		return work_fail(work, errno, "cannot make a folder for its pins");
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

	record->netns = netns_mark();
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

static bool shapes(const struct work *work)
{
	return fastpath_options(work->port->name) & ERD_OPTION_SHAPE;
}

/* The queueing discipline that limits on transmit need. */
static int add_shaper(struct work *work)
{
	return shapes(work) ? shaper_add(work->port, work->err) : ERD_OK;
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
	ret = work_write_record(work);
	if (!ret)
		ret = programs_each_map(&work->programs, pin_map, work);
	if (!ret)
		ret = tag_source_apply(work->port, &work->record.tags,
				       work->err);
	if (!ret)
		ret = add_shaper(work);
	if (!ret)
		ret = hooks_attach_transmit(work);
	/* Last, as the mark of a fast path that is whole. */
	if (!ret)
		ret = hooks_attach_receive(work);
	work->record.whole = 1;
	return ret ? ret : work_write_record(work);
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
		pins_take_off(work->port->name);
	else
		pins_remove(work->port->name);
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

	pins_take_off(work->port->name);
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
	ret = schema ? fastpath_fail_schema(port->name, schema, err) :
		       make_folders(&work);
	if (ret)
		return ret;
	ret = work_begin(&work);
	if (ret)
		return work_fail(&work, ret, "cannot open the folder of its pins");
	ret = look(&work);
	if (!ret)
		ret = what(&work);
	work_end(&work);
	return ret;
}

static int run_attach(struct work *work)
{
	pins_clear_dead(work->port->name);
	if (work->keep)
		return attach_again(work);
	pins_remove(work->port->name);
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
	pins_remove(work->port->name);
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
	pins_take_off(work->port->name);
	return ERD_OK;
}

int fastpath_suspend(const struct erd_port *port, struct erd_error *err)
{
	return run(port, ERD_XDP_NONE, run_suspend, err);
}

/* --- replacing programs ------------------------------------------------- */

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
		ret = work_write_record(work);
	if (!ret)
		ret = tag_source_apply(work->port, &work->record.tags,
				       work->err);
	if (!ret)
		ret = add_shaper(work);
	if (!ret)
		ret = programs_each_map(&work->programs, pin_map, work);
	if (!ret)
		ret = hooks_update_transmit(work);
	if (!ret)
		ret = hooks_update_receive(work);
	if (ret)
		return ret;
	if (!shapes(work))
		shaper_delete(work->port->ifindex);
	describe(work);
	return work_write_record(work);
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

/* --- detaching ---------------------------------------------------------- */

void fastpath_detach(const char *port_name, uint32_t ifindex)
{
	struct work work = {};
	bool here = false;
	int is;

	if (!name_valid(port_name) || work_begin(&work))
		return;
	is = fastpath_locate(port_name, &here);
	/* Of a port of this name in another namespace nothing is touched. */
	if (is > 0 ? here && (uint32_t)is == ifindex :
		     !pins_are_elsewhere(port_name))
		pins_remove(port_name);
	work_end(&work);
}
