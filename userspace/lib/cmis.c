// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * CMIS: QSFP-DD, OSFP and others, banks of eight lanes. Offsets are of
 * rev. 5.2; those used here are the same from 4.0 on.
 */
#include "sff8024.h"
#include "standard.h"

#define BANK_LANES		8
#define BANKS_MAX		4

/* Lower half of page 00h. */
#define STATUS			2
#define  STATUS_FLAT			0x80
#define STATE			3	/* bits 3 to 1 */
#define TEMPERATURE		14
#define VOLTAGE			16
#define MEDIA_TYPE		85
#define APPLICATIONS		86	/* four bytes each, of the first 8 */
#define  APPLICATION_MEDIA		1
#define  APPLICATIONS_HERE		8

/* Upper half of page 00h: what the module is. */
#define VENDOR			129
#define PART_NUMBER		148
#define VENDOR_REVISION		164
#define SERIAL			166
#define DATE			182
#define CONNECTOR		203
#define LANES_MISSING		210	/* of media lanes 1 to 8 */
#define SUM_00			222

/* Page 01h: what it can do. */
#define WAVELENGTH		138
#define BANKS			142
#define RX_MEASURE		151
#define  RX_AVERAGE			0x10
#define FLAGS_TX		157
#define  HAS_TX_FAULT			0x01
#define  HAS_TX_LOS			0x02
#define  HAS_TX_LOL			0x04
#define FLAGS_RX		158
#define  HAS_RX_LOS			0x02
#define  HAS_RX_LOL			0x04
#define MONITORS_MODULE		159
#define  HAS_TEMPERATURE		0x01
#define  HAS_VOLTAGE			0x02
#define MONITORS_LANE		160
#define  HAS_BIAS			0x01
#define  HAS_TX				0x02
#define  HAS_RX				0x04
#define  BIAS_SCALE(byte)		((byte) >> 3 & 3)
#define APPLICATIONS_MORE	223	/* of the 9th and those after it */
#define SUM_01			255

/* Page 02h: limits. */
#define LIMITS_TEMPERATURE	128
#define LIMITS_VOLTAGE		136
#define LIMITS_TX		176
#define LIMITS_BIAS		184
#define LIMITS_RX		192
#define SUM_02			255

/* Page 11h, one of each bank: the lanes now. A flag is a bit of a lane. */
#define DATA_PATHS		128	/* a nibble of a lane */
#define TX_FAULT		135
#define TX_LOS			136
#define TX_LOL			137
#define RX_LOS			147
#define RX_LOL			148
#define TX			154
#define BIAS			170
#define RX			186
#define ACTIVE			206	/* application in the high nibble */

static struct eeprom_where upper(uint8_t page, uint8_t bank)
{
	return (struct eeprom_where){
		.i2c = EEPROM_I2C,
		.bank = bank,
		.page = page,
		.upper = true,
	};
}

/* What the pages are, NULL where there is none. */
struct pages {
	const struct eeprom_half *lower, *identity, *abilities, *limits;
	const struct eeprom_half *lanes[BANKS_MAX];
};

static bool is_flat(const struct eeprom_half *lower)
{
	return eeprom_u8(lower, STATUS) & STATUS_FLAT;
}

static unsigned int banks(const struct eeprom_half *abilities)
{
	static const unsigned int by_code[] = { 1, 2, 4, 1 };

	return abilities ? by_code[eeprom_u8(abilities, BANKS) & 3] : 1;
}

static struct pages find_pages(const struct eeprom *eeprom)
{
	struct pages pages = {
		.lower = eeprom_half(eeprom, optics_first),
		.identity = eeprom_half(eeprom, upper(0x00, 0)),
		.abilities = eeprom_half(eeprom, upper(0x01, 0)),
		.limits = eeprom_half(eeprom, upper(0x02, 0)),
	};
	unsigned int i;

	for (i = 0; i < banks(pages.abilities); i++)
		pages.lanes[i] = eeprom_half(eeprom, upper(0x11, i));
	return pages;
}

/* --- what to read ------------------------------------------------------- */

static bool next(const struct eeprom *eeprom, struct eeprom_where *where)
{
	static const uint8_t in_order[] = { 0x00, 0x01, 0x02 };
	struct pages pages = find_pages(eeprom);
	unsigned int i;

	for (i = 0; i < sizeof(in_order); i++) {
		*where = upper(in_order[i], 0);
		if (!eeprom_tried(eeprom, *where))
			return true;
		if (is_flat(pages.lower))
			return false;
	}
	for (i = 0; i < banks(pages.abilities); i++) {
		*where = upper(0x11, i);
		if (!eeprom_tried(eeprom, *where))
			return true;
	}
	return false;
}

