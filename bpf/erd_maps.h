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
 *	config	one struct erd_config, a word for each outer tag; mmapable
 *	rx, tx	struct erd_tally, index erd_tally_index(); mmapable, whole
 *	port	array of struct erd_port_counters, one a CPU; mmapable
 *	unknown	LRU hash of struct erd_unknown_key to struct erd_unknown
 *	facts	one struct erd_facts, constant; the programs' read-only data
 *
 * What is asked for later has maps that are made then and stay from then on:
 *
 *	rx_sizes, tx_sizes	struct erd_sizes, index erd_tally_index();
 *		mmapable, whole
 *	rx_marks, tx_marks	array of struct erd_marks, index
 *		erd_slot_index(); mmapable
 *	rx_drops, tx_drops	array of struct erd_counter of what the limit of
 *		a circuit dropped, index erd_slot_index(); mmapable
 *	limits	array of struct erd_limit, index erd_limit_index(); mmapable
 *	watches	array of struct erd_watch, indexed by the outer tag; mmapable
 *	samples	ring buffer of struct erd_sample
 *
 * What is whole is one value that is an array: the programs compute an address
 * in it, where a value of an array map would have to be looked up.
 */
#ifndef ERD_MAPS_H
#define ERD_MAPS_H

/*
 * Version of all that is in this file. It is part of the path of the pins, so
 * that programs, maps and readers of different layouts never meet: to be
 * raised with every change of what is in a map.
 */
#define ERD_SCHEMA	2

#define ERD_VIDS	4096	/* tags, the reserved 0 and 4095 included */
#define ERD_SLOTS	4	/* of an outer tag: three C-tags, one rest */
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
 *	bits  0-13, 14-27, 28-41	fields of slots 0, 1, 2: ERD_FIELD_USED
 *					and a C-tag, or something without all
 *					of ERD_FIELD_USED if the slot is free
 *	bits 42-63			what makes bits 32-63 the multiplier of
 *					a perfect hash
 *
 * The two highest bits of the product of a field and the multiplier, modulo
 * 2^32, are the slot of the field. ERD_FIELD_USED in the factor is what makes
 * the hash perfect for any C-tags: without it one C-tag that is the sum of two
 * others would always be in the slots next to theirs. (tests/tools/hash.c looks
 * at all there are.) Slots keep their C-tag, and with it their counters,
 * whatever is added or taken away beside them. Nothing is ever in a slot that it
 * is not led to, so what is led to ERD_SLOT_REST is not there either.
 *
 * On a dot1q port a tag that has a peering is ERD_CONFIG_DOT1Q, and its
 * counters are those of slot 0.
 */
#define ERD_FIELD_BITS		14
#define ERD_FIELD_USED		(3U << 12)
#define ERD_CONFIG_DOT1Q	(1ULL << 63)

/** struct erd_config - the words; @word is indexed by the outer tag */
struct erd_config {
	__u64 word[ERD_VIDS];
};

/**
 * erd_field_slot() - the slot that a field is led to
 * @config: the outer tag's word
 * @field: ERD_FIELD_USED and a C-tag
 */
static inline __u32 erd_field_slot(__u64 config, __u32 field)
{
	return (__u32)(config >> 32) * field >> 30;
}

/**
 * erd_config_find() - looks for a C-tag
 * @config: the outer tag's word; may be 0
 * @ctag: 0 to 4095
 * @slot: 0 to 2 if it is found
 *
 * Return: whether a slot has it. The last slot has none, see above, and needs
 * no look.
 */
static inline _Bool erd_config_find(__u64 config, __u32 ctag, __u32 *slot)
{
	__u32 field = ctag | ERD_FIELD_USED;

	*slot = erd_field_slot(config, field);
	return ((config >> (ERD_FIELD_BITS * *slot)) &
		((1U << ERD_FIELD_BITS) - 1)) == field;
}

/**
 * erd_config_slot() - the slot of a C-tag
 * @config: the outer tag's word; may be 0
 * @ctag: 0 to 4095
 *
 * Return: 0 to 2, or ERD_SLOT_REST if no slot has the C-tag.
 */
