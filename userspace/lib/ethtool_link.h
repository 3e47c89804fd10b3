/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What ethtool netlink tells of a device's link: rates, why it is down, FEC. */
#ifndef LIBERD_ETHTOOL_LINK_H
#define LIBERD_ETHTOOL_LINK_H

#include "ethtool.h"

#include <stdint.h>

/**
 * struct ethtool_link - of one device
 * @speed_mbps: what it runs at; 0: no link, or not told
 * @offered_mbps: the fastest mode that it offers; 0: not told
 * @ext_state: why there is no link, enum ethtool_link_ext_state; -1: not told
 * @ext_substate: more of that, by state; 0: not told
 */
struct ethtool_link {
	uint32_t speed_mbps;
	uint32_t offered_mbps;
	int ext_state;
	uint32_t ext_substate;
};

/* 0 or a negative errno, why in ethtool_reason(). */
int ethtool_link_get(struct ethtool *ethtool, const char *ifname,
		     struct ethtool_link *link);

/**
 * struct ethtool_fec - forward error correction of a device
 * @active: "RS", "BASER", "None" and the like; "" is not told
 * @counted: the two below are told
 * @corrected: blocks that had errors and were repaired
 * @uncorrectable: blocks that were lost
 */
struct ethtool_fec {
	char active[16];
	bool counted;
	uint64_t corrected, uncorrectable;
};

/* 0 or a negative errno, -EOPNOTSUPP where the driver knows of none. */
int ethtool_fec_get(struct ethtool *ethtool, const char *ifname,
		    struct ethtool_fec *fec);

/* Words for an ext_state and its substate: "no block lock". "" for -1. */
const char *ethtool_link_why(const struct ethtool_link *link);

#endif /* LIBERD_ETHTOOL_LINK_H */
