/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_SUBIF_H
#define ERD_SUBIF_H

#include <linux/erd.h>
#include <linux/if_ether.h>
#include <linux/netdevice.h>

#include "circuit.h"
#include "port.h"
#include "qos.h"
#include "stats.h"

/**
 * struct erd_subif - private data of a sub-interface's device
 * @dev: the device
 * @port: its port; referenced
 * @lower: the port's device; held through @lower_tracker until the device of
 *	the sub-interface is freed
 * @stag: S-tag, 0 on dot1q pairs; fixed
 * @ctag: C-tag; fixed
 * @outer_vid: the outer tag, or the only one: @stag on QinQ pairs, @ctag on
 *	dot1q pairs; fixed
 * @tag_len: octets of all its tags; fixed
 * @refuse: by direction, the &enum erd_drop for which every frame is refused, or
 *	0; kept by erd_gate_update()
 * @max_len: octets of the longest frame, without its tags, that the port's
 *	device takes; changes under RTNL
 * @qos: priorities; changes under RTNL, each word by itself
 * @stats: what passed
 * @drops: what was refused
 * @circuit: its circuit; referenced
 * @peering: routing domain; fixed
 * @enabled: admin state of the peering, the same in all its sub-interfaces; RTNL
 * @list: in &erd_port.subifs; RTNL
 * @of_circuit: in &erd_circuit.subifs; RTNL
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
	u16 outer_vid;
	u8 tag_len;
	u8 refuse[ERD_DIRS];
	unsigned int max_len;
	struct erd_qos qos;
	struct erd_pcpu_stats __percpu *stats;

	struct erd_drops drops;
	struct erd_circuit *circuit;
	enum erd_peering peering;
	bool enabled;
	struct list_head list;
	struct list_head of_circuit;
	u8 filtered[ETH_ALEN] __aligned(2);
	netdevice_tracker lower_tracker;
};

/**
 * struct erd_subif_config - what a sub-interface is made of
 * @port: its port
 * @circuit: its circuit, of the same pair
 * @ctag: C-tag
 * @peering: routing domain
 * @qos: priorities
 * @mtu_given: the MTU was asked for: refuse it if it does not fit, rather than
 *	take what does
 */
struct erd_subif_config {
	struct erd_port *port;
	struct erd_circuit *circuit;
	u16 ctag;
	enum erd_peering peering;
	struct erd_qos qos;
	bool mtu_given;
};

extern const struct ethtool_ops erd_subif_ethtool_ops;

bool erd_dev_is_subif(const struct net_device *dev);
bool erd_dev_on_subif(struct net_device *dev);
void erd_subif_setup(struct net_device *dev);
int erd_subif_create(struct net_device *dev,
		     const struct erd_subif_config *config,
		     struct netlink_ext_ack *extack);
void erd_subif_delete(struct net_device *dev, struct list_head *head);
void erd_subifs_delete_port(struct erd_port *port);
void erd_subifs_delete_circuit(struct erd_circuit *circuit);
void erd_subif_totals(const struct erd_subif *subif, struct erd_totals *totals);
void erd_subif_update_mtu(struct erd_subif *subif);
void erd_subif_update_features(struct erd_subif *subif);
void erd_subif_update_address(struct erd_subif *subif);

#endif /* ERD_SUBIF_H */
