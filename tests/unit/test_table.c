// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module's table of tags against a plain array: kmod/table.c itself, with the
 * little that it takes of the kernel from tests/unit/kernel. The sanitizers see
 * what is used after it was freed, and what is left.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <linux/bits.h>

/* what the table knows of a sub-interface; instead of kmod/subif.h */
#define ERD_SUBIF_H
struct erd_subif {
	u16 stag;
	u16 ctag;
};

bool no_memory;

#include "../../kmod/table.c"

#define STAGS	3	/* among them 0, where dot1q ports have all */

static const u16 stags[STAGS] = { 0, 1, 4094 };

static struct erd_subif *expected[STAGS][VLAN_N_VID];

static struct erd_subif *make(unsigned int stag, u16 ctag)
{
	struct erd_subif *subif = calloc(1, sizeof(*subif));

	assert_non_null(subif);
	subif->stag = stags[stag];
	subif->ctag = ctag;
	return subif;
}

static void add(struct erd_table *table, unsigned int stag, u16 ctag)
{
	expected[stag][ctag] = make(stag, ctag);
	assert_int_equal(erd_table_reserve(table), 0);
	erd_table_insert(table, expected[stag][ctag]);
}

static void take(struct erd_table *table, unsigned int stag, u16 ctag)
{
	erd_table_remove(table, expected[stag][ctag]);
	free(expected[stag][ctag]);
	expected[stag][ctag] = NULL;
}

/* Every lookup, and the walk from any place. */
static void check(struct erd_table *table)
{
	struct erd_subif *next;
	unsigned int i, ctag;
	u32 key, from;

	for (i = 0; i < STAGS; i++)
		for (ctag = 0; ctag < VLAN_N_VID; ctag++)
			assert_ptr_equal(erd_table_lookup(table, stags[i], ctag),
					 expected[i][ctag]);
	key = 0;
	for (i = 0; i < STAGS; i++)
		for (ctag = 0; ctag < VLAN_N_VID; ctag++)
			if (expected[i][ctag]) {
				assert_ptr_equal(erd_table_next(table, &key),
						 expected[i][ctag]);
				assert_int_equal(key, stags[i] * VLAN_N_VID +
						 ctag + 1);
			}
	assert_null(erd_table_next(table, &key));
	assert_true(key >= VLAN_N_VID * VLAN_N_VID);

	i = rand() % STAGS;
	next = NULL;
	for (ctag = VLAN_N_VID; ctag--;) {
		if (expected[i][ctag])
			next = expected[i][ctag];
		from = key = stags[i] * VLAN_N_VID + ctag;
		if (!next)
			continue;
		assert_ptr_equal(erd_table_next(table, &key), next);
		assert_true(key > from);
	}
}

static void clear(struct erd_table *table)
{
	unsigned int i, ctag;

	for (i = 0; i < STAGS; i++) {
		for (ctag = 0; ctag < VLAN_N_VID; ctag++)
			if (expected[i][ctag])
				take(table, i, ctag);
		assert_null(table->slot[stags[i]]);
	}
	check(table);
	erd_table_free(table);
}

/* C-tags that part in any of their bits, come and go in any order. */
static void test_random(void **state)
{
	static const u16 masks[] = { 0x003, 0x011, 0x00f, 0x111, 0x801, 0x0ff,
				     0xf0f, 0xfff };
	struct erd_table *table;
	unsigned int i, n, stag;
	u16 ctag;

	(void)state;
	for (i = 0; i < sizeof(masks) / sizeof(masks[0]); i++) {
		table = erd_table_alloc();
		assert_non_null(table);
		for (n = 0; n < 3000; n++) {
			stag = rand() % STAGS;
			ctag = rand() & masks[i];
			if (expected[stag][ctag])
				take(table, stag, ctag);
			else
				add(table, stag, ctag);
			if (n % 100 < 3)
				check(table);
		}
		clear(table);
	}
}

static void test_all(void **state)
{
	struct erd_table *table = erd_table_alloc();
	unsigned int ctag;

	(void)state;
	for (ctag = 0; ctag < VLAN_N_VID; ctag++)
		add(table, 0, ctag * 1009 % VLAN_N_VID);
	check(table);
	clear(table);
}

/* What docs/design.md says a circuit takes. */
static void test_branches(void **state)
{
	struct erd_table *table = erd_table_alloc();
	struct erd_branch *branch;

	(void)state;
	add(table, 1, 100);
	assert_null(erd_entry_branch(table->slot[1]));
	add(table, 1, 4000);
	branch = erd_entry_branch(table->slot[1]);
	assert_non_null(branch);
	assert_ptr_equal(branch->slot[0], expected[1][100]);
	assert_ptr_equal(branch->slot[4000 >> 8], expected[1][4000]);
	take(table, 1, 100);
	assert_ptr_equal(table->slot[1], expected[1][4000]);
	clear(table);
}

static void test_no_memory(void **state)
{
	struct erd_table *table = erd_table_alloc();

	(void)state;
	no_memory = true;
	assert_null(erd_table_alloc());
	assert_int_equal(erd_table_reserve(table), -ENOMEM);
	no_memory = false;
	add(table, 2, 7);
	/* the first took no branch, so there is one yet for the second */
	no_memory = true;
	add(table, 2, 8);
	assert_int_equal(erd_table_reserve(table), -ENOMEM);
	check(table);
	no_memory = false;
	clear(table);
}

/* One that was never inserted is nobody else's. */
static void test_not_there(void **state)
{
	struct erd_table *table = erd_table_alloc();
	struct erd_subif *same = make(1, 5), *other = make(1, 6);

	(void)state;
	erd_table_remove(table, same);
	add(table, 1, 5);
	erd_table_remove(table, same);
	erd_table_remove(table, other);
	check(table);
	free(same);
	free(other);
	clear(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_all),
		cmocka_unit_test(test_branches),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_not_there),
	};

	srand(1);
	return cmocka_run_group_tests_name("the module's table of tags", tests,
					   NULL, NULL);
}
