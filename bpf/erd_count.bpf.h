/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where frames are counted. Each CPU counts for itself, so no atomics; but a
 * reader of the mapping must see either value of each word, never half of one.
 */
#ifndef ERD_COUNT_BPF_H
#define ERD_COUNT_BPF_H

#include "erd_parse.bpf.h"

/* All are sized when loaded, by the number of CPUs; 1 is "not in use". */
#define ERD_ARRAY(map, type_of_value)			\
	struct {					\
		__uint(type, BPF_MAP_TYPE_ARRAY);	\
		__uint(map_flags, BPF_F_MMAPABLE);	\
		__uint(max_entries, 1);			\
		__type(key, __u32);			\
		__type(value, type_of_value);		\
	} map SEC(".maps")

/* One value, of a size that is set when it is loaded, like that of the others. */
#define ERD_WHOLE(map)					\
	struct {					\
		__uint(type, BPF_MAP_TYPE_ARRAY);	\
		__uint(map_flags, BPF_F_MMAPABLE);	\
		__uint(max_entries, 1);			\
		__uint(key_size, sizeof(__u32));	\
		__uint(value_size, 64);			\
	} map SEC(".maps")

ERD_WHOLE(rx);
ERD_WHOLE(tx);
ERD_WHOLE(rx_sizes);
ERD_WHOLE(tx_sizes);
ERD_ARRAY(rx_marks, struct erd_marks);
ERD_ARRAY(tx_marks, struct erd_marks);
ERD_ARRAY(rx_drops, struct erd_counter);
ERD_ARRAY(tx_drops, struct erd_counter);
ERD_ARRAY(port, struct erd_port_counters);

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, ERD_UNKNOWN_TAGS);
	__type(key, struct erd_unknown_key);
	__type(value, struct erd_unknown);
} unknown SEC(".maps");

