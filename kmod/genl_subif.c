// SPDX-License-Identifier: GPL-2.0-only
/* Reading sub-interfaces over generic netlink. */
#include <linux/erd.h>
#include <linux/rtnetlink.h>

#include "fill.h"
#include "genl.h"
#include "port.h"
#include "subif.h"
#include "table.h"

const struct nla_policy erd_subif_get_policy[ERD_A_SUBIF_IFINDEX + 1] = {
	[ERD_A_SUBIF_IFINDEX] = { .type = NLA_U32 },
};

static int erd_fill_any_subif(struct sk_buff *skb, const void *subif)
{
	return erd_fill_subif(skb, subif);
}

int erd_cmd_subif_get(struct sk_buff *skb, struct genl_info *info)
{
	struct net_device *dev;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERD_A_SUBIF_IFINDEX))
		return -EINVAL;
	rtnl_lock();
	dev = __dev_get_by_index(genl_info_net(info),
				 nla_get_u32(info->attrs[ERD_A_SUBIF_IFINDEX]));
	if (!dev || !erd_dev_is_subif(dev)) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[ERD_A_SUBIF_IFINDEX],
				    "erd: no such sub-interface");
		err = -ENODEV;
	} else {
		err = erd_reply(info, ERD_CMD_SUBIF_GET, erd_fill_any_subif,
				netdev_priv(dev));
	}
	rtnl_unlock();
	return err;
}

int erd_dump_subifs(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct erd_net *en = erd_dump_begin(skb, cb);
	struct erd_subif *subif;
	struct erd_port *port;
	long i = 0;
	u32 key;

	/* args: how many ports are done, and the first key of the next */
	list_for_each_entry(port, &en->ports, list) {
		if (i++ < cb->args[0])
			continue;
		key = cb->args[1];
		while ((subif = erd_table_next(port->table, &key))) {
			if (erd_dump_one(skb, cb, ERD_CMD_SUBIF_GET,
					 erd_fill_any_subif, subif))
				goto out;
			cb->args[1] = key;
		}
		cb->args[0] = i;
		cb->args[1] = 0;
	}
out:
	return erd_dump_end(skb);
}
