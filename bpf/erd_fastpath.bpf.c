// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fast path of one port: what comes in is counted in XDP, what goes out
 * at tc egress. A frame goes on as if they were not there, unless its circuit
 * has a limit that it is beyond. The frames of peerings take the short way,
 * which has no hash table, no atomic, no clock and no branch on the C-tag. All
 * others take the long one, out of line: aggregates, those whose gate is shut,
 * and those of no peering, which are also remembered by their tags.
 */
#include "erd_aside.bpf.h"
#include "erd_length.bpf.h"
#include "erd_sample.bpf.h"

#include <linux/pkt_cls.h>

/*
 * The short way, of one frame. False, and nothing done, if it is not open to
 * it: no peering has it, the gate is shut, or a mark is to be moved.
 */
static __always_inline bool erd_pass(enum erd_direction direction, __u64 cpu,
				     void *data, void *end,
				     const struct erd_aside *aside,
				     __u64 octets)
{
	const struct erd_counter size = { .frames = 1, .bytes = octets };
	__u32 options = facts.options;
	bool gate = options & (erd_limit_option(direction) | ERD_OPTION_SAMPLE);
	__u64 outer = 0, index, left = 0;
	struct erd_tally *tally;
	__u32 slot;

	if (!erd_match(data, end, aside, &outer, &slot) ||
	    !erd_find_tally(cpu, outer, &index))
		return false;
	tally = erd_tally(direction, index);
	if (gate) {
		left = erd_gate_less(tally, direction, options, octets);
		if (left & ERD_GATE_SHUT)
			return false;
	}
	if (options & ERD_OPTION_SIZES) {
		__u32 class = erd_size_class(facts.size_class, octets);
		volatile __u16 *low = erd_size(direction, index, slot, class);
		__u16 is = *low + 1;

		if (!(is & (ERD_MARK_BIT - 1)))
			return false;
		*low = is;
	}
	if (gate)
		*(volatile __u64 *)&tally->gate = left;
	erd_add(&tally->count[slot], &size);
	return true;
}

/* A peering's frame, by the long way. */
static __always_inline enum erd_verdict
erd_judge(void *ctx, enum erd_direction direction, __u64 outer, int slot,
	  const struct erd_wire *wire, bool *due)
{
	enum erd_verdict verdict;
	struct erd_tally *tally;
	__u64 index;

	if (!erd_find_tally(bpf_get_smp_processor_id(), outer, &index))
		return ERD_VERDICT_PASS;
	tally = erd_tally(direction, index);
	verdict = erd_open_gate(ctx, tally, direction, outer, wire->size.bytes,
				due);
	if (verdict == ERD_VERDICT_DROP)
		erd_count_drop(direction, index, slot, wire);
	else
		erd_count(direction, tally, index, slot, wire);
	return verdict;
}

static __always_inline void
erd_offer_sample(void *ctx, enum erd_direction direction, __u32 length,
		 const struct erd_aside *aside,
		 const struct erd_unknown_key *key, int slot,
		 enum erd_verdict verdict, const struct erd_wire *wire)
{
	struct erd_sample sample = {
		.length = wire->size.bytes,
		.frames = wire->size.frames,
		.outer_tpid = key->outer_tpid,
		.outer_vid = key->outer_vid,
		.inner_tpid = key->inner_tpid,
		.inner_vid = key->inner_vid,
		.class = key->class,
		.direction = direction,
		.verdict = verdict,
		.slot = slot < 0 ? ERD_SLOT_REST : slot,
	};

	if (aside->present) {
		sample.aside_tpid = aside->tpid;
		sample.aside_tci = aside->tci;
	}
	erd_sample(ctx, direction, &sample, length);
}

/* The long way, open to every frame. @length: octets of the data. */
static __always_inline enum erd_verdict
erd_account(void *ctx, enum erd_direction direction, __u32 length,
	    const struct erd_aside *aside, const struct erd_wire *wire)
{
	struct erd_unknown_key key = { .direction = direction };
	enum erd_verdict verdict = ERD_VERDICT_PASS;
	bool due = true;
	int slot;

	key.class = erd_classify(ctx, direction, aside, &key, &slot);
	if (key.class == ERD_CLASS_MATCHED) {
		verdict = erd_judge(ctx, direction,
				    erd_known_vid(key.outer_vid), slot, wire,
				    &due);
	} else {
		erd_count_class(direction, key.class, &wire->size);
		if (erd_is_remembered(key.class))
			erd_remember(ctx, direction, &key, &wire->size);
	}
	if ((facts.options & ERD_OPTION_SAMPLE) && due)
		erd_offer_sample(ctx, direction, length, aside, &key, slot,
				 verdict, wire);
	return verdict;
}

