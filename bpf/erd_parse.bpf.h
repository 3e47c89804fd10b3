/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tags of a frame say about it. Two readers: erd_match() takes the
 * frames that belong to a peering from the linear part of the packet and
 * knows nothing else; erd_classify() takes everything, from anywhere, and is
 * the definition of the classes.
 */
#ifndef ERD_PARSE_BPF_H
#define ERD_PARSE_BPF_H

#include <linux/bpf.h>
#include <linux/types.h>
#include <stdbool.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include <linux/erd.h>
#include "erd_maps.h"

#define ERD_ADDRESSES	12	/* octets before the first tag or EtherType */
#define ERD_SOURCE	6	/* where the source address begins */

const volatile struct erd_facts facts;

/* Global data, so that a word is one load, with nothing to be looked up. */
struct erd_config config;

/* A tag as it is in a frame. */
struct erd_tag {
	__be16 tpid;
	__be16 tci;
};

/* The outer tag, if it is kept beside the frame; values in host byte order. */
struct erd_aside {
	bool present;
	__u16 tpid;
	__u16 tci;
};

/* Priority and drop eligibility are no part of a circuit's identity. */
static __always_inline __u32 erd_vid(__u32 tci)
{
	return tci & 0xfff;
}

/*
 * An index that the verifier knows to be one. Left to itself the compiler
 * masks before it swaps octets, and Linux 6.1 knows nothing of what is swapped.
 */
static __always_inline __u64 erd_known_vid(__u64 tci)
{
	asm volatile("%0 &= 4095" : "+r"(tci));
	return tci;
}

/* What is configured for an outer tag, an erd_known_vid(). */
static __always_inline __u64 erd_word(__u64 outer)
{
	return *(volatile __u64 *)&config.word[outer];
}

/* Both tags in one word, in host byte order: TPID, TCI, TPID, TCI. */
#define ERD_TPIDS	0xffff0000ffff0000ULL

static __always_inline __u64 erd_tpids(void)
{
	const __u64 inner = (__u64)ERD_TPID_CTAG << 16;

	return facts.outer_tpid == ERD_TPID_STAG ?
		       (__u64)ERD_TPID_STAG << 48 | inner :
		       (__u64)ERD_TPID_CTAG << 48 | inner;
}

/* The tags of a frame, as far as they matter: no @inner on a dot1q port. */
struct erd_tags {
	__u64 outer;
	__u32 inner;
};

/* QinQ, both tags in the frame: one load, one comparison. */
static __always_inline bool erd_read_both(void *data, void *end,
					  struct erd_tags *tags)
{
	__u64 both;

	data += ERD_ADDRESSES;
	if (data + sizeof(both) + sizeof(__be16) > end)
		return false;
	both = bpf_be64_to_cpu(*(__u64 *)data);
	if ((both & ERD_TPIDS) != erd_tpids())
		return false;
	tags->outer = both >> 32;
	tags->inner = erd_vid(both);
	return true;
}

/*
 * Tags that can be a peering's, from the linear part of a packet. A frame that
 * ends in its tags is not among them because the bounds ask for the EtherType
 * after them.
 */
static __always_inline bool erd_read_tags(void *data, void *end,
					  const struct erd_aside *aside,
					  struct erd_tags *tags)
{
	bool qinq = facts.encap == ERD_ENCAP_QINQ;
	const struct erd_tag *tag = data + ERD_ADDRESSES;

	if (qinq && !aside->present)
		return erd_read_both(data, end, tags);
	if (aside->present) {
		if (aside->tpid != facts.outer_tpid)
			return false;
		tags->outer = aside->tci;
	}
	if (qinq || !aside->present) {
		__u16 tpid = qinq ? ERD_TPID_CTAG : facts.outer_tpid;

		if ((void *)(tag + 1) + sizeof(__be16) > end ||
		    bpf_ntohs(tag->tpid) != tpid)
			return false;
		if (qinq)
			tags->inner = erd_vid(bpf_ntohs(tag->tci));
		else
			tags->outer = bpf_ntohs(tag->tci);
	}
	return true;
}

/*
 * The outer tag and the slot of a frame that belongs to a peering, for whose
 * packet's linear part that can be told. Nothing is ever configured for tag 0,
 * so a priority tag is none.
 */
static __always_inline bool erd_match(void *data, void *end,
				      const struct erd_aside *aside,
				      __u64 *outer, __u32 *slot)
{
	struct erd_tags tags = {};
	__u64 word;

	if (!erd_read_tags(data, end, aside, &tags))
		return false;
	*outer = erd_known_vid(tags.outer);
	word = erd_word(*outer);
	*slot = 0;
	if (facts.encap != ERD_ENCAP_QINQ)
		return word;
	return erd_config_find(word, tags.inner, slot);
}

/* Copies octets of a frame whose packet may be in pieces. */
static __always_inline bool erd_load(void *ctx, enum erd_direction direction,
				     __u32 offset, void *to, __u32 len)
{
	if (direction == ERD_DIRECTION_RX)
		return !bpf_xdp_load_bytes(ctx, offset, to, len);
	return !bpf_skb_load_bytes(ctx, offset, to, len);
}

