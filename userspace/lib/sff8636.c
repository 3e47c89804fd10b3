// SPDX-License-Identifier: LGPL-2.1-or-later
/* SFF-8636: QSFP+ and QSFP28, four lanes. Offsets are of rev. 2.10a. */
#include "sff8024.h"
#include "standard.h"

#include <stdio.h>

#define LANES			4

/* Lower half of page 00h: what is now. */
#define REVISION		1
#define  REVISION_2_8			0x08
#define STATUS			2
#define  STATUS_FLAT			0x04
#define  STATUS_NOT_READY		0x01
#define LOS			3	/* Tx in the high nibble, Rx in the low */
#define FAULT			4	/* Tx, in the low nibble */
#define LOL			5	/* as LOS */
#define TEMPERATURE		22
#define VOLTAGE			26
#define RX			34
#define BIAS			42
#define TX			50

/* Upper half of page 00h: what the module is. */
#define IDENTIFIER		128
#define CONNECTOR		130
#define ETHERNET		131
#define RATE			140
#define  RATE_EXTENDED			0xff
#define TECHNOLOGY		147
#define  TECHNOLOGY_COPPER		0xa0	/* this and above */
#define VENDOR			148
#define PART_NUMBER		168
#define VENDOR_REVISION		184
#define WAVELENGTH		186
#define CC_BASE			191
#define EXTENDED		192
#define OPTIONS_LOL		194
#define  OPTION_TX_LOL			0x20
#define  OPTION_RX_LOL			0x10
#define OPTIONS_TX		195
#define  OPTION_TX_FAULT		0x08
#define  OPTION_TX_LOS			0x02
#define SERIAL			196
#define DATE			212
#define MONITORING		220
#define  MONITORING_TEMPERATURE		0x20
#define  MONITORING_VOLTAGE		0x10
#define  MONITORING_RX_AVERAGE		0x08
#define  MONITORING_TX			0x04
#define RATE_MORE		222
#define CC_EXT			223

/* Upper half of page 03h: limits. */
#define LIMITS_TEMPERATURE	128
#define LIMITS_VOLTAGE		144
#define LIMITS_RX		176
#define LIMITS_BIAS		184
#define LIMITS_TX		192

static const struct eeprom_where page_00 = {
	.i2c = EEPROM_I2C, .upper = true,
};

static const struct eeprom_where page_03 = {
	.i2c = EEPROM_I2C, .page = 0x03, .upper = true,
};

/* --- what to read ------------------------------------------------------- */

static bool is_flat(const struct eeprom_half *lower)
{
	return eeprom_u8(lower, STATUS) & STATUS_FLAT;
}

static bool next(const struct eeprom *eeprom, struct eeprom_where *where)
{
	const struct eeprom_half *lower = eeprom_half(eeprom, optics_first);

	if (!eeprom_tried(eeprom, page_00))
		*where = page_00;
	else if (!is_flat(lower) && !eeprom_tried(eeprom, page_03))
		*where = page_03;
	else
		return false;
	return true;
}

/* --- what it is --------------------------------------------------------- */

static const char *ethernet(uint8_t codes)
{
	static const char *const by_bit[] = {
		"40G active cable", "40GBASE-LR4", "40GBASE-SR4",
		"40GBASE-CR4", "10GBASE-SR", "10GBASE-LR", "10GBASE-LRM",
	};
	unsigned int bit;

	for (bit = 0; bit < sizeof(by_bit) / sizeof(by_bit[0]); bit++)
		if (codes >> bit & 1)
			return by_bit[bit];
	return "";
}

static bool is_copper(const struct eeprom_half *upper)
{
	return eeprom_u8(upper, TECHNOLOGY) >= TECHNOLOGY_COPPER;
}

static void decode_identity(const struct eeprom_half *upper,
			    struct erd_optics *optics)
{
	uint8_t rate = eeprom_u8(upper, RATE);

	eeprom_text(upper, VENDOR, 16, optics->vendor);
	eeprom_text(upper, PART_NUMBER, 16, optics->part_number);
	eeprom_text(upper, VENDOR_REVISION, 2, optics->revision);
	eeprom_text(upper, SERIAL, 16, optics->serial);
	eeprom_date(upper, DATE, optics->date);
	sff8024_connector(eeprom_u8(upper, CONNECTOR), optics->connector,
			  sizeof(optics->connector));
	sff8024_extended(eeprom_u8(upper, EXTENDED), false, optics->media,
			 sizeof(optics->media));
	if (!optics->media[0])
		snprintf(optics->media, sizeof(optics->media), "%s",
			 ethernet(eeprom_u8(upper, ETHERNET)));
	/* In 100 MBd; those that do not fit are elsewhere, in 250 MBd. */
	if (rate == RATE_EXTENDED)
		optics->signaling_mbd = 250 * eeprom_u8(upper, RATE_MORE);
	else if (rate)
		optics->signaling_mbd = 100 * rate;
	/* Of copper the attenuation is there. */
	if (!is_copper(upper) && eeprom_u16(upper, WAVELENGTH))
		optics->wavelength_nm = eeprom_u16(upper, WAVELENGTH) / 20.0;
	optics_add_checksum(optics, "CC_BASE",
			    eeprom_sum_ok(upper, IDENTIFIER, CC_BASE - 1,
					  CC_BASE));
	optics_add_checksum(optics, "CC_EXT",
			    eeprom_sum_ok(upper, CC_BASE + 1, CC_EXT - 1,
					  CC_EXT));
}

