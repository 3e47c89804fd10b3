// SPDX-License-Identifier: LGPL-2.1-or-later
#include "parse.h"

#include <errno.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <stdio.h>
#include <string.h>

#define NAME		{ .type = NLA_STRING, .maxlen = ERD_NAME_MAX }
#define IFNAME		{ .type = NLA_STRING, .maxlen = IFNAMSIZ }
#define U8		{ .type = NLA_U8 }
#define U16		{ .type = NLA_U16 }
#define U32		{ .type = NLA_U32 }
#define U64		{ .type = NLA_U64 }
#define S32		{ .type = NLA_S32 }
#define NEST		{ .type = NLA_NESTED }

static const struct nla_policy drops_policy[ERD_DROP_MAX + 1] = {
	[1 ... ERD_DROP_MAX] = U64,
};

static const struct nla_policy stats_policy[ERD_A_STATS_MAX + 1] = {
	[ERD_A_STATS_RX_FRAMES] = U64,
	[ERD_A_STATS_RX_BYTES] = U64,
	[ERD_A_STATS_TX_FRAMES] = U64,
	[ERD_A_STATS_TX_BYTES] = U64,
	[ERD_A_STATS_RX_DROPS] = NEST,
	[ERD_A_STATS_TX_DROPS] = NEST,
};

static const struct nla_policy port_policy[ERD_A_PORT_MAX + 1] = {
	[ERD_A_PORT_NAME] = NAME,
	[ERD_A_PORT_IFINDEX] = U32,
	[ERD_A_PORT_IFNAME] = IFNAME,
	[ERD_A_PORT_PAIR] = NAME,
	[ERD_A_PORT_ROLE] = U32,
	[ERD_A_PORT_ENCAP] = U32,
	[ERD_A_PORT_OUTER_TPID] = U16,
	[ERD_A_PORT_ADMIN_STATE] = U32,
	[ERD_A_PORT_CARRIER] = U8,
	[ERD_A_PORT_SUBIFS] = U32,
	[ERD_A_PORT_STATS] = NEST,
};

static const struct nla_policy circuit_policy[ERD_A_CIRCUIT_MAX + 1] = {
	[ERD_A_CIRCUIT_PAIR] = NAME,
	[ERD_A_CIRCUIT_NAME] = NAME,
	[ERD_A_CIRCUIT_STAG] = U16,
	[ERD_A_CIRCUIT_SUBIFS] = U32,
};

static const struct nla_policy subif_policy[ERD_A_SUBIF_MAX + 1] = {
	[ERD_A_SUBIF_IFINDEX] = U32,
	[ERD_A_SUBIF_IFNAME] = IFNAME,
	[ERD_A_SUBIF_NETNSID] = S32,
	[ERD_A_SUBIF_PORT] = NAME,
	[ERD_A_SUBIF_PAIR] = NAME,
	[ERD_A_SUBIF_CIRCUIT] = NAME,
	[ERD_A_SUBIF_PEERING] = U32,
	[ERD_A_SUBIF_STAG] = U16,
	[ERD_A_SUBIF_CTAG] = U16,
	[ERD_A_SUBIF_UP] = U8,
	[ERD_A_SUBIF_CARRIER] = U8,
	[ERD_A_SUBIF_STATS] = NEST,
};

static const struct nla_policy event_policy[ERD_A_EVENT_MAX + 1] = {
	[ERD_A_EVENT_SEQ] = U64,
	[ERD_A_EVENT_TYPE] = U32,
	[ERD_A_EVENT_OLD] = U32,
	[ERD_A_EVENT_NEW] = U32,
	[ERD_A_EVENT_PORT] = NEST,
	[ERD_A_EVENT_CIRCUIT] = NEST,
	[ERD_A_EVENT_SUBIF] = NEST,
};

static int parse(struct nlattr **tb, int max, struct nlattr *attrs, int len,
		 const struct nla_policy *policy)
{
	return nla_parse(tb, max, attrs, len, policy) < 0 ? -EBADMSG : 0;
}

static uint64_t get_u64(struct nlattr **tb, int type)
{
	return tb[type] ? nla_get_u64(tb[type]) : 0;
}

static uint32_t get_u32(struct nlattr **tb, int type)
{
	return tb[type] ? nla_get_u32(tb[type]) : 0;
}

static uint16_t get_u16(struct nlattr **tb, int type)
{
	return tb[type] ? nla_get_u16(tb[type]) : 0;
}

static bool get_bool(struct nlattr **tb, int type)
{
	return tb[type] && nla_get_u8(tb[type]);
}

