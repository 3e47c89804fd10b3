// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Opens and reads the maps of a port's fast path. All but the unknown tags are
 * shared memory, so that reading a counter is no system call.
 */
#include "bpffs.h"
#include "error.h"
#include "fastpath.h"
#include "fastpath_maps.h"
#include "names.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* The classes are one enumeration with two names, for BPF and for users. */
_Static_assert((int)ERD_CLASS_MATCHED == (int)ERD_TAGS_MATCHED, "class");
_Static_assert((int)ERD_CLASS_UNTAGGED == (int)ERD_TAGS_UNTAGGED, "class");
_Static_assert((int)ERD_CLASS_UNKNOWN_STAG == (int)ERD_TAGS_UNKNOWN_STAG,
	       "class");
_Static_assert((int)ERD_CLASS_UNKNOWN_CTAG == (int)ERD_TAGS_UNKNOWN_CTAG,
	       "class");
_Static_assert((int)ERD_CLASS_WRONG_TPID == (int)ERD_TAGS_WRONG_TPID, "class");
_Static_assert((int)ERD_CLASS_SINGLE_TAG == (int)ERD_TAGS_SINGLE, "class");
_Static_assert((int)ERD_CLASS_MALFORMED == (int)ERD_TAGS_MALFORMED, "class");
_Static_assert((int)ERD_CLASS_PRIORITY == (int)ERD_TAGS_PRIORITY, "class");
_Static_assert((int)ERD_CLASS_LACP == (int)ERD_TAGS_LACP, "class");
_Static_assert((int)ERD_CLASS_SLOW == (int)ERD_TAGS_SLOW, "class");
_Static_assert((int)ERD_CLASS_LLDP == (int)ERD_TAGS_LLDP, "class");
_Static_assert((int)ERD_CLASS_EAPOL == (int)ERD_TAGS_EAPOL, "class");
_Static_assert((int)ERD_CLASS_MACSEC == (int)ERD_TAGS_MACSEC, "class");
_Static_assert((int)ERD_CLASSES == (int)ERD_TAGS_CLASSES, "class");

/* --- opening ------------------------------------------------------------ */

int fastpath_ifindex(const char *port_name, uint32_t *prog_id)
{
	struct bpf_link_info info = {};
	__u32 size = sizeof(info);
	char path[PATH_MAX];
	int link, ret;

	bpffs_path(path, port_name, FASTPATH_RX_LINK);
	link = bpf_obj_get(path);
	if (link < 0)
		return link;
	ret = bpf_obj_get_info_by_fd(link, &info, &size);
	close(link);
	if (ret)
		return ret;
	if (prog_id)
		*prog_id = info.prog_id;
	return info.xdp.ifindex;
}

int fastpath_fail_schema(const char *port_name, unsigned int schema,
			 struct erd_error *err)
{
	erd_fail(err, ERD_CONFLICT,
		 "port '%s': its fast path was made by another version of erd: its maps are of layout %u, ours of %u",
		 port_name, schema, ERD_SCHEMA);
	erd_hint(err, "'erdctl port set NAME xdp off' of that version takes it off; or, without its counts, rm -r %.50s/erd/v%u/NAME",
		 bpffs_root(), schema);
	return ERD_CONFLICT;
}

int fastpath_fail(const struct erd_fastpath *fp, int sys_errno,
		  struct erd_error *err)
{
	enum erd_status status = erd_status_of(sys_errno);
	unsigned int schema = bpffs_other_schema(fp->port);

	if (sys_errno == ENOENT && schema)
		return fastpath_fail_schema(fp->port, schema, err);
	if (sys_errno == ENOENT || sys_errno == ENOTDIR)
		return erd_fail(err, ERD_NOT_FOUND,
				"port '%s': has no fast path", fp->port);
	erd_fail(err, status, "port '%s': cannot open its fast path: %s",
		 fp->port, strerror(sys_errno));
	if (err)
		err->sys_errno = sys_errno;
	if (status == ERD_PERMISSION)
		erd_hint(err, "run as root: only root can read maps pinned in %s",
			 bpffs_root());
	return status;
}

static int fail_layout(struct erd_fastpath *fp, const char *map,
		       struct erd_error *err)
{
	erd_fail(err, ERD_ERROR,
		 "port '%s': map '%s' of its fast path has another layout, as made by another version of erd",
		 fp->port, map);
	erd_hint(err, "delete the port and add it again");
	return ERD_ERROR;
}

