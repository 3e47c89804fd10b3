// SPDX-License-Identifier: GPL-2.0-only
/* Ports over generic netlink. */
#include <linux/erd.h>
#include <linux/if_ether.h>
#include <linux/rtnetlink.h>

#include "fill.h"
#include "gate.h"
#include "genl.h"
#include "pair.h"
#include "port.h"

const struct nla_policy erd_port_new_policy[ERD_A_PORT_OUTER_TPID + 1] = {
	[ERD_A_PORT_NAME] = ERD_POLICY_NAME,
	[ERD_A_PORT_IFINDEX] = { .type = NLA_U32 },
	[ERD_A_PORT_PAIR] = ERD_POLICY_NAME,
	[ERD_A_PORT_ROLE] = NLA_POLICY_MAX(NLA_U32, ERD_ROLE_SECONDARY),
	[ERD_A_PORT_ENCAP] = NLA_POLICY_MAX(NLA_U32, ERD_ENCAP_DOT1Q),
	[ERD_A_PORT_OUTER_TPID] = { .type = NLA_U16 },
};

const struct nla_policy erd_port_del_policy[ERD_A_PORT_CASCADE + 1] = {
	[ERD_A_PORT_NAME] = ERD_POLICY_NAME,
	[ERD_A_PORT_CASCADE] = { .type = NLA_FLAG },
};

const struct nla_policy erd_port_set_policy[ERD_A_PORT_ADMIN_STATE + 1] = {
	[ERD_A_PORT_NAME] = ERD_POLICY_NAME,
	[ERD_A_PORT_ADMIN_STATE] = NLA_POLICY_MAX(NLA_U32,
						  ERD_ADMIN_STATE_ENABLED),
};

const struct nla_policy erd_port_get_policy[ERD_A_PORT_NAME + 1] = {
	[ERD_A_PORT_NAME] = ERD_POLICY_NAME,
};

static struct erd_port *erd_request_port(struct genl_info *info)
{
	struct nlattr *name = info->attrs[ERD_A_PORT_NAME];
	struct erd_port *port;

	port = erd_port_find(erd_net(genl_info_net(info)), nla_data(name));
	if (port)
		return port;
	NL_SET_ERR_MSG_ATTR(info->extack, name, "erd: no such port");
	return ERR_PTR(-ENOENT);
}

static int erd_fill_whole_port(struct sk_buff *skb, const void *object)
{
	struct erd_port *port = (struct erd_port *)object;

	return erd_fill_port(skb, port) ?: erd_fill_unknowns(skb, port);
}

/* The pair of a new port: the one that is there, if it fits, or a new one. */
static struct erd_pair *erd_port_new_pair(struct genl_info *info)
{
	struct nlattr *encap = info->attrs[ERD_A_PORT_ENCAP];
	struct nlattr *tpid = info->attrs[ERD_A_PORT_OUTER_TPID];
	const char *name = nla_data(info->attrs[ERD_A_PORT_PAIR]);
	struct net *net = genl_info_net(info);
	struct erd_pair *pair;

	pair = erd_pair_find(erd_net(net), name);
	if (!pair) {
		pair = erd_pair_create(net, name,
				       encap ? nla_get_u32(encap) :
					       ERD_ENCAP_QINQ,
				       htons(tpid ? nla_get_u16(tpid) :
						    ETH_P_8021Q));
		return pair ?: ERR_PTR(-ENOMEM);
	}
	if (encap && nla_get_u32(encap) != pair->encap) {
		NL_SET_ERR_MSG_ATTR(info->extack, encap,
				    "erd: the pair has the other encapsulation");
		return ERR_PTR(-EEXIST);
	}
	if (tpid && htons(nla_get_u16(tpid)) != pair->outer_tpid) {
		NL_SET_ERR_MSG_ATTR(info->extack, tpid,
				    "erd: the pair has the other outer TPID");
		return ERR_PTR(-EEXIST);
	}
	return pair;
}

