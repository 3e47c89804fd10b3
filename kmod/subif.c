// SPDX-License-Identifier: GPL-2.0-only
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/rtnetlink.h>

#include "circuit.h"
#include "compat/compat.h"
#include "datapath.h"
#include "event.h"
#include "gate.h"
#include "link.h"
#include "subif.h"
#include "table.h"

/*
 * Offloads that the stack may use towards a sub-interface. What the port's
 * device cannot do with two tags is done in software when the frame gets
 * there, on one large buffer instead of many small ones.
 */
#define ERD_SUBIF_FEATURES						\
	(NETIF_F_HW_CSUM | NETIF_F_SG | NETIF_F_FRAGLIST |		\
	 NETIF_F_GSO_SOFTWARE | NETIF_F_GSO_ENCAP_ALL | NETIF_F_HIGHDMA)

/* --- device operations -------------------------------------------------- */

static int erd_subif_init(struct net_device *dev)
{
	struct erd_subif *subif = netdev_priv(dev);

	subif->stats = netdev_alloc_pcpu_stats(struct erd_pcpu_stats);
	if (!subif->stats)
		return -ENOMEM;
	netdev_hold(subif->lower, &subif->lower_tracker, GFP_KERNEL);
	erd_port_get(subif->port);
	erd_circuit_get(subif->circuit);
	netdev_lockdep_set_classes(dev);
	return 0;
}

/* Undoes erd_subif_init(), after the last reader and sender is through. */
static void erd_subif_free(struct net_device *dev)
{
	struct erd_subif *subif = netdev_priv(dev);

	free_percpu(subif->stats);
	erd_circuit_put(subif->circuit);
	erd_port_put(subif->port);
	netdev_put(subif->lower, &subif->lower_tracker);
}

/* The device is closed by now: what it counted last is in. */
static void erd_subif_uninit(struct net_device *dev)
{
	struct erd_subif *subif = netdev_priv(dev);

	erd_subif_totals(subif, &subif->port->gone);
}

/*
 * Puts an address into the lower device's filter, in place of the one that is
 * there; NULL for none. The lower device's own needs no place in it.
 */
static int erd_subif_filter(struct erd_subif *subif, const u8 *addr)
{
	struct net_device *lower = subif->lower;
	int err;

	if (addr && ether_addr_equal(addr, lower->dev_addr))
		addr = NULL;
	if (addr) {
		err = dev_uc_add(lower, addr);
		if (err)
			return err;
	}
	if (!is_zero_ether_addr(subif->filtered))
		dev_uc_del(lower, subif->filtered);
	if (addr)
		ether_addr_copy(subif->filtered, addr);
	else
		eth_zero_addr(subif->filtered);
	return 0;
}

static int erd_subif_open(struct net_device *dev)
{
	struct erd_subif *subif = netdev_priv(dev);
	int err = erd_subif_filter(subif, dev->dev_addr);

	if (!err)
		erd_gate_update(subif);
	return err;
}

static int erd_subif_stop(struct net_device *dev)
{
	struct erd_subif *subif = netdev_priv(dev);

	erd_gate_update(subif);
	dev_mc_unsync(subif->lower, dev);
	dev_uc_unsync(subif->lower, dev);
	return erd_subif_filter(subif, NULL);
}

static void erd_subif_set_rx_mode(struct net_device *dev)
{
	struct erd_subif *subif = netdev_priv(dev);

	dev_mc_sync(subif->lower, dev);
	dev_uc_sync(subif->lower, dev);
}

static int erd_subif_set_mac_address(struct net_device *dev, void *addr)
{
	const struct sockaddr *sa = addr;
	int err;

	if (!is_valid_ether_addr(sa->sa_data))
		return -EADDRNOTAVAIL;
	if (dev->flags & IFF_UP) {
		err = erd_subif_filter(netdev_priv(dev), sa->sa_data);
		if (err)
			return err;
	}
	eth_hw_addr_set(dev, sa->sa_data);
	return 0;
}

static void erd_subif_get_stats64(struct net_device *dev,
				  struct rtnl_link_stats64 *stats)
{
	struct erd_subif *subif = netdev_priv(dev);
	struct erd_totals totals = {};

	erd_subif_totals(subif, &totals);
	stats->rx_packets = totals.frames[ERD_RX];
	stats->rx_bytes = totals.bytes[ERD_RX];
	stats->tx_packets = totals.frames[ERD_TX];
	stats->tx_bytes = totals.bytes[ERD_TX];
	stats->rx_dropped = erd_totals_dropped(&totals, ERD_RX);
	stats->tx_dropped = erd_totals_dropped(&totals, ERD_TX);
}

