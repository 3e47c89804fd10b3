/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/*
 * What the fast path's programs and liberd share: the layout of every map
 * value, and the tag lookup itself. Plain C of fixed-width types, included by
 * both, so that neither can drift from the other. The includer provides
 * __u8 … __u64 (linux/types.h).
 *
 * One set of maps and two programs (XDP for receive, tc egress for transmit)
 * stand for one port; they are pinned in a folder named after the port.
 *
 *	config	array of ERD_VIDS words, indexed by the outer tag; mmapable
 *	rx, tx	array of struct erd_counter, index erd_counter_index(); mmapable
 *	port	array of struct erd_port_counters, one a CPU; mmapable
 *	unknown	LRU hash of struct erd_unknown_key to struct erd_unknown
 *	facts	one struct erd_facts, constant; the programs' read-only data
 */
#ifndef ERD_MAPS_H
#define ERD_MAPS_H

/*
 * Version of all that is in this file. It is part of the path of the pins, so
 * that programs, maps and readers of different layouts never meet: to be
 * raised with every change of what is in a map.
 */
#define ERD_SCHEMA	1

#define ERD_VIDS	4096	/* tags, the reserved 0 and 4095 included */
#define ERD_SLOTS	4	/* counters of an outer tag: three C-tags, one rest */
#define ERD_SLOT_REST	3	/* slot of the C-tags that no peering has */
#define ERD_CTAGS	3	/* Azure knows no more peerings of a circuit */
#define ERD_UNKNOWN_TAGS	1024	/* unknown tags remembered for a port */

#define ERD_TPID_CTAG	0x8100	/* 802.1Q C-tag, the inner tag of QinQ */
#define ERD_TPID_STAG	0x88a8	/* 802.1ad S-tag */
#define ERD_TPID_9100	0x9100	/* what stood for 0x88a8 before 802.1ad … */
#define ERD_TPID_9200	0x9200
#define ERD_TPID_9300	0x9300	/* … and switches still can be set to */

/**
 * erd_is_tag() - whether a tag follows
 * @tpid: EtherType, host byte order
 *
 * Return: true for every TPID in use, also those that a port cannot have.
 */
static inline _Bool erd_is_tag(__u32 tpid)
{
	return tpid == ERD_TPID_CTAG || tpid == ERD_TPID_STAG ||
	       tpid == ERD_TPID_9100 || tpid == ERD_TPID_9200 ||
	       tpid == ERD_TPID_9300;
}

/*
 * The configuration of an outer tag is one 64-bit word, so that it changes as
 * one store and is read as one load: no lock, no generations, no half-made
 * circuit. 0 is "no circuit has this tag". Otherwise
 *
 *	bits  0-11, 12-23, 24-35	the C-tag of slots 0, 1, 2; 0 is none
 *	bits 36-47			0, what slot ERD_SLOT_REST compares with
 *	bits 48-51, 52-55		numbers i and j of two bits of a C-tag
 *	bits 56-63			four slots of two bits, indexed by bits
 *					j and i of the C-tag
 *
 * Two bits tell any three different tags apart (any set of n different words
 * is told apart by n - 1 of their bits), so a perfect hash always exists and
 * there is nothing to search or to fail. Slots keep their C-tag, and with it
 * their counters, whatever is added or taken away beside them.
 *
 * On a dot1q port a tag that has a peering is ERD_CONFIG_DOT1Q, and its
 * counters are those of slot 0.
 */
#define ERD_CONFIG_DOT1Q	(1ULL << 48)

/**
 * erd_config_slot() - the slot of a C-tag
 * @config: the outer tag's word, not 0
 * @ctag: 0 to 4095
 *
 * Return: 0 to 2, or ERD_SLOT_REST if no slot has the C-tag.
 */
static inline __u32 erd_config_slot(__u64 config, __u32 ctag)
{
	__u32 bit_i = (ctag >> ((config >> 48) & 15)) & 1;
	__u32 bit_j = (ctag >> ((config >> 52) & 15)) & 1;
	__u32 slot = (config >> (56 + 2 * (bit_i | bit_j << 1))) & 3;

	if (((config >> (12 * slot)) & 0xfff) != ctag)
		slot = ERD_SLOT_REST;
	return slot;
}

