// SPDX-License-Identifier: GPL-2.0-only
/* The way of a frame: port to sub-interface, and back. */
#include <linux/etherdevice.h>
#include <linux/if_vlan.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include "circuit.h"
#include "compat/compat.h"
#include "datapath.h"
#include "port.h"
#include "stats.h"
#include "subif.h"
#include "table.h"
#include "trace.h"

/* TPIDs in use beside 802.1Q and 802.1ad; the kernel takes none of them off. */
#define ERD_ETH_P_QINQ2	0x9200
#define ERD_ETH_P_QINQ3	0x9300

/**
 * struct erd_wire - what a buffer is on the wire
 * @frames: number of frames; more than one for an aggregate
 * @bytes: their octets, tags included, frame check sequence excluded
 */
struct erd_wire {
	unsigned int frames;
	unsigned int bytes;
};

/*
 * Octets of headers that each segment of an aggregate repeats, from @base (the
 * destination address) on. As qdisc_pkt_len_init() reckons, tunnels too.
 */
static unsigned int erd_segment_header(const struct sk_buff *skb,
				       const unsigned char *base)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);
	const unsigned char *transport;
	unsigned int len;

	if (skb->encapsulation)
		transport = skb_inner_transport_header(skb);
	else
		transport = skb_transport_header(skb);
	len = transport - base;

	if (shinfo->gso_type & (SKB_GSO_TCPV4 | SKB_GSO_TCPV6)) {
		const struct tcphdr *th;
		struct tcphdr copy;

		th = skb_header_pointer(skb, transport - skb->data,
					sizeof(copy), &copy);
		if (th)
			len += __tcp_hdrlen(th);
	} else if (shinfo->gso_type & SKB_GSO_UDP_L4) {
		len += sizeof(struct udphdr);
	}
	return len;
}

/* What an aggregate becomes that would be @wire as one frame. */
static noinline struct erd_wire
erd_wire_segments(const struct sk_buff *skb, const unsigned char *base,
		  unsigned int hidden, struct erd_wire wire)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);
	unsigned int header;

	if (!skb_transport_header_was_set(skb))
		return wire;

	header = erd_segment_header(skb, base) + hidden;
	wire.frames = shinfo->gso_segs;
	/* from a guest: not to be believed, or not said */
	if (shinfo->gso_type & SKB_GSO_DODGY || !wire.frames) {
		if (wire.bytes <= header) {
			wire.frames = 1;
			return wire;
		}
		wire.frames = DIV_ROUND_UP(wire.bytes - header,
					   shinfo->gso_size);
	}
	wire.bytes += (wire.frames - 1) * header;
	return wire;
}

/*
 * @base is where the destination address is; @hidden are octets of tags on the
 * wire that are not between it and the end of the buffer. By value, so that it
 * stays in registers.
 */
static struct erd_wire erd_wire(const struct sk_buff *skb,
				const unsigned char *base, unsigned int hidden)
{
	struct erd_wire wire = {
		.frames = 1,
		.bytes = skb->len + (skb->data - base) + hidden,
	};

	if (skb_is_gso(skb))
		return erd_wire_segments(skb, base, hidden, wire);
	return wire;
}

/*
 * Moves both addresses; the places may overlap. Tags come and go with one move
 * of twelve octets a frame, for which a call of memmove() is too long a way.
 */
static void erd_move_addresses(unsigned char *to, const unsigned char *from)
{
	u64 first = get_unaligned((const u64 *)from);
	u32 last = get_unaligned((const u32 *)(from + sizeof(first)));

	static_assert(sizeof(first) + sizeof(last) == 2 * ETH_ALEN);
	put_unaligned(first, (u64 *)to);
	put_unaligned(last, (u32 *)(to + sizeof(first)));
}

/* --- receive ------------------------------------------------------------ */

/**
 * erd_is_tpid() - whether a tag follows
 * @proto: EtherType
 *
 * Return: true for every TPID that is in use, also those that a port cannot
 * have.
 */
bool erd_is_tpid(__be16 proto)
{
	switch (proto) {
	case htons(ETH_P_8021Q):
	case htons(ETH_P_8021AD):
	case htons(ETH_P_QINQ1):
	case htons(ERD_ETH_P_QINQ2):
	case htons(ERD_ETH_P_QINQ3):
		return true;
	}
	return false;
}

/*
 * The core's own reason nearest to ours: a module cannot bring reasons of its
 * own. The tracepoint erd_drop has the exact one.
 */
