// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is made of samples of a port's link: a result for each check. */
#include "acceptance.h"
#include "accepted.h"

#include <arpa/inet.h>
#include <linux/ethtool.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

/* A link as it should be. */
static struct acceptance_sample good(void)
{
	struct acceptance_sample sample = {
		.carrier = true,
		.optics_read = true,
		.optics = {
			.vendor = "ACME", .part_number = "LR4",
			.serial = "S1", .media = "100GBASE-LR4",
			.n_lanes = 2,
		},
		.counts = { .fec_counted = true, .carrier_changes = 3 },
	};
	unsigned int i;

	for (i = 0; i < 2; i++)
		sample.optics.lane[i] = (struct erd_media_lane){
			.number = i + 1,
			.rx = { .mw = 0.5, .verdict = ERD_LIGHT_OK },
			.tx = { .mw = 0.8, .verdict = ERD_LIGHT_OK },
		};
	return sample;
}

static void begin(struct acceptance *a)
{
	*a = (struct acceptance){
		.port = "er1", .ifname = "eth0", .seconds = 2,
		.link = { .speed_mbps = 100000, .ext_state = -1 },
		.link_read = true, .wanted_mbps = 100000,
	};
}

static void is(const struct acceptance *a, enum acceptance_check check,
	       enum acceptance_outcome outcome, const char *text)
{
	assert_int_equal(a->result[check].outcome, outcome);
	assert_string_equal(a->result[check].text, text);
}

/* The only check that fails. */
static void only_fails(const struct acceptance *a, enum acceptance_check check)
{
	int i;

	assert_false(acceptance_passed(a));
	for (i = 0; i < ACCEPTANCE_CHECKS; i++)
		assert_true((a->result[i].outcome == ACCEPTANCE_FAIL) ==
			    (i == (int)check));
}

static void all_is_well(void **state)
{
	struct acceptance_sample sample = good();
	struct acceptance a;

	(void)state;
	begin(&a);
	acceptance_add(&a, &sample);
	sample.optics.lane[1].rx.mw = 0.25;
	sample.counts.rx_frames = 70;
	sample.counts.fec_corrected = 9;
	acceptance_add(&a, &sample);
	assert_true(acceptance_judge(&a));
	is(&a, ACCEPTANCE_MODULE, ACCEPTANCE_PASS,
	   "100GBASE-LR4, ACME LR4, serial S1");
	is(&a, ACCEPTANCE_TX_LIGHT, ACCEPTANCE_PASS, "-0.97 to -0.97 dBm");
	is(&a, ACCEPTANCE_RX_LIGHT, ACCEPTANCE_PASS, "-6.02 to -3.01 dBm");
	is(&a, ACCEPTANCE_LINK, ACCEPTANCE_PASS,
	   "up, so both ends receive each other");
	is(&a, ACCEPTANCE_SPEED, ACCEPTANCE_PASS, "100000 Mb/s");
	is(&a, ACCEPTANCE_STABILITY, ACCEPTANCE_PASS,
	   "no change of carrier in 2 s");
	is(&a, ACCEPTANCE_CODING, ACCEPTANCE_PASS,
	   "no codeword beyond repair, 9 repaired");
	is(&a, ACCEPTANCE_FRAMES, ACCEPTANCE_PASS,
	   "70 received, none with errors");
	is(&a, ACCEPTANCE_ECHOES, ACCEPTANCE_UNKNOWN,
	   "no sub-interface here has a far end to ask");
}

