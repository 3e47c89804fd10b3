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
	FASTPATH_MAPS
};

/**
 * struct erd_fastpath - the fast path of a port, opened
 * @facts: what the port is
 * @area: its maps, to read
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
	return (__u64 *)fp->area[FASTPATH_CONFIG].at + outer;
}

static inline enum fastpath_map fastpath_map_of(enum erd_direction direction)
{
	return direction == ERD_DIRECTION_RX ? FASTPATH_RX : FASTPATH_TX;
}

static inline struct erd_counter *
fastpath_counter(const struct erd_fastpath *fp, __u32 cpu,
		 enum erd_direction direction, __u32 outer, __u32 slot)
{
	return (struct erd_counter *)fp->area[fastpath_map_of(direction)].at +
	       erd_counter_index(cpu, outer, slot);
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

/* Fills @err with why a call on the fast path failed. */
int fastpath_fail(const struct erd_fastpath *fp, int sys_errno,
		  struct erd_error *err);

#endif /* LIBERD_FASTPATH_MAPS_H */
