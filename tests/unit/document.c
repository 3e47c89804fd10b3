// SPDX-License-Identifier: LGPL-2.1-or-later
#include "document.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <cmocka.h>

json_t *at(const json_t *document, const char *path)
{
	char copy[128], *save = NULL, *step;
	json_t *value = (json_t *)document;

	snprintf(copy, sizeof(copy), "%s", path);
	for (step = strtok_r(copy, "/", &save); step;
	     step = strtok_r(NULL, "/", &save)) {
		value = json_is_array(value) ?
				json_array_get(value, atoi(step)) :
				json_object_get(value, step);
		if (!value)
			fail_msg("%s: there is no '%s'", path, step);
	}
	return value;
}

void check_null(const json_t *document, const char *path)
{
	if (!json_is_null(at(document, path)))
		fail_msg("%s is not null", path);
}

void check_bool(const json_t *document, const char *path, bool expected)
{
	if (!json_is_boolean(at(document, path)))
		fail_msg("%s is neither true nor false", path);
	if (json_is_true(at(document, path)) != expected)
		fail_msg("%s is not %s", path, expected ? "true" : "false");
}

void check_number(const json_t *document, const char *path,
		  json_int_t expected)
{
	json_int_t number = json_integer_value(at(document, path));

	if (!json_is_integer(at(document, path)))
		fail_msg("%s is no whole number", path);
	if (number != expected)
		fail_msg("%s: %lld, not %lld", path, (long long)number,
			 (long long)expected);
}

void check_real(const json_t *document, const char *path, double expected)
{
	double number = json_real_value(at(document, path));

	if (!json_is_real(at(document, path)))
		fail_msg("%s is no number", path);
	/* Far less than what is printed of any measurement. */
	if (!(fabs(number - expected) <= 1e-9))
		fail_msg("%s: %.9g, not %.9g", path, number, expected);
}

void check_text(const json_t *document, const char *path,
		const char *expected)
{
	if (!json_is_string(at(document, path)))
		fail_msg("%s is no text", path);
	assert_string_equal(json_string_value(at(document, path)), expected);
}

void check_size(const json_t *document, const char *path, size_t expected)
{
	const json_t *value = at(document, path);

	assert_int_equal(json_is_array(value) ? json_array_size(value) :
						json_object_size(value),
			 expected);
}

/* --- the schema --------------------------------------------------------- */

void need_schema(void)
{
	if (system("python3 -c 'import jsonschema' 2>/dev/null"))
		skip();
}

/* One document a line. */
static char *lines_of(const json_t *documents)
{
	char *text = NULL;
	size_t i, len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	for (i = 0; i < json_array_size(documents); i++) {
		json_dumpf(json_array_get(documents, i), out, JSON_COMPACT);
		fputc('\n', out);
	}
	fclose(out);
	return text;
}

/* Runs tests/cli/validate.py, beside this file's folder. */
void check_schema(const json_t *documents, bool taken)
{
	char *lines = lines_of(documents), command[4096];
	FILE *pipe;
	int status;

	snprintf(command, sizeof(command),
		 "python3 '%.*s/../cli/validate.py' >/dev/null 2>%s",
		 (int)(strrchr(__FILE__, '/') - __FILE__), __FILE__,
		 taken ? "&2" : "/dev/null");
	pipe = popen(command, "w");
	assert_non_null(pipe);
	fputs(lines, pipe);
	status = WEXITSTATUS(pclose(pipe));
	if (status != !taken)
		fail_msg("the schema %s a line of\n%s",
			 taken ? "refuses" : "takes each", lines);
	free(lines);
}
