/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_UNKNOWN_H
#define ERD_UNKNOWN_H

#include <linux/erd.h>
#include <linux/if_ether.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct sk_buff;

/**
 * struct erd_unknown_key - tags that nobody has, and why
 * @reason: what the frame was refused for
 * @outer_tpid: host byte order
 * @outer_vid: 0 to 4095; %ERD_VID_ABSENT if the frame ends before it
 * @inner_tpid: host byte order; 0 without a second tag
 * @inner_vid: as @outer_vid
 */
struct erd_unknown_key {
	u16 reason;
	u16 outer_tpid;
	u16 outer_vid;
	u16 inner_tpid;
	u16 inner_vid;
};

#define ERD_VID_ABSENT	U16_MAX

/**
 * struct erd_unknown - a combination that a port remembers
 * @key: the tags
 * @source: source address of the last frame
 * @frames: how many; 0 if nothing is remembered here
 * @first_ns: CLOCK_BOOTTIME of the first
 * @last_ns: CLOCK_BOOTTIME of the last
 */
struct erd_unknown {
	struct erd_unknown_key key;
	u8 source[ETH_ALEN];
	u64 frames;
	u64 first_ns;
	u64 last_ns;
};

/**
 * struct erd_unknowns - the unknown tags that a port received last
 * @lock: protects @entry; taken with bottom halves off
 * @entry: in no order
 */
struct erd_unknowns {
	spinlock_t lock; /* of @entry */
	struct erd_unknown entry[ERD_UNKNOWN_MAX];
};

void erd_unknowns_init(struct erd_unknowns *unknowns);
void erd_unknowns_add(struct erd_unknowns *unknowns, const struct sk_buff *skb,
		      enum erd_drop reason, unsigned int frames);
unsigned int erd_unknowns_get(struct erd_unknowns *unknowns,
			      struct erd_unknown *copy);

#endif /* ERD_UNKNOWN_H */
