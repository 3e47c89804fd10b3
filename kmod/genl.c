// SPDX-License-Identifier: GPL-2.0-only
/*
 * The generic netlink family "erd": ports and circuits are made and changed
 * here, everything is read here. docs/netlink/erd.yaml is the contract.
 *
 * Handlers take RTNL themselves; the family's own lock is not used
 * (parallel_ops), so there is one lock and one order.
 */
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <net/sock.h>

#include "compat/compat.h"
#include "genl.h"
#include "pair.h"

/**
 * erd_check_name() - whether an attribute is a valid name
 * @info: request
 * @type: the attribute, which is there
 *
 * Return: 0 or -EINVAL.
 */
int erd_check_name(struct genl_info *info, int type)
{
	if (erd_name_valid(nla_data(info->attrs[type])))
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[type],
			    "erd: a name begins with a letter or digit and goes on with those, '.', '_' and '-'");
	return -EINVAL;
}

/**
 * erd_reply() - answer a request for one object
 * @info: request
 * @cmd: command of the answer
 * @fill: puts the object's attributes into it
 * @object: object
 *
 * Return: 0 or a negative errno.
 */
int erd_reply(struct genl_info *info, u8 cmd, erd_fill_fn *fill,
	      const void *object)
{
	struct sk_buff *skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	void *header;

	if (!skb)
		return -ENOMEM;
	header = genlmsg_put_reply(skb, info, &erd_genl_family, 0, cmd);
	if (!header || fill(skb, object)) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return genlmsg_reply(skb, info);
}

/**
 * erd_dump_one() - add an object to a dump
 * @skb: message
 * @cb: dump
 * @cmd: command of the answer
 * @fill: puts the object's attributes into it
 * @object: object
 *
 * Return: 0, or -EMSGSIZE if the message is full: begin there next time.
 */
