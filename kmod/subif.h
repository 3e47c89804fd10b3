/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_SUBIF_H
#define ERD_SUBIF_H

#include <linux/erd.h>
#include <linux/if_ether.h>
#include <linux/netdevice.h>

#include "pair.h"
#include "port.h"
#include "stats.h"

/**
 * struct erd_subif - private data of a sub-interface's device
 * @dev: the device
 * @port: its port; referenced
 * @lower: the port's device; held through @lower_tracker until the device of
 *	the sub-interface is freed
 * @stag: S-tag, 0 on dot1q pairs; fixed
 * @ctag: C-tag; fixed
 * @stats: counters
 * @circuit: its circuit; referenced
 * @peering: routing domain; fixed
 * @list: in &erd_port.subifs; RTNL
 * @filtered: our address in the filter of @lower, or zero; RTNL
 * @lower_tracker: reference to @lower
 */
struct erd_subif {
	/* what each frame reads */
	struct net_device *dev;
	struct erd_port *port;
	struct net_device *lower;
	u16 stag;
	u16 ctag;
	struct erd_pcpu_stats __percpu *stats;

	struct erd_circuit *circuit;
	enum erd_peering peering;
	struct list_head list;
	u8 filtered[ETH_ALEN] __aligned(2);
	netdevice_tracker lower_tracker;
};

/**
 * struct erd_subif_config - what a sub-interface is made of
 * @port: its port
 * @circuit: its circuit, of the same pair
 * @ctag: C-tag
 * @peering: routing domain
 * @mtu_given: the MTU was asked for: refuse it if it does not fit, rather than
 *	take what does
 */
struct erd_subif_config {
	struct erd_port *port;
	struct erd_circuit *circuit;
	u16 ctag;
	enum erd_peering peering;
	bool mtu_given;
};

/**
 * erd_subif_outer_vid() - the outer tag, or the only one
 * @subif: sub-interface
 *
 * Return: S-tag on QinQ pairs, C-tag on dot1q pairs.
 */
static inline u16 erd_subif_outer_vid(const struct erd_subif *subif)
{
	return subif->port->qinq ? subif->stag : subif->ctag;
}

bool erd_dev_is_subif(const struct net_device *dev);
bool erd_dev_on_subif(struct net_device *dev);
void erd_subif_setup(struct net_device *dev);
int erd_subif_create(struct net_device *dev,
		     const struct erd_subif_config *config,
		     struct netlink_ext_ack *extack);
void erd_subif_delete(struct net_device *dev, struct list_head *head);
void erd_subifs_delete(struct erd_port *port,
		       const struct erd_circuit *circuit);
void erd_subif_update_carrier(struct erd_subif *subif);
void erd_subif_update_features(struct erd_subif *subif);
void erd_subif_update_address(struct erd_subif *subif);

#endif /* ERD_SUBIF_H */
