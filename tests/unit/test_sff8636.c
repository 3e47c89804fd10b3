// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a QSFP says, by SFF-8636. */
#include "modules.h"

static void whole(void **state)
{
	struct erd_optics o;
	struct module m;
	size_t i;

	(void)state;
	make_qsfp28(&m);
	decode_module(&m, &o);
	assert_string_equal(m.log, "50:0:00 50:0:00+ 50:0:03+");
	assert_int_equal(o.standard, ERD_OPTICS_SFF8636);
	assert_string_equal(o.form, "QSFP28");
	assert_string_equal(o.vendor, "ACME");
	assert_string_equal(o.part_number, "QSFP28-LR4");
	assert_string_equal(o.revision, "B2");
	assert_string_equal(o.serial, "Q0001");
	assert_string_equal(o.date, "2025-12-31");
	assert_string_equal(o.connector, "LC");
	assert_string_equal(o.media, "100GBASE-LR4");
	assert_near(o.wavelength_nm, 1302.35);
	assert_near(o.signaling_mbd, 25750);
	assert_near(o.temperature_c, -2.5);
	assert_near(o.voltage_v, 3.3333);
	assert_int_equal(o.rx_measure, ERD_RX_MEASURE_AVERAGE);
	assert_limits(o.temperature_limits_c, 80, -10, 75, -5);
	assert_limits(o.voltage_limits_v, 3.7, 2.9, 3.6, 3.0);
	assert_limits(o.bias_limits_ma, 75, 10, 70, 15);
	assert_limits(o.rx_limits_mw, 3.5481, 0.0363, 2.8184, 0.0724);
	assert_limits(o.tx_limits_mw, 2.8184, 0.1412, 2.2387, 0.1778);
	assert_int_equal(o.n_checksums, 2);
	assert_true(o.checksum[0].ok);
	assert_true(o.checksum[1].ok);
	assert_int_equal(o.n_lanes, 4);
	assert_int_equal(o.n_host_lanes, 4);
	for (i = 0; i < 4; i++) {
		assert_int_equal(o.lane[i].number, i + 1);
		assert_near(o.lane[i].rx.mw, (i + 1) / 10.0);
		assert_near(o.lane[i].tx.mw, (i + 1) / 5.0);
		assert_near(o.lane[i].bias_ma, 31 + i);
		assert_int_equal(o.lane[i].rx_los, ERD_FLAG_CLEAR);
		assert_int_equal(o.host_lane[i].data_path,
				 ERD_DATA_PATH_UNREPORTED);
	}
}

static void flags_by_lane(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_qsfp28(&m);
	put(&m, a0, 3, 0x42);	/* LOS: Tx 3, Rx 2 */
	put(&m, a0, 4, 0x01);	/* fault: Tx 1 */
	put(&m, a0, 5, 0x18);	/* LOL: Tx 1, Rx 4 */
	decode_module(&m, &o);
	assert_int_equal(o.host_lane[2].tx_los, ERD_FLAG_SET);
	assert_int_equal(o.host_lane[1].tx_los, ERD_FLAG_CLEAR);
	assert_int_equal(o.lane[1].rx_los, ERD_FLAG_SET);
	assert_int_equal(o.lane[2].rx_los, ERD_FLAG_CLEAR);
	assert_int_equal(o.lane[0].tx_fault, ERD_FLAG_SET);
	assert_int_equal(o.lane[3].tx_fault, ERD_FLAG_CLEAR);
	assert_int_equal(o.host_lane[0].tx_lol, ERD_FLAG_SET);
	assert_int_equal(o.host_lane[3].tx_lol, ERD_FLAG_CLEAR);
	assert_int_equal(o.lane[3].rx_lol, ERD_FLAG_SET);
	assert_int_equal(o.lane[0].rx_lol, ERD_FLAG_CLEAR);

	/* A module without them. */
	put(&m, p00, 194, 0x00);
	put(&m, p00, 195, 0x00);
	decode_module(&m, &o);
	assert_int_equal(o.host_lane[2].tx_los, ERD_FLAG_UNREPORTED);
	assert_int_equal(o.lane[0].tx_fault, ERD_FLAG_UNREPORTED);
	assert_int_equal(o.host_lane[0].tx_lol, ERD_FLAG_UNREPORTED);
	assert_int_equal(o.lane[3].rx_lol, ERD_FLAG_UNREPORTED);
	assert_int_equal(o.lane[1].rx_los, ERD_FLAG_SET);
}

