// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fast path's own text, with a verdict that ends the frame's way: behind
 * XDP_PASS would be the stack, which takes longer than all that is measured.
 */
#include <linux/bpf.h>

/* One program, as if it were written so: a call would be an extra. */
__attribute__((always_inline)) int erd_receive(struct xdp_md *xdp);
__attribute__((always_inline)) int erd_transmit(struct __sk_buff *skb);

#include "erd_fastpath.bpf.c"

SEC("erd.xdp")
int drop_receive(struct xdp_md *xdp)
{
	erd_receive(xdp);
	return XDP_DROP;
}

SEC("erd.tc")
int drop_ingress(struct __sk_buff *skb)
{
	erd_transmit(skb);
	return TC_ACT_SHOT;
}
