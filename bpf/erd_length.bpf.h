/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whether a received frame is in one buffer. data_end is the end of the first
 * one only, and whether there are others the context does not say. The kernel's
 * own view of it does, which programs can read from 6.2 on; to ask a helper
 * would cost as much as all the rest of the short way.
 */
#ifndef ERD_LENGTH_BPF_H
#define ERD_LENGTH_BPF_H

#include "erd_parse.bpf.h"

#define ERD_XDP_FLAGS_HAS_FRAGS	1	/* <net/xdp.h> */

struct xdp_buff {
	__u32 flags;
} __attribute__((preserve_access_index));

/* Becomes a move. Older kernels do not have it, and facts says so. */
extern void *bpf_cast_to_kern_ctx(void *ctx) __ksym __weak;

/* False also where it cannot be told. */
static __always_inline bool erd_is_linear(struct xdp_md *xdp)
{
	const struct xdp_buff *buff;

	if (!facts.casts)
		return false;
	buff = bpf_cast_to_kern_ctx(xdp);
	return !(buff->flags & ERD_XDP_FLAGS_HAS_FRAGS);
}

#endif /* ERD_LENGTH_BPF_H */
