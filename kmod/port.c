// SPDX-License-Identifier: GPL-2.0-only
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "datapath.h"
#include "event.h"
#include "gate.h"
#include "port.h"
#include "subif.h"
#include "table.h"

/* ExpressRoute's IP MTU. The port's device must take that much and the tags. */
#define ERD_IP_MTU	ETH_DATA_LEN

/**
 * erd_port_of() - the port that a device is
 * @dev: device
 *
 * Context: RTNL.
 * Return: the port, or NULL.
 */
struct erd_port *erd_port_of(const struct net_device *dev)
{
	if (rtnl_dereference(dev->rx_handler) != erd_rx)
		return NULL;
	return rtnl_dereference(dev->rx_handler_data);
}

/**
 * erd_port_find() - the port of a name
 * @en: namespace
 * @name: name
 *
 * Context: RTNL.
 * Return: it, or NULL.
 */
struct erd_port *erd_port_find(struct erd_net *en, const char *name)
{
	struct erd_port *port;

	list_for_each_entry(port, &en->ports, list)
		if (!strcmp(port->name, name))
			return port;
	return NULL;
}

/**
 * erd_port_totals() - what passed a port and what it refused
 * @port: port
 * @totals: zeroed; sum over its sub-interfaces, those that were deleted
 *	included, and the frames that belonged to none
 *
 * Context: RTNL.
 */
void erd_port_totals(const struct erd_port *port, struct erd_totals *totals)
{
	struct erd_subif *subif;

	*totals = port->gone;
	erd_totals_add_drops(totals, &port->drops);
	list_for_each_entry(subif, &port->subifs, list)
		erd_subif_totals(subif, totals);
}

static int erd_port_check_device(struct net_device *dev,
				 struct netlink_ext_ack *extack)
{
	if (dev->type != ARPHRD_ETHER || dev->flags & IFF_LOOPBACK) {
		NL_SET_ERR_MSG_MOD(extack, "not an Ethernet device");
		return -EINVAL;
	}
	if (dev->features & NETIF_F_VLAN_CHALLENGED) {
		NL_SET_ERR_MSG_MOD(extack, "the device carries no tags");
		return -EOPNOTSUPP;
	}
	if (erd_dev_on_subif(dev)) {
		NL_SET_ERR_MSG_MOD(extack,
				   "a sub-interface, or what stands on one, cannot be a port itself");
		return -EINVAL;
	}
	if (erd_port_of(dev)) {
		NL_SET_ERR_MSG_MOD(extack, "the device is a port already");
		return -EBUSY;
	}
	if (dev->mtu < ETH_MIN_MTU + 2 * VLAN_HLEN) {
		NL_SET_ERR_MSG_MOD(extack,
				   "the device's MTU has no room for IP and two tags");
		return -EINVAL;
	}
	if (netdev_is_rx_handler_busy(dev)) {
		NL_SET_ERR_MSG_MOD(extack,
				   "the device is taken: a bridge, bond, macvlan or the like receives from it");
		return -EBUSY;
	}
	return 0;
}

/* Room for 1,500 octets of IP and the tags, as Microsoft's ports have it. */
static void erd_port_grow_mtu(struct erd_port *port,
			      struct netlink_ext_ack *extack)
{
	unsigned int want = ERD_IP_MTU + erd_port_tag_len(port);
	unsigned int was = port->dev->mtu;

	if (was >= want)
		return;
	if (!dev_set_mtu(port->dev, want)) {
		port->was_mtu = was;
		return;
	}
	NL_SET_ERR_MSG_MOD(extack,
			   "the device takes no MTU with room for the tags; sub-interfaces will have less than 1500");
}

/* What the datapath needs of the device; undone by erd_port_detach(). */
static int erd_port_attach(struct erd_port *port,
			   struct netlink_ext_ack *extack)
{
	struct net_device *dev = port->dev;
	int err;

