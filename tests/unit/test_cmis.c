// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a QSFP-DD or OSFP says, by CMIS. */
#include "modules.h"

static void whole(void **state)
{
	struct erd_optics o;
	struct module m;
	size_t i;

	(void)state;
	make_qsfpdd(&m);
	decode_module(&m, &o);
	assert_string_equal(m.log,
			    "50:0:00 50:0:00+ 50:0:01+ 50:0:02+ 50:0:11+");
	assert_int_equal(o.standard, ERD_OPTICS_CMIS);
	assert_string_equal(o.form, "QSFP-DD");
	assert_string_equal(o.vendor, "ACME");
	assert_string_equal(o.part_number, "QDD-400G-LR4");
	assert_string_equal(o.revision, "C3");
	assert_string_equal(o.serial, "D0001");
	assert_string_equal(o.date, "2026-02-28");
	assert_string_equal(o.connector, "LC");
	assert_string_equal(o.media, "400G-LR4-10");
	assert_near(o.wavelength_nm, 1310);
	assert_unreported(o.signaling_mbd);
	assert_int_equal(o.state, ERD_MODULE_STATE_READY);
	assert_near(o.temperature_c, 45);
	assert_near(o.voltage_v, 3.285);
	assert_int_equal(o.rx_measure, ERD_RX_MEASURE_AVERAGE);
	assert_limits(o.temperature_limits_c, 80, -10, 75, -5);
	assert_limits(o.voltage_limits_v, 3.63, 2.97, 3.465, 3.135);
	assert_limits(o.bias_limits_ma, 120, 20, 100, 30);
	assert_limits(o.rx_limits_mw, 3.5481, 0.0251, 2.8184, 0.0398);
	assert_limits(o.tx_limits_mw, 3.5481, 0.0631, 2.8184, 0.1);
	assert_int_equal(o.n_checksums, 3);
	for (i = 0; i < 3; i++)
		assert_true(o.checksum[i].ok);
	assert_int_equal(o.n_lanes, 4);
	for (i = 0; i < 4; i++) {
		assert_int_equal(o.lane[i].number, i + 1);
		assert_near(o.lane[i].rx.mw, (i + 1) / 10.0);
		assert_near(o.lane[i].tx.mw, (i + 1) / 5.0);
		assert_near(o.lane[i].bias_ma, 21 + i);
		assert_int_equal(o.lane[i].rx_los, ERD_FLAG_CLEAR);
	}
	assert_int_equal(o.n_host_lanes, 8);
	for (i = 0; i < 8; i++) {
		assert_int_equal(o.host_lane[i].number, i + 1);
		assert_int_equal(o.host_lane[i].data_path,
				 ERD_DATA_PATH_ACTIVATED);
		assert_int_equal(o.host_lane[i].tx_los, ERD_FLAG_CLEAR);
	}
}

static void bias_scales(void **state)
{
	static const struct {
		uint8_t code;
		double bias_ma, high_alarm_ma;
	} cases[] = {
		{ 0, 10.5, 60 }, { 1, 21, 120 }, { 2, 42, 240 },
		{ 3, NAN, NAN },
	};
	struct erd_optics o;
	struct module m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		make_qsfpdd(&m);
		put(&m, p01, 160, 0x07 | cases[i].code << 3);
		decode_module(&m, &o);
		if (isnan(cases[i].bias_ma)) {
			assert_unreported(o.lane[0].bias_ma);
			assert_unreported(o.bias_limits_ma.high_alarm);
			continue;
		}
		assert_near(o.lane[0].bias_ma, cases[i].bias_ma);
		assert_near(o.bias_limits_ma.high_alarm,
			    cases[i].high_alarm_ma);
	}
}

static void monitors_that_are_not_there(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_qsfpdd(&m);
	put(&m, p01, 159, 0x02);
	put(&m, p01, 160, 0x04);
	decode_module(&m, &o);
	assert_unreported(o.temperature_c);
	assert_near(o.voltage_v, 3.285);
	assert_unreported(o.lane[0].bias_ma);
	assert_unreported(o.lane[0].tx.mw);
	assert_near(o.lane[0].rx.mw, 0.1);

	put(&m, p01, 159, 0x01);
	put(&m, p01, 160, 0x03);
	decode_module(&m, &o);
	assert_near(o.temperature_c, 45);
	assert_unreported(o.voltage_v);
	assert_near(o.lane[0].tx.mw, 0.2);
	assert_unreported(o.lane[0].rx.mw);
	assert_int_equal(o.rx_measure, ERD_RX_MEASURE_UNREPORTED);
}