/* A map of the direction; which is known when this is compiled. */
#define ERD_MAP(direction, name) \
	((direction) == ERD_DIRECTION_RX ? (void *)&rx##name : \
					   (void *)&tx##name)

/*
 * The value of a map that is whole: liberd turns what is compiled as the map
 * into the address of its memory when the programs are loaded. The compiler must
 * not know that it is the same address, as it would not compute with that one.
 */
static __always_inline void *erd_whole(void *map)
{
	asm volatile("" : "+r"(map));
	return map;
}

/* Where the CPU that this runs on counts, if it is one that there is room for. */
static __always_inline bool erd_find_tally(__u64 cpu, __u64 outer, __u64 *index)
{
	if (cpu >= facts.cpus)
		return false;
	*index = cpu * ERD_VIDS + outer;
	return true;
}

static __always_inline struct erd_tally *erd_tally(enum erd_direction direction,
						   __u64 index)
{
	return (struct erd_tally *)erd_whole(ERD_MAP(direction, )) + index;
}

static __always_inline void erd_add(struct erd_counter *counter,
				    const struct erd_counter *size)
{
	volatile struct erd_counter *to = counter;

	to->frames += size->frames;
	to->bytes += size->bytes;
}

/**
 * struct erd_wire - what a packet is on the wire
 * @size: its frames and their octets
 * @full: octets of each but the last; of no account if it is one frame
 */
struct erd_wire {
	struct erd_counter size;
	__u64 full;
};

/* What counts a frame of @octets, modulo 2^16. */
static __always_inline volatile __u16 *erd_size(enum erd_direction direction,
						__u64 index, __u32 slot,
						__u32 class)
{
	struct erd_sizes *sizes = erd_whole(ERD_MAP(direction, _sizes));

	return &sizes[index].frames[slot & 3][class & 7];
}

static __always_inline void erd_move_mark(enum erd_direction direction,
					  __u64 index, __u32 slot, __u32 class,
					  __u16 low)
{
	__u32 at = erd_slot_index(index, slot);
	struct erd_marks *marks =
		bpf_map_lookup_elem(ERD_MAP(direction, _marks), &at);
	volatile __u64 *mark;

	if (!marks)
		return;
	mark = &marks->frames[class & 7];
	*mark = erd_marked(*mark, low);
}

/* Fewer at a time than a mark may be behind. */
#define ERD_SIZE_CHUNK	(ERD_MARK_BIT - 1)

/* Frames of one size, at most three chunks of them. */
static __always_inline void erd_add_size(enum erd_direction direction,
					 __u64 index, __u32 slot, __u64 frames,
					 __u64 octets)
{
	__u32 class = erd_size_class(facts.size_class, octets);
	volatile __u16 *low = erd_size(direction, index, slot, class);
	int i;

	for (i = 0; i < 3 && frames; i++) {
		__u64 chunk = frames < ERD_SIZE_CHUNK ? frames : ERD_SIZE_CHUNK;
		__u16 was = *low, is = was + chunk;

		*low = is;
		if ((was ^ is) & ERD_MARK_BIT)
			erd_move_mark(direction, index, slot, class, is);
		frames -= chunk;
	}
}

static __always_inline void erd_count_size(enum erd_direction direction,
					   __u64 index, __u32 slot,
					   const struct erd_wire *wire)
{
	__u64 last = wire->size.bytes, more = wire->size.frames - 1;

	if (direction == ERD_DIRECTION_TX && more) {
		erd_add_size(direction, index, slot, more, wire->full);
		last -= more * wire->full;
	}
	erd_add_size(direction, index, slot, 1, last);
}

static __always_inline void erd_count_drop(enum erd_direction direction,
					   __u64 index, __u32 slot,
					   const struct erd_wire *wire)
{
	__u32 at = erd_slot_index(index, slot);
	struct erd_counter *counter =
		bpf_map_lookup_elem(ERD_MAP(direction, _drops), &at);

	if (counter)
		erd_add(counter, &wire->size);
}

/* A frame of a peering, or an aggregate of them. */
static __always_inline void erd_count(enum erd_direction direction,
				      struct erd_tally *tally, __u64 index,
				      __u32 slot, const struct erd_wire *wire)
{
	if (slot < ERD_CTAGS)
		erd_add(&tally->count[slot], &wire->size);
	if (facts.options & ERD_OPTION_SIZES)
		erd_count_size(direction, index, slot, wire);
}

static __always_inline struct erd_port_counters *erd_port_counters(void)
{
	__u32 cpu = bpf_get_smp_processor_id();

	return bpf_map_lookup_elem(&port, &cpu);
}

static __always_inline void erd_count_class(enum erd_direction direction,
					    enum erd_class class,
					    const struct erd_counter *size)
{
	struct erd_port_counters *counters = erd_port_counters();

	if (counters && (__u32)class < ERD_CLASSES)
		erd_add(&counters->count[direction][class], size);
}

/* Whether the tags of this class are of interest; not those of a peering. */
static __always_inline bool erd_is_remembered(enum erd_class class)
{
	return class >= ERD_CLASS_UNKNOWN_STAG && class <= ERD_CLASS_MALFORMED;
}

/* Two CPUs may meet the same tags first; the second finds the first's entry. */
static __always_inline void erd_remember(void *ctx,
					 enum erd_direction direction,
					 const struct erd_unknown_key *key,
					 const struct erd_counter *size)
{
	struct erd_unknown *seen, first = {};

	first.count = *size;
	first.first_ns = first.last_ns = bpf_ktime_get_boot_ns();
	erd_load(ctx, direction, ERD_SOURCE, first.source,
		 sizeof(first.source));
	seen = bpf_map_lookup_elem(&unknown, key);
	if (!seen) {
		if (!bpf_map_update_elem(&unknown, key, &first, BPF_NOEXIST))
			return;
		seen = bpf_map_lookup_elem(&unknown, key);
		if (!seen)
			return;
	}
	__sync_fetch_and_add(&seen->count.frames, size->frames);
	__sync_fetch_and_add(&seen->count.bytes, size->bytes);
	seen->last_ns = first.last_ns;
	__builtin_memcpy(seen->source, first.source, sizeof(seen->source));
}

#endif /* ERD_COUNT_BPF_H */
