// SPDX-License-Identifier: LGPL-2.1-or-later
/* What an SFP says, by SFF-8472. */
#include "modules.h"

static void internal_calibration(void **state)
{
	const struct erd_media_lane *lane;
	struct erd_optics o;
	struct module m;

	(void)state;
	make_sfp(&m);
	decode_module(&m, &o);
	assert_string_equal(m.log, "50:0:00 51:0:00");
	assert_int_equal(o.standard, ERD_OPTICS_SFF8472);
	assert_string_equal(o.form, "SFP");
	assert_string_equal(o.vendor, "ACME");
	assert_string_equal(o.part_number, "SFP-10G-LR");
	assert_string_equal(o.revision, "A1");
	assert_string_equal(o.serial, "S0001");
	assert_string_equal(o.date, "2026-01-02");
	assert_string_equal(o.connector, "LC");
	assert_string_equal(o.media, "10GBASE-LR");
	assert_near(o.wavelength_nm, 1310);
	assert_near(o.signaling_mbd, 10300);
	assert_int_equal(o.state, ERD_MODULE_STATE_UNREPORTED);
	assert_near(o.temperature_c, 30.5);
	assert_near(o.voltage_v, 3.3);
	assert_int_equal(o.rx_measure, ERD_RX_MEASURE_AVERAGE);
	assert_limits(o.temperature_limits_c, 75, -10, 70, -5);
	assert_limits(o.voltage_limits_v, 3.6, 3.0, 3.5, 3.1);
	assert_limits(o.bias_limits_ma, 80, 2, 70, 4);
	assert_limits(o.tx_limits_mw, 1.5849, 0.0741, 1.1220, 0.1514);
	assert_limits(o.rx_limits_mw, 1.7783, 0.0229, 1.1220, 0.0363);

	assert_int_equal(o.n_lanes, 1);
	assert_int_equal(o.n_host_lanes, 0);
	lane = &o.lane[0];
	assert_int_equal(lane->number, 1);
	assert_near(lane->bias_ma, 36);
	assert_near(lane->tx.mw, 0.5);
	assert_near(lane->rx.mw, 0.25);
	assert_int_equal(lane->rx.verdict, ERD_LIGHT_OK);
	assert_int_equal(lane->rx_los, ERD_FLAG_CLEAR);
	assert_int_equal(lane->tx_fault, ERD_FLAG_CLEAR);
	assert_int_equal(lane->rx_lol, ERD_FLAG_UNREPORTED);
}

/* Slopes are in 256ths, offsets in the least bits of the result. */
static void put_calibration(struct module *m)
{
	put(m, a0, 92, 0x58);
	put_float(m, a2, 56, 0);
	put_float(m, a2, 60, 0);
	put_float(m, a2, 64, 1e-4f);	/* Rx2 */
	put_float(m, a2, 68, 0.5f);	/* Rx1 */
	put_float(m, a2, 72, -25.0f);	/* Rx0 */
	put16(m, a2, 76, 0x0180);	/* bias: 1.5, -100 */
	put16(m, a2, 78, -100);
	put16(m, a2, 80, 0x0080);	/* Tx: 0.5, +40 */
	put16(m, a2, 82, 40);
	put16(m, a2, 84, 0x0200);	/* temperature: 2, -10 C */
	put16(m, a2, 86, -10 * 256);
	put16(m, a2, 88, 0x0100);	/* voltage: 1, +0.1 V */
	put16(m, a2, 90, 1000);
	put_sum(m, a2, 0, 95);
}

static void external_calibration(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_sfp(&m);
	put_calibration(&m);
	put16(&m, a2, 96, -20 * 256);
	decode_module(&m, &o);
	assert_near(o.temperature_c, -50);
	assert_near(o.voltage_v, 3.4);
	assert_near(o.lane[0].bias_ma, (1.5 * 18000 - 100) * 0.002);
	assert_near(o.lane[0].tx.mw, (0.5 * 5000 + 40) * 1e-4);
	assert_near(o.lane[0].rx.mw,
		    ((double)1e-4f * 2500 * 2500 + 0.5 * 2500 - 25) * 1e-4);
	/* Limits are in the same raw values, and go the same way. */
	assert_limits(o.temperature_limits_c, 140, -30, 130, -20);
	assert_limits(o.voltage_limits_v, 3.7, 3.1, 3.6, 3.2);
	assert_limits(o.bias_limits_ma, 119.8, 2.8, 104.8, 5.8);
	assert_near(o.tx_limits_mw.high_alarm, (0.5 * 15849 + 40) * 1e-4);
	assert_near(o.rx_limits_mw.low_alarm,
		    ((double)1e-4f * 229 * 229 + 0.5 * 229 - 25) * 1e-4);
}

