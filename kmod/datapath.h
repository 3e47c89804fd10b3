/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_DATAPATH_H
#define ERD_DATAPATH_H

#include <linux/netdevice.h>

bool erd_is_tpid(__be16 proto);
rx_handler_result_t erd_rx(struct sk_buff **pskb);
netdev_tx_t erd_xmit(struct sk_buff *skb, struct net_device *dev);

#endif /* ERD_DATAPATH_H */
