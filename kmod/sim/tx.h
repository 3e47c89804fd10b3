/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERDSIM_TX_H
#define ERDSIM_TX_H

#include <linux/netdevice.h>

struct erdsim_frame;
struct erdsim_port;
struct xdp_frame;

bool erdsim_tx_frame(struct erdsim_port *port, struct erdsim_frame *frame);
netdev_tx_t erdsim_tx_skb(struct sk_buff *skb, struct net_device *dev);
int erdsim_tx_xdp(struct net_device *dev, int n, struct xdp_frame **frames,
		  u32 flags);

#endif /* ERDSIM_TX_H */
