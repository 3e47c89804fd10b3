// SPDX-License-Identifier: GPL-2.0-only
#include <linux/etherdevice.h>
#include <linux/rtnetlink.h>

#include "../compat/sim.h"
#include "bench.h"
#include "ethtool.h"
#include "light.h"
#include "port.h"

/* Whoever still looks at the device finds its counters. */
static void erdsim_port_destructor(struct net_device *dev)
{
	struct erdsim_port *port = netdev_priv(dev);

	free_percpu(port->stats);
}

static void erdsim_port_setup(struct erdsim_port *port)
{
	struct net_device *dev = port->dev;
	u8 address[ETH_ALEN];

	dev->netdev_ops = &erdsim_netdev_ops;
	dev->ethtool_ops = &erdsim_ethtool_ops;
	dev->priv_flags |= IFF_LIVE_ADDR_CHANGE;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = ERDSIM_FRAME_MAX - ETH_HLEN - 2 * VLAN_HLEN;
	/* as if it were burnt in: `ethtool -P` shows it */
	eth_random_addr(address);
	eth_hw_addr_set(dev, address);
	erdsim_set_xdp_features(dev);
	erdsim_nic_setup(port);
	erdsim_rx_setup(port);
	netif_carrier_off(dev);
}

static void erdsim_port_plug_module(struct erdsim_port *port,
				    const struct erdsim_optic *optic)
{
	unsigned int lane;

	port->optic = optic;
	port->plugged = true;
	port->lasers = GENMASK(optic->lanes - 1, 0);
	port->line_rate = optic->speed;
	port->fec.on = optic->fec_fixed;
	port->fec.codewords = optic->codewords;
	port->signal.state = ERDSIM_STATE_ADMIN_DOWN;
	for (lane = 0; lane < optic->lanes; lane++) {
		port->signal.level_mbm[lane] = ERDSIM_DARK;
		port->signal.lost[lane] = true;
	}
}

static struct erdsim_port *erdsim_port_alloc(const char *name,
					     const struct erdsim_optic *optic)
{
	struct net_device *dev = alloc_etherdev(sizeof(struct erdsim_port));
	struct erdsim_port *port;

	if (!dev)
		return NULL;
	port = netdev_priv(dev);
	port->dev = dev;
	port->stats = netdev_alloc_pcpu_stats(struct erdsim_pcpu_stats);
	if (!port->stats) {
		free_netdev(dev);
		return NULL;
	}
	strscpy(port->name, name, sizeof(port->name));
	strscpy(dev->name, name, sizeof(dev->name));
	erdsim_port_plug_module(port, optic);
	erdsim_port_setup(port);
	return port;
}

/**
 * erdsim_port_create() - make a port, with nothing patched to it
 * @bench: where
 * @name: unique on the bench, and free as a name of a network device
 * @optic: type of its module
 * @extack: says what is wrong
 *
 * Context: RTNL.
 * Return: the port, or an error pointer.
 */
struct erdsim_port *erdsim_port_create(struct erdsim_bench *bench,
				       const char *name,
				       const struct erdsim_optic *optic,
				       struct netlink_ext_ack *extack)
{
	struct erdsim_port *port;
	int err;

	if (bench->nports >= ERDSIM_PORTS_MAX) {
		NL_SET_ERR_MSG_MOD(extack, "the bench has no room for more");
		return ERR_PTR(-ENOSPC);
	}
	if (erdsim_bench_find(bench, name)) {
		NL_SET_ERR_MSG_MOD(extack, "the bench has a port of this name");
		return ERR_PTR(-EEXIST);
	}
	port = erdsim_port_alloc(name, optic);
	if (!port)
		return ERR_PTR(-ENOMEM);
	port->bench = bench;
	dev_net_set(port->dev, bench->net);
	err = register_netdevice(port->dev);
	if (err) {
		if (err == -EEXIST)
			NL_SET_ERR_MSG_MOD(extack,
					   "there is a network device of this name");
		free_percpu(port->stats);
		free_netdev(port->dev);
		return ERR_PTR(err);
	}
	/* only now, or the core would have called it for a failure */
	port->dev->priv_destructor = erdsim_port_destructor;
	port->dev->needs_free_netdev = true;
	erdsim_bench_add(bench, port);
	return port;
}

/**
 * erdsim_port_delete() - delete a port and its strands
 * @port: port
 * @devices: gets its network device, to be unregistered by the caller
 *
 * Context: RTNL.
 */
void erdsim_port_delete(struct erdsim_port *port, struct list_head *devices)
{
	erdsim_strand_unplug(port, ERDSIM_SOCKET_TX);
	erdsim_strand_unplug(port, ERDSIM_SOCKET_RX);
	erdsim_bench_remove(port->bench, port);
	erdsim_carrier_update(port->bench);
	unregister_netdevice_queue(port->dev, devices);
}
