// SPDX-License-Identifier: LGPL-2.1-or-later
#include "parse.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VLAN_VID_MASK	0x0fff	/* IEEE 802.1Q */

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
	[ERD_A_PORT_SUBIF_MTU] = U32,
	[ERD_A_PORT_UNKNOWN] = NEST,
};

static const struct nla_policy unknown_policy[ERD_A_UNKNOWN_MAX + 1] = {
	[ERD_A_UNKNOWN_REASON] = U32,
	[ERD_A_UNKNOWN_OUTER_TPID] = U16,
	[ERD_A_UNKNOWN_OUTER_VID] = U16,
	[ERD_A_UNKNOWN_INNER_TPID] = U16,
	[ERD_A_UNKNOWN_INNER_VID] = U16,
	[ERD_A_UNKNOWN_SOURCE] = { .minlen = ERD_ADDRESS_LEN },
	[ERD_A_UNKNOWN_FRAMES] = U64,
	[ERD_A_UNKNOWN_FIRST_NS] = U64,
	[ERD_A_UNKNOWN_LAST_NS] = U64,
};

static const struct nla_policy circuit_policy[ERD_A_CIRCUIT_MAX + 1] = {
	[ERD_A_CIRCUIT_PAIR] = NAME,
	[ERD_A_CIRCUIT_NAME] = NAME,
	[ERD_A_CIRCUIT_STAG] = U16,
	[ERD_A_CIRCUIT_SUBIFS] = U32,
	[ERD_A_CIRCUIT_ADMIN_STATE] = U32,
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
	[ERD_A_SUBIF_ADMIN_STATE] = U32,
};

static const struct nla_policy link_policy[IFLA_MAX + 1] = {
	[IFLA_LINKINFO] = NEST,
};

static const struct nla_policy info_policy[IFLA_INFO_MAX + 1] = {
	[IFLA_INFO_KIND] = { .type = NLA_STRING },
	[IFLA_INFO_DATA] = NEST,
};

static const struct nla_policy data_policy[IFLA_ERD_MAX + 1] = {
	[IFLA_ERD_EGRESS_PCP] = { .minlen = ERD_PRIORITIES },
	[IFLA_ERD_INGRESS_PRIO] = { .minlen = ERD_PCPS },
};

static const struct nla_policy event_policy[ERD_A_EVENT_MAX + 1] = {
	[ERD_A_EVENT_SEQ] = U64,
	[ERD_A_EVENT_TYPE] = U32,
	[ERD_A_EVENT_OLD] = U32,
	[ERD_A_EVENT_NEW] = U32,
	[ERD_A_EVENT_PORT] = NEST,
	[ERD_A_EVENT_CIRCUIT] = NEST,
	[ERD_A_EVENT_SUBIF] = NEST,
	[ERD_A_EVENT_CAUSE] = U32,
};

static const struct nla_policy family_policy[CTRL_ATTR_MAX + 1] = {
	[CTRL_ATTR_FAMILY_ID] = U16,
	[CTRL_ATTR_FAMILY_NAME] = { .type = NLA_STRING, .maxlen = GENL_NAMSIZ },
	[CTRL_ATTR_MCAST_GROUPS] = NEST,
};

