// SPDX-License-Identifier: LGPL-2.1-or-later
/* What circuits of the file are linked with: virtual networks, other circuits. */
#include "config.h"
#include "error.h"
#include "json.h"
#include "params.h"
#include "print.h"
#include "record_table.h"
#include "table.h"

#include <string.h>

/* One kind of them. */
struct linked {
	const struct object_type *type;
	const char *array;		/* of the JSON */
	const struct table_column *columns; /* behind it: one for each key */
	size_t n_columns;
};

static const struct table_column connection_columns[] = {
	{ "CIRCUIT", false }, { "PAIR", false }, { "CONNECTION", false },
	{ "VIRTUAL NETWORK", false }, { "STATE", false },
	{ "PREFIXES", false },
};

static const struct linked connections = {
	.type = &desired_connection_type,
	.array = "connections",
	.columns = connection_columns,
	.n_columns = sizeof(connection_columns) / sizeof(connection_columns[0]),
};

static const struct table_column global_reach_columns[] = {
	{ "CIRCUIT", false }, { "PAIR", false }, { "CONNECTION", false },
	{ "PEER CIRCUIT", false }, { "STATE", false }, { "IPV4", false },
	{ "IPV6", false },
};

static const struct linked global_reach = {
	.type = &desired_global_reach_type,
	.array = "global_reach",
	.columns = global_reach_columns,
	.n_columns = sizeof(global_reach_columns) /
		     sizeof(global_reach_columns[0]),
};

/* --- one of them -------------------------------------------------------- */

/* Of each key its value: null if it is not said, of prefixes an empty array. */
static json_t *linked_json(const struct object_type *type, const void *object,
			   const struct desired_pair *pair,
			   const struct desired_circuit *circuit)
{
	json_t *json = json_pack("{s:s, s:s}", "circuit", circuit->name,
				 "pair", pair->name), *value;
	const struct field *field;

	for (field = type->fields; field->key; field++) {
		value = field_json(field, object, true);
		if (!value)
			value = field->kind == FIELD_PREFIXES ? json_array() :
								json_null();
		json_object_set_new(json, field->key, value);
	}
	return json;
}

static void add_prefixes(struct table *table, const json_t *array)
{
	char text[160] = "";
	size_t i, len = 0;

	for (i = 0; i < json_array_size(array) && len < sizeof(text); i++)
		len += snprintf(text + len, sizeof(text) - len, "%s%s",
				i ? " " : "",
				json_string_value(json_array_get(array, i)));
	if (len >= sizeof(text))
		strcpy(text + sizeof(text) - 4, "...");
	table_cell(table, "%s", text[0] ? text : "-");
}

static void add_row(struct table *table, const json_t *json)
{
	const char *key;
	json_t *value;

	table_row(table);
	json_object_foreach((json_t *)json, key, value) {
		if (json_is_array(value))
			add_prefixes(table, value);
		else
			table_cell(table, "%s", json_is_null(value) ? "-" :
				   json_string_value(value));
	}
}

/* --- all of them -------------------------------------------------------- */

enum {
	LIST_FILE,
	LIST_CIRCUIT,
	LIST_PAIR,
};

static const struct cli_param list_params[] = {
	[LIST_FILE] = PARAM_FILE("desired state; - is standard input (default: " CONFIG_WANTED ")"),
	[LIST_CIRCUIT] = PARAM_ONLY("circuit", "CIRCUIT",
				    "only those of this circuit", CLI_CIRCUIT),
	[LIST_PAIR] = PARAM_ONLY("pair", "PAIR", "only those of this pair",
				 CLI_PAIR),
	{}
};

static bool is_one(const struct cli_value *wanted, const char *name)
{
	return !wanted->set || !strcmp(wanted->text, name);
}

static void add_all(json_t *array, const struct linked *linked,
		    const struct desired *desired,
		    const struct cli_value *value)
{
	const struct desired_circuit *circuit;
	const struct desired_pair *pair;
	const struct list *list;
	size_t i;

	desired_each(pair, &desired->pairs) {
		if (!is_one(&value[LIST_PAIR], pair->name))
			continue;
		desired_each(circuit, &pair->circuits) {
			if (!is_one(&value[LIST_CIRCUIT], circuit->name))
				continue;
			list = linked->type == &desired_connection_type ?
				       &circuit->connections :
				       &circuit->global_reach;
			for (i = 0; i < list->n; i++)
				json_array_append_new(array,
					linked_json(linked->type,
						    (char *)list->items +
							    i * list->size,
						    pair, circuit));
		}
	}
}

static int list(struct cli *cli, const struct cli_value *value,
		const struct linked *linked)
{
	struct desired_file file;
	struct table *table;
	json_t *array;
	int ret = config_read(cli, &file, config_path(&value[LIST_FILE]));
	size_t i;

	if (ret) {
		desired_file_free(&file);
		return ret;
	}
	array = json_array();
	add_all(array, linked, &file.desired, value);
	desired_file_free(&file);
	if (cli->options.json)
		return json_print(cli, json_pack("{s:o}", linked->array,
						 array));
	table = table_new(cli, linked->columns, linked->n_columns);
	for (i = 0; i < json_array_size(array); i++)
		add_row(table, json_array_get(array, i));
	json_decref(array);
	return table_print(cli, table);
}

static int run_connections(struct cli *cli, const struct cli_value *value)
{
	return list(cli, value, &connections);
}

static int run_global_reach(struct cli *cli, const struct cli_value *value)
{
	return list(cli, value, &global_reach);
}

const struct cli_command connection_commands[] = {
	RECORD_COMMAND("connection", "create", connection_create,
		       "record a virtual network that is linked to a circuit"),
	RECORD_COMMAND("connection", "set", connection_set,
		       "change what is recorded of a virtual network"),
	RECORD_COMMAND("connection", "delete", connection_delete,
		       "forget a virtual network that was linked"),
	{
		.noun = "connection",
		.verb = "list",
		.help = "show the virtual networks that are linked, and what is expected from them",
		.params = list_params,
		.run = run_connections,
	},
	{}
};

const struct cli_command global_reach_commands[] = {
	RECORD_COMMAND("global-reach", "create", global_reach_create,
		       "record another circuit that one is joined with"),
	RECORD_COMMAND("global-reach", "set", global_reach_set,
		       "change what is recorded of a Global Reach connection"),
	RECORD_COMMAND("global-reach", "delete", global_reach_delete,
		       "forget a Global Reach connection"),
	{
		.noun = "global-reach",
		.verb = "list",
		.help = "show the circuits that circuits are joined with",
		.params = list_params,
		.run = run_global_reach,
	},
	{}
};
