// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fastpath_options.h"
#include "bpffs.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

/* --- what is asked for -------------------------------------------------- */

/* A pinned map as memory, or NULL. */
static void *map_pinned(const char *port, enum fastpath_map map, size_t *size)
{
	const struct fastpath_layout *layout = &fastpath_layouts[map];
	struct bpf_map_info info = {};
	__u32 info_size = sizeof(info);
	void *at = MAP_FAILED;
	char path[PATH_MAX];
	int fd;

	bpffs_path(path, port, layout->name);
	fd = bpf_obj_get(path);
	if (fd < 0)
		return NULL;
	*size = layout->size * layout->records;
	if (!bpf_obj_get_info_by_fd(fd, &info, &info_size) &&
	    info.value_size == layout->size &&
	    info.max_entries == layout->records)
		at = mmap(NULL, *size, PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	return at == MAP_FAILED ? NULL : at;
}

static __u32 limit_options(const struct erd_limit *limits)
{
	__u32 outer, options = 0;

	for (outer = 0; limits && outer < ERD_VIDS; outer++) {
		if (limits[erd_limit_index(ERD_DIRECTION_RX, outer)].per_octet)
			options |= ERD_OPTION_POLICE;
		if (limits[erd_limit_index(ERD_DIRECTION_TX, outer)].per_octet)
			options |= ERD_OPTION_SHAPE;
	}
	return options;
}

static __u32 sample_options(const struct erd_watch *watches)
{
	__u32 outer;

	for (outer = 0; watches && outer < ERD_VIDS; outer++)
		if (watches[outer].every)
			return ERD_OPTION_SAMPLE;
	return 0;
}

/* A histogram is asked for as long as there is one. */
static __u32 size_options(const char *port)
{
	char path[PATH_MAX];

	bpffs_path(path, port, fastpath_layouts[FASTPATH_TX_MARKS].name);
	return access(path, F_OK) ? 0 : ERD_OPTION_SIZES;
}

__u32 fastpath_options(const char *port)
{
	size_t limits_size = 0, watches_size = 0;
	void *limits = map_pinned(port, FASTPATH_LIMITS, &limits_size);
	void *watches = map_pinned(port, FASTPATH_WATCHES, &watches_size);
	__u32 options = limit_options(limits) | sample_options(watches) |
			size_options(port);

	if (limits)
		munmap(limits, limits_size);
	if (watches)
		munmap(watches, watches_size);
	return options;
}

/* --- maps --------------------------------------------------------------- */

static int pin_new(const char *path, int fd)
{
	int ret = 0;

	if (fd < 0)
		return fd;
	if (bpffs_pin(fd, path) && errno != EEXIST)
		ret = -errno;
	close(fd);
	return ret;
}

static int make_ring(const char *port)
{
	char path[PATH_MAX];

	bpffs_path(path, port, FASTPATH_SAMPLES);
	if (!access(path, F_OK))
		return 0;
	return pin_new(path, bpf_map_create(BPF_MAP_TYPE_RINGBUF,
					    FASTPATH_SAMPLES, 0, 0,
					    ERD_RING_SIZE, NULL));
}

static int make_map(const char *port, enum fastpath_map map, __u32 cpus)
{
	LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = BPF_F_MMAPABLE);
	const char *name = fastpath_layouts[map].name;
	char path[PATH_MAX];

	bpffs_path(path, port, name);
	if (!access(path, F_OK))
		return 0;
	return pin_new(path, bpf_map_create(BPF_MAP_TYPE_ARRAY, name,
					    sizeof(__u32),
					    fastpath_value_size(map, cpus),
					    fastpath_entries(map, cpus),
					    &opts));
}

int fastpath_make_maps(const char *port, __u32 cpus, __u32 options)
{
	int map, ret = 0;

	if (options & ERD_OPTION_SAMPLE)
		ret = make_ring(port);
	for (map = 0; map < FASTPATH_MAPS && !ret; map++)
		if (fastpath_layouts[map].options & options)
			ret = make_map(port, map, cpus);
	return ret;
}

void fastpath_drop_maps(const char *port, __u32 options)
{
	char path[PATH_MAX];
	int map;

	for (map = FASTPATH_MAPS - 1; map >= 0; map--) {
		if (!(fastpath_layouts[map].options & options))
			continue;
		bpffs_path(path, port, fastpath_layouts[map].name);
		unlink(path);
	}
}
