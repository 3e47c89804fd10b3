// SPDX-License-Identifier: LGPL-2.1-or-later
/* Archives: what is kept out of them. tar is the judge of the rest. */
#include "bundle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static char *censored(const struct bundle *bundle, const char *text)
{
	size_t len;
	char *copy = bundle_censor(bundle, text, strlen(text), &len);

	assert_non_null(copy);
	assert_int_equal(strlen(copy), len);
	return copy;
}

static void secrets(void **state)
{
	struct bundle a = { .secrets = { .size = BUNDLE_SECRET_MAX } };
	static const struct {
		const char *text, *expected;
	} cases[] = {
		{ "", "" },
		{ "neighbor 10.0.0.2 password s3cret\n",
		  "neighbor 10.0.0.2 password (removed)\n" },
		{ "\"s3cret\",s3cret", "\"(removed)\",(removed)" },
		/* short ones only as a word */
		{ "s3cretx as3cret", "s3cretx as3cret" },
		/* long ones wherever they are, in either case */
		{ "xabcdef0123456789x ABCDEF0123456789",
		  "x(removed)x (removed)" },
		{ "1 12 1", "(removed) 12 (removed)" },
	};
	char *copy;
	size_t i;

	(void)state;
	assert_true(bundle_hide(&a, "s3cret"));
	assert_true(bundle_hide(&a, "abcdef0123456789"));
	assert_true(bundle_hide(&a, "1"));
	assert_true(bundle_hide(&a, NULL));
	assert_true(bundle_hide(&a, ""));
	assert_int_equal(a.secrets.n, 3);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		copy = censored(&a, cases[i].text);
		assert_string_equal(copy, cases[i].expected);
		free(copy);
	}
	list_free(&a.secrets);
}

static char folder[] = "/tmp/test_bundle.XXXXXX";

static int run(const char *format, const char *path)
{
	char command[512];

	snprintf(command, sizeof(command), format, path);
	return system(command);
}

static void tar_reads_it(void **state)
{
	struct bundle a;
	char path[64], big[1025];

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/a.tar.gz", folder);
	memset(big, 'x', sizeof(big));
	assert_int_equal(bundle_begin(&a, path, "top", 1000000000, NULL), 0);
	assert_true(bundle_hide(&a, "hidden"));
	bundle_add(&a, "one", "text hidden\n", 12);
	bundle_add(&a, "empty", "", 0);
	bundle_add(&a, "block", big, 512);
	bundle_add(&a, "more", big, 1025);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(bundle_end(&a, true, NULL), 0);
	assert_int_equal(run("test \"$(tar tzf %s | xargs)\" = 'top/one top/empty top/block top/more'",
			     path), 0);
	assert_int_equal(run("test \"$(tar xzOf %s top/one)\" = 'text (removed)'",
			     path), 0);
	assert_int_equal(run("test \"$(tar xzOf %s top/more | wc -c)\" = 1025",
			     path), 0);
	assert_int_equal(run("test \"$(stat -c %%a %s)\" = 600", path), 0);

	/* thrown away, it leaves what was there */
	assert_int_equal(bundle_begin(&a, path, "top", 0, NULL), 0);
	bundle_add(&a, "other", "x", 1);
	assert_int_equal(bundle_end(&a, false, NULL), 0);
	assert_int_equal(run("test \"$(tar tzf %s | head -1)\" = top/one", path),
			 0);
	assert_int_equal(run("test \"$(ls $(dirname %s))\" = a.tar.gz", path),
			 0);
	unlink(path);
	rmdir(folder);
}

static void refused(void **state)
{
	struct bundle a;
	struct erd_error err;

	(void)state;
	assert_int_equal(bundle_begin(&a, "/nix/is/here", "x", 0, &err),
			 ERD_NOT_FOUND);
	assert_int_equal(bundle_end(&a, true, NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(secrets),
		cmocka_unit_test(tar_reads_it),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
