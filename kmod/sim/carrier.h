/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERDSIM_CARRIER_H
#define ERDSIM_CARRIER_H

#include <linux/erdsim.h>

struct erdsim_bench;
struct erdsim_port;

/**
 * struct erdsim_signal - what a port's receiver makes of the light
 * @sender: port whose transmitter the Rx strand leads to, or NULL
 * @level_mbm: what arrives, by lane, or ERDSIM_DARK
 * @lost: loss of signal, by lane
 * @margin_mb: of the weakest lane; meaningful if none is lost
 * @state: what became of it
 */
struct erdsim_signal {
	struct erdsim_port *sender;
	s32 level_mbm[ERDSIM_LANES_MAX];
	bool lost[ERDSIM_LANES_MAX];
	s32 margin_mb;
	enum erdsim_state state;
};

s32 erdsim_port_sends_mbm(const struct erdsim_port *port, unsigned int lane);
void erdsim_carrier_update(struct erdsim_bench *bench);

#endif /* ERDSIM_CARRIER_H */
