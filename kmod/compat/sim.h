/* SPDX-License-Identifier: GPL-2.0-only */
/* What erdsim alone needs of the newest kernel's interface. */
#ifndef ERD_COMPAT_SIM_H
#define ERD_COMPAT_SIM_H

#include "compat.h"

#ifdef ERD_HAVE_GSO_H
#include <net/gso.h>
#endif

#include <net/xdp.h>

/* Kernels before these flags ask no driver what it can do with XDP. */
#ifdef ERD_HAVE_XDP_FEATURES
static inline void erdsim_set_xdp_features(struct net_device *dev)
{
	dev->xdp_features = NETDEV_XDP_ACT_BASIC | NETDEV_XDP_ACT_REDIRECT |
			    NETDEV_XDP_ACT_NDO_XMIT |
			    NETDEV_XDP_ACT_NDO_XMIT_SG;
}
#else
static inline void erdsim_set_xdp_features(struct net_device *dev)
{
}
#endif

/* Kernels before this ask no driver for the tag that it keeps from XDP. */
#ifdef ERD_HAVE_XMO_VLAN_TAG
static inline void
erdsim_set_xdp_metadata(struct net_device *dev,
			const struct xdp_metadata_ops *ops)
{
	dev->xdp_metadata_ops = ops;
}
#else
struct xdp_md;

struct erdsim_xdp_metadata_ops {
	int (*xmo_rx_vlan_tag)(const struct xdp_md *ctx, __be16 *proto,
			       u16 *tci);
};

#define xdp_metadata_ops erdsim_xdp_metadata_ops

static inline void
erdsim_set_xdp_metadata(struct net_device *dev,
			const struct xdp_metadata_ops *ops)
{
}
#endif

#endif /* ERD_COMPAT_SIM_H */
