// SPDX-License-Identifier: LGPL-2.1-or-later
#include "optical_bench_parse.h"

#include <errno.h>
#include <netlink/attr.h>
#include <string.h>

#define NAME	{ .type = NLA_STRING, .maxlen = ERDSIM_NAME_MAX }
#define U8	{ .type = NLA_U8 }
#define U16	{ .type = NLA_U16 }
#define U32	{ .type = NLA_U32 }
#define S32	{ .type = NLA_S32 }
#define NEST	{ .type = NLA_NESTED }

static const struct nla_policy lane_policy[ERDSIM_A_LANE_MAX + 1] = {
	[ERDSIM_A_LANE_INDEX] = U32,
	[ERDSIM_A_LANE_LASER] = U8,
	[ERDSIM_A_LANE_TX_POWER] = S32,
	[ERDSIM_A_LANE_LAUNCH] = S32,
	[ERDSIM_A_LANE_LOSS] = U32,
	[ERDSIM_A_LANE_RX_POWER] = S32,
	[ERDSIM_A_LANE_SENSITIVITY] = S32,
	[ERDSIM_A_LANE_MARGIN] = S32,
	[ERDSIM_A_LANE_LOS] = U8,
};

static const struct nla_policy strand_policy[ERDSIM_A_STRAND_MAX + 1] = {
	[ERDSIM_A_STRAND_PORT] = NAME,
	[ERDSIM_A_STRAND_SOCKET] = U32,
	[ERDSIM_A_STRAND_PEER] = NAME,
	[ERDSIM_A_STRAND_PEER_SOCKET] = U32,
	[ERDSIM_A_STRAND_LOSS] = U32,
	[ERDSIM_A_STRAND_ATTENUATIONS] = {
		.minlen = ERDSIM_LANES_MAX * sizeof(uint32_t)
	},
	[ERDSIM_A_STRAND_CUT] = U8,
	[ERDSIM_A_STRAND_DARK] = U8,
	[ERDSIM_A_STRAND_FLAP] = U32,
	[ERDSIM_A_STRAND_CORRUPT] = U32,
};

static const struct nla_policy nic_policy[ERDSIM_A_NIC_MAX + 1] = {
	[ERDSIM_A_NIC_CAPS] = U32,
	[ERDSIM_A_NIC_FEATURES_CHECK] = U32,
	[ERDSIM_A_NIC_MAX_FRAME] = U32,
	[ERDSIM_A_NIC_FAIL] = U32,
	[ERDSIM_A_NIC_VID_LIMIT] = U32,
	[ERDSIM_A_NIC_FILTER_PROMISC] = U8,
	[ERDSIM_A_NIC_CTAGS] = U32,
	[ERDSIM_A_NIC_STAGS] = U32,
	[ERDSIM_A_NIC_FIXED] = U32,
};

static const struct nla_policy
descriptor_policy[ERDSIM_A_DESCRIPTOR_MAX + 1] = {
	[ERDSIM_A_DESCRIPTOR_LENGTH] = U32,
	[ERDSIM_A_DESCRIPTOR_TPID] = U16,
	[ERDSIM_A_DESCRIPTOR_TCI] = U16,
	[ERDSIM_A_DESCRIPTOR_CSUM] = U8,
	[ERDSIM_A_DESCRIPTOR_GSO_SIZE] = U32,
};

static const struct nla_policy port_policy[ERDSIM_A_PORT_MAX + 1] = {
	[ERDSIM_A_PORT_NAME] = NAME,
	[ERDSIM_A_PORT_IFINDEX] = U32,
	[ERDSIM_A_PORT_IFNAME] = NAME,
	[ERDSIM_A_PORT_NETNSID] = S32,
	[ERDSIM_A_PORT_SPEED] = U32,
	[ERDSIM_A_PORT_LINE_RATE] = U32,
	[ERDSIM_A_PORT_MODULE] = U8,
	[ERDSIM_A_PORT_LASERS] = U32,
	[ERDSIM_A_PORT_WEAK] = U32,
	[ERDSIM_A_PORT_STRONG] = U32,
	[ERDSIM_A_PORT_ROLLED] = U8,
	[ERDSIM_A_PORT_STATE] = U32,
	[ERDSIM_A_PORT_CARRIER] = U8,
	[ERDSIM_A_PORT_IDENTIFY] = U8,
	[ERDSIM_A_PORT_LED] = U8,
	[ERDSIM_A_PORT_LANE] = NEST,
	[ERDSIM_A_PORT_STRAND] = NEST,
	[ERDSIM_A_PORT_NIC] = NEST,
	[ERDSIM_A_PORT_LAST_TX] = NEST,
};

