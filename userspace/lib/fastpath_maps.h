/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The maps of an open fast path, for those who read and who change them. */
#ifndef LIBERD_FASTPATH_MAPS_H
#define LIBERD_FASTPATH_MAPS_H

#include <erd.h>
#include <linux/types.h>
#include <erd_maps.h>

/* A map as memory. */
struct fastpath_area {
	void *at;
	size_t size;
	int fd;
};

enum fastpath_map {
	FASTPATH_CONFIG,
	FASTPATH_RX,
	FASTPATH_TX,
	FASTPATH_PORT,
	/* Those from here on are made when they are needed. */
	FASTPATH_RX_SIZES,
	FASTPATH_TX_SIZES,
	FASTPATH_RX_MARKS,
	FASTPATH_TX_MARKS,
	FASTPATH_RX_DROPS,
	FASTPATH_TX_DROPS,
	FASTPATH_LIMITS,
	FASTPATH_WATCHES,
	FASTPATH_MAPS
};

/**
 * struct erd_fastpath - the fast path of a port, opened
 * @facts: what the port is
 * @area: its maps, to read; without memory if a map has not been made
 * @writable: @area can be written too; fastpath_config.c makes it so
 * @unknown: file descriptor of that map
 * @dir: folder of the pins; locked while the configuration changes
 * @port: name of the port
 */
struct erd_fastpath {
	struct erd_facts facts;
	struct fastpath_area area[FASTPATH_MAPS];
	bool writable;
	int unknown;
	int dir;
	char port[ERD_NAME_MAX];
};

static inline bool fastpath_is_qinq(const struct erd_fastpath *fp)
{
	return fp->facts.encap == ERD_ENCAP_QINQ;
}

/* The word of an outer tag; programs and others read it at any time. */
static inline __u64 *fastpath_word(const struct erd_fastpath *fp, __u32 outer)
{
	struct erd_config *config = fp->area[FASTPATH_CONFIG].at;

	return &config->word[outer];
}

static inline struct erd_tally *fastpath_tally(const struct erd_fastpath *fp,
					       __u32 cpu,
					       enum erd_direction direction,
					       __u32 outer)
{
	return (struct erd_tally *)fp->area[FASTPATH_RX + direction].at +
	       erd_tally_index(cpu, outer);
}

/* @slot is below ERD_SLOT_REST. */
static inline struct erd_counter *
fastpath_counter(const struct erd_fastpath *fp, __u32 cpu,
		 enum erd_direction direction, __u32 outer, __u32 slot)
{
	return &fastpath_tally(fp, cpu, direction, outer)->count[slot];
}

/* These return NULL if the map has not been made. */
static inline struct erd_sizes *fastpath_sizes(const struct erd_fastpath *fp,
					       __u32 cpu,
					       enum erd_direction direction,
					       __u32 outer)
{
	struct erd_sizes *all = fp->area[FASTPATH_RX_SIZES + direction].at;

	return all ? all + erd_tally_index(cpu, outer) : NULL;
}

static inline struct erd_marks *fastpath_marks(const struct erd_fastpath *fp,
					       __u32 cpu,
					       enum erd_direction direction,
					       __u32 outer, __u32 slot)
{
	struct erd_marks *all = fp->area[FASTPATH_RX_MARKS + direction].at;

	return all ? all + erd_slot_index(erd_tally_index(cpu, outer), slot) :
		     NULL;
}

static inline struct erd_counter *
fastpath_drops(const struct erd_fastpath *fp, __u32 cpu,
	       enum erd_direction direction, __u32 outer, __u32 slot)
{
	struct erd_counter *all = fp->area[FASTPATH_RX_DROPS + direction].at;

	return all ? all + erd_slot_index(erd_tally_index(cpu, outer), slot) :
		     NULL;
}

static inline struct erd_limit *fastpath_limit(const struct erd_fastpath *fp,
					       enum erd_direction direction,
					       __u32 outer)
{
	struct erd_limit *all = fp->area[FASTPATH_LIMITS].at;

	return all ? all + erd_limit_index(direction, outer) : NULL;
}

static inline struct erd_watch *fastpath_watch(const struct erd_fastpath *fp,
					       __u32 outer)
{
	struct erd_watch *all = fp->area[FASTPATH_WATCHES].at;

	return all ? all + outer : NULL;
}

static inline struct erd_counter *
fastpath_class(const struct erd_fastpath *fp, __u32 cpu,
	       enum erd_direction direction, enum erd_class class)
{
	struct erd_port_counters *port = fp->area[FASTPATH_PORT].at;

	return &port[cpu].count[direction][class];
}

/* The outer tag and slot of a peering; false if it is not counted. */
bool fastpath_find_slot(const struct erd_fastpath *fp, uint16_t stag,
			uint16_t ctag, __u32 *outer, __u32 *slot);

/* What a map is like. The names are those of the pins. */
struct fastpath_layout {
	const char *name;
	size_t size;		/* of a record */
	size_t records;		/* 0: as many as CPUs, and each @per_cpu */
	size_t per_cpu;
	__u32 options;		/* that it is made for; 0: it always is */
	bool whole;		/* one value that is an array of them */
};

#define FASTPATH_SAMPLES	"samples"	/* the ring buffer */

extern const struct fastpath_layout fastpath_layouts[FASTPATH_MAPS];
size_t fastpath_value_size(enum fastpath_map map, __u32 cpus);
size_t fastpath_entries(enum fastpath_map map, __u32 cpus);

/* --- fastpath_config.c: changes, by one at a time ------------------------ */

int fastpath_begin_change(struct erd_fastpath *fp, struct erd_error *err);
void fastpath_end_change(struct erd_fastpath *fp);

/*
 * Waits until all programs that run now have ended. Kernels with nohz_full
 * refuse that: there, it is only likely.
 */
void fastpath_wait_for_programs(void);

/* --- fastpath.c --------------------------------------------------------- */

/* Opens what maps have been made since @fp was opened. */
int fastpath_open_maps(struct erd_fastpath *fp, struct erd_error *err);
/* Closes those of @options, which are not the port's any more. */
void fastpath_close_maps(struct erd_fastpath *fp, __u32 options);

/* Programs that were loaded since then have other facts. */
int fastpath_read_facts(struct erd_fastpath *fp, struct erd_error *err);

/* Fills @err with why a call on the fast path failed. */
int fastpath_fail(const struct erd_fastpath *fp, int sys_errno,
		  struct erd_error *err);

#endif /* LIBERD_FASTPATH_MAPS_H */
