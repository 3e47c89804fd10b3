// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is recorded: parameters that are keys of the file. */
#include "objects.h"
#include "record_keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

enum {
	RACK,
	CONNECTOR,
	ISSUED,
	CUSTOMER,
	PARAMS,
};

static const struct cli_param params[] = {
	[RACK] = RECORD_TEXT("rack", "rack"),
	[CONNECTOR] = RECORD_TEXT("connector", "connector"),
	[ISSUED] = RECORD_DATE("issued", "issued"),
	[CUSTOMER] = RECORD_TEXT("customer", "customer"),
	{}
};

static const struct record_key keys[] = {
	{ RACK, &desired_port_type, "rack" },
	{ CONNECTOR, &desired_port_type, "connector" },
	{ ISSUED, &desired_loa_type, "issued" },
	{ CUSTOMER, &desired_loa_type, "customer" },
	{}
};

static struct cli_value value[PARAMS];

/* Of the parameters only this one is said. */
static void say(int param, const char *text)
{
	memset(value, 0, sizeof(value));
	value[param] = (struct cli_value){ .set = true, .text = text };
}

static void put(struct desired_port *port, int param, const char *text)
{
	say(param, text);
	assert_true(record_put(keys, &desired_port_type, port, value));
	assert_true(record_put_part(keys, &desired_loa_type,
				    (void **)&port->loa, value));
}

static void puts_what_is_said(void **state)
{
	struct desired_port *port = desired_new(&desired_port_type);
	char before[11], after[11];
	time_t now;

	(void)state;
	put(port, RACK, "A51");
	assert_string_equal(port->rack, "A51");
	assert_null(port->loa);
	/* As Azure spells it; what is new is kept. */
	put(port, CONNECTOR, "lc");
	assert_string_equal(port->connector, "LC");
	put(port, CONNECTOR, "CS");
	assert_string_equal(port->connector, "CS");
	put(port, ISSUED, "2026-10-01");
	assert_string_equal(port->loa->issued, "2026-10-01");
	/* Midnight may be between. */
	now = time(NULL);
	strftime(before, sizeof(before), "%F", gmtime(&now));
	put(port, ISSUED, "today");
	now = time(NULL);
	strftime(after, sizeof(after), "%F", gmtime(&now));
	assert_true(!strcmp(port->loa->issued, before) ||
		    !strcmp(port->loa->issued, after));
	put(port, CUSTOMER, "Contoso");
	assert_string_equal(port->rack, "A51");

	/* A part goes with the last that it says. */
	put(port, ISSUED, "none");
	assert_null(port->loa->issued);
	put(port, CUSTOMER, "none");
	assert_null(port->loa);
	put(port, CUSTOMER, "none");
	assert_null(port->loa);
	put(port, RACK, "none");
	assert_null(port->rack);
	object_clear(&desired_port_type, port);
	free(port);
}

static int check(const char *said, const char *hint)
{
	struct cli cli = {};
	int ret = record_check(&cli, "port loa", params, keys, value);

	if (ret) {
		assert_string_equal(cli.err.text, said);
		assert_string_equal(cli.err.hint, hint);
	}
	return ret;
}

static void checks_dates(void **state)
{
	(void)state;
	memset(value, 0, sizeof(value));
	assert_int_equal(check("port loa: nothing to record: rack is a beginning",
			       ""), ERD_USAGE);
	say(RACK, "yesterday");
	assert_int_equal(check("", ""), ERD_OK);
	say(ISSUED, "2026-10-01");
	assert_int_equal(check("", ""), ERD_OK);
	say(ISSUED, "none");
	assert_int_equal(check("", ""), ERD_OK);
	say(ISSUED, "yesterday");
	assert_int_equal(check("issued yesterday: is no date",
			       "like 2026-11-25, or today, or none"),
			 ERD_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(puts_what_is_said),
		cmocka_unit_test(checks_dates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
