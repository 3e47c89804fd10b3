// SPDX-License-Identifier: GPL-2.0-only
/* Objects as netlink attributes, the same in answers, dumps and events. */
#include <linux/erd.h>
#include <net/netlink.h>
#include <net/net_namespace.h>

#include "circuit.h"
#include "fill.h"
#include "port.h"
#include "stats.h"
#include "subif.h"
#include "unknown.h"

static int erd_fill_drops(struct sk_buff *skb, int type, const u64 *drops)
{
	struct nlattr *nest = nla_nest_start(skb, type);
	int reason;

	if (!nest)
		return -EMSGSIZE;
	for (reason = 1; reason <= ERD_DROP_MAX; reason++)
		if (nla_put_u64_64bit(skb, reason, drops[reason],
				      ERD_A_DROPS_PAD))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int erd_fill_stats(struct sk_buff *skb, int type,
			  const struct erd_totals *totals)
{
	struct nlattr *nest = nla_nest_start(skb, type);

	if (!nest ||
	    nla_put_u64_64bit(skb, ERD_A_STATS_RX_FRAMES,
			      totals->frames[ERD_RX], ERD_A_STATS_PAD) ||
	    nla_put_u64_64bit(skb, ERD_A_STATS_RX_BYTES,
			      totals->bytes[ERD_RX], ERD_A_STATS_PAD) ||
	    nla_put_u64_64bit(skb, ERD_A_STATS_TX_FRAMES,
			      totals->frames[ERD_TX], ERD_A_STATS_PAD) ||
	    nla_put_u64_64bit(skb, ERD_A_STATS_TX_BYTES,
			      totals->bytes[ERD_TX], ERD_A_STATS_PAD) ||
	    erd_fill_drops(skb, ERD_A_STATS_RX_DROPS, totals->drops[ERD_RX]) ||
	    erd_fill_drops(skb, ERD_A_STATS_TX_DROPS, totals->drops[ERD_TX]))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * erd_fill_port() - put a port's attributes into a message
 * @skb: message
 * @port: port
 *
 * Context: RTNL.
 * Return: 0 or -EMSGSIZE, with part of them put.
 */
int erd_fill_port(struct sk_buff *skb, const struct erd_port *port)
{
	const struct erd_pair *pair = port->pair;
	struct erd_totals totals;

	if (nla_put_string(skb, ERD_A_PORT_NAME, port->name) ||
	    nla_put_u32(skb, ERD_A_PORT_IFINDEX, port->dev->ifindex) ||
	    nla_put_string(skb, ERD_A_PORT_IFNAME, port->dev->name) ||
	    nla_put_string(skb, ERD_A_PORT_PAIR, pair->name) ||
	    nla_put_u32(skb, ERD_A_PORT_ROLE, port->role) ||
	    nla_put_u32(skb, ERD_A_PORT_ENCAP, pair->encap) ||
	    nla_put_u16(skb, ERD_A_PORT_OUTER_TPID, ntohs(pair->outer_tpid)) ||
	    nla_put_u32(skb, ERD_A_PORT_ADMIN_STATE, port->open) ||
	    nla_put_u8(skb, ERD_A_PORT_CARRIER, erd_port_carrier_ok(port)) ||
	    nla_put_u32(skb, ERD_A_PORT_SUBIFS, port->nsubifs) ||
	    nla_put_u32(skb, ERD_A_PORT_SUBIF_MTU, erd_port_max_mtu(port)))
		return -EMSGSIZE;
	erd_port_totals(port, &totals);
	return erd_fill_stats(skb, ERD_A_PORT_STATS, &totals);
}

static int erd_fill_unknown_tags(struct sk_buff *skb,
				 const struct erd_unknown_key *key)
{
	if (nla_put_u32(skb, ERD_A_UNKNOWN_REASON, key->reason) ||
	    nla_put_u16(skb, ERD_A_UNKNOWN_OUTER_TPID, key->outer_tpid))
		return -EMSGSIZE;
	if (key->outer_vid != ERD_VID_ABSENT &&
	    nla_put_u16(skb, ERD_A_UNKNOWN_OUTER_VID, key->outer_vid))
		return -EMSGSIZE;
	if (key->inner_tpid &&
	    nla_put_u16(skb, ERD_A_UNKNOWN_INNER_TPID, key->inner_tpid))
		return -EMSGSIZE;
	if (key->inner_vid != ERD_VID_ABSENT &&
	    nla_put_u16(skb, ERD_A_UNKNOWN_INNER_VID, key->inner_vid))
		return -EMSGSIZE;
	return 0;
}

static int erd_fill_unknown(struct sk_buff *skb,
			    const struct erd_unknown *unknown)
{
	struct nlattr *nest = nla_nest_start(skb, ERD_A_PORT_UNKNOWN);

	if (!nest || erd_fill_unknown_tags(skb, &unknown->key) ||
	    nla_put(skb, ERD_A_UNKNOWN_SOURCE, ETH_ALEN, unknown->source) ||
	    nla_put_u64_64bit(skb, ERD_A_UNKNOWN_FRAMES, unknown->frames,
			      ERD_A_UNKNOWN_PAD) ||
	    nla_put_u64_64bit(skb, ERD_A_UNKNOWN_FIRST_NS, unknown->first_ns,
			      ERD_A_UNKNOWN_PAD) ||
	    nla_put_u64_64bit(skb, ERD_A_UNKNOWN_LAST_NS, unknown->last_ns,
			      ERD_A_UNKNOWN_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * erd_fill_unknowns() - put the unknown tags of a port into a message
 * @skb: message
 * @port: port
 *
 * Context: RTNL.
 * Return: 0 or -EMSGSIZE, with part of them put.
 */
int erd_fill_unknowns(struct sk_buff *skb, struct erd_port *port)
{
	struct erd_unknown unknown[ERD_UNKNOWN_MAX];
	unsigned int i, n;

	n = erd_unknowns_get(&port->unknowns, unknown);
	for (i = 0; i < n; i++)
		if (erd_fill_unknown(skb, &unknown[i]))
			return -EMSGSIZE;
	return 0;
}

/**
 * erd_fill_circuit() - put a circuit's attributes into a message
 * @skb: message
 * @circuit: circuit
 *
 * Context: RTNL.
 * Return: 0 or -EMSGSIZE, with part of them put.
 */
int erd_fill_circuit(struct sk_buff *skb, const struct erd_circuit *circuit)
{
	if (nla_put_string(skb, ERD_A_CIRCUIT_PAIR, circuit->pair->name) ||
	    nla_put_string(skb, ERD_A_CIRCUIT_NAME, circuit->name) ||
	    nla_put_u32(skb, ERD_A_CIRCUIT_SUBIFS, circuit->nsubifs) ||
	    nla_put_u32(skb, ERD_A_CIRCUIT_ADMIN_STATE, circuit->enabled))
		return -EMSGSIZE;
	if (circuit->stag &&
	    nla_put_u16(skb, ERD_A_CIRCUIT_STAG, circuit->stag))
		return -EMSGSIZE;
	return 0;
}

/* Where the sub-interface is, if not beside its port. */
static int erd_fill_netnsid(struct sk_buff *skb, const struct erd_subif *subif)
{
	struct net *net = dev_net(subif->lower);

	if (net_eq(dev_net(subif->dev), net))
		return 0;
	return nla_put_s32(skb, ERD_A_SUBIF_NETNSID,
			   peernet2id_alloc(net, dev_net(subif->dev),
					    GFP_KERNEL));
}

/**
 * erd_fill_subif() - put a sub-interface's attributes into a message
 * @skb: message
 * @subif: sub-interface
 *
 * Context: RTNL.
 * Return: 0 or -EMSGSIZE, with part of them put.
 */
int erd_fill_subif(struct sk_buff *skb, const struct erd_subif *subif)
{
	const struct net_device *dev = subif->dev;
	struct erd_totals totals = {};

	if (nla_put_u32(skb, ERD_A_SUBIF_IFINDEX, dev->ifindex) ||
	    nla_put_string(skb, ERD_A_SUBIF_IFNAME, dev->name) ||
	    erd_fill_netnsid(skb, subif) ||
	    nla_put_string(skb, ERD_A_SUBIF_PORT, subif->port->name) ||
	    nla_put_string(skb, ERD_A_SUBIF_PAIR, subif->port->pair->name) ||
	    nla_put_string(skb, ERD_A_SUBIF_CIRCUIT, subif->circuit->name) ||
	    nla_put_u32(skb, ERD_A_SUBIF_PEERING, subif->peering) ||
	    nla_put_u16(skb, ERD_A_SUBIF_CTAG, subif->ctag) ||
	    nla_put_u8(skb, ERD_A_SUBIF_UP, !!(dev->flags & IFF_UP)) ||
	    nla_put_u8(skb, ERD_A_SUBIF_CARRIER, netif_carrier_ok(dev)) ||
	    nla_put_u32(skb, ERD_A_SUBIF_ADMIN_STATE, subif->enabled))
		return -EMSGSIZE;
	if (subif->stag && nla_put_u16(skb, ERD_A_SUBIF_STAG, subif->stag))
		return -EMSGSIZE;
	erd_subif_totals(subif, &totals);
	return erd_fill_stats(skb, ERD_A_SUBIF_STATS, &totals);
}