static __noinline int erd_receive_other(struct xdp_md *xdp)
{
	struct erd_wire wire = { .size = { .frames = 1 } };
	__u32 length = bpf_xdp_get_buff_len(xdp);
	struct erd_aside aside = {};

	wire.size.bytes = length;
	erd_get_taken(xdp, &aside);
	if (aside.present)
		wire.size.bytes += sizeof(struct erd_tag);
	return erd_account(xdp, ERD_DIRECTION_RX, length, &aside, &wire) ==
	       ERD_VERDICT_PASS ? XDP_PASS : XDP_DROP;
}

/* @length: octets of the data, all its buffers together. */
static __always_inline int erd_receive_of(struct xdp_md *xdp, __u64 cpu,
					  __u64 length)
{
	struct erd_aside aside = {};

	erd_get_taken(xdp, &aside);
	if (aside.present)
		length += sizeof(struct erd_tag);
	if (erd_pass(ERD_DIRECTION_RX, cpu, (void *)(long)xdp->data,
		     (void *)(long)xdp->data_end, &aside, length))
		return XDP_PASS;
	return erd_receive_other(xdp);
}

/* In more than one buffer, or who knows. */
static __noinline int erd_receive_pieces(struct xdp_md *xdp)
{
	return erd_receive_of(xdp, bpf_get_smp_processor_id(),
			      bpf_xdp_get_buff_len(xdp));
}

/* What is called is called first, so that little is to be kept meanwhile. */
SEC("erd.xdp")
int erd_receive(struct xdp_md *xdp)
{
	__u64 cpu = bpf_get_smp_processor_id();

	if (!erd_is_linear(xdp))
		return erd_receive_pieces(xdp);
	return erd_receive_of(xdp, cpu,
			      (void *)(long)xdp->data_end -
				      (void *)(long)xdp->data);
}

/* Longest headers of TCP: two tags or three, IP and TCP with all options. */
#define ERD_HEADERS_MAX	150

/*
 * The segments of an aggregate that comes without their number, as those of
 * guests do. The kernel has counted them for wire_len = len + (n - 1) * header
 * and kept neither n nor header. At most a few n are possible, and the right
 * one is that whose header makes n segments, and is 14 octets of Ethernet and
 * a multiple of four of the rest. (No second n passes both: two neighbours n
 * and n + 1 would need a header that n + 1 divides into a multiple of four.)
 */
static __noinline __u32 erd_count_segments(__u32 len, __u32 wire_len,
					   __u32 size)
{
	__u32 added = wire_len - len, n = (len + size - 1) / size, most = n;
	int i;

	for (i = 0; i < 8 && n > 1; i++, n--) {
		__u32 header = added / (n - 1);

		if (header * (n - 1) == added && header % 4 == 2 &&
		    header < len && (len - header + size - 1) / size == n)
			return n;
	}
	return !added && len <= size + ERD_HEADERS_MAX ? 1 : most;
}

/* A packet of the stack may be many frames. */
static __always_inline struct erd_wire erd_wire_of(struct __sk_buff *skb)
{
	struct erd_wire wire = { .size = { .frames = 1, .bytes = skb->len } };
	__u64 tag = skb->vlan_present ? sizeof(struct erd_tag) : 0;

	if (skb->gso_size) {
		if (skb->wire_len > skb->len)
			wire.size.bytes = skb->wire_len;
		wire.size.frames = skb->gso_segs;
		if (!wire.size.frames)
			wire.size.frames = erd_count_segments(
				skb->len, wire.size.bytes, skb->gso_size);
		if (wire.size.frames > 1)
			wire.full = (wire.size.bytes - skb->len) /
				    (wire.size.frames - 1) + skb->gso_size + tag;
	}
	wire.size.bytes += wire.size.frames * tag;
	return wire;
}

static __always_inline void erd_get_aside(struct __sk_buff *skb,
					  struct erd_aside *aside)
{
	aside->present = skb->vlan_present;
	aside->tpid = bpf_ntohs(skb->vlan_proto);
	aside->tci = skb->vlan_tci;
}

static __noinline int erd_transmit_other(struct __sk_buff *skb)
{
	struct erd_wire wire = erd_wire_of(skb);
	struct erd_aside aside = {};

	erd_get_aside(skb, &aside);
	return erd_account(skb, ERD_DIRECTION_TX, skb->len, &aside, &wire) ==
	       ERD_VERDICT_PASS ? TC_ACT_UNSPEC : TC_ACT_SHOT;
}

SEC("erd.tc")
int erd_transmit(struct __sk_buff *skb)
{
	__u64 cpu = bpf_get_smp_processor_id(), octets = skb->len;
	struct erd_aside aside = {};

	erd_get_aside(skb, &aside);
	if (aside.present)
		octets += sizeof(struct erd_tag);
	if (!skb->gso_size &&
	    erd_pass(ERD_DIRECTION_TX, cpu, (void *)(long)skb->data,
		     (void *)(long)skb->data_end, &aside, octets))
		return TC_ACT_UNSPEC;
	return erd_transmit_other(skb);
}

char LICENSE[] SEC("license") = "GPL";