	/*
	 * A filter in the hardware would hide what the far end really sends,
	 * and that is the first question whenever a link is turned up. The
	 * fibre has two ends: there is nothing else to filter out.
	 */
	err = dev_set_promiscuity(dev, 1);
	if (err) {
		NL_SET_ERR_MSG_MOD(extack, "the device cannot be promiscuous");
		return err;
	}
	err = netdev_rx_handler_register(dev, erd_rx, port);
	if (err) {
		NL_SET_ERR_MSG_MOD(extack,
				   "the device allows no receive handler");
		dev_set_promiscuity(dev, -1);
		return err;
	}
	/* its aggregates can be neither forwarded nor counted as frames */
	dev_disable_lro(dev);
	return 0;
}

static void erd_port_detach(struct erd_port *port)
{
	netdev_rx_handler_unregister(port->dev);
	dev_set_promiscuity(port->dev, -1);
}

static void erd_port_free(struct kref *refs)
{
	struct erd_port *port = container_of(refs, struct erd_port, refs);

	erd_table_free(port->table);
	erd_pair_put(port->pair);
	kfree_rcu(port, rcu);
}

/**
 * erd_port_get() - keep a port's memory
 * @port: port
 */
void erd_port_get(struct erd_port *port)
{
	kref_get(&port->refs);
}

/**
 * erd_port_put() - undo erd_port_get()
 * @port: port
 */
void erd_port_put(struct erd_port *port)
{
	kref_put(&port->refs, erd_port_free);
}

static struct erd_port *erd_port_alloc(struct erd_pair *pair,
				       enum erd_role role, const char *name,
				       struct net_device *dev)
{
	struct erd_port *port = kzalloc(sizeof(*port), GFP_KERNEL);

	if (!port)
		return NULL;
	port->table = erd_table_alloc();
	if (!port->table) {
		kfree(port);
		return NULL;
	}
	erd_unknowns_init(&port->unknowns);
	kref_init(&port->refs);
	INIT_LIST_HEAD(&port->subifs);
	port->dev = dev;
	netdev_hold(dev, &port->dev_tracker, GFP_KERNEL);
	port->pair = pair;
	erd_pair_get(pair);
	port->qinq = erd_pair_is_qinq(pair);
	port->outer_tpid = pair->outer_tpid;
	port->outer_offload = pair->outer_tpid == htons(ETH_P_8021Q) ?
			      NETIF_F_HW_VLAN_CTAG_TX : NETIF_F_HW_VLAN_STAG_TX;
	port->role = role;
	strscpy(port->name, name, sizeof(port->name));
	return port;
}

/**
 * erd_port_create() - bind a device as a port, disabled
 * @pair: pair whose @role is free
 * @role: which link of the pair
 * @name: a valid name that no port of the namespace has
 * @dev: device of the same namespace
 * @extack: says what is wrong, or warns of a small MTU
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int erd_port_create(struct erd_pair *pair, enum erd_role role,
		    const char *name, struct net_device *dev,
		    struct netlink_ext_ack *extack)
{
	struct erd_net *en = erd_net(pair->net);
	struct erd_port *port;
	int err;

	err = erd_port_check_device(dev, extack);
	if (err)
		return err;
	port = erd_port_alloc(pair, role, name, dev);
	if (!port)
		return -ENOMEM;
	err = erd_port_attach(port, extack);
	if (err) {
		netdev_put(dev, &port->dev_tracker);
		erd_port_put(port);
		return err;
	}
	port->was_up = dev->flags & IFF_UP;
	dev_close(dev);
	erd_port_grow_mtu(port, extack);
	pair->ports[role] = port;
	list_add_tail(&port->list, &en->ports);
	erd_net_changed(en);
	erd_event_port(port, ERD_EVENT_PORT_ADDED, ERD_CAUSE_REQUEST, 0, 0);
	return 0;
}

/**
 * erd_port_unbind() - delete a port and give its device back
 * @port: port
 *
 * The MTU is again what it was before erd raised it, and the device is up if
 * it was and nobody has spoken of the port's admin state since.
 *
 * Context: RTNL.
 */
void erd_port_unbind(struct erd_port *port)
{
	unsigned int raised = ERD_IP_MTU + erd_port_tag_len(port);
	struct net_device *dev = port->dev;
	unsigned int mtu = port->was_mtu;
	bool up = port->was_up;

	erd_port_delete(port, ERD_CAUSE_REQUEST);
	if (mtu && dev->mtu == raised)
		dev_set_mtu(dev, mtu);
	if (up)
		dev_open(dev, NULL);
}