/* --- what it is --------------------------------------------------------- */

/* The media interface of the application in use, or of the first. */
static uint8_t media_interface(const struct pages *pages)
{
	unsigned int number = 0;

	if (pages->lanes[0])
		number = eeprom_u8(pages->lanes[0], ACTIVE) >> 4;
	if (!number)
		number = 1;
	if (number <= APPLICATIONS_HERE)
		return eeprom_u8(pages->lower, APPLICATIONS +
				 4 * (number - 1) + APPLICATION_MEDIA);
	if (!pages->abilities)
		return 0;
	return eeprom_u8(pages->abilities, APPLICATIONS_MORE +
			 4 * (number - 1 - APPLICATIONS_HERE) +
			 APPLICATION_MEDIA);
}

static bool is_optical(const struct pages *pages)
{
	uint8_t type = eeprom_u8(pages->lower, MEDIA_TYPE);

	return type == SFF8024_MEDIA_MMF || type == SFF8024_MEDIA_SMF;
}

static void decode_identity(const struct pages *pages,
			    struct erd_optics *optics)
{
	const struct eeprom_half *page = pages->identity;

	eeprom_text(page, VENDOR, 16, optics->vendor);
	eeprom_text(page, PART_NUMBER, 16, optics->part_number);
	eeprom_text(page, VENDOR_REVISION, 2, optics->revision);
	eeprom_text(page, SERIAL, 16, optics->serial);
	eeprom_date(page, DATE, optics->date);
	sff8024_connector(eeprom_u8(page, CONNECTOR), optics->connector,
			  sizeof(optics->connector));
	optics_add_checksum(optics, "page 00h",
			    eeprom_sum_ok(page, 128, SUM_00 - 1, SUM_00));
}

static void decode_abilities(const struct pages *pages,
			     struct erd_optics *optics)
{
	const struct eeprom_half *page = pages->abilities;

	if (is_optical(pages) && eeprom_u16(page, WAVELENGTH))
		optics->wavelength_nm = eeprom_u16(page, WAVELENGTH) / 20.0;
	/* The first two bytes, of firmware, may change and are left out. */
	optics_add_checksum(optics, "page 01h",
			    eeprom_sum_ok(page, 130, SUM_01 - 1, SUM_01));
}

/* --- what it measures --------------------------------------------------- */

/* In mA; false if the module's scale is one that is not defined. */
static bool bias_unit(const struct pages *pages, double *unit)
{
	static const unsigned int by_code[] = { 1, 2, 4, 0 };
	unsigned int scale;

	scale = by_code[BIAS_SCALE(eeprom_u8(pages->abilities, MONITORS_LANE))];
	*unit = scale * OPTICS_UNIT_BIAS_MA;
	return scale;
}

static void decode_module(const struct pages *pages, struct erd_optics *optics)
{
	uint8_t has = eeprom_u8(pages->abilities, MONITORS_MODULE);

	if (eeprom_u8(pages->abilities, MONITORS_LANE) & HAS_RX)
		optics->rx_measure =
			optics_rx_measure(eeprom_u8(pages->abilities,
						    RX_MEASURE) & RX_AVERAGE);
	if (has & HAS_TEMPERATURE)
		optics->temperature_c = eeprom_s16(pages->lower, TEMPERATURE) *
					OPTICS_UNIT_C;
	if (has & HAS_VOLTAGE)
		optics->voltage_v = eeprom_u16(pages->lower, VOLTAGE) *
				    OPTICS_UNIT_V;
}

static void decode_limits(const struct pages *pages, struct erd_optics *optics)
{
	const struct eeprom_half *page = pages->limits;
	double unit;

	optics->temperature_limits_c = optics_limits_c(page,
						       LIMITS_TEMPERATURE);
	optics->voltage_limits_v = optics_limits(page, LIMITS_VOLTAGE,
						 OPTICS_UNIT_V);
	if (pages->abilities && bias_unit(pages, &unit))
		optics->bias_limits_ma = optics_limits(page, LIMITS_BIAS,
						       unit);
	optics->rx_limits_mw = optics_limits(page, LIMITS_RX, OPTICS_UNIT_MW);
	optics->tx_limits_mw = optics_limits(page, LIMITS_TX, OPTICS_UNIT_MW);
	optics_add_checksum(optics, "page 02h",
			    eeprom_sum_ok(page, 128, SUM_02 - 1, SUM_02));
}

