// SPDX-License-Identifier: LGPL-2.1-or-later
#include "pcp_map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static void what_is_right(void **state)
{
	static const struct {
		const char *text;
		uint8_t map[16];
	} cases[] = {
		{ "0:0", {} },
		{ "6:5", { [6] = 5 } },
		{ "6:5,7:7", { [6] = 5, [7] = 7 } },
		{ "15:7,0:1", { [15] = 7, [0] = 1 } },
		{ "006:005", { [6] = 5 } },
		{ "0:1,1:1,2:1,3:1,4:1,5:1,6:1,7:1,8:1,9:1,10:1,11:1,12:1,13:1,14:1,15:1",
		  { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 } },
	};
	uint8_t map[16];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(map, 0xff, sizeof(map));
		if (pcp_map_parse(cases[i].text, map, 16, 7))
			fail_msg("'%s' is refused", cases[i].text);
		assert_memory_equal(map, cases[i].map, sizeof(map));
	}
}

/* What is named is the first pair that is wrong. */
static void what_is_wrong(void **state)
{
	static const struct {
		const char *text, *bad;
	} cases[] = {
		{ "", "" },
		{ "6", "6" },
		{ "6:", "6:" },
		{ ":5", ":5" },
		{ "6:5,", "" },
		{ "6:5,,7:7", ",7:7" },
		{ "6:5 7:7", "6:5 7:7" },
		{ "16:1", "16:1" },
		{ "6:8", "6:8" },
		{ "6:5,7:8", "7:8" },
		{ "6:5,6:5", "6:5" },
		{ "-1:1", "-1:1" },
		{ "0x6:5", "0x6:5" },
		{ "6:4294967296", "6:4294967296" },
		{ "18446744073709551616:1", "18446744073709551616:1" },
		{ "6:5x", "6:5x" },
		{ "6:5:4", "6:5:4" },
	};
	const char *bad;
	uint8_t map[16];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bad = pcp_map_parse(cases[i].text, map, 16, 7);
		if (!bad)
			fail_msg("'%s' must be refused", cases[i].text);
		assert_string_equal(bad, cases[i].bad);
	}
}

static void there_and_back(void **state)
{
	uint8_t map[16], again[16];
	char text[PCP_MAP_TEXT_SIZE];

	(void)state;
	memset(map, 0, sizeof(map));
	pcp_map_text(map, 16, text);
	assert_string_equal(text, "");
	map[6] = 5;
	map[15] = 7;
	pcp_map_text(map, 16, text);
	assert_string_equal(text, "6:5,15:7");
	/* The longest there can be. */
	memset(map, 15, sizeof(map));
	pcp_map_text(map, 16, text);
	assert_null(pcp_map_parse(text, again, 16, 15));
	assert_memory_equal(again, map, sizeof(map));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_right),
		cmocka_unit_test(what_is_wrong),
		cmocka_unit_test(there_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
