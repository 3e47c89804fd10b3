// SPDX-License-Identifier: GPL-2.0-only
/* From the wire to the stack. */
#include <linux/bpf_trace.h>
#include <linux/etherdevice.h>
#include <linux/filter.h>

#include "../compat/sim.h"
#include "frame.h"
#include "light.h"
#include "port.h"
#include "tx.h"

/**
 * erdsim_rx_arrive() - a frame comes out of the fibre
 * @port: port that it comes to
 * @frame: frame; its owner from now on
 *
 * Context: bottom halves off, RCU.
 */
void erdsim_rx_arrive(struct erdsim_port *port, struct erdsim_frame *frame)
{
	struct erdsim_rx *rx = &port->rx;
	bool room;

	spin_lock(&rx->lock);
	room = rx->queued < ERDSIM_RX_RING;
	if (room) {
		list_add_tail(&frame->list, &rx->frames);
		rx->queued++;
	}
	spin_unlock(&rx->lock);
	if (!room) {
		erdsim_count(port->stats, ERDSIM_RX_MISSED);
		erdsim_frame_free(frame);
		return;
	}
	napi_schedule(&rx->napi);
}

static struct erdsim_frame *erdsim_rx_take(struct erdsim_rx *rx)
{
	struct erdsim_frame *frame;

	spin_lock_bh(&rx->lock);
	frame = list_first_entry_or_null(&rx->frames, struct erdsim_frame,
					 list);
	if (frame) {
		list_del(&frame->list);
		rx->queued--;
	}
	spin_unlock_bh(&rx->lock);
	return frame;
}

/* Spreads the errors evenly, so that tests know how many there will be. */
static bool erdsim_rx_spoilt(struct erdsim_rx *rx)
{
	rx->error += READ_ONCE(rx->spoilt);
	if (rx->error < ERDSIM_CERTAIN)
		return false;
	rx->error -= ERDSIM_CERTAIN;
	return true;
}

/* What the hardware keeps from the processor, and how it counts that. */
static bool erdsim_rx_refuses(struct erdsim_port *port,
			      const struct erdsim_frame *frame, bool one_page,
			      enum erdsim_count *why)
{
	__be16 tpid;
	u16 tci;

	if (erdsim_rx_spoilt(&port->rx))
		*why = ERDSIM_RX_CRC_ERRORS;
	else if (frame->len > erdsim_nic_max_frame(port) ||
		 (one_page && frame->len > ERDSIM_FRAME_PAGE))
		*why = ERDSIM_RX_TOO_LONG;
	else if (!erdsim_nic_wants(port, frame->data))
		*why = ERDSIM_RX_FILTERED_ADDRESS;
	else if (erdsim_frame_tag(frame, &tpid, &tci) &&
		 !erdsim_nic_wants_tag(port, tpid, tci & VLAN_VID_MASK))
		*why = ERDSIM_RX_FILTERED_TAG;
	else
		return false;
	return true;
}

static void erdsim_rx_count(struct erdsim_port *port,
			    const struct erdsim_frame *frame)
{
	struct erdsim_pcpu_stats *stats = this_cpu_ptr(port->stats);

	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(&stats->counts[ERDSIM_RX_FRAMES]);
	u64_stats_add(&stats->counts[ERDSIM_RX_BYTES], frame->len);
	if (is_multicast_ether_addr(frame->data))
		u64_stats_inc(&stats->counts[ERDSIM_RX_MULTICAST]);
	u64_stats_update_end(&stats->syncp);
}

static void erdsim_rx_deliver(struct erdsim_port *port,
			      struct erdsim_frame *frame, unsigned int metasize)
{
	bool checked = frame->checked && port->dev->features & NETIF_F_RXCSUM;
	struct sk_buff *skb = erdsim_frame_to_skb(frame, metasize);

	if (!skb) {
		erdsim_count(port->stats, ERDSIM_RX_NO_MEMORY);
		return;
	}
	skb->protocol = eth_type_trans(skb, port->dev);
	/* a card that knows one tag finds no checksum behind two */
	if (checked && !(skb_vlan_tag_present(skb) &&
			 eth_type_vlan(skb->protocol)))
		skb->ip_summed = CHECKSUM_UNNECESSARY;
	skb_record_rx_queue(skb, 0);
	napi_gro_receive(&port->rx.napi, skb);
}

/* XDP programs ask for the tag that was stripped. */
static int erdsim_rx_vlan_tag(const struct xdp_md *ctx, __be16 *proto,
			      u16 *tci)
{
	const struct xdp_buff *xdp = (const void *)ctx;
	const struct erdsim_frame *frame = xdp->data_hard_start;

	if (!frame->tpid)
		return -ENODATA;
	*proto = frame->tpid;
	*tci = frame->tci;
	return 0;
}

static const struct xdp_metadata_ops erdsim_rx_metadata = {
	.xmo_rx_vlan_tag = erdsim_rx_vlan_tag,
};

