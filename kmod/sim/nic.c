// SPDX-License-Identifier: GPL-2.0-only
/* How a card and its driver behave. */
#include <linux/etherdevice.h>
#include <linux/filter.h>
#include <linux/rtnetlink.h>

#include "bench.h"
#include "frame.h"
#include "port.h"
#include "tx.h"

/* Whatever the card can do beyond, it can do this. */
#define ERDSIM_FEATURES_ALWAYS	(NETIF_F_SG | NETIF_F_HIGHDMA)

#define ERDSIM_FEATURES_TSO	(NETIF_F_TSO | NETIF_F_TSO6 | NETIF_F_TSO_ECN)

static netdev_features_t erdsim_nic_features(u32 caps)
{
	netdev_features_t features = ERDSIM_FEATURES_ALWAYS;

	if (caps & ERDSIM_CAP_CTAG_TX)
		features |= NETIF_F_HW_VLAN_CTAG_TX;
	if (caps & ERDSIM_CAP_STAG_TX)
		features |= NETIF_F_HW_VLAN_STAG_TX;
	if (caps & ERDSIM_CAP_CTAG_RX)
		features |= NETIF_F_HW_VLAN_CTAG_RX;
	if (caps & ERDSIM_CAP_STAG_RX)
		features |= NETIF_F_HW_VLAN_STAG_RX;
	if (caps & ERDSIM_CAP_CTAG_FILTER)
		features |= NETIF_F_HW_VLAN_CTAG_FILTER;
	if (caps & ERDSIM_CAP_STAG_FILTER)
		features |= NETIF_F_HW_VLAN_STAG_FILTER;
	if (caps & ERDSIM_CAP_CSUM)
		features |= NETIF_F_HW_CSUM | NETIF_F_RXCSUM;
	if (caps & ERDSIM_CAP_TSO)
		features |= ERDSIM_FEATURES_TSO;
	return features;
}

/* What nobody can switch off. */
static netdev_features_t erdsim_nic_fixed(u32 caps, u32 fixed)
{
	return erdsim_nic_features(caps & fixed) & ~ERDSIM_FEATURES_ALWAYS;
}

/* What the card does for a frame with one tag as for one without. */
static netdev_features_t erdsim_nic_vlan_features(u32 caps)
{
	return erdsim_nic_features(caps) &
	       (ERDSIM_FEATURES_ALWAYS | NETIF_F_HW_CSUM |
		ERDSIM_FEATURES_TSO);
}

/**
 * erdsim_nic_fails() - whether the driver is told to fail at something
 * @port: port
 * @what: at what
 *
 * Return: true if so.
 */
bool erdsim_nic_fails(const struct erdsim_port *port, enum erdsim_fail what)
{
	return READ_ONCE(port->nic.fail) & what;
}

/**
 * erdsim_nic_max_frame() - the longest frame that passes a card
 * @port: port
 *
 * Return: octets without the check sequence.
 */
unsigned int erdsim_nic_max_frame(const struct erdsim_port *port)
{
	return READ_ONCE(port->nic.max_frame) ?:
	       READ_ONCE(port->dev->mtu) + ETH_HLEN + 2 * VLAN_HLEN;
}

/**
 * erdsim_nic_wants() - whether a frame passes the address filter
 * @port: port
 * @destination: the frame's
 *
 * The card has room for its own address alone. More make the core ask for
 * promiscuous mode; multicast is not filtered.
 *
 * Return: true if it passes.
 */
bool erdsim_nic_wants(const struct erdsim_port *port, const u8 *destination)
{
	return port->dev->flags & IFF_PROMISC ||
	       is_multicast_ether_addr(destination) ||
	       ether_addr_equal_unaligned(destination, port->dev->dev_addr);
}

static struct erdsim_vids *erdsim_nic_vids(struct erdsim_port *port,
					   __be16 tpid)
{
	return tpid == htons(ETH_P_8021AD) ? &port->nic.stags :
					     &port->nic.ctags;
}

/**
 * erdsim_nic_wants_tag() - whether a frame passes the tag filter
 * @port: port
 * @tpid: of its outer tag
 * @vid: of the same
 *
 * Return: true if it passes.
 */
bool erdsim_nic_wants_tag(const struct erdsim_port *port, __be16 tpid, u16 vid)
{
	const struct net_device *dev = port->dev;
	const struct erdsim_vids *vids = &port->nic.ctags;
	netdev_features_t filter = NETIF_F_HW_VLAN_CTAG_FILTER;

	if (tpid == htons(ETH_P_8021AD)) {
		filter = NETIF_F_HW_VLAN_STAG_FILTER;
		vids = &port->nic.stags;
	}
	if (!(dev->features & filter))
		return true;
	if (dev->flags & IFF_PROMISC && !READ_ONCE(port->nic.filter_promisc))
		return true;
	return test_bit(vid, vids->set);
}