/**
 * struct erd_counter - one direction of one slot, on one CPU
 * @frames: frames on the wire
 * @bytes: octets from destination address to end of payload, tags included,
 *	frame check sequence excluded
 *
 * Written by its CPU alone, without atomics; only ever grows. Readers add up
 * the CPUs. Aligned 64-bit loads see whole values.
 */
struct erd_counter {
	__u64 frames;
	__u64 bytes;
};

/**
 * erd_counter_index() - where a counter stands in the arrays rx and tx
 * @cpu: number of the CPU
 * @outer: outer tag
 * @slot: 0 to ERD_SLOT_REST
 */
static inline __u32 erd_counter_index(__u32 cpu, __u32 outer, __u32 slot)
{
	return (cpu * ERD_VIDS + outer) * ERD_SLOTS + slot;
}

/**
 * struct erd_facts - what a port is
 * @ifindex: of the device, when the fast path was attached
 * @cpus: one more than the highest number of a possible CPU
 * @outer_tpid: 0x8100 or 0x88a8
 * @encap: enum erd_encap
 * @mode: enum erd_xdp_mode
 *
 * Set before the programs are loaded and never again, so the verifier treats
 * it as constants and cuts out what another kind of port would need.
 */
struct erd_facts {
	__u32 ifindex;
	__u32 cpus;
	__u16 outer_tpid;
	__u8 encap;
	__u8 mode;
};

/* What became of a frame, as far as its tags tell. */
enum erd_class {
	ERD_CLASS_MATCHED,	/* counted in rx or tx under its peering */
	ERD_CLASS_UNTAGGED,	/* no tag, or a priority tag (VID 0) */
	ERD_CLASS_UNKNOWN_STAG,
	ERD_CLASS_UNKNOWN_CTAG,	/* known outer tag; also in ERD_SLOT_REST */
	ERD_CLASS_WRONG_TPID,
	ERD_CLASS_SINGLE_TAG,	/* one tag only, on a QinQ port */
	ERD_CLASS_MALFORMED,	/* ends inside its tags */
	ERD_CLASSES
};

/* Directions, as seen from this side of the cross-connect. */
enum erd_direction {
	ERD_DIRECTION_RX,
	ERD_DIRECTION_TX,
	ERD_DIRECTIONS
};

/**
 * struct erd_port_counters - frames of a port by what they were, on one CPU
 * @count: every frame is in exactly one class
 *
 * The programs do not write ERD_CLASS_MATCHED, which would be a second store
 * for every frame: matched frames are the sum of the slots below
 * ERD_SLOT_REST, plus what stands in that class. There goes, when a slot is
 * given to another C-tag and starts again at zero, what it had counted.
 */
struct erd_port_counters {
	struct erd_counter count[ERD_DIRECTIONS][ERD_CLASSES];
} __attribute__((aligned(64)));

/**
 * struct erd_unknown_key - tags that no peering of the port has
 * @outer_tpid: host byte order; also where the class is wrong TPID
 * @outer_vid: 0 to 4095
 * @inner_tpid: ethertype that follows the outer tag
 * @inner_vid: 0 to 4095; 0 if @inner_tpid is no tag's
 * @class: enum erd_class
 * @direction: enum erd_direction
 */
struct erd_unknown_key {
	__u16 outer_tpid;
	__u16 outer_vid;
	__u16 inner_tpid;
	__u16 inner_vid;
	__u8 class;
	__u8 direction;
	__u16 reserved;		/* 0 */
};

/**
 * struct erd_unknown - how often and when such frames were seen
 * @count: as in &struct erd_counter; atomic, shared by the CPUs
 * @first_ns: CLOCK_BOOTTIME of the first
 * @last_ns: CLOCK_BOOTTIME of the last
 * @source: source address of the last
 */
struct erd_unknown {
	struct erd_counter count;
	__u64 first_ns;
	__u64 last_ns;
	__u8 source[6];
	__u16 reserved;		/* 0 */
};

_Static_assert(sizeof(struct erd_facts) == 12, "map layout");
_Static_assert(sizeof(struct erd_counter) == 16, "map layout");
_Static_assert(sizeof(struct erd_port_counters) == 256, "map layout");
_Static_assert(sizeof(struct erd_unknown_key) == 12, "map layout");
_Static_assert(sizeof(struct erd_unknown) == 40, "map layout");

#endif /* ERD_MAPS_H */
