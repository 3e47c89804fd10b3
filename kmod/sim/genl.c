// SPDX-License-Identifier: GPL-2.0-only
/*
 * The generic netlink family "erdsim". docs/netlink/erdsim.yaml is the
 * contract. Handlers take RTNL themselves, the one lock of a bench; the
 * family's own is not used (parallel_ops).
 */
#include <linux/module.h>
#include <linux/rtnetlink.h>

#include "../compat/sim.h"
#include "bench.h"
#include "genl.h"

/**
 * erdsim_request_port() - the port that an attribute names
 * @info: request
 * @type: attribute, which is there
 *
 * Context: RTNL.
 * Return: the port, or an error pointer.
 */
struct erdsim_port *erdsim_request_port(struct genl_info *info, int type)
{
	struct nlattr *name = info->attrs[type];
	struct erdsim_port *port;

	port = erdsim_bench_find(erdsim_bench(genl_info_net(info)),
				 nla_data(name));
	if (port)
		return port;
	NL_SET_ERR_MSG_ATTR(info->extack, name,
			    "erdsim: the bench has no such port");
	return ERR_PTR(-ENOENT);
}

/* A filter that were ignored would look like an answer. */
static int erdsim_dump_start(struct netlink_callback *cb)
{
	struct nlattr **attrs = erd_dump_attrs(cb);

	if (!attrs || !attrs[ERDSIM_A_PORT_NAME])
		return 0;
	NL_SET_ERR_MSG_ATTR(cb->extack, attrs[ERDSIM_A_PORT_NAME],
			    "erdsim: a dump takes no attributes");
	return -EINVAL;
}

/*
 * GENL_ADMIN_PERM, not GENL_UNS_ADMIN_PERM: a bench is hardware, and root of a
 * user namespace alone does not plug hardware into the machine, nor make its
 * drivers fail and warn.
 */
static const struct genl_ops erdsim_genl_ops[] = {
	{
		.cmd = ERDSIM_CMD_PORT_NEW,
		.flags = GENL_ADMIN_PERM,
		.policy = erdsim_port_new_policy,
		.maxattr = ARRAY_SIZE(erdsim_port_new_policy) - 1,
		.doit = erdsim_cmd_port_new,
	},
	{
		.cmd = ERDSIM_CMD_PORT_DEL,
		.flags = GENL_ADMIN_PERM,
		.policy = erdsim_port_name_policy,
		.maxattr = ARRAY_SIZE(erdsim_port_name_policy) - 1,
		.doit = erdsim_cmd_port_del,
	},
	{
		.cmd = ERDSIM_CMD_PORT_SET,
		.flags = GENL_ADMIN_PERM,
		.policy = erdsim_port_set_policy,
		.maxattr = ARRAY_SIZE(erdsim_port_set_policy) - 1,
		.doit = erdsim_cmd_port_set,
	},
	{
		.cmd = ERDSIM_CMD_PORT_GET,
		.policy = erdsim_port_name_policy,
		.maxattr = ARRAY_SIZE(erdsim_port_name_policy) - 1,
		.doit = erdsim_cmd_port_get,
		.start = erdsim_dump_start,
		.dumpit = erdsim_dump_ports,
	},
	{
		.cmd = ERDSIM_CMD_PATCH,
		.flags = GENL_ADMIN_PERM,
		.policy = erdsim_patch_policy,
		.maxattr = ARRAY_SIZE(erdsim_patch_policy) - 1,
		.doit = erdsim_cmd_patch,
	},
	{
		.cmd = ERDSIM_CMD_UNPATCH,
		.flags = GENL_ADMIN_PERM,
		.policy = erdsim_unpatch_policy,
		.maxattr = ARRAY_SIZE(erdsim_unpatch_policy) - 1,
		.doit = erdsim_cmd_unpatch,
	},
	{
		.cmd = ERDSIM_CMD_CROSS,
		.flags = GENL_ADMIN_PERM,
		.policy = erdsim_cross_policy,
		.maxattr = ARRAY_SIZE(erdsim_cross_policy) - 1,
		.doit = erdsim_cmd_cross,
	},
	{
		.cmd = ERDSIM_CMD_STRAND_SET,
		.flags = GENL_ADMIN_PERM,
		.policy = erdsim_strand_set_policy,
		.maxattr = ARRAY_SIZE(erdsim_strand_set_policy) - 1,
		.doit = erdsim_cmd_strand_set,
	},
};

/* resv_start_op stays 0: every command is checked strictly. */
struct genl_family erdsim_genl_family __ro_after_init = {
	.name = ERDSIM_FAMILY_NAME,
	.version = ERDSIM_FAMILY_VERSION,
	.netnsok = true,
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = erdsim_genl_ops,
	.n_ops = ARRAY_SIZE(erdsim_genl_ops),
};

int __init erdsim_genl_init(void)
{
	return genl_register_family(&erdsim_genl_family);
}

void erdsim_genl_exit(void)
{
	genl_unregister_family(&erdsim_genl_family);
}

/* No module alias: a bench is there when somebody asked for the module. */
