// SPDX-License-Identifier: LGPL-2.1-or-later
/* One value of a file. */
#include "reader.h"
#include "limit.h"
#include "names.h"
#include "nearest.h"
#include "pcp_map.h"
#include "rate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- plain words -------------------------------------------------------- */

static bool one_of(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(text, *words))
			return true;
	return false;
}

static bool all_in(const char *text, const char *chars)
{
	return text[0] && !text[strspn(text, chars)];
}

static bool is_integer(const char *text)
{
	if (!strncmp(text, "0x", 2))
		return all_in(text + 2, "0123456789abcdefABCDEF");
	if (!strncmp(text, "0o", 2))
		return all_in(text + 2, "01234567");
	return all_in(text + (text[0] == '-' || text[0] == '+'), "0123456789");
}

static bool is_float(const char *text)
{
	static const char *const special[] = {
		".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN", NULL
	};
	size_t whole, part = 0;

	if (text[0] == '-' || text[0] == '+')
		text++;
	if (one_of(text, special))
		return true;
	whole = strspn(text, "0123456789");
	text += whole;
	if (text[0] == '.') {
		part = strspn(++text, "0123456789");
		text += part;
	}
	if (!whole && !part)
		return false;
	if (text[0] == 'e' || text[0] == 'E')
		return is_integer(text + 1) && text[2] != 'x' && text[2] != 'o';
	return !text[0];
}

enum meaning reader_meaning(const struct reader *r)
{
	static const char *const nothing[] = { "", "~", "null", "Null", "NULL",
					       NULL };
	static const char *const bools[] = { "true", "True", "TRUE", "false",
					     "False", "FALSE", NULL };
	const char *text = reader_text(r);