static enum skb_drop_reason erd_core_reason(enum erd_drop reason)
{
	switch (reason) {
	case ERD_DROP_UNKNOWN_STAG:
	case ERD_DROP_UNKNOWN_CTAG:
	case ERD_DROP_WRONG_TPID:
	case ERD_DROP_SINGLE_TAG:
		return SKB_DROP_REASON_UNHANDLED_PROTO;
	case ERD_DROP_MALFORMED:
		return SKB_DROP_REASON_HDR_TRUNC;
	case ERD_DROP_NO_MEMORY:
		return SKB_DROP_REASON_NOMEM;
	case ERD_DROP_TOO_LONG:
		return SKB_DROP_REASON_PKT_TOO_BIG;
	default:
		return SKB_DROP_REASON_DEV_READY;
	}
}

/* Counted and freed, as the port's or a sub-interface's. */
static rx_handler_result_t erd_rx_drop(struct sk_buff *skb,
				       struct erd_drops *drops,
				       enum erd_drop reason)
{
	struct erd_wire wire = erd_wire(skb, skb_mac_header(skb), 0);

	erd_count_drop(drops, ERD_RX, reason, wire.frames);
	trace_erd_drop(skb->dev, skb, ERD_RX, reason, wire.frames);
	kfree_skb_reason(skb, erd_core_reason(reason));
	return RX_HANDLER_CONSUMED;
}

/* As erd_rx_drop(), for tags that nobody has. */
static rx_handler_result_t erd_rx_drop_unknown(struct sk_buff *skb,
					       struct erd_port *port,
					       enum erd_drop reason)
{
	struct erd_wire wire = erd_wire(skb, skb_mac_header(skb), 0);

	erd_unknowns_add(&port->unknowns, skb, reason, wire.frames);
	return erd_rx_drop(skb, &port->drops, reason);
}

/* Why no sub-interface has the frame's tags. */
static enum erd_drop erd_rx_unknown(const struct erd_port *port, u16 outer)
{
	if (port->qinq && !erd_circuit_by_stag(port->pair, outer))
		return ERD_DROP_UNKNOWN_STAG;
	return ERD_DROP_UNKNOWN_CTAG;
}

/*
 * The sub-interface that the frame's tags name, or NULL and why not. The core
 * or the hardware has taken the outer tag off; a second one is at skb->data.
 */
static struct erd_subif *erd_rx_lookup(const struct erd_port *port,
				       const struct sk_buff *skb,
				       enum erd_drop *reason)
{
	u16 outer = skb_vlan_tag_get_id(skb);
	const struct vlan_hdr *inner;
	struct erd_subif *subif;
	struct vlan_hdr copy;

	if (unlikely(skb->vlan_proto != port->outer_tpid)) {
		*reason = ERD_DROP_WRONG_TPID;
		return NULL;
	}
	if (!port->qinq) {
		subif = erd_table_lookup(port->table, 0, outer);
		goto out;
	}
	if (unlikely(skb->protocol != htons(ETH_P_8021Q))) {
		*reason = erd_is_tpid(skb->protocol) ? ERD_DROP_WRONG_TPID :
						       ERD_DROP_SINGLE_TAG;
		return NULL;
	}
	inner = skb_header_pointer(skb, 0, sizeof(copy), &copy);
	/* skb_vlan_untag() looks two octets further */
	if (unlikely(!inner || skb->len < VLAN_HLEN + sizeof(__be16))) {
		*reason = ERD_DROP_MALFORMED;
		return NULL;
	}
	subif = erd_table_lookup(port->table, outer,
				 ntohs(inner->h_vlan_TCI) & VLAN_VID_MASK);
out:
	if (unlikely(!subif))
		*reason = erd_rx_unknown(port, outer);
	return subif;
}

/*
 * Takes off the tag at skb->data that erd_rx_lookup() has read: what
 * skb_vlan_untag() does, which would note the tag as the frame's first and be
 * prepared for anything. What this is not prepared for goes there.
 */
static struct sk_buff *erd_rx_untag_inner(struct sk_buff *skb)
{
	unsigned char *mac = skb_mac_header(skb), *inner = skb->data;

	if (unlikely(skb_cloned(skb) || skb_metadata_len(skb) ||
		     skb_headlen(skb) < VLAN_HLEN + sizeof(__be16))) {
		skb = skb_vlan_untag(skb);
		if (likely(skb))
			__vlan_hwaccel_clear_tag(skb);
		return skb;
	}
	vlan_set_encap_proto(skb, (struct vlan_hdr *)inner);
	__skb_pull(skb, VLAN_HLEN);
	skb_postpull_rcsum(skb, inner, VLAN_HLEN);
	erd_move_addresses(mac + VLAN_HLEN, mac);
	skb->mac_header += VLAN_HLEN;
	skb_reset_network_header(skb);
	return skb;
}

