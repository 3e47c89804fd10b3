// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Memory of real modules. The dumps are others' and stay where they are:
 * ../shared/testdata/eeprom beside the project, or ERD_EEPROM_DUMPS. What is
 * expected was read from their bytes by hand, not by this library.
 */
#include "modules.h"

#include <stdlib.h>

#define NEAR(seen, expected, within)					\
	do {								\
		double seen_ = (seen);					\
		if (!(fabs(seen_ - (expected)) <= (within)))		\
			fail_msg("%s: %.6f, not %.6f", #seen, seen_,	\
				 (double)(expected));			\
	} while (0)

/* To the last digit of what is expected. */
#define NEAR_DBM(mw, expected)	NEAR(erd_dbm(mw), expected, 0.005 + 1e-9)

static FILE *open_dump(const char *name)
{
	const char *folder = getenv("ERD_EEPROM_DUMPS");
	const char *file = __FILE__;
	char path[512];
	FILE *dump;

	if (folder)
		snprintf(path, sizeof(path), "%s/%s", folder, name);
	else	/* this file is in tests/unit */
		snprintf(path, sizeof(path),
			 "%.*s/../../../shared/testdata/eeprom/%s",
			 (int)(strrchr(file, '/') - file), file, name);
	dump = fopen(path, "r");
	if (!dump)
		print_message("# skipped: there is no %s\n", path);
	return dump;
}

/* Halves as they follow each other in the dump. False if there is none. */
static bool load(struct module *m, const char *name,
		 const struct eeprom_where *halves, size_t n)
{
	FILE *dump = open_dump(name);
	size_t i, half;

	if (!dump)
		return false;
	memset(m, 0, sizeof(*m));
	for (i = 0; i < n; i++) {
		half = half_of(m, halves[i]);
		assert_int_equal(fread(m->memory.half[half].bytes, 1,
				       EEPROM_HALF_SIZE, dump),
				 EEPROM_HALF_SIZE);
	}
	fclose(dump);
	return true;
}

static void sfp_10gbase_lr(void **state)
{
	static const struct eeprom_where halves[] = {
		{ 0x50, 0, 0, false }, { 0x50, 0, 0, true },
		{ 0x51, 0, 0, false }, { 0x51, 0, 0, true },
	};
	struct erd_optics o;
	struct module m;

	(void)state;
	if (!load(&m, "sff8472-oem-sfp-10gb-lr.bin", halves, 4))
		skip();
	decode_module(&m, &o);
	assert_int_equal(o.standard, ERD_OPTICS_SFF8472);
	assert_string_equal(o.vendor, "OEM");
	assert_string_equal(o.part_number, "SFP-10GB-LR");
	assert_string_equal(o.media, "10GBASE-LR");
	NEAR(o.wavelength_nm, 1310, 0);
	NEAR(o.temperature_c, 34.539, 5e-4);
	NEAR(o.voltage_v, 3.2893, 1e-9);
	NEAR(o.lane[0].bias_ma, 35.994, 1e-9);
	NEAR(o.lane[0].tx.mw, 0.5171, 1e-9);
	NEAR_DBM(o.lane[0].tx.mw, -2.86);
	assert_int_equal(o.lane[0].tx.verdict, ERD_LIGHT_OK);
	assert_near(o.lane[0].rx.mw, 0);
	assert_unreported(erd_dbm(o.lane[0].rx.mw));
	assert_int_equal(o.lane[0].rx.verdict, ERD_LIGHT_NONE);
	assert_int_equal(o.lane[0].rx_los, ERD_FLAG_SET);
	NEAR_DBM(o.rx_limits_mw.high_alarm, 3.01);
	NEAR_DBM(o.rx_limits_mw.low_alarm, -18.01);
	NEAR_DBM(o.rx_limits_mw.high_warning, 0);
	NEAR_DBM(o.rx_limits_mw.low_warning, -15);
	assert_int_equal(o.n_checksums, 3);
	assert_string_equal(o.checksum[2].name, "CC_DMI");
	assert_true(o.checksum[2].ok);
}

static void qsfp28_ir4(void **state)
{
	static const struct eeprom_where halves[] = {
		{ 0x50, 0, 0x00, false }, { 0x50, 0, 0x00, true },
		{ 0x50, 0, 0x01, true }, { 0x50, 0, 0x02, true },
		{ 0x50, 0, 0x03, true },
	};
	static const struct {
		double rx_dbm, bias_ma, tx_dbm;
		enum erd_light_verdict rx;
	} lanes[] = {
		{ 2.37, 34.432, 0.59, ERD_LIGHT_HIGH },
		{ 1.05, 33.408, 0.67, ERD_LIGHT_HIGH },
		{ 0.47, 36.736, 0.91, ERD_LIGHT_HIGH },
		{ 0.79, 35.456, 0.86, ERD_LIGHT_HIGH },
	};
	struct erd_optics o;
	struct module m;
	size_t i;

	(void)state;
	if (!load(&m, "sff8636-fs-qsfp28-ir4-100g.bin", halves, 5))
		skip();
	decode_module(&m, &o);
	assert_int_equal(o.standard, ERD_OPTICS_SFF8636);
	assert_string_equal(o.form, "QSFP28");
	assert_string_equal(o.vendor, "FS");
	NEAR(o.wavelength_nm, 1302.35, 1e-9);
	NEAR(o.temperature_c, 28.590, 5e-4);
	NEAR(o.voltage_v, 3.3209, 1e-9);
	assert_limits(o.bias_limits_ma, 75, 10, 70, 15);
	assert_true(o.checksum[0].ok);
	assert_int_equal(o.n_lanes, 4);
	for (i = 0; i < 4; i++) {
		NEAR_DBM(o.lane[i].rx.mw, lanes[i].rx_dbm);
		NEAR(o.lane[i].bias_ma, lanes[i].bias_ma, 1e-9);
		NEAR_DBM(o.lane[i].tx.mw, lanes[i].tx_dbm);
		/* Within the module's limits, above Microsoft's. */
		assert_int_equal(o.lane[i].rx.verdict, lanes[i].rx);
		assert_int_equal(o.lane[i].rx.breaks,
				 1U << ERD_LIGHT_LIMIT_MICROSOFT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sfp_10gbase_lr),
		cmocka_unit_test(qsfp28_ir4),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
