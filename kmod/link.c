// SPDX-License-Identifier: GPL-2.0-only
/* The rtnetlink link kind "erd": the one way sub-interfaces are made. */
#include <linux/erd.h>
#include <linux/module.h>
#include <net/rtnetlink.h>

#include "circuit.h"
#include "compat/compat.h"
#include "link.h"
#include "port.h"
#include "subif.h"

static const struct nla_policy erd_link_policy[IFLA_ERD_MAX + 1] = {
	[IFLA_ERD_STAG] = NLA_POLICY_RANGE(NLA_U16, ERD_VID_MIN, ERD_VID_MAX),
	[IFLA_ERD_CTAG] = NLA_POLICY_RANGE(NLA_U16, ERD_VID_MIN, ERD_VID_MAX),
	[IFLA_ERD_CIRCUIT] = { .type = NLA_NUL_STRING,
			       .len = ERD_NAME_MAX - 1 },
	[IFLA_ERD_PEERING] = NLA_POLICY_MAX(NLA_U32, ERD_PEERING_MICROSOFT),
	[IFLA_ERD_PAIR] = { .type = NLA_REJECT },
	[IFLA_ERD_PORT] = { .type = NLA_REJECT },
	[IFLA_ERD_EGRESS_PCP] = NLA_POLICY_EXACT_LEN(ERD_PRIORITIES),
	[IFLA_ERD_INGRESS_PRIO] = NLA_POLICY_EXACT_LEN(ERD_PCPS),
};

/* Whether every octet of a map is below @end. */
static int erd_link_check_map(const struct nlattr *map, u8 end,
			      struct netlink_ext_ack *extack)
{
	const u8 *octets;
	int i;

	if (!map)
		return 0;
	octets = nla_data(map);
	for (i = 0; i < nla_len(map); i++) {
		if (octets[i] < end)
			continue;
		NL_SET_ERR_MSG_ATTR(extack, map,
				    "erd: a PCP is 0 to 7, a priority 0 to 15");
		return -EINVAL;
	}
	return 0;
}

static int erd_link_validate(struct nlattr *tb[], struct nlattr *data[],
			     struct netlink_ext_ack *extack)
{
	int err;

	if (!data)
		return 0;
	err = erd_link_check_map(data[IFLA_ERD_EGRESS_PCP], ERD_PCPS, extack);
	return err ?: erd_link_check_map(data[IFLA_ERD_INGRESS_PRIO],
					 ERD_PRIORITIES, extack);
}

/* What is not given stays as it is. */
static void erd_link_read_qos(struct nlattr *data[], struct erd_qos *qos)
{
	const struct nlattr *egress = data[IFLA_ERD_EGRESS_PCP];
	const struct nlattr *ingress = data[IFLA_ERD_INGRESS_PRIO];
	u64 pcps = 0;
	u32 prios = 0;
	int i;

	if (egress) {
		for (i = ERD_PRIORITIES - 1; i >= 0; i--)
			pcps = pcps << ERD_PCP_BITS | ((u8 *)nla_data(egress))[i];
		WRITE_ONCE(qos->egress, pcps);
	}
	if (ingress) {
		for (i = ERD_PCPS - 1; i >= 0; i--)
			prios = prios << ERD_PRIO_BITS |
				((u8 *)nla_data(ingress))[i];
		WRITE_ONCE(qos->ingress, prios);
	}
}

static int erd_link_fill_qos(struct sk_buff *skb, const struct erd_qos *qos)
{
	u8 egress[ERD_PRIORITIES], ingress[ERD_PCPS];
	int i;

	for (i = 0; i < ERD_PRIORITIES; i++)
		egress[i] = erd_qos_pcp(qos, i);
	for (i = 0; i < ERD_PCPS; i++)
		ingress[i] = erd_qos_priority(qos, i);
	if (nla_put(skb, IFLA_ERD_EGRESS_PCP, sizeof(egress), egress) ||
	    nla_put(skb, IFLA_ERD_INGRESS_PRIO, sizeof(ingress), ingress))
		return -EMSGSIZE;
	return 0;
}

static struct erd_port *erd_link_port(struct net *net, struct nlattr *tb[],
				      struct netlink_ext_ack *extack)
{
	struct net_device *lower;
	struct erd_port *port;

	if (!tb[IFLA_LINK]) {
		NL_SET_ERR_MSG_MOD(extack, "the port's device is required");
		return ERR_PTR(-EINVAL);
	}
	lower = __dev_get_by_index(net, nla_get_u32(tb[IFLA_LINK]));
	if (!lower) {
		NL_SET_ERR_MSG_MOD(extack, "no such port device");
		return ERR_PTR(-ENODEV);
	}
	port = erd_port_of(lower);
	if (!port) {
		NL_SET_ERR_MSG_MOD(extack, "the device is not a port");
		return ERR_PTR(-EINVAL);
	}
	return port;
}

static struct erd_circuit *erd_link_circuit(struct erd_pair *pair,
					    struct nlattr *data[],
					    struct netlink_ext_ack *extack)
{
	struct nlattr *name = data[IFLA_ERD_CIRCUIT];
	struct nlattr *stag = data[IFLA_ERD_STAG];
	struct erd_circuit *circuit = NULL;