/* Takes both tags off. Frees the buffer and returns NULL without memory. */
static struct sk_buff *erd_rx_untag(struct sk_buff *skb, bool qinq)
{
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (unlikely(!skb))
		return NULL;
	__vlan_hwaccel_clear_tag(skb);
	return qinq ? erd_rx_untag_inner(skb) : skb;
}

/* The core judged by the port's address; the sub-interface may have its own. */
static void erd_rx_set_pkt_type(struct sk_buff *skb,
				const struct net_device *dev)
{
	if (skb->pkt_type == PACKET_OTHERHOST &&
	    ether_addr_equal_64bits(eth_hdr(skb)->h_dest, dev->dev_addr))
		skb->pkt_type = PACKET_HOST;
	else if (skb->pkt_type == PACKET_HOST &&
		 !ether_addr_equal_64bits(eth_hdr(skb)->h_dest, dev->dev_addr))
		skb->pkt_type = PACKET_OTHERHOST;
}

static rx_handler_result_t erd_rx_untagged(struct erd_port *port,
					   struct sk_buff *skb)
{
	if (!READ_ONCE(port->open))
		return erd_rx_drop(skb, &port->drops, ERD_DROP_PORT_DISABLED);
	/* the core takes off only 0x8100 and 0x88a8: this is another TPID */
	if (unlikely(!skb_vlan_tag_present(skb) && erd_is_tpid(skb->protocol)))
		return erd_rx_drop_unknown(skb, port, ERD_DROP_WRONG_TPID);
	/* LACP, LLDP, EAPOL and what else speaks on the link itself */
	return RX_HANDLER_PASS;
}

/**
 * erd_rx() - receive handler of a port's device
 * @pskb: frame
 *
 * Context: softirq, RCU.
 * Return: RX_HANDLER_ANOTHER with the frame, untagged, on its sub-interface;
 * RX_HANDLER_PASS for what carries no tag; RX_HANDLER_CONSUMED for what was
 * refused and counted.
 */
rx_handler_result_t erd_rx(struct sk_buff **pskb)
{
	struct sk_buff *skb = *pskb;
	struct erd_port *port = rcu_dereference(skb->dev->rx_handler_data);
	struct erd_subif *subif;
	enum erd_drop reason;
	struct erd_wire wire;
	u16 pcp;

	if (unlikely(skb->pkt_type == PACKET_LOOPBACK))
		return RX_HANDLER_PASS;
	/* VID 0 is a priority and no tag */
	if (!skb_vlan_tag_present(skb) || !skb_vlan_tag_get_id(skb))
		return erd_rx_untagged(port, skb);

	subif = erd_rx_lookup(port, skb, &reason);
	if (unlikely(!subif)) {
		if (!READ_ONCE(port->open))
			return erd_rx_drop(skb, &port->drops,
					   ERD_DROP_PORT_DISABLED);
		return erd_rx_drop_unknown(skb, port, reason);
	}
	reason = READ_ONCE(subif->refuse[ERD_RX]);
	if (unlikely(reason))
		return erd_rx_drop(skb, &subif->drops, reason);

	wire = erd_wire(skb, skb_mac_header(skb), VLAN_HLEN);
	pcp = skb_vlan_tag_get_prio(skb);
	skb = erd_rx_untag(skb, port->qinq);
	*pskb = skb;
	if (unlikely(!skb)) {
		erd_count_drop(&subif->drops, ERD_RX, ERD_DROP_NO_MEMORY,
			       wire.frames);
		return RX_HANDLER_CONSUMED;
	}
	skb->dev = subif->dev;
	skb->priority = erd_qos_priority(&subif->qos, pcp);
	erd_rx_set_pkt_type(skb, subif->dev);
	erd_count(subif->stats, ERD_RX, wire.frames, wire.bytes);
	trace_erd_rx(subif, skb, wire.frames, wire.bytes);
	return RX_HANDLER_ANOTHER;
}

/* --- transmit ----------------------------------------------------------- */

static void erd_put_tag(unsigned char *at, __be16 tpid, u16 tci)
{
	put_unaligned(tpid, (__be16 *)at);
	put_unaligned_be16(tci, at + sizeof(tpid));
}

/* Room for tags of @len octets, behind the addresses. */
static __always_inline int erd_tx_room(struct sk_buff *skb, unsigned int len)
{
	unsigned char *at;

	if (skb_cow_head(skb, len))
		return -ENOMEM;
	at = __skb_push(skb, len);
	erd_move_addresses(at, at + len);
	return 0;
}

/*
 * Both tags between the addresses and the EtherType with one move of the
 * addresses, but the outer one beside the frame if the device puts it in. The
 * core sets mac_header. network_header stays: the core finds the network layer
 * behind the tags by itself.
 */
