// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reading a module, judging its light, and memory that makes no sense. */
#include "modules.h"
#include "light.h"

#include <stdlib.h>

/* --- reading ------------------------------------------------------------ */

static void first_half_fails(void **state)
{
	static const struct {
		int sys_errno;
		enum erd_status status;
		const char *text;
	} cases[] = {
		{ EPERM, ERD_PERMISSION,
		  "'eth0': reading a module takes CAP_NET_ADMIN" },
		{ ENODEV, ERD_NOT_FOUND,
		  "'eth0': its module cannot be read: the fake's reason" },
		{ EOPNOTSUPP, ERD_ERROR,
		  "'eth0': it has no module, or its driver does not let one be read" },
		{ EINVAL, ERD_ERROR,
		  "'eth0': its module cannot be read: the fake's reason" },
		{ EIO, ERD_ERROR,
		  "'eth0': its module cannot be read: the fake's reason" },
	};
	struct erd_optics o;
	struct erd_error err;
	struct module m;
	size_t i;

	(void)state;
	make_sfp(&m);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		m.error[half_of(&m, a0)] = cases[i].sys_errno;
		assert_int_equal(try_module(&m, &o, &err), cases[i].status);
		assert_int_equal(err.sys_errno, cases[i].sys_errno);
		assert_string_equal(err.text, cases[i].text);
		assert_string_equal(m.log, "50:0:00");
	}
}

static void short_reads(void **state)
{
	static const int lens[] = { 0, 1, 96, 127 };
	struct erd_optics o;
	struct erd_error err;
	struct module m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		make_sfp(&m);
		m.len[half_of(&m, a2)] = lens[i];
		assert_int_equal(try_module(&m, &o, &err), ERD_OK);
		assert_string_equal(err.text,
				    "'eth0': its module's A2h: ended early");
		assert_unreported(o.temperature_c);
		assert_unreported(o.lane[0].rx.mw);
		assert_string_equal(o.vendor, "ACME");

		m.len[half_of(&m, a0)] = lens[i];
		assert_int_equal(try_module(&m, &o, &err), ERD_ERROR);
		assert_string_equal(err.text,
				    "'eth0': its module cannot be read: ended early");
	}
}

static void kinds(void **state)
{
	static const struct {
		uint8_t identifier;
		const char *form;
		enum erd_optics_standard standard;
	} cases[] = {
		{ 0x03, "SFP", ERD_OPTICS_SFF8472 },
		{ 0x0d, "QSFP+", ERD_OPTICS_SFF8636 },
		{ 0x11, "QSFP28", ERD_OPTICS_SFF8636 },
		{ 0x18, "QSFP-DD", ERD_OPTICS_CMIS },
		{ 0x19, "OSFP", ERD_OPTICS_CMIS },
		{ 0x1e, "QSFP", ERD_OPTICS_CMIS },
	};
	struct erd_optics o;
	struct erd_error err;
	struct module m;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(&m, 0, sizeof(m));
		put(&m, a0, 0, cases[i].identifier);
		assert_int_equal(try_module(&m, &o, &err), ERD_OK);
		assert_string_equal(o.form, cases[i].form);
		assert_int_equal(o.standard, cases[i].standard);
	}
	put(&m, a0, 0, 0x00);
	assert_int_equal(try_module(&m, &o, &err), ERD_ERROR);
	put(&m, a0, 0, 0xff);
	assert_int_equal(try_module(&m, &o, &err), ERD_ERROR);
	assert_string_equal(err.text, "'eth0': its module is of a kind that is not known, 0xff");
}

/* --- light -------------------------------------------------------------- */

#define ALARM		(1U << ERD_LIGHT_LIMIT_ALARM)
#define WARNING		(1U << ERD_LIGHT_LIMIT_WARNING)
#define MICROSOFT	(1U << ERD_LIGHT_LIMIT_MICROSOFT)

static void verdicts(void **state)
{
	/* Wider than Microsoft's range, as those of an LR4 are. */
	static const struct erd_limits wide = { 3.5, 0.03, 2.8, 0.07 };
	static const struct erd_limits none = { NAN, NAN, NAN, NAN };
	static const struct erd_limits zero = {};
	/* Its alarms find everything too low, its warnings too high. */
	static const struct erd_limits mad = { 9, 8, 1e-6, 1e-7 };
	static const struct {
		double mw;
		const struct erd_limits *limits;
		enum erd_light_verdict verdict;
		unsigned int breaks;
	} cases[] = {
		{ 0.5, &wide, ERD_LIGHT_OK, 0 },
		{ 0.1, &wide, ERD_LIGHT_OK, 0 },	/* -10 dBm */
		{ 1.0, &wide, ERD_LIGHT_OK, 0 },	/* 0 dBm */
		{ 0.0999, &wide, ERD_LIGHT_LOW, MICROSOFT },
		{ 0.07, &wide, ERD_LIGHT_LOW, MICROSOFT },
		{ 0.06, &wide, ERD_LIGHT_LOW, WARNING | MICROSOFT },
		{ 0.02, &wide, ERD_LIGHT_LOW, ALARM | WARNING | MICROSOFT },
		{ 1.0001, &wide, ERD_LIGHT_HIGH, MICROSOFT },
		{ 3.0, &wide, ERD_LIGHT_HIGH, WARNING | MICROSOFT },
		{ 4.0, &wide, ERD_LIGHT_HIGH, ALARM | WARNING | MICROSOFT },
		{ 0.0, &wide, ERD_LIGHT_NONE, ALARM | WARNING | MICROSOFT },
		{ 0.0, &none, ERD_LIGHT_NONE, MICROSOFT },
		{ NAN, &wide, ERD_LIGHT_UNKNOWN, 0 },
		{ 0.5, &none, ERD_LIGHT_OK, 0 },
		{ 0.05, &none, ERD_LIGHT_LOW, MICROSOFT },
		{ 0.5, &zero, ERD_LIGHT_OK, 0 },
		{ 0.5, &mad, ERD_LIGHT_LOW, ALARM },
	};
	struct erd_light light;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		light.mw = cases[i].mw;
		light_judge(&light, cases[i].limits);
		if (light.verdict != cases[i].verdict ||
		    light.breaks != cases[i].breaks)
			fail_msg("%g mW, case %zu: %s, breaks %#x",
				 cases[i].mw, i,
				 erd_light_verdict_name(light.verdict),
				 light.breaks);
	}
}

