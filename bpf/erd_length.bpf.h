/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The octets of a received frame. data_end is the end of its first buffer
 * only, and whether there are others the context does not say. The kernel's
 * own view of it does, which programs can read from 6.2 on; to ask a helper
 * would cost as much as all the rest of the short way.
 */
#ifndef ERD_LENGTH_BPF_H
#define ERD_LENGTH_BPF_H

#include "erd_parse.bpf.h"

#ifdef ERD_PLAIN

static __always_inline __u64 erd_length(struct xdp_md *xdp)
{
	return bpf_xdp_get_buff_len(xdp);
}

#else

#define ERD_XDP_FLAGS_HAS_FRAGS	1	/* <net/xdp.h> */

struct xdp_buff {
	__u32 flags;
} __attribute__((preserve_access_index));

/* Becomes a move. Older kernels do not have it, and facts says so. */
extern void *bpf_cast_to_kern_ctx(void *ctx) __ksym __weak;

static __always_inline __u64 erd_length(struct xdp_md *xdp)
{
	const struct xdp_buff *buff;

	if (!facts.casts)
		return bpf_xdp_get_buff_len(xdp);
	buff = bpf_cast_to_kern_ctx(xdp);
	if (buff->flags & ERD_XDP_FLAGS_HAS_FRAGS)
		return bpf_xdp_get_buff_len(xdp);
	return xdp->data_end - xdp->data;
}

#endif /* ERD_PLAIN */

#endif /* ERD_LENGTH_BPF_H */
