// SPDX-License-Identifier: GPL-2.0-only
/* Ports over generic netlink. */
#include <linux/rtnetlink.h>
#include <net/sock.h>

#include "../compat/sim.h"
#include "bench.h"
#include "fill.h"
#include "genl.h"
#include "port.h"

static const struct nla_policy erdsim_nic_policy[ERDSIM_A_NIC_MAX + 1] = {
	[ERDSIM_A_NIC_CAPS] = NLA_POLICY_MASK(NLA_U32, ERDSIM_CAPS_ALL),
	[ERDSIM_A_NIC_FEATURES_CHECK] =
		NLA_POLICY_MAX(NLA_U32, ERDSIM_FEATURES_CHECK_NONE),
	[ERDSIM_A_NIC_MAX_FRAME] = NLA_POLICY_MAX(NLA_U32, ERDSIM_FRAME_MAX),
	[ERDSIM_A_NIC_FAIL] = NLA_POLICY_MASK(NLA_U32, ERDSIM_FAIL_ALL),
	[ERDSIM_A_NIC_VID_LIMIT] =
		NLA_POLICY_MAX(NLA_U32, ERDSIM_VID_LIMIT_NONE),
	[ERDSIM_A_NIC_FILTER_PROMISC] = NLA_POLICY_MAX(NLA_U8, 1),
	[ERDSIM_A_NIC_CTAGS] = { .type = NLA_REJECT },
	[ERDSIM_A_NIC_STAGS] = { .type = NLA_REJECT },
	[ERDSIM_A_NIC_FIXED] = NLA_POLICY_MASK(NLA_U32, ERDSIM_CAPS_ALL),
};

const struct nla_policy erdsim_port_new_policy[ERDSIM_A_PORT_SPEED + 1] = {
	[ERDSIM_A_PORT_NAME] = ERDSIM_POLICY_NAME,
	[ERDSIM_A_PORT_PEER] = ERDSIM_POLICY_NAME,
	[ERDSIM_A_PORT_SPEED] = { .type = NLA_U32 },
};

const struct nla_policy erdsim_port_set_policy[ERDSIM_A_PORT_STRONG + 1] = {
	[ERDSIM_A_PORT_NAME] = ERDSIM_POLICY_NAME,
	[ERDSIM_A_PORT_LINE_RATE] = { .type = NLA_U32 },
	[ERDSIM_A_PORT_MODULE] = NLA_POLICY_MAX(NLA_U8, 1),
	[ERDSIM_A_PORT_LASERS] =
		NLA_POLICY_MAX(NLA_U32, BIT(ERDSIM_LANES_MAX) - 1),
	[ERDSIM_A_PORT_WEAK] = NLA_POLICY_MAX(NLA_U32, ERDSIM_LOSS_MAX),
	[ERDSIM_A_PORT_ROLLED] = NLA_POLICY_MAX(NLA_U8, 1),
	[ERDSIM_A_PORT_NIC] = NLA_POLICY_NESTED(erdsim_nic_policy),
	[ERDSIM_A_PORT_STRONG] = NLA_POLICY_MAX(NLA_U32, ERDSIM_STRONG_MAX),
};

const struct nla_policy erdsim_port_name_policy[ERDSIM_A_PORT_NAME + 1] = {
	[ERDSIM_A_PORT_NAME] = ERDSIM_POLICY_NAME,
};

static const struct erdsim_optic *erdsim_request_optic(struct genl_info *info,
						       int type)
{
	const struct erdsim_optic *optic;

	optic = erdsim_optic_find(nla_get_u32(info->attrs[type]));
	if (!optic)
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[type],
				    "erdsim: the speed is 10000, 40000, 100000 or 400000 Mb/s");
	return optic;
}

/* A port's name begins as that of its network device: no patterns. */
static int erdsim_check_name(struct genl_info *info, int type)
{
	const char *name = nla_data(info->attrs[type]);

	if (dev_valid_name(name) && !strchr(name, '%'))
		return 0;
	NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[type],
			    "erdsim: not a name for a network device");
	return -EINVAL;
}

static int erdsim_create_twin(struct erdsim_port *port, const char *name,
			      struct netlink_ext_ack *extack)
{
	struct erdsim_port *twin;
	LIST_HEAD(devices);
	int err;