static int open_map(const struct erd_fastpath *fp, const char *map)
{
	char path[PATH_MAX];

	bpffs_path(path, fp->port, map);
	return bpf_obj_get(path);
}

static bool layout_is(int fd, size_t value_size, size_t entries)
{
	struct bpf_map_info info = {};
	__u32 size = sizeof(info);

	return !bpf_obj_get_info_by_fd(fd, &info, &size) &&
	       info.value_size == value_size && info.max_entries == entries;
}

const struct fastpath_layout fastpath_layouts[FASTPATH_MAPS] = {
	[FASTPATH_CONFIG] = { "config", sizeof(struct erd_config), 1, 0, 0,
			      false },
	[FASTPATH_RX] = { "rx", sizeof(struct erd_tally), 0, ERD_VIDS, 0,
			  true },
	[FASTPATH_TX] = { "tx", sizeof(struct erd_tally), 0, ERD_VIDS, 0,
			  true },
	[FASTPATH_PORT] = { "port", sizeof(struct erd_port_counters), 0, 1, 0,
			    false },
	[FASTPATH_RX_SIZES] = { "rx_sizes", sizeof(struct erd_sizes), 0,
				ERD_VIDS, ERD_OPTION_SIZES, true },
	[FASTPATH_TX_SIZES] = { "tx_sizes", sizeof(struct erd_sizes), 0,
				ERD_VIDS, ERD_OPTION_SIZES, true },
	[FASTPATH_RX_MARKS] = { "rx_marks", sizeof(struct erd_marks), 0,
				ERD_VIDS * ERD_SLOTS, ERD_OPTION_SIZES, false },
	[FASTPATH_TX_MARKS] = { "tx_marks", sizeof(struct erd_marks), 0,
				ERD_VIDS * ERD_SLOTS, ERD_OPTION_SIZES, false },
	[FASTPATH_RX_DROPS] = { "rx_drops", sizeof(struct erd_counter), 0,
				ERD_VIDS * ERD_SLOTS, ERD_OPTION_POLICE,
				false },
	[FASTPATH_TX_DROPS] = { "tx_drops", sizeof(struct erd_counter), 0,
				ERD_VIDS * ERD_SLOTS, ERD_OPTION_SHAPE, false },
	[FASTPATH_LIMITS] = { "limits", sizeof(struct erd_limit),
			      ERD_DIRECTIONS * ERD_VIDS, 0,
			      ERD_OPTION_POLICE | ERD_OPTION_SHAPE, false },
	[FASTPATH_WATCHES] = { "watches", sizeof(struct erd_watch), ERD_VIDS, 0,
			       ERD_OPTION_SAMPLE, false },
};

static size_t records(const struct fastpath_layout *layout, __u32 cpus)
{
	return layout->records ? layout->records : layout->per_cpu * cpus;
}

size_t fastpath_value_size(enum fastpath_map map, __u32 cpus)
{
	const struct fastpath_layout *layout = &fastpath_layouts[map];

	return layout->size * (layout->whole ? records(layout, cpus) : 1);
}

size_t fastpath_entries(enum fastpath_map map, __u32 cpus)
{
	const struct fastpath_layout *layout = &fastpath_layouts[map];

	return layout->whole ? 1 : records(layout, cpus);
}

static int open_area(struct erd_fastpath *fp, enum fastpath_map map,
		     struct erd_error *err)
{
	const struct fastpath_layout *layout = &fastpath_layouts[map];
	size_t size = fastpath_value_size(map, fp->facts.cpus);
	size_t n = fastpath_entries(map, fp->facts.cpus);
	struct fastpath_area *area = &fp->area[map];
	void *at;

	area->fd = open_map(fp, layout->name);
	if (area->fd == -ENOENT && layout->options)
		return ERD_OK;
	if (area->fd < 0)
		return fastpath_fail(fp, -area->fd, err);
	if (!layout_is(area->fd, size, n))
		return fail_layout(fp, layout->name, err);
	at = mmap(NULL, size * n, PROT_READ | (fp->writable ? PROT_WRITE : 0),
		  MAP_SHARED, area->fd, 0);
	if (at == MAP_FAILED)
		return fastpath_fail(fp, errno, err);
	area->at = at;
	area->size = size * n;
	return ERD_OK;
}

