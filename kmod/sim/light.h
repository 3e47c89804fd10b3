/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERDSIM_LIGHT_H
#define ERDSIM_LIGHT_H

#include <linux/types.h>

/* No light at all, where a level in mBm is expected. */
#define ERDSIM_DARK		S32_MIN

/*
 * A lane that has its signal keeps it down to this far below sensitivity, in
 * mB; one that lost it needs the full sensitivity again.
 */
#define ERDSIM_LOS_HYSTERESIS	100

/* What Reed-Solomon coding is worth to a receiver, in mB. */
#define ERDSIM_FEC_GAIN		200

/* Ratios of errors are in parts of this. */
#define ERDSIM_CERTAIN		1000000000000ULL

u64 erdsim_light_scale(u64 base, s32 mb);
u16 erdsim_light_power(s32 mbm);
s32 erdsim_light_after(s32 mbm, u32 loss_mb);
bool erdsim_light_los(bool was_lost, s32 mbm, s32 sensitivity_mbm);
u64 erdsim_light_error_ratio(s32 margin_mb);

#endif /* ERDSIM_LIGHT_H */
