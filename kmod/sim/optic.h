/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERDSIM_OPTIC_H
#define ERDSIM_OPTIC_H

#include <linux/types.h>

/* How a module's memory is laid out. */
enum erdsim_map {
	ERDSIM_MAP_SFF8472,
	ERDSIM_MAP_SFF8636,
	ERDSIM_MAP_CMIS,
};

/**
 * struct erdsim_optic - a type of optical module
 * @name: what it is, as operators say
 * @part: part number
 * @map: layout of its memory
 * @speed: in Mb/s
 * @lanes: optical lanes
 * @link_mode: of &enum ethtool_link_mode_bit_indices
 * @launch_mbm: what each transmitter sends, typically
 * @tx_min_mbm: least average launch power of a lane
 * @tx_max_mbm: most
 * @rx_min_mbm: least average receive power of a lane: the sensitivity
 * @rx_max_mbm: most
 * @bias_ua: laser bias current in uA, typically
 * @wavelength_pm: nominal wavelength, or the middle of the lanes', in pm
 * @codewords: Reed-Solomon codewords a second, or 0 if it has no such coding
 * @fec_fixed: it does not work without
 */
struct erdsim_optic {
	const char *name;
	const char *part;
	enum erdsim_map map;
	u32 speed;
	unsigned int lanes;
	unsigned int link_mode;
	s32 launch_mbm;
	s32 tx_min_mbm;
	s32 tx_max_mbm;
	s32 rx_min_mbm;
	s32 rx_max_mbm;
	u32 bias_ua;
	u32 wavelength_pm;
	u32 codewords;
	bool fec_fixed;
};

const struct erdsim_optic *erdsim_optic_find(u32 speed);

#endif /* ERDSIM_OPTIC_H */