static int erd_subif_get_iflink(const struct net_device *dev)
{
	const struct erd_subif *subif = netdev_priv(dev);

	return READ_ONCE(subif->lower->ifindex);
}

/*
 * Follow what the port's device can do with tagged frames, but keep what
 * software does in its place.
 */
static netdev_features_t erd_subif_fix_features(struct net_device *dev,
						netdev_features_t features)
{
	struct erd_subif *subif = netdev_priv(dev);
	struct net_device *lower = subif->lower;
	netdev_features_t can, kept = features;

	can = netdev_intersect_features(lower->vlan_features | NETIF_F_RXCSUM,
					lower->features);
	if (can & (NETIF_F_IP_CSUM | NETIF_F_IPV6_CSUM))
		can |= NETIF_F_HW_CSUM;
	features = netdev_intersect_features(features, can);
	features |= kept & (NETIF_F_SOFT_FEATURES | NETIF_F_GSO_SOFTWARE);
	return features | ERD_FEATURES_FIXED;
}

static const struct net_device_ops erd_subif_ops = {
	.ndo_init = erd_subif_init,
	.ndo_uninit = erd_subif_uninit,
	.ndo_open = erd_subif_open,
	.ndo_stop = erd_subif_stop,
	.ndo_start_xmit = erd_xmit,
	.ndo_set_rx_mode = erd_subif_set_rx_mode,
	.ndo_set_mac_address = erd_subif_set_mac_address,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_get_stats64 = erd_subif_get_stats64,
	.ndo_get_iflink = erd_subif_get_iflink,
	.ndo_fix_features = erd_subif_fix_features,
};

/* --- life --------------------------------------------------------------- */

static const struct device_type erd_subif_type = {
	.name = ERD_LINK_KIND,
};

/**
 * erd_dev_is_subif() - whether a device is a sub-interface
 * @dev: device
 *
 * Return: true if so.
 */
bool erd_dev_is_subif(const struct net_device *dev)
{
	return dev->netdev_ops == &erd_subif_ops;
}

/* As netdev_walk_all_lower_dev_rcu() calls it. */
static int erd_subif_is_it(struct net_device *dev,
			   struct netdev_nested_priv *priv)
{
	return erd_dev_is_subif(dev);
}

/**
 * erd_dev_on_subif() - whether a device is a sub-interface or stands on one
 * @dev: device
 *
 * Context: RTNL.
 * Return: true if so.
 */
bool erd_dev_on_subif(struct net_device *dev)
{
	struct netdev_nested_priv priv = {};
	bool on;

	if (erd_dev_is_subif(dev))
		return true;
	rcu_read_lock();
	on = netdev_walk_all_lower_dev_rcu(dev, erd_subif_is_it, &priv);
	rcu_read_unlock();
	return on;
}

/**
 * erd_subif_setup() - first touch of a device that will be a sub-interface
 * @dev: device, just allocated
 */
void erd_subif_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &erd_subif_ops;
	dev->ethtool_ops = &erd_subif_ethtool_ops;
	dev->needs_free_netdev = true;
	dev->priv_destructor = erd_subif_free;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = ETH_MAX_MTU;
	dev->priv_flags |= IFF_NO_QUEUE | IFF_UNICAST_FLT |
			   IFF_LIVE_ADDR_CHANGE | IFF_DISABLE_NETPOLL;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	netif_keep_dst(dev);
	SET_NETDEV_DEVTYPE(dev, &erd_subif_type);
	/* it sleeps and wakes with its port; ten files less in sysfs for each */
	device_set_pm_not_required(&dev->dev);
	netif_carrier_off(dev);
}

/* More is refused by the core, which says so and says what the most is. */
static void erd_subif_limit_mtu(struct erd_subif *subif)
{
	unsigned int mtu = erd_port_max_mtu(subif->port);

	WRITE_ONCE(subif->dev->max_mtu, mtu);
	WRITE_ONCE(subif->max_len, mtu + ETH_HLEN);
}

/* What the device takes from the port's, now and when that changes. */
static void erd_subif_inherit(struct net_device *dev)
{
	struct erd_subif *subif = netdev_priv(dev);
	struct net_device *lower = subif->lower;

	WRITE_ONCE(dev->needed_headroom, lower->needed_headroom +
		   erd_port_tag_len(subif->port));
	WRITE_ONCE(dev->needed_tailroom, lower->needed_tailroom);
	dev->hard_header_len = lower->hard_header_len;
	erd_subif_limit_mtu(subif);
	dev->vlan_features = lower->vlan_features & ERD_SUBIF_FEATURES;
	dev->hw_enc_features = ERD_SUBIF_FEATURES;
	netif_inherit_tso_max(dev, lower);
}