static uint32_t get_u32(struct nlattr **tb, int type)
{
	return tb[type] ? nla_get_u32(tb[type]) : 0;
}

static bool get_bool(struct nlattr **tb, int type)
{
	return tb[type] && nla_get_u8(tb[type]);
}

/* Returns whether it is there. */
static bool get_level(struct nlattr **tb, int type, int *level)
{
	*level = tb[type] ? nla_get_s32(tb[type]) : 0;
	return tb[type];
}

static void get_name(struct nlattr **tb, int type, char *name)
{
	name[0] = '\0';
	if (tb[type])
		nla_strlcpy(name, tb[type], ERDSIM_NAME_MAX);
}

static int parse_lane(struct nlattr *nest, struct sim_port *port)
{
	struct nlattr *tb[ERDSIM_A_LANE_MAX + 1];
	struct sim_lane *lane;
	uint32_t index;

	if (nla_parse_nested(tb, ERDSIM_A_LANE_MAX, nest, lane_policy) < 0)
		return -EBADMSG;
	index = get_u32(tb, ERDSIM_A_LANE_INDEX);
	if (index >= ERDSIM_LANES_MAX)
		return -EBADMSG;
	if (index >= port->lanes)
		port->lanes = index + 1;
	lane = &port->lane[index];
	lane->laser = get_bool(tb, ERDSIM_A_LANE_LASER);
	lane->los = get_bool(tb, ERDSIM_A_LANE_LOS);
	lane->has_tx_power = get_level(tb, ERDSIM_A_LANE_TX_POWER,
				       &lane->tx_power);
	lane->has_launch = get_level(tb, ERDSIM_A_LANE_LAUNCH, &lane->launch);
	lane->has_loss = tb[ERDSIM_A_LANE_LOSS];
	lane->loss = get_u32(tb, ERDSIM_A_LANE_LOSS);
	lane->has_rx_power = get_level(tb, ERDSIM_A_LANE_RX_POWER,
				       &lane->rx_power);
	get_level(tb, ERDSIM_A_LANE_SENSITIVITY, &lane->sensitivity);
	get_level(tb, ERDSIM_A_LANE_MARGIN, &lane->margin);
	return 0;
}

static int parse_strand(struct nlattr *nest, struct sim_port *port)
{
	struct nlattr *tb[ERDSIM_A_STRAND_MAX + 1];
	struct sim_strand *strand;
	uint32_t socket;

	if (nla_parse_nested(tb, ERDSIM_A_STRAND_MAX, nest, strand_policy) < 0)
		return -EBADMSG;
	socket = get_u32(tb, ERDSIM_A_STRAND_SOCKET);
	if (socket > ERDSIM_SOCKET_RX)
		return -EBADMSG;
	strand = &port->strand[socket];
	strand->patched = true;
	get_name(tb, ERDSIM_A_STRAND_PEER, strand->peer);
	strand->peer_socket = get_u32(tb, ERDSIM_A_STRAND_PEER_SOCKET);
	strand->loss = get_u32(tb, ERDSIM_A_STRAND_LOSS);
	if (tb[ERDSIM_A_STRAND_ATTENUATIONS])
		nla_memcpy(strand->attenuation,
			   tb[ERDSIM_A_STRAND_ATTENUATIONS],
			   sizeof(strand->attenuation));
	strand->cut = get_bool(tb, ERDSIM_A_STRAND_CUT);
	strand->dark = get_bool(tb, ERDSIM_A_STRAND_DARK);
	strand->flap_mhz = get_u32(tb, ERDSIM_A_STRAND_FLAP);
	strand->corrupt_ppm = get_u32(tb, ERDSIM_A_STRAND_CORRUPT);
	return 0;
}

static int parse_nic(struct nlattr *nest, struct sim_nic *nic)
{
	struct nlattr *tb[ERDSIM_A_NIC_MAX + 1];

	if (!nest)
		return 0;
	if (nla_parse_nested(tb, ERDSIM_A_NIC_MAX, nest, nic_policy) < 0)
		return -EBADMSG;
	nic->caps = get_u32(tb, ERDSIM_A_NIC_CAPS);
	nic->fixed = get_u32(tb, ERDSIM_A_NIC_FIXED);
	nic->features_check = get_u32(tb, ERDSIM_A_NIC_FEATURES_CHECK);
	nic->max_frame = get_u32(tb, ERDSIM_A_NIC_MAX_FRAME);
	nic->fail = get_u32(tb, ERDSIM_A_NIC_FAIL);
	nic->vid_limit = get_u32(tb, ERDSIM_A_NIC_VID_LIMIT);
	nic->filter_promisc = get_bool(tb, ERDSIM_A_NIC_FILTER_PROMISC);
	nic->ctags = get_u32(tb, ERDSIM_A_NIC_CTAGS);
	nic->stags = get_u32(tb, ERDSIM_A_NIC_STAGS);
	return 0;
}

