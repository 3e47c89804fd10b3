/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERDSIM_ETHTOOL_H
#define ERDSIM_ETHTOOL_H

#include <linux/ethtool.h>

extern const struct ethtool_ops erdsim_ethtool_ops;

#endif /* ERDSIM_ETHTOOL_H */