static const struct nla_policy group_policy[CTRL_ATTR_MCAST_GRP_MAX + 1] = {
	[CTRL_ATTR_MCAST_GRP_NAME] = { .type = NLA_STRING,
				       .maxlen = GENL_NAMSIZ },
	[CTRL_ATTR_MCAST_GRP_ID] = U32,
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

/* A VID that may be missing: then -1. */
static int16_t get_vid(struct nlattr **tb, int type)
{
	return tb[type] ? nla_get_u16(tb[type]) & VLAN_VID_MASK : -1;
}

static int parse_unknown(struct nlattr *nest, struct erd_seen_tag *tag)
{
	struct nlattr *tb[ERD_A_UNKNOWN_MAX + 1];

	if (parse(tb, ERD_A_UNKNOWN_MAX, nla_data(nest), nla_len(nest),
		  unknown_policy) ||
	    !tb[ERD_A_UNKNOWN_REASON] || !tb[ERD_A_UNKNOWN_OUTER_TPID])
		return -EBADMSG;
	memset(tag, 0, sizeof(*tag));
	tag->reason = get_u32(tb, ERD_A_UNKNOWN_REASON);
	tag->outer_tpid = get_u16(tb, ERD_A_UNKNOWN_OUTER_TPID);
	tag->inner_tpid = get_u16(tb, ERD_A_UNKNOWN_INNER_TPID);
	tag->outer_vid = get_vid(tb, ERD_A_UNKNOWN_OUTER_VID);
	tag->inner_vid = get_vid(tb, ERD_A_UNKNOWN_INNER_VID);
	if (tb[ERD_A_UNKNOWN_SOURCE])
		nla_memcpy(tag->source, tb[ERD_A_UNKNOWN_SOURCE],
			   sizeof(tag->source));
	tag->frames = get_u64(tb, ERD_A_UNKNOWN_FRAMES);
	tag->first_ns = get_u64(tb, ERD_A_UNKNOWN_FIRST_NS);
	tag->last_ns = get_u64(tb, ERD_A_UNKNOWN_LAST_NS);
	return 0;
}

static int compare_unknown(const void *a, const void *b)
{
	const struct erd_seen_tag *x = a, *y = b;

	return (x->last_ns < y->last_ns) - (x->last_ns > y->last_ns);
}

/* One attribute for each; of those of a newer kernel, as many as fit. */
static int parse_all_unknown(struct nlattr *attrs, int len,
			     struct erd_port *port)
{
	struct nlattr *attr;
	int rem;

	port->n_unknown = 0;
	nla_for_each_attr(attr, attrs, len, rem) {
		if (nla_type(attr) != ERD_A_PORT_UNKNOWN ||
		    port->n_unknown == ERD_UNKNOWN_MAX)
			continue;
		if (parse_unknown(attr, &port->unknown[port->n_unknown++]))
			return -EBADMSG;
	}
	if (port->n_unknown)
		qsort(port->unknown, port->n_unknown, sizeof(port->unknown[0]),
		      compare_unknown);
	return 0;
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
	port->subif_mtu = get_u32(tb, ERD_A_PORT_SUBIF_MTU);
	if (parse_all_unknown(attrs, len, port))
		return -EBADMSG;
	return parse_stats(tb[ERD_A_PORT_STATS], &port->stats);
}

/* Where there is no such gate, nothing is kept from passing it. */
static enum erd_admin_state get_admin_state(struct nlattr **tb, int type)
{
	return tb[type] ? nla_get_u32(tb[type]) : ERD_ADMIN_STATE_ENABLED;
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
	circuit->admin_state = get_admin_state(tb, ERD_A_CIRCUIT_ADMIN_STATE);
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
	subif->admin_state = get_admin_state(tb, ERD_A_SUBIF_ADMIN_STATE);
	subif->up = get_bool(tb, ERD_A_SUBIF_UP);
	subif->carrier = get_bool(tb, ERD_A_SUBIF_CARRIER);
	return parse_stats(tb[ERD_A_SUBIF_STATS], &subif->stats);
}

static int parse_data(struct nlattr *nest, struct erd_pcp_maps *maps)
{
	struct nlattr *tb[IFLA_ERD_MAX + 1];

	if (parse(tb, IFLA_ERD_MAX, nla_data(nest), nla_len(nest),
		  data_policy))
		return -EBADMSG;
	if (tb[IFLA_ERD_EGRESS_PCP])
		nla_memcpy(maps->egress_pcp, tb[IFLA_ERD_EGRESS_PCP],
			   sizeof(maps->egress_pcp));
	if (tb[IFLA_ERD_INGRESS_PRIO])
		nla_memcpy(maps->ingress_prio, tb[IFLA_ERD_INGRESS_PRIO],
			   sizeof(maps->ingress_prio));
	return 0;
}

int parse_link_pcp(struct nlattr *attrs, int len, void *data)
{
	struct nlattr *link[IFLA_MAX + 1], *info[IFLA_INFO_MAX + 1];
	struct erd_pcp_maps *maps = data;

	memset(maps, 0, sizeof(*maps));
	if (parse(link, IFLA_MAX, attrs, len, link_policy) ||
	    !link[IFLA_LINKINFO] ||
	    parse(info, IFLA_INFO_MAX, nla_data(link[IFLA_LINKINFO]),
		  nla_len(link[IFLA_LINKINFO]), info_policy) ||
	    !info[IFLA_INFO_KIND] || !info[IFLA_INFO_DATA] ||
	    nla_strcmp(info[IFLA_INFO_KIND], ERD_LINK_KIND))
		return -EBADMSG;
	return parse_data(info[IFLA_INFO_DATA], maps);
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
	event->cause = get_u32(tb, ERD_A_EVENT_CAUSE);
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

/* --- families ----------------------------------------------------------- */

static int parse_group(struct nlattr *nest, struct family *family)
{
	struct nlattr *tb[CTRL_ATTR_MCAST_GRP_MAX + 1];

	if (parse(tb, CTRL_ATTR_MCAST_GRP_MAX, nla_data(nest), nla_len(nest),
		  group_policy))
		return -EBADMSG;
	if (tb[CTRL_ATTR_MCAST_GRP_NAME] && tb[CTRL_ATTR_MCAST_GRP_ID] &&
	    !nla_strcmp(tb[CTRL_ATTR_MCAST_GRP_NAME], ERD_MCGRP_EVENTS))
		family->events = get_u32(tb, CTRL_ATTR_MCAST_GRP_ID);
	return 0;
}

int parse_family(struct nlattr *attrs, int len, struct family *family)
{
	struct nlattr *tb[CTRL_ATTR_MAX + 1], *group;
	int rem;

	memset(family, 0, sizeof(*family));
	if (parse(tb, CTRL_ATTR_MAX, attrs, len, family_policy) ||
	    !tb[CTRL_ATTR_FAMILY_NAME] || !tb[CTRL_ATTR_FAMILY_ID])
		return -EBADMSG;
	family->is_erd = !nla_strcmp(tb[CTRL_ATTR_FAMILY_NAME],
				     ERD_FAMILY_NAME);
	family->id = get_u16(tb, CTRL_ATTR_FAMILY_ID);
	if (!family->is_erd || !tb[CTRL_ATTR_MCAST_GROUPS])
		return 0;
	nla_for_each_nested(group, tb[CTRL_ATTR_MCAST_GROUPS], rem)
		if (parse_group(group, family))
			return -EBADMSG;
	return 0;
}

/* --- acknowledgements --------------------------------------------------- */

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
