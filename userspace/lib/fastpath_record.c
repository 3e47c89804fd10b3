// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fastpath_record.h"
#include "bpffs.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool is_record(int fd)
{
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);

	return !bpf_obj_get_info_by_fd(fd, &info, &size) &&
	       info.type == BPF_MAP_TYPE_ARRAY && info.max_entries == 1 &&
	       info.value_size == sizeof(struct fastpath_record);
}

bool fastpath_record_read(const char *port, struct fastpath_record *record)
{
	char path[PATH_MAX];
	__u32 first = 0;
	bool is = false;
	int fd;

	memset(record, 0, sizeof(*record));
	bpffs_path(path, port, FASTPATH_RECORD);
	fd = bpf_obj_get(path);
	if (fd < 0)
		return false;
	if (is_record(fd))
		is = !bpf_map_lookup_elem(fd, &first, record);
	close(fd);
	if (!is)
		memset(record, 0, sizeof(*record));
	return is;
}

/* Pinned with what it is to say in it, or not at all. */
static int pin_new(const char *path, const struct fastpath_record *record)
{
	int ret = 0, fd = bpf_map_create(BPF_MAP_TYPE_ARRAY, "erd_record",
					 sizeof(__u32), sizeof(*record), 1,
					 NULL);
	__u32 first = 0;

	if (fd < 0)
		return fd;
	if (bpf_map_update_elem(fd, &first, record, BPF_ANY) ||
	    bpffs_pin(fd, path))
		ret = -errno;
	close(fd);
	return ret;
}

int fastpath_record_write(const char *port,
			  const struct fastpath_record *record)
{
	char path[PATH_MAX];
	__u32 first = 0;
	int fd, ret = 0;

	bpffs_path(path, port, FASTPATH_RECORD);
	fd = bpf_obj_get(path);
	if (fd == -ENOENT)
		return pin_new(path, record);
	if (fd < 0)
		return fd;
	if (!is_record(fd))
		ret = -EPROTO;
	else if (bpf_map_update_elem(fd, &first, record, BPF_ANY))
		ret = -errno;
	close(fd);
	return ret;
}