/**
 * erdsim_nic_strips() - whether a card takes a tag out
 * @port: port
 * @tpid: of the frame's outer tag
 *
 * Return: true if so.
 */
bool erdsim_nic_strips(const struct erdsim_port *port, __be16 tpid)
{
	return port->dev->features & (tpid == htons(ETH_P_8021AD) ?
				      NETIF_F_HW_VLAN_STAG_RX :
				      NETIF_F_HW_VLAN_CTAG_RX);
}

static int erdsim_nic_open(struct net_device *dev)
{
	struct erdsim_port *port = netdev_priv(dev);
	int err;

	if (erdsim_nic_fails(port, ERDSIM_FAIL_OPEN))
		return -EIO;
	err = erdsim_rx_open(port);
	if (err)
		return err;
	netif_start_queue(dev);
	port->open = true;
	erdsim_carrier_update(port->bench);
	return 0;
}

static int erdsim_nic_stop(struct net_device *dev)
{
	struct erdsim_port *port = netdev_priv(dev);

	netif_stop_queue(dev);
	netif_carrier_off(dev);
	port->open = false;
	/* one that is being deleted has left the bench */
	RCU_INIT_POINTER(port->far, NULL);
	erdsim_carrier_update(port->bench);
	erdsim_rx_stop(port);
	return 0;
}

static int erdsim_nic_change_mtu(struct net_device *dev, int mtu)
{
	struct erdsim_port *port = netdev_priv(dev);

	if (erdsim_nic_fails(port, ERDSIM_FAIL_CHANGE_MTU))
		return -EINVAL;
	if (rtnl_dereference(port->rx.prog) &&
	    mtu + ETH_HLEN + 2 * VLAN_HLEN > ERDSIM_FRAME_PAGE)
		return -EINVAL;
	WRITE_ONCE(dev->mtu, mtu);
	return 0;
}

static netdev_features_t erdsim_nic_fix_features(struct net_device *dev,
						 netdev_features_t features)
{
	const struct erdsim_port *port = netdev_priv(dev);
	const struct erdsim_nic *nic = &port->nic;

	/* the stack's own features are none of the card's business */
	features &= erdsim_nic_features(nic->caps) |
		    ~erdsim_nic_features(ERDSIM_CAPS_ALL);
	return features | erdsim_nic_fixed(nic->caps, nic->fixed);
}

static int erdsim_nic_set_features(struct net_device *dev,
				   netdev_features_t features)
{
	return erdsim_nic_fails(netdev_priv(dev), ERDSIM_FAIL_SET_FEATURES) ?
	       -EIO : 0;
}

static netdev_features_t
erdsim_nic_features_check(struct sk_buff *skb, struct net_device *dev,
			  netdev_features_t features)
{
	const struct erdsim_port *port = netdev_priv(dev);

	switch (READ_ONCE(port->nic.features_check)) {
	case ERDSIM_FEATURES_CHECK_PASSTHRU:
		return features;
	case ERDSIM_FEATURES_CHECK_NONE:
		if (skb_vlan_tagged(skb))
			features &= ~(NETIF_F_CSUM_MASK | NETIF_F_GSO_MASK);
		return features;
	case ERDSIM_FEATURES_CHECK_DEFAULT:
		break;
	}
	return vlan_features_check(skb, features);
}

static int erdsim_nic_add_vid(struct net_device *dev, __be16 tpid, u16 vid)
{
	struct erdsim_port *port = netdev_priv(dev);
	struct erdsim_vids *vids = erdsim_nic_vids(port, tpid);

	if (erdsim_nic_fails(port, ERDSIM_FAIL_ADD_VID))
		return -EIO;
	/* the core counts a tag's users: it comes once */
	if (WARN_ON(test_bit(vid, vids->set)))
		return -EEXIST;
	if (port->nic.ctags.n + port->nic.stags.n >= port->nic.vid_limit)
		return -ENOSPC;
	set_bit(vid, vids->set);
	vids->n++;
	return 0;
}

static int erdsim_nic_kill_vid(struct net_device *dev, __be16 tpid, u16 vid)
{
	struct erdsim_vids *vids = erdsim_nic_vids(netdev_priv(dev), tpid);

	/* not there if the filter was switched on while adding failed */
	if (test_and_clear_bit(vid, vids->set))
		vids->n--;
	return 0;
}

static void erdsim_nic_stats64(struct net_device *dev,
			       struct rtnl_link_stats64 *stats)
{
	const struct erdsim_port *port = netdev_priv(dev);
	u64 sums[ERDSIM_COUNTS];