static int erd_port_new_check(struct genl_info *info)
{
	struct nlattr *tpid = info->attrs[ERD_A_PORT_OUTER_TPID];
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERD_A_PORT_NAME) ||
	    GENL_REQ_ATTR_CHECK(info, ERD_A_PORT_IFINDEX) ||
	    GENL_REQ_ATTR_CHECK(info, ERD_A_PORT_PAIR) ||
	    GENL_REQ_ATTR_CHECK(info, ERD_A_PORT_ROLE))
		return -EINVAL;
	if (tpid && nla_get_u16(tpid) != ETH_P_8021Q &&
	    nla_get_u16(tpid) != ETH_P_8021AD) {
		NL_SET_ERR_MSG_ATTR(info->extack, tpid,
				    "erd: the outer TPID is 0x8100 or 0x88a8");
		return -EINVAL;
	}
	err = erd_check_name(info, ERD_A_PORT_NAME);
	return err ?: erd_check_name(info, ERD_A_PORT_PAIR);
}

static int erd_port_new_locked(struct genl_info *info)
{
	const char *name = nla_data(info->attrs[ERD_A_PORT_NAME]);
	enum erd_role role = nla_get_u32(info->attrs[ERD_A_PORT_ROLE]);
	struct nlattr *ifindex = info->attrs[ERD_A_PORT_IFINDEX];
	struct net *net = genl_info_net(info);
	struct net_device *dev;
	struct erd_pair *pair;
	int err;

	dev = __dev_get_by_index(net, nla_get_u32(ifindex));
	if (!dev) {
		NL_SET_ERR_MSG_ATTR(info->extack, ifindex,
				    "erd: no such device");
		return -ENODEV;
	}
	if (erd_port_find(erd_net(net), name)) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[ERD_A_PORT_NAME],
				    "erd: there is a port of this name");
		return -EEXIST;
	}
	pair = erd_port_new_pair(info);
	if (IS_ERR(pair))
		return PTR_ERR(pair);
	if (pair->ports[role]) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[ERD_A_PORT_ROLE],
				    "erd: the pair has a port in this role");
		return -EEXIST;
	}
	err = erd_port_create(pair, role, name, dev, info->extack);
	if (err)
		erd_pair_release(pair);
	return err;
}

int erd_cmd_port_new(struct sk_buff *skb, struct genl_info *info)
{
	int err = erd_port_new_check(info);

	if (err)
		return err;
	rtnl_lock();
	err = erd_port_new_locked(info);
	rtnl_unlock();
	return err;
}

static int erd_port_del_locked(struct genl_info *info)
{
	struct erd_port *port = erd_request_port(info);

	if (IS_ERR(port))
		return PTR_ERR(port);
	if (port->nsubifs && !info->attrs[ERD_A_PORT_CASCADE]) {
		NL_SET_ERR_MSG_MOD(info->extack,
				   "the port has sub-interfaces");
		return -EBUSY;
	}
	erd_port_unbind(port);
	return 0;
}

int erd_cmd_port_del(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERD_A_PORT_NAME))
		return -EINVAL;
	rtnl_lock();
	err = erd_port_del_locked(info);
	rtnl_unlock();
	return err;
}

static int erd_port_set_locked(struct genl_info *info)
{
	struct erd_port *port = erd_request_port(info);

	if (IS_ERR(port))
		return PTR_ERR(port);
	return erd_gate_set_port(port,
			nla_get_u32(info->attrs[ERD_A_PORT_ADMIN_STATE]),
			info->extack);
}

int erd_cmd_port_set(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERD_A_PORT_NAME) ||
	    GENL_REQ_ATTR_CHECK(info, ERD_A_PORT_ADMIN_STATE))
		return -EINVAL;
	rtnl_lock();
	err = erd_port_set_locked(info);
	rtnl_unlock();
	return err;
}

int erd_cmd_port_get(struct sk_buff *skb, struct genl_info *info)
{
	struct erd_port *port;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERD_A_PORT_NAME))
		return -EINVAL;
	rtnl_lock();
	port = erd_request_port(info);
	err = PTR_ERR_OR_ZERO(port) ?:
	      erd_reply(info, ERD_CMD_PORT_GET, erd_fill_whole_port, port);
	rtnl_unlock();
	return err;
}

int erd_dump_ports(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct erd_net *en = erd_dump_begin(skb, cb);
	struct erd_port *port;
	long i = 0;

	list_for_each_entry(port, &en->ports, list) {
		if (i++ < cb->args[0])
			continue;
		if (erd_dump_one(skb, cb, ERD_CMD_PORT_GET, erd_fill_whole_port,
				 port))
			break;
		cb->args[0] = i;
	}
	return erd_dump_end(skb);
}
