/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints erd:erd_rx, erd_tx, erd_drop and erd_event. Off they cost a
 * patched-out branch each.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM erd

#if !defined(ERD_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define ERD_TRACE_H

#include <linux/erd.h>
#include <linux/netdevice.h>
#include <linux/tracepoint.h>

#include "circuit.h"
#include "compat/compat.h"
#include "port.h"
#include "stats.h"
#include "subif.h"

DECLARE_EVENT_CLASS(erd_passed,
	TP_PROTO(const struct erd_subif *subif, const struct sk_buff *skb,
		 unsigned int frames, unsigned int bytes),

	TP_ARGS(subif, skb, frames, bytes),

	TP_STRUCT__entry(
		__string(name, subif->dev->name)
		__string(port, subif->port->name)
		__field(const void *, skbaddr)
		__field(u16, stag)
		__field(u16, ctag)
		__field(unsigned int, frames)
		__field(unsigned int, bytes)
	),

	TP_fast_assign(
		erd_assign_str(name, subif->dev->name);
		erd_assign_str(port, subif->port->name);
		__entry->skbaddr = skb;
		__entry->stag = subif->stag;
		__entry->ctag = subif->ctag;
		__entry->frames = frames;
		__entry->bytes = bytes;
	),

	TP_printk("dev=%s port=%s stag=%u ctag=%u skbaddr=%p frames=%u bytes=%u",
		  __get_str(name), __get_str(port), __entry->stag,
		  __entry->ctag, __entry->skbaddr, __entry->frames,
		  __entry->bytes)
);

/* received: both tags are off, the frame goes to the stack */
DEFINE_EVENT(erd_passed, erd_rx,
	TP_PROTO(const struct erd_subif *subif, const struct sk_buff *skb,
		 unsigned int frames, unsigned int bytes),
	TP_ARGS(subif, skb, frames, bytes)
);

/* to be sent: both tags are on, the frame goes to the port's device */
DEFINE_EVENT(erd_passed, erd_tx,
	TP_PROTO(const struct erd_subif *subif, const struct sk_buff *skb,
		 unsigned int frames, unsigned int bytes),
	TP_ARGS(subif, skb, frames, bytes)
);

/* refused: on receive @dev is the port's device, else the sub-interface's */
TRACE_EVENT(erd_drop,
	TP_PROTO(const struct net_device *dev, const struct sk_buff *skb,
		 enum erd_dir dir, enum erd_drop reason, unsigned int frames),

	TP_ARGS(dev, skb, dir, reason, frames),

	TP_STRUCT__entry(
		__string(name, dev->name)
		__field(const void *, skbaddr)
		__field(u8, dir)
		__string(reason, erd_drop_name(reason))
		__field(u16, vlan_proto)
		__field(u16, vlan_tci)
		__field(u16, protocol)
		__field(unsigned int, len)
		__field(unsigned int, frames)
	),

	TP_fast_assign(
		erd_assign_str(name, dev->name);
		__entry->skbaddr = skb;
		__entry->dir = dir;
		erd_assign_str(reason, erd_drop_name(reason));
		__entry->vlan_proto = skb_vlan_tag_present(skb) ?
				      ntohs(skb->vlan_proto) : 0;
		__entry->vlan_tci = skb_vlan_tag_present(skb) ?
				    skb_vlan_tag_get(skb) : 0;
		__entry->protocol = ntohs(skb->protocol);
		__entry->len = skb->len;
		__entry->frames = frames;
	),

	TP_printk("dev=%s %s reason=%s skbaddr=%p vlan_proto=0x%04x vlan_tci=0x%04x protocol=0x%04x len=%u frames=%u",
		  __get_str(name), __entry->dir ? "tx" : "rx",
		  __get_str(reason), __entry->skbaddr, __entry->vlan_proto, __entry->vlan_tci,
		  __entry->protocol, __entry->len, __entry->frames)
);

/* what listeners of the multicast group are told, whether or not there are */
TRACE_EVENT(erd_event,
	TP_PROTO(u64 seq, enum erd_event type, enum erd_cause cause,
		 const char *pair, const char *object, u32 old, u32 new),

	TP_ARGS(seq, type, cause, pair, object, old, new),

	TP_STRUCT__entry(
		__field(u64, seq)
		__field(u8, type)
		__field(u8, cause)
		__string(pair, pair)
		__string(object, object)
		__field(u32, old)
		__field(u32, new)
	),

	TP_fast_assign(
		__entry->seq = seq;
		__entry->type = type;
		__entry->cause = cause;
		erd_assign_str(pair, pair);
		erd_assign_str(object, object);
		__entry->old = old;
		__entry->new = new;
	),

	TP_printk("seq=%llu %s pair=%s object=%s old=%u new=%u cause=%s",
		  __entry->seq,
		  __print_symbolic(__entry->type,
				   { ERD_EVENT_PORT_ADDED, "port_added" },
				   { ERD_EVENT_PORT_DELETED, "port_deleted" },
				   { ERD_EVENT_PORT_ADMIN, "port_admin" },
				   { ERD_EVENT_PORT_CARRIER, "port_carrier" },
				   { ERD_EVENT_CIRCUIT_ADDED, "circuit_added" },
				   { ERD_EVENT_CIRCUIT_DELETED, "circuit_deleted" },
				   { ERD_EVENT_SUBIF_ADDED, "subif_added" },
				   { ERD_EVENT_SUBIF_DELETED, "subif_deleted" },
				   { ERD_EVENT_SUBIF_CARRIER, "subif_carrier" },
				   { ERD_EVENT_CIRCUIT_ADMIN, "circuit_admin" },
				   { ERD_EVENT_PEERING_ADMIN, "peering_admin" },
				   { ERD_EVENT_SUBIF_MTU, "subif_mtu" }),
		  __get_str(pair), __get_str(object), __entry->old,
		  __entry->new,
		  __print_symbolic(__entry->cause,
				   { ERD_CAUSE_REQUEST, "request" },
				   { ERD_CAUSE_PORT, "port" },
				   { ERD_CAUSE_CIRCUIT, "circuit" },
				   { ERD_CAUSE_PEERING, "peering" },
				   { ERD_CAUSE_CARRIER, "carrier" },
				   { ERD_CAUSE_DEVICE, "device" }))
);

#endif /* ERD_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