static void decibels(void **state)
{
	(void)state;
	assert_near(erd_dbm(1), 0);
	assert_near(erd_dbm(10), 10);
	assert_near(erd_dbm(0.1), -10);
	assert_near(erd_dbm(0.0001), -40);
	assert_unreported(erd_dbm(0));
	assert_unreported(erd_dbm(-1));
	assert_unreported(erd_dbm(NAN));
}

/* --- any memory --------------------------------------------------------- */

/* xorshift64: the same numbers in every run. */
static uint64_t random_next(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static void check_text(const char *text, size_t size)
{
	size_t i, len = strnlen(text, size);

	assert_true(len < size);
	for (i = 0; i < len; i++)
		assert_true(text[i] >= ' ' && text[i] <= '~');
}

static void check_flag(enum erd_flag flag)
{
	assert_true(flag == ERD_FLAG_UNREPORTED || flag == ERD_FLAG_CLEAR ||
		    flag == ERD_FLAG_SET);
}

static void check_light(const struct erd_light *light)
{
	assert_false(isinf(light->mw));
	assert_false(light->mw < 0);
	assert_int_equal(isnan(light->mw), light->verdict == ERD_LIGHT_UNKNOWN);
	assert_int_equal(light->mw == 0, light->verdict == ERD_LIGHT_NONE);
	assert_false(isinf(erd_dbm(light->mw)));
	if (light->verdict == ERD_LIGHT_LOW || light->verdict == ERD_LIGHT_HIGH)
		assert_int_not_equal(light->breaks, 0);
	if (light->verdict == ERD_LIGHT_OK)
		assert_int_equal(light->breaks, 0);
}

static void check_sane(const struct erd_optics *o)
{
	size_t i;

	check_text(o->form, sizeof(o->form));
	check_text(o->vendor, sizeof(o->vendor));
	check_text(o->part_number, sizeof(o->part_number));
	check_text(o->serial, sizeof(o->serial));
	check_text(o->revision, sizeof(o->revision));
	check_text(o->date, sizeof(o->date));
	check_text(o->connector, sizeof(o->connector));
	check_text(o->media, sizeof(o->media));
	assert_true(o->n_checksums <= ERD_OPTICS_CHECKSUMS_MAX);
	assert_true(o->n_lanes <= ERD_OPTICS_LANES_MAX);
	assert_true(o->n_host_lanes <= ERD_OPTICS_LANES_MAX);
	assert_false(isinf(o->temperature_c));
	assert_false(isinf(o->voltage_v));
	for (i = 0; i < o->n_lanes; i++) {
		check_light(&o->lane[i].rx);
		check_light(&o->lane[i].tx);
		assert_false(isinf(o->lane[i].bias_ma));
		check_flag(o->lane[i].rx_los);
		check_flag(o->lane[i].rx_lol);
		check_flag(o->lane[i].tx_fault);
		assert_int_not_equal(o->lane[i].number, 0);
	}
	for (i = 0; i < o->n_host_lanes; i++) {
		check_flag(o->host_lane[i].tx_los);
		check_flag(o->host_lane[i].tx_lol);
		assert_true(o->host_lane[i].data_path <=
			    ERD_DATA_PATH_INITIALIZED);
	}
}

/* A few bytes, or a whole half, or how reading it goes. */
static void mutate(struct module *m, uint64_t *seed)
{
	size_t i, n = random_next(seed) % 16;
	struct eeprom_half *half;

	for (i = 0; i < n; i++) {
		half = &m->memory.half[random_next(seed) % m->memory.n];
		half->bytes[random_next(seed) % EEPROM_HALF_SIZE] =
			random_next(seed);
	}
	half = &m->memory.half[random_next(seed) % m->memory.n];
	if (random_next(seed) % 8 == 0)
		for (i = 0; i < EEPROM_HALF_SIZE; i++)
			half->bytes[i] = random_next(seed);
	if (random_next(seed) % 8 == 0)
		m->len[half - m->memory.half] = random_next(seed) % 129;
	if (random_next(seed) % 8 == 0)
		m->error[half - m->memory.half] = EIO;
}

#define ROUNDS	20000

static void any_memory(void **state)
{
	static void (*const makers[])(struct module *) = {
		make_sfp, make_qsfp28, make_qsfpdd,
	};
	uint64_t seed = 0x9e3779b97f4a7c15;
	struct erd_optics o;
	struct module m;
	unsigned long i, decoded = 0;

	(void)state;
	for (i = 0; i < 3 * ROUNDS; i++) {
		makers[i % 3](&m);
		mutate(&m, &seed);
		if (!try_module(&m, &o, NULL)) {
			check_sane(&o);
			decoded++;
		}
	}
	/* Most must get past the first half, or this tests nothing. */
	assert_true(decoded > 2 * ROUNDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_half_fails),
		cmocka_unit_test(short_reads),
		cmocka_unit_test(kinds),
		cmocka_unit_test(verdicts),
		cmocka_unit_test(decibels),
		cmocka_unit_test(any_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
