// SPDX-License-Identifier: GPL-2.0-only
#include <linux/ethtool.h>

#include "bench.h"
#include "eeprom.h"
#include "ethtool.h"
#include "port.h"

/* Blinks a second while the card is told to identify itself. */
#define ERDSIM_BLINK_HZ		2

static void erdsim_get_drvinfo(struct net_device *dev,
			       struct ethtool_drvinfo *info)
{
	const struct erdsim_port *port = netdev_priv(dev);

	strscpy(info->driver, KBUILD_MODNAME, sizeof(info->driver));
	strscpy(info->fw_version, port->optic->name, sizeof(info->fw_version));
	snprintf(info->bus_info, sizeof(info->bus_info), "bench:%s",
		 port->name);
}

static int erdsim_get_link_ksettings(struct net_device *dev,
				     struct ethtool_link_ksettings *cmd)
{
	const struct erdsim_port *port = netdev_priv(dev);
	const struct erdsim_optic *optic = port->optic;
	bool up = netif_carrier_ok(dev);

	cmd->base.speed = up ? port->line_rate : SPEED_UNKNOWN;
	cmd->base.duplex = up ? DUPLEX_FULL : DUPLEX_UNKNOWN;
	cmd->base.port = PORT_FIBRE;
	cmd->base.autoneg = AUTONEG_DISABLE;
	cmd->lanes = up ? optic->lanes : 0;
	ethtool_link_ksettings_zero_link_mode(cmd, supported);
	ethtool_link_ksettings_add_link_mode(cmd, supported, FIBRE);
	__set_bit(optic->link_mode, cmd->link_modes.supported);
	if (optic->codewords)
		ethtool_link_ksettings_add_link_mode(cmd, supported, FEC_RS);
	if (!optic->fec_fixed)
		ethtool_link_ksettings_add_link_mode(cmd, supported, FEC_NONE);
	ethtool_link_ksettings_zero_link_mode(cmd, advertising);
	ethtool_link_ksettings_add_link_mode(cmd, advertising, FIBRE);
	__set_bit(erdsim_optic_find(port->line_rate)->link_mode,
		  cmd->link_modes.advertising);
	ethtool_link_ksettings_zero_link_mode(cmd, lp_advertising);
	return 0;
}

/* Why there is no link, as far as ethtool has words for it. */
static int erdsim_get_link_ext_state(struct net_device *dev,
				     struct ethtool_link_ext_state_info *info)
{
	const struct erdsim_port *port = netdev_priv(dev);

	switch (port->signal.state) {
	case ERDSIM_STATE_NO_MODULE:
		info->link_ext_state = ETHTOOL_LINK_EXT_STATE_NO_CABLE;
		return 0;
	case ERDSIM_STATE_NO_LIGHT:
		info->link_ext_state = ETHTOOL_LINK_EXT_STATE_CABLE_ISSUE;
		return 0;
	case ERDSIM_STATE_LOW_LIGHT:
		info->link_ext_state =
			ETHTOOL_LINK_EXT_STATE_BAD_SIGNAL_INTEGRITY;
		return 0;
	case ERDSIM_STATE_SPEED_MISMATCH:
		info->link_ext_state =
			ETHTOOL_LINK_EXT_STATE_LINK_LOGICAL_MISMATCH;
		info->link_logical_mismatch =
			ETHTOOL_LINK_EXT_SUBSTATE_LLM_PCS_DID_NOT_ACQUIRE_BLOCK_LOCK;
		return 0;
	case ERDSIM_STATE_FEC_MISMATCH:
		/* to who does not decode, codewords have no blocks in them */
		info->link_ext_state =
			ETHTOOL_LINK_EXT_STATE_LINK_LOGICAL_MISMATCH;
		info->link_logical_mismatch = port->fec.on ?
			ETHTOOL_LINK_EXT_SUBSTATE_LLM_RS_FEC_IS_NOT_LOCKED :
			ETHTOOL_LINK_EXT_SUBSTATE_LLM_PCS_DID_NOT_ACQUIRE_BLOCK_LOCK;
		return 0;
	case ERDSIM_STATE_REMOTE_FAULT:
		/* the other end says so; here all is well */
		info->link_ext_state =
			ETHTOOL_LINK_EXT_STATE_LINK_LOGICAL_MISMATCH;
		return 0;
	case ERDSIM_STATE_UP:
	case ERDSIM_STATE_ADMIN_DOWN:
		break;
	}
	return -ENODATA;
}

static int erdsim_get_sset_count(struct net_device *dev, int set)
{
	return set == ETH_SS_STATS ? ERDSIM_COUNTS : -EOPNOTSUPP;
}

static void erdsim_get_strings(struct net_device *dev, u32 set, u8 *to)
{
	int i;

	if (set == ETH_SS_STATS)
		for (i = 0; i < ERDSIM_COUNTS; i++)
			strscpy(to + i * ETH_GSTRING_LEN, erdsim_count_name(i),
				ETH_GSTRING_LEN);
}

static void erdsim_get_ethtool_stats(struct net_device *dev,
				     struct ethtool_stats *stats, u64 *to)
{
	const struct erdsim_port *port = netdev_priv(dev);