	erdsim_stats_sum(port->stats, sums);
	stats->rx_packets = sums[ERDSIM_RX_FRAMES];
	stats->rx_bytes = sums[ERDSIM_RX_BYTES];
	stats->multicast = sums[ERDSIM_RX_MULTICAST];
	stats->rx_crc_errors = sums[ERDSIM_RX_CRC_ERRORS];
	stats->rx_length_errors = sums[ERDSIM_RX_TOO_LONG];
	stats->rx_errors = stats->rx_crc_errors + stats->rx_length_errors;
	stats->rx_missed_errors = sums[ERDSIM_RX_MISSED];
	stats->rx_dropped = sums[ERDSIM_RX_NO_MEMORY] +
			    sums[ERDSIM_RX_XDP_DROP];
	stats->tx_packets = sums[ERDSIM_TX_FRAMES];
	stats->tx_bytes = sums[ERDSIM_TX_BYTES];
	stats->tx_errors = sums[ERDSIM_TX_TOO_LONG];
	stats->tx_dropped = sums[ERDSIM_TX_NO_MEMORY];
}

static int erdsim_nic_set_prog(struct net_device *dev, struct netdev_bpf *bpf)
{
	struct erdsim_port *port = netdev_priv(dev);
	struct bpf_prog *old;

	if (bpf->prog &&
	    dev->mtu + ETH_HLEN + 2 * VLAN_HLEN > ERDSIM_FRAME_PAGE) {
		NL_SET_ERR_MSG_MOD(bpf->extack,
				   "at this MTU a frame does not fit in a page");
		return -EOPNOTSUPP;
	}
	old = rtnl_dereference(port->rx.prog);
	rcu_assign_pointer(port->rx.prog, bpf->prog);
	if (old)
		bpf_prog_put(old);
	return 0;
}

static int erdsim_nic_bpf(struct net_device *dev, struct netdev_bpf *bpf)
{
	return bpf->command == XDP_SETUP_PROG ? erdsim_nic_set_prog(dev, bpf) :
						-EINVAL;
}

const struct net_device_ops erdsim_netdev_ops = {
	.ndo_open = erdsim_nic_open,
	.ndo_stop = erdsim_nic_stop,
	.ndo_start_xmit = erdsim_tx_skb,
	.ndo_features_check = erdsim_nic_features_check,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_change_mtu = erdsim_nic_change_mtu,
	.ndo_get_stats64 = erdsim_nic_stats64,
	.ndo_fix_features = erdsim_nic_fix_features,
	.ndo_set_features = erdsim_nic_set_features,
	.ndo_vlan_rx_add_vid = erdsim_nic_add_vid,
	.ndo_vlan_rx_kill_vid = erdsim_nic_kill_vid,
	.ndo_bpf = erdsim_nic_bpf,
	.ndo_xdp_xmit = erdsim_tx_xdp,
};

/**
 * erdsim_nic_set_caps() - make a card another model
 * @port: port
 * @caps: what it can do, of &enum erdsim_cap
 * @fixed: what of that cannot be switched off
 *
 * What is new is switched on.
 *
 * Context: RTNL.
 */
void erdsim_nic_set_caps(struct erdsim_port *port, u32 caps, u32 fixed)
{
	netdev_features_t now = erdsim_nic_features(caps);
	netdev_features_t before = erdsim_nic_features(port->nic.caps);
	struct net_device *dev = port->dev;

	port->nic.caps = caps;
	port->nic.fixed = fixed;
	dev->hw_features = ((dev->hw_features & ~before) | now) &
			   ~erdsim_nic_fixed(caps, fixed);
	dev->wanted_features |= now & ~before;
	dev->vlan_features = erdsim_nic_vlan_features(caps);
	netdev_update_features(dev);
}

/**
 * erdsim_nic_set_fail() - tell a driver what to fail at
 * @port: port
 * @fail: of &enum erdsim_fail
 *
 * Context: RTNL.
 */
void erdsim_nic_set_fail(struct erdsim_port *port, u32 fail)
{
	WRITE_ONCE(port->nic.fail, fail);
	/* a queue stopped before this is woken, one stopped after sees it */
	smp_mb();
	if (!(fail & ERDSIM_FAIL_XMIT_BUSY) && port->open)
		netif_wake_queue(port->dev);
}

/**
 * erdsim_nic_setup() - what a new card can do, and does
 * @port: port, not registered yet
 */
void erdsim_nic_setup(struct erdsim_port *port)
{
	struct net_device *dev = port->dev;

	port->nic.caps = ERDSIM_CAPS_ALL;
	port->nic.vid_limit = ERDSIM_VID_LIMIT_NONE;
	dev->hw_features = erdsim_nic_features(ERDSIM_CAPS_ALL);
	dev->features = dev->hw_features;
	dev->vlan_features = erdsim_nic_vlan_features(ERDSIM_CAPS_ALL);
}