static void erdsim_rx_xdp_drop(struct erdsim_port *port, struct xdp_buff *xdp)
{
	erdsim_count(port->stats, ERDSIM_RX_XDP_DROP);
	put_page(virt_to_head_page(xdp->data_hard_start));
}

/* Returns true if the frame is for the stack, with its new bounds. */
static bool erdsim_rx_xdp(struct erdsim_port *port, struct bpf_prog *prog,
			  struct erdsim_frame *frame, unsigned int *metasize)
{
	struct xdp_buff xdp;
	u32 act;

	xdp_init_buff(&xdp, frame->size, &port->rx.rxq);
	xdp_prepare_buff(&xdp, (unsigned char *)frame,
			 frame->data - (u8 *)frame, frame->len, true);
	act = bpf_prog_run_xdp(prog, &xdp);
	switch (act) {
	case XDP_PASS:
		*metasize = xdp.data - xdp.data_meta;
		frame->data = xdp.data;
		frame->len = xdp.data_end - xdp.data;
		/* the program may have changed what was checked */
		frame->checked = false;
		return true;
	case XDP_TX:
		erdsim_count(port->stats, ERDSIM_RX_XDP_TX);
		erdsim_tx_frame(port, erdsim_frame_at(&xdp));
		return false;
	case XDP_REDIRECT:
		if (xdp_do_redirect(port->dev, &xdp, prog)) {
			trace_xdp_exception(port->dev, prog, act);
			break;
		}
		erdsim_count(port->stats, ERDSIM_RX_XDP_REDIRECT);
		return false;
	default:
		bpf_warn_invalid_xdp_action(port->dev, prog, act);
		fallthrough;
	case XDP_ABORTED:
		trace_xdp_exception(port->dev, prog, act);
		fallthrough;
	case XDP_DROP:
		break;
	}
	erdsim_rx_xdp_drop(port, &xdp);
	return false;
}

static void erdsim_rx_frame(struct erdsim_port *port,
			    struct erdsim_frame *frame)
{
	struct bpf_prog *prog = rcu_dereference(port->rx.prog);
	unsigned int metasize = 0;
	enum erdsim_count why;
	__be16 tpid;
	u16 tci;

	if (erdsim_rx_refuses(port, frame, prog, &why)) {
		erdsim_count(port->stats, why);
		erdsim_frame_free(frame);
		return;
	}
	erdsim_rx_count(port, frame);
	if (erdsim_frame_tag(frame, &tpid, &tci) &&
	    erdsim_nic_strips(port, tpid)) {
		erdsim_frame_strip(frame);
		erdsim_count(port->stats, ERDSIM_RX_STRIPPED);
	}
	if (prog && !erdsim_rx_xdp(port, prog, frame, &metasize))
		return;
	erdsim_rx_deliver(port, frame, metasize);
}

static int erdsim_rx_poll(struct napi_struct *napi, int budget)
{
	struct erdsim_rx *rx = container_of(napi, struct erdsim_rx, napi);
	struct erdsim_port *port = container_of(rx, struct erdsim_port, rx);
	struct erdsim_frame *frame;
	int done = 0;

	rcu_read_lock();
	while (done < budget && (frame = erdsim_rx_take(rx))) {
		erdsim_rx_frame(port, frame);
		done++;
	}
	xdp_do_flush();
	rcu_read_unlock();
	if (done < budget)
		napi_complete_done(napi, done);
	return done;
}

/**
 * erdsim_rx_setup() - prepare a new port's receiver
 * @port: port
 */
void erdsim_rx_setup(struct erdsim_port *port)
{
	spin_lock_init(&port->rx.lock);
	INIT_LIST_HEAD(&port->rx.frames);
	netif_napi_add(port->dev, &port->rx.napi, erdsim_rx_poll);
	erdsim_set_xdp_metadata(port->dev, &erdsim_rx_metadata);
}

/**
 * erdsim_rx_open() - begin to receive
 * @port: port
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int erdsim_rx_open(struct erdsim_port *port)
{
	struct erdsim_rx *rx = &port->rx;
	int err;

	err = xdp_rxq_info_reg(&rx->rxq, port->dev, 0, rx->napi.napi_id);
	if (err)
		return err;
	err = xdp_rxq_info_reg_mem_model(&rx->rxq, MEM_TYPE_PAGE_SHARED, NULL);
	if (err) {
		xdp_rxq_info_unreg(&rx->rxq);
		return err;
	}
	napi_enable(&rx->napi);
	return 0;
}

/**
 * erdsim_rx_stop() - receive nothing any more
 * @port: port that no &erdsim_port.far leads to any more
 *
 * Context: RTNL.
 */
void erdsim_rx_stop(struct erdsim_port *port)
{
	struct erdsim_frame *frame;

	/* senders that had found the port have put their frames in by then */
	synchronize_net();
	napi_disable(&port->rx.napi);
	while ((frame = erdsim_rx_take(&port->rx)))
		erdsim_frame_free(frame);
	xdp_rxq_info_unreg(&port->rx.rxq);
}