static void external_calibration_below_zero_is_no_light(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_sfp(&m);
	put_calibration(&m);
	put16(&m, a2, 104, 3);		/* 1.5 - 25: less than nothing */
	put16(&m, a2, 82, -3000);	/* 2500 - 3000 */
	decode_module(&m, &o);
	assert_near(o.lane[0].rx.mw, 0);
	assert_near(o.lane[0].tx.mw, 0);
	assert_unreported(erd_dbm(o.lane[0].rx.mw));
	assert_int_equal(o.lane[0].rx.verdict, ERD_LIGHT_NONE);
}

static void external_calibration_that_is_no_number(void **state)
{
	static const float bad[] = { NAN, INFINITY, -INFINITY, 3e38f };
	struct erd_optics o;
	struct module m;
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		make_sfp(&m);
		put_calibration(&m);
		put_float(&m, a2, 56, bad[i]);
		decode_module(&m, &o);
		assert_unreported(o.lane[0].rx.mw);
		assert_unreported(o.rx_limits_mw.high_alarm);
		assert_int_equal(o.lane[0].rx.verdict, ERD_LIGHT_UNKNOWN);
		assert_near(o.lane[0].tx.mw, 0.254);
	}
	/* Large, but a number. */
	make_sfp(&m);
	put_calibration(&m);
	put_float(&m, a2, 56, bad[3]);
	decode_module(&m, &o);
	assert_true(isfinite(o.lane[0].rx.mw));
}

static void no_light(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_sfp(&m);
	put16(&m, a2, 104, 0);
	put(&m, a2, 110, 0x02);
	decode_module(&m, &o);
	assert_near(o.lane[0].rx.mw, 0);
	assert_unreported(erd_dbm(o.lane[0].rx.mw));
	assert_int_equal(o.lane[0].rx.verdict, ERD_LIGHT_NONE);
	assert_int_equal(o.lane[0].rx_los, ERD_FLAG_SET);
	assert_int_equal(o.lane[0].tx_fault, ERD_FLAG_CLEAR);
}

static void modulation_amplitude(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_sfp(&m);
	put(&m, a0, 92, 0x60);
	decode_module(&m, &o);
	assert_int_equal(o.rx_measure, ERD_RX_MEASURE_OMA);
	put(&m, a0, 92, 0x00);
	decode_module(&m, &o);
	assert_int_equal(o.rx_measure, ERD_RX_MEASURE_UNREPORTED);
}

static void flags_that_are_not_there(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_sfp(&m);
	put(&m, a0, 93, 0x80);
	put(&m, a2, 110, 0x06);
	decode_module(&m, &o);
	assert_int_equal(o.lane[0].rx_los, ERD_FLAG_UNREPORTED);
	assert_int_equal(o.lane[0].tx_fault, ERD_FLAG_UNREPORTED);
}

static void check_nothing_measured(const struct erd_optics *o)
{
	assert_unreported(o->temperature_c);
	assert_unreported(o->voltage_v);
	assert_int_equal(o->n_lanes, 1);
	assert_unreported(o->lane[0].bias_ma);
	assert_unreported(o->lane[0].rx.mw);
	assert_unreported(o->lane[0].tx.mw);
	assert_int_equal(o->lane[0].rx.verdict, ERD_LIGHT_UNKNOWN);
	assert_int_equal(o->lane[0].rx_los, ERD_FLAG_UNREPORTED);
	assert_string_equal(o->vendor, "ACME");
}

static void without_monitors(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_sfp(&m);
	put(&m, a0, 92, 0x28);		/* not there */
	decode_module(&m, &o);
	assert_string_equal(m.log, "50:0:00");
	check_nothing_measured(&o);
	assert_unreported(o.rx_limits_mw.high_alarm);

	make_sfp(&m);
	put(&m, a0, 92, 0x6c);		/* behind a change of address */
	decode_module(&m, &o);
	assert_string_equal(m.log, "50:0:00");
	check_nothing_measured(&o);

	make_sfp(&m);
	put(&m, a2, 110, 0x01);		/* not yet */
	decode_module(&m, &o);
	check_nothing_measured(&o);
	assert_near(o.temperature_limits_c.high_alarm, 75);
}

/* What the kernel makes of A2h with a driver of the old interface. */
static void monitors_that_are_not_theirs(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_sfp(&m);
	memcpy(m.memory.half[half_of(&m, a2)].bytes,
	       m.memory.half[half_of(&m, a0)].bytes, 128);
	decode_module(&m, &o);
	check_nothing_measured(&o);
	assert_int_equal(o.n_checksums, 2);
}