static int erd_tx_tag(struct sk_buff *skb, const struct erd_subif *subif,
		      const struct net_device *lower)
{
	const struct erd_port *port = subif->port;
	u16 pcp = erd_qos_pcp(&subif->qos, skb->priority) << VLAN_PRIO_SHIFT;
	bool inner = subif->tag_len > VLAN_HLEN;
	u16 outer = pcp | subif->outer_vid;
	unsigned char *at;

	if (READ_ONCE(lower->features) & port->outer_offload) {
		__vlan_hwaccel_put_tag(skb, port->outer_tpid, outer);
		if (!inner)
			return 0;
		if (unlikely(erd_tx_room(skb, VLAN_HLEN)))
			return -ENOMEM;
		at = skb->data + 2 * ETH_ALEN;
		skb->protocol = htons(ETH_P_8021Q);
	} else {
		if (unlikely(erd_tx_room(skb, subif->tag_len)))
			return -ENOMEM;
		at = skb->data + 2 * ETH_ALEN;
		skb->protocol = port->outer_tpid;
		erd_put_tag(at, port->outer_tpid, outer);
		if (!inner)
			return 0;
		at += VLAN_HLEN;
	}
	erd_put_tag(at, htons(ETH_P_8021Q), pcp | subif->ctag);
	return 0;
}

static netdev_tx_t erd_tx_drop(struct sk_buff *skb, struct erd_subif *subif,
			       enum erd_drop reason)
{
	struct erd_wire wire = erd_wire(skb, skb->data, 0);

	erd_count_drop(&subif->drops, ERD_TX, reason, wire.frames);
	trace_erd_drop(subif->dev, skb, ERD_TX, reason, wire.frames);
	kfree_skb_reason(skb, erd_core_reason(reason));
	return NETDEV_TX_OK;
}

/*
 * Whether the port's device need not take a frame that is longer than it said
 * it does: some drop those without a word.
 */
static bool erd_tx_too_long(const struct sk_buff *skb,
			    const struct erd_subif *subif)
{
	unsigned int max = READ_ONCE(subif->max_len);

	if (skb_is_gso(skb))
		return !skb_gso_validate_mac_len(skb, max);
	return skb->len > max;
}

/* Frees the buffer and returns NULL without memory. */
static noinline struct sk_buff *erd_tx_push_own_tag(struct sk_buff *skb,
						    struct erd_subif *subif)
{
	struct erd_wire wire = erd_wire(skb, skb->data, 0);

	skb = __vlan_hwaccel_push_inside(skb);
	if (!skb)
		erd_count_drop(&subif->drops, ERD_TX, ERD_DROP_NO_MEMORY,
			       wire.frames);
	return skb;
}

/**
 * erd_xmit() - transmit on a sub-interface
 * @skb: frame, without erd's tags
 * @dev: the sub-interface's device
 *
 * Context: bottom halves off, RCU.
 * Return: NETDEV_TX_OK; what was refused is counted and freed.
 */
netdev_tx_t erd_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct erd_subif *subif = netdev_priv(dev);
	struct net_device *lower = subif->lower;
	enum erd_drop reason = READ_ONCE(subif->refuse[ERD_TX]);
	struct erd_wire wire;
	int ret;

	if (unlikely(reason))
		return erd_tx_drop(skb, subif, reason);
	if (unlikely(!erd_carrier_ok(lower)))
		return erd_tx_drop(skb, subif, ERD_DROP_NO_CARRIER);
	if (unlikely(!pskb_may_pull(skb, ETH_HLEN)))
		return erd_tx_drop(skb, subif, ERD_DROP_MALFORMED);
	/* a tag of the sender's own, such as a packet socket's, goes inside */
	if (unlikely(skb_vlan_tag_present(skb))) {
		skb = erd_tx_push_own_tag(skb, subif);
		if (!skb)
			return NETDEV_TX_OK;
	}
	if (unlikely(erd_tx_too_long(skb, subif)))
		return erd_tx_drop(skb, subif, ERD_DROP_TOO_LONG);

	/* with the tags that it is about to get, wherever they go */
	wire = erd_wire(skb, skb->data, subif->tag_len);
	if (unlikely(erd_tx_tag(skb, subif, lower)))
		return erd_tx_drop(skb, subif, ERD_DROP_NO_MEMORY);

	trace_erd_tx(subif, skb, wire.frames, wire.bytes);
	skb->dev = lower;
	ret = dev_queue_xmit(skb);
	if (likely(ret == NET_XMIT_SUCCESS || ret == NET_XMIT_CN))
		erd_count(subif->stats, ERD_TX, wire.frames, wire.bytes);
	else
		erd_count_drop(&subif->drops, ERD_TX, ERD_DROP_LOWER,
			       wire.frames);
	return NETDEV_TX_OK;
}