/**
 * erd_port_delete() - delete a port, with all its sub-interfaces
 * @port: port; its pair goes too if nothing else is left of it
 * @cause: why
 *
 * The device stays as it is. Context: RTNL.
 */
void erd_port_delete(struct erd_port *port, enum erd_cause cause)
{
	struct erd_pair *pair = port->pair;
	struct erd_net *en = erd_net(pair->net);

	erd_gate_port_close(port);
	erd_subifs_delete_port(port);
	/* waits until no frame is inside the handler any more */
	erd_port_detach(port);
	pair->ports[port->role] = NULL;
	list_del(&port->list);
	erd_net_changed(en);
	erd_event_port(port, ERD_EVENT_PORT_DELETED, cause, 0, 0);
	netdev_put(port->dev, &port->dev_tracker);
	erd_pair_release(pair);
	erd_port_put(port);
}

/* Refused, it is set back by the core, which then comes by again. */
static int erd_port_changed_mtu(struct erd_port *port)
{
	struct erd_subif *subif;

	if (port->dev->mtu < ETH_MIN_MTU + erd_port_tag_len(port))
		return notifier_from_errno(-ERANGE);
	list_for_each_entry(subif, &port->subifs, list)
		erd_subif_update_mtu(subif);
	return NOTIFY_DONE;
}

static void erd_port_changed_features(struct erd_port *port)
{
	struct erd_subif *subif;

	list_for_each_entry(subif, &port->subifs, list)
		erd_subif_update_features(subif);
}

static void erd_port_changed_address(struct erd_port *port)
{
	struct erd_subif *subif;

	list_for_each_entry(subif, &port->subifs, list)
		erd_subif_update_address(subif);
}

static bool erd_vlan_dev_has(struct net_device *dev, __be16 proto, u16 vid)
{
	bool has;

	rcu_read_lock();
	has = __vlan_find_dev_deep_rcu(dev, proto, vid);
	rcu_read_unlock();
	return has;
}

/**
 * erd_port_tag_taken() - whether a stock vlan device gets frames before a port
 * @port: port
 * @vid: outer tag of the frames
 *
 * A vlan device gets its frames before a receive handler does: one on the
 * port's device before ours, one on a member of a bond or team before theirs.
 *
 * Context: RTNL.
 * Return: true if so.
 */
bool erd_port_tag_taken(const struct erd_port *port, u16 vid)
{
	struct net_device *member;
	struct list_head *iter;

	if (erd_vlan_dev_has(port->dev, port->outer_tpid, vid))
		return true;
	if (!netif_is_lag_master(port->dev))
		return false;
	netdev_for_each_lower_dev(port->dev, member, iter)
		if (erd_vlan_dev_has(member, port->outer_tpid, vid))
			return true;
	return false;
}

/* A vlan device that would take a sub-interface's frames is not let in. */
static int erd_port_new_vlan(struct erd_port *port,
			     struct netdev_notifier_changeupper_info *info)
{
	struct erd_subif *subif;

	if (vlan_dev_vlan_proto(info->upper_dev) != port->outer_tpid)
		return NOTIFY_DONE;
	list_for_each_entry(subif, &port->subifs, list) {
		if (subif->outer_vid !=
		    vlan_dev_vlan_id(info->upper_dev))
			continue;
		NL_SET_ERR_MSG_MOD(info->info.extack,
				   "a sub-interface of the port has this outer tag");
		return notifier_from_errno(-EBUSY);
	}
	return NOTIFY_DONE;
}

/* Nor is a member with such a one. */
static int erd_port_new_member(struct erd_port *port,
			       struct netdev_notifier_changeupper_info *info)
{
	struct erd_subif *subif;

	list_for_each_entry(subif, &port->subifs, list) {
		if (!erd_vlan_dev_has(info->info.dev, port->outer_tpid,
				      subif->outer_vid))
			continue;
		NL_SET_ERR_MSG_MOD(info->info.extack,
				   "a vlan device on the member takes the frames of a sub-interface's outer tag");
		return notifier_from_errno(-EBUSY);
	}
	return NOTIFY_DONE;
}

