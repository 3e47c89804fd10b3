// SPDX-License-Identifier: LGPL-2.1-or-later
/* The pins of ports, and what goes when they go. */
#include "bpffs.h"
#include "clsact.h"
#include "fastpath_work.h"
#include "netns.h"
#include "shaper.h"

#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int pins_add(struct work *work, int fd, const char *name)
{
	char path[PATH_MAX];

	bpffs_path(path, work->port->name, name);
	if (bpffs_pin(fd, path))
		return work_fail(work, errno, "cannot pin its fast path");
	return ERD_OK;
}

int pins_replace(struct work *work, int fd, const char *name)
{
	char path[PATH_MAX], new[PATH_MAX], new_name[40];
	int ret;

	snprintf(new_name, sizeof(new_name), "%s" NEW, name);
	bpffs_path(path, work->port->name, name);
	bpffs_path(new, work->port->name, new_name);
	unlink(new);
	ret = pins_add(work, fd, new_name);
	if (!ret && rename(new, path))
		ret = work_fail(work, errno, "cannot pin its fast path");
	return ret;
}

/* --- detaching ---------------------------------------------------------- */

static void detach_filter(const char *path, uint32_t ifindex)
{
	int prog = bpf_obj_get(path);

	if (prog < 0)
		return;
	clsact_delete_egress(ifindex, prog);
	close(prog);
}

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

void pins_take_off(const char *port_name)
{
	struct fastpath_record record;
	uint32_t ifindex;

	fastpath_record_read(port_name, &record);
	ifindex = netns_is_mine(record.netns) ? record.ifindex : 0;
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

void pins_remove(const char *port_name)
{
	char path[PATH_MAX];

	pins_take_off(port_name);
	each_pin(port_name, 0, remove_pin);
	/* Last, since it says what else there is to undo. */
	bpffs_path(path, port_name, FASTPATH_RECORD);
	unlink(path);
	bpffs_path(path, port_name, NULL);
	rmdir(path);
}

/* --- whose they are ------------------------------------------------------- */

bool pins_are_elsewhere(const char *port_name)
{
	struct fastpath_record record;
	int fd;

	if (!fastpath_record_read(port_name, &record) ||
	    netns_is_mine(record.netns))
		return false;
	fd = netns_by_mark(record.netns);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
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
	if (!netns_is_mine(record.netns))
		return false;
	return !record.whole || (ifindex == -ENOENT &&
				 !if_indextoname(record.ifindex, ifname));
}

/* Those of other ports, which may have left this device changed. */
void pins_clear_dead(const char *port_name)
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
		if (strcmp(name, port_name) && is_dead(name))
			pins_remove(name);
	}
	if (dir)
		closedir(dir);
}
