// SPDX-License-Identifier: LGPL-2.1-or-later
/* The shape of modules in erdctl's JSON, and that the schema agrees. */
#include "document.h"
#include "json_optics.h"
#include "modules.h"

static json_t *document_of(struct module *m)
{
	struct optics_reading reading = {
		.port = "er1",
		.ifname = "eth0",
		.read = true,
	};
	json_t *document;

	decode_module(m, &reading.optics);
	document = json_optics(&reading);
	assert_non_null(document);
	return document;
}

static void numbers_end_where_measurements_do(void **state)
{
	json_t *document;
	struct module m;

	(void)state;
	make_qsfp28(&m);
	put16(&m, a0, 34, 17258);
	document = document_of(&m);
	check_text(document, "port", "er1");
	check_null(document, "error");
	check_real(document, "module/lanes/0/rx/mw", 1.7258);
	check_real(document, "module/lanes/0/rx/dbm", 2.37);
	check_text(document, "module/lanes/0/rx/verdict", "high");
	check_text(document, "module/lanes/0/rx/breaks/0", "microsoft");
	check_real(document, "module/lanes/0/bias_ma", 31);
	check_real(document, "module/limits/rx_dbm/low_alarm", -14.4);
	check_real(document, "module/limits/microsoft_dbm/low", -10);
	check_real(document, "module/wavelength_nm", 1302.35);
	check_bool(document, "module/lanes/0/rx_los", false);
	check_bool(document, "module/checksums/0/ok", true);
	check_null(document, "module/host_lanes/0/data_path");
	check_null(document, "module/state");
	json_decref(document);
}

static void no_light_is_null_in_dbm(void **state)
{
	json_t *document;
	struct module m;

	(void)state;
	make_sfp(&m);
	put16(&m, a2, 104, 0);
	document = document_of(&m);
	check_real(document, "module/lanes/0/rx/mw", 0);
	check_null(document, "module/lanes/0/rx/dbm");
	check_text(document, "module/lanes/0/rx/verdict", "no_light");
	check_null(document, "module/lanes/0/rx_lol");
	json_decref(document);
}

static void unreported_is_null(void **state)
{
	json_t *document;
	struct module m;

	(void)state;
	make_sfp(&m);
	put(&m, a0, 92, 0);
	put_text(&m, a0, 68, 16, "");
	put(&m, a0, 12, 0);
	document = document_of(&m);
	check_null(document, "module/serial");
	check_null(document, "module/signaling_mbd");
	check_null(document, "module/temperature_c");
	check_null(document, "module/lanes/0/rx/mw");
	check_null(document, "module/lanes/0/rx/dbm");
	check_text(document, "module/lanes/0/rx/verdict", "unknown");
	check_null(document, "module/limits/temperature_c/high_alarm");
	check_null(document, "module/lanes/0/tx_fault");
	json_decref(document);
}

static json_t *unreadable(void)
{
	struct optics_reading reading = { .port = "er2", .ifname = "eth1" };

	strcpy(reading.err.text, "'eth1': it has no module");
	return json_optics(&reading);
}

static void a_module_that_cannot_be_read(void **state)
{
	json_t *document = unreadable();

	(void)state;
	check_null(document, "module");
	check_text(document, "error", "'eth1': it has no module");
	json_decref(document);
}

static void the_schema_agrees(void **state)
{
	json_t *whole, *optics;
	struct module m;

	(void)state;
	need_schema();
	whole = json_pack("[{s:s, s:[]}]", "schema", "erdctl/1", "optics");
	optics = at(whole, "0/optics");
	make_sfp(&m);
	json_array_append_new(optics, document_of(&m));
	put(&m, a0, 92, 0);
	json_array_append_new(optics, document_of(&m));
	make_qsfp28(&m);
	json_array_append_new(optics, document_of(&m));
	make_qsfpdd(&m);
	json_array_append_new(optics, document_of(&m));
	json_array_append_new(optics, unreadable());
	check_schema(whole, true);

	/* And it does refuse. */
	json_object_set_new(at(optics, "0/module/lanes/0/rx"), "mw",
			    json_real(-1));
	check_schema(whole, false);
	json_decref(whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_end_where_measurements_do),
		cmocka_unit_test(no_light_is_null_in_dbm),
		cmocka_unit_test(unreported_is_null),
		cmocka_unit_test(a_module_that_cannot_be_read),
		cmocka_unit_test(the_schema_agrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
