// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fast path of one port: what comes in is counted in XDP, what goes out
 * at tc egress. Both only count; a frame goes on as if they were not there.
 * The frames of peerings take the short way, which has no hash, no atomic, no
 * clock and no branch on the C-tag. All others take the long one, out of line,
 * where they are also remembered by their tags.
 */
#include "erd_parse.bpf.h"
#include "erd_aside.bpf.h"

#include <linux/pkt_cls.h>

/* Counters are sized when loaded, by the number of CPUs. */
struct erd_counters {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct erd_counter);
};

struct erd_counters rx SEC(".maps");
struct erd_counters tx SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct erd_port_counters);
} port SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, ERD_UNKNOWN_TAGS);
	__type(key, struct erd_unknown_key);
	__type(value, struct erd_unknown);
} unknown SEC(".maps");

/*
 * This CPU's counter, so no atomics; but a reader of the mapping must see
 * either value of each word, never half of one.
 */
static __always_inline void erd_add(struct erd_counter *counter,
				    const struct erd_counter *size)
{
	volatile struct erd_counter *to = counter;

	to->frames += size->frames;
	to->bytes += size->bytes;
}

static __always_inline void erd_count_slot(void *counters, __u32 outer,
					   __u32 slot,
					   const struct erd_counter *size)
{
	__u32 index = erd_counter_index(bpf_get_smp_processor_id(), outer,
					slot);
	struct erd_counter *counter = bpf_map_lookup_elem(counters, &index);

	if (counter)
		erd_add(counter, size);
}

static __always_inline void erd_count_class(const struct erd_unknown_key *key,
					    const struct erd_counter *size)
{
	__u32 cpu = bpf_get_smp_processor_id();
	struct erd_port_counters *counters = bpf_map_lookup_elem(&port, &cpu);

	if (!counters || key->class >= ERD_CLASSES)
		return;
	erd_add(&counters->count[key->direction][key->class], size);
}

/* Two CPUs may meet the same tags first; the second finds the first's entry. */
static __always_inline void erd_remember(void *ctx,
					 const struct erd_unknown_key *key,
					 const struct erd_counter *size)
{
	struct erd_unknown *seen, first = {};

	first.count = *size;
	first.first_ns = first.last_ns = bpf_ktime_get_boot_ns();
	erd_load(ctx, key->direction, ERD_SOURCE, first.source,
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

/* The long way: everything but a peering's frame in one linear piece. */
static __always_inline void erd_account(void *ctx, void *counters,
					enum erd_direction direction,
					const struct erd_aside *aside,
					const struct erd_counter *size)
{
	struct erd_unknown_key key = { .direction = direction };
	int slot;

	key.class = erd_classify(ctx, aside, &key, &slot);
	if (slot >= 0)
		erd_count_slot(counters, key.outer_vid, slot, size);
	if (key.class == ERD_CLASS_MATCHED)
		return;
	erd_count_class(&key, size);
	if (key.class != ERD_CLASS_UNTAGGED)
		erd_remember(ctx, &key, size);
}

static __noinline void erd_receive_other(struct xdp_md *xdp, __u64 bytes)
{
	struct erd_counter size = { .frames = 1, .bytes = bytes };
	struct erd_aside aside = {};

	erd_get_taken(xdp, &aside);
	erd_account(xdp, &rx, ERD_DIRECTION_RX, &aside, &size);
}

SEC("xdp.frags")
int erd_receive(struct xdp_md *xdp)
{
	struct erd_counter size = { .frames = 1 };
	struct erd_aside aside = {};
	__u32 outer = 0;
	int slot;

	/* data_end is the end of the first buffer only. */
	size.bytes = bpf_xdp_get_buff_len(xdp);
	erd_get_taken(xdp, &aside);
	if (aside.present)
		size.bytes += sizeof(struct erd_tag);
	slot = erd_match((void *)(long)xdp->data, (void *)(long)xdp->data_end,
			 &aside, &outer);
	if (slot >= 0 && slot != ERD_SLOT_REST)
		erd_count_slot(&rx, outer, slot, &size);
	else
		erd_receive_other(xdp, size.bytes);
	return XDP_PASS;
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

/* Frames and octets on the wire of a packet that may be many. */
static __always_inline struct erd_counter erd_wire_size(struct __sk_buff *skb)
{
	struct erd_counter size = { .frames = 1, .bytes = skb->len };

	if (skb->gso_size) {
		if (skb->wire_len > skb->len)
			size.bytes = skb->wire_len;
		size.frames = skb->gso_segs;
		if (!size.frames)
			size.frames = erd_count_segments(skb->len, size.bytes,
							 skb->gso_size);
	}
	if (skb->vlan_present)
		size.bytes += size.frames * sizeof(struct erd_tag);
	return size;
}

static __always_inline void erd_get_aside(struct __sk_buff *skb,
					  struct erd_aside *aside)
{
	aside->present = skb->vlan_present;
	aside->tpid = bpf_ntohs(skb->vlan_proto);
	aside->tci = skb->vlan_tci;
}

static __noinline void erd_transmit_other(struct __sk_buff *skb, __u64 frames,
					  __u64 bytes)
{
	struct erd_counter size = { .frames = frames, .bytes = bytes };
	struct erd_aside aside = {};

	erd_get_aside(skb, &aside);
	erd_account(skb, &tx, ERD_DIRECTION_TX, &aside, &size);
}

SEC("tc")
int erd_transmit(struct __sk_buff *skb)
{
	struct erd_counter size = erd_wire_size(skb);
	struct erd_aside aside = {};
	__u32 outer = 0;
	int slot;

	erd_get_aside(skb, &aside);
	slot = erd_match((void *)(long)skb->data, (void *)(long)skb->data_end,
			 &aside, &outer);
	if (slot >= 0 && slot != ERD_SLOT_REST)
		erd_count_slot(&tx, outer, slot, &size);
	else
		erd_transmit_other(skb, size.frames, size.bytes);
	return TC_ACT_UNSPEC;
}

char LICENSE[] SEC("license") = "GPL";
