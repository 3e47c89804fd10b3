// SPDX-License-Identifier: LGPL-2.1-or-later
/* SFF-8472: SFP and what came of it, one lane. Offsets are of rev. 12.4. */
#include "sff8024.h"
#include "standard.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A0h: what the module is. */
#define A0_CONNECTOR		2
#define A0_ETHERNET_10G		3
#define A0_ETHERNET_1G		6
#define A0_CABLE		8
#define  CABLE_PASSIVE			0x04
#define  CABLE_ACTIVE			0x08
#define A0_RATE			12
#define  RATE_EXTENDED			0xff
#define A0_VENDOR		20
#define A0_EXTENDED		36
#define A0_PART_NUMBER		40
#define A0_REVISION		56
#define A0_WAVELENGTH		60
#define A0_CC_BASE		63
#define A0_RATE_MAX		66
#define A0_SERIAL		68
#define A0_DATE			84
#define A0_MONITORING		92
#define  MONITORING_THERE		0x40
#define  MONITORING_EXTERNAL		0x10
#define  MONITORING_RX_AVERAGE		0x08
#define  MONITORING_ADDRESS_CHANGE	0x04
#define A0_OPTIONS		93
#define  OPTION_TX_FAULT		0x20
#define  OPTION_RX_LOS			0x10
#define A0_CC_EXT		95

/* A2h: what it measures. */
#define A2_LIMITS_TEMPERATURE	0
#define A2_LIMITS_VOLTAGE	8
#define A2_LIMITS_BIAS		16
#define A2_LIMITS_TX		24
#define A2_LIMITS_RX		32
#define A2_RX_FACTORS		56
#define A2_SLOPES		76
#define A2_CC_DMI		95
#define A2_TEMPERATURE		96
#define A2_VOLTAGE		98
#define A2_BIAS			100
#define A2_TX			102
#define A2_RX			104
#define A2_STATUS		110
#define  STATUS_TX_FAULT_BIT		2
#define  STATUS_RX_LOS_BIT		1
#define  STATUS_NOT_READY		0x01

#define RX_FACTORS		5

static const struct eeprom_where monitors_where = {
	.i2c = EEPROM_I2C_MONITORS,
};

/* --- what to read ------------------------------------------------------- */

static bool has_monitors(const struct eeprom_half *a0)
{
	uint8_t monitoring = eeprom_u8(a0, A0_MONITORING);

	/* Changing addresses is for a driver to do, and none does. */
	return monitoring & MONITORING_THERE &&
	       !(monitoring & MONITORING_ADDRESS_CHANGE);
}

static bool next(const struct eeprom *eeprom, struct eeprom_where *where)
{
	const struct eeprom_half *a0 = eeprom_half(eeprom, optics_first);

	if (!has_monitors(a0) || eeprom_tried(eeprom, monitors_where))
		return false;
	*where = monitors_where;
	return true;
}

/* --- what it is --------------------------------------------------------- */

static const char *ethernet(const struct eeprom_half *a0)
{
	static const char *const by_bit_10g[] = {
		[4] = "10GBASE-SR",
		[5] = "10GBASE-LR",
		[6] = "10GBASE-LRM",
		[7] = "10GBASE-ER",
	};
	static const char *const by_bit_1g[] = {
		"1000BASE-SX", "1000BASE-LX", "1000BASE-CX", "1000BASE-T",
		"100BASE-LX", "100BASE-FX", "BASE-BX10", "BASE-PX",
	};
	int bit;

	for (bit = 7; bit >= 4; bit--)
		if (eeprom_u8(a0, A0_ETHERNET_10G) >> bit & 1)
			return by_bit_10g[bit];
	for (bit = 0; bit < 8; bit++)
		if (eeprom_u8(a0, A0_ETHERNET_1G) >> bit & 1)
			return by_bit_1g[bit];
	return "";
}