	if (r->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return MEANS_TEXT;
	if (one_of(text, nothing))
		return MEANS_NOTHING;
	if (one_of(text, bools))
		return MEANS_BOOL;
	if (is_integer(text))
		return MEANS_INTEGER;
	return is_float(text) ? MEANS_FLOAT : MEANS_TEXT;
}

/* --- scalars ------------------------------------------------------------ */

static void wrong_word(struct reader *r, const struct place *place)
{
	const struct field_word *word;
	struct nearest nearest;
	char words[96] = "";

	nearest_begin(&nearest, reader_text(r));
	for (word = place->field->words; word->word; word++) {
		size_t len = strlen(words);

		nearest_offer(&nearest, word->word);
		snprintf(words + len, sizeof(words) - len, "%s%s",
			 len ? " or " : "", word->word);
	}
	WRONG(r, place, "'%.64s' must be %s", reader_text(r), words);
	if (nearest.best)
		findings_hint(r->findings, "did you mean '%s'?", nearest.best);
}

static void read_word(struct reader *r, const struct place *place,
		      uint32_t *value)
{
	bool number = reader_meaning(r) == MEANS_INTEGER;
	const struct field_word *word;

	for (word = place->field->words; word->word; word++) {
		/* 0x8100 is a word, and a number however it is written. */
		if (strcmp(word->word, reader_text(r)) &&
		    !(number && is_integer(word->word) &&
		      strtoul(reader_text(r), NULL, 0) == word->value))
			continue;
		*value = word->value;
		return;
	}
	wrong_word(r, place);
}

static void read_number(struct reader *r, const struct place *place,
			uint32_t *value)
{
	const struct field *field = place->field;
	const char *text = reader_text(r);
	unsigned long long number;
	int base = 10;

	if (reader_meaning(r) != MEANS_INTEGER) {
		WRONG(r, place, "'%.64s' is not a number%s; must be %u to %u",
		      text, is_integer(text) ? " but a text in quotes" : "",
		      field->min, field->max);
		return;
	}
	if (!strncmp(text, "0x", 2))
		base = 16;
	if (!strncmp(text, "0o", 2)) {
		base = 8;
		text += 2;
	}
	/* Of what is too large strtoull() makes the largest. */
	number = text[0] == '-' ? 0 : strtoull(text, NULL, base);
	if (number < field->min || number > field->max) {
		WRONG(r, place, "%.64s must be %u to %u", reader_text(r),
		      field->min, field->max);
		return;
	}
	*value = number;
}

static void read_bool(struct reader *r, const struct place *place, bool *value)
{
	char first = reader_text(r)[0];

	if (reader_meaning(r) == MEANS_BOOL)
		*value = first == 't' || first == 'T';
	else
		WRONG(r, place, "'%.64s' must be true or false", reader_text(r));
}

/* A text: not what YAML takes for a number, and without control characters. */
static bool check_text(struct reader *r, const struct place *place)
{
	static const char *const called[] = {
		[MEANS_BOOL] = "true or false",
		[MEANS_INTEGER] = "a number",
		[MEANS_FLOAT] = "a number",
	};
	enum meaning meaning = reader_meaning(r);
	size_t len = r->event.data.scalar.length, i;

	if (meaning != MEANS_TEXT) {
		WRONG(r, place, "%.64s is %s and no text", reader_text(r),
		      called[meaning]);
		findings_hint(r->findings, "put it in quotes: '%.64s'",
			      reader_text(r));
		return false;
	}
	if (!len) {
		WRONG(r, place, "is empty");
		return false;
	}
	for (i = 0; i < len; i++) {
		unsigned char c = reader_text(r)[i];

		if (c >= ' ' && c != 0x7f)
			continue;
		WRONG(r, place, "has a control character, 0x%02x", c);
		return false;
	}
	return true;
}

bool desired_is_date(const char *text)
{
	static const char shape[] = "0000-00-00";
	int month, day;
	size_t i;

	if (strlen(text) != strlen(shape))
		return false;
	for (i = 0; shape[i]; i++)
		if (shape[i] == '-' ? text[i] != '-' :
				      text[i] < '0' || text[i] > '9')
			return false;
	month = atoi(text + 5);
	day = atoi(text + 8);
	return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* The texts that may not be just any. */
static bool check_shape(struct reader *r, const struct place *place)
{
	const char *text = reader_text(r);

	switch (place->field->kind) {
	case FIELD_NAME:
		if (name_valid(text))
			return true;
		WRONG(r, place, "'%.64s' is not a valid name", text);
		findings_hint(r->findings, "a name begins with a letter or digit, goes on with those, '.', '_' and '-', and has at most %d characters",
			      ERD_NAME_MAX - 1);
		return false;
	case FIELD_DEVICE:
		if (ifname_valid(text))
			return true;
		WRONG(r, place, "'%.64s' is no name of a network device: 1 to 15 characters, none of them '/', ':', '%%' or blank",
		      text);
		return false;
	case FIELD_DATE:
		if (desired_is_date(text))
			return true;
		WRONG(r, place, "'%.64s' is not a date like 2026-11-25", text);
		return false;
	default:
		return true;
	}
}

static void read_text(struct reader *r, const struct place *place, char **value)
{
	const char *text = reader_text(r), *known;

	if (!check_text(r, place) || !check_shape(r, place))
		return;
	if (place->field->kind == FIELD_OPEN) {
		known = field_open_word(place->field, text);
		if (known)
			text = known;
		else
			findings_warn(r->findings, reader_line(r),
				      "%s: %s: '%.64s' is not known; it is kept",
				      place->type->noun, place->field->key,
				      text);
	}
	*value = strdup(text);
	if (!*value)
		r->findings->no_memory = true;
}

void reader_prefix(struct reader *r, const struct place *place,
			struct prefix *prefix)
{
	const char *text = reader_text(r);
	char network[PREFIX_TEXT_SIZE];

	if (!check_text(r, place))
		return;
	switch (prefix_parse(text, prefix)) {
	case PREFIX_OK:
		return;
	case PREFIX_HOST_BITS:
		WRONG(r, place, "%s is no network: it is an address in %s",
		      text, prefix_text(prefix, network));
		break;
	default:
		WRONG(r, place, "'%.64s' is no network: ADDRESS/LENGTH", text);
	}
	memset(prefix, 0, sizeof(*prefix));
}

static void read_rate(struct reader *r, const struct place *place,
		      uint64_t *rate)
{
	const char *text = reader_text(r);
	uint64_t read;

	if (!check_text(r, place))
		return;
	if (!rate_parse(text, &read) || !read) {
		WRONG(r, place, "'%.64s' is no rate", text);
		findings_hint(r->findings, "a number and bit, kbit, mbit or gbit: 50mbit, 2.5gbit");
	} else if (read < ERD_RATE_MIN || read > ERD_RATE_MAX) {
		WRONG(r, place, "%.64s must be 1mbit to 400gbit", text);
	} else {
		*rate = read;
	}
}

static void read_map(struct reader *r, const struct place *place, uint8_t *map)
{
	const struct field *field = place->field;
	const char *bad;

	if (!check_text(r, place))
		return;
	bad = pcp_map_parse(reader_text(r), map, field->min, field->max);
	if (!bad)
		return;
	WRONG(r, place, "'%.64s' is not FROM:TO[,...], FROM once each and 0 to %u, TO 0 to %u",
	      bad, field->min - 1, field->max);
	memset(map, 0, field->min);
}

void reader_scalar(struct reader *r, const struct place *place, void *at)
{
	if (r->event.type != YAML_SCALAR_EVENT) {
		WRONG(r, place, "must be one value");
		reader_skip(r);
		return;
	}
	if (reader_meaning(r) == MEANS_NOTHING) {
		WRONG(r, place, "has no value");
		findings_hint(r->findings, "leave the key out");
		return;
	}
	switch (place->field->kind) {
	case FIELD_WORD:
		read_word(r, place, at);
		break;
	case FIELD_NUMBER:
		read_number(r, place, at);
		break;
	case FIELD_BOOL:
		read_bool(r, place, at);
		break;
	case FIELD_RATE:
		read_rate(r, place, at);
		break;
	case FIELD_MAP:
		read_map(r, place, at);
		break;
	case FIELD_PREFIX:
		reader_prefix(r, place, at);
		break;
	default:
		read_text(r, place, at);
	}
}
