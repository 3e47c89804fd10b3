// SPDX-License-Identifier: GPL-2.0-only
/* What ethtool says of a sub-interface. */
#include <linux/ethtool.h>

#include "port.h"
#include "stats.h"
#include "subif.h"

/* rx_frames, rx_bytes, tx_frames, tx_bytes, then the reasons of each way */
#define ERD_ETHTOOL_STATS	(ERD_DIRS * (2 + ERD_DROP_MAX))

static const char * const erd_dir_names[] = {
	[ERD_RX] = "rx",
	[ERD_TX] = "tx",
};

static void erd_subif_get_strings(struct net_device *dev, u32 set, u8 *data)
{
	int dir, reason;

	if (set != ETH_SS_STATS)
		return;
	for (dir = 0; dir < ERD_DIRS; dir++) {
		ethtool_sprintf(&data, "%s_frames", erd_dir_names[dir]);
		ethtool_sprintf(&data, "%s_bytes", erd_dir_names[dir]);
	}
	for (dir = 0; dir < ERD_DIRS; dir++)
		for (reason = 1; reason <= ERD_DROP_MAX; reason++)
			ethtool_sprintf(&data, "%s_drop_%s", erd_dir_names[dir],
					erd_drop_name(reason));
}

static int erd_subif_get_sset_count(struct net_device *dev, int set)
{
	return set == ETH_SS_STATS ? ERD_ETHTOOL_STATS : -EOPNOTSUPP;
}

static void erd_subif_get_ethtool_stats(struct net_device *dev,
					struct ethtool_stats *stats, u64 *data)
{
	struct erd_subif *subif = netdev_priv(dev);
	struct erd_totals totals = {};
	int dir, reason;

	erd_subif_totals(subif, &totals);
	for (dir = 0; dir < ERD_DIRS; dir++) {
		*data++ = totals.frames[dir];
		*data++ = totals.bytes[dir];
	}
	for (dir = 0; dir < ERD_DIRS; dir++)
		for (reason = 1; reason <= ERD_DROP_MAX; reason++)
			*data++ = totals.drops[dir][reason];
}

static void erd_subif_get_drvinfo(struct net_device *dev,
				  struct ethtool_drvinfo *info)
{
	struct erd_subif *subif = netdev_priv(dev);

	strscpy(info->driver, ERD_LINK_KIND, sizeof(info->driver));
	strscpy(info->bus_info, subif->port->name, sizeof(info->bus_info));
}

static int erd_subif_get_link_ksettings(struct net_device *dev,
					struct ethtool_link_ksettings *settings)
{
	struct erd_subif *subif = netdev_priv(dev);

	return __ethtool_get_link_ksettings(subif->lower, settings);
}

const struct ethtool_ops erd_subif_ethtool_ops = {
	.get_drvinfo = erd_subif_get_drvinfo,
	.get_link = ethtool_op_get_link,
	.get_link_ksettings = erd_subif_get_link_ksettings,
	.get_strings = erd_subif_get_strings,
	.get_sset_count = erd_subif_get_sset_count,
	.get_ethtool_stats = erd_subif_get_ethtool_stats,
};
