// SPDX-License-Identifier: GPL-2.0-only
/* What an XDP program can do with a frame, one section each. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("drop")
int do_drop(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_DROP;
}

SEC("pass")
int do_pass(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_PASS;
}

/* Back where it came from. */
SEC("tx")
int do_tx(struct xdp_md *ctx)
{
	(void)ctx;
	return XDP_TX;
}

/* The same by way of ndo_xdp_xmit. */
SEC("redirect")
int do_redirect(struct xdp_md *ctx)
{
	return bpf_redirect(ctx->ingress_ifindex, 0);
}

/* Four octets of the end are cut off. */
SEC("trim")
int do_trim(struct xdp_md *ctx)
{
	return bpf_xdp_adjust_tail(ctx, -4) ? XDP_ABORTED : XDP_PASS;
}

char _license[] SEC("license") = "GPL";