int fastpath_open_maps(struct erd_fastpath *fp, struct erd_error *err)
{
	int map, ret = ERD_OK;

	for (map = 0; map < FASTPATH_MAPS && !ret; map++)
		if (!fp->area[map].at)
			ret = open_area(fp, map, err);
	return ret;
}

int fastpath_read_facts(struct erd_fastpath *fp, struct erd_error *err)
{
	__u32 first = 0;
	int fd, ret;

	fd = open_map(fp, "facts");
	if (fd < 0)
		return fastpath_fail(fp, -fd, err);
	if (!layout_is(fd, sizeof(fp->facts), 1))
		ret = fail_layout(fp, "facts", err);
	else if (bpf_map_lookup_elem(fd, &first, &fp->facts))
		ret = fastpath_fail(fp, errno, err);
	else
		ret = ERD_OK;
	close(fd);
	return ret;
}

static int open_unknown(struct erd_fastpath *fp, struct erd_error *err)
{
	fp->unknown = open_map(fp, "unknown");
	if (fp->unknown < 0)
		return fastpath_fail(fp, -fp->unknown, err);
	if (!layout_is(fp->unknown, sizeof(struct erd_unknown),
		       ERD_UNKNOWN_TAGS))
		return fail_layout(fp, "unknown", err);
	return ERD_OK;
}

int64_t fastpath_query_xdp(uint32_t ifindex)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, opts);
	int ret = bpf_xdp_query(ifindex, 0, &opts);

	if (ret)
		return ret;
	if (opts.drv_prog_id)
		return opts.drv_prog_id;
	return opts.skb_prog_id ? opts.skb_prog_id : opts.hw_prog_id;
}

/*
 * The program may be replaced between the two questions: then the answers
 * differ, and the first one too when it is asked again.
 */
int fastpath_locate(const char *port_name, bool *here)
{
	uint32_t before = 0, after = 0;
	int ifindex;

	do {
		ifindex = fastpath_ifindex(port_name, &before);
		if (ifindex <= 0)
			return ifindex;
		*here = fastpath_query_xdp(ifindex) == before;
		if (*here)
			break;
		ifindex = fastpath_ifindex(port_name, &after);
	} while (ifindex > 0 && before != after);
	return ifindex;
}

static int open_all(struct erd_fastpath *fp, struct erd_error *err)
{
	char path[PATH_MAX];
	bool here = false;
	int ret;

	ret = fastpath_locate(fp->port, &here);
	if (ret <= 0)
		return fastpath_fail(fp, ret ? -ret : ENOENT, err);
	/*
	 * A port of this name may be another namespace's. An index says nothing
	 * there, a program's id does.
	 */
	if (!here)
		return fastpath_fail(fp, ENOENT, err);
	bpffs_path(path, fp->port, NULL);
	fp->dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fp->dir < 0)
		return fastpath_fail(fp, errno, err);
	ret = fastpath_read_facts(fp, err);
	if (!ret)
		ret = fastpath_open_maps(fp, err);
	return ret ? ret : open_unknown(fp, err);
}

int erd_fastpath_open(const char *port, struct erd_fastpath **fp,
		      struct erd_error *err)
{
	struct erd_fastpath *new;
	int ret, n;

	*fp = NULL;
	ret = name_check("port", port, err);
	if (ret)
		return ret;
	new = calloc(1, sizeof(*new));
	if (!new)
		return erd_fail(err, ERD_ERROR, "no memory");
	snprintf(new->port, sizeof(new->port), "%s", port);
	new->dir = new->unknown = -1;
	for (n = 0; n < FASTPATH_MAPS; n++)
		new->area[n].fd = -1;
	ret = open_all(new, err);
	if (ret)
		erd_fastpath_close(new);
	else
		*fp = new;
	return ret;
}

static void close_area(struct fastpath_area *area)
{
	if (area->at)
		munmap(area->at, area->size);
	if (area->fd >= 0)
		close(area->fd);
	area->at = NULL;
	area->fd = -1;
}

void fastpath_close_maps(struct erd_fastpath *fp, __u32 options)
{
	int map;

	for (map = 0; map < FASTPATH_MAPS; map++)
		if (fastpath_layouts[map].options & options)
			close_area(&fp->area[map]);
}

void erd_fastpath_close(struct erd_fastpath *fp)
{
	int map;

	if (!fp)
		return;
	for (map = 0; map < FASTPATH_MAPS; map++)
		close_area(&fp->area[map]);
	if (fp->unknown >= 0)
		close(fp->unknown);
	if (fp->dir >= 0)
		close(fp->dir);
	free(fp);
}