static inline __u32 erd_config_slot(__u64 config, __u32 ctag)
{
	__u32 slot;

	return erd_config_find(config, ctag, &slot) ? slot : ERD_SLOT_REST;
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
 * struct erd_tally - what a CPU knows of an outer tag in one direction
 * @count: of the slots below ERD_SLOT_REST
 * @gate: what it may let through before it looks again, see below
 * @reserved: 0
 *
 * One cache line, and all that the way of a peering's frame writes to.
 *
 * @gate is a word that frames are subtracted from:
 *
 *	bits  0-30	frames before the next to be sampled
 *	bit  31		0; 1 after a subtraction that frames did not suffice for
 *	bits 32-62	octets taken from the limit ahead
 *	bit  63		0; likewise for octets
 *
 * A circuit without a limit or without sampling has so many that it seldom
 * looks. A limit on transmit, which looks at the clock for each frame, leaves
 * no octets. It starts as 0, so the first frame looks.
 */
struct erd_tally {
	struct erd_counter count[ERD_CTAGS];
	__u64 gate;
	__u64 reserved;
} __attribute__((aligned(64)));

#define ERD_GATE_MAX		0x7fffffffULL	/* frames, and octets */
#define ERD_GATE_OCTETS		32		/* where octets begin */
#define ERD_GATE_SHUT		(1ULL << 63 | 1ULL << 31)

/**
 * erd_tally_index() - where an outer tag stands in the arrays rx and tx
 * @cpu: number of the CPU
 * @outer: outer tag
 */
static inline __u32 erd_tally_index(__u32 cpu, __u32 outer)
{
	return cpu * ERD_VIDS + outer;
}

/**
 * erd_slot_index() - where a slot stands in the other arrays
 * @tally: erd_tally_index()
 * @slot: 0 to ERD_SLOT_REST
 */
static inline __u32 erd_slot_index(__u32 tally, __u32 slot)
{
	return tally * ERD_SLOTS + slot;
}

#define ERD_SIZE_STEPS	1024	/* of 128 octets: sizes of frames */

/* What a port does beside counting. */
enum erd_option {
	ERD_OPTION_SIZES = 1 << 0,	/* histograms of frame sizes */
	ERD_OPTION_POLICE = 1 << 1,	/* some circuit is limited on receive */
	ERD_OPTION_SHAPE = 1 << 2,	/* some circuit is limited on transmit */
	ERD_OPTION_SAMPLE = 1 << 3,	/* some frames go to the ring buffer */
};

/**
 * struct erd_facts - what a port is
 * @ifindex: of the device, when the fast path was attached
 * @cpus: one more than the highest number of a possible CPU
 * @outer_tpid: 0x8100 or 0x88a8
 * @encap: enum erd_encap
 * @mode: enum erd_xdp_mode
 * @options: enum erd_option
 * @casts: the kernel has bpf_cast_to_kern_ctx()
 * @size_class: for erd_size_class()
 *
 * Set before the programs are loaded and never again, so the verifier treats
 * it as constants and cuts out what another kind of port would need, and every
 * option that is off. An option is turned on or off by programs loaded anew,
 * with the same maps, in the place of the old ones.
 */
struct erd_facts {
	__u32 ifindex;
	__u32 cpus;
	__u16 outer_tpid;
	__u8 encap;
	__u8 mode;
	__u32 options;
	__u32 casts;
	__u8 size_class[ERD_SIZE_STEPS];
};

/* What became of a frame, as far as its tags tell. */
enum erd_class {
	ERD_CLASS_MATCHED,	/* counted in rx or tx under its peering */
	ERD_CLASS_UNTAGGED,	/* no tag, and none of the protocols below */
	ERD_CLASS_UNKNOWN_STAG,
	ERD_CLASS_UNKNOWN_CTAG,	/* known outer tag, on a QinQ port */
	ERD_CLASS_WRONG_TPID,
	ERD_CLASS_SINGLE_TAG,	/* one tag only, on a QinQ port */
	ERD_CLASS_MALFORMED,	/* ends inside its tags */
	ERD_CLASS_PRIORITY,	/* VID 0 outside: a priority, and no tag */
	ERD_CLASS_LACP,		/* untagged, and of these protocols: */
	ERD_CLASS_SLOW,		/* other slow protocols: Marker, OAM, ESMC */
	ERD_CLASS_LLDP,
	ERD_CLASS_EAPOL,
	ERD_CLASS_MACSEC,
	ERD_CLASSES
};

/* EtherTypes of what a port's own protocols send untagged. */
#define ERD_TYPE_SLOW	0x8809
#define ERD_TYPE_LLDP	0x88cc
#define ERD_TYPE_EAPOL	0x888e
#define ERD_TYPE_MACSEC	0x88e5
#define ERD_SLOW_LACP	1	/* subtype: the octet after ERD_TYPE_SLOW */

/* Directions, as seen from this side of the cross-connect. */
enum erd_direction {
	ERD_DIRECTION_RX,
	ERD_DIRECTION_TX,
	ERD_DIRECTIONS
};

/**
 * struct erd_port_counters - frames of a port by what they were, on one CPU
 * @count: every frame is in exactly one class, but what a limit dropped in none
 * @samples_lost: frames that were to be sampled while the ring buffer was full
 *
 * The programs do not write ERD_CLASS_MATCHED, which would be a second store
 * for every frame: matched frames are the sum of all tallies, plus what
 * stands in that class. There goes, when a slot is
 * given to another C-tag and starts again at zero, what it had counted.
 */
struct erd_port_counters {
	struct erd_counter count[ERD_DIRECTIONS][ERD_CLASSES];
	__u64 samples_lost;
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

/* --- sizes of frames ---------------------------------------------------- */

#define ERD_SIZE_CLASSES	8

/**
 * struct erd_sizes - frames of an outer tag by their size, in one direction, on
 * a CPU
 * @frames: for each slot; octets, as counted in &struct erd_counter: up to 64,
 *	65 to 127, 128 to 255, 256 to 511, 512 to 1023, 1024 to 1535, 1536 to
 *	2047, more. Modulo 2^16, see &struct erd_marks.
 *
 * One cache line for all slots, as the tally is. Written as &struct erd_counter
 * is.
 */
struct erd_sizes {
	__u16 frames[ERD_SLOTS][ERD_SIZE_CLASSES];
} __attribute__((aligned(64)));

/**
 * struct erd_marks - what a slot's sizes are counts of
 * @frames: for each class, how many there were the last time that bit 15 of
 *	&struct erd_sizes changed, or one of the frames before
 *
 * A mark is less than 2^16 behind the count, whenever it is looked at. So the
 * count is erd_marked(), and one store of a whole word moves a mark: a reader
 * that finds the same mark before and after has read a count.
 */
struct erd_marks {
	__u64 frames[ERD_SIZE_CLASSES];
} __attribute__((aligned(64)));

#define ERD_MARK_BIT	(1U << 15)

/* The count that is @low modulo 2^16 and less than 2^16 beyond @mark. */
static inline __u64 erd_marked(__u64 mark, __u16 low)
{
	return mark + (__u16)(low - (__u16)mark);
}

/**
 * erd_size_class() - the class of a frame's size
 * @classes: of sizes from 128 n octets on; the first, of those from 65 on
 * @octets: below 128 * ERD_SIZE_STEPS
 *
 * Sizes come mixed, so no branch would be foretold: this has none.
 *
 * Return: index in @frames of &struct erd_sizes
 */
static inline __u32 erd_size_class(const volatile __u8 *classes, __u64 octets)
{
	return classes[(octets >> 7) & (ERD_SIZE_STEPS - 1)] -
	       ((octets - 65) >> 63);
}

/* --- limits ------------------------------------------------------------- */

/*
 * Time of limits is in units of 2^-10 ns of CLOCK_MONOTONIC, modulo 2^64.
 * An octet at 400 Gb/s is 20 of them.
 */
#define ERD_NS_SHIFT		10
#define ERD_PER_OCTET_SHIFT	20

#define ERD_RATE_MIN		1000000ULL	/* bit/s */
#define ERD_RATE_MAX		400000000000ULL
#define ERD_BURST_MIN		18432U		/* octets: two jumbo frames */
#define ERD_BURST_MAX		(1U << 30)
#define ERD_TAKE_MAX		(1U << 20)	/* octets asked for at once */

/* No octets asked for at once take longer, so no time in use is so far ahead. */
#define ERD_AHEAD_MAX		((1LL << 34) << ERD_NS_SHIFT)
/* A frame that would leave later than this is dropped. */
#define ERD_HORIZON		(50000000LL << ERD_NS_SHIFT)

/**
 * struct erd_limit - the bandwidth of a circuit in one direction
 * @tat: time up to which octets are taken; the programs write it
 * @per_octet: time an octet takes, in 2^-20 of a unit of time; 0 is no limit
 * @depth: how far @tat may be behind: the burst, as time
 * @quantum: octets that a CPU takes at a time, ahead of the frames (receive)
 * @burst: octets, as set
 * @rate: bit/s, as set
 * @reserved: 0
 *
 * In any time T at most rate * T + burst octets pass: @depth is the burst less
 * what all CPUs together can have taken ahead, which is at most half of it.
 * (Where CPUs meet in @tat so often that erd_take() gives up, the frame passes
 * and is paid for by those after it.) Written by one at a time; while it is
 * being written, a program may see some of the old with some of the new.
 */
struct erd_limit {
	__u64 tat;
	__u64 per_octet;
	__u64 depth;
	__u32 quantum;
	__u32 burst;
	__u64 rate;
	__u64 reserved[3];
} __attribute__((aligned(64)));

/**
 * erd_limit_index() - where a circuit stands in the array limits
 * @direction: enum erd_direction
 * @outer: outer tag
 */
static inline __u32 erd_limit_index(__u32 direction, __u32 outer)
{
	return direction * ERD_VIDS + outer;
}

/* What @octets cost, rounded up. @octets is at most ERD_TAKE_MAX. */
static inline __u64 erd_cost(const struct erd_limit *limit, __u64 octets)
{
	return (octets * limit->per_octet +
		((1ULL << ERD_PER_OCTET_SHIFT) - 1)) >> ERD_PER_OCTET_SHIFT;
}

/*
 * @tat, moved up to the burst's depth behind @now. A limit that was long not
 * used may seem to be in the future, the clock having gone round.
 */
static inline __u64 erd_tat_at(__u64 tat, __u64 now, __u64 depth)
{
	__s64 age = now - tat;

	return age > (__s64)depth || age < -ERD_AHEAD_MAX ? now - depth : tat;
}

/* CPUs that meet in one word this often take turns no more. */
#define ERD_TRIES	8

/**
 * erd_take() - takes octets from a limit, for all CPUs
 * @limit: @per_octet is not 0
 * @now: in units of time
 * @need: octets that must be had; up to ERD_TAKE_MAX
 *
 * Return: octets taken, @quantum if that is more than @need and there; 0 if
 * @need are not there
 */
static inline __u64 erd_take(struct erd_limit *limit, __u64 now, __u64 need)
{
	__u64 most = need > limit->quantum ? need : limit->quantum;
	__u64 cost = erd_cost(limit, most), least = erd_cost(limit, need);
	int i;

	for (i = 0; i < ERD_TRIES; i++) {
		__u64 tat = *(volatile __u64 *)&limit->tat, got = most;
		__u64 from = erd_tat_at(tat, now, limit->depth);
		__u64 next = from + cost;

		if ((__s64)(now - next) < 0) {
			next = from + least;
			got = need;
			if ((__s64)(now - next) < 0)
				return 0;
		}
		if (__sync_val_compare_and_swap(&limit->tat, tat, next) == tat)
			return got;
	}
	__sync_fetch_and_add(&limit->tat, least);
	return need;
}

/**
 * erd_depart() - when a frame may leave
 * @limit: @per_octet is not 0
 * @now: in units of time
 * @octets: of the frame or aggregate; up to ERD_TAKE_MAX
 * @after: how long after @now, in units of time
 *
 * Return: false if that would be beyond ERD_HORIZON; then nothing is taken
 */
static inline _Bool erd_depart(struct erd_limit *limit, __u64 now,
			       __u64 octets, __u64 *after)
{
	__u64 cost = erd_cost(limit, octets), tat, from = now;
	int i;

	for (i = 0; i < ERD_TRIES; i++) {
		tat = *(volatile __u64 *)&limit->tat;
		from = erd_tat_at(tat, now, limit->depth);
		if ((__s64)(from - now) > ERD_HORIZON)
			return 0;
		if (__sync_val_compare_and_swap(&limit->tat, tat,
						from + cost) == tat)
			break;
	}
	if (i == ERD_TRIES)
		from = __sync_fetch_and_add(&limit->tat, cost);
	*after = (__s64)(from - now) > 0 ? from - now : 0;
	return 1;
}

/* --- samples ------------------------------------------------------------ */

#define ERD_RING_SIZE	(4U << 20)	/* octets */

/* What a program does to a frame. */
enum erd_verdict {
	ERD_VERDICT_PASS,
	ERD_VERDICT_DROP,	/* beyond the circuit's limit */
	ERD_VERDICTS
};

/**
 * struct erd_watch - which frames of an outer tag go to the ring buffer
 * @every: one of so many; 1 is all of them, 0 none
 * @snap: octets of a frame to be kept, at most
 * @slots: 1 << slot; frames of others are left out
 * @directions: 1 << enum erd_direction
 * @verdicts: 1 << enum erd_verdict
 * @reserved: 0
 * @classes: 1 << enum erd_class, in the entry of tag 0 alone
 * @reserved2: 0
 *
 * No circuit has tag 0; its entry is about all frames that no peering has, by
 * their class, in @directions: all of those, if @every is not 0.
 */
struct erd_watch {
	__u32 every;
	__u16 snap;
	__u8 slots;
	__u8 directions;
	__u8 verdicts;
	__u8 reserved;
	__u16 classes;
	__u32 reserved2;
};

/**
 * struct erd_sample - a frame in the ring buffer
 * @time_ns: CLOCK_BOOTTIME
 * @length: octets, as counted; of an aggregate, of all its frames
 * @frames: on the wire; more than one is an aggregate on transmit
 * @captured: octets that follow
 * @outer_tpid: these four as in &struct erd_unknown_key
 * @outer_vid: …
 * @inner_tpid: …
 * @inner_vid: …
 * @class: enum erd_class
 * @direction: enum erd_direction
 * @verdict: enum erd_verdict
 * @slot: if it has a known outer tag
 * @aside_tpid: of a tag kept beside the frame, whose place is after the
 *	addresses; in @length, not in the data. Host byte order, 0 is none
 * @aside_tci: of that tag, host byte order
 * @every: as set in &struct erd_watch when it was taken
 *
 * @captured octets of the frame follow, in a record of ERD_SAMPLE_SHORT,
 * _LONG or _JUMBO.
 */
struct erd_sample {
	__u64 time_ns;
	__u32 length;
	__u32 frames;
	__u32 captured;
	__u16 outer_tpid;
	__u16 outer_vid;
	__u16 inner_tpid;
	__u16 inner_vid;
	__u8 class;
	__u8 direction;
	__u8 verdict;
	__u8 slot;
	__u16 aside_tpid;
	__u16 aside_tci;
	__u32 every;
};

#define ERD_SAMPLE_SHORT	128
#define ERD_SAMPLE_LONG		1536
#define ERD_SAMPLE_JUMBO	9216

_Static_assert(sizeof(struct erd_facts) == 1044, "map layout");
_Static_assert(sizeof(struct erd_config) == 32768, "map layout");
_Static_assert(sizeof(struct erd_counter) == 16, "map layout");
_Static_assert(sizeof(struct erd_tally) == 64, "map layout");
_Static_assert(sizeof(struct erd_port_counters) == 448, "map layout");
_Static_assert(sizeof(struct erd_unknown_key) == 12, "map layout");
_Static_assert(sizeof(struct erd_unknown) == 40, "map layout");
_Static_assert(sizeof(struct erd_sizes) == 64, "map layout");
_Static_assert(sizeof(struct erd_marks) == 64, "map layout");
_Static_assert(sizeof(struct erd_limit) == 64, "map layout");
_Static_assert(sizeof(struct erd_watch) == 16, "map layout");
_Static_assert(sizeof(struct erd_sample) == 40, "map layout");

#endif /* ERD_MAPS_H */