	twin = erdsim_port_create(port->bench, name, port->optic, extack);
	if (IS_ERR(twin))
		return PTR_ERR(twin);
	err = erdsim_strand_plug(port, ERDSIM_SOCKET_TX,
				 twin, ERDSIM_SOCKET_RX, ERDSIM_LOSS_DEFAULT);
	if (!err)
		err = erdsim_strand_plug(twin, ERDSIM_SOCKET_TX,
					 port, ERDSIM_SOCKET_RX,
					 ERDSIM_LOSS_DEFAULT);
	if (err) {
		erdsim_port_delete(twin, &devices);
		unregister_netdevice_many(&devices);
	}
	return err;
}

static int erdsim_port_new_locked(struct genl_info *info,
				  const struct erdsim_optic *optic)
{
	struct nlattr *peer = info->attrs[ERDSIM_A_PORT_PEER];
	struct erdsim_port *port;
	LIST_HEAD(devices);
	int err = 0;

	port = erdsim_port_create(erdsim_bench(genl_info_net(info)),
				  nla_data(info->attrs[ERDSIM_A_PORT_NAME]),
				  optic, info->extack);
	if (IS_ERR(port))
		return PTR_ERR(port);
	if (peer)
		err = erdsim_create_twin(port, nla_data(peer), info->extack);
	if (err) {
		erdsim_port_delete(port, &devices);
		unregister_netdevice_many(&devices);
	}
	return err;
}

int erdsim_cmd_port_new(struct sk_buff *skb, struct genl_info *info)
{
	const struct erdsim_optic *optic;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERDSIM_A_PORT_NAME) ||
	    GENL_REQ_ATTR_CHECK(info, ERDSIM_A_PORT_SPEED) ||
	    erdsim_check_name(info, ERDSIM_A_PORT_NAME))
		return -EINVAL;
	if (info->attrs[ERDSIM_A_PORT_PEER] &&
	    erdsim_check_name(info, ERDSIM_A_PORT_PEER))
		return -EINVAL;
	optic = erdsim_request_optic(info, ERDSIM_A_PORT_SPEED);
	if (!optic)
		return -EINVAL;
	rtnl_lock();
	err = erdsim_port_new_locked(info, optic);
	rtnl_unlock();
	return err;
}

int erdsim_cmd_port_del(struct sk_buff *skb, struct genl_info *info)
{
	struct erdsim_port *port;
	LIST_HEAD(devices);

	if (GENL_REQ_ATTR_CHECK(info, ERDSIM_A_PORT_NAME))
		return -EINVAL;
	rtnl_lock();
	port = erdsim_request_port(info, ERDSIM_A_PORT_NAME);
	if (!IS_ERR(port)) {
		erdsim_port_delete(port, &devices);
		unregister_netdevice_many(&devices);
	}
	rtnl_unlock();
	return PTR_ERR_OR_ZERO(port);
}

static void erdsim_set_nic(struct erdsim_port *port, struct nlattr **attrs)
{
	struct erdsim_nic *nic = &port->nic;
	u32 caps = nic->caps, fixed = nic->fixed;

	if (attrs[ERDSIM_A_NIC_CAPS])
		caps = nla_get_u32(attrs[ERDSIM_A_NIC_CAPS]);
	if (attrs[ERDSIM_A_NIC_FIXED])
		fixed = nla_get_u32(attrs[ERDSIM_A_NIC_FIXED]);
	if (caps != nic->caps || fixed != nic->fixed)
		erdsim_nic_set_caps(port, caps, fixed);
	if (attrs[ERDSIM_A_NIC_FEATURES_CHECK])
		WRITE_ONCE(nic->features_check,
			   nla_get_u32(attrs[ERDSIM_A_NIC_FEATURES_CHECK]));
	if (attrs[ERDSIM_A_NIC_MAX_FRAME])
		WRITE_ONCE(nic->max_frame,
			   nla_get_u32(attrs[ERDSIM_A_NIC_MAX_FRAME]));
	if (attrs[ERDSIM_A_NIC_FAIL])
		erdsim_nic_set_fail(port,
				    nla_get_u32(attrs[ERDSIM_A_NIC_FAIL]));
	if (attrs[ERDSIM_A_NIC_VID_LIMIT])
		nic->vid_limit = nla_get_u32(attrs[ERDSIM_A_NIC_VID_LIMIT]);
	if (attrs[ERDSIM_A_NIC_FILTER_PROMISC])
		WRITE_ONCE(nic->filter_promisc,
			   nla_get_u8(attrs[ERDSIM_A_NIC_FILTER_PROMISC]));
}

