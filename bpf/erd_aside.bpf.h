/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The outer tag of a received frame, where the device has taken it out. It is
 * compiled twice: a program that asks the driver can only be loaded by kernels
 * from 6.8 on and for one device, and pays for the question with each frame;
 * where tags are in the frames nothing is left of this.
 */
#ifndef ERD_ASIDE_BPF_H
#define ERD_ASIDE_BPF_H

#include "erd_parse.bpf.h"

#ifdef ERD_ASIDE

extern int bpf_xdp_metadata_rx_vlan_tag(const struct xdp_md *xdp, __be16 *tpid,
					__u16 *tci) __ksym;

static __always_inline void erd_get_taken(struct xdp_md *xdp,
					  struct erd_aside *aside)
{
	__be16 tpid = 0;
	__u16 tci = 0;

	if (bpf_xdp_metadata_rx_vlan_tag(xdp, &tpid, &tci))
		return;
	aside->present = true;
	aside->tpid = bpf_ntohs(tpid);
	aside->tci = tci;
}

#else

static __always_inline void erd_get_taken(struct xdp_md *xdp,
					  struct erd_aside *aside)
{
	(void)xdp;
	(void)aside;
}

#endif

#endif /* ERD_ASIDE_BPF_H */
