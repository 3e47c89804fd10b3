// SPDX-License-Identifier: LGPL-2.1-or-later
/* The files that were applied, and what they say is ours. */
#include "store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define FILE_WITH(circuit)						\
	"schema: erd/1\npairs:\n- name: d\n"				\
	"  ports: [{name: p, role: primary, device: eth1}]\n"		\
	"  circuits:\n"						\
	"  - {name: " circuit ", stag: 5}\n"

static char folder[64];
static struct store store;

static int begin(void **state)
{
	(void)state;
	strcpy(folder, "/tmp/erd-store-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	return store_open(&store, folder, true, NULL);
}

static int end(void **state)
{
	char command[96];

	(void)state;
	store_close(&store);
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command);
}

static unsigned int keep(const char *text, int expected)
{
	unsigned int number = 0;

	assert_int_equal(store_keep(&store, text, strlen(text), &number, NULL),
			 expected);
	return number;
}

static bool is_ours(const char *circuit)
{
	struct desired_file last;
	struct edge owned;
	bool has_last, ours;

	edge_init(&owned);
	assert_int_equal(store_owned(&store, &owned, &last, &has_last, NULL),
			 ERD_OK);
	ours = edge_circuit(&owned, "d", circuit);
	if (has_last)
		desired_file_free(&last);
	edge_free(&owned);
	return ours;
}

static const char *last_circuit(char name[ERD_NAME_MAX])
{
	struct desired_file last;
	struct edge owned;
	bool has_last;

	edge_init(&owned);
	assert_int_equal(store_owned(&store, &owned, &last, &has_last, NULL),
			 ERD_OK);
	edge_free(&owned);
	if (!has_last)
		return NULL;
	edge_init(&owned);
	assert_true(edge_add_desired(&owned, &last.desired));
	strcpy(name, ((struct edge_circuit *)owned.circuits.items)->name);
	edge_free(&owned);
	desired_file_free(&last);
	return name;
}

static void says_what_is_ours(void **state)
{
	char name[ERD_NAME_MAX];

	(void)state;
	assert_false(is_ours("a"));
	assert_null(last_circuit(name));

	/* begun */
	assert_int_equal(keep(FILE_WITH("a"), ERD_OK), 1);
	assert_true(is_ours("a"));
	assert_null(last_circuit(name));
	assert_int_equal(keep(FILE_WITH("a"), ERD_UNCHANGED), 1);

	/* applied to its end */
	assert_int_equal(store_applied(&store, 1, NULL), ERD_OK);
	assert_int_equal(store_applied(&store, 1, NULL), ERD_UNCHANGED);
	assert_string_equal(last_circuit(name), "a");

	/* another two begun: all three are ours */
	assert_int_equal(keep(FILE_WITH("b"), ERD_OK), 2);
	assert_int_equal(keep(FILE_WITH("c"), ERD_OK), 3);
	assert_true(is_ours("a") && is_ours("b") && is_ours("c"));
	assert_string_equal(last_circuit(name), "a");

	/* and the last of them done: the others have gone */
	assert_int_equal(store_applied(&store, 3, NULL), ERD_OK);
	assert_true(!is_ours("a") && !is_ours("b") && is_ours("c"));
	assert_string_equal(last_circuit(name), "c");

	/* an earlier one again is a new one */
	assert_int_equal(keep(FILE_WITH("a"), ERD_OK), 4);
}

static void keeps_the_last_fifty(void **state)
{
	struct store_entry *entries;
	char text[128];
	size_t n;
	int i;

	(void)state;
	for (i = 1; i <= 70; i++) {
		snprintf(text, sizeof(text), "schema: erd/1\n# %d\n", i);
		assert_int_equal(keep(text, ERD_OK), i);
		/* what was only begun is not forgotten */
		if (i <= 60)
			store_applied(&store, i, NULL);
	}
	assert_int_equal(store_list(&store, &entries, &n, NULL), ERD_OK);
	assert_int_equal(entries[n - 1].number, 70);
	assert_int_equal(n, 51);
	for (i = 0; i < (int)n; i++)
		assert_int_equal(entries[i].applied, entries[i].number == 60);
	free(entries);
}

static void writes_whole_files(void **state)
{
	static const char secret[] = "old\n", other[] = "new and longer\n";
	char path[96], leftover[104], seen[32] = "";
	struct stat st;
	FILE *file;

	(void)state;
	snprintf(path, sizeof(path), "%s/file", folder);
	snprintf(leftover, sizeof(leftover), "%s.new", path);
	assert_int_equal(store_write(path, secret, strlen(secret), NULL),
			 ERD_OK);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0600);
	assert_int_equal(store_write(path, secret, strlen(secret), NULL),
			 ERD_UNCHANGED);
	/* what a crash left behind is in nobody's way */
	file = fopen(leftover, "w");
	fputs("half", file);
	fclose(file);
	assert_int_equal(store_write(path, other, strlen(other), NULL),
			 ERD_OK);
	assert_int_equal(access(leftover, F_OK), -1);
	file = fopen(path, "r");
	assert_non_null(fgets(seen, sizeof(seen), file));
	fclose(file);
	assert_string_equal(seen, other);
	/* where nothing can be written, what is there stays */
	snprintf(path, sizeof(path), "%s/none/file", folder);
	assert_int_equal(store_write(path, other, strlen(other), NULL),
			 ERD_ERROR);
}

static void remembers_what_waits(void **state)
{
	const struct store_pending waits = { .before = 7, .until = 12345 };
	struct store_pending is;
	struct erd_error err;

	(void)state;
	assert_false(store_pending(&store, &is));
	assert_int_equal(store_clear_pending(&store, &err), ERD_NOT_FOUND);
	assert_int_equal(store_set_pending(&store, &waits, NULL), ERD_OK);
	assert_true(store_pending(&store, &is));
	assert_int_equal(is.before, 7);
	assert_int_equal(is.until, 12345);
	assert_false(is.abandoned);
	assert_true(store_is_pending(&store, &waits));
	/* another that waits is not this one */
	is.until++;
	assert_int_equal(store_set_pending(&store, &is, NULL), ERD_OK);
	assert_false(store_is_pending(&store, &waits));
	assert_true(store_is_pending(&store, &is));
	assert_int_equal(store_clear_pending(&store, NULL), ERD_OK);
	assert_false(store_pending(&store, &is));
	assert_false(store_is_pending(&store, &waits));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(says_what_is_ours, begin, end),
		cmocka_unit_test_setup_teardown(keeps_the_last_fifty, begin,
						end),
		cmocka_unit_test_setup_teardown(writes_whole_files, begin, end),
		cmocka_unit_test_setup_teardown(remembers_what_waits, begin,
						end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
