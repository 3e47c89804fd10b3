// SPDX-License-Identifier: GPL-2.0-only
#include <linux/gfp.h>
#include <linux/mm.h>

#include "frame.h"

static struct erdsim_frame *erdsim_frame_alloc(unsigned int len)
{
	unsigned int size = SKB_DATA_ALIGN(XDP_PACKET_HEADROOM + len) +
			    SKB_DATA_ALIGN(sizeof(struct skb_shared_info));
	unsigned int order = get_order(size);
	struct erdsim_frame *frame;
	struct page *page;

	page = alloc_pages(GFP_ATOMIC | __GFP_COMP | __GFP_NOWARN, order);
	if (!page)
		return NULL;
	frame = page_address(page);
	frame->data = (u8 *)frame + XDP_PACKET_HEADROOM;
	frame->len = len;
	frame->size = PAGE_SIZE << order;
	frame->checked = false;
	frame->tpid = 0;
	return frame;
}

/**
 * erdsim_frame_free() - a frame ends here
 * @frame: frame
 */
void erdsim_frame_free(struct erdsim_frame *frame)
{
	put_page(virt_to_head_page(frame));
}

/* The checksum that the skb's owner left to the hardware. */
static void erdsim_frame_checksum(struct erdsim_frame *frame,
				  const struct sk_buff *skb, unsigned int shift)
{
	unsigned int start = skb_checksum_start_offset(skb) + shift;
	unsigned int at = start + skb->csum_offset;
	__sum16 sum;

	if (at + sizeof(sum) > frame->len)
		return;
	sum = csum_fold(csum_partial(frame->data + start, frame->len - start,
				     0));
	/* 0 would mean that UDP has none */
	if (!sum)
		sum = CSUM_MANGLED_0;
	memcpy(frame->data + at, &sum, sizeof(sum));
	frame->checked = true;
}

/**
 * erdsim_frame_from_skb() - put an skb on the wire
 * @skb: from the stack, at its Ethernet header; stays as it is
 *
 * The tag beside the data is inserted, the checksum completed, and short
 * frames padded.
 *
 * Return: the frame, or NULL if there is no memory.
 */
struct erdsim_frame *erdsim_frame_from_skb(const struct sk_buff *skb)
{
	unsigned int shift = skb_vlan_tag_present(skb) ? VLAN_HLEN : 0;
	unsigned int len = skb->len + shift;
	struct erdsim_frame *frame;

	frame = erdsim_frame_alloc(max_t(unsigned int, len, ETH_ZLEN));
	if (!frame)
		return NULL;
	if (shift) {
		struct vlan_ethhdr *header = (struct vlan_ethhdr *)frame->data;

		skb_copy_bits(skb, 0, frame->data, 2 * ETH_ALEN);
		header->h_vlan_proto = skb->vlan_proto;
		header->h_vlan_TCI = htons(skb_vlan_tag_get(skb));
	}
	skb_copy_bits(skb, shift ? 2 * ETH_ALEN : 0,
		      frame->data + (shift ? 2 * ETH_ALEN + VLAN_HLEN : 0),
		      skb->len - (shift ? 2 * ETH_ALEN : 0));
	if (frame->len > len)
		memset(frame->data + len, 0, frame->len - len);
	if (skb->ip_summed == CHECKSUM_PARTIAL)
		erdsim_frame_checksum(frame, skb, shift);
	return frame;
}

/**
 * erdsim_frame_from_xdp() - put a redirected XDP frame on the wire
 * @xdpf: it, in one piece or several; stays as it is
 *
 * Return: the frame, or NULL if there is no memory.
 */
struct erdsim_frame *erdsim_frame_from_xdp(struct xdp_frame *xdpf)
{
	unsigned int len = xdp_get_frame_len(xdpf), at = xdpf->len;
	struct skb_shared_info *shared;
	struct erdsim_frame *frame;
	unsigned int i;

	frame = erdsim_frame_alloc(max_t(unsigned int, len, ETH_ZLEN));
	if (!frame)
		return NULL;
	memcpy(frame->data, xdpf->data, xdpf->len);
	if (xdp_frame_has_frags(xdpf)) {
		shared = xdp_get_shared_info_from_frame(xdpf);
		for (i = 0; i < shared->nr_frags; i++) {
			const skb_frag_t *frag = &shared->frags[i];

			memcpy(frame->data + at, skb_frag_address(frag),
			       skb_frag_size(frag));
			at += skb_frag_size(frag);
		}
	}
	if (frame->len > len)
		memset(frame->data + len, 0, frame->len - len);
	return frame;
}

/**
 * erdsim_frame_at() - the frame that an XDP program sends back
 * @xdp: buffer in the memory of a frame
 *
 * Return: the frame again.
 */
struct erdsim_frame *erdsim_frame_at(const struct xdp_buff *xdp)
{
	struct erdsim_frame *frame = xdp->data_hard_start;

	frame->data = xdp->data;
	frame->len = xdp->data_end - xdp->data;
	frame->size = xdp->frame_sz;
	frame->checked = false;
	frame->tpid = 0;
	return frame;
}

/**
 * erdsim_frame_tag() - the outer tag of a frame
 * @frame: frame
 * @tpid: its TPID
 * @tci: its TCI
 *
 * Return: whether there is one.
 */
bool erdsim_frame_tag(const struct erdsim_frame *frame, __be16 *tpid, u16 *tci)
{
	const struct vlan_ethhdr *header = (struct vlan_ethhdr *)frame->data;

	if (frame->len < VLAN_ETH_HLEN || !eth_type_vlan(header->h_vlan_proto))
		return false;
	*tpid = header->h_vlan_proto;
	*tci = ntohs(header->h_vlan_TCI);
	return true;
}

/**
 * erdsim_frame_strip() - take the outer tag out
 * @frame: frame that has one
 */
void erdsim_frame_strip(struct erdsim_frame *frame)
{
	erdsim_frame_tag(frame, &frame->tpid, &frame->tci);
	memmove(frame->data + VLAN_HLEN, frame->data, 2 * ETH_ALEN);
	frame->data += VLAN_HLEN;
	frame->len -= VLAN_HLEN;
}

/**
 * erdsim_frame_to_skb() - a frame for the stack
 * @frame: frame; its memory is the skb's from now on, or freed
 * @metasize: octets of XDP metadata before it
 *
 * Return: skb at the Ethernet header, its tag beside it, or NULL if there is
 * no memory.
 */
struct sk_buff *erdsim_frame_to_skb(struct erdsim_frame *frame,
				    unsigned int metasize)
{
	struct sk_buff *skb = build_skb(frame, frame->size);

	if (!skb) {
		erdsim_frame_free(frame);
		return NULL;
	}
	skb_reserve(skb, frame->data - (u8 *)frame);
	skb_put(skb, frame->len);
	if (metasize)
		skb_metadata_set(skb, metasize);
	if (frame->tpid)
		__vlan_hwaccel_put_tag(skb, frame->tpid, frame->tci);
	return skb;
}