enum erd_xdp_mode erd_fastpath_mode(const struct erd_fastpath *fp)
{
	return fp->facts.mode;
}

/* --- reading ------------------------------------------------------------ */

/* Programs may be counting while this reads. */
static void sum(struct erd_count *to, const struct erd_counter *from)
{
	to->frames += __atomic_load_n(&from->frames, __ATOMIC_RELAXED);
	to->bytes += __atomic_load_n(&from->bytes, __ATOMIC_RELAXED);
}

/* The outer tag and slot of a peering; false if it is not counted. */
bool fastpath_find_slot(const struct erd_fastpath *fp, uint16_t stag,
		      uint16_t ctag, __u32 *outer, __u32 *slot)
{
	__u64 word;

	*outer = fastpath_is_qinq(fp) ? stag : ctag;
	*slot = 0;
	if (stag > ERD_VID_MAX || ctag < ERD_VID_MIN || ctag > ERD_VID_MAX)
		return false;
	word = __atomic_load_n(fastpath_word(fp, *outer), __ATOMIC_ACQUIRE);
	if (word && fastpath_is_qinq(fp))
		*slot = erd_config_slot(word, ctag);
	return word && *slot != ERD_SLOT_REST;
}

void erd_fastpath_read(const struct erd_fastpath *fp, uint16_t stag,
		       uint16_t ctag, struct erd_account *account)
{
	__u32 outer, slot, cpu;

	memset(account, 0, sizeof(*account));
	if (!fastpath_find_slot(fp, stag, ctag, &outer, &slot))
		return;
	for (cpu = 0; cpu < fp->facts.cpus; cpu++) {
		sum(&account->rx, fastpath_counter(fp, cpu, ERD_DIRECTION_RX,
						   outer, slot));
		sum(&account->tx, fastpath_counter(fp, cpu, ERD_DIRECTION_TX,
						   outer, slot));
	}
}

/* What erd_maps.h says matched frames are, but for the class itself. */
static void sum_tallies(const struct erd_fastpath *fp, enum fastpath_map map,
			struct erd_count *to)
{
	const struct erd_tally *tally = fp->area[map].at;
	size_t i, n = fp->area[map].size / sizeof(*tally);
	int slot;

	for (i = 0; i < n; i++)
		for (slot = 0; slot < ERD_CTAGS; slot++)
			sum(to, &tally[i].count[slot]);
}

void erd_fastpath_read_port(const struct erd_fastpath *fp,
			    struct erd_port_account *account)
{
	__u32 cpu;
	int class;

	memset(account, 0, sizeof(*account));
	for (cpu = 0; cpu < fp->facts.cpus; cpu++)
		for (class = 0; class < ERD_CLASSES; class++) {
			struct erd_account *to = &account->count[class];

			sum(&to->rx, fastpath_class(fp, cpu, ERD_DIRECTION_RX,
						    class));
			sum(&to->tx, fastpath_class(fp, cpu, ERD_DIRECTION_TX,
						    class));
		}
	sum_tallies(fp, FASTPATH_RX, &account->count[ERD_TAGS_MATCHED].rx);
	sum_tallies(fp, FASTPATH_TX, &account->count[ERD_TAGS_MATCHED].tx);
}

void erd_fastpath_read_drops(const struct erd_fastpath *fp, uint16_t stag,
			     uint16_t ctag, struct erd_account *dropped)
{
	struct erd_count *to[] = { &dropped->rx, &dropped->tx };
	__u32 outer, slot, cpu;
	int d;

	memset(dropped, 0, sizeof(*dropped));
	if (!fastpath_find_slot(fp, stag, ctag, &outer, &slot))
		return;
	for (cpu = 0; cpu < fp->facts.cpus; cpu++)
		for (d = 0; d < ERD_DIRECTIONS; d++) {
			const struct erd_counter *drops =
				fastpath_drops(fp, cpu, d, outer, slot);

			if (drops)
				sum(to[d], drops);
		}
}

/* --- sizes of frames ---------------------------------------------------- */

_Static_assert(ERD_SIZES == ERD_SIZE_CLASSES, "class");

uint32_t erd_size_bound(unsigned int size_class)
{
	static const uint32_t bounds[ERD_SIZES - 1] = {
		64, 127, 255, 511, 1023, 1535, 2047,
	};

	return size_class < ERD_SIZES - 1 ? bounds[size_class] : UINT32_MAX;
}