int erd_dump_one(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		 erd_fill_fn *fill, const void *object)
{
	void *header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				   cb->nlh->nlmsg_seq, &erd_genl_family,
				   NLM_F_MULTI, cmd);

	if (!header)
		return -EMSGSIZE;
	genl_dump_check_consistent(cb, header);
	if (fill(skb, object)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

/**
 * erd_dump_begin() - begin a part of a dump
 * @skb: message
 * @cb: dump; told the generation, so that a change between two parts marks
 *	the dump as interrupted
 *
 * Takes RTNL.
 *
 * Return: the namespace.
 */
struct erd_net *erd_dump_begin(struct sk_buff *skb,
			       struct netlink_callback *cb)
{
	struct erd_net *en = erd_net(sock_net(skb->sk));

	rtnl_lock();
	cb->seq = en->generation;
	return en;
}

/**
 * erd_dump_end() - end a part of a dump
 * @skb: message
 *
 * Gives RTNL back.
 *
 * Return: what the dump's callback returns.
 */
int erd_dump_end(struct sk_buff *skb)
{
	rtnl_unlock();
	/* up to 6.11 the core takes a negative value for the end of it all */
	return skb->len;
}

/* A filter that were ignored would look like an answer. */
static int erd_dump_start(struct netlink_callback *cb)
{
	struct nlattr **attrs = erd_dump_attrs(cb);
	unsigned int i;

	for (i = 1; attrs && i <= genl_dumpit_info(cb)->op.maxattr; i++) {
		if (!attrs[i])
			continue;
		NL_SET_ERR_MSG_ATTR(cb->extack, attrs[i],
				    "erd: a dump takes no attributes");
		return -EINVAL;
	}
	return 0;
}

/* Changes need CAP_NET_ADMIN over the namespace, reading needs nothing. */
static const struct genl_ops erd_genl_ops[] = {
	{
		.cmd = ERD_CMD_PORT_NEW,
		.flags = GENL_UNS_ADMIN_PERM,
		.policy = erd_port_new_policy,
		.maxattr = ARRAY_SIZE(erd_port_new_policy) - 1,
		.doit = erd_cmd_port_new,
	},
	{
		.cmd = ERD_CMD_PORT_DEL,
		.flags = GENL_UNS_ADMIN_PERM,
		.policy = erd_port_del_policy,
		.maxattr = ARRAY_SIZE(erd_port_del_policy) - 1,
		.doit = erd_cmd_port_del,
	},
	{
		.cmd = ERD_CMD_PORT_SET,
		.flags = GENL_UNS_ADMIN_PERM,
		.policy = erd_port_set_policy,
		.maxattr = ARRAY_SIZE(erd_port_set_policy) - 1,
		.doit = erd_cmd_port_set,
	},
	{
		.cmd = ERD_CMD_PORT_GET,
		.policy = erd_port_get_policy,
		.maxattr = ARRAY_SIZE(erd_port_get_policy) - 1,
		.doit = erd_cmd_port_get,
		.start = erd_dump_start,
		.dumpit = erd_dump_ports,
	},
	{
		.cmd = ERD_CMD_CIRCUIT_NEW,
		.flags = GENL_UNS_ADMIN_PERM,
		.policy = erd_circuit_new_policy,
		.maxattr = ARRAY_SIZE(erd_circuit_new_policy) - 1,
		.doit = erd_cmd_circuit_new,
	},
	{
		.cmd = ERD_CMD_CIRCUIT_DEL,
		.flags = GENL_UNS_ADMIN_PERM,
		.policy = erd_circuit_del_policy,
		.maxattr = ARRAY_SIZE(erd_circuit_del_policy) - 1,
		.doit = erd_cmd_circuit_del,
	},
	{
		.cmd = ERD_CMD_CIRCUIT_GET,
		.policy = erd_circuit_get_policy,
		.maxattr = ARRAY_SIZE(erd_circuit_get_policy) - 1,
		.doit = erd_cmd_circuit_get,
		.start = erd_dump_start,
		.dumpit = erd_dump_circuits,
	},
	{
		.cmd = ERD_CMD_SUBIF_GET,
		.policy = erd_subif_get_policy,
		.maxattr = ARRAY_SIZE(erd_subif_get_policy) - 1,
		.doit = erd_cmd_subif_get,
		.start = erd_dump_start,
		.dumpit = erd_dump_subifs,
	},
	{
		.cmd = ERD_CMD_CIRCUIT_SET,
		.flags = GENL_UNS_ADMIN_PERM,
		.policy = erd_circuit_set_policy,
		.maxattr = ARRAY_SIZE(erd_circuit_set_policy) - 1,
		.doit = erd_cmd_circuit_set,
	},
	{
		.cmd = ERD_CMD_PEERING_SET,
		.flags = GENL_UNS_ADMIN_PERM,
		.policy = erd_peering_set_policy,
		.maxattr = ARRAY_SIZE(erd_peering_set_policy) - 1,
		.doit = erd_cmd_peering_set,
	},
};

static const struct genl_multicast_group erd_genl_groups[] = {
	[ERD_GENL_GROUP_EVENTS] = { .name = ERD_MCGRP_EVENTS },
};

/* resv_start_op stays 0: every command is checked strictly. */
struct genl_family erd_genl_family __ro_after_init = {
	.name = ERD_FAMILY_NAME,
	.version = ERD_FAMILY_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = erd_genl_ops,
	.n_ops = ARRAY_SIZE(erd_genl_ops),
	.mcgrps = erd_genl_groups,
	.n_mcgrps = ARRAY_SIZE(erd_genl_groups),
};

/* Whether events can be sent; RTNL. */
static bool erd_genl_registered;

/**
 * erd_genl_has_listeners() - whether an event would reach anybody
 * @net: namespace of the event
 *
 * Context: RTNL.
 * Return: false also before the family is registered and from when it goes:
 * its multicast group may then be another family's.
 */
bool erd_genl_has_listeners(struct net *net)
{
	return erd_genl_registered &&
	       genl_has_listeners(&erd_genl_family, net, ERD_GENL_GROUP_EVENTS);
}

static void erd_genl_set_registered(bool registered)
{
	rtnl_lock();
	erd_genl_registered = registered;
	rtnl_unlock();
}

int __init erd_genl_init(void)
{
	int err = genl_register_family(&erd_genl_family);

	if (!err)
		erd_genl_set_registered(true);
	return err;
}

void erd_genl_exit(void)
{
	erd_genl_set_registered(false);
	genl_unregister_family(&erd_genl_family);
}

MODULE_ALIAS_GENL_FAMILY(ERD_FAMILY_NAME);