static int parse_descriptor(struct nlattr *nest, struct sim_descriptor *last)
{
	struct nlattr *tb[ERDSIM_A_DESCRIPTOR_MAX + 1];

	if (!nest)
		return 0;
	if (nla_parse_nested(tb, ERDSIM_A_DESCRIPTOR_MAX, nest,
			     descriptor_policy) < 0)
		return -EBADMSG;
	if (tb[ERDSIM_A_DESCRIPTOR_DATA])
		last->octets = nla_memcpy(last->data,
					  tb[ERDSIM_A_DESCRIPTOR_DATA],
					  sizeof(last->data));
	last->length = get_u32(tb, ERDSIM_A_DESCRIPTOR_LENGTH);
	if (tb[ERDSIM_A_DESCRIPTOR_TPID])
		last->tpid = nla_get_u16(tb[ERDSIM_A_DESCRIPTOR_TPID]);
	if (tb[ERDSIM_A_DESCRIPTOR_TCI])
		last->tci = nla_get_u16(tb[ERDSIM_A_DESCRIPTOR_TCI]);
	last->csum = get_bool(tb, ERDSIM_A_DESCRIPTOR_CSUM);
	last->gso_size = get_u32(tb, ERDSIM_A_DESCRIPTOR_GSO_SIZE);
	return 0;
}

/* The attributes of which there are several. */
static int parse_many(struct nlattr *attrs, int len, struct sim_port *port)
{
	struct nlattr *attr;
	int rest, err = 0;

	nla_for_each_attr(attr, attrs, len, rest) {
		if (nla_type(attr) == ERDSIM_A_PORT_LANE)
			err = parse_lane(attr, port);
		else if (nla_type(attr) == ERDSIM_A_PORT_STRAND)
			err = parse_strand(attr, port);
		if (err)
			return err;
	}
	return 0;
}

int sim_parse_port(struct nlattr *attrs, int len, void *data)
{
	struct nlattr *tb[ERDSIM_A_PORT_MAX + 1];
	struct sim_port *port = data;

	memset(port, 0, sizeof(*port));
	if (nla_parse(tb, ERDSIM_A_PORT_MAX, attrs, len, port_policy) < 0 ||
	    !tb[ERDSIM_A_PORT_NAME])
		return -EBADMSG;
	get_name(tb, ERDSIM_A_PORT_NAME, port->name);
	get_name(tb, ERDSIM_A_PORT_IFNAME, port->ifname);
	port->ifindex = get_u32(tb, ERDSIM_A_PORT_IFINDEX);
	port->netnsid = -1;
	if (tb[ERDSIM_A_PORT_NETNSID])
		port->netnsid = nla_get_s32(tb[ERDSIM_A_PORT_NETNSID]);
	port->speed = get_u32(tb, ERDSIM_A_PORT_SPEED);
	port->line_rate = get_u32(tb, ERDSIM_A_PORT_LINE_RATE);
	port->module = get_bool(tb, ERDSIM_A_PORT_MODULE);
	port->lasers = get_u32(tb, ERDSIM_A_PORT_LASERS);
	port->weak = get_u32(tb, ERDSIM_A_PORT_WEAK);
	port->strong = get_u32(tb, ERDSIM_A_PORT_STRONG);
	port->rolled = get_bool(tb, ERDSIM_A_PORT_ROLLED);
	port->state = get_u32(tb, ERDSIM_A_PORT_STATE);
	port->carrier = get_bool(tb, ERDSIM_A_PORT_CARRIER);
	port->identify = get_bool(tb, ERDSIM_A_PORT_IDENTIFY);
	port->led = get_bool(tb, ERDSIM_A_PORT_LED);
	if (parse_nic(tb[ERDSIM_A_PORT_NIC], &port->nic) ||
	    parse_descriptor(tb[ERDSIM_A_PORT_LAST_TX], &port->last_tx))
		return -EBADMSG;
	return parse_many(attrs, len, port);
}
