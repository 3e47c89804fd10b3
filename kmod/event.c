// SPDX-License-Identifier: GPL-2.0-only
/* What happened, told to whoever joined the multicast group. */
#include <net/netlink.h>

#include "event.h"
#include "fill.h"
#include "genl.h"
#include "port.h"
#include "subif.h"
#include "trace.h"

/**
 * struct erd_change - what happened
 * @type: to what, and what
 * @cause: why
 * @old: old state
 * @new: new state; left out of the message with @old if they are equal
 */
struct erd_change {
	enum erd_event type;
	enum erd_cause cause;
	u32 old;
	u32 new;
};

/**
 * struct erd_event_msg - an event on its way
 * @skb: message, or NULL if nobody listens or there is no memory: the gap in
 *	the sequence then says that something was missed
 * @header: of the message
 * @net: namespace
 */
struct erd_event_msg {
	struct sk_buff *skb;
	void *header;
	struct net *net;
};

static int erd_event_fill(struct sk_buff *skb, u64 seq,
			  const struct erd_change *change)
{
	if (nla_put_u64_64bit(skb, ERD_A_EVENT_SEQ, seq, ERD_A_EVENT_PAD) ||
	    nla_put_u32(skb, ERD_A_EVENT_TYPE, change->type) ||
	    nla_put_u32(skb, ERD_A_EVENT_CAUSE, change->cause))
		return -EMSGSIZE;
	if (change->old == change->new)
		return 0;
	if (nla_put_u32(skb, ERD_A_EVENT_OLD, change->old) ||
	    nla_put_u32(skb, ERD_A_EVENT_NEW, change->new))
		return -EMSGSIZE;
	return 0;
}

static void erd_event_cancel(struct erd_event_msg *msg)
{
	nlmsg_free(msg->skb);
	msg->skb = NULL;
}

/* @object: the name of what it happened to, one of @pair's. */
static void erd_event_begin(struct erd_event_msg *msg,
			    const struct erd_pair *pair, const char *object,
			    const struct erd_change *change)
{
	struct net *net = pair->net;
	u64 seq = ++erd_net(net)->event_seq;

	trace_erd_event(seq, change->type, change->cause, pair->name, object,
			change->old, change->new);
	msg->net = net;
	msg->skb = NULL;
	if (!erd_genl_has_listeners(net))
		return;
	msg->skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg->skb)
		return;
	msg->header = genlmsg_put(msg->skb, 0, 0, &erd_genl_family, 0,
				  ERD_CMD_EVENT);
	if (!msg->header || erd_event_fill(msg->skb, seq, change))
		erd_event_cancel(msg);
}

static void erd_event_send(struct erd_event_msg *msg, struct nlattr *nest,
			   int err)
{
	if (!msg->skb)
		return;
	if (err) {
		erd_event_cancel(msg);
		return;
	}
	nla_nest_end(msg->skb, nest);
	genlmsg_end(msg->skb, msg->header);
	genlmsg_multicast_netns(&erd_genl_family, msg->net, msg->skb, 0,
				ERD_GENL_GROUP_EVENTS, GFP_KERNEL);
}

static struct nlattr *erd_event_nest(struct erd_event_msg *msg, int type)
{
	struct nlattr *nest;

	if (!msg->skb)
		return NULL;
	nest = nla_nest_start(msg->skb, type);
	if (!nest)
		erd_event_cancel(msg);
	return nest;
}

/**
 * erd_event_port() - something happened to a port
 * @port: port, as it is now
 * @type: what
 * @cause: why
 * @old: old state; left out if it equals @new
 * @new: new state
 *
 * Context: RTNL.
 */
void erd_event_port(const struct erd_port *port, enum erd_event type,
		    enum erd_cause cause, u32 old, u32 new)
{
	const struct erd_change change = { type, cause, old, new };
	struct erd_event_msg msg;
	struct nlattr *nest;

	erd_event_begin(&msg, port->pair, port->name, &change);
	nest = erd_event_nest(&msg, ERD_A_EVENT_PORT);
	if (nest)
		erd_event_send(&msg, nest, erd_fill_port(msg.skb, port));
}

/**
 * erd_event_circuit() - something happened to a circuit
 * @circuit: circuit, as it is now
 * @type: what
 * @cause: why
 * @old: old state; left out if it equals @new
 * @new: new state
 *
 * Context: RTNL.
 */
void erd_event_circuit(const struct erd_circuit *circuit, enum erd_event type,
		       enum erd_cause cause, u32 old, u32 new)
{
	const struct erd_change change = { type, cause, old, new };
	struct erd_event_msg msg;
	struct nlattr *nest;

	erd_event_begin(&msg, circuit->pair, circuit->name, &change);
	nest = erd_event_nest(&msg, ERD_A_EVENT_CIRCUIT);
	if (nest)
		erd_event_send(&msg, nest, erd_fill_circuit(msg.skb, circuit));
}

/**
 * erd_event_subif() - something happened to a sub-interface
 * @subif: sub-interface, as it is now
 * @type: what
 * @cause: why
 * @old: old state; left out if it equals @new
 * @new: new state
 *
 * Context: RTNL.
 */
void erd_event_subif(const struct erd_subif *subif, enum erd_event type,
		     enum erd_cause cause, u32 old, u32 new)
{
	const struct erd_change change = { type, cause, old, new };
	struct erd_event_msg msg;
	struct nlattr *nest;

	erd_event_begin(&msg, subif->port->pair, subif->dev->name, &change);
	nest = erd_event_nest(&msg, ERD_A_EVENT_SUBIF);
	if (nest)
		erd_event_send(&msg, nest, erd_fill_subif(msg.skb, subif));
}
