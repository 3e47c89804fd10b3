// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where the frames come from, and the programs that do nothing with them.
 *
 * A test run repeats one frame. To make it many, source_next writes other tags
 * into it and then jumps into the program that is measured (a tail call to a
 * place that is known, so a jump is all it is): that program is the very one
 * that others load, not a copy with something in front.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/types.h>
#include <stdbool.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>
#include "tags.h"

#define ADDRESSES	12

struct tag {
	__be16 tpid;
	__be16 tci;
};

struct bench_tags tags[BENCH_TAGS];
__u64 random_state;		/* one CPU at a time sends */
const volatile __u32 tags_n;	/* used of tags[] */
const volatile __u32 addresses[3];	/* of frames that are sent */

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} measured SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_DEVMAP);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} cable SEC(".maps");

/* Any of the tags, so that no processor guesses which. */
static __always_inline bool change_tags(struct xdp_md *xdp)
{
	struct tag *tag = (void *)(long)xdp->data + ADDRESSES;
	__u32 index;

	if ((void *)(tag + 2) > (void *)(long)xdp->data_end)
		return false;
	random_state = random_state * 6364136223846793005ULL +
		       1442695040888963407ULL;
	index = (random_state >> 32) * tags_n >> 32;
	index &= BENCH_TAGS - 1;
	tag[0].tci = tags[index].outer;
	tag[1].tci = tags[index].inner;
	return true;
}

SEC("xdp.frags")
int source_next(struct xdp_md *xdp)
{
	if (change_tags(xdp))
		bpf_tail_call_static(xdp, &measured, 0);
	return XDP_ABORTED;
}

/*
 * Frames come back and are sent again. A stack that has taken the outer tag
 * out has moved the addresses over it, so all of both is written anew.
 */
static __always_inline bool restore(struct xdp_md *xdp)
{
	__u32 *at = (void *)(long)xdp->data;
	struct tag *tag = (void *)at + ADDRESSES;

	if ((void *)(tag + 2) > (void *)(long)xdp->data_end)
		return false;
	at[0] = addresses[0];
	at[1] = addresses[1];
	at[2] = addresses[2];
	tag[0].tpid = bpf_htons(ETH_P_8021AD);
	tag[1].tpid = bpf_htons(ETH_P_8021Q);
	return true;
}

SEC("xdp.frags")
int source_send(struct xdp_md *xdp)
{
	if (restore(xdp) && change_tags(xdp))
		return bpf_redirect_map(&cable, 0, 0);
	return XDP_ABORTED;
}

SEC("xdp.frags")
int source_pass(struct xdp_md *xdp)
{
	(void)xdp;
	return XDP_PASS;
}

SEC("xdp.frags")
int source_drop(struct xdp_md *xdp)
{
	(void)xdp;
	return XDP_DROP;
}

char LICENSE[] SEC("license") = "GPL";
