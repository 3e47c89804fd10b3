// SPDX-License-Identifier: LGPL-2.1-or-later
/* What an index finds is what is in the list, whatever came and went. */
#include "list_index.h"
#include "hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define NAMES	40

struct item {
	char name[8];
	int number;
};

static uint64_t hash(const void *item)
{
	return hash_text(HASH_BEGIN, ((const struct item *)item)->name);
}

/* All meet in one bucket. */
static uint64_t bad_hash(const void *item)
{
	(void)item;
	return 7;
}

static struct item *find(struct list_index *index, struct list *list,
			 list_hash *how, const char *name)
{
	struct item like, *item;

	snprintf(like.name, sizeof(like.name), "%s", name);
	for (item = list_index_first(index, list, how, how(&like)); item;
	     item = list_index_next(index, list, item))
		if (!strcmp(item->name, name))
			return item;
	return NULL;
}

static void come_and_go(list_hash *how)
{
	struct list list = LIST_OF(struct item);
	struct list_index index = {};
	int there[NAMES] = {};
	struct item *item;
	char name[8];
	int round, i;

	for (round = 1; round < 5000; round++) {
		i = rand() % NAMES;
		snprintf(name, sizeof(name), "n%d", i);
		item = find(&index, &list, how, name);
		if (!there[i]) {
			assert_null(item);
			item = list_add(&list);
			strcpy(item->name, name);
			item->number = there[i] = round;
			continue;
		}
		assert_non_null(item);
		assert_int_equal(item->number, there[i]);
		there[i] = 0;
		if (rand() % 2) {
			list_index_remove(&index, &list, how, item);
			continue;
		}
		/* By who knows of no index. */
		memmove(item, item + 1, (char *)list.items +
			list.n * list.size - (char *)(item + 1));
		list.n--;
	}
	list_index_free(&index);
	list_free(&list);
}

static void finds(void **state)
{
	(void)state;
	srand(1);
	come_and_go(hash);
	come_and_go(bad_hash);
}

/* Those of one name come in the order of the list. */
static void keeps_order(void **state)
{
	struct list list = LIST_OF(struct item);
	struct list_index index = {};
	struct item *item;
	int i;

	(void)state;
	for (i = 0; i < 300; i++) {
		item = list_add(&list);
		snprintf(item->name, sizeof(item->name), "n%d", i % 3);
		item->number = i;
	}
	i = 1;
	for (item = find(&index, &list, hash, "n1"); item;
	     item = list_index_next(&index, &list, item)) {
		if (strcmp(item->name, "n1"))
			continue;
		assert_int_equal(item->number, i);
		i += 3;
	}
	assert_int_equal(i, 301);
	list_index_free(&index);
	list_free(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds),
		cmocka_unit_test(keeps_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