static void get_string(struct nlattr **tb, int type, char *string, size_t size)
{
	if (tb[type])
		nla_strlcpy(string, tb[type], size);
	else
		string[0] = '\0';
}

static int parse_drops(struct nlattr *nest, uint64_t drops[ERD_DROP_MAX + 1])
{
	struct nlattr *tb[ERD_DROP_MAX + 1];
	int i;

	if (!nest)
		return 0;
	if (parse(tb, ERD_DROP_MAX, nla_data(nest), nla_len(nest),
		  drops_policy))
		return -EBADMSG;
	for (i = 1; i <= ERD_DROP_MAX; i++)
		drops[i] = get_u64(tb, i);
	return 0;
}

static int parse_stats(struct nlattr *nest, struct erd_stats *stats)
{
	struct nlattr *tb[ERD_A_STATS_MAX + 1];

	memset(stats, 0, sizeof(*stats));
	if (!nest)
		return 0;
	if (parse(tb, ERD_A_STATS_MAX, nla_data(nest), nla_len(nest),
		  stats_policy))
		return -EBADMSG;
	stats->rx_frames = get_u64(tb, ERD_A_STATS_RX_FRAMES);
	stats->rx_bytes = get_u64(tb, ERD_A_STATS_RX_BYTES);
	stats->tx_frames = get_u64(tb, ERD_A_STATS_TX_FRAMES);
	stats->tx_bytes = get_u64(tb, ERD_A_STATS_TX_BYTES);
	if (parse_drops(tb[ERD_A_STATS_RX_DROPS], stats->rx_drops))
		return -EBADMSG;
	return parse_drops(tb[ERD_A_STATS_TX_DROPS], stats->tx_drops);
}

int parse_port(struct nlattr *attrs, int len, void *data)
{
	struct nlattr *tb[ERD_A_PORT_MAX + 1];
	struct erd_port *port = data;

	if (parse(tb, ERD_A_PORT_MAX, attrs, len, port_policy) ||
	    !tb[ERD_A_PORT_NAME] || !tb[ERD_A_PORT_PAIR])
		return -EBADMSG;
	get_string(tb, ERD_A_PORT_NAME, port->name, sizeof(port->name));
	get_string(tb, ERD_A_PORT_PAIR, port->pair, sizeof(port->pair));
	get_string(tb, ERD_A_PORT_IFNAME, port->ifname, sizeof(port->ifname));
	port->ifindex = get_u32(tb, ERD_A_PORT_IFINDEX);
	port->role = get_u32(tb, ERD_A_PORT_ROLE);
	port->encap = get_u32(tb, ERD_A_PORT_ENCAP);
	port->outer_tpid = get_u16(tb, ERD_A_PORT_OUTER_TPID);
	port->admin_state = get_u32(tb, ERD_A_PORT_ADMIN_STATE);
	port->carrier = get_bool(tb, ERD_A_PORT_CARRIER);
	port->subifs = get_u32(tb, ERD_A_PORT_SUBIFS);
	return parse_stats(tb[ERD_A_PORT_STATS], &port->stats);
}

int parse_circuit(struct nlattr *attrs, int len, void *data)
{
	struct nlattr *tb[ERD_A_CIRCUIT_MAX + 1];
	struct erd_circuit *circuit = data;

	if (parse(tb, ERD_A_CIRCUIT_MAX, attrs, len, circuit_policy) ||
	    !tb[ERD_A_CIRCUIT_PAIR] || !tb[ERD_A_CIRCUIT_NAME])
		return -EBADMSG;
	get_string(tb, ERD_A_CIRCUIT_PAIR, circuit->pair,
		   sizeof(circuit->pair));
	get_string(tb, ERD_A_CIRCUIT_NAME, circuit->name,
		   sizeof(circuit->name));
	circuit->stag = get_u16(tb, ERD_A_CIRCUIT_STAG);
	circuit->subifs = get_u32(tb, ERD_A_CIRCUIT_SUBIFS);
	return 0;
}