	if (stag && !erd_pair_is_qinq(pair)) {
		NL_SET_ERR_MSG_ATTR(extack, stag,
				    "erd: a dot1q pair has no S-tags");
		return ERR_PTR(-EINVAL);
	}
	if (!stag && !name) {
		NL_SET_ERR_MSG_MOD(extack,
				   "a circuit is required, by its name or on a QinQ pair by its S-tag");
		return ERR_PTR(-EINVAL);
	}
	if (name)
		circuit = erd_circuit_find(pair, nla_data(name));
	else
		circuit = erd_circuit_by_stag(pair, nla_get_u16(stag));
	if (!circuit) {
		NL_SET_ERR_MSG_ATTR(extack, name ?: stag,
				    "erd: the pair has no such circuit");
		return ERR_PTR(-ENOENT);
	}
	if (stag && circuit->stag != nla_get_u16(stag)) {
		NL_SET_ERR_MSG_ATTR(extack, stag,
				    "erd: the circuit has another S-tag");
		return ERR_PTR(-EINVAL);
	}
	return circuit;
}

/**
 * erd_link_newlink() - rtnetlink asks for a sub-interface
 * @dev: device, allocated and set up
 * @params: attributes and where IFLA_LINK is to be looked up
 * @extack: says what is wrong
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int erd_link_newlink(struct net_device *dev, struct rtnl_newlink_params *params,
		     struct netlink_ext_ack *extack)
{
	struct erd_subif_config config = { .mtu_given = params->tb[IFLA_MTU] };
	struct nlattr **data = params->data;

	if (!data || !data[IFLA_ERD_CTAG]) {
		NL_SET_ERR_MSG_MOD(extack, "a C-tag is required");
		return -EINVAL;
	}
	config.ctag = nla_get_u16(data[IFLA_ERD_CTAG]);
	config.port = erd_link_port(rtnl_newlink_link_net(params), params->tb,
				    extack);
	if (IS_ERR(config.port))
		return PTR_ERR(config.port);
	config.circuit = erd_link_circuit(config.port->pair, data, extack);
	if (IS_ERR(config.circuit))
		return PTR_ERR(config.circuit);
	if (data[IFLA_ERD_PEERING])
		config.peering = nla_get_u32(data[IFLA_ERD_PEERING]);
	erd_link_read_qos(data, &config.qos);
	return erd_subif_create(dev, &config, extack);
}

static int erd_link_changelink(struct net_device *dev, struct nlattr *tb[],
			       struct nlattr *data[],
			       struct netlink_ext_ack *extack)
{
	struct erd_subif *subif = netdev_priv(dev);

	if (!data)
		return 0;
	if (data[IFLA_ERD_STAG] || data[IFLA_ERD_CTAG] ||
	    data[IFLA_ERD_CIRCUIT] || data[IFLA_ERD_PEERING]) {
		NL_SET_ERR_MSG_MOD(extack,
				   "what identifies a sub-interface does not change: delete it and make another");
		return -EOPNOTSUPP;
	}
	erd_link_read_qos(data, &subif->qos);
	return 0;
}

static size_t erd_link_get_size(const struct net_device *dev)
{
	return 2 * nla_total_size(sizeof(u16)) +	/* STAG, CTAG */
	       nla_total_size(sizeof(u32)) +		/* PEERING */
	       nla_total_size(ERD_PRIORITIES) +		/* EGRESS_PCP */
	       nla_total_size(ERD_PCPS) +		/* INGRESS_PRIO */
	       3 * nla_total_size(ERD_NAME_MAX);	/* CIRCUIT PAIR PORT */
}

static int erd_link_fill_info(struct sk_buff *skb,
			      const struct net_device *dev)
{
	const struct erd_subif *subif = netdev_priv(dev);

	if (subif->stag && nla_put_u16(skb, IFLA_ERD_STAG, subif->stag))
		return -EMSGSIZE;
	if (nla_put_u16(skb, IFLA_ERD_CTAG, subif->ctag) ||
	    nla_put_u32(skb, IFLA_ERD_PEERING, subif->peering) ||
	    nla_put_string(skb, IFLA_ERD_CIRCUIT, subif->circuit->name) ||
	    nla_put_string(skb, IFLA_ERD_PAIR, subif->port->pair->name) ||
	    nla_put_string(skb, IFLA_ERD_PORT, subif->port->name))
		return -EMSGSIZE;
	return erd_link_fill_qos(skb, &subif->qos);
}

static struct net *erd_link_get_link_net(const struct net_device *dev)
{
	const struct erd_subif *subif = netdev_priv(dev);

	return dev_net(subif->lower);
}

static struct rtnl_link_ops erd_link_ops = {
	.kind = ERD_LINK_KIND,
	.priv_size = sizeof(struct erd_subif),
	.maxtype = IFLA_ERD_MAX,
	.policy = erd_link_policy,
	.setup = erd_subif_setup,
	.validate = erd_link_validate,
	.newlink = ERD_NEWLINK_OP,
	.changelink = erd_link_changelink,
	.dellink = erd_subif_delete,
	.get_size = erd_link_get_size,
	.fill_info = erd_link_fill_info,
	.get_link_net = erd_link_get_link_net,
};

int __init erd_link_init(void)
{
	return rtnl_link_register(&erd_link_ops);
}

void erd_link_exit(void)
{
	rtnl_link_unregister(&erd_link_ops);
}

MODULE_ALIAS_RTNL_LINK(ERD_LINK_KIND);
