// SPDX-License-Identifier: LGPL-2.1-or-later
#include "record_command.h"
#include "edit.h"
#include "error.h"
#include "file_key.h"
#include "objects.h"
#include "print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A parameter's value by its name; NULL if it has none, or was not said. */
static const struct cli_value *said(const struct recording *r,
				    const char *name)
{
	const struct cli_param *param = find_param(r->command, name);
	const struct cli_value *value;

	value = param ? &r->value[param - r->command->params] : NULL;
	return value && value->set ? value : NULL;
}

/* --- finding it --------------------------------------------------------- */

static bool is_named(const struct object_type *type)
{
	return type == &desired_pair_type || type == &desired_port_type ||
	       type == &desired_circuit_type;
}

const char *record_object(const struct recording *r, char *text, size_t size)
{
	const struct object_type *type = r->command->record->type;
	const struct cli_value *name = r->value;

	if (is_named(type))
		snprintf(text, size, "%s '%s'", type->noun, name->text);
	else if (type == &desired_peering_type)
		snprintf(text, size, "%s peering of circuit '%s'",
			 erd_peering_name(name[1].number), name->text);
	else
		snprintf(text, size, "%s '%s' of circuit '%s'", type->noun,
			 name[1].text, name->text);
	return text;
}

/* The field of @type that has objects of @part, in a list or by itself. */
static const struct field *field_of(const struct object_type *type,
				    const struct object_type *part)
{
	const struct field *field = type->fields;

	while (field->object != part)
		field++;
	return field;
}

/* What it is called by is its first field. */
static void *find_in(const struct list *list, const struct object_type *type,
		     const struct cli_value *name)
{
	const struct field *called = type->fields;
	char *object = list->items;
	size_t i;

	for (i = 0; i < list->n; i++, object += list->size) {
		const void *at = field_at(called, object);

		if (called->kind == FIELD_WORD ?
		    *(const uint32_t *)at == name->number :
		    !strcmp(*(char *const *)at, name->text))
			return object;
	}
	return NULL;
}

/* ERD_NOT_FOUND if the file does not have it, or its circuit. */
static int find(const struct recording *r, struct desired *will,
		struct list **list, void **object, struct erd_error *err)
{
	const struct object_type *type = r->command->record->type;
	const struct cli_value *name = r->value, *pair = said(r, "pair");
	struct desired_circuit *circuit;
	int ret;

	*list = NULL;
	if (type == &desired_pair_type)
		*object = desired_find_pair(will, name->text);
	else if (type == &desired_port_type)
		*object = desired_find_port(will, name->text, NULL);
	if (type == &desired_pair_type || type == &desired_port_type)
		return *object ? ERD_OK : ERD_NOT_FOUND;
	ret = desired_get_circuit(will, pair ? pair->text : NULL, name->text,
				  NULL, &circuit, err);
	*object = circuit;
	if (ret || type == &desired_circuit_type)
		return ret;
	*list = field_at(field_of(&desired_circuit_type, type), circuit);
	*object = find_in(*list, type, &name[1]);
	return ERD_OK;
}

/* --- changing it -------------------------------------------------------- */

static bool is_empty(const struct object_type *type, const void *object)
{
	json_t *json = object_json(type, object, true);
	bool empty = !json_object_size(json);

	json_decref(json);
	return empty;
}

/* A part comes with the first key that it says, and goes with the last. */
static bool put_part(const struct object_type *type, void *object,
		     const struct cli_param *param, const char *text)
{
	void **part = field_at(field_of(type, param->type), object);

	if (!*part)
		*part = desired_new(param->type);
	if (!*part || !file_key_put(file_key_field(param), *part, text))
		return false;
	if (is_empty(param->type, *part)) {
		object_clear(param->type, *part);
		free(*part);
		*part = NULL;
	}
	return true;
}

static bool put_keys(const struct recording *r, void *object)
{
	const struct object_type *type = r->command->record->type;
	const struct cli_param *param = r->command->params;
	const struct cli_value *value = r->value;
	bool good = true;

	for (; param->name && good; param++, value++) {
		if (param->kind != CLI_KEY || !value->set)
			continue;
		good = param->type == type ?
			       file_key_put(file_key_field(param), object,
					    value->text) :
			       put_part(type, object, param, value->text);
	}
	return good;
}