/* What was bad once is bad, though it is good again. */
static void one_bad_moment(void **state)
{
	struct acceptance_sample sample = good(), bad = good();
	struct acceptance a;

	(void)state;
	begin(&a);
	bad.optics.lane[1].rx = (struct erd_light){
		.mw = 0.08, .verdict = ERD_LIGHT_LOW,
		.breaks = 1 << ERD_LIGHT_LIMIT_MICROSOFT,
	};
	acceptance_add(&a, &sample);
	acceptance_add(&a, &bad);
	acceptance_add(&a, &sample);
	assert_false(acceptance_judge(&a));
	only_fails(&a, ACCEPTANCE_RX_LIGHT);
	is(&a, ACCEPTANCE_RX_LIGHT, ACCEPTANCE_FAIL,
	   "lane 2: -10.97 dBm, low (microsoft)");

	begin(&a);
	bad = good();
	bad.carrier = false;
	acceptance_add(&a, &sample);
	acceptance_add(&a, &bad);
	sample.counts.carrier_changes += 2;
	acceptance_add(&a, &sample);
	assert_false(acceptance_judge(&a));
	only_fails(&a, ACCEPTANCE_STABILITY);
	is(&a, ACCEPTANCE_STABILITY, ACCEPTANCE_FAIL,
	   "up in 2 of 3 looks, 2 changes of carrier");
}

/* Between two looks it can go and come; the count of changes tells. */
static void a_flap_that_was_not_seen(void **state)
{
	struct acceptance_sample sample = good();
	struct acceptance a;

	(void)state;
	begin(&a);
	acceptance_add(&a, &sample);
	sample.counts.carrier_changes += 2;
	acceptance_add(&a, &sample);
	assert_false(acceptance_judge(&a));
	only_fails(&a, ACCEPTANCE_STABILITY);
}

static void no_light(void **state)
{
	struct acceptance_sample sample = good();
	struct acceptance a;
	int i;

	(void)state;
	begin(&a);
	sample.carrier = false;
	for (i = 0; i < 2; i++)
		sample.optics.lane[i].rx = (struct erd_light){
			.mw = 0.0, .verdict = ERD_LIGHT_NONE,
		};
	a.link = (struct ethtool_link){
		.ext_state = ETHTOOL_LINK_EXT_STATE_CABLE_ISSUE,
	};
	acceptance_add(&a, &sample);
	assert_false(acceptance_judge(&a));
	is(&a, ACCEPTANCE_RX_LIGHT, ACCEPTANCE_FAIL,
	   "lane 1: no light; lane 2: no light");
	assert_int_equal(a.result[ACCEPTANCE_LINK].outcome, ACCEPTANCE_FAIL);
	assert_null(strstr(a.result[ACCEPTANCE_LINK].text, "other direction"));
	assert_int_equal(a.result[ACCEPTANCE_SPEED].outcome,
			 ACCEPTANCE_UNKNOWN);
}

/* Light comes in, and still there is no link: it is about ours. */
static void the_other_direction(void **state)
{
	struct acceptance_sample sample = good();
	struct acceptance a;

	(void)state;
	begin(&a);
	sample.carrier = false;
	acceptance_add(&a, &sample);
	assert_false(acceptance_judge(&a));
	assert_non_null(strstr(a.result[ACCEPTANCE_LINK].text,
			       "look at the other direction"));
}

static void errors(void **state)
{
	struct acceptance_sample sample = good();
	struct acceptance a;

	(void)state;
	begin(&a);
	acceptance_add(&a, &sample);
	sample.counts.rx_crc_errors = 5;
	sample.counts.rx_frames = 10;
	acceptance_add(&a, &sample);
	acceptance_judge(&a);
	only_fails(&a, ACCEPTANCE_FRAMES);
	is(&a, ACCEPTANCE_FRAMES, ACCEPTANCE_FAIL,
	   "5 received with errors (5 of the check sequence), 10 without");

	begin(&a);
	sample = good();
	acceptance_add(&a, &sample);
	sample.counts.fec_uncorrectable = 1;
	acceptance_add(&a, &sample);
	acceptance_judge(&a);
	only_fails(&a, ACCEPTANCE_CODING);
}

