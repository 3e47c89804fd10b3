// SPDX-License-Identifier: GPL-2.0-only
/* The patch field over generic netlink. */
#include <linux/rtnetlink.h>

#include "bench.h"
#include "genl.h"
#include "port.h"

#define ERDSIM_POLICY_SOCKET	NLA_POLICY_MAX(NLA_U32, ERDSIM_SOCKET_RX)
#define ERDSIM_POLICY_LOSS	NLA_POLICY_MAX(NLA_U32, ERDSIM_LOSS_MAX)

/* beyond what fits into a policy itself; not const before 6.3 */
static struct netlink_range_validation erdsim_flap_range = {
	.max = ERDSIM_FLAP_MAX,
};

static struct netlink_range_validation erdsim_corrupt_range = {
	.max = ERDSIM_CORRUPT_MAX,
};

const struct nla_policy erdsim_patch_policy[ERDSIM_A_STRAND_LOSS + 1] = {
	[ERDSIM_A_STRAND_PORT] = ERDSIM_POLICY_NAME,
	[ERDSIM_A_STRAND_SOCKET] = ERDSIM_POLICY_SOCKET,
	[ERDSIM_A_STRAND_PEER] = ERDSIM_POLICY_NAME,
	[ERDSIM_A_STRAND_PEER_SOCKET] = ERDSIM_POLICY_SOCKET,
	[ERDSIM_A_STRAND_LOSS] = ERDSIM_POLICY_LOSS,
};

const struct nla_policy erdsim_unpatch_policy[ERDSIM_A_STRAND_SOCKET + 1] = {
	[ERDSIM_A_STRAND_PORT] = ERDSIM_POLICY_NAME,
	[ERDSIM_A_STRAND_SOCKET] = ERDSIM_POLICY_SOCKET,
};

const struct nla_policy erdsim_cross_policy[ERDSIM_A_STRAND_PEER + 1] = {
	[ERDSIM_A_STRAND_PORT] = ERDSIM_POLICY_NAME,
	[ERDSIM_A_STRAND_PEER] = ERDSIM_POLICY_NAME,
};

const struct nla_policy
erdsim_strand_set_policy[ERDSIM_A_STRAND_CORRUPT + 1] = {
	[ERDSIM_A_STRAND_PORT] = ERDSIM_POLICY_NAME,
	[ERDSIM_A_STRAND_SOCKET] = ERDSIM_POLICY_SOCKET,
	[ERDSIM_A_STRAND_LOSS] = ERDSIM_POLICY_LOSS,
	[ERDSIM_A_STRAND_LANE] = NLA_POLICY_MAX(NLA_U32, ERDSIM_LANES_MAX - 1),
	[ERDSIM_A_STRAND_ATTENUATION] = ERDSIM_POLICY_LOSS,
	[ERDSIM_A_STRAND_CUT] = NLA_POLICY_MAX(NLA_U8, 1),
	[ERDSIM_A_STRAND_DARK] = NLA_POLICY_MAX(NLA_U8, 1),
	[ERDSIM_A_STRAND_FLAP] =
		NLA_POLICY_FULL_RANGE(NLA_U32, &erdsim_flap_range),
	[ERDSIM_A_STRAND_CORRUPT] =
		NLA_POLICY_FULL_RANGE(NLA_U32, &erdsim_corrupt_range),
};

static u32 erdsim_request_loss(struct genl_info *info)
{
	struct nlattr *loss = info->attrs[ERDSIM_A_STRAND_LOSS];

	return loss ? nla_get_u32(loss) : ERDSIM_LOSS_DEFAULT;
}

static int erdsim_patch_strand(struct genl_info *info, struct erdsim_port *port,
			       struct erdsim_port *peer)
{
	enum erdsim_socket socket, peer_socket;

	if (GENL_REQ_ATTR_CHECK(info, ERDSIM_A_STRAND_SOCKET) ||
	    GENL_REQ_ATTR_CHECK(info, ERDSIM_A_STRAND_PEER_SOCKET))
		return -EINVAL;
	socket = nla_get_u32(info->attrs[ERDSIM_A_STRAND_SOCKET]);
	peer_socket = nla_get_u32(info->attrs[ERDSIM_A_STRAND_PEER_SOCKET]);
	if (port == peer && socket == peer_socket) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[ERDSIM_A_STRAND_PEER_SOCKET],
				    "erdsim: a strand has its ends in two sockets");
		return -EINVAL;
	}
	return erdsim_strand_plug(port, socket, peer, peer_socket,
				  erdsim_request_loss(info));
}

static int erdsim_patch_pair(struct genl_info *info, struct erdsim_port *port,
			     struct erdsim_port *peer)
{
	u32 loss = erdsim_request_loss(info);
	int err;

	if (port == peer) {
		/* a loop has one strand */
		return erdsim_strand_plug(port, ERDSIM_SOCKET_TX,
					  port, ERDSIM_SOCKET_RX, loss);
	}
	err = erdsim_strand_plug(port, ERDSIM_SOCKET_TX,
				 peer, ERDSIM_SOCKET_RX, loss);
	return err ?: erdsim_strand_plug(peer, ERDSIM_SOCKET_TX,
					 port, ERDSIM_SOCKET_RX, loss);
}

static int erdsim_patch_locked(struct genl_info *info)
{
	struct erdsim_port *port, *peer;
	int err;

	port = erdsim_request_port(info, ERDSIM_A_STRAND_PORT);
	if (IS_ERR(port))
		return PTR_ERR(port);
	peer = erdsim_request_port(info, ERDSIM_A_STRAND_PEER);
	if (IS_ERR(peer))
		return PTR_ERR(peer);
	if (info->attrs[ERDSIM_A_STRAND_SOCKET] ||
	    info->attrs[ERDSIM_A_STRAND_PEER_SOCKET])
		err = erdsim_patch_strand(info, port, peer);
	else
		err = erdsim_patch_pair(info, port, peer);
	erdsim_carrier_update(port->bench);
	return err;
}

