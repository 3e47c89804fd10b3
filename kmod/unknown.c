// SPDX-License-Identifier: GPL-2.0-only
/* "Which tags are they really sending?" is the first question at a turn-up. */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/timekeeping.h>

#include "datapath.h"
#include "unknown.h"

/**
 * erd_unknowns_init() - nothing received yet
 * @unknowns: zeroed
 */
void erd_unknowns_init(struct erd_unknowns *unknowns)
{
	spin_lock_init(&unknowns->lock);
}

/* A tag that begins at @offset of the data, behind the TPID @proto. */
static u16 erd_unknown_tag(const struct sk_buff *skb, int offset, __be16 proto,
			   u16 *vid, __be16 *next)
{
	const struct vlan_hdr *tag;
	struct vlan_hdr copy;

	tag = skb_header_pointer(skb, offset, sizeof(copy), &copy);
	*vid = tag ? ntohs(tag->h_vlan_TCI) & VLAN_VID_MASK : ERD_VID_ABSENT;
	*next = tag ? tag->h_vlan_encapsulated_proto : 0;
	return ntohs(proto);
}

static void erd_unknown_parse(const struct sk_buff *skb, enum erd_drop reason,
			      struct erd_unknown_key *key)
{
	__be16 next = skb->protocol;
	int offset = 0;

	*key = (struct erd_unknown_key) {
		.reason = reason,
		.inner_vid = ERD_VID_ABSENT,
	};
	if (skb_vlan_tag_present(skb)) {
		key->outer_tpid = ntohs(skb->vlan_proto);
		key->outer_vid = skb_vlan_tag_get_id(skb);
	} else {
		key->outer_tpid = erd_unknown_tag(skb, offset, next,
						  &key->outer_vid, &next);
		offset += VLAN_HLEN;
	}
	if (erd_is_tpid(next))
		key->inner_tpid = erd_unknown_tag(skb, offset, next,
						  &key->inner_vid, &next);
}

/* The entry of these tags, or the one to forget for them. */
static struct erd_unknown *erd_unknown_entry(struct erd_unknowns *unknowns,
					     const struct erd_unknown_key *key)
{
	struct erd_unknown *oldest = unknowns->entry;
	unsigned int i;

	for (i = 0; i < ERD_UNKNOWN_MAX; i++) {
		struct erd_unknown *entry = &unknowns->entry[i];

		if (entry->frames && !memcmp(&entry->key, key, sizeof(*key)))
			return entry;
		if (entry->last_ns < oldest->last_ns)
			oldest = entry;
	}
	memset(oldest, 0, sizeof(*oldest));
	oldest->key = *key;
	return oldest;
}

/**
 * erd_unknowns_add() - remember the tags of a frame that is refused for them
 * @unknowns: the port's
 * @skb: frame, as the receive handler got it
 * @reason: why it is refused
 * @frames: how many frames on the wire
 *
 * Context: softirq. Never waits: under a flood a CPU that finds another one
 * here goes on without. The counters by reason miss nothing.
 */
void erd_unknowns_add(struct erd_unknowns *unknowns, const struct sk_buff *skb,
		      enum erd_drop reason, unsigned int frames)
{
	struct erd_unknown_key key;
	struct erd_unknown *entry;

	erd_unknown_parse(skb, reason, &key);
	if (!spin_trylock(&unknowns->lock))
		return;
	entry = erd_unknown_entry(unknowns, &key);
	entry->last_ns = ktime_get_boottime_ns();
	if (!entry->frames)
		entry->first_ns = entry->last_ns;
	entry->frames += frames;
	ether_addr_copy(entry->source, eth_hdr(skb)->h_source);
	spin_unlock(&unknowns->lock);
}

/**
 * erd_unknowns_get() - what is remembered
 * @unknowns: the port's
 * @copy: room for ERD_UNKNOWN_MAX
 *
 * Context: process.
 * Return: how many there are.
 */
unsigned int erd_unknowns_get(struct erd_unknowns *unknowns,
			      struct erd_unknown *copy)
{
	unsigned int i, n = 0;

	spin_lock_bh(&unknowns->lock);
	for (i = 0; i < ERD_UNKNOWN_MAX; i++)
		if (unknowns->entry[i].frames)
			copy[n++] = unknowns->entry[i];
	spin_unlock_bh(&unknowns->lock);
	return n;
}
