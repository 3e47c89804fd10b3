// SPDX-License-Identifier: GPL-2.0-only
/* Circuits over generic netlink. */
#include <linux/erd.h>
#include <linux/rtnetlink.h>

#include "circuit.h"
#include "fill.h"
#include "gate.h"
#include "genl.h"
#include "subif.h"

#define ERD_POLICY_ADMIN_STATE	\
	NLA_POLICY_MAX(NLA_U32, ERD_ADMIN_STATE_ENABLED)

const struct nla_policy
erd_circuit_new_policy[ERD_A_CIRCUIT_ADMIN_STATE + 1] = {
	[ERD_A_CIRCUIT_PAIR] = ERD_POLICY_NAME,
	[ERD_A_CIRCUIT_NAME] = ERD_POLICY_NAME,
	[ERD_A_CIRCUIT_STAG] = NLA_POLICY_RANGE(NLA_U16, ERD_VID_MIN,
						ERD_VID_MAX),
	[ERD_A_CIRCUIT_ADMIN_STATE] = ERD_POLICY_ADMIN_STATE,
};

const struct nla_policy
erd_circuit_set_policy[ERD_A_CIRCUIT_ADMIN_STATE + 1] = {
	[ERD_A_CIRCUIT_PAIR] = ERD_POLICY_NAME,
	[ERD_A_CIRCUIT_NAME] = ERD_POLICY_NAME,
	[ERD_A_CIRCUIT_ADMIN_STATE] = ERD_POLICY_ADMIN_STATE,
};

const struct nla_policy erd_peering_set_policy[ERD_A_SUBIF_ADMIN_STATE + 1] = {
	[ERD_A_SUBIF_PAIR] = ERD_POLICY_NAME,
	[ERD_A_SUBIF_CIRCUIT] = ERD_POLICY_NAME,
	[ERD_A_SUBIF_CTAG] = NLA_POLICY_RANGE(NLA_U16, ERD_VID_MIN,
					      ERD_VID_MAX),
	[ERD_A_SUBIF_ADMIN_STATE] = ERD_POLICY_ADMIN_STATE,
};

const struct nla_policy erd_circuit_del_policy[ERD_A_CIRCUIT_CASCADE + 1] = {
	[ERD_A_CIRCUIT_PAIR] = ERD_POLICY_NAME,
	[ERD_A_CIRCUIT_NAME] = ERD_POLICY_NAME,
	[ERD_A_CIRCUIT_CASCADE] = { .type = NLA_FLAG },
};

const struct nla_policy erd_circuit_get_policy[ERD_A_CIRCUIT_NAME + 1] = {
	[ERD_A_CIRCUIT_PAIR] = ERD_POLICY_NAME,
	[ERD_A_CIRCUIT_NAME] = ERD_POLICY_NAME,
};

/* @type: the attribute that names it, which is there. */
static struct erd_pair *erd_request_pair(struct genl_info *info, int type)
{
	struct nlattr *name = info->attrs[type];
	struct erd_pair *pair;

	pair = erd_pair_find(erd_net(genl_info_net(info)), nla_data(name));
	if (pair)
		return pair;
	NL_SET_ERR_MSG_ATTR(info->extack, name,
			    "erd: no such pair; it begins with its first port");
	return ERR_PTR(-ENOENT);
}

static struct erd_circuit *erd_request_circuit(struct genl_info *info,
					       int pair_type, int name_type)
{
	struct erd_pair *pair = erd_request_pair(info, pair_type);
	struct nlattr *name = info->attrs[name_type];
	struct erd_circuit *circuit;

	if (IS_ERR(pair))
		return ERR_CAST(pair);
	circuit = erd_circuit_find(pair, nla_data(name));
	if (circuit)
		return circuit;
	NL_SET_ERR_MSG_ATTR(info->extack, name,
			    "erd: the pair has no such circuit");
	return ERR_PTR(-ENOENT);
}

static int erd_fill_any_circuit(struct sk_buff *skb, const void *circuit)
{
	return erd_fill_circuit(skb, circuit);
}

static int erd_circuit_new_locked(struct genl_info *info)
{
	struct erd_pair *pair = erd_request_pair(info, ERD_A_CIRCUIT_PAIR);
	struct nlattr *state = info->attrs[ERD_A_CIRCUIT_ADMIN_STATE];
	struct nlattr *stag = info->attrs[ERD_A_CIRCUIT_STAG];

	if (IS_ERR(pair))
		return PTR_ERR(pair);
	if (erd_pair_is_qinq(pair) && !stag) {
		NL_SET_ERR_MSG_MOD(info->extack,
				   "a circuit of a QinQ pair has an S-tag");
		return -EINVAL;
	}
	if (!erd_pair_is_qinq(pair) && stag) {
		NL_SET_ERR_MSG_ATTR(info->extack, stag,
				    "erd: a circuit of a dot1q pair has no S-tag");
		return -EINVAL;
	}
	return erd_circuit_create(pair,
				  nla_data(info->attrs[ERD_A_CIRCUIT_NAME]),
				  stag ? nla_get_u16(stag) : 0,
				  state ? nla_get_u32(state) :
					  ERD_ADMIN_STATE_ENABLED,
				  info->extack);
}