int parse_subif(struct nlattr *attrs, int len, void *data)
{
	struct nlattr *tb[ERD_A_SUBIF_MAX + 1];
	struct erd_subif *subif = data;

	if (parse(tb, ERD_A_SUBIF_MAX, attrs, len, subif_policy) ||
	    !tb[ERD_A_SUBIF_IFINDEX] || !tb[ERD_A_SUBIF_PORT] ||
	    !tb[ERD_A_SUBIF_CIRCUIT] || !tb[ERD_A_SUBIF_CTAG])
		return -EBADMSG;
	subif->ifindex = get_u32(tb, ERD_A_SUBIF_IFINDEX);
	get_string(tb, ERD_A_SUBIF_IFNAME, subif->ifname,
		   sizeof(subif->ifname));
	subif->netnsid = -1;
	if (tb[ERD_A_SUBIF_NETNSID])
		subif->netnsid = nla_get_s32(tb[ERD_A_SUBIF_NETNSID]);
	get_string(tb, ERD_A_SUBIF_PORT, subif->port, sizeof(subif->port));
	get_string(tb, ERD_A_SUBIF_PAIR, subif->pair, sizeof(subif->pair));
	get_string(tb, ERD_A_SUBIF_CIRCUIT, subif->circuit,
		   sizeof(subif->circuit));
	subif->peering = get_u32(tb, ERD_A_SUBIF_PEERING);
	subif->stag = get_u16(tb, ERD_A_SUBIF_STAG);
	subif->ctag = get_u16(tb, ERD_A_SUBIF_CTAG);
	subif->up = get_bool(tb, ERD_A_SUBIF_UP);
	subif->carrier = get_bool(tb, ERD_A_SUBIF_CARRIER);
	return parse_stats(tb[ERD_A_SUBIF_STATS], &subif->stats);
}

/* A nest in an event; *has says whether it was there. */
static int parse_nest(struct nlattr *nest, bool *has, void *object,
		      int (*parse_object)(struct nlattr *, int, void *))
{
	*has = nest;
	return nest ? parse_object(nla_data(nest), nla_len(nest), object) : 0;
}

int parse_event(struct nlattr *attrs, int len, void *data)
{
	struct nlattr *tb[ERD_A_EVENT_MAX + 1];
	struct erd_event_info *event = data;

	memset(event, 0, sizeof(*event));
	if (parse(tb, ERD_A_EVENT_MAX, attrs, len, event_policy) ||
	    !tb[ERD_A_EVENT_SEQ] || !tb[ERD_A_EVENT_TYPE])
		return -EBADMSG;
	event->seq = get_u64(tb, ERD_A_EVENT_SEQ);
	event->type = get_u32(tb, ERD_A_EVENT_TYPE);
	event->old_value = get_u32(tb, ERD_A_EVENT_OLD);
	event->new_value = get_u32(tb, ERD_A_EVENT_NEW);
	if (parse_nest(tb[ERD_A_EVENT_PORT], &event->has_port, &event->port,
		       parse_port) ||
	    parse_nest(tb[ERD_A_EVENT_CIRCUIT], &event->has_circuit,
		       &event->circuit, parse_circuit) ||
	    parse_nest(tb[ERD_A_EVENT_SUBIF], &event->has_subif, &event->subif,
		       parse_subif))
		return -EBADMSG;
	return 0;
}

/* Where the attributes of an acknowledgement begin, or 0 if it has none. */
static size_t ack_attrs_offset(const struct nlmsghdr *ack)
{
	const struct nlmsgerr *e;
	size_t offset;

	if (!(ack->nlmsg_flags & NLM_F_ACK_TLVS))
		return 0;
	if (ack->nlmsg_type == NLMSG_DONE)
		return NLMSG_LENGTH(NLMSG_ALIGN(sizeof(int)));
	if (ack->nlmsg_len < NLMSG_LENGTH(sizeof(*e)))
		return 0;
	offset = NLMSG_LENGTH(sizeof(*e));
	e = NLMSG_DATA(ack);
	/* Uncapped, what was sent is repeated in between. */
	if (!(ack->nlmsg_flags & NLM_F_CAPPED) &&
	    e->msg.nlmsg_len > sizeof(e->msg)) {
		if (e->msg.nlmsg_len > ack->nlmsg_len)
			return 0;
		offset += NLMSG_ALIGN(e->msg.nlmsg_len) - sizeof(e->msg);
	}
	return offset;
}

void parse_ack_text(const struct nlmsghdr *ack, char *text, size_t size)
{
	static const char *const prefixes[] = { "erd: ", "erdsim: " };
	size_t offset = ack_attrs_offset(ack);
	struct nlattr *attr;
	const char *s;
	size_t i;
	int len;

	text[0] = '\0';
	if (!offset || offset >= ack->nlmsg_len)
		return;
	attr = nla_find((struct nlattr *)((char *)ack + offset),
			ack->nlmsg_len - offset, NLMSGERR_ATTR_MSG);
	if (!attr)
		return;
	s = nla_data(attr);
	len = strnlen(s, nla_len(attr));
	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		int skip = strlen(prefixes[i]);

		if (len < skip || strncmp(s, prefixes[i], skip))
			continue;
		s += skip;
		len -= skip;
		break;
	}
	snprintf(text, size, "%.*s", len, s);
}
