// SPDX-License-Identifier: GPL-2.0-only
/*
 * The types of modules. Limits of power are average launch and receive power
 * of a lane in IEEE 802.3-2022, tables 52-12 and 52-13 (10GBASE-LR), 87-7 and
 * 87-8 (40GBASE-LR4), 88-7 and 88-8 (100GBASE-LR4), and in the 100G Lambda
 * MSA's specification of 400G-LR4-10. The standards state sensitivity as
 * modulation amplitude, which no module reports; the least average power is
 * what can be compared with a reading. Typical values are the bench's own,
 * within the -10 to 0 dBm that Microsoft calls healthy.
 */
#include <linux/ethtool.h>
#include <linux/kernel.h>

#include "optic.h"

static const struct erdsim_optic erdsim_optics[] = {
	{
		.name = "10GBASE-LR",
		.part = "SIM-SFP-10G-LR",
		.map = ERDSIM_MAP_SFF8472,
		.speed = SPEED_10000,
		.lanes = 1,
		.link_mode = ETHTOOL_LINK_MODE_10000baseLR_Full_BIT,
		.launch_mbm = -250,
		.tx_min_mbm = -820,
		.tx_max_mbm = 50,
		.rx_min_mbm = -1440,
		.rx_max_mbm = 50,
		.bias_ua = 30000,
		.wavelength_pm = 1310000,
	},
	{
		.name = "40GBASE-LR4",
		.part = "SIM-QSFP-40G-LR4",
		.map = ERDSIM_MAP_SFF8636,
		.speed = SPEED_40000,
		.lanes = 4,
		.link_mode = ETHTOOL_LINK_MODE_40000baseLR4_Full_BIT,
		.launch_mbm = -150,
		.tx_min_mbm = -700,
		.tx_max_mbm = 230,
		.rx_min_mbm = -1370,
		.rx_max_mbm = 230,
		.bias_ua = 35000,
		.wavelength_pm = 1301000,
	},
	{
		.name = "100GBASE-LR4",
		.part = "SIM-QSFP28-LR4",
		.map = ERDSIM_MAP_SFF8636,
		.speed = SPEED_100000,
		.lanes = 4,
		.link_mode = ETHTOOL_LINK_MODE_100000baseLR4_ER4_Full_BIT,
		.launch_mbm = -100,
		.tx_min_mbm = -430,
		.tx_max_mbm = 450,
		.rx_min_mbm = -1060,
		.rx_max_mbm = 450,
		.bias_ua = 45000,
		.wavelength_pm = 1302350,
		/* 4 x 25.78125 Gb/s in codewords of 528 x 10 bits, clause 91 */
		.codewords = 19531250,
	},
	{
		.name = "400G-LR4-10",
		.part = "SIM-QDD-400G-LR4",
		.map = ERDSIM_MAP_CMIS,
		.speed = SPEED_400000,
		.lanes = 4,
		.link_mode = ETHTOOL_LINK_MODE_400000baseLR4_ER4_FR4_Full_BIT,
		.launch_mbm = -50,
		.tx_min_mbm = -270,
		.tx_max_mbm = 510,
		.rx_min_mbm = -900,
		.rx_max_mbm = 510,
		.bias_ua = 60000,
		.wavelength_pm = 1301000,
		/* 8 x 53.125 Gb/s in codewords of 544 x 10 bits, clause 119 */
		.codewords = 78125000,
		.fec_fixed = true,
	},
};

/**
 * erdsim_optic_find() - the type of module for a speed
 * @speed: in Mb/s
 *
 * Return: the type, or NULL.
 */
const struct erdsim_optic *erdsim_optic_find(u32 speed)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(erdsim_optics); i++)
		if (erdsim_optics[i].speed == speed)
			return &erdsim_optics[i];
	return NULL;
}
