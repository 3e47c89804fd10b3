// SPDX-License-Identifier: GPL-2.0-only
/*
 * What light does, as functions of numbers. Levels are in mBm (1/100 dBm),
 * ratios in mB (1/100 dB), as integers.
 */
#include <linux/kernel.h>
#include <linux/math64.h>

#include "light.h"

#define ERDSIM_ONE	1000000000ULL

/* 10^(i/10), 10^(i/100), 10^(i/1000), in parts of ERDSIM_ONE */
static const u64 erdsim_db[] = {
	1000000000, 1258925412, 1584893192, 1995262315, 2511886432,
	3162277660, 3981071706, 5011872336, 6309573445, 7943282347,
};

static const u64 erdsim_tenth_db[] = {
	1000000000, 1023292992, 1047128548, 1071519305, 1096478196,
	1122018454, 1148153621, 1174897555, 1202264435, 1230268771,
};

static const u64 erdsim_hundredth_db[] = {
	1000000000, 1002305238, 1004615790, 1006931669, 1009252886,
	1011579454, 1013911386, 1016248693, 1018591388, 1020939484,
};

/**
 * erdsim_light_scale() - a value amplified or attenuated
 * @base: the value
 * @mb: by how much, from -12000 (one part in 10^12) to 3000
 *
 * Return: @base times 10^(@mb/1000), rounded.
 */
u64 erdsim_light_scale(u64 base, s32 mb)
{
	s32 decades = mb >= 0 ? mb / 1000 : -((-mb + 999) / 1000);
	u64 divisor = ERDSIM_ONE;
	unsigned int rest = mb - decades * 1000;
	u64 factor = erdsim_db[rest / 100];

	factor = factor * erdsim_tenth_db[rest / 10 % 10] / ERDSIM_ONE;
	factor = factor * erdsim_hundredth_db[rest % 10] / ERDSIM_ONE;
	for (; decades > 0; decades--)
		base *= 10;
	/* below 10^-9 the divisor would not leave room for the rounding */
	for (; decades < -9; decades++)
		factor /= 10;
	for (; decades < 0; decades++)
		divisor *= 10;
	return (mul_u64_u64_div_u64(2 * base, factor, divisor) + 1) / 2;
}

/**
 * erdsim_light_power() - a level as modules report it
 * @mbm: the level, or ERDSIM_DARK
 *
 * Return: power in units of 0.1 uW; 0 is no light, 65535 also what is more.
 */
u16 erdsim_light_power(s32 mbm)
{
	/* 0 dBm is 1 mW */
	if (mbm == ERDSIM_DARK || mbm < -12000)
		return 0;
	return min_t(u64, erdsim_light_scale(10000, min(mbm, 1000)), U16_MAX);
}

/**
 * erdsim_light_after() - what is left of light on its way
 * @mbm: level where it starts, or ERDSIM_DARK
 * @loss_mb: what the way takes
 *
 * Return: level where it ends, or ERDSIM_DARK.
 */
s32 erdsim_light_after(s32 mbm, u32 loss_mb)
{
	return mbm == ERDSIM_DARK ? ERDSIM_DARK : mbm - (s32)loss_mb;
}

/**
 * erdsim_light_los() - whether a receiver has lost its signal
 * @was_lost: whether it had before
 * @mbm: level it receives, or ERDSIM_DARK
 * @sensitivity_mbm: its sensitivity
 *
 * Return: true for loss of signal.
 */
bool erdsim_light_los(bool was_lost, s32 mbm, s32 sensitivity_mbm)
{
	if (mbm == ERDSIM_DARK)
		return true;
	if (was_lost)
		return mbm < sensitivity_mbm;
	return mbm < sensitivity_mbm - ERDSIM_LOS_HYSTERESIS;
}

/**
 * erdsim_light_error_ratio() - how many blocks or frames have an error
 * @margin_mb: how far the light is above sensitivity
 *
 * A straight line on the paper on which engineers draw it: each dB of margin
 * divides errors by a hundred. At sensitivity one in a hundred has one; 1 dB
 * below every one; from 5 dB above nearly none, so none.
 *
 * Return: errors in ERDSIM_CERTAIN.
 */
u64 erdsim_light_error_ratio(s32 margin_mb)
{
	s32 margin = max(margin_mb, -ERDSIM_LOS_HYSTERESIS);

	if (margin >= 500)
		return 0;
	return erdsim_light_scale(ERDSIM_CERTAIN, -20 * (100 + margin));
}
