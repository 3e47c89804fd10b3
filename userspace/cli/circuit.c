// SPDX-License-Identifier: LGPL-2.1-or-later
#include "cli.h"
#include "json.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_PARAM(is)					\
	{						\
		.name = "name",				\
		.placeholder = "NAME",			\
		.help = "the circuit",			\
		.kind = (is),				\
		.positional = true,			\
	}

#define PAIR_PARAM					\
	{						\
		.name = "pair",				\
		.placeholder = "PAIR",			\
		.help = "its pair, if several have a circuit of that name", \
		.kind = CLI_PAIR,			\
		.optional = true,			\
	}

/* --- create and delete -------------------------------------------------- */

enum {
	CREATE_NAME,
	CREATE_PAIR,
	CREATE_STAG,
};

static const struct cli_param create_params[] = {
	[CREATE_NAME] = NAME_PARAM(CLI_NAME),
	[CREATE_PAIR] = {
		.name = "pair",
		.placeholder = "PAIR",
		.help = "port pair that carries it",
		.kind = CLI_PAIR,
	},
	[CREATE_STAG] = {
		.name = "stag",
		.placeholder = "N",
		.help = "S-tag that Azure gave it, on a qinq pair",
		.kind = CLI_NUMBER,
		.min = ERD_VID_MIN,
		.max = ERD_VID_MAX,
		.optional = true,
	},
	{}
};

static int run_create(struct cli *cli, const struct cli_value *value)
{
	int ret = cli_open(cli);

	if (!ret)
		ret = erd_circuit_create(cli->erd, value[CREATE_PAIR].text,
					 value[CREATE_NAME].text,
					 value[CREATE_STAG].number, &cli->err);
	if (ret < 0)
		return ret;
	return cli_confirm(cli, ret, "circuit '%s' created",
			   value[CREATE_NAME].text);
}

enum {
	DELETE_NAME,
	DELETE_PAIR,
	DELETE_FORCE,
};

static const struct cli_param delete_params[] = {
	[DELETE_NAME] = NAME_PARAM(CLI_CIRCUIT),
	[DELETE_PAIR] = PAIR_PARAM,
	[DELETE_FORCE] = {
		.name = "force",
		.help = "delete its peerings too",
		.kind = CLI_FLAG,
		.optional = true,
	},
	{}
};

static int run_delete(struct cli *cli, const struct cli_value *value)
{
	int ret = cli_open(cli);

	if (!ret)
		ret = erd_circuit_delete(cli->erd, value[DELETE_PAIR].text,
					 value[DELETE_NAME].text,
					 value[DELETE_FORCE].set, &cli->err);
	if (ret)
		return ret;
	return cli_confirm(cli, ret, "circuit '%s' deleted",
			   value[DELETE_NAME].text);
}

/* --- list and show ------------------------------------------------------ */

static const struct table_column columns[] = {
	{ "CIRCUIT", false },
	{ "PAIR", false },
	{ "S-TAG", true },
	{ "SUBIFS", true },
};

static int compare(const void *a, const void *b)
{
	const struct erd_circuit *x = a, *y = b;
	int order = strcmp(x->pair, y->pair);

	if (!order)
		order = (int)x->stag - (int)y->stag;
	return order ? order : strcmp(x->name, y->name);
}

static int print_table(struct cli *cli, const struct erd_circuit *circuits,
		       size_t n)
{
	struct table *table;
	size_t i;

	table = table_new(cli, columns, sizeof(columns) / sizeof(columns[0]));
	for (i = 0; i < n; i++) {
		table_row(table);
		table_cell(table, "%s", circuits[i].name);
		table_cell(table, "%s", circuits[i].pair);
		table_tag(table, circuits[i].stag);
		table_number(table, circuits[i].subifs);
	}
	return table_print(cli, table);
}

static int print_json(struct cli *cli, const struct erd_circuit *circuits,
		      size_t n)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(array, json_circuit(&circuits[i]));
	return json_print(cli, json_pack("{s:o}", "circuits", array));
}

static int print(struct cli *cli, const struct erd_circuit *circuits, size_t n)
{
	return cli->options.json ? print_json(cli, circuits, n) :
				   print_table(cli, circuits, n);
}

static const struct cli_param list_params[] = {
	{
		.name = "pair",
		.placeholder = "PAIR",
		.help = "only those of this pair",
		.kind = CLI_PAIR,
		.optional = true,
	},
	{}
};

static size_t keep_pair(struct erd_circuit *circuits, size_t n,
			const char *pair)
{
	size_t i, kept = 0;

	for (i = 0; i < n; i++)
		if (!pair || !strcmp(circuits[i].pair, pair))
			circuits[kept++] = circuits[i];
	return kept;
}

static int run_list(struct cli *cli, const struct cli_value *value)
{
	struct erd_circuit *circuits = NULL;
	size_t n = 0;
	int ret;

	ret = cli_open(cli);
	if (!ret)
		ret = erd_circuit_list(cli->erd, &circuits, &n, &cli->err);
	if (ret)
		return ret;
	n = keep_pair(circuits, n, value[0].text);
	if (n)
		qsort(circuits, n, sizeof(*circuits), compare);
	ret = print(cli, circuits, n);
	free(circuits);
	return ret;
}

enum {
	SHOW_NAME,
	SHOW_PAIR,
};

static const struct cli_param show_params[] = {
	[SHOW_NAME] = NAME_PARAM(CLI_CIRCUIT),
	[SHOW_PAIR] = PAIR_PARAM,
	{}
};

static int run_show(struct cli *cli, const struct cli_value *value)
{
	struct erd_circuit circuit = {};
	int ret = cli_open(cli);

	if (!ret)
		ret = erd_circuit_get(cli->erd, value[SHOW_PAIR].text,
				      value[SHOW_NAME].text, &circuit,
				      &cli->err);
	return ret ? ret : print(cli, &circuit, 1);
}

const struct cli_command circuit_commands[] = {
	{
		.noun = "circuit",
		.verb = "create",
		.help = "make an ExpressRoute circuit known",
		.params = create_params,
		.run = run_create,
	},
	{
		.noun = "circuit",
		.verb = "delete",
		.help = "forget a circuit",
		.params = delete_params,
		.run = run_delete,
	},
	{
		.noun = "circuit",
		.verb = "list",
		.help = "show all circuits",
		.params = list_params,
		.run = run_list,
	},
	{
		.noun = "circuit",
		.verb = "show",
		.help = "show one circuit",
		.params = show_params,
		.run = run_show,
	},
	{}
};
