// SPDX-License-Identifier: LGPL-2.1-or-later
#include "link.h"
#include "parse.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <string.h>

/*
 * Messages are written by hand: libnl's link objects take a new kind only as
 * state of the whole process.
 */
static struct nl_msg *new_message(int type, int flags,
				  const struct ifinfomsg *ifi)
{
	struct nl_msg *msg = nlmsg_alloc_simple(type, flags);

	if (msg &&
	    nlmsg_append(msg, (void *)ifi, sizeof(*ifi), NLMSG_ALIGNTO)) {
		nlmsg_free(msg);
		msg = NULL;
	}
	return msg;
}

static int put_identity(struct nl_msg *msg, const struct link_config *config)
{
	NLA_PUT_STRING(msg, IFLA_ERD_CIRCUIT, config->circuit);
	NLA_PUT_U16(msg, IFLA_ERD_CTAG, config->ctag);
	NLA_PUT_U32(msg, IFLA_ERD_PEERING, config->peering);
	return 0;

nla_put_failure:
	return -1;
}

static int put_pcp(struct nl_msg *msg, const uint8_t *egress_pcp,
		   const uint8_t *ingress_prio)
{
	if (egress_pcp)
		NLA_PUT(msg, IFLA_ERD_EGRESS_PCP, ERD_PRIORITIES, egress_pcp);
	if (ingress_prio)
		NLA_PUT(msg, IFLA_ERD_INGRESS_PRIO, ERD_PCPS, ingress_prio);
	return 0;

nla_put_failure:
	return -1;
}

/* Without @config, what the link is stays. */
static int put_kind(struct nl_msg *msg, const struct link_config *config,
		    const uint8_t *egress_pcp, const uint8_t *ingress_prio)
{
	struct nlattr *info, *data;

	info = nla_nest_start(msg, IFLA_LINKINFO);
	if (!info)
		goto nla_put_failure;
	NLA_PUT_STRING(msg, IFLA_INFO_KIND, ERD_LINK_KIND);
	data = nla_nest_start(msg, IFLA_INFO_DATA);
	if (!data || (config && put_identity(msg, config)) ||
	    put_pcp(msg, egress_pcp, ingress_prio))
		goto nla_put_failure;
	nla_nest_end(msg, data);
	nla_nest_end(msg, info);
	return 0;

nla_put_failure:
	return -1;
}

int link_create(struct erd *erd, const struct link_config *config,
		struct reply *reply)
{
	const struct ifinfomsg ifi = {
		.ifi_flags = config->up ? IFF_UP : 0,
		.ifi_change = IFF_UP,
	};
	struct nl_msg *msg;

	msg = new_message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &ifi);
	if (!msg)
		goto nla_put_failure;
	NLA_PUT_STRING(msg, IFLA_IFNAME, config->ifname);
	NLA_PUT_U32(msg, IFLA_LINK, config->port_ifindex);
	if (put_kind(msg, config, config->pcp ? config->pcp->egress_pcp : NULL,
		     config->pcp ? config->pcp->ingress_prio : NULL))
		goto nla_put_failure;
	return request_route(erd, msg, reply);

nla_put_failure:
	return request_abandon(msg, reply);
}

uint32_t link_find(struct erd *erd, const char *ifname)
{
	const struct ifinfomsg ifi = {};
	uint32_t ifindex = 0;
	struct reply reply = { .ifindex = &ifindex };
	struct nl_msg *msg;

	if (strlen(ifname) >= IFNAMSIZ)
		return 0;
	msg = new_message(RTM_GETLINK, 0, &ifi);
	if (!msg)
		goto nla_put_failure;
	NLA_PUT_STRING(msg, IFLA_IFNAME, ifname);
	NLA_PUT_U32(msg, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	request_route(erd, msg, &reply);
	return ifindex;

nla_put_failure:
	nlmsg_free(msg);
	return 0;
}

int link_delete(struct erd *erd, const struct erd_subif *subif,
		struct reply *reply)
{
	const struct ifinfomsg ifi = { .ifi_index = subif->ifindex };
	struct nl_msg *msg;

	msg = new_message(RTM_DELLINK, 0, &ifi);
	if (!msg)
		goto nla_put_failure;
	if (!subif->ifindex)
		NLA_PUT_STRING(msg, IFLA_IFNAME, subif->ifname);
	if (subif->netnsid >= 0)
		NLA_PUT_S32(msg, IFLA_TARGET_NETNSID, subif->netnsid);
	return request_route(erd, msg, reply);

nla_put_failure:
	return request_abandon(msg, reply);
}

int link_get_pcp(struct erd *erd, const struct erd_subif *subif,
		 struct erd_pcp_maps *maps, struct reply *reply)
{
	const struct ifinfomsg ifi = { .ifi_index = subif->ifindex };
	struct nl_msg *msg;

	reply->parse = parse_link_pcp;
	reply->object = maps;
	msg = new_message(RTM_GETLINK, 0, &ifi);
	if (!msg)
		goto nla_put_failure;
	NLA_PUT_U32(msg, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	if (subif->netnsid >= 0)
		NLA_PUT_S32(msg, IFLA_TARGET_NETNSID, subif->netnsid);
	return request_route(erd, msg, reply);

nla_put_failure:
	return request_abandon(msg, reply);
}

int link_set_pcp(struct erd *erd, const struct erd_subif *subif,
		 const uint8_t *egress_pcp, const uint8_t *ingress_prio,
		 struct reply *reply)
{
	const struct ifinfomsg ifi = { .ifi_index = subif->ifindex };
	struct nl_msg *msg;

	msg = new_message(RTM_NEWLINK, 0, &ifi);
	if (!msg || put_kind(msg, NULL, egress_pcp, ingress_prio))
		return request_abandon(msg, reply);
	return request_route(erd, msg, reply);
}