/* --- what it measures --------------------------------------------------- */

static void decode_module(const struct eeprom_half *lower,
			  const struct eeprom_half *upper,
			  struct erd_optics *optics)
{
	uint8_t monitoring = eeprom_u8(upper, MONITORING);
	/* Before, they were a duty and had no bits. */
	bool bits = eeprom_u8(lower, REVISION) >= REVISION_2_8;

	if (!bits || monitoring & MONITORING_TEMPERATURE)
		optics->temperature_c = eeprom_s16(lower, TEMPERATURE) *
					OPTICS_UNIT_C;
	if (!bits || monitoring & MONITORING_VOLTAGE)
		optics->voltage_v = eeprom_u16(lower, VOLTAGE) * OPTICS_UNIT_V;
}

static void decode_light(const struct eeprom_half *lower,
			 const struct eeprom_half *upper,
			 struct erd_optics *optics)
{
	struct erd_media_lane *lane;
	unsigned int i;

	optics->rx_measure = optics_rx_measure(eeprom_u8(upper, MONITORING) &
					       MONITORING_RX_AVERAGE);
	for (i = 0; i < LANES; i++) {
		lane = &optics->lane[i];
		lane->rx.mw = eeprom_u16(lower, RX + 2 * i) * OPTICS_UNIT_MW;
		lane->bias_ma = eeprom_u16(lower, BIAS + 2 * i) *
				OPTICS_UNIT_BIAS_MA;
		if (eeprom_u8(upper, MONITORING) & MONITORING_TX)
			lane->tx.mw = eeprom_u16(lower, TX + 2 * i) *
				      OPTICS_UNIT_MW;
	}
}

static void decode_flags(const struct eeprom_half *lower,
			 const struct eeprom_half *upper,
			 struct erd_optics *optics)
{
	uint8_t tx = eeprom_u8(upper, OPTIONS_TX);
	uint8_t lol = eeprom_u8(upper, OPTIONS_LOL);
	struct erd_media_lane *lane;
	struct erd_host_lane *host;
	unsigned int i;

	for (i = 0; i < LANES; i++) {
		lane = &optics->lane[i];
		host = &optics->host_lane[i];
		lane->rx_los = optics_flag(!is_copper(upper),
					   eeprom_u8(lower, LOS), i);
		lane->rx_lol = optics_flag(lol & OPTION_RX_LOL,
					   eeprom_u8(lower, LOL), i);
		lane->tx_fault = optics_flag(tx & OPTION_TX_FAULT,
					     eeprom_u8(lower, FAULT), i);
		host->tx_los = optics_flag(tx & OPTION_TX_LOS,
					   eeprom_u8(lower, LOS), LANES + i);
		host->tx_lol = optics_flag(lol & OPTION_TX_LOL,
					   eeprom_u8(lower, LOL), LANES + i);
	}
}

static void decode_limits(const struct eeprom_half *page,
			  struct erd_optics *optics)
{
	optics->temperature_limits_c = optics_limits_c(page,
						       LIMITS_TEMPERATURE);
	optics->voltage_limits_v = optics_limits(page, LIMITS_VOLTAGE,
						 OPTICS_UNIT_V);
	optics->bias_limits_ma = optics_limits(page, LIMITS_BIAS,
					       OPTICS_UNIT_BIAS_MA);
	optics->rx_limits_mw = optics_limits(page, LIMITS_RX, OPTICS_UNIT_MW);
	optics->tx_limits_mw = optics_limits(page, LIMITS_TX, OPTICS_UNIT_MW);
}

static void decode(const struct eeprom *eeprom, struct erd_optics *optics)
{
	const struct eeprom_half *lower = eeprom_half(eeprom, optics_first);
	const struct eeprom_half *upper = eeprom_half(eeprom, page_00);
	const struct eeprom_half *limits = eeprom_half(eeprom, page_03);
	unsigned int i;

	for (i = 1; i <= LANES; i++) {
		optics_add_lane(optics, i);
		optics_add_host_lane(optics, i);
	}
	/* Without it nothing says what is measured at all. */
	if (!upper)
		return;
	decode_identity(upper, optics);
	decode_flags(lower, upper, optics);
	if (limits)
		decode_limits(limits, optics);
	if (eeprom_u8(lower, STATUS) & STATUS_NOT_READY)
		return;
	decode_module(lower, upper, optics);
	if (!is_copper(upper))
		decode_light(lower, upper, optics);
}

const struct optics_standard sff8636 = {
	.number = ERD_OPTICS_SFF8636,
	.next = next,
	.decode = decode,
};
