// SPDX-License-Identifier: GPL-2.0-only
/* From the stack to the wire. */
#include <linux/etherdevice.h>

#include "../compat/sim.h"
#include "frame.h"
#include "port.h"
#include "tx.h"

/**
 * erdsim_tx_frame() - send a frame
 * @port: port
 * @frame: frame; its owner from now on
 *
 * What no receiver is tuned to is sent all the same, and lost.
 *
 * Context: bottom halves off, RCU.
 * Return: false if the card refuses it.
 */
bool erdsim_tx_frame(struct erdsim_port *port, struct erdsim_frame *frame)
{
	struct erdsim_port *far = rcu_dereference_bh(port->far);

	if (frame->len > erdsim_nic_max_frame(port)) {
		erdsim_count(port->stats, ERDSIM_TX_TOO_LONG);
		erdsim_frame_free(frame);
		return false;
	}
	erdsim_count(port->stats, ERDSIM_TX_FRAMES);
	erdsim_count_n(port->stats, ERDSIM_TX_BYTES, frame->len);
	if (far)
		erdsim_rx_arrive(far, frame);
	else
		erdsim_frame_free(frame);
	return true;
}

static void erdsim_tx_one(struct erdsim_port *port, const struct sk_buff *skb)
{
	struct erdsim_frame *frame = erdsim_frame_from_skb(skb);

	if (!frame) {
		erdsim_count(port->stats, ERDSIM_TX_NO_MEMORY);
		return;
	}
	if (skb_vlan_tag_present(skb))
		erdsim_count(port->stats, ERDSIM_TX_INSERTED);
	if (frame->checked)
		erdsim_count(port->stats, ERDSIM_TX_CHECKSUMMED);
	erdsim_tx_frame(port, frame);
}

/* The hardware's part of TSO: each segment gets the aggregate's tags. */
static void erdsim_tx_segments(struct erdsim_port *port, struct sk_buff *skb)
{
	struct sk_buff *segs, *seg, *next;

	segs = skb_gso_segment(skb, NETIF_F_SG | NETIF_F_HW_CSUM);
	if (IS_ERR(segs)) {
		erdsim_count(port->stats, ERDSIM_TX_NO_MEMORY);
		return;
	}
	if (!segs) {
		erdsim_tx_one(port, skb);
		return;
	}
	erdsim_count(port->stats, ERDSIM_TX_SEGMENTED);
	skb_list_walk_safe(segs, seg, next) {
		skb_mark_not_on_list(seg);
		erdsim_tx_one(port, seg);
		consume_skb(seg);
	}
}

static void erdsim_tx_record(struct erdsim_port *port,
			     const struct sk_buff *skb)
{
	struct erdsim_descriptor *last = &port->last_tx;

	last->octets = min_t(unsigned int, skb->len, sizeof(last->data));
	skb_copy_bits(skb, 0, last->data, last->octets);
	last->length = skb->len;
	last->tpid = skb_vlan_tag_present(skb) ? skb->vlan_proto : 0;
	last->tci = skb_vlan_tag_present(skb) ? skb_vlan_tag_get(skb) : 0;
	last->csum = skb->ip_summed == CHECKSUM_PARTIAL;
	last->gso_size = skb_is_gso(skb) ? skb_shinfo(skb)->gso_size : 0;
}

/**
 * erdsim_tx_skb() - ndo_start_xmit
 * @skb: frame or aggregate
 * @dev: the port's device
 *
 * Return: NETDEV_TX_OK, or NETDEV_TX_BUSY if the driver is told to fail so.
 */
netdev_tx_t erdsim_tx_skb(struct sk_buff *skb, struct net_device *dev)
{
	struct erdsim_port *port = netdev_priv(dev);

	if (erdsim_nic_fails(port, ERDSIM_FAIL_XMIT_BUSY)) {
		erdsim_count(port->stats, ERDSIM_TX_BUSY);
		netif_stop_queue(dev);
		/* pairs with the one in erdsim_nic_set_fail() */
		smp_mb();
		if (!erdsim_nic_fails(port, ERDSIM_FAIL_XMIT_BUSY))
			netif_start_queue(dev);
		return NETDEV_TX_BUSY;
	}
	erdsim_tx_record(port, skb);
	if (skb_is_gso(skb))
		erdsim_tx_segments(port, skb);
	else
		erdsim_tx_one(port, skb);
	consume_skb(skb);
	return NETDEV_TX_OK;
}

/**
 * erdsim_tx_xdp() - ndo_xdp_xmit
 * @dev: the port's device
 * @n: how many frames
 * @frames: what a program redirected here
 * @flags: XDP_XMIT_FLUSH does nothing: frames leave at once
 *
 * Return: how many were taken, or a negative errno.
 */
int erdsim_tx_xdp(struct net_device *dev, int n, struct xdp_frame **frames,
		  u32 flags)
{
	struct erdsim_port *port = netdev_priv(dev);
	int sent;

	if (flags & ~XDP_XMIT_FLAGS_MASK)
		return -EINVAL;
	if (!netif_running(dev) || !netif_carrier_ok(dev))
		return -ENETDOWN;
	for (sent = 0; sent < n; sent++) {
		struct erdsim_frame *frame = erdsim_frame_from_xdp(frames[sent]);

		if (!frame) {
			erdsim_count(port->stats, ERDSIM_TX_NO_MEMORY);
			break;
		}
		if (!erdsim_tx_frame(port, frame))
			break;
		xdp_return_frame_rx_napi(frames[sent]);
	}
	return sent;
}