/* Who never answers is not counted against the fibre. */
static void echoes(void **state)
{
	struct acceptance_sample sample = good();
	struct acceptance a;

	(void)state;
	begin(&a);
	acceptance_add(&a, &sample);
	a.echo.n = 2;
	a.echo.peer[0] = (struct echo_peer){ .sent = 20 };
	a.echo.peer[1] = (struct echo_peer){ .sent = 20 };
	assert_true(acceptance_judge(&a));
	is(&a, ACCEPTANCE_ECHOES, ACCEPTANCE_UNKNOWN,
	   "no far end answers yet, of 2");
	a.echo.peer[1].answered = 20;
	assert_true(acceptance_judge(&a));
	is(&a, ACCEPTANCE_ECHOES, ACCEPTANCE_PASS,
	   "20 of 20 answered; not all far ends do");
	a.echo.peer[0].answered = 17;
	assert_false(acceptance_judge(&a));
	only_fails(&a, ACCEPTANCE_ECHOES);
	is(&a, ACCEPTANCE_ECHOES, ACCEPTANCE_FAIL, "37 of 40 answered");
}

static void other_hosts(void **state)
{
	static const struct {
		const char *address, *mask, *other;
	} cases[] = {
		{ "10.99.0.1", "255.255.255.252", "10.99.0.2" },
		{ "10.99.0.6", "255.255.255.252", "10.99.0.5" },
		{ "10.99.0.4", "255.255.255.252", "0.0.0.0" },
		{ "10.99.0.7", "255.255.255.252", "0.0.0.0" },
		{ "10.99.0.6", "255.255.255.254", "10.99.0.7" },
		{ "10.99.0.1", "255.255.255.0", "0.0.0.0" },
		{ "10.99.0.1", "255.255.255.255", "0.0.0.0" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct in_addr other = echo_other_host(
			(struct in_addr){ inet_addr(cases[i].address) },
			(struct in_addr){ inet_addr(cases[i].mask) });

		assert_string_equal(inet_ntoa(other), cases[i].other);
	}
}

static void what_cannot_be_told(void **state)
{
	struct acceptance_sample sample = good();
	struct acceptance a;
	int i;

	(void)state;
	begin(&a);
	sample.counts.fec_counted = false;
	for (i = 0; i < 2; i++)
		sample.optics.lane[i].tx = (struct erd_light){ .mw = NAN };
	a.link_read = false;
	acceptance_add(&a, &sample);
	assert_true(acceptance_judge(&a));
	is(&a, ACCEPTANCE_TX_LIGHT, ACCEPTANCE_UNKNOWN,
	   "the module does not say");
	is(&a, ACCEPTANCE_CODING, ACCEPTANCE_UNKNOWN,
	   "the driver counts no codewords");
	is(&a, ACCEPTANCE_FRAMES, ACCEPTANCE_UNKNOWN,
	   "none came, so none could have errors");
	is(&a, ACCEPTANCE_SPEED, ACCEPTANCE_UNKNOWN, "the driver does not say");
}

static void another_speed(void **state)
{
	struct acceptance_sample sample = good();
	struct acceptance a;

	(void)state;
	begin(&a);
	a.link.speed_mbps = 40000;
	acceptance_add(&a, &sample);
	acceptance_judge(&a);
	only_fails(&a, ACCEPTANCE_SPEED);
	is(&a, ACCEPTANCE_SPEED, ACCEPTANCE_FAIL,
	   "40000 Mb/s, and the pair has 100000");
}

static void a_module_that_is_pulled(void **state)
{
	struct acceptance_sample sample = good(), none = good();
	struct acceptance a;

	(void)state;
	begin(&a);
	none.optics_read = false;
	strcpy(a.module_error, "'eth0': no module");
	acceptance_add(&a, &none);
	acceptance_add(&a, &sample);
	acceptance_judge(&a);
	only_fails(&a, ACCEPTANCE_MODULE);
	is(&a, ACCEPTANCE_MODULE, ACCEPTANCE_FAIL,
	   "read 1 of 2 times: 'eth0': no module");
}

/* More lanes than a sentence has room for. */
static void many_lanes(void **state)
{
	struct acceptance_sample sample = good();
	struct acceptance a;
	unsigned int i;

	(void)state;
	begin(&a);
	sample.optics.n_lanes = ERD_OPTICS_LANES_MAX;
	for (i = 0; i < ERD_OPTICS_LANES_MAX; i++)
		sample.optics.lane[i] = (struct erd_media_lane){
			.number = i + 1,
			.rx = { .mw = 0.01, .verdict = ERD_LIGHT_LOW,
				.breaks = 1 << ERD_LIGHT_LIMIT_ALARM },
			.tx = { .mw = 0.8, .verdict = ERD_LIGHT_OK },
		};
	acceptance_add(&a, &sample);
	acceptance_judge(&a);
	only_fails(&a, ACCEPTANCE_RX_LIGHT);
}

static void as_json(void **state)
{
	struct acceptance_sample sample = good();
	const char *check, *result;
	int passed, changes, lanes;
	struct acceptance a;
	json_t *json;

	(void)state;
	begin(&a);
	acceptance_add(&a, &sample);
	sample.counts.carrier_changes = 5;
	sample.optics.lane[0].rx = (struct erd_light){
		.mw = 0.0, .verdict = ERD_LIGHT_NONE };
	acceptance_add(&a, &sample);
	acceptance_judge(&a);
	json = acceptance_json(&a);
	assert_non_null(json);
	assert_int_equal(json_unpack(json, "{s:b, s:i, s:[{s:s, s:s}]}",
				     "passed", &passed, "carrier_changes",
				     &changes, "results", "check", &check,
				     "result", &result), 0);
	assert_false(passed);
	assert_int_equal(changes, 2);
	assert_string_equal(check, "module");
	assert_string_equal(result, "pass");
	lanes = json_array_size(json_object_get(json, "lanes"));
	assert_int_equal(lanes, 2);
	json_decref(json);
}

/* What doctor compares light with later: only of a link that passed. */
static void light_is_kept(void **state)
{
	struct acceptance_sample sample = good();
	struct facts_accepted light;
	struct acceptance a;
	json_t *json;

	(void)state;
	begin(&a);
	a.began.tv_sec = 86400;
	acceptance_add(&a, &sample);
	sample.optics.lane[1].rx.mw = 0.4;
	sample.optics.lane[1].tx.mw = NAN;
	acceptance_add(&a, &sample);
	acceptance_judge(&a);
	json = acceptance_json(&a);
	accepted_light(json, &light);
	json_decref(json);
	assert_true(light.is);
	assert_string_equal(light.time, "1970-01-02");
	assert_string_equal(light.serial, "S1");
	assert_int_equal(light.n_lanes, 2);
	assert_int_equal(light.lane[1].number, 2);
	assert_true(fabs(light.lane[1].rx_dbm - erd_dbm(0.4)) < 0.01);
	assert_true(fabs(light.lane[1].tx_dbm - erd_dbm(0.8)) < 0.01);

	sample.carrier = false;
	acceptance_add(&a, &sample);
	assert_false(acceptance_judge(&a));
	json = acceptance_json(&a);
	accepted_light(json, &light);
	json_decref(json);
	assert_false(light.is);
	accepted_light(NULL, &light);
	assert_false(light.is);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_is_well),
		cmocka_unit_test(one_bad_moment),
		cmocka_unit_test(a_flap_that_was_not_seen),
		cmocka_unit_test(no_light),
		cmocka_unit_test(the_other_direction),
		cmocka_unit_test(errors),
		cmocka_unit_test(echoes),
		cmocka_unit_test(other_hosts),
		cmocka_unit_test(what_cannot_be_told),
		cmocka_unit_test(another_speed),
		cmocka_unit_test(a_module_that_is_pulled),
		cmocka_unit_test(many_lanes),
		cmocka_unit_test(as_json),
		cmocka_unit_test(light_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