	erdsim_stats_sum(port->stats, to);
}

static void erdsim_get_eth_phy_stats(struct net_device *dev,
				     struct ethtool_eth_phy_stats *stats)
{
	const struct erdsim_port *port = netdev_priv(dev);
	u64 sums[ERDSIM_COUNTS];

	erdsim_stats_sum(port->stats, sums);
	/* each spoilt frame has one */
	stats->SymbolErrorDuringCarrier = sums[ERDSIM_RX_CRC_ERRORS];
}

static void erdsim_get_eth_mac_stats(struct net_device *dev,
				     struct ethtool_eth_mac_stats *stats)
{
	const struct erdsim_port *port = netdev_priv(dev);
	u64 sums[ERDSIM_COUNTS];

	erdsim_stats_sum(port->stats, sums);
	stats->FramesTransmittedOK = sums[ERDSIM_TX_FRAMES];
	stats->OctetsTransmittedOK = sums[ERDSIM_TX_BYTES];
	stats->FramesReceivedOK = sums[ERDSIM_RX_FRAMES];
	stats->OctetsReceivedOK = sums[ERDSIM_RX_BYTES];
	stats->MulticastFramesReceivedOK = sums[ERDSIM_RX_MULTICAST];
	stats->FrameCheckSequenceErrors = sums[ERDSIM_RX_CRC_ERRORS];
	stats->FrameTooLongErrors = sums[ERDSIM_RX_TOO_LONG];
}

static void erdsim_get_fec_stats(struct net_device *dev,
				 struct ethtool_fec_stats *stats)
{
	const struct erdsim_port *port = netdev_priv(dev);

	if (port->optic->codewords)
		erdsim_fec_read(&port->fec, &stats->corrected_blocks.total,
				&stats->uncorrectable_blocks.total);
}

static int erdsim_get_fecparam(struct net_device *dev,
			       struct ethtool_fecparam *param)
{
	const struct erdsim_port *port = netdev_priv(dev);

	param->fec = port->fec.on ? ETHTOOL_FEC_RS : ETHTOOL_FEC_OFF;
	param->active_fec = param->fec;
	return 0;
}

static int erdsim_set_fecparam(struct net_device *dev,
			       struct ethtool_fecparam *param)
{
	struct erdsim_port *port = netdev_priv(dev);
	bool on = param->fec & (ETHTOOL_FEC_RS | ETHTOOL_FEC_AUTO);

	if (param->fec & ~(ETHTOOL_FEC_RS | ETHTOOL_FEC_OFF |
			   ETHTOOL_FEC_AUTO))
		return -EINVAL;
	if (param->fec & ETHTOOL_FEC_AUTO)
		on = port->optic->fec_fixed;
	if (on ? !port->optic->codewords : port->optic->fec_fixed)
		return -EOPNOTSUPP;
	/* what was counted until now was counted with the old coding */
	erdsim_fec_set_margin(&port->fec, false, 0);
	port->fec.on = on;
	erdsim_carrier_update(port->bench);
	return 0;
}

static int erdsim_set_phys_id(struct net_device *dev,
			      enum ethtool_phys_id_state state)
{
	struct erdsim_port *port = netdev_priv(dev);

	port->identify = state != ETHTOOL_ID_INACTIVE;
	port->led = state == ETHTOOL_ID_ON;
	return state == ETHTOOL_ID_ACTIVE ? ERDSIM_BLINK_HZ : 0;
}

static int erdsim_get_module_info(struct net_device *dev,
				  struct ethtool_modinfo *info)
{
	return erdsim_eeprom_info(netdev_priv(dev), info);
}

static int erdsim_get_module_eeprom(struct net_device *dev,
				    struct ethtool_eeprom *eeprom, u8 *to)
{
	return erdsim_eeprom_read(netdev_priv(dev), eeprom->offset,
				  eeprom->len, to);
}

static int
erdsim_get_module_eeprom_by_page(struct net_device *dev,
				 const struct ethtool_module_eeprom *page,
				 struct netlink_ext_ack *extack)
{
	return erdsim_eeprom_read_page(netdev_priv(dev), page, extack);
}

const struct ethtool_ops erdsim_ethtool_ops = {
	.cap_link_lanes_supported = true,
	.get_drvinfo = erdsim_get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_link_ext_state = erdsim_get_link_ext_state,
	.get_link_ksettings = erdsim_get_link_ksettings,
	.get_sset_count = erdsim_get_sset_count,
	.get_strings = erdsim_get_strings,
	.get_ethtool_stats = erdsim_get_ethtool_stats,
	.get_eth_phy_stats = erdsim_get_eth_phy_stats,
	.get_eth_mac_stats = erdsim_get_eth_mac_stats,
	.get_fec_stats = erdsim_get_fec_stats,
	.get_fecparam = erdsim_get_fecparam,
	.set_fecparam = erdsim_set_fecparam,
	.set_phys_id = erdsim_set_phys_id,
	.get_module_info = erdsim_get_module_info,
	.get_module_eeprom = erdsim_get_module_eeprom,
	.get_module_eeprom_by_page = erdsim_get_module_eeprom_by_page,
};
