// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tag_features.h"
#include "ethtool_request.h"

#include <errno.h>
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *kernel;	/* in netlink */
	const char *ethtool;	/* for -K */
} names[] = {
	{ "rx-vlan-hw-parse", "rxvlan" },
	{ "rx-vlan-stag-hw-parse", "rx-vlan-stag-hw-parse" },
	{ "tx-vlan-hw-insert", "txvlan" },
	{ "tx-vlan-stag-hw-insert", "tx-vlan-stag-hw-insert" },
};

#define NAMES	(sizeof(names) / sizeof(names[0]))

void features_name(uint32_t features, char *text, size_t size)
{
	size_t i, at = 0;

	text[0] = '\0';
	for (i = 0; i < NAMES && at < size; i++)
		if (features & 1U << i)
			at += snprintf(text + at, size - at, "%s%s",
				       at ? ", " : "", names[i].ethtool);
}

/* --- reading ------------------------------------------------------------ */

struct set {
	uint32_t bits;
	bool list;		/* without a mask: what is listed is set */
};

struct sets {
	struct set hw, active, nochange;
};

static int take_bit(const struct nlattr *attr, void *data)
{
	struct set *set = data;
	const struct nlattr *part;
	const char *name = "";
	bool on = set->list;
	size_t i;

	mnl_attr_for_each_nested(part, attr) {
		if (mnl_attr_get_type(part) == ETHTOOL_A_BITSET_BIT_VALUE)
			on = true;
		if (mnl_attr_get_type(part) == ETHTOOL_A_BITSET_BIT_NAME &&
		    mnl_attr_validate(part, MNL_TYPE_NUL_STRING) >= 0)
			name = mnl_attr_get_str(part);
	}
	for (i = 0; on && i < NAMES; i++)
		if (!strcmp(name, names[i].kernel))
			set->bits |= 1U << i;
	return MNL_CB_OK;
}

/* Whether there is a mask is said before the bits. */
static int take_bits(const struct nlattr *attr, void *data)
{
	struct set *set = data;

	switch (mnl_attr_get_type(attr)) {
	case ETHTOOL_A_BITSET_NOMASK:
		set->list = true;
		return MNL_CB_OK;
	case ETHTOOL_A_BITSET_BITS:
		return mnl_attr_parse_nested(attr, take_bit, set);
	default:
		return MNL_CB_OK;
	}
}

static int take_features(const struct nlattr *attr, void *data)
{
	struct sets *sets = data;

	switch (mnl_attr_get_type(attr)) {
	case ETHTOOL_A_FEATURES_HW:
		return mnl_attr_parse_nested(attr, take_bits, &sets->hw);
	case ETHTOOL_A_FEATURES_ACTIVE:
		return mnl_attr_parse_nested(attr, take_bits, &sets->active);
	case ETHTOOL_A_FEATURES_NOCHANGE:
		return mnl_attr_parse_nested(attr, take_bits, &sets->nochange);
	default:
		return MNL_CB_OK;
	}
}

static void put_device(struct nlmsghdr *nlh, uint16_t header, uint32_t ifindex)
{
	struct nlattr *nest = mnl_attr_nest_start(nlh, header);

	mnl_attr_put_u32(nlh, ETHTOOL_A_HEADER_DEV_INDEX, ifindex);
	mnl_attr_nest_end(nlh, nest);
}

int features_get(struct ethtool *ethtool, uint32_t ifindex,
		 struct features *features)
{
	struct sets sets = {};
	const struct answer answer = { take_features, &sets };
	char buffer[ETHTOOL_REQUEST_SIZE]
		__attribute__((aligned(__alignof__(struct nlmsghdr))));
	struct nlmsghdr *nlh;
	int ret;

	nlh = ethtool_new_request(ethtool, buffer, ETHTOOL_MSG_FEATURES_GET);
	put_device(nlh, ETHTOOL_A_FEATURES_HEADER, ifindex);
	ret = ethtool_exchange(ethtool, nlh, &answer);
	features->active = sets.active.bits;
	features->fixed = ~sets.hw.bits | sets.nochange.bits;
	return ret;
}

/* --- changing ----------------------------------------------------------- */

static int take_nothing(const struct nlattr *attr, void *data)
{
	(void)attr;
	(void)data;
	return MNL_CB_OK;
}

static void put_bits(struct nlmsghdr *nlh, uint32_t which, bool on)
{
	struct nlattr *bits, *bit;
	size_t i;

	bits = mnl_attr_nest_start(nlh, ETHTOOL_A_BITSET_BITS);
	for (i = 0; i < NAMES; i++) {
		if (!(which & 1U << i))
			continue;
		bit = mnl_attr_nest_start(nlh, ETHTOOL_A_BITSET_BITS_BIT);
		mnl_attr_put_strz(nlh, ETHTOOL_A_BITSET_BIT_NAME,
				  names[i].kernel);
		if (on)
			mnl_attr_put(nlh, ETHTOOL_A_BITSET_BIT_VALUE, 0, NULL);
		mnl_attr_nest_end(nlh, bit);
	}
	mnl_attr_nest_end(nlh, bits);
}

int features_set(struct ethtool *ethtool, uint32_t ifindex, uint32_t which,
		 bool on)
{
	const struct answer answer = { take_nothing, NULL };
	char buffer[ETHTOOL_REQUEST_SIZE]
		__attribute__((aligned(__alignof__(struct nlmsghdr))));
	struct nlmsghdr *nlh;
	struct nlattr *wanted;

	nlh = ethtool_new_request(ethtool, buffer, ETHTOOL_MSG_FEATURES_SET);
	put_device(nlh, ETHTOOL_A_FEATURES_HEADER, ifindex);
	wanted = mnl_attr_nest_start(nlh, ETHTOOL_A_FEATURES_WANTED);
	put_bits(nlh, which, on);
	mnl_attr_nest_end(nlh, wanted);
	return ethtool_exchange(ethtool, nlh, &answer);
}

/* --- the family netdev -------------------------------------------------- */

/* <linux/netdev.h> of Linux 6.3 and 6.8, which Debian 12 does not have. */
enum {
	CMD_DEV_GET = 1,
	A_DEV_IFINDEX = 1,
	A_DEV_XDP_FEATURES = 3,
	A_DEV_XDP_RX_METADATA = 5,
};

static int take_netdev(const struct nlattr *attr, void *data)
{
	struct netdev_xdp *xdp = data;

	if (mnl_attr_get_payload_len(attr) < sizeof(uint64_t))
		return MNL_CB_OK;
	if (mnl_attr_get_type(attr) == A_DEV_XDP_FEATURES)
		xdp->features = mnl_attr_get_u64(attr);
	if (mnl_attr_get_type(attr) == A_DEV_XDP_RX_METADATA)
		xdp->rx_metadata = mnl_attr_get_u64(attr);
	return MNL_CB_OK;
}

void netdev_xdp_get(uint32_t ifindex, struct netdev_xdp *xdp)
{
	const struct answer answer = { take_netdev, xdp };
	char buffer[ETHTOOL_REQUEST_SIZE]
		__attribute__((aligned(__alignof__(struct nlmsghdr))));
	struct ethtool *netdev = ethtool_open_family("netdev", NULL);
	struct nlmsghdr *nlh;

	memset(xdp, 0, sizeof(*xdp));
	if (!netdev)
		return;
	nlh = ethtool_new_request(netdev, buffer, CMD_DEV_GET);
	mnl_attr_put_u32(nlh, A_DEV_IFINDEX, ifindex);
	xdp->known = !ethtool_exchange(netdev, nlh, &answer);
	ethtool_close(netdev);
}
