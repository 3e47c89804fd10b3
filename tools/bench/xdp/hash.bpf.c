// SPDX-License-Identifier: GPL-2.0-only
/*
 * The same accounting as one would write it first: what is known of a peering
 * in a hash map with both tags as its key, counters in another that the kernel
 * keeps per CPU.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/types.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "hash.h"
#include "tags.h"

struct vlan_hdr {
	__be16 tci;
	__be16 type;
};

const volatile __u32 verdict = XDP_PASS;	/* of what was counted */

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, BENCH_TAGS);
	__type(key, struct hash_key);
	__type(value, struct hash_peering);
} peerings SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_HASH);
	__uint(max_entries, BENCH_TAGS);
	__type(key, struct hash_key);
	__type(value, struct hash_counter);
} counters SEC(".maps");

SEC("xdp.frags")
int hash_receive(struct xdp_md *xdp)
{
	void *end = (void *)(long)xdp->data_end;
	struct ethhdr *eth = (void *)(long)xdp->data;
	struct vlan_hdr *outer = (void *)(eth + 1);
	struct vlan_hdr *inner = outer + 1;
	struct hash_peering *peering;
	struct hash_counter *counter;
	struct hash_key key;

	if ((void *)(inner + 1) > end ||
	    eth->h_proto != bpf_htons(ETH_P_8021AD) ||
	    outer->type != bpf_htons(ETH_P_8021Q))
		return XDP_PASS;
	key.stag = bpf_ntohs(outer->tci) & 0xfff;
	key.ctag = bpf_ntohs(inner->tci) & 0xfff;
	peering = bpf_map_lookup_elem(&peerings, &key);
	if (!peering || !peering->enabled)
		return XDP_DROP;
	counter = bpf_map_lookup_elem(&counters, &key);
	if (!counter)
		return XDP_DROP;
	counter->frames++;
	counter->bytes += bpf_xdp_get_buff_len(xdp);
	return verdict;
}

char LICENSE[] SEC("license") = "GPL";
