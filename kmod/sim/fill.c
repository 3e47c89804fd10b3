// SPDX-License-Identifier: GPL-2.0-only
/* Ports as netlink attributes. */
#include <linux/erdsim.h>
#include <net/net_namespace.h>
#include <net/netlink.h>

#include "bench.h"
#include "fill.h"
#include "light.h"
#include "port.h"

/* Put nothing where there is no light: it is no number. */
static int erdsim_fill_level(struct sk_buff *skb, int type, s32 mbm)
{
	return mbm == ERDSIM_DARK ? 0 : nla_put_s32(skb, type, mbm);
}

/* What the lane's light goes through before it arrives. */
static int erdsim_fill_budget(struct sk_buff *skb,
			      const struct erdsim_port *port, unsigned int lane)
{
	const struct erdsim_strand *strand = erdsim_strand_of(port,
							      ERDSIM_SOCKET_RX);
	const struct erdsim_signal *signal = &port->signal;
	s32 level = signal->level_mbm[lane];

	if (signal->sender &&
	    erdsim_fill_level(skb, ERDSIM_A_LANE_LAUNCH,
			      erdsim_port_sends_mbm(signal->sender, lane)))
		return -EMSGSIZE;
	if (strand && nla_put_u32(skb, ERDSIM_A_LANE_LOSS,
				  strand->loss_mb +
				  strand->attenuation_mb[lane]))
		return -EMSGSIZE;
	if (erdsim_fill_level(skb, ERDSIM_A_LANE_RX_POWER, level) ||
	    nla_put_s32(skb, ERDSIM_A_LANE_SENSITIVITY,
			port->optic->rx_min_mbm))
		return -EMSGSIZE;
	if (level != ERDSIM_DARK &&
	    nla_put_s32(skb, ERDSIM_A_LANE_MARGIN,
			level - port->optic->rx_min_mbm))
		return -EMSGSIZE;
	return nla_put_u8(skb, ERDSIM_A_LANE_LOS, signal->lost[lane]);
}