int erdsim_cmd_patch(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERDSIM_A_STRAND_PORT) ||
	    GENL_REQ_ATTR_CHECK(info, ERDSIM_A_STRAND_PEER))
		return -EINVAL;
	rtnl_lock();
	err = erdsim_patch_locked(info);
	rtnl_unlock();
	return err;
}

/* Whether a request is about a socket: the one it names, or any. */
static bool erdsim_request_covers(struct genl_info *info,
				  enum erdsim_socket socket)
{
	struct nlattr *named = info->attrs[ERDSIM_A_STRAND_SOCKET];

	return !named || nla_get_u32(named) == socket;
}

static int erdsim_unpatch_locked(struct genl_info *info)
{
	struct erdsim_port *port;
	int socket;

	port = erdsim_request_port(info, ERDSIM_A_STRAND_PORT);
	if (IS_ERR(port))
		return PTR_ERR(port);
	for (socket = ERDSIM_SOCKET_TX; socket <= ERDSIM_SOCKET_RX; socket++)
		if (erdsim_request_covers(info, socket))
			erdsim_strand_unplug(port, socket);
	erdsim_carrier_update(port->bench);
	return 0;
}

int erdsim_cmd_unpatch(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERDSIM_A_STRAND_PORT))
		return -EINVAL;
	rtnl_lock();
	err = erdsim_unpatch_locked(info);
	rtnl_unlock();
	return err;
}

static int erdsim_cross_locked(struct genl_info *info)
{
	struct erdsim_port *port, *peer;

	port = erdsim_request_port(info, ERDSIM_A_STRAND_PORT);
	if (IS_ERR(port))
		return PTR_ERR(port);
	peer = erdsim_request_port(info, ERDSIM_A_STRAND_PEER);
	if (IS_ERR(peer))
		return PTR_ERR(peer);
	if (port == peer) {
		NL_SET_ERR_MSG_ATTR(info->extack,
				    info->attrs[ERDSIM_A_STRAND_PEER],
				    "erdsim: crossing takes two ports");
		return -EINVAL;
	}
	erdsim_strand_cross(port, peer);
	erdsim_carrier_update(port->bench);
	return 0;
}

int erdsim_cmd_cross(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERDSIM_A_STRAND_PORT) ||
	    GENL_REQ_ATTR_CHECK(info, ERDSIM_A_STRAND_PEER))
		return -EINVAL;
	rtnl_lock();
	err = erdsim_cross_locked(info);
	rtnl_unlock();
	return err;
}

static void erdsim_strand_attenuate(struct erdsim_strand *strand,
				    struct nlattr **attrs)
{
	struct nlattr *only = attrs[ERDSIM_A_STRAND_LANE];
	u32 lane;

	for (lane = 0; lane < ERDSIM_LANES_MAX; lane++)
		if (!only || nla_get_u32(only) == lane)
			strand->attenuation_mb[lane] =
				nla_get_u32(attrs[ERDSIM_A_STRAND_ATTENUATION]);
}

static void erdsim_strand_set(struct erdsim_strand *strand,
			      struct nlattr **attrs)
{
	if (attrs[ERDSIM_A_STRAND_LOSS])
		strand->loss_mb = nla_get_u32(attrs[ERDSIM_A_STRAND_LOSS]);
	if (attrs[ERDSIM_A_STRAND_ATTENUATION])
		erdsim_strand_attenuate(strand, attrs);
	if (attrs[ERDSIM_A_STRAND_CUT])
		strand->cut = nla_get_u8(attrs[ERDSIM_A_STRAND_CUT]);
	if (attrs[ERDSIM_A_STRAND_DARK])
		strand->dark = nla_get_u8(attrs[ERDSIM_A_STRAND_DARK]);
	if (attrs[ERDSIM_A_STRAND_FLAP])
		erdsim_strand_set_flap(strand,
				       nla_get_u32(attrs[ERDSIM_A_STRAND_FLAP]));
	if (attrs[ERDSIM_A_STRAND_CORRUPT])
		strand->corrupt_ppm =
			nla_get_u32(attrs[ERDSIM_A_STRAND_CORRUPT]);
}

static int erdsim_strand_set_locked(struct genl_info *info)
{
	struct erdsim_strand *strand;
	struct erdsim_port *port;
	bool found = false;
	int socket;

	port = erdsim_request_port(info, ERDSIM_A_STRAND_PORT);
	if (IS_ERR(port))
		return PTR_ERR(port);
	for (socket = ERDSIM_SOCKET_TX; socket <= ERDSIM_SOCKET_RX; socket++) {
		strand = erdsim_strand_of(port, socket);
		if (!strand || !erdsim_request_covers(info, socket))
			continue;
		erdsim_strand_set(strand, info->attrs);
		found = true;
	}
	if (!found) {
		NL_SET_ERR_MSG_MOD(info->extack, "nothing is patched there");
		return -ENOTCONN;
	}
	erdsim_carrier_update(port->bench);
	return 0;
}

int erdsim_cmd_strand_set(struct sk_buff *skb, struct genl_info *info)
{
	int err;

	if (GENL_REQ_ATTR_CHECK(info, ERDSIM_A_STRAND_PORT))
		return -EINVAL;
	if (info->attrs[ERDSIM_A_STRAND_LANE] &&
	    GENL_REQ_ATTR_CHECK(info, ERDSIM_A_STRAND_ATTENUATION))
		return -EINVAL;
	rtnl_lock();
	err = erdsim_strand_set_locked(info);
	rtnl_unlock();
	return err;
}
