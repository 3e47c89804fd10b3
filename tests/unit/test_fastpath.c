// SPDX-License-Identifier: LGPL-2.1-or-later
/* The fast path: every combination of tags, in every way a frame can come. */
#include "fastpath_run.h"

#include <linux/erd.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* --- the table, by hand ------------------------------------------------- */

#define M	ERD_CLASS_MATCHED
#define U	ERD_CLASS_UNTAGGED
#define S	ERD_CLASS_UNKNOWN_STAG
#define C	ERD_CLASS_UNKNOWN_CTAG
#define W	ERD_CLASS_WRONG_TPID
#define T	ERD_CLASS_SINGLE_TAG
#define F	ERD_CLASS_MALFORMED
#define P	ERD_CLASS_PRIORITY

/*
 * Written from the words of the design and not from any code; holds expect()
 * to account as well as the programs. Columns as in ports[].
 */
static const struct {
	struct row row;
	enum erd_class class[KINDS];
} table[] = {
	{ { 0, {}, 0, 0 }, { U, U, U, U } },
	{ { 1, { { 0x8100, 0 } }, 0, 0 }, { P, P, P, P } },
	{ { 1, { { 0x88a8, 0 } }, 0, 0 }, { P, P, P, P } },
	{ { 2, { { 0x8100, 0 }, { 0x8100, 200 } }, 0, 0 }, { P, P, P, P } },
	{ { 1, { { 0x8100, 100 } }, 0, 0 }, { T, W, M, W } },
	{ { 1, { { 0x88a8, 100 } }, 0, 0 }, { W, T, W, M } },
	{ { 1, { { 0x8100, 101 } }, 0, 0 }, { T, W, C, W } },
	{ { 1, { { 0x9100, 100 } }, 0, 0 }, { W, W, W, W } },
	{ { 1, { { 0x9200, 100 } }, 0, 0 }, { W, W, W, W } },
	{ { 1, { { 0x9300, 100 } }, 0, 0 }, { W, W, W, W } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 200 } }, 0, 0 }, { M, W, M, W } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 300 } }, 0, 0 }, { M, W, M, W } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 200 } }, 0, 15 }, { M, W, M, W } },
	{ { 2, { { 0x88a8, 100 }, { 0x8100, 200 } }, 0, 0 }, { W, M, W, M } },
	{ { 2, { { 0x88a8, 100 }, { 0x8100, 200 } }, 0, 15 }, { W, M, W, M } },
	{ { 2, { { 0x8100, 100 }, { 0x88a8, 200 } }, 0, 0 }, { W, W, M, W } },
	{ { 2, { { 0x88a8, 100 }, { 0x88a8, 200 } }, 0, 0 }, { W, W, W, M } },
	{ { 2, { { 0x8100, 100 }, { 0x9100, 200 } }, 0, 0 }, { W, W, M, W } },
	{ { 2, { { 0x9100, 100 }, { 0x8100, 200 } }, 0, 0 }, { W, W, W, W } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 201 } }, 0, 0 }, { C, W, M, W } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 0 } }, 0, 0 }, { C, W, M, W } },
	{ { 2, { { 0x8100, 500 }, { 0x8100, 200 } }, 0, 0 }, { C, W, C, W } },
	{ { 2, { { 0x8100, 500 }, { 0x8100, 0 } }, 0, 0 }, { C, W, C, W } },
	{ { 2, { { 0x8100, 101 }, { 0x8100, 200 } }, 0, 0 }, { S, W, C, W } },
	{ { 2, { { 0x88a8, 101 }, { 0x8100, 200 } }, 0, 0 }, { W, S, W, C } },
	{ { 2, { { 0x8100, 4095 }, { 0x8100, 200 } }, 0, 0 }, { S, W, C, W } },
	{ { 2, { { 0x8100, 4094 }, { 0x8100, 4094 } }, 0, 0 }, { M, W, M, W } },
	{ { 2, { { 0x8100, 1 }, { 0x8100, 1 } }, 0, 0 }, { M, W, M, W } },
	/* 100 is 0x064: byte order and masks the wrong way round mix these. */
	{ { 2, { { 0x8100, 36 }, { 0x8100, 200 } }, 0, 0 }, { S, W, C, W } },
	{ { 2, { { 0x8100, 148 }, { 0x8100, 200 } }, 0, 0 }, { S, W, C, W } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 184 } }, 0, 0 }, { C, W, M, W } },
	{ { 3, { { 0x8100, 100 }, { 0x8100, 200 }, { 0x8100, 7 } }, 0, 0 },
	  { M, W, M, W } },
	{ { 3, { { 0x88a8, 100 }, { 0x8100, 200 }, { 0x88a8, 7 } }, 0, 0 },
	  { W, M, W, M } },
	/* Cut in the outer tag, in the inner tag, and just not cut. */
	{ { 2, { { 0x8100, 100 }, { 0x8100, 200 } }, 14, 0 }, { F, F, F, F } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 200 } }, 17, 0 }, { F, F, F, F } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 200 } }, 18, 0 }, { F, W, M, W } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 200 } }, 21, 0 }, { F, W, M, W } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 200 } }, 22, 0 }, { M, W, M, W } },
	{ { 1, { { 0x8100, 100 } }, 18, 0 }, { T, W, M, W } },
	{ { 1, { { 0x8100, 0 } }, 17, 0 }, { F, F, F, F } },
	{ { 1, { { 0x9100, 100 } }, 16, 0 }, { F, F, F, F } },
	{ { 0, {}, 14, 0 }, { U, U, U, U } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 200 } }, 1518, 0 },
	  { M, W, M, W } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 200 } }, 9018, 0 },
	  { M, W, M, W } },
	{ { 2, { { 0x8100, 101 }, { 0x8100, 200 } }, 9018, 0 },
	  { S, W, C, W } },
};