static void decode_media_lane(const struct pages *pages,
			      const struct eeprom_half *page, unsigned int i,
			      struct erd_media_lane *lane)
{
	uint8_t has = eeprom_u8(pages->abilities, MONITORS_LANE);
	uint8_t tx = eeprom_u8(pages->abilities, FLAGS_TX);
	uint8_t rx = eeprom_u8(pages->abilities, FLAGS_RX);
	double unit;

	lane->tx_fault = optics_flag(tx & HAS_TX_FAULT,
				     eeprom_u8(page, TX_FAULT), i);
	lane->rx_los = optics_flag(rx & HAS_RX_LOS, eeprom_u8(page, RX_LOS),
				   i);
	lane->rx_lol = optics_flag(rx & HAS_RX_LOL, eeprom_u8(page, RX_LOL),
				   i);
	if (has & HAS_BIAS && bias_unit(pages, &unit))
		lane->bias_ma = eeprom_u16(page, BIAS + 2 * i) * unit;
	if (has & HAS_TX)
		lane->tx.mw = eeprom_u16(page, TX + 2 * i) * OPTICS_UNIT_MW;
	if (has & HAS_RX)
		lane->rx.mw = eeprom_u16(page, RX + 2 * i) * OPTICS_UNIT_MW;
}

static enum erd_data_path data_path(const struct eeprom_half *page,
				    unsigned int i)
{
	unsigned int state;

	state = eeprom_u8(page, DATA_PATHS + i / 2) >> 4 * (i % 2) & 0x0f;
	return state <= ERD_DATA_PATH_INITIALIZED ? state :
						    ERD_DATA_PATH_UNREPORTED;
}

static void decode_host_lane(const struct pages *pages,
			     const struct eeprom_half *page, unsigned int i,
			     struct erd_host_lane *lane)
{
	uint8_t tx;

	lane->data_path = data_path(page, i);
	if (!pages->abilities)
		return;
	tx = eeprom_u8(pages->abilities, FLAGS_TX);
	lane->tx_los = optics_flag(tx & HAS_TX_LOS, eeprom_u8(page, TX_LOS),
				   i);
	lane->tx_lol = optics_flag(tx & HAS_TX_LOL, eeprom_u8(page, TX_LOL),
				   i);
}

static void decode_bank(const struct pages *pages, unsigned int bank,
			unsigned int host_lanes, struct erd_optics *optics)
{
	const struct eeprom_half *page = pages->lanes[bank];
	unsigned int i, first = bank * BANK_LANES + 1;
	struct erd_media_lane *lane;
	uint8_t missing = 0;

	/* Which lanes there are is only said of the first bank. */
	if (!bank && pages->identity)
		missing = eeprom_u8(pages->identity, LANES_MISSING);
	for (i = 0; i < BANK_LANES; i++) {
		if (missing >> i & 1)
			continue;
		lane = optics_add_lane(optics, first + i);
		if (pages->abilities)
			decode_media_lane(pages, page, i, lane);
	}
	for (i = 0; i < host_lanes; i++)
		decode_host_lane(pages, page, i,
				 optics_add_host_lane(optics, first + i));
}

static void decode(const struct eeprom *eeprom, struct erd_optics *optics)
{
	struct pages pages = find_pages(eeprom);
	const struct sff8024_form *form;
	unsigned int state, i;

	form = sff8024_form(eeprom_u8(pages.lower, 0));
	state = eeprom_u8(pages.lower, STATE) >> 1 & 7;
	if (state <= ERD_MODULE_STATE_FAULT)
		optics->state = state;
	sff8024_media(eeprom_u8(pages.lower, MEDIA_TYPE),
		      media_interface(&pages), optics->media,
		      sizeof(optics->media));
	if (pages.identity)
		decode_identity(&pages, optics);
	if (pages.abilities) {
		decode_abilities(&pages, optics);
		decode_module(&pages, optics);
	}
	if (pages.limits)
		decode_limits(&pages, optics);
	for (i = 0; i < BANKS_MAX; i++)
		if (pages.lanes[i])
			decode_bank(&pages, i, form->host_lanes, optics);
}

const struct optics_standard cmis = {
	.number = ERD_OPTICS_CMIS,
	.next = next,
	.decode = decode,
};