/* Frames are being counted: the mark is to be that of when @low was read. */
static uint64_t read_size(const __u64 *mark, const __u16 *low)
{
	uint64_t before, after = __atomic_load_n(mark, __ATOMIC_ACQUIRE);
	uint16_t is;

	do {
		before = after;
		is = __atomic_load_n(low, __ATOMIC_ACQUIRE);
		after = __atomic_load_n(mark, __ATOMIC_ACQUIRE);
	} while (before != after);
	return erd_marked(before, is);
}

static void sum_sizes(const struct erd_fastpath *fp, __u32 cpu,
		      enum erd_direction direction, __u32 outer, __u32 slot,
		      uint64_t *to)
{
	const struct erd_sizes *sizes =
		fastpath_sizes(fp, cpu, direction, outer);
	const struct erd_marks *marks =
		fastpath_marks(fp, cpu, direction, outer, slot);
	int i;

	for (i = 0; sizes && marks && i < ERD_SIZES; i++)
		to[i] += read_size(&marks->frames[i], &sizes->frames[slot][i]);
}

void erd_fastpath_read_histogram(const struct erd_fastpath *fp, uint16_t stag,
				 uint16_t ctag,
				 struct erd_histogram *histogram)
{
	__u32 outer, slot, cpu;

	memset(histogram, 0, sizeof(*histogram));
	if (!fastpath_find_slot(fp, stag, ctag, &outer, &slot))
		return;
	for (cpu = 0; cpu < fp->facts.cpus; cpu++) {
		sum_sizes(fp, cpu, ERD_DIRECTION_RX, outer, slot,
			  histogram->rx);
		sum_sizes(fp, cpu, ERD_DIRECTION_TX, outer, slot,
			  histogram->tx);
	}
}

/* --- unknown tags ------------------------------------------------------- */

static void fill_unknown(struct erd_unknown_tag *tag,
			 const struct erd_unknown_key *key,
			 const struct erd_unknown *value)
{
	tag->outer_tpid = key->outer_tpid;
	tag->outer_vid = key->outer_vid;
	tag->inner_tpid = erd_is_tag(key->inner_tpid) ? key->inner_tpid : 0;
	tag->inner_vid = key->inner_vid;
	tag->why = (enum erd_tag_class)key->class;
	tag->transmitted = key->direction == ERD_DIRECTION_TX;
	tag->count.frames = value->count.frames;
	tag->count.bytes = value->count.bytes;
	tag->first_ns = value->first_ns;
	tag->last_ns = value->last_ns;
	memcpy(tag->source, value->source, sizeof(tag->source));
}

static int newest_first(const void *a, const void *b)
{
	const struct erd_unknown_tag *one = a, *other = b;

	return (one->last_ns < other->last_ns) -
	       (one->last_ns > other->last_ns);
}

/* What the map is emptied into. */
struct unknown_copy {
	struct erd_unknown_key key[ERD_UNKNOWN_TAGS];
	struct erd_unknown value[ERD_UNKNOWN_TAGS];
};

int erd_fastpath_unknown(const struct erd_fastpath *fp,
			 struct erd_unknown_tag **tags, size_t *n,
			 struct erd_error *err)
{
	struct unknown_copy *copy = calloc(1, sizeof(*copy));
	__u32 next, i, found = ERD_UNKNOWN_TAGS;

	*n = 0;
	*tags = calloc(ERD_UNKNOWN_TAGS, sizeof(**tags));
	if (!copy || !*tags) {
		erd_fail(err, ERD_ERROR, "no memory");
		goto fail;
	}
	/* ENOENT is the end of the map; it has given what it had. */
	if (bpf_map_lookup_batch(fp->unknown, NULL, &next, copy->key,
				 copy->value, &found, NULL) &&
	    errno != ENOENT) {
		erd_fail(err, erd_status_of(errno),
			 "port '%s': cannot read its unknown tags: %s",
			 fp->port, strerror(errno));
		goto fail;
	}
	for (i = 0; i < found; i++)
		fill_unknown(&(*tags)[i], &copy->key[i], &copy->value[i]);
	qsort(*tags, found, sizeof(**tags), newest_first);
	*n = found;
	free(copy);
	return ERD_OK;

fail:
	free(copy);
	free(*tags);
	*tags = NULL;
	return err ? err->status : ERD_ERROR;
}
