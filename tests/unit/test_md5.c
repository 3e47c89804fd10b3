// SPDX-License-Identifier: LGPL-2.1-or-later
#include "md5.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void text(const uint8_t digest[MD5_SIZE], char to[33])
{
	int i;

	for (i = 0; i < MD5_SIZE; i++)
		sprintf(to + 2 * i, "%02x", digest[i]);
}

/* The test suite of RFC 1321, A.5. */
static void vectors(void **state)
{
	static const struct {
		const char *data, *digest;
	} cases[] = {
		{ "", "d41d8cd98f00b204e9800998ecf8427e" },
		{ "a", "0cc175b9c0f1b6a831c399e269772661" },
		{ "abc", "900150983cd24fb0d6963f7d28e17f72" },
		{ "message digest", "f96b697d7cb7938d525a2f31aaf161d0" },
		{ "abcdefghijklmnopqrstuvwxyz",
		  "c3fcd3d76192e4007dfb496cca67e13b" },
		{ "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
		  "d174ab98d277d9f5a5611c2c9f419d9f" },
		{ "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
		  "57edf4a22be3c955ac49da2e2107b67a" },
	};
	uint8_t digest[MD5_SIZE];
	struct md5 md5;
	char hex[33];
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		md5_begin(&md5);
		/* in pieces, which are no different */
		for (j = 0; j < strlen(cases[i].data); j++)
			md5_add(&md5, cases[i].data + j, 1);
		md5_end(&md5, digest);
		text(digest, hex);
		assert_string_equal(hex, cases[i].digest);
	}
}

/* md5sum is the judge of every length around a block. */
static void lengths(void **state)
{
	char data[200], hex[33], command[320], seen[33];
	uint8_t digest[MD5_SIZE];
	struct md5 md5;
	size_t n;
	FILE *pipe;

	(void)state;
	memset(data, 'x', sizeof(data));
	for (n = 54; n < 130; n++) {
		md5_begin(&md5);
		md5_add(&md5, data, n);
		md5_end(&md5, digest);
		text(digest, hex);
		snprintf(command, sizeof(command),
			 "printf '%%*s' %zu '' | tr ' ' x | md5sum", n);
		pipe = popen(command, "r");
		assert_non_null(pipe);
		assert_int_equal(fscanf(pipe, "%32s", seen), 1);
		pclose(pipe);
		assert_string_equal(hex, seen);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vectors),
		cmocka_unit_test(lengths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
