/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERDSIM_FRAME_H
#define ERDSIM_FRAME_H

#include <linux/bpf.h>
#include <linux/erdsim.h>
#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/list.h>
#include <linux/skbuff.h>
#include <net/xdp.h>

/**
 * struct erdsim_frame - a frame as it is on the wire
 * @list: in the receiver's queue
 * @data: destination address and on
 * @len: octets, without the check sequence
 * @size: of the memory that begins with this structure
 * @checked: the sender's hardware computed the checksum
 * @tpid: tag taken out of it, or 0
 * @tci: of the same
 *
 * It begins its own memory: pages that become the linear part of an skb, or an
 * XDP buffer, without another copy. Nothing of the sender's skb is in it, as
 * nothing of it is in light.
 */
struct erdsim_frame {
	struct list_head list;
	u8 *data;
	unsigned int len;
	unsigned int size;
	bool checked;
	__be16 tpid;
	u16 tci;
};

/* XDP programs can write to the headroom from the end of an xdp_frame on. */
static_assert(sizeof(struct erdsim_frame) <= sizeof(struct xdp_frame));

/* Longest frame whose memory is one page, as XDP programs expect it. */
#define ERDSIM_FRAME_PAGE \
	(SKB_WITH_OVERHEAD(PAGE_SIZE) - XDP_PACKET_HEADROOM)

struct erdsim_frame *erdsim_frame_from_skb(const struct sk_buff *skb);
struct erdsim_frame *erdsim_frame_from_xdp(struct xdp_frame *xdpf);
struct erdsim_frame *erdsim_frame_at(const struct xdp_buff *xdp);
bool erdsim_frame_tag(const struct erdsim_frame *frame, __be16 *tpid,
		      u16 *tci);
void erdsim_frame_strip(struct erdsim_frame *frame);
struct sk_buff *erdsim_frame_to_skb(struct erdsim_frame *frame,
				    unsigned int metasize);
void erdsim_frame_free(struct erdsim_frame *frame);

#endif /* ERDSIM_FRAME_H */