static void monitors_that_are_not_there(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_qsfp28(&m);
	put(&m, p00, 220, 0x00);
	decode_module(&m, &o);
	assert_int_equal(o.rx_measure, ERD_RX_MEASURE_OMA);
	assert_unreported(o.temperature_c);
	assert_unreported(o.voltage_v);
	assert_unreported(o.lane[0].tx.mw);
	assert_int_equal(o.lane[0].tx.verdict, ERD_LIGHT_UNKNOWN);
	assert_near(o.lane[0].rx.mw, 0.1);

	/* Before rev. 2.8 the two of the module had no bits. */
	put(&m, a0, 1, 0x07);
	decode_module(&m, &o);
	assert_near(o.temperature_c, -2.5);
	assert_near(o.voltage_v, 3.3333);
	assert_unreported(o.lane[0].tx.mw);
}

static void not_ready(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_qsfp28(&m);
	put(&m, a0, 2, 0x01);
	decode_module(&m, &o);
	assert_unreported(o.temperature_c);
	assert_unreported(o.lane[0].rx.mw);
	assert_unreported(o.lane[3].bias_ma);
	assert_near(o.rx_limits_mw.high_alarm, 3.5481);
	assert_string_equal(o.vendor, "ACME");
}

/* Such a module has no page 03h, whatever answers there. */
static void flat(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_qsfp28(&m);
	put(&m, a0, 2, 0x04);
	decode_module(&m, &o);
	assert_string_equal(m.log, "50:0:00 50:0:00+");
	assert_unreported(o.temperature_limits_c.high_alarm);
	assert_unreported(o.rx_limits_mw.low_alarm);
	assert_near(o.lane[0].rx.mw, 0.1);
}

static void copper(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_qsfp28(&m);
	put(&m, p00, 130, 0x23);
	put(&m, p00, 147, 0xa0);
	put(&m, p00, 192, 0x0b);
	decode_module(&m, &o);
	assert_string_equal(o.media, "100GBASE-CR4");
	assert_string_equal(o.connector, "no separable connector");
	assert_unreported(o.wavelength_nm);
	assert_unreported(o.lane[0].rx.mw);
	assert_unreported(o.lane[0].tx.mw);
	assert_unreported(o.lane[0].bias_ma);
	assert_int_equal(o.lane[0].rx.verdict, ERD_LIGHT_UNKNOWN);
	assert_int_equal(o.lane[0].rx_los, ERD_FLAG_UNREPORTED);
}

static void page_03_without_an_answer(void **state)
{
	struct erd_optics o;
	struct erd_error err;
	struct module m;

	(void)state;
	/* A driver that shows only page 00h: nothing to tell anybody. */
	make_qsfp28(&m);
	m.error[half_of(&m, p03)] = EINVAL;
	decode_module(&m, &o);
	assert_unreported(o.rx_limits_mw.high_alarm);
	assert_int_equal(o.lane[0].rx.verdict, ERD_LIGHT_OK);

	m.error[half_of(&m, p03)] = EIO;
	assert_int_equal(try_module(&m, &o, &err), ERD_OK);
	assert_string_equal(err.text,
			    "'eth0': its module's page 03h: the fake's reason");
	assert_unreported(o.rx_limits_mw.high_alarm);
	assert_near(o.lane[0].rx.mw, 0.1);
}

/* Nothing says then what the module measures. */
static void page_00_without_an_answer(void **state)
{
	struct erd_optics o;
	struct erd_error err;
	struct module m;

	(void)state;
	make_qsfp28(&m);
	m.error[half_of(&m, p00)] = EIO;
	assert_int_equal(try_module(&m, &o, &err), ERD_OK);
	assert_string_equal(err.text,
			    "'eth0': its module's page 00h: the fake's reason");
	assert_int_equal(o.n_lanes, 4);
	assert_unreported(o.lane[0].rx.mw);
	assert_unreported(o.temperature_c);
	assert_string_equal(o.vendor, "");
	assert_int_equal(o.n_checksums, 0);
}

static void media(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_qsfp28(&m);
	put(&m, a0, 0, 0x0d);
	put(&m, p00, 131, 0x02);
	put(&m, p00, 192, 0x00);
	put(&m, p00, 140, 103);
	put(&m, p00, 191, 0x00);
	decode_module(&m, &o);
	assert_string_equal(o.form, "QSFP+");
	assert_string_equal(o.media, "40GBASE-LR4");
	assert_near(o.signaling_mbd, 10300);
	assert_false(o.checksum[0].ok);
	assert_string_equal(o.checksum[0].name, "CC_BASE");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole),
		cmocka_unit_test(flags_by_lane),
		cmocka_unit_test(monitors_that_are_not_there),
		cmocka_unit_test(not_ready),
		cmocka_unit_test(flat),
		cmocka_unit_test(copper),
		cmocka_unit_test(page_03_without_an_answer),
		cmocka_unit_test(page_00_without_an_answer),
		cmocka_unit_test(media),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