static void erdsim_set_module(struct erdsim_port *port, struct nlattr **attrs,
			      const struct erdsim_optic *rate)
{
	if (rate)
		port->line_rate = rate->speed;
	if (attrs[ERDSIM_A_PORT_MODULE])
		port->plugged = nla_get_u8(attrs[ERDSIM_A_PORT_MODULE]);
	if (attrs[ERDSIM_A_PORT_LASERS])
		port->lasers = nla_get_u32(attrs[ERDSIM_A_PORT_LASERS]);
	if (attrs[ERDSIM_A_PORT_WEAK])
		port->weak_mb = nla_get_u32(attrs[ERDSIM_A_PORT_WEAK]);
	if (attrs[ERDSIM_A_PORT_STRONG])
		port->strong_mb = nla_get_u32(attrs[ERDSIM_A_PORT_STRONG]);
	if (attrs[ERDSIM_A_PORT_ROLLED])
		port->rolled = nla_get_u8(attrs[ERDSIM_A_PORT_ROLLED]);
}

static int erdsim_port_set_locked(struct genl_info *info,
				  const struct erdsim_optic *rate,
				  struct nlattr **nic)
{
	struct nlattr *lasers = info->attrs[ERDSIM_A_PORT_LASERS];
	struct erdsim_port *port;

	port = erdsim_request_port(info, ERDSIM_A_PORT_NAME);
	if (IS_ERR(port))
		return PTR_ERR(port);
	if (lasers && nla_get_u32(lasers) >> port->optic->lanes) {
		NL_SET_ERR_MSG_ATTR(info->extack, lasers,
				    "erdsim: the module has fewer lanes");
		return -EINVAL;
	}
	erdsim_set_module(port, info->attrs, rate);
	erdsim_set_nic(port, nic);
	erdsim_carrier_update(port->bench);
	return 0;
}

int erdsim_cmd_port_set(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *nic[ERDSIM_A_NIC_MAX + 1] = {};
	const struct erdsim_optic *rate = NULL;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERDSIM_A_PORT_NAME))
		return -EINVAL;
	if (info->attrs[ERDSIM_A_PORT_LINE_RATE]) {
		rate = erdsim_request_optic(info, ERDSIM_A_PORT_LINE_RATE);
		if (!rate)
			return -EINVAL;
	}
	if (info->attrs[ERDSIM_A_PORT_NIC]) {
		err = nla_parse_nested(nic, ERDSIM_A_NIC_MAX,
				       info->attrs[ERDSIM_A_PORT_NIC],
				       erdsim_nic_policy, info->extack);
		if (err)
			return err;
	}
	rtnl_lock();
	err = erdsim_port_set_locked(info, rate, nic);
	rtnl_unlock();
	return err;
}

/* Frames are not everybody's to read. */
static bool erdsim_trusts(const struct sk_buff *request)
{
	return netlink_capable(request, CAP_NET_ADMIN);
}

static int erdsim_reply_port(struct sk_buff *request, struct genl_info *info,
			     struct erdsim_port *port)
{
	struct sk_buff *skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	void *header;

	if (!skb)
		return -ENOMEM;
	header = genlmsg_put_reply(skb, info, &erdsim_genl_family, 0,
				   ERDSIM_CMD_PORT_GET);
	if (!header || erdsim_fill_port(skb, port, erdsim_trusts(request))) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return genlmsg_reply(skb, info);
}

int erdsim_cmd_port_get(struct sk_buff *skb, struct genl_info *info)
{
	struct erdsim_port *port;
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERDSIM_A_PORT_NAME))
		return -EINVAL;
	rtnl_lock();
	port = erdsim_request_port(info, ERDSIM_A_PORT_NAME);
	err = PTR_ERR_OR_ZERO(port) ?: erdsim_reply_port(skb, info, port);
	rtnl_unlock();
	return err;
}

static int erdsim_dump_port(struct sk_buff *skb, struct netlink_callback *cb,
			    struct erdsim_port *port)
{
	void *header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				   cb->nlh->nlmsg_seq, &erdsim_genl_family,
				   NLM_F_MULTI, ERDSIM_CMD_PORT_GET);

	if (!header)
		return -EMSGSIZE;
	genl_dump_check_consistent(cb, header);
	if (erdsim_fill_port(skb, port, erdsim_trusts(cb->skb))) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

int erdsim_dump_ports(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct erdsim_bench *bench = erdsim_bench(sock_net(skb->sk));
	struct erdsim_port *port;
	long i = 0;

	rtnl_lock();
	cb->seq = bench->generation;
	list_for_each_entry(port, &bench->ports, list) {
		if (i++ < cb->args[0])
			continue;
		if (erdsim_dump_port(skb, cb, port))
			break;
		cb->args[0] = i;
	}
	rtnl_unlock();
	/* up to 6.11 the core takes a negative value for the end of it all */
	return skb->len;
}