int erd_cmd_circuit_new(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERD_A_CIRCUIT_PAIR) ||
	    GENL_REQ_ATTR_CHECK(info, ERD_A_CIRCUIT_NAME))
		return -EINVAL;
	err = erd_check_name(info, ERD_A_CIRCUIT_NAME);
	if (err)
		return err;
	rtnl_lock();
	err = erd_circuit_new_locked(info);
	rtnl_unlock();
	return err;
}

static int erd_circuit_del_locked(struct genl_info *info)
{
	struct erd_circuit *circuit;

	circuit = erd_request_circuit(info, ERD_A_CIRCUIT_PAIR,
				      ERD_A_CIRCUIT_NAME);
	if (IS_ERR(circuit))
		return PTR_ERR(circuit);
	if (circuit->nsubifs && !info->attrs[ERD_A_CIRCUIT_CASCADE]) {
		NL_SET_ERR_MSG_MOD(info->extack,
				   "the circuit has sub-interfaces");
		return -EBUSY;
	}
	erd_subifs_delete_circuit(circuit);
	erd_circuit_delete(circuit);
	return 0;
}

int erd_cmd_circuit_del(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERD_A_CIRCUIT_PAIR) ||
	    GENL_REQ_ATTR_CHECK(info, ERD_A_CIRCUIT_NAME))
		return -EINVAL;
	rtnl_lock();
	err = erd_circuit_del_locked(info);
	rtnl_unlock();
	return err;
}

int erd_cmd_circuit_set(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *state = info->attrs[ERD_A_CIRCUIT_ADMIN_STATE];
	struct erd_circuit *circuit;

	if (GENL_REQ_ATTR_CHECK(info, ERD_A_CIRCUIT_PAIR) ||
	    GENL_REQ_ATTR_CHECK(info, ERD_A_CIRCUIT_NAME) ||
	    GENL_REQ_ATTR_CHECK(info, ERD_A_CIRCUIT_ADMIN_STATE))
		return -EINVAL;
	rtnl_lock();
	circuit = erd_request_circuit(info, ERD_A_CIRCUIT_PAIR,
				      ERD_A_CIRCUIT_NAME);
	if (!IS_ERR(circuit))
		erd_gate_set_circuit(circuit, nla_get_u32(state));
	rtnl_unlock();
	return PTR_ERR_OR_ZERO(circuit);
}

static int erd_peering_set_locked(struct genl_info *info)
{
	struct nlattr *state = info->attrs[ERD_A_SUBIF_ADMIN_STATE];
	struct nlattr *ctag = info->attrs[ERD_A_SUBIF_CTAG];
	struct erd_circuit *circuit;
	int err;

	circuit = erd_request_circuit(info, ERD_A_SUBIF_PAIR,
				      ERD_A_SUBIF_CIRCUIT);
	if (IS_ERR(circuit))
		return PTR_ERR(circuit);
	err = erd_gate_set_peering(circuit, nla_get_u16(ctag),
				   nla_get_u32(state));
	if (err)
		NL_SET_ERR_MSG_ATTR(info->extack, ctag,
				    "erd: the circuit has no sub-interface with this C-tag");
	return err;
}

int erd_cmd_peering_set(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERD_A_SUBIF_PAIR) ||
	    GENL_REQ_ATTR_CHECK(info, ERD_A_SUBIF_CIRCUIT) ||
	    GENL_REQ_ATTR_CHECK(info, ERD_A_SUBIF_CTAG) ||
	    GENL_REQ_ATTR_CHECK(info, ERD_A_SUBIF_ADMIN_STATE))
		return -EINVAL;
	rtnl_lock();
	err = erd_peering_set_locked(info);
	rtnl_unlock();
	return err;
}

int erd_cmd_circuit_get(struct sk_buff *skb, struct genl_info *info)
{
	struct erd_circuit *circuit;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERD_A_CIRCUIT_PAIR) ||
	    GENL_REQ_ATTR_CHECK(info, ERD_A_CIRCUIT_NAME))
		return -EINVAL;
	rtnl_lock();
	circuit = erd_request_circuit(info, ERD_A_CIRCUIT_PAIR,
				      ERD_A_CIRCUIT_NAME);
	err = PTR_ERR_OR_ZERO(circuit) ?:
	      erd_reply(info, ERD_CMD_CIRCUIT_GET, erd_fill_any_circuit,
			circuit);
	rtnl_unlock();
	return err;
}

int erd_dump_circuits(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct erd_net *en = erd_dump_begin(skb, cb);
	struct erd_circuit *circuit;
	struct erd_pair *pair;
	unsigned long index;
	long i = 0;

	/* args: how many pairs are done, and the first index of the next */
	list_for_each_entry(pair, &en->pairs, list) {
		if (i++ < cb->args[0])
			continue;
		xa_for_each_start(&pair->circuits, index, circuit,
				  cb->args[1]) {
			if (erd_dump_one(skb, cb, ERD_CMD_CIRCUIT_GET,
					 erd_fill_any_circuit, circuit))
				goto out;
			cb->args[1] = index + 1;
		}
		cb->args[0] = i;
		cb->args[1] = 0;
	}
out:
	return erd_dump_end(skb);
}