static void limits_that_nobody_wrote(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_sfp(&m);
	put_limits(&m, a2, 32, 0, 0, 0, 0);
	decode_module(&m, &o);
	assert_unreported(o.rx_limits_mw.high_alarm);
	assert_unreported(o.rx_limits_mw.low_warning);
	assert_near(o.tx_limits_mw.high_alarm, 1.5849);
	assert_int_equal(o.lane[0].rx.verdict, ERD_LIGHT_OK);
}

static void checksums(void **state)
{
	struct erd_optics o;
	struct module m;
	size_t i;

	(void)state;
	make_sfp(&m);
	decode_module(&m, &o);
	assert_int_equal(o.n_checksums, 3);
	for (i = 0; i < 3; i++)
		assert_true(o.checksum[i].ok);
	assert_string_equal(o.checksum[2].name, "CC_DMI");

	put(&m, a0, 63, 0xff);
	decode_module(&m, &o);
	assert_false(o.checksum[0].ok);
	assert_true(o.checksum[1].ok);
	assert_true(o.checksum[2].ok);
	put(&m, a0, 84, '3');
	put(&m, a2, 0, 99);
	decode_module(&m, &o);
	assert_false(o.checksum[1].ok);
	assert_false(o.checksum[2].ok);
	/* It is said, and the rest is what is there. */
	assert_string_equal(o.vendor, "ACME");
	assert_near(o.lane[0].rx.mw, 0.25);
}

static void media(void **state)
{
	static const struct {
		uint8_t ethernet_10g, ethernet_1g, cable, extended;
		const char *media;
		bool wavelength;
	} cases[] = {
		{ 0x10, 0x00, 0x00, 0x00, "10GBASE-SR", true },
		{ 0x80, 0x00, 0x00, 0x00, "10GBASE-ER", true },
		{ 0x00, 0x02, 0x00, 0x00, "1000BASE-LX", true },
		{ 0x00, 0x00, 0x00, 0x03, "25GBASE-LR", true },
		{ 0x20, 0x00, 0x00, 0x03, "25GBASE-LR", true },
		{ 0x00, 0x00, 0x00, 0xee, "code 0xee", true },
		{ 0x00, 0x00, 0x04, 0x00, "copper cable", false },
		{ 0x00, 0x00, 0x08, 0x00, "active cable", false },
		{ 0x00, 0x00, 0x00, 0x00, "", true },
	};
	struct erd_optics o;
	struct module m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		make_sfp(&m);
		put(&m, a0, 3, cases[i].ethernet_10g);
		put(&m, a0, 6, cases[i].ethernet_1g);
		put(&m, a0, 8, cases[i].cable);
		put(&m, a0, 36, cases[i].extended);
		decode_module(&m, &o);
		assert_string_equal(o.media, cases[i].media);
		assert_int_equal(!isnan(o.wavelength_nm), cases[i].wavelength);
	}
}

static void rates(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_sfp(&m);
	put(&m, a0, 12, 0xff);
	put(&m, a0, 66, 103);
	decode_module(&m, &o);
	assert_near(o.signaling_mbd, 25750);
	put(&m, a0, 12, 0);
	decode_module(&m, &o);
	assert_unreported(o.signaling_mbd);
}

static void texts(void **state)
{
	struct erd_optics o;
	struct module m;
	int i;

	(void)state;
	make_sfp(&m);
	put_text(&m, a0, 20, 16, "SIXTEEN LETTERS!");
	put(&m, a0, 41, 0x1b);		/* nothing for a terminal */
	put(&m, a0, 42, 0xc3);
	for (i = 68; i < 84; i++)
		put(&m, a0, i, 0xff);
	put_text(&m, a0, 84, 8, "991301");
	put(&m, a0, 2, 0);
	decode_module(&m, &o);
	assert_string_equal(o.vendor, "SIXTEEN LETTERS!");
	assert_string_equal(o.part_number, "S?\?-10G-LR");
	assert_string_equal(o.serial, "");
	assert_string_equal(o.date, "");
	assert_string_equal(o.connector, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(internal_calibration),
		cmocka_unit_test(external_calibration),
		cmocka_unit_test(external_calibration_below_zero_is_no_light),
		cmocka_unit_test(external_calibration_that_is_no_number),
		cmocka_unit_test(no_light),
		cmocka_unit_test(modulation_amplitude),
		cmocka_unit_test(flags_that_are_not_there),
		cmocka_unit_test(without_monitors),
		cmocka_unit_test(monitors_that_are_not_theirs),
		cmocka_unit_test(limits_that_nobody_wrote),
		cmocka_unit_test(checksums),
		cmocka_unit_test(media),
		cmocka_unit_test(rates),
		cmocka_unit_test(texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
