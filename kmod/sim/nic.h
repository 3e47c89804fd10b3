/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERDSIM_NIC_H
#define ERDSIM_NIC_H

#include <linux/erdsim.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>

struct erdsim_port;

#define ERDSIM_CAPS_ALL \
	(ERDSIM_CAP_CTAG_TX | ERDSIM_CAP_STAG_TX | ERDSIM_CAP_CTAG_RX | \
	 ERDSIM_CAP_STAG_RX | ERDSIM_CAP_CTAG_FILTER | \
	 ERDSIM_CAP_STAG_FILTER | ERDSIM_CAP_CSUM | ERDSIM_CAP_TSO)

#define ERDSIM_FAIL_ALL \
	(ERDSIM_FAIL_OPEN | ERDSIM_FAIL_CHANGE_MTU | \
	 ERDSIM_FAIL_SET_FEATURES | ERDSIM_FAIL_ADD_VID | \
	 ERDSIM_FAIL_XMIT_BUSY)

/* A filter that holds every tag of both kinds. */
#define ERDSIM_VID_LIMIT_NONE	(2 * VLAN_N_VID)

/* Octets of a frame to send that are remembered. */
#define ERDSIM_DESCRIPTOR_OCTETS	128

/**
 * struct erdsim_vids - tags of one kind that a card's filter holds
 * @set: which
 * @n: how many
 */
struct erdsim_vids {
	DECLARE_BITMAP(set, VLAN_N_VID);
	unsigned int n;
};

/**
 * struct erdsim_nic - how a card behaves
 * @caps: what it can do, of &enum erdsim_cap
 * @fixed: what of that cannot be switched off
 * @features_check: what its driver says to offloads
 * @max_frame: longest frame, or 0: as long as MTU and two tags make it
 * @fail: what its driver fails at, of &enum erdsim_fail
 * @vid_limit: how many tags the filter holds
 * @filter_promisc: tags are filtered in promiscuous mode too
 * @ctags: 0x8100 tags in the filter
 * @stags: 0x88a8 tags in the filter
 *
 * Written under RTNL, read by frames as it comes.
 */
struct erdsim_nic {
	u32 caps;
	u32 fixed;
	enum erdsim_features_check features_check;
	u32 max_frame;
	u32 fail;
	u32 vid_limit;
	bool filter_promisc;
	struct erdsim_vids ctags;
	struct erdsim_vids stags;
};

/**
 * struct erdsim_descriptor - a frame that the driver was given to send
 * @data: its first octets
 * @octets: how many of them
 * @length: octets of it all; 0 is no frame
 * @tpid: tag to insert, or 0
 * @tci: of the same
 * @csum: checksum to be computed
 * @gso_size: segments to be made, or 0
 */
struct erdsim_descriptor {
	u8 data[ERDSIM_DESCRIPTOR_OCTETS];
	unsigned int octets;
	unsigned int length;
	__be16 tpid;
	u16 tci;
	bool csum;
	unsigned int gso_size;
};

extern const struct net_device_ops erdsim_netdev_ops;

bool erdsim_nic_fails(const struct erdsim_port *port, enum erdsim_fail what);
unsigned int erdsim_nic_max_frame(const struct erdsim_port *port);
bool erdsim_nic_wants(const struct erdsim_port *port, const u8 *destination);
bool erdsim_nic_wants_tag(const struct erdsim_port *port, __be16 tpid, u16 vid);
bool erdsim_nic_strips(const struct erdsim_port *port, __be16 tpid);
void erdsim_nic_set_caps(struct erdsim_port *port, u32 caps, u32 fixed);
void erdsim_nic_set_fail(struct erdsim_port *port, u32 fail);
void erdsim_nic_setup(struct erdsim_port *port);

#endif /* ERDSIM_NIC_H */