static int erd_subif_check_tags(struct erd_port *port, u16 stag, u16 ctag,
				struct netlink_ext_ack *extack)
{
	if (erd_table_lookup(port->table, stag, ctag)) {
		NL_SET_ERR_MSG_MOD(extack,
				   "the port has a sub-interface with these tags");
		return -EEXIST;
	}
	if (erd_port_tag_taken(port, port->qinq ? stag : ctag)) {
		NL_SET_ERR_MSG_MOD(extack,
				   "a vlan device on the port takes the frames of this outer tag");
		return -EBUSY;
	}
	return 0;
}

static int erd_subif_fit_mtu(struct net_device *dev, bool given,
			     struct netlink_ext_ack *extack)
{
	if (dev->mtu <= dev->max_mtu)
		return 0;
	if (given) {
		NL_SET_ERR_MSG_MOD(extack,
				   "the MTU and the tags are more than the port's MTU");
		return -ERANGE;
	}
	dev->mtu = dev->max_mtu;
	return 0;
}

/* Room in the port's table and its device's filter; undone by _unclaim(). */
static int erd_subif_claim_tags(struct erd_subif *subif,
				struct netlink_ext_ack *extack)
{
	struct erd_port *port = subif->port;
	int err;

	err = erd_table_reserve(port->table);
	if (err)
		return err;
	err = vlan_vid_add(port->dev, port->outer_tpid,
			   subif->outer_vid);
	if (err)
		NL_SET_ERR_MSG_MOD(extack,
				   "the port's device has no room for another tag");
	return err;
}

static void erd_subif_unclaim_tags(struct erd_subif *subif)
{
	struct erd_port *port = subif->port;

	vlan_vid_del(port->dev, port->outer_tpid, subif->outer_vid);
	erd_table_remove(port->table, subif);
}

/* A peering is enabled or disabled on both ports. */
static bool erd_subif_twin_enabled(const struct erd_subif *subif)
{
	struct erd_subif *twin;

	list_for_each_entry(twin, &subif->circuit->subifs, of_circuit)
		if (twin->ctag == subif->ctag)
			return twin->enabled;
	return true;
}

/* Everything about the device that must stand before it is registered. */
static int erd_subif_prepare(struct net_device *dev,
			     const struct erd_subif_config *config,
			     struct netlink_ext_ack *extack)
{
	struct erd_subif *subif = netdev_priv(dev);

	subif->dev = dev;
	subif->port = config->port;
	subif->lower = config->port->dev;
	subif->circuit = config->circuit;
	subif->stag = config->circuit->stag;
	subif->ctag = config->ctag;
	subif->outer_vid = subif->port->qinq ? subif->stag : subif->ctag;
	subif->tag_len = erd_port_tag_len(subif->port);
	subif->peering = config->peering;
	subif->enabled = erd_subif_twin_enabled(subif);
	subif->qos = config->qos;
	erd_gate_update(subif);

	dev->hw_features = ERD_SUBIF_FEATURES;
	dev->features |= ERD_SUBIF_FEATURES;
	erd_set_lltx(dev);
	erd_subif_inherit(dev);
	if (is_zero_ether_addr(dev->dev_addr)) {
		eth_hw_addr_set(dev, subif->lower->dev_addr);
		dev->addr_assign_type = NET_ADDR_STOLEN;
	}
	return erd_subif_fit_mtu(dev, config->mtu_given, extack);
}

/* Takes frames from here on. */
static void erd_subif_publish(struct erd_subif *subif)
{
	struct erd_port *port = subif->port;

	list_add_tail(&subif->list, &port->subifs);
	port->nsubifs++;
	list_add_tail(&subif->of_circuit, &subif->circuit->subifs);
	subif->circuit->nsubifs++;
	erd_table_insert(port->table, subif);
	erd_net_changed(erd_net(port->pair->net));
	erd_event_subif(subif, ERD_EVENT_SUBIF_ADDED, ERD_CAUSE_REQUEST, 0, 0);
	erd_gate_update_carrier(subif, ERD_CAUSE_REQUEST);
}

/**
 * erd_subif_create() - register a device as sub-interface
 * @dev: device, set up by erd_subif_setup(); its MTU is a wish
 * @config: what it is to be
 * @extack: says what is wrong
 *
 * Context: RTNL.
 * Return: 0 or a negative errno; on failure @dev is the caller's to free.
 */
int erd_subif_create(struct net_device *dev,
		     const struct erd_subif_config *config,
		     struct netlink_ext_ack *extack)
{
	struct erd_subif *subif = netdev_priv(dev);
	int err;

