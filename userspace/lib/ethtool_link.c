// SPDX-License-Identifier: LGPL-2.1-or-later
#include "ethtool_link.h"
#include "ethtool_request.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/ethtool_netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bits by name, as all devices' modes have them, and not compact. */
static struct nlmsghdr *request(struct ethtool *ethtool, void *buffer,
				uint8_t cmd, const char *ifname, uint32_t flags)
{
	struct nlmsghdr *nlh = ethtool_new_request(ethtool, buffer, cmd);
	struct nlattr *nest;

	/* The header is the first attribute of all of these requests. */
	nest = mnl_attr_nest_start(nlh, 1);
	mnl_attr_put_strz(nlh, ETHTOOL_A_HEADER_DEV_NAME, ifname);
	if (flags)
		mnl_attr_put_u32(nlh, ETHTOOL_A_HEADER_FLAGS, flags);
	mnl_attr_nest_end(nlh, nest);
	return nlh;
}

static int ask(struct ethtool *ethtool, uint8_t cmd, const char *ifname,
	       uint32_t flags, mnl_attr_cb_t take, void *data)
{
	const struct answer answer = { take, data };
	char buffer[ETHTOOL_REQUEST_SIZE]
		__attribute__((aligned(__alignof__(struct nlmsghdr))));

	return ethtool_exchange(ethtool,
				request(ethtool, buffer, cmd, ifname, flags),
				&answer);
}

/* --- modes -------------------------------------------------------------- */

/* A bit of a set: its name, and whether it is set. */
struct bit {
	const char *name;
	bool set;
};

static void read_bit(const struct nlattr *attr, struct bit *bit)
{
	const struct nlattr *part;

	mnl_attr_for_each_nested(part, attr) {
		if (mnl_attr_get_type(part) == ETHTOOL_A_BITSET_BIT_NAME &&
		    mnl_attr_validate(part, MNL_TYPE_NUL_STRING) >= 0)
			bit->name = mnl_attr_get_str(part);
		if (mnl_attr_get_type(part) == ETHTOOL_A_BITSET_BIT_VALUE)
			bit->set = true;
	}
}

/* "100000baseLR4_ER4/Full" begins with its rate; "FIBRE" with none. */
static int take_mode(const struct nlattr *attr, void *data)
{
	struct ethtool_link *link = data;
	struct bit bit = { .name = "" };
	unsigned long mbps;

	read_bit(attr, &bit);
	mbps = strtoul(bit.name, NULL, 10);
	if (bit.set && mbps > link->offered_mbps)
		link->offered_mbps = mbps;
	return MNL_CB_OK;
}

static int take_modes(const struct nlattr *attr, void *data)
{
	if (mnl_attr_get_type(attr) != ETHTOOL_A_BITSET_BITS)
		return MNL_CB_OK;
	return mnl_attr_parse_nested(attr, take_mode, data);
}

static int take_settings(const struct nlattr *attr, void *data)
{
	struct ethtool_link *link = data;
	uint32_t speed;

	switch (mnl_attr_get_type(attr)) {
	case ETHTOOL_A_LINKMODES_OURS:
		return mnl_attr_parse_nested(attr, take_modes, link);
	case ETHTOOL_A_LINKMODES_SPEED:
		if (mnl_attr_validate(attr, MNL_TYPE_U32) < 0)
			return MNL_CB_ERROR;
		speed = mnl_attr_get_u32(attr);
		link->speed_mbps = speed == (uint32_t)SPEED_UNKNOWN ? 0 : speed;
	}
	return MNL_CB_OK;
}

static int take_state(const struct nlattr *attr, void *data)
{
	struct ethtool_link *link = data;

	switch (mnl_attr_get_type(attr)) {
	case ETHTOOL_A_LINKSTATE_EXT_STATE:
		if (mnl_attr_validate(attr, MNL_TYPE_U8) < 0)
			return MNL_CB_ERROR;
		link->ext_state = mnl_attr_get_u8(attr);
		break;
	case ETHTOOL_A_LINKSTATE_EXT_SUBSTATE:
		if (mnl_attr_validate(attr, MNL_TYPE_U8) < 0)
			return MNL_CB_ERROR;
		link->ext_substate = mnl_attr_get_u8(attr);
	}
	return MNL_CB_OK;
}

int ethtool_link_get(struct ethtool *ethtool, const char *ifname,
		     struct ethtool_link *link)
{
	int ret;

	*link = (struct ethtool_link){ .ext_state = -1 };
	ret = ask(ethtool, ETHTOOL_MSG_LINKSTATE_GET, ifname, 0, take_state,
		  link);
	if (ret)
		return ret;
	ret = ask(ethtool, ETHTOOL_MSG_LINKMODES_GET, ifname, 0, take_settings,
		  link);
	/* Devices without modes, as veth, have a state all the same. */
	return ret == -EOPNOTSUPP ? 0 : ret;
}

