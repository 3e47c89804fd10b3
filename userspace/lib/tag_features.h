/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a device and its driver do with tags, as ethtool and netdev tell. */
#ifndef LIBERD_TAG_FEATURES_H
#define LIBERD_TAG_FEATURES_H

#include "ethtool.h"

#include <stdint.h>

/* Features that keep a tag beside the frame; a set of them is the bits. */
enum {
	FEATURE_CTAG_RX = 1 << 0,	/* rx-vlan-hw-parse, `rxvlan` */
	FEATURE_STAG_RX = 1 << 1,	/* rx-vlan-stag-hw-parse */
	FEATURE_CTAG_TX = 1 << 2,	/* tx-vlan-hw-insert, `txvlan` */
	FEATURE_STAG_TX = 1 << 3,	/* tx-vlan-stag-hw-insert */
	FEATURES_RX = FEATURE_CTAG_RX | FEATURE_STAG_RX,
	FEATURES_TX = FEATURE_CTAG_TX | FEATURE_STAG_TX,
};

/**
 * struct features - of one device
 * @active: those that are on
 * @fixed: those that cannot be changed
 */
struct features {
	uint32_t active;
	uint32_t fixed;
};

/* 0 or a negative errno; of a device in the namespace of the connection. */
int features_get(struct ethtool *ethtool, uint32_t ifindex,
		 struct features *features);
/* Turns @which on or off. It may come out otherwise: to be read again. */
int features_set(struct ethtool *ethtool, uint32_t ifindex, uint32_t which,
		 bool on);
/* As ethtool(8) calls them, with commas between. */
void features_name(uint32_t features, char *text, size_t size);

/* Of enum netdev_xdp_act and enum netdev_xdp_rx_metadata. */
#define NETDEV_XDP_RX_SG		(1U << 5)
#define NETDEV_RX_METADATA_VLAN_TAG	(1U << 2)

/**
 * struct netdev_xdp - what a driver says of its XDP
 * @known: it is known: the kernel has the family netdev, of 6.3
 * @features: NETDEV_XDP_RX_SG: takes frames in several buffers
 * @rx_metadata: NETDEV_RX_METADATA_VLAN_TAG: can be asked for a tag
 */
struct netdev_xdp {
	bool known;
	uint64_t features;
	uint64_t rx_metadata;
};

/* All zero where the kernel does not tell. */
void netdev_xdp_get(uint32_t ifindex, struct netdev_xdp *xdp);

#endif /* LIBERD_TAG_FEATURES_H */
