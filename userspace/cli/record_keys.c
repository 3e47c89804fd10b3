// SPDX-License-Identifier: LGPL-2.1-or-later
#include "record_keys.h"
#include "error.h"
#include "objects.h"
#include "print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define NONE	"none"
#define TODAY	"today"

const struct cli_choice record_texts[] = {
	{ NONE, 0, false },
	{}
};

const struct cli_choice record_dates[] = {
	{ TODAY, 0, false },
	{ NONE, 0, false },
	{}
};

/* In UTC, as all times here. */
static void today(char date[11])
{
	time_t now = time(NULL);
	struct tm tm;

	strftime(date, 11, "%Y-%m-%d", gmtime_r(&now, &tm));
}

/* --- checking ----------------------------------------------------------- */

static int check_date(struct cli *cli, const struct cli_param *param,
		      const char *text)
{
	if (!strcmp(text, NONE) || !strcmp(text, TODAY) ||
	    desired_is_date(text))
		return ERD_OK;
	erd_fail(&cli->err, ERD_USAGE, "%s %.32s: is no date", param->name,
		 text);
	erd_hint(&cli->err, "like 2026-11-25, or " TODAY ", or " NONE);
	return ERD_USAGE;
}

int record_check(struct cli *cli, const char *command,
		 const struct cli_param *params, const struct record_key *keys,
		 const struct cli_value *value)
{
	const struct record_key *key;
	bool any = false;
	int ret = ERD_OK;

	for (key = keys; key->type && !ret; key++) {
		any |= value[key->param].set;
		if (value[key->param].set &&
		    field_find(key->type, key->key)->kind == FIELD_DATE)
			ret = check_date(cli, &params[key->param],
					 value[key->param].text);
	}
	if (ret || any)
		return ret;
	return erd_fail(&cli->err, ERD_USAGE,
			"%s: nothing to record: %s is a beginning", command,
			params[keys->param].name);
}

/* --- putting ------------------------------------------------------------ */

static bool put(const struct field *field, void *object, const char *text)
{
	const char *known;
	char date[11];

	if (!strcasecmp(text, NONE))
		text = NULL;
	if (text && field->kind == FIELD_DATE && !strcmp(text, TODAY)) {
		today(date);
		text = date;
	}
	if (text && field->kind == FIELD_OPEN) {
		known = field_open_word(field, text);
		if (known)
			text = known;
	}
	return desired_set_text(field_at(field, object), text);
}

bool record_put(const struct record_key *keys, const struct object_type *type,
		void *object, const struct cli_value *value)
{
	const struct record_key *key;
	bool good = true;

	for (key = keys; key->type && good; key++)
		if (key->type == type && value[key->param].set)
			good = put(field_find(type, key->key), object,
				   value[key->param].text);
	return good;
}

static bool says_any(const struct record_key *keys,
		     const struct object_type *type,
		     const struct cli_value *value)
{
	const struct record_key *key;

	for (key = keys; key->type; key++)
		if (key->type == type && value[key->param].set)
			return true;
	return false;
}

static bool is_empty(const struct object_type *type, const void *object)
{
	json_t *json = object_json(type, object, true);
	bool empty = !json_object_size(json);

	json_decref(json);
	return empty;
}

bool record_put_part(const struct record_key *keys,
		     const struct object_type *type, void **part,
		     const struct cli_value *value)
{
	if (!says_any(keys, type, value))
		return true;
	if (!*part)
		*part = desired_new(type);
	if (!*part || !record_put(keys, type, *part, value))
		return false;
	if (is_empty(type, *part)) {
		object_clear(type, *part);
		free(*part);
		*part = NULL;
	}
	return true;
}

int record_of_nobody(struct cli *cli, const char *noun, const char *name)
{
	erd_fail(&cli->err, ERD_NOT_FOUND,
		 "no file of desired state has a %s '%s'", noun, name);
	erd_hint(&cli->err, "records are in that file; 'erdctl config save' makes one of what runs");
	return ERD_NOT_FOUND;
}
