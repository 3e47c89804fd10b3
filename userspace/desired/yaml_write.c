// SPDX-License-Identifier: LGPL-2.1-or-later
#include "print.h"
#include "rate.h"

#include <stdlib.h>
#include <string.h>

static void write_value(const json_t *value, int depth, FILE *out);

static bool is_ipv4(const char *text)
{
	const char *slash = strchr(text, '/');

	return slash && !text[strspn(text, "0123456789./")] &&
	       text[0] != '.' && text[0] != '/';
}

/* "50mbit": with its unit it is no number. */
static bool is_rate(const char *text)
{
	uint64_t rate;

	return rate_parse(text, &rate) && strstr(text, "bit");
}

/*
 * Whether a text means itself without quotes, in YAML 1.1 as in 1.2: of
 * letters, digits and a few signs, and nothing that could be another thing.
 */
static bool is_plain(const char *text)
{
	static const char *const other[] = {
		"true", "false", "yes", "no", "on", "off", "y", "n", "null",
		NULL
	};
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char signs[] = "0123456789._-/";
	size_t i, len = strlen(text);

	for (i = 0; other[i]; i++)
		if (!strcasecmp(text, other[i]))
			return false;
	/* A digit begins what may be a number, but no network or rate is one. */
	if (!text[0] || (!strchr(letters, text[0]) && !is_ipv4(text) &&
			 !is_rate(text)))
		return false;
	for (i = 0; i < len; i++)
		if (!strchr(letters, text[i]) && !strchr(signs, text[i]))
			return false;
	return true;
}

/* JSON's strings are YAML's in double quotes. */
static void write_text(const json_t *value, FILE *out)
{
	const char *text = json_string_value(value);

	if (is_plain(text))
		fputs(text, out);
	else
		json_dumpf(value, out, JSON_ENCODE_ANY | JSON_COMPACT);
}

static bool is_block(const json_t *value)
{
	return json_object_size(value) || json_array_size(value);
}

static void write_object(const json_t *object, int depth, FILE *out)
{
	const char *key;
	json_t *value;
	bool first = true;

	json_object_foreach((json_t *)object, key, value) {
		/* The first key of an item stands behind its dash. */
		fprintf(out, "%*s%s:", first ? 0 : 2 * depth, "", key);
		first = false;
		if (!is_block(value)) {
			fputc(' ', out);
			write_value(value, depth, out);
		} else if (json_is_array(value)) {
			fprintf(out, "\n%*s", 2 * depth, "");
			write_value(value, depth, out);
		} else {
			fprintf(out, "\n%*s", 2 * depth + 2, "");
			write_value(value, depth + 1, out);
		}
	}
}

static void write_array(const json_t *array, int depth, FILE *out)
{
	size_t i;

	for (i = 0; i < json_array_size(array); i++) {
		fprintf(out, "%*s- ", i ? 2 * depth : 0, "");
		write_value(json_array_get(array, i), depth + 1, out);
	}
}

/* The cursor is where the value begins; a scalar ends its line. */
static void write_value(const json_t *value, int depth, FILE *out)
{
	if (json_object_size(value)) {
		write_object(value, depth, out);
	} else if (json_array_size(value)) {
		write_array(value, depth, out);
	} else {
		if (json_is_string(value))
			write_text(value, out);
		else
			json_dumpf(value, out,
				   JSON_ENCODE_ANY | JSON_COMPACT);
		fputc('\n', out);
	}
}

void yaml_write(const json_t *value, FILE *out)
{
	write_value(value, 0, out);
}

char *yaml_text(const json_t *value, size_t *len)
{
	char *text = NULL;
	FILE *out;

	out = value ? open_memstream(&text, len) : NULL;
	if (!out)
		return NULL;
	yaml_write(value, out);
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}