/* What is found where a tag can be. */
enum erd_found {
	ERD_FOUND_TAG,
	ERD_FOUND_TYPE,		/* an EtherType that is no tag's */
	ERD_FOUND_END,		/* the end of the frame, in the tag or before */
};

/* A tag's TCI and the EtherType after it, at @offset. */
static __always_inline enum erd_found
erd_load_tag(void *ctx, enum erd_direction direction, __u32 offset, __u16 *vid,
	     __u16 *next)
{
	struct {
		__be16 tci;
		__be16 type;
	} rest = {};

	if (!erd_load(ctx, direction, offset, &rest, sizeof(rest)))
		return ERD_FOUND_END;
	*vid = erd_vid(bpf_ntohs(rest.tci));
	*next = bpf_ntohs(rest.type);
	return ERD_FOUND_TAG;
}

static __always_inline enum erd_found
erd_load_outer(void *ctx, enum erd_direction direction,
	       const struct erd_aside *aside, struct erd_unknown_key *key)
{
	__be16 type = 0;

	if (!erd_load(ctx, direction, ERD_ADDRESSES, &type, sizeof(type)))
		return ERD_FOUND_END;
	if (aside->present) {
		key->outer_tpid = aside->tpid;
		key->outer_vid = erd_vid(aside->tci);
		key->inner_tpid = bpf_ntohs(type);
		return ERD_FOUND_TAG;
	}
	key->outer_tpid = bpf_ntohs(type);
	if (!erd_is_tag(key->outer_tpid))
		return ERD_FOUND_TYPE;
	return erd_load_tag(ctx, direction, ERD_ADDRESSES + 2,
			    &key->outer_vid, &key->inner_tpid);
}

static __always_inline enum erd_found
erd_load_inner(void *ctx, enum erd_direction direction,
	       const struct erd_aside *aside, struct erd_unknown_key *key)
{
	__u32 offset = ERD_ADDRESSES + 2 + (aside->present ? 0 : 4);
	__u16 next;

	if (!erd_is_tag(key->inner_tpid))
		return ERD_FOUND_TYPE;
	return erd_load_tag(ctx, direction, offset, &key->inner_vid,
			    &next);
}

/* The protocols of the port itself. */
static __always_inline enum erd_class
erd_classify_untagged(void *ctx, enum erd_direction direction, __u16 type)
{
	__u8 subtype = 0;

	switch (type) {
	case ERD_TYPE_SLOW:
		erd_load(ctx, direction, ERD_ADDRESSES + 2, &subtype, 1);
		return subtype == ERD_SLOW_LACP ? ERD_CLASS_LACP :
						  ERD_CLASS_SLOW;
	case ERD_TYPE_LLDP:
		return ERD_CLASS_LLDP;
	case ERD_TYPE_EAPOL:
		return ERD_CLASS_EAPOL;
	case ERD_TYPE_MACSEC:
		return ERD_CLASS_MACSEC;
	default:
		return ERD_CLASS_UNTAGGED;
	}
}

/**
 * erd_classify() - the class of any frame
 * @ctx: context of the program
 * @direction: of the frame
 * @aside: outer tag beside the frame
 * @key: the tags are filled in as far as the frame has them
 * @slot: slot of a known outer tag, else -1
 *
 * A frame is judged as soon as enough of it is read: that it ends inside a
 * later tag does not matter.
 */
static __always_inline enum erd_class
erd_classify(void *ctx, enum erd_direction direction,
	     const struct erd_aside *aside, struct erd_unknown_key *key,
	     int *slot)
{
	bool qinq = facts.encap == ERD_ENCAP_QINQ;
	enum erd_found outer, inner;
	__u64 word;

	*slot = -1;
	outer = erd_load_outer(ctx, direction, aside, key);
	if (outer == ERD_FOUND_END)
		return ERD_CLASS_MALFORMED;
	if (outer == ERD_FOUND_TYPE)
		return erd_classify_untagged(ctx, direction, key->outer_tpid);
	if (!key->outer_vid)
		return ERD_CLASS_PRIORITY;
	inner = erd_load_inner(ctx, direction, aside, key);
	if (key->outer_tpid != facts.outer_tpid)
		return ERD_CLASS_WRONG_TPID;
	if (qinq && inner == ERD_FOUND_TYPE)
		return ERD_CLASS_SINGLE_TAG;
	if (qinq && key->inner_tpid != ERD_TPID_CTAG)
		return ERD_CLASS_WRONG_TPID;
	if (qinq && inner == ERD_FOUND_END)
		return ERD_CLASS_MALFORMED;
	word = erd_word(erd_known_vid(key->outer_vid));
	if (word)
		*slot = qinq ? erd_config_slot(word, key->inner_vid) : 0;
	if (*slot < 0)
		return qinq ? ERD_CLASS_UNKNOWN_STAG : ERD_CLASS_UNKNOWN_CTAG;
	return *slot == ERD_SLOT_REST ? ERD_CLASS_UNKNOWN_CTAG :
					ERD_CLASS_MATCHED;
}

#endif /* ERD_PARSE_BPF_H */