	err = erd_subif_check_tags(config->port, config->circuit->stag,
				   config->ctag, extack);
	if (err)
		return err;
	err = erd_subif_prepare(dev, config, extack);
	if (err)
		return err;
	err = erd_subif_claim_tags(subif, extack);
	if (err)
		return err;
	/*
	 * Not netdev_upper_dev_link(): the core's lists of neighbours are
	 * walked from end to end several times for each device that joins
	 * them, and a port may have thousands. What they are good for, that
	 * nothing stands on itself, erd_port_check_nesting() sees to.
	 */
	err = register_netdevice(dev);
	if (err) {
		erd_subif_unclaim_tags(subif);
		return err;
	}
	erd_subif_publish(subif);
	return 0;
}

static void erd_subif_delete_for(struct erd_subif *subif, enum erd_cause cause,
				 struct list_head *head)
{
	struct erd_port *port = subif->port;

	erd_event_subif(subif, ERD_EVENT_SUBIF_DELETED, cause, 0, 0);
	erd_subif_unclaim_tags(subif);
	list_del(&subif->list);
	port->nsubifs--;
	list_del(&subif->of_circuit);
	subif->circuit->nsubifs--;
	erd_net_changed(erd_net(port->pair->net));
	unregister_netdevice_queue(subif->dev, head);
}

/**
 * erd_subif_delete() - delete a sub-interface
 * @dev: its device
 * @head: list for unregister_netdevice_many(), or NULL
 *
 * Context: RTNL.
 */
void erd_subif_delete(struct net_device *dev, struct list_head *head)
{
	erd_subif_delete_for(netdev_priv(dev), ERD_CAUSE_REQUEST, head);
}

/**
 * erd_subifs_delete_port() - delete the sub-interfaces of a port, at once
 * @port: port
 *
 * Context: RTNL.
 */
void erd_subifs_delete_port(struct erd_port *port)
{
	struct erd_subif *subif, *next;
	LIST_HEAD(head);

	list_for_each_entry_safe(subif, next, &port->subifs, list)
		erd_subif_delete_for(subif, ERD_CAUSE_PORT, &head);
	unregister_netdevice_many(&head);
}

/**
 * erd_subifs_delete_circuit() - delete the sub-interfaces of a circuit, at once
 * @circuit: circuit
 *
 * Context: RTNL.
 */
void erd_subifs_delete_circuit(struct erd_circuit *circuit)
{
	struct erd_subif *subif, *next;
	LIST_HEAD(head);

	list_for_each_entry_safe(subif, next, &circuit->subifs, of_circuit)
		erd_subif_delete_for(subif, ERD_CAUSE_CIRCUIT, &head);
	unregister_netdevice_many(&head);
}

/**
 * erd_subif_totals() - add up what a sub-interface counted
 * @subif: sub-interface
 * @totals: what to add it to
 *
 * Context: any.
 */
void erd_subif_totals(const struct erd_subif *subif, struct erd_totals *totals)
{
	erd_totals_add_passed(totals, subif->stats);
	erd_totals_add_drops(totals, &subif->drops);
}

/**
 * erd_subif_update_mtu() - the port's device changed its MTU
 * @subif: sub-interface; gives up what does not fit any more, and says so
 *
 * Context: RTNL.
 */
void erd_subif_update_mtu(struct erd_subif *subif)
{
	struct net_device *dev = subif->dev;
	unsigned int old = dev->mtu;

	erd_subif_limit_mtu(subif);
	if (old <= dev->max_mtu || dev_set_mtu(dev, dev->max_mtu))
		return;
	erd_event_subif(subif, ERD_EVENT_SUBIF_MTU, ERD_CAUSE_DEVICE, old,
			dev->mtu);
}

/**
 * erd_subif_update_features() - the port's device changed its features
 * @subif: sub-interface
 *
 * Context: RTNL.
 */
void erd_subif_update_features(struct erd_subif *subif)
{
	erd_subif_inherit(subif->dev);
	netdev_update_features(subif->dev);
}

/**
 * erd_subif_update_address() - the port's device changed its address
 * @subif: sub-interface; follows if it was not given an address of its own
 *
 * Context: RTNL.
 */
void erd_subif_update_address(struct erd_subif *subif)
{
	struct net_device *dev = subif->dev;

	if (dev->addr_assign_type != NET_ADDR_STOLEN) {
		if (dev->flags & IFF_UP)
			erd_subif_filter(subif, dev->dev_addr);
		return;
	}
	eth_hw_addr_set(dev, subif->lower->dev_addr);
	call_netdevice_notifiers(NETDEV_CHANGEADDR, dev);
}
