/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_PORT_H
#define ERD_PORT_H

#include <linux/erd.h>
#include <linux/if_vlan.h>
#include <linux/kref.h>
#include <linux/netdevice.h>

#include "pair.h"
#include "stats.h"
#include "unknown.h"

struct erd_table;

/**
 * struct erd_port - a network device bound as one link of a pair
 * @dev: the device; held through @dev_tracker
 * @open: the gate: admin state enabled. Readers READ_ONCE() it under RCU
 * @qinq: copy of the pair's encapsulation, for the datapath; fixed
 * @outer_tpid: copy of the pair's, for the datapath; fixed
 * @outer_offload: the feature of a device that puts in the outer tag by itself;
 *	fixed
 * @table: sub-interfaces by their tags
 * @drops: frames refused before they belonged to a sub-interface
 * @unknowns: tags that no sub-interface has
 * @gone: what deleted sub-interfaces had counted; RTNL
 * @was_up: the device was up and nobody enabled or disabled the port since;
 *	RTNL
 * @was_mtu: the device's MTU before erd raised it, or 0; RTNL
 * @carrier: the device's carrier as last announced; RTNL
 * @subifs: &erd_subif.list; RTNL
 * @nsubifs: how many; RTNL
 * @list: in &erd_net.ports; RTNL
 * @pair: its pair; referenced, fixed
 * @role: which link of the pair; fixed
 * @name: unique in the namespace; fixed
 * @dev_tracker: reference to @dev
 * @refs: held by its place in the namespace and by the devices of
 *	sub-interfaces, which may outlive it for a moment
 * @rcu: frees it
 */
struct erd_port {
	/* what each frame reads */
	struct net_device *dev;
	bool open;
	bool qinq;
	__be16 outer_tpid;
	netdev_features_t outer_offload;
	struct erd_table *table;

	struct erd_drops drops;
	struct erd_unknowns unknowns;
	struct erd_totals gone;
	bool was_up;
	unsigned int was_mtu;
	bool carrier;
	struct list_head subifs;
	unsigned int nsubifs;
	struct list_head list;
	struct erd_pair *pair;
	enum erd_role role;
	char name[ERD_NAME_MAX];
	netdevice_tracker dev_tracker;
	struct kref refs;
	struct rcu_head rcu;
};

/* Octets of tags that the port's frames carry. */
static inline unsigned int erd_port_tag_len(const struct erd_port *port)
{
	return port->qinq ? 2 * VLAN_HLEN : VLAN_HLEN;
}

/* Largest MTU of a sub-interface: its frames and both tags must fit. */
static inline unsigned int erd_port_max_mtu(const struct erd_port *port)
{
	return READ_ONCE(port->dev->mtu) - erd_port_tag_len(port);
}

/* netif_running() and netif_carrier_ok(), in one look for each frame. */
static inline bool erd_carrier_ok(const struct net_device *dev)
{
	unsigned long state = READ_ONCE(dev->state);

	return (state & (BIT(__LINK_STATE_START) |
			 BIT(__LINK_STATE_NOCARRIER))) ==
	       BIT(__LINK_STATE_START);
}

static inline bool erd_port_carrier_ok(const struct erd_port *port)
{
	return erd_carrier_ok(port->dev);
}

void erd_port_get(struct erd_port *port);
void erd_port_put(struct erd_port *port);
struct erd_port *erd_port_of(const struct net_device *dev);
struct erd_port *erd_port_find(struct erd_net *en, const char *name);
int erd_port_create(struct erd_pair *pair, enum erd_role role,
		    const char *name, struct net_device *dev,
		    struct netlink_ext_ack *extack);
void erd_port_delete(struct erd_port *port, enum erd_cause cause);
void erd_port_unbind(struct erd_port *port);
bool erd_port_tag_taken(const struct erd_port *port, u16 vid);
void erd_port_totals(const struct erd_port *port, struct erd_totals *totals);
int erd_port_init(void);
void erd_port_exit(void);

#endif /* ERD_PORT_H */