static int erdsim_fill_lane(struct sk_buff *skb,
			    const struct erdsim_port *port, unsigned int lane)
{
	struct nlattr *nest = nla_nest_start(skb, ERDSIM_A_PORT_LANE);

	if (!nest ||
	    nla_put_u32(skb, ERDSIM_A_LANE_INDEX, lane) ||
	    nla_put_u8(skb, ERDSIM_A_LANE_LASER,
		       !!(port->lasers & BIT(lane))) ||
	    erdsim_fill_level(skb, ERDSIM_A_LANE_TX_POWER,
			      erdsim_port_sends_mbm(port, lane)) ||
	    erdsim_fill_budget(skb, port, lane))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int erdsim_fill_strand(struct sk_buff *skb,
			      const struct erdsim_port *port,
			      enum erdsim_socket socket)
{
	const struct erdsim_strand *strand = erdsim_strand_of(port, socket);
	const struct erdsim_end *far = erdsim_strand_far(port, socket);
	struct nlattr *nest;

	if (!strand)
		return 0;
	nest = nla_nest_start(skb, ERDSIM_A_PORT_STRAND);
	if (!nest ||
	    nla_put_string(skb, ERDSIM_A_STRAND_PORT, port->name) ||
	    nla_put_u32(skb, ERDSIM_A_STRAND_SOCKET, socket) ||
	    nla_put_string(skb, ERDSIM_A_STRAND_PEER, far->port->name) ||
	    nla_put_u32(skb, ERDSIM_A_STRAND_PEER_SOCKET,
			erdsim_end_socket(far)) ||
	    nla_put_u32(skb, ERDSIM_A_STRAND_LOSS, strand->loss_mb) ||
	    nla_put(skb, ERDSIM_A_STRAND_ATTENUATIONS,
		    sizeof(strand->attenuation_mb), strand->attenuation_mb) ||
	    nla_put_u8(skb, ERDSIM_A_STRAND_CUT, strand->cut) ||
	    nla_put_u8(skb, ERDSIM_A_STRAND_DARK, strand->dark) ||
	    nla_put_u32(skb, ERDSIM_A_STRAND_FLAP, strand->flap_mhz) ||
	    nla_put_u32(skb, ERDSIM_A_STRAND_CORRUPT, strand->corrupt_ppm))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int erdsim_fill_nic(struct sk_buff *skb, const struct erdsim_nic *nic)
{
	struct nlattr *nest = nla_nest_start(skb, ERDSIM_A_PORT_NIC);

	if (!nest ||
	    nla_put_u32(skb, ERDSIM_A_NIC_CAPS, nic->caps) ||
	    nla_put_u32(skb, ERDSIM_A_NIC_FIXED, nic->fixed) ||
	    nla_put_u32(skb, ERDSIM_A_NIC_FEATURES_CHECK,
			nic->features_check) ||
	    nla_put_u32(skb, ERDSIM_A_NIC_MAX_FRAME, nic->max_frame) ||
	    nla_put_u32(skb, ERDSIM_A_NIC_FAIL, nic->fail) ||
	    nla_put_u32(skb, ERDSIM_A_NIC_VID_LIMIT, nic->vid_limit) ||
	    nla_put_u8(skb, ERDSIM_A_NIC_FILTER_PROMISC,
		       nic->filter_promisc) ||
	    nla_put_u32(skb, ERDSIM_A_NIC_CTAGS, nic->ctags.n) ||
	    nla_put_u32(skb, ERDSIM_A_NIC_STAGS, nic->stags.n))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int erdsim_fill_descriptor(struct sk_buff *skb,
				  const struct erdsim_descriptor *last)
{
	struct nlattr *nest = nla_nest_start(skb, ERDSIM_A_PORT_LAST_TX);

	if (!nest ||
	    nla_put(skb, ERDSIM_A_DESCRIPTOR_DATA, last->octets,
		    last->data) ||
	    nla_put_u32(skb, ERDSIM_A_DESCRIPTOR_LENGTH, last->length) ||
	    nla_put_u8(skb, ERDSIM_A_DESCRIPTOR_CSUM, last->csum) ||
	    nla_put_u32(skb, ERDSIM_A_DESCRIPTOR_GSO_SIZE, last->gso_size))
		return -EMSGSIZE;
	if (last->tpid &&
	    (nla_put_u16(skb, ERDSIM_A_DESCRIPTOR_TPID, ntohs(last->tpid)) ||
	     nla_put_u16(skb, ERDSIM_A_DESCRIPTOR_TCI, last->tci)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int erdsim_fill_last_tx(struct sk_buff *skb, struct erdsim_port *port)
{
	int err = 0;

	netif_tx_lock_bh(port->dev);
	if (port->last_tx.length)
		err = erdsim_fill_descriptor(skb, &port->last_tx);
	netif_tx_unlock_bh(port->dev);
	return err;
}

/* Where the network device is, if not on the bench. */
static int erdsim_fill_netnsid(struct sk_buff *skb,
			       const struct erdsim_port *port)
{
	struct net *net = port->bench->net;

	if (net_eq(dev_net(port->dev), net))
		return 0;
	return nla_put_s32(skb, ERDSIM_A_PORT_NETNSID,
			   peernet2id_alloc(net, dev_net(port->dev),
					    GFP_KERNEL));
}

static int erdsim_fill_module(struct sk_buff *skb,
			      const struct erdsim_port *port)
{
	unsigned int lane;

	if (nla_put_u32(skb, ERDSIM_A_PORT_SPEED, port->optic->speed) ||
	    nla_put_u32(skb, ERDSIM_A_PORT_LINE_RATE, port->line_rate) ||
	    nla_put_u8(skb, ERDSIM_A_PORT_MODULE, port->plugged) ||
	    nla_put_u32(skb, ERDSIM_A_PORT_LASERS, port->lasers) ||
	    nla_put_u32(skb, ERDSIM_A_PORT_WEAK, port->weak_mb) ||
	    nla_put_u32(skb, ERDSIM_A_PORT_STRONG, port->strong_mb) ||
	    nla_put_u8(skb, ERDSIM_A_PORT_ROLLED, port->rolled))
		return -EMSGSIZE;
	for (lane = 0; lane < port->optic->lanes; lane++)
		if (erdsim_fill_lane(skb, port, lane))
			return -EMSGSIZE;
	return erdsim_fill_strand(skb, port, ERDSIM_SOCKET_TX) ?:
	       erdsim_fill_strand(skb, port, ERDSIM_SOCKET_RX);
}

/**
 * erdsim_fill_port() - put a port's attributes into a message
 * @skb: message
 * @port: port
 * @trusted: tell also what was in a frame
 *
 * Context: RTNL.
 * Return: 0 or -EMSGSIZE, with part of them put.
 */
int erdsim_fill_port(struct sk_buff *skb, struct erdsim_port *port,
		     bool trusted)
{
	const struct net_device *dev = port->dev;

	if (nla_put_string(skb, ERDSIM_A_PORT_NAME, port->name) ||
	    nla_put_u32(skb, ERDSIM_A_PORT_IFINDEX, dev->ifindex) ||
	    nla_put_string(skb, ERDSIM_A_PORT_IFNAME, dev->name) ||
	    erdsim_fill_netnsid(skb, port) ||
	    nla_put_u32(skb, ERDSIM_A_PORT_STATE, port->signal.state) ||
	    nla_put_u8(skb, ERDSIM_A_PORT_CARRIER, netif_carrier_ok(dev)) ||
	    nla_put_u8(skb, ERDSIM_A_PORT_IDENTIFY, port->identify) ||
	    nla_put_u8(skb, ERDSIM_A_PORT_LED, port->led) ||
	    erdsim_fill_module(skb, port) ||
	    erdsim_fill_nic(skb, &port->nic) ||
	    (trusted && erdsim_fill_last_tx(skb, port)))
		return -EMSGSIZE;
	return 0;
}
