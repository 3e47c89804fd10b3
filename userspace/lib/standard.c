// SPDX-License-Identifier: LGPL-2.1-or-later
#include "standard.h"

#include <math.h>
#include <stdio.h>

const struct eeprom_where optics_first = { .i2c = EEPROM_I2C };

static const struct erd_limits unreported = { NAN, NAN, NAN, NAN };

static bool is_blank(const struct eeprom_half *half, unsigned int offset)
{
	return !eeprom_u16(half, offset) && !eeprom_u16(half, offset + 2) &&
	       !eeprom_u16(half, offset + 4) && !eeprom_u16(half, offset + 6);
}

struct erd_limits optics_limits(const struct eeprom_half *half,
				unsigned int offset, double unit)
{
	if (is_blank(half, offset))
		return unreported;
	return (struct erd_limits){
		.high_alarm = eeprom_u16(half, offset) * unit,
		.low_alarm = eeprom_u16(half, offset + 2) * unit,
		.high_warning = eeprom_u16(half, offset + 4) * unit,
		.low_warning = eeprom_u16(half, offset + 6) * unit,
	};
}

struct erd_limits optics_limits_c(const struct eeprom_half *half,
				  unsigned int offset)
{
	if (is_blank(half, offset))
		return unreported;
	return (struct erd_limits){
		.high_alarm = eeprom_s16(half, offset) * OPTICS_UNIT_C,
		.low_alarm = eeprom_s16(half, offset + 2) * OPTICS_UNIT_C,
		.high_warning = eeprom_s16(half, offset + 4) * OPTICS_UNIT_C,
		.low_warning = eeprom_s16(half, offset + 6) * OPTICS_UNIT_C,
	};
}

void optics_add_checksum(struct erd_optics *optics, const char *name, bool ok)
{
	struct erd_optics_checksum *checksum =
		&optics->checksum[optics->n_checksums++];

	snprintf(checksum->name, sizeof(checksum->name), "%s", name);
	checksum->ok = ok;
}

struct erd_media_lane *optics_add_lane(struct erd_optics *optics,
				       unsigned int number)
{
	struct erd_media_lane *lane = &optics->lane[optics->n_lanes++];

	*lane = (struct erd_media_lane){
		.number = number,
		.rx.mw = NAN,
		.tx.mw = NAN,
		.bias_ma = NAN,
		.rx_los = ERD_FLAG_UNREPORTED,
		.rx_lol = ERD_FLAG_UNREPORTED,
		.tx_fault = ERD_FLAG_UNREPORTED,
	};
	return lane;
}

struct erd_host_lane *optics_add_host_lane(struct erd_optics *optics,
					   unsigned int number)
{
	struct erd_host_lane *lane =
		&optics->host_lane[optics->n_host_lanes++];

	*lane = (struct erd_host_lane){
		.number = number,
		.tx_los = ERD_FLAG_UNREPORTED,
		.tx_lol = ERD_FLAG_UNREPORTED,
	};
	return lane;
}

enum erd_rx_measure optics_rx_measure(bool average)
{
	return average ? ERD_RX_MEASURE_AVERAGE : ERD_RX_MEASURE_OMA;
}

enum erd_flag optics_flag(bool has, uint8_t byte, unsigned int bit)
{
	if (!has)
		return ERD_FLAG_UNREPORTED;
	return byte >> bit & 1 ? ERD_FLAG_SET : ERD_FLAG_CLEAR;
}