static void decode_media(const struct eeprom_half *a0, struct erd_optics *optics)
{
	uint8_t cable = eeprom_u8(a0, A0_CABLE);

	if (cable & CABLE_PASSIVE)
		snprintf(optics->media, sizeof(optics->media), "copper cable");
	else if (cable & CABLE_ACTIVE)
		snprintf(optics->media, sizeof(optics->media), "active cable");
	else if (eeprom_u8(a0, A0_EXTENDED))
		sff8024_extended(eeprom_u8(a0, A0_EXTENDED), true,
				 optics->media, sizeof(optics->media));
	else
		snprintf(optics->media, sizeof(optics->media), "%s",
			 ethernet(a0));
	/* Of a cable, another standard is in the place of the wavelength. */
	if (!(cable & (CABLE_PASSIVE | CABLE_ACTIVE)) &&
	    eeprom_u16(a0, A0_WAVELENGTH))
		optics->wavelength_nm = eeprom_u16(a0, A0_WAVELENGTH);
}

static void decode_identity(const struct eeprom_half *a0,
			    struct erd_optics *optics)
{
	uint8_t rate = eeprom_u8(a0, A0_RATE);

	eeprom_text(a0, A0_VENDOR, 16, optics->vendor);
	eeprom_text(a0, A0_PART_NUMBER, 16, optics->part_number);
	eeprom_text(a0, A0_REVISION, 4, optics->revision);
	eeprom_text(a0, A0_SERIAL, 16, optics->serial);
	eeprom_date(a0, A0_DATE, optics->date);
	sff8024_connector(eeprom_u8(a0, A0_CONNECTOR), optics->connector,
			  sizeof(optics->connector));
	decode_media(a0, optics);
	/* In 100 MBd; those that do not fit are elsewhere, in 250 MBd. */
	if (rate == RATE_EXTENDED)
		optics->signaling_mbd = 250 * eeprom_u8(a0, A0_RATE_MAX);
	else if (rate)
		optics->signaling_mbd = 100 * rate;
	optics_add_checksum(optics, "CC_BASE",
			    eeprom_sum_ok(a0, 0, A0_CC_BASE - 1, A0_CC_BASE));
	optics_add_checksum(optics, "CC_EXT",
			    eeprom_sum_ok(a0, A0_CC_BASE + 1, A0_CC_EXT - 1,
					  A0_CC_EXT));
}

/* --- what it measures --------------------------------------------------- */

enum quantity {
	BIAS,
	TX,
	TEMPERATURE,
	VOLTAGE,	/* so far in the order of the slopes */
	RX,
};

/*
 * From what is in memory to its unit's least bits: an internally calibrated
 * module has done it, an externally calibrated one leaves it to its reader,
 * for limits as for values.
 */
struct calibration {
	bool external;
	const struct eeprom_half *a2;
};