static void flags_by_lane(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_qsfpdd(&m);
	put(&m, p11, 135, 0x01);
	put(&m, p11, 136, 0x80);
	put(&m, p11, 137, 0x40);
	put(&m, p11, 147, 0x04);
	put(&m, p11, 148, 0x08);
	decode_module(&m, &o);
	assert_int_equal(o.lane[0].tx_fault, ERD_FLAG_SET);
	assert_int_equal(o.lane[1].tx_fault, ERD_FLAG_CLEAR);
	assert_int_equal(o.host_lane[7].tx_los, ERD_FLAG_SET);
	assert_int_equal(o.host_lane[6].tx_lol, ERD_FLAG_SET);
	assert_int_equal(o.host_lane[7].tx_lol, ERD_FLAG_CLEAR);
	assert_int_equal(o.lane[2].rx_los, ERD_FLAG_SET);
	assert_int_equal(o.lane[3].rx_lol, ERD_FLAG_SET);

	put(&m, p01, 157, 0x00);
	put(&m, p01, 158, 0x00);
	decode_module(&m, &o);
	assert_int_equal(o.lane[0].tx_fault, ERD_FLAG_UNREPORTED);
	assert_int_equal(o.host_lane[7].tx_los, ERD_FLAG_UNREPORTED);
	assert_int_equal(o.host_lane[6].tx_lol, ERD_FLAG_UNREPORTED);
	assert_int_equal(o.lane[2].rx_los, ERD_FLAG_UNREPORTED);
	assert_int_equal(o.lane[3].rx_lol, ERD_FLAG_UNREPORTED);
}

static void states(void **state)
{
	struct erd_optics o;
	struct module m;
	size_t i;

	(void)state;
	make_qsfpdd(&m);
	for (i = 0; i < 8; i++) {
		put(&m, a0, 3, i << 1 | 1);
		decode_module(&m, &o);
		assert_int_equal(o.state, i <= ERD_MODULE_STATE_FAULT ?
				 i : ERD_MODULE_STATE_UNREPORTED);
	}
	/* Lane 1 is in the low nibble; above 7 nothing is defined. */
	put(&m, p11, 128, 0x21);
	put(&m, p11, 129, 0x80);
	put(&m, p11, 130, 0xf7);
	decode_module(&m, &o);
	assert_int_equal(o.host_lane[0].data_path, ERD_DATA_PATH_DEACTIVATED);
	assert_int_equal(o.host_lane[1].data_path, ERD_DATA_PATH_INIT);
	assert_int_equal(o.host_lane[2].data_path, ERD_DATA_PATH_UNREPORTED);
	assert_int_equal(o.host_lane[3].data_path, ERD_DATA_PATH_UNREPORTED);
	assert_int_equal(o.host_lane[4].data_path, ERD_DATA_PATH_INITIALIZED);
	assert_int_equal(o.host_lane[5].data_path, ERD_DATA_PATH_UNREPORTED);
}

static void banks(void **state)
{
	struct erd_optics o;
	struct module m;
	size_t i, lane;

	(void)state;
	make_qsfpdd(&m);
	put(&m, p01, 142, 0x02);
	for (i = 1; i < 4; i++)
		put_bank(&m, i, 2);
	put(&m, (struct eeprom_where){ 0x50, 2, 0x11, true }, 147, 0x02);
	decode_module(&m, &o);
	assert_string_equal(m.log, "50:0:00 50:0:00+ 50:0:01+ 50:0:02+ 50:0:11+ 50:1:11+ 50:2:11+ 50:3:11+");
	assert_int_equal(o.n_host_lanes, 32);
	/* Lanes 5 to 8 are the only ones that the module says it lacks. */
	assert_int_equal(o.n_lanes, 28);
	for (i = 0; i < 28; i++) {
		lane = i < 4 ? i : i + 4;
		assert_int_equal(o.lane[i].number, lane + 1);
		assert_near(o.lane[i].rx.mw, (lane % 8 + 1) / 10.0);
		assert_int_equal(o.lane[i].rx_los,
				 lane == 17 ? ERD_FLAG_SET : ERD_FLAG_CLEAR);
	}
	/* Of two, the second does not answer: its lanes are left out. */
	put(&m, p01, 142, 0x01);
	m.error[half_of(&m, (struct eeprom_where){ 0x50, 1, 0x11, true })] =
		EINVAL;
	decode_module(&m, &o);
	assert_int_equal(o.n_lanes, 4);
	/* As many as there can be. */
	make_qsfpdd(&m);
	put(&m, p00, 210, 0x00);
	put(&m, p01, 142, 0x02);
	for (i = 1; i < 4; i++)
		put_bank(&m, i, 2);
	decode_module(&m, &o);
	assert_int_equal(o.n_lanes, ERD_OPTICS_LANES_MAX);
}