static void test_table(void **state)
{
	size_t i, p;
	int slot;

	(void)state;
	begin_test();
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		for (p = 0; p < PORTS; p++) {
			describe(&ports[p], &table[i].row, "table");
			if (classify(&ports[p], &table[i].row, &slot) !=
			    table[i].class[p % KINDS])
				fail_msg("%s: the test's own classes differ",
					 what);
			every_way(&ports[p], &table[i].row);
		}
}

/* --- every combination -------------------------------------------------- */

static const unsigned int tpids[] = { 0x8100, 0x88a8, 0x9100, 0x9200, 0x9300 };
static const unsigned int tag_values[] = { 0, 1, 20, 100, 101, 116, 200, 300,
					   500, 4094, 4095 };
#define TPIDS	(sizeof(tpids) / sizeof(tpids[0]))
#define VALUES	(sizeof(tag_values) / sizeof(tag_values[0]))

/* All pairs of TPIDs, with tags that have a peering and that have none. */
static void test_tpids(void **state)
{
	struct row row = {};
	size_t p, s, c;

	(void)state;
	begin_test();
	for (p = 0; p < PORTS; p++)
		for (s = 0; s < TPIDS; s++)
			for (c = 0; c < TPIDS; c++)
				for (row.n = 0; row.n <= 3; row.n++) {
					row.tag[0].tpid = tpids[s];
					row.tag[0].vid = 100 + (c == 4);
					row.tag[1].tpid = tpids[c];
					row.tag[1].vid = 200 + (s == 4);
					row.tag[2].tpid = tpids[(s + 1) % TPIDS];
					row.tag[2].vid = 300;
					row.prio = (s * 5 + c) % 16;
					every_way(&ports[p], &row);
				}
}

static void test_values(void **state)
{
	struct row row = { .n = 2 };
	size_t p, s, c;

	(void)state;
	begin_test();
	for (p = 0; p < PORTS; p++)
		for (s = 0; s < VALUES; s++)
			for (c = 0; c < VALUES; c++) {
				row.tag[0].tpid = ports[p].tpid;
				row.tag[0].vid = tag_values[s];
				row.tag[1].tpid = 0x8100;
				row.tag[1].vid = tag_values[c];
				for (row.prio = 0; row.prio < 16;
				     row.prio += 15)
					every_way(&ports[p], &row);
			}
}

/* Every tag of 802.1Q as the outer and as the inner one. */
static void test_all_tags(void **state)
{
	struct row row = { .n = 2, .tag = { { 0, 0 }, { 0x8100, 200 } } };
	unsigned int vid;
	size_t p;

	(void)state;
	begin_test();
	for (p = 0; p < PORTS; p++)
		for (vid = 0; vid < ERD_VIDS; vid += p ? 7 : 1) {
			row.tag[0].tpid = ports[p].tpid;
			row.tag[0].vid = vid;
			row.tag[1].vid = 200;
			assert_true(receive(&ports[p], &row, 0));
			row.tag[0].vid = 100;
			row.tag[1].vid = vid;
			assert_true(receive(&ports[p], &row, 0));
		}
}

static void test_cut(void **state)
{
	struct row row = {};
	size_t p, s, c;

	(void)state;
	begin_test();
	for (p = 0; p < PORTS; p++)
		for (s = 0; s < TPIDS; s++)
			for (c = 0; c < TPIDS; c++)
				for (row.n = 0; row.n <= 3; row.n++)
					for (row.size = 14; row.size <= 27;
					     row.size++) {
						row.tag[0].tpid = tpids[s];
						row.tag[0].vid = 100;
						row.tag[1].tpid = tpids[c];
						row.tag[1].vid = 200;
						row.tag[2].tpid = tpids[c];
						row.tag[2].vid = 300;
						every_way(&ports[p], &row);
					}
	if (refused)
		print_message("%u frames of 14 octets (data) were refused by tc's test run\n",
			      refused);
}

/* The first buffer may end anywhere; what the frame is does not change. */
static void test_pieces(void **state)
{
	struct row row = { .n = 2 };
	unsigned int linear;
	size_t i, p;

	(void)state;
	begin_test();
	for (p = 0; p < PORTS; p++)
		for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
			for (linear = 14; linear <= 24; linear++) {
				row = table[i].row;
				if (size_of(&row) <= linear)
					continue;
				if (receive(&ports[p], &row, linear))
					continue;
				print_message("skipped: this kernel runs no test in pieces\n");
				skip();
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_tpids),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_all_tags),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_pieces),
	};

	return cmocka_run_group_tests_name("fastpath", tests, setup,
					   teardown);
}