static const char *mismatch(uint32_t substate)
{
	switch (substate) {
	case ETHTOOL_LINK_EXT_SUBSTATE_LLM_PCS_DID_NOT_ACQUIRE_BLOCK_LOCK:
		return "no block lock";
	case ETHTOOL_LINK_EXT_SUBSTATE_LLM_PCS_DID_NOT_ACQUIRE_AM_LOCK:
		return "no lock on alignment markers";
	case ETHTOOL_LINK_EXT_SUBSTATE_LLM_PCS_DID_NOT_GET_ALIGN_STATUS:
		return "lanes are not aligned";
	case ETHTOOL_LINK_EXT_SUBSTATE_LLM_FC_FEC_IS_NOT_LOCKED:
		return "no lock of FC-FEC";
	case ETHTOOL_LINK_EXT_SUBSTATE_LLM_RS_FEC_IS_NOT_LOCKED:
		return "no lock of RS-FEC";
	default:
		return "logical mismatch";
	}
}

const char *ethtool_link_why(const struct ethtool_link *link)
{
	static const char *const states[] = {
		[ETHTOOL_LINK_EXT_STATE_AUTONEG] = "autonegotiation fails",
		[ETHTOOL_LINK_EXT_STATE_LINK_TRAINING_FAILURE] =
			"link training fails",
		[ETHTOOL_LINK_EXT_STATE_BAD_SIGNAL_INTEGRITY] =
			"bad signal integrity",
		[ETHTOOL_LINK_EXT_STATE_NO_CABLE] = "no module or cable",
		[ETHTOOL_LINK_EXT_STATE_CABLE_ISSUE] = "a problem of the cable",
		[ETHTOOL_LINK_EXT_STATE_EEPROM_ISSUE] =
			"the module's memory cannot be read",
		[ETHTOOL_LINK_EXT_STATE_CALIBRATION_FAILURE] =
			"calibration fails",
		[ETHTOOL_LINK_EXT_STATE_POWER_BUDGET_EXCEEDED] =
			"the module takes too much power",
		[ETHTOOL_LINK_EXT_STATE_OVERHEAT] = "the module is too hot",
		[ETHTOOL_LINK_EXT_STATE_MODULE] = "a problem of the module",
	};
	int state = link->ext_state;

	if (state < 0)
		return "";
	if (state == ETHTOOL_LINK_EXT_STATE_LINK_LOGICAL_MISMATCH)
		return mismatch(link->ext_substate);
	if ((size_t)state >= sizeof(states) / sizeof(states[0]) ||
	    !states[state])
		return "for a reason that is not known here";
	return states[state];
}

/* --- FEC ---------------------------------------------------------------- */

/* The first number of an array of them is the sum over all lanes. */
static bool take_total(const struct nlattr *attr, uint64_t *total)
{
	if (mnl_attr_get_payload_len(attr) < sizeof(*total))
		return false;
	memcpy(total, mnl_attr_get_payload(attr), sizeof(*total));
	return true;
}

static int take_fec_stat(const struct nlattr *attr, void *data)
{
	struct ethtool_fec *fec = data;

	switch (mnl_attr_get_type(attr)) {
	case ETHTOOL_A_FEC_STAT_CORRECTED:
		take_total(attr, &fec->corrected);
		break;
	case ETHTOOL_A_FEC_STAT_UNCORR:
		fec->counted |= take_total(attr, &fec->uncorrectable);
	}
	return MNL_CB_OK;
}

static int take_fec(const struct nlattr *attr, void *data)
{
	struct ethtool_fec *fec = data;
	const char *const names[] = { "None", "RS", "BASER", "LLRS" };
	const int bits[] = { ETHTOOL_LINK_MODE_FEC_NONE_BIT,
			     ETHTOOL_LINK_MODE_FEC_RS_BIT,
			     ETHTOOL_LINK_MODE_FEC_BASER_BIT,
			     ETHTOOL_LINK_MODE_FEC_LLRS_BIT };
	int active;
	size_t i;

	switch (mnl_attr_get_type(attr)) {
	case ETHTOOL_A_FEC_ACTIVE:
		if (mnl_attr_validate(attr, MNL_TYPE_U32) < 0)
			return MNL_CB_ERROR;
		active = mnl_attr_get_u32(attr);
		for (i = 0; i < sizeof(bits) / sizeof(bits[0]); i++)
			if (bits[i] == active)
				snprintf(fec->active, sizeof(fec->active), "%s",
					 names[i]);
		break;
	case ETHTOOL_A_FEC_STATS:
		return mnl_attr_parse_nested(attr, take_fec_stat, fec);
	}
	return MNL_CB_OK;
}

int ethtool_fec_get(struct ethtool *ethtool, const char *ifname,
		    struct ethtool_fec *fec)
{
	memset(fec, 0, sizeof(*fec));
	return ask(ethtool, ETHTOOL_MSG_FEC_GET, ifname, ETHTOOL_FLAG_STATS,
		   take_fec, fec);
}