/* An IEEE 754 number of four bytes. */
static double factor(const struct eeprom_half *a2, unsigned int offset)
{
	uint32_t bits = (uint32_t)eeprom_u16(a2, offset) << 16 |
			eeprom_u16(a2, offset + 2);
	float value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

static double polynomial(const struct eeprom_half *a2, double raw)
{
	double sum = 0;
	int i;

	/* The factor of the highest power is first. */
	for (i = 0; i < RX_FACTORS; i++)
		sum = sum * raw + factor(a2, A2_RX_FACTORS + 4 * i);
	return sum;
}

static double calibrate(const struct calibration *calibration,
			enum quantity quantity, double raw)
{
	unsigned int at = A2_SLOPES + 4 * quantity;
	double value;

	if (!calibration->external)
		return raw;
	if (quantity == RX)
		value = polynomial(calibration->a2, raw);
	else
		value = eeprom_u16(calibration->a2, at) / 256.0 * raw +
			eeprom_s16(calibration->a2, at + 2);
	if (!isfinite(value))
		return NAN;
	/* Below its zero, a meter of light sees none. */
	if ((quantity == RX || quantity == TX) && value < 0)
		return 0;
	return value;
}

static double measured(const struct calibration *calibration,
		       enum quantity quantity, unsigned int offset, double unit)
{
	double raw = quantity == TEMPERATURE ?
			     eeprom_s16(calibration->a2, offset) :
			     eeprom_u16(calibration->a2, offset);

	return calibrate(calibration, quantity, raw) * unit;
}

static struct erd_limits limits(const struct calibration *calibration,
				enum quantity quantity, unsigned int offset,
				double unit)
{
	struct erd_limits l = optics_limits(calibration->a2, offset, unit);

	if (isnan(l.high_alarm))
		return l;
	return (struct erd_limits){
		.high_alarm = measured(calibration, quantity, offset, unit),
		.low_alarm = measured(calibration, quantity, offset + 2, unit),
		.high_warning = measured(calibration, quantity, offset + 4,
					 unit),
		.low_warning = measured(calibration, quantity, offset + 6,
					unit),
	};
}

static void decode_limits(const struct calibration *calibration,
			  struct erd_optics *optics)
{
	optics->temperature_limits_c = limits(calibration, TEMPERATURE,
					      A2_LIMITS_TEMPERATURE,
					      OPTICS_UNIT_C);
	optics->voltage_limits_v = limits(calibration, VOLTAGE,
					  A2_LIMITS_VOLTAGE, OPTICS_UNIT_V);
	optics->bias_limits_ma = limits(calibration, BIAS, A2_LIMITS_BIAS,
					OPTICS_UNIT_BIAS_MA);
	optics->tx_limits_mw = limits(calibration, TX, A2_LIMITS_TX,
				      OPTICS_UNIT_MW);
	optics->rx_limits_mw = limits(calibration, RX, A2_LIMITS_RX,
				      OPTICS_UNIT_MW);
}

static void decode_values(const struct calibration *calibration,
			  struct erd_optics *optics,
			  struct erd_media_lane *lane)
{
	optics->temperature_c = measured(calibration, TEMPERATURE,
					 A2_TEMPERATURE, OPTICS_UNIT_C);
	optics->voltage_v = measured(calibration, VOLTAGE, A2_VOLTAGE,
				     OPTICS_UNIT_V);
	lane->bias_ma = measured(calibration, BIAS, A2_BIAS,
				 OPTICS_UNIT_BIAS_MA);
	lane->tx.mw = measured(calibration, TX, A2_TX, OPTICS_UNIT_MW);
	lane->rx.mw = measured(calibration, RX, A2_RX, OPTICS_UNIT_MW);
}

static void decode_monitors(const struct eeprom_half *a0,
			    const struct eeprom_half *a2,
			    struct erd_optics *optics,
			    struct erd_media_lane *lane)
{
	const struct calibration calibration = {
		.external = eeprom_u8(a0, A0_MONITORING) & MONITORING_EXTERNAL,
		.a2 = a2,
	};
	uint8_t options = eeprom_u8(a0, A0_OPTIONS);
	uint8_t status = eeprom_u8(a2, A2_STATUS);

	optics_add_checksum(optics, "CC_DMI",
			    eeprom_sum_ok(a2, 0, A2_CC_DMI - 1, A2_CC_DMI));
	decode_limits(&calibration, optics);
	if (status & STATUS_NOT_READY)
		return;
	decode_values(&calibration, optics, lane);
	optics->rx_measure = optics_rx_measure(eeprom_u8(a0, A0_MONITORING) &
					       MONITORING_RX_AVERAGE);
	lane->tx_fault = optics_flag(options & OPTION_TX_FAULT, status,
				     STATUS_TX_FAULT_BIT);
	lane->rx_los = optics_flag(options & OPTION_RX_LOS, status,
				   STATUS_RX_LOS_BIT);
}

static void decode(const struct eeprom *eeprom, struct erd_optics *optics)
{
	const struct eeprom_half *a0 = eeprom_half(eeprom, optics_first);
	const struct eeprom_half *a2 = eeprom_half(eeprom, monitors_where);
	struct erd_media_lane *lane = optics_add_lane(optics, 1);

	decode_identity(a0, optics);
	/*
	 * The kernel answers for a driver of the old interface that does not
	 * know A2h with A0h: its bytes are no measurements.
	 */
	if (a2 && memcmp(a0->bytes, a2->bytes, sizeof(a0->bytes)))
		decode_monitors(a0, a2, optics, lane);
}

const struct optics_standard sff8472 = {
	.number = ERD_OPTICS_SFF8472,
	.next = next,
	.decode = decode,
};
