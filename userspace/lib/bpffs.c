// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bpffs.h"
#include "error.h"
#include "owner.h"

#include <linux/types.h>
#include <erd_maps.h>

#include <bpf/bpf.h>
#include <dirent.h>
#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#define DEFAULT_ROOT	"/sys/fs/bpf"

const char *bpffs_root(void)
{
	const char *path = secure_getenv("ERD_BPFFS");

	return path && path[0] ? path : DEFAULT_ROOT;
}

void bpffs_path(char path[PATH_MAX], const char *port, const char *pin)
{
	char folder[ERD_NAME_MAX], *dot;

	snprintf(folder, sizeof(folder), "%s", port ? port : "");
	for (dot = folder; (dot = strchr(dot, '.')); dot++)
		*dot = '+';
	snprintf(path, PATH_MAX, "%s/erd/v%u%s%s%s%s", bpffs_root(), ERD_SCHEMA,
		 port ? "/" : "", folder, pin ? "/" : "", pin ? pin : "");
}

int bpffs_pin(int fd, const char *path)
{
	if (bpf_obj_pin(fd, path))
		return -1;
	owner_inherit(path, -1);
	return 0;
}

unsigned int bpffs_other_schema(const char *port)
{
	char path[PATH_MAX], folder[ERD_NAME_MAX], *dot;
	unsigned int schema = 0;
	struct dirent *entry;
	DIR *dir;

	snprintf(folder, sizeof(folder), "%s", port);
	for (dot = folder; (dot = strchr(dot, '.')); dot++)
		*dot = '+';
	snprintf(path, sizeof(path), "%s/erd", bpffs_root());
	dir = opendir(path);
	while (dir && !schema && (entry = readdir(dir))) {
		if (sscanf(entry->d_name, "v%u", &schema) != 1 ||
		    schema == ERD_SCHEMA) {
			schema = 0;
			continue;
		}
		snprintf(path, sizeof(path), "%s/erd/%.16s/%s", bpffs_root(),
			 entry->d_name, folder);
		if (access(path, F_OK))
			schema = 0;
	}
	if (dir)
		closedir(dir);
	return schema;
}

/* 0 if @path is a BPF file system, else ENOENT or why it cannot be told. */
static int look_at(const char *path)
{
	struct statfs fs;

	if (statfs(path, &fs))
		return errno;
	return (unsigned int)fs.f_type == BPF_FS_MAGIC ? 0 : ENOENT;
}

/*
 * Whether a mount made here is seen by the next command too. `ip netns exec`
 * gives each command a mount namespace of its own, and pins that vanish with
 * it would take the fast path with them.
 */
static bool mounts_remain(void)
{
	struct stat mine, inits;

	/* Who may not look at these may not mount either, and is told so. */
	if (stat("/proc/self/ns/mnt", &mine) || stat("/proc/1/ns/mnt", &inits))
		return true;
	return mine.st_ino == inits.st_ino && mine.st_dev == inits.st_dev;
}

static int fail_access(const char *port, const char *what, const char *path,
		       int sys_errno, struct erd_error *err)
{
	int ret = erd_fail(err, erd_status_of(sys_errno),
			   "port '%s': cannot %s the BPF file system on %s: %s",
			   port, what, path, strerror(sys_errno));

	if (err)
		err->sys_errno = sys_errno;
	if (ret == ERD_PERMISSION)
		erd_hint(err, "run as root, or with CAP_SYS_ADMIN");
	return ret;
}

static int mount_default(const char *port, struct erd_error *err)
{
	if (!mount("bpf", DEFAULT_ROOT, "bpf",
		   MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0700"))
		return ERD_OK;
	return fail_access(port, "mount", DEFAULT_ROOT, errno, err);
}

int bpffs_find(const char *port, struct erd_error *err)
{
	const char *path = bpffs_root();
	int ret = look_at(path);

	if (!ret)
		return ERD_OK;
	if (ret == EACCES)
		return fail_access(port, "reach", path, ret, err);
	if (!strcmp(path, DEFAULT_ROOT) && mounts_remain())
		return mount_default(port, err);
	erd_fail(err, ERD_ERROR,
		 "port '%s': there is no BPF file system on %s in this mount namespace",
		 port, path);
	if (strcmp(path, DEFAULT_ROOT))
		erd_hint(err, "ERD_BPFFS must name one: mount -t bpf bpf %.80s",
			 path);
	else
		erd_hint(err, "one mounted here would go with it: set ERD_BPFFS to one that stays, or enter the network namespace only (nsenter --net=FILE)");
	return ERD_ERROR;
}
