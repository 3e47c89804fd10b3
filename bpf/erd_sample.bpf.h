/* SPDX-License-Identifier: GPL-2.0-only */
/* Frames for the ring buffer. All of this is off the way of other frames. */
#ifndef ERD_SAMPLE_BPF_H
#define ERD_SAMPLE_BPF_H

#include "erd_limit.bpf.h"

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);	/* ERD_RING_SIZE if sampling is on */
} samples SEC(".maps");

#define ERD_FRAME_MIN	14	/* octets: addresses and EtherType */

static __always_inline void erd_count_lost(void)
{
	struct erd_port_counters *counters = erd_port_counters();
	volatile __u64 *lost;

	if (!counters)
		return;
	lost = &counters->samples_lost;
	*lost += 1;
}

/* Of @size octets of room, which the kernel must know when this is loaded. */
static __always_inline void erd_put_sample(void *ctx,
					   enum erd_direction direction,
					   const struct erd_sample *sample,
					   __u32 captured, const __u32 size)
{
	struct erd_sample *record =
		bpf_ringbuf_reserve(&samples, sizeof(*record) + size, 0);
	__u64 octets = captured;

	if (!record) {
		erd_count_lost();
		return;
	}
	*record = *sample;
	record->captured = 0;
	/*
	 * Two comparisons of one register, which the compiler would make one
	 * of another; Linux 6.1 and 6.12 learn nothing of this one from that.
	 */
	asm volatile("" : "+r"(octets));
	if (octets > size)
		octets = size;
	asm volatile("" : "+r"(octets));
	if (octets >= ERD_FRAME_MIN &&
	    erd_load(ctx, direction, 0, record + 1, octets))
		record->captured = octets;
	/* Readers look often enough; to wake one costs more than the sample. */
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
}

/* Whether the watch wants it, @due told by a gate or by the class. */
static __always_inline bool erd_wants(const struct erd_watch *watch,
				      const struct erd_sample *sample)
{
	if (!watch->every || !(watch->directions & 1 << sample->direction))
		return false;
	if (sample->class != ERD_CLASS_MATCHED)
		return watch->classes & 1 << sample->class;
	return (watch->slots & 1 << sample->slot) &&
	       (watch->verdicts & 1 << sample->verdict);
}

/* @length: octets of the data, which a tag aside is not in. */
static __always_inline void erd_sample(void *ctx, enum erd_direction direction,
				       struct erd_sample *sample, __u32 length)
{
	__u32 outer = sample->class == ERD_CLASS_MATCHED ? sample->outer_vid : 0;
	struct erd_watch *watch = bpf_map_lookup_elem(&watches, &outer);
	__u32 captured = length;

	if (!watch || !erd_wants(watch, sample))
		return;
	sample->time_ns = bpf_ktime_get_boot_ns();
	sample->every = watch->every;
	if (captured > watch->snap)
		captured = watch->snap;
	if (captured <= ERD_SAMPLE_SHORT)
		erd_put_sample(ctx, direction, sample, captured,
			       ERD_SAMPLE_SHORT);
	else if (captured <= ERD_SAMPLE_LONG)
		erd_put_sample(ctx, direction, sample, captured,
			       ERD_SAMPLE_LONG);
	else if (captured <= ERD_SAMPLE_JUMBO)
		erd_put_sample(ctx, direction, sample, captured,
			       ERD_SAMPLE_JUMBO);
	else
		erd_put_sample(ctx, direction, sample, ERD_SAMPLE_JUMBO,
			       ERD_SAMPLE_JUMBO);
}

#endif /* ERD_SAMPLE_BPF_H */