/* As netdev_walk_all_upper_dev_rcu() calls it. */
static int erd_port_is_it(struct net_device *dev,
			  struct netdev_nested_priv *priv)
{
	return !!erd_port_of(dev);
}

/*
 * The core does not know that sub-interfaces stand on ports and would let a
 * port be put on them, and so on itself: no port stands on any.
 */
static int erd_port_check_nesting(struct netdev_notifier_changeupper_info *info)
{
	struct net_device *upper = info->upper_dev;
	struct netdev_nested_priv priv = {};
	bool port;

	if (!erd_dev_on_subif(info->info.dev))
		return NOTIFY_DONE;
	rcu_read_lock();
	port = erd_port_of(upper) ||
	       netdev_walk_all_upper_dev_rcu(upper, erd_port_is_it, &priv);
	rcu_read_unlock();
	if (!port)
		return NOTIFY_DONE;
	NL_SET_ERR_MSG_MOD(info->info.extack,
			   "a port cannot stand on a sub-interface");
	return notifier_from_errno(-EBUSY);
}

/* Something is about to be put on a device. */
static int erd_port_new_upper(struct netdev_notifier_changeupper_info *info)
{
	struct net_device *dev = info->info.dev, *master;
	struct erd_port *port;
	int ret;

	if (!info->linking)
		return NOTIFY_DONE;
	if (is_vlan_dev(info->upper_dev)) {
		master = netdev_master_upper_dev_get(dev);
		port = erd_port_of(dev) ?:
		       (master ? erd_port_of(master) : NULL);
		if (port)
			return erd_port_new_vlan(port, info);
	}
	port = erd_port_of(info->upper_dev);
	ret = port ? erd_port_new_member(port, info) : NOTIFY_DONE;
	return ret != NOTIFY_DONE ? ret : erd_port_check_nesting(info);
}

/* A bond that changed over wants its neighbours told, on every tag. */
static void erd_port_pass_on(struct erd_port *port, unsigned long event)
{
	struct erd_subif *subif;

	list_for_each_entry(subif, &port->subifs, list)
		call_netdevice_notifiers(event, subif->dev);
}

/*
 * Nothing here opens or closes a device: with a lower device that is locked
 * by its own lock, a nested UP or DOWN would deadlock.
 */
static int erd_port_notify(struct notifier_block *nb, unsigned long event,
			   void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct erd_port *port = erd_port_of(dev);

	if (event == NETDEV_PRECHANGEUPPER)
		return erd_port_new_upper(ptr);
	if (!port)
		return NOTIFY_DONE;

	switch (event) {
	case NETDEV_UP:
	case NETDEV_DOWN:
		erd_gate_port_changed(port, ERD_CAUSE_DEVICE);
		break;
	case NETDEV_CHANGE:
		erd_gate_port_changed(port, ERD_CAUSE_CARRIER);
		break;
	case NETDEV_CHANGEMTU:
		return erd_port_changed_mtu(port);
	case NETDEV_FEAT_CHANGE:
		erd_port_changed_features(port);
		break;
	case NETDEV_CHANGEADDR:
		erd_port_changed_address(port);
		break;
	case NETDEV_NOTIFY_PEERS:
	case NETDEV_BONDING_FAILOVER:
	case NETDEV_RESEND_IGMP:
		erd_port_pass_on(port, event);
		break;
	case NETDEV_PRE_TYPE_CHANGE:
		return NOTIFY_BAD;
	case NETDEV_UNREGISTER:
		/* gone for good, or off to another network namespace */
		erd_port_delete(port, ERD_CAUSE_DEVICE);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block erd_port_notifier = {
	.notifier_call = erd_port_notify,
};

int __init erd_port_init(void)
{
	return register_netdevice_notifier(&erd_port_notifier);
}

/* Unregistering replays NETDEV_UNREGISTER, which unbinds the ports. */
void erd_port_exit(void)
{
	unregister_netdevice_notifier(&erd_port_notifier);
}