/* One that is there already is not made otherwise. */
static int keep(const struct recording *r, void *object, struct erd_error *err)
{
	const struct object_type *type = r->command->record->type;
	json_t *was = object_json(type, object, true), *is;
	bool good = put_keys(r, object), same;
	char text[160];

	is = object_json(type, object, true);
	same = json_equal(was, is);
	json_decref(was);
	json_decref(is);
	if (!good)
		return edit_no_memory(err);
	if (same)
		return ERD_OK;
	erd_fail(err, ERD_CONFLICT, "%s is there already, with other values",
		 record_object(r, text, sizeof(text)));
	erd_hint(err, "erdctl %s set changes it", r->command->noun);
	return ERD_CONFLICT;
}

static int create(const struct recording *r, struct list *list,
		  struct erd_error *err)
{
	const struct object_type *type = r->command->record->type;
	void *object = desired_add(type, list);

	if (!object ||
	    !desired_set_text(field_at(type->fields, object),
			      r->value[1].text) ||
	    !put_keys(r, object))
		return edit_no_memory(err);
	return ERD_OK;
}

int record_change(struct desired *will, const void *what, struct erd_error *err)
{
	const struct recording *r = what;
	const struct record_command *record = r->command->record;
	struct list *list;
	void *object;
	int ret = find(r, will, &list, &object, err);

	if (ret)
		return ret;
	if (record->verb == RECORD_CREATE)
		return object ? keep(r, object, err) : create(r, list, err);
	if (!object)
		return ERD_NOT_FOUND;
	if (record->verb == RECORD_DELETE)
		desired_remove(record->type, list, object);
	else if (!put_keys(r, object))
		return edit_no_memory(err);
	return ERD_OK;
}

/* --- the command -------------------------------------------------------- */

static int of_nobody(struct cli *cli, const void *what)
{
	const struct recording *r = what;
	char text[160];

	/* Of what is new its circuit is missing. */
	if (r->command->record->verb == RECORD_CREATE)
		snprintf(text, sizeof(text), "circuit '%s'", r->value->text);
	else
		record_object(r, text, sizeof(text));
	erd_fail(&cli->err, ERD_NOT_FOUND,
		 "no file of desired state has a %s", text);
	erd_hint(&cli->err, "records are in that file; 'erdctl config save' makes one of what runs");
	return ERD_NOT_FOUND;
}

int record_check(const struct recording *r, struct erd_error *err)
{
	const struct cli_command *command = r->command;
	const struct cli_param *param, *first = NULL;

	if (command->record->verb != RECORD_CHANGE)
		return ERD_OK;
	for (param = command->params; param->name; param++) {
		if (param->kind != CLI_KEY)
			continue;
		if (r->value[param - command->params].set)
			return ERD_OK;
		if (!first)
			first = param;
	}
	return erd_fail(err, ERD_USAGE,
			"%s %s: nothing to record: %s is a beginning",
			command->noun, command->verb, first->name);
}

static int record(struct cli *cli, const struct cli_command *command,
		  const struct cli_value *value, bool ask)
{
	const struct recording r = { command, value };
	const struct edit edit = {
		.change = record_change,
		.running = of_nobody,
		.what = &r,
		.runtime = said(&r, "runtime"),
		.force = said(&r, "force"),
		.record = !command->record->bgp,
		.ask = ask,
	};
	int ret = record_check(&r, &cli->err);
	char text[160];

	if (!ret)
		ret = edit_run(cli, &edit);
	if (ask)
		return ret < 0 ? ret : ERD_OK;
	return cli_confirm(cli, ret, "%s: %s",
			   record_object(&r, text, sizeof(text)),
			   command->record->done);
}

int record_run(struct cli *cli, const struct cli_value *value)
{
	return record(cli, cli->command, value, false);
}

int record_words(struct cli *cli, const char *const *word, int n, bool ask)
{
	const struct cli_words words = { (char **)word, n };
	const struct cli_command *noun, *command;
	struct cli_value value[CLI_PARAMS_MAX];
	int ret;

	ret = parse_command(&words, false, &noun, &command, &cli->err);
	if (!ret)
		ret = parse_params(command, &words, value, &cli->err);
	return ret ? ret : record(cli, command, value, ask);
}