/* Page 00h is all there is; what is measured nothing says. */
static void flat(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_qsfpdd(&m);
	put(&m, a0, 2, 0x80);
	put(&m, a0, 85, 0x03);
	put(&m, a0, 87, 0x01);
	decode_module(&m, &o);
	assert_string_equal(m.log, "50:0:00 50:0:00+");
	assert_string_equal(o.media, "copper cable");
	assert_string_equal(o.vendor, "ACME");
	assert_unreported(o.temperature_c);
	assert_unreported(o.wavelength_nm);
	assert_unreported(o.temperature_limits_c.high_alarm);
	assert_int_equal(o.n_lanes, 0);
	assert_int_equal(o.n_host_lanes, 0);
	assert_int_equal(o.n_checksums, 1);
}

static void applications(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_qsfpdd(&m);
	put(&m, p11, 206, 0x20);	/* the second */
	decode_module(&m, &o);
	assert_string_equal(o.media, "100GBASE-LR4");
	put(&m, p11, 206, 0x00);	/* none: what it is made for */
	decode_module(&m, &o);
	assert_string_equal(o.media, "400G-LR4-10");
	put(&m, p11, 206, 0xf0);	/* the 15th, of page 01h */
	put(&m, p01, 223 + 4 * 6 + 1, 0x1d);
	put_sum(&m, p01, 130, 255);
	decode_module(&m, &o);
	assert_string_equal(o.media, "400GBASE-FR4");
	put(&m, p11, 206, 0x10);
	put(&m, a0, 85, 0x01);
	put(&m, a0, 87, 0x11);
	decode_module(&m, &o);
	assert_string_equal(o.media, "400GBASE-SR4");
	put(&m, a0, 87, 0xbb);
	decode_module(&m, &o);
	assert_string_equal(o.media, "code 0xbb");
}

static void pages_without_an_answer(void **state)
{
	struct erd_optics o;
	struct erd_error err;
	struct module m;

	(void)state;
	make_qsfpdd(&m);
	m.error[half_of(&m, p01)] = ETIMEDOUT;
	m.error[half_of(&m, p02)] = EIO;
	assert_int_equal(try_module(&m, &o, &err), ERD_OK);
	assert_string_equal(err.text,
			    "'eth0': its module's page 01h: the fake's reason");
	assert_string_equal(o.vendor, "ACME");
	assert_unreported(o.temperature_c);
	assert_unreported(o.bias_limits_ma.high_alarm);
	assert_int_equal(o.n_lanes, 4);
	assert_unreported(o.lane[0].rx.mw);
	assert_int_equal(o.lane[0].rx_los, ERD_FLAG_UNREPORTED);
	assert_int_equal(o.host_lane[0].data_path, ERD_DATA_PATH_ACTIVATED);

	make_qsfpdd(&m);
	m.error[half_of(&m, p11)] = EOPNOTSUPP;
	decode_module(&m, &o);
	assert_int_equal(o.n_lanes, 0);
	assert_near(o.temperature_c, 45);
}

static void checksums(void **state)
{
	struct erd_optics o;
	struct module m;

	(void)state;
	make_qsfpdd(&m);
	put(&m, p00, 222, 0x00);
	put(&m, p01, 128, 0x42);	/* firmware: not in the sum */
	put(&m, p02, 255, 0x00);
	decode_module(&m, &o);
	assert_false(o.checksum[0].ok);
	assert_true(o.checksum[1].ok);
	assert_false(o.checksum[2].ok);
	assert_string_equal(o.checksum[2].name, "page 02h");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole),
		cmocka_unit_test(bias_scales),
		cmocka_unit_test(monitors_that_are_not_there),
		cmocka_unit_test(flags_by_lane),
		cmocka_unit_test(states),
		cmocka_unit_test(banks),
		cmocka_unit_test(flat),
		cmocka_unit_test(applications),
		cmocka_unit_test(pages_without_an_answer),
		cmocka_unit_test(checksums),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
