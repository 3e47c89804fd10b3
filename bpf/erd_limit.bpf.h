/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bandwidth of circuits, and which frames are to be sampled: what a frame
 * that finds the gate of its tally shut has to do.
 */
#ifndef ERD_LIMIT_BPF_H
#define ERD_LIMIT_BPF_H

#include "erd_count.bpf.h"

ERD_ARRAY(limits, struct erd_limit);
ERD_ARRAY(watches, struct erd_watch);

/* Options of which a frame of @direction has to heed the gate. */
static __always_inline __u32 erd_limit_option(enum erd_direction direction)
{
	return direction == ERD_DIRECTION_RX ? ERD_OPTION_POLICE :
					       ERD_OPTION_SHAPE;
}

/*
 * What is left of the gate after a frame; it is shut if it did not suffice. The
 * compiler is kept from computing what is subtracted apart from subtracting it.
 */
static __always_inline __u64 erd_gate_less(const struct erd_tally *tally,
					   enum erd_direction direction,
					   __u32 options, __u64 octets)
{
	__u64 left = *(volatile __u64 *)&tally->gate;

	if (options & erd_limit_option(direction)) {
		left -= octets << ERD_GATE_OCTETS;
		asm volatile("" : "+r"(left));
	}
	if (options & ERD_OPTION_SAMPLE) {
		left -= 1;
		asm volatile("" : "+r"(left));
	}
	return left;
}

/* Octets for this CPU, at least @need; 0 if the circuit has no more now. */
static __noinline __u64 erd_borrow(__u32 outer, __u64 need)
{
	__u32 index = erd_limit_index(ERD_DIRECTION_RX, outer);
	struct erd_limit *limit = bpf_map_lookup_elem(&limits, &index);

	if (!limit || !limit->per_octet)
		return ERD_GATE_MAX;
	if (need > ERD_TAKE_MAX)
		return 0;
	return erd_take(limit, bpf_ktime_get_ns() << ERD_NS_SHIFT, need);
}

/*
 * Puts the time of departure on a packet, for fq. False if that would be too
 * late. @octets are then those this CPU may send without asking.
 */
static __always_inline bool erd_delay(struct __sk_buff *skb, __u32 outer,
				      __u64 octets, __u64 *free)
{
	__u32 index = erd_limit_index(ERD_DIRECTION_TX, outer);
	struct erd_limit *limit = bpf_map_lookup_elem(&limits, &index);
	__u64 now, after, departure;

	*free = ERD_GATE_MAX;
	if (!limit || !limit->per_octet)
		return true;
	*free = 0;
	now = bpf_ktime_get_ns();
	if (octets > ERD_TAKE_MAX ||
	    !erd_depart(limit, now << ERD_NS_SHIFT, octets, &after))
		return false;
	departure = now + (after >> ERD_NS_SHIFT);
	/* Another's pacing stays; what is not of this clock does not. */
	if (skb->tstamp < departure ||
	    skb->tstamp > departure + 2 * (ERD_HORIZON >> ERD_NS_SHIFT))
		skb->tstamp = departure;
	return true;
}

/* The octets that @left is of a gate are paid for, or there are none. */
static __always_inline bool erd_pay(void *ctx, enum erd_direction direction,
				    __u32 outer, __u64 octets, __u64 *left)
{
	if (direction == ERD_DIRECTION_TX)
		return erd_delay(ctx, outer, octets, left);
	if (*left < octets)
		*left += erd_borrow(outer, octets - *left);
	if (*left > ERD_GATE_MAX)
		*left = ERD_GATE_MAX;
	if (*left < octets)
		return false;
	*left -= octets;
	return true;
}

/* Whether this frame is one to be sampled; counts down to the next. */
static __always_inline bool erd_count_down(__u32 outer, __u64 *left)
{
	struct erd_watch *watch = bpf_map_lookup_elem(&watches, &outer);
	__u32 every = watch ? watch->every : 0;
	bool due = !*left;

	if (!due)
		*left -= 1;
	else
		*left = every ? (every - 1) & ERD_GATE_MAX : ERD_GATE_MAX;
	return due && every;
}

/**
 * erd_open_gate() - what erd_pass_gate() does not do
 * @ctx: context of the program
 * @tally: of @outer
 * @direction: of the frame
 * @outer: outer tag
 * @octets: of the frame
 * @due: set if the frame is to be sampled
 *
 * Return: what becomes of the frame
 */
static __always_inline enum erd_verdict
erd_open_gate(void *ctx, struct erd_tally *tally, enum erd_direction direction,
	      __u32 outer, __u64 octets, bool *due)
{
	__u64 left = tally->gate >> ERD_GATE_OCTETS;
	__u64 frames = tally->gate & ERD_GATE_MAX;
	enum erd_verdict verdict = ERD_VERDICT_PASS;

	if ((facts.options & erd_limit_option(direction)) &&
	    !erd_pay(ctx, direction, outer, octets, &left))
		verdict = ERD_VERDICT_DROP;
	if (facts.options & ERD_OPTION_SAMPLE)
		*due = erd_count_down(outer, &frames);
	*(volatile __u64 *)&tally->gate = left << ERD_GATE_OCTETS | frames;
	return verdict;
}

#endif /* ERD_LIMIT_BPF_H */
