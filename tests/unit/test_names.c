// SPDX-License-Identifier: LGPL-2.1-or-later
#include "names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void valid_names(void **state)
{
	static const char *const names[] = {
		"a", "7", "hq1", "Contoso-Direct", "a.b_c-d", "0-",
		"0123456789012345678901234567890",	/* 31 */
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!name_valid(names[i]))
			fail_msg("'%s' must be valid", names[i]);
}

static void invalid_names(void **state)
{
	static const char *const names[] = {
		"", "-a", ".a", "_a", "a b", "a/b", "a\n", "h\xc3\xb6he", "a%d",
		"a:", "01234567890123456789012345678901",	/* 32 */
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (name_valid(names[i]))
			fail_msg("'%s' must not be valid", names[i]);
}

static void name_check_says_what(void **state)
{
	struct erd_error err = {};

	(void)state;
	assert_int_equal(name_check("circuit", "a b", &err), ERD_USAGE);
	assert_int_equal(err.status, ERD_USAGE);
	assert_non_null(strstr(err.text, "circuit 'a b'"));
	assert_non_null(strstr(err.hint, "at most 31"));
	assert_int_equal(name_check("pair", NULL, NULL), ERD_USAGE);
	assert_int_equal(name_check("pair", "ok", NULL), ERD_OK);
}

static void tags(void **state)
{
	struct erd_error err = {};

	(void)state;
	assert_int_equal(tag_check("C-tag", 1, NULL), ERD_OK);
	assert_int_equal(tag_check("C-tag", 4094, NULL), ERD_OK);
	assert_int_equal(tag_check("C-tag", 0, NULL), ERD_USAGE);
	assert_int_equal(tag_check("S-tag", 4095, &err), ERD_USAGE);
	assert_string_equal(err.text, "S-tag 4095: must be 1 to 4094");
}

static void generated_ifnames(void **state)
{
	static const struct {
		const char *pattern, *circuit;
		enum erd_peering peering;
		enum erd_role role;
		const char *expected;	/* NULL: refused */
	} cases[] = {
		{ NULL, "hq1", 1, 0, "hq1.p1" },
		{ NULL, "hq1", 1, 1, "hq1.p2" },
		{ NULL, "hq1", 2, 0, "hq1.m1" },
		{ NULL, "hq1", 2, 1, "hq1.m2" },
		{ NULL, "elevenchars", 1, 0, "elevenchars.p1" },
		{ NULL, "twelve-chars", 1, 0, "twelve-char.p1" },
		{ NULL, "0123456789012345678901234567890", 2, 1,
		  "01234567890.m2" },
		{ "er%d", "hq1", 1, 0, "er1" },
		{ "er%d-100", "hq1", 1, 1, "er2-100" },
		{ "%d", "hq1", 1, 0, "1" },
		{ "01234567890123%d", "hq1", 1, 0, "012345678901231" },
		{ "012345678901234%d", "hq1", 1, 0, NULL },
		{ "", "hq1", 1, 0, NULL },
		{ "er", "hq1", 1, 0, NULL },
		{ "er%d%d", "hq1", 1, 0, NULL },
		{ "er%s%d", "hq1", 1, 0, NULL },
		{ "er%%d", "hq1", 1, 0, NULL },
		{ "e r%d", "hq1", 1, 0, NULL },
		{ "e/r%d", "hq1", 1, 0, NULL },
		{ "e:r%d", "hq1", 1, 0, NULL },
	};
	char ifname[IFNAMSIZ];
	size_t i;
	int ret;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ret = ifname_make(ifname, cases[i].pattern, cases[i].circuit,
				  cases[i].peering, cases[i].role, NULL);
		if (!cases[i].expected) {
			if (ret != ERD_USAGE)
				fail_msg("case %zu: '%s' must be refused", i,
					 cases[i].pattern);
			continue;
		}
		assert_int_equal(ret, ERD_OK);
		assert_string_equal(ifname, cases[i].expected);
	}
}

static void ifnames_of_the_other_link(void **state)
{
	static const struct {
		const char *ifname;
		enum erd_role role;	/* of the link that has it */
		const char *expected;
	} cases[] = {
		{ "hq1.p1", ERD_ROLE_PRIMARY, "hq1.p2" },
		{ "hq1.p2", ERD_ROLE_SECONDARY, "hq1.p1" },
		{ "er1", ERD_ROLE_PRIMARY, "er2" },
		{ "er2-x", ERD_ROLE_SECONDARY, "er1-x" },
		/* Which digit is the link's cannot be told. */
		{ "er1-100", ERD_ROLE_PRIMARY, "hq1.p2" },
		{ "wan", ERD_ROLE_PRIMARY, "hq1.p2" },
	};
	char other[IFNAMSIZ];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ifname_of_other(other, cases[i].ifname, "hq1",
				ERD_PEERING_PRIVATE, cases[i].role);
		assert_string_equal(other, cases[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(valid_names),
		cmocka_unit_test(invalid_names),
		cmocka_unit_test(name_check_says_what),
		cmocka_unit_test(tags),
		cmocka_unit_test(generated_ifnames),
		cmocka_unit_test(ifnames_of_the_other_link),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
