// SPDX-License-Identifier: LGPL-2.1-or-later
#include "file_key.h"
#include "error.h"
#include "nearest.h"
#include "number.h"
#include "objects.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define NONE	"none"
#define TODAY	"today"

const struct field *file_key_field(const struct cli_param *param)
{
	return field_find(param->type, param->key);
}

const char *file_key_placeholder(const struct cli_param *param)
{
	switch (file_key_field(param)->kind) {
	case FIELD_OPEN:
		return NULL;
	case FIELD_DATE:
		return "DATE";
	case FIELD_NUMBER:
		return "N";
	case FIELD_PREFIX:
		return "PREFIX";
	case FIELD_PREFIXES:
		return "PREFIX[,...]";
	default:
		return "TEXT";
	}
}

const char *file_key_word(const struct cli_param *param, unsigned int n)
{
	const struct field *field = file_key_field(param);
	const struct field_word *word = field->words;
	bool date = field->kind == FIELD_DATE;

	if (date && !n)
		return TODAY;
	if (date)
		n--;
	/* A word of Azure's for nothing is ours. */
	for (; word && word->word; word++)
		if (strcasecmp(word->word, NONE) && !n--)
			return word->word;
	return n ? NULL : NONE;
}

/* --- checking ----------------------------------------------------------- */

/* Whoever types a word means one that there is; files may have Azure's latest. */
static int check_word(const struct cli_param *param, const char *text,
		      struct erd_error *err)
{
	struct nearest nearest;
	char words[160] = "";
	const char *word;
	unsigned int n;

	nearest_begin(&nearest, text);
	for (n = 0; (word = file_key_word(param, n)); n++) {
		size_t len = strlen(words);

		if (!strcasecmp(word, text))
			return ERD_OK;
		nearest_offer(&nearest, word);
		snprintf(words + len, sizeof(words) - len, "%s%s",
			 len ? " or " : "", word);
	}
	erd_fail(err, ERD_USAGE, "%s %.32s: must be %s", param->name, text,
		 words);
	if (nearest.best)
		erd_hint(err, "did you mean '%s'?", nearest.best);
	return ERD_USAGE;
}

static int check_date(const struct cli_param *param, const char *text,
		      struct erd_error *err)
{
	if (!strcmp(text, TODAY) || desired_is_date(text))
		return ERD_OK;
	erd_fail(err, ERD_USAGE, "%s %.32s: is no date", param->name, text);
	erd_hint(err, "like 2026-11-25, or " TODAY ", or " NONE);
	return ERD_USAGE;
}

static int check_number(const struct cli_param *param, const char *text,
			struct erd_error *err)
{
	const struct field *field = file_key_field(param);
	unsigned int number;

	if (number_parse(text, field->min, field->max, &number) == NUMBER_OK)
		return ERD_OK;
	return erd_fail(err, ERD_USAGE, "%s %.32s: must be %u to %u, or " NONE,
			param->name, text, field->min, field->max);
}

static int check_prefix(const struct cli_param *param, const char *text,
			struct erd_error *err)
{
	char network[PREFIX_TEXT_SIZE];
	struct prefix prefix;

	switch (prefix_parse(text, &prefix)) {
	case PREFIX_OK:
		return ERD_OK;
	case PREFIX_HOST_BITS:
		return erd_fail(err, ERD_USAGE,
				"%s %.64s: is no network: it is an address in %s",
				param->name, text,
				prefix_text(&prefix, network));
	default:
		return erd_fail(err, ERD_USAGE,
				"%s %.64s: is no network: ADDRESS/LENGTH",
				param->name, text);
	}
}

/* Calls @each for what is between commas, until it returns other than ERD_OK. */
static int each_prefix(const char *text,
		       int (*each)(void *data, const char *one), void *data)
{
	/* What is longer is no prefix, and stays none when it is cut. */
	char one[PREFIX_TEXT_SIZE + 1];
	int ret = ERD_OK;
	size_t len;

	for (; !ret; text += len + 1) {
		len = strcspn(text, ",");
		snprintf(one, sizeof(one), "%.*s", (int)len, text);
		ret = each(data, one);
		if (!text[len])
			break;
	}
	return ret;
}

struct checked {
	const struct cli_param *param;
	struct erd_error *err;
};

static int check_one(void *data, const char *one)
{
	const struct checked *checked = data;

	return check_prefix(checked->param, one, checked->err);
}

int file_key_check(const struct cli_param *param, const char *text,
		   struct erd_error *err)
{
	struct checked checked = { param, err };

	if (!strcasecmp(text, NONE))
		return ERD_OK;
	switch (file_key_field(param)->kind) {
	case FIELD_OPEN:
		return check_word(param, text, err);
	case FIELD_DATE:
		return check_date(param, text, err);
	case FIELD_NUMBER:
		return check_number(param, text, err);
	case FIELD_PREFIX:
		return check_prefix(param, text, err);
	case FIELD_PREFIXES:
		return each_prefix(text, check_one, &checked);
	default:
		return ERD_OK;
	}
}

/* --- putting ------------------------------------------------------------ */

/* In UTC, as all times here. */
static void today(char date[11])
{
	time_t now = time(NULL);
	struct tm tm;

	strftime(date, 11, "%Y-%m-%d", gmtime_r(&now, &tm));
}

static bool put_text(const struct field *field, char **at, const char *text)
{
	char date[11];

	if (text && field->kind == FIELD_DATE && !strcmp(text, TODAY)) {
		today(date);
		text = date;
	}
	if (text && field->kind == FIELD_OPEN)
		text = field_open_word(field, text);
	return desired_set_text(at, text);
}

static int add_one(void *data, const char *one)
{
	struct desired_prefix *added = list_add(data);

	if (!added)
		return ERD_ERROR;
	prefix_parse(one, &added->prefix);
	return ERD_OK;
}

bool file_key_put(const struct field *field, void *object, const char *text)
{
	void *at = field_at(field, object);
	struct prefix none = {};

	if (!strcasecmp(text, NONE))
		text = NULL;
	switch (field->kind) {
	case FIELD_NUMBER:
		*(uint32_t *)at = field->otherwise;
		return !text || number_parse(text, field->min, field->max,
					     at) == NUMBER_OK;
	case FIELD_PREFIX:
		*(struct prefix *)at = none;
		return !text || prefix_parse(text, at) == PREFIX_OK;
	case FIELD_PREFIXES:
		list_clear(at);
		return !text || !each_prefix(text, add_one, at);
	default:
		return put_text(field, at, text);
	}
}
