// SPDX-License-Identifier: LGPL-2.1-or-later
#include "peering.h"
#include "error.h"
#include "json.h"
#include "port.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

static const struct cli_choice types[] = {
	{ "private", ERD_PEERING_PRIVATE, false },
	{ "microsoft", ERD_PEERING_MICROSOFT, false },
	{ "AzurePrivatePeering", ERD_PEERING_PRIVATE, true },
	{ "MicrosoftPeering", ERD_PEERING_MICROSOFT, true },
	{}
};

#define CIRCUIT_PARAM					\
	{						\
		.name = "circuit",			\
		.placeholder = "CIRCUIT",		\
		.help = "the circuit",			\
		.kind = CLI_CIRCUIT,			\
		.positional = true,			\
	}

#define TYPE_PARAM					\
	{						\
		.name = "type",				\
		.help = "the routing domain",		\
		.kind = CLI_CHOICE,			\
		.choices = types,			\
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
	CREATE_CIRCUIT,
	CREATE_TYPE,
	CREATE_CTAG,
	CREATE_PAIR,
	CREATE_IFNAME,
};

static const struct cli_param create_params[] = {
	[CREATE_CIRCUIT] = CIRCUIT_PARAM,
	[CREATE_TYPE] = TYPE_PARAM,
	[CREATE_CTAG] = {
		.name = "ctag",
		.placeholder = "N",
		.help = "C-tag, Azure's VLAN ID of the peering",
		.kind = CLI_NUMBER,
		.min = ERD_VID_MIN,
		.max = ERD_VID_MAX,
	},
	[CREATE_PAIR] = PAIR_PARAM,
	[CREATE_IFNAME] = {
		.name = "ifname",
		.placeholder = "PATTERN",
		.help = "names of the sub-interfaces; %d is 1 or 2, the link",
		.kind = CLI_NAME,
		.optional = true,
	},
	{}
};

static int run_create(struct cli *cli, const struct cli_value *value)
{
	const struct erd_peering_config config = {
		.pair = value[CREATE_PAIR].text,
		.circuit = value[CREATE_CIRCUIT].text,
		.peering = value[CREATE_TYPE].number,
		.ctag = value[CREATE_CTAG].number,
		.ifname = value[CREATE_IFNAME].text,
	};
	int ret = cli_open(cli);

	if (!ret)
		ret = erd_peering_create(cli->erd, &config, &cli->err);
	if (ret < 0)
		return ret;
	return cli_confirm(cli, ret, "%s peering of circuit '%s' created",
			   erd_peering_name(config.peering), config.circuit);
}

enum {
	ONE_CIRCUIT,
	ONE_TYPE,
	ONE_PAIR,
};

static const struct cli_param one_params[] = {
	[ONE_CIRCUIT] = CIRCUIT_PARAM,
	[ONE_TYPE] = TYPE_PARAM,
	[ONE_PAIR] = PAIR_PARAM,
	{}
};

static int run_delete(struct cli *cli, const struct cli_value *value)
{
	enum erd_peering peering = value[ONE_TYPE].number;
	int ret = cli_open(cli);

	if (!ret)
		ret = erd_peering_delete(cli->erd, value[ONE_PAIR].text,
					 value[ONE_CIRCUIT].text, peering,
					 &cli->err);
	if (ret)
		return ret;
	return cli_confirm(cli, ret, "%s peering of circuit '%s' deleted",
			   erd_peering_name(peering), value[ONE_CIRCUIT].text);
}

/* --- list and show ------------------------------------------------------ */

static const struct table_column columns[] = {
	{ "CIRCUIT", false }, { "PAIR", false }, { "PEERING", false },
	{ "S-TAG", true }, { "C-TAG", true }, { "LINK1", false },
	{ "STATE1", false }, { "LINK2", false }, { "STATE2", false },
};

static const char *state_word(const struct erd_subif *subif)
{
	if (!subif->up)
		return "down";
	return subif->carrier ? "up" : "no-carrier";
}

static void add_link(struct table *table, const struct erd_subif *subif)
{
	if (!subif) {
		table_cell(table, "-");
		table_cell(table, "-");
		return;
	}
	table_cell(table, "%s", subif->ifname);
	table_tone_cell(table,
			subif->up && subif->carrier ? TABLE_GOOD : TABLE_BAD,
			state_word(subif));
}

int peering_print_table(struct cli *cli, const struct model *model)
{
	struct table *table;
	size_t i;

	table = table_new(cli, columns, sizeof(columns) / sizeof(columns[0]));
	for (i = 0; i < model->n_peerings; i++) {
		const struct model_peering *peering = &model->peerings[i];
		const struct erd_subif *any = peering->any;

		table_row(table);
		table_cell(table, "%s", any->circuit);
		table_cell(table, "%s", any->pair);
		table_cell(table, "%s", any->peering == ERD_PEERING_UNSPEC ?
				   "-" : erd_peering_name(any->peering));
		table_tag(table, any->stag);
		table_tag(table, any->ctag);
		add_link(table, peering->link[ERD_ROLE_PRIMARY]);
		add_link(table, peering->link[ERD_ROLE_SECONDARY]);
	}
	return table_print(cli, table);
}

void peering_keep(struct model *model, const char *circuit, const char *pair)
{
	const struct erd_subif *any;
	size_t i, kept = 0;

	for (i = 0; i < model->n_peerings; i++) {
		any = model->peerings[i].any;
		if (circuit && strcmp(any->circuit, circuit))
			continue;
		if (pair && strcmp(any->pair, pair))
			continue;
		model->peerings[kept++] = model->peerings[i];
	}
	model->n_peerings = kept;
}

static void keep_type(struct model *model, enum erd_peering type)
{
	size_t i, kept = 0;

	for (i = 0; i < model->n_peerings; i++)
		if (model->peerings[i].any->peering == type)
			model->peerings[kept++] = model->peerings[i];
	model->n_peerings = kept;
}

static int print_json(struct cli *cli, const struct model *model)
{
	return json_print(cli, json_pack("{s:o}", "peerings",
					 json_peerings(model)));
}

enum {
	LIST_CIRCUIT,
	LIST_PAIR,
};

static const struct cli_param list_params[] = {
	[LIST_CIRCUIT] = {
		.name = "circuit",
		.placeholder = "CIRCUIT",
		.help = "only those of this circuit",
		.kind = CLI_CIRCUIT,
		.optional = true,
	},
	[LIST_PAIR] = {
		.name = "pair",
		.placeholder = "PAIR",
		.help = "only those of this pair",
		.kind = CLI_PAIR,
		.optional = true,
	},
	{}
};

static int run_list(struct cli *cli, const struct cli_value *value)
{
	struct model model;
	int ret = model_read(cli, &model);

	peering_keep(&model, value[LIST_CIRCUIT].text, value[LIST_PAIR].text);
	if (!ret)
		ret = cli->options.json ? print_json(cli, &model) :
					  peering_print_table(cli, &model);
	model_free(&model);
	return ret;
}

static void print_subif(const struct model *model,
			const struct erd_subif *subif)
{
	const struct erd_port *port = model_port(model, subif->port);

	printf("\n%-12s %s, ifindex %u\n", "sub-interface", subif->ifname,
	       subif->ifindex);
	if (subif->netnsid >= 0)
		printf("%-12s %d\n", "netnsid", subif->netnsid);
	printf("%-12s %s, %s\n", "port", subif->port,
	       port ? erd_role_name(port->role) : "unknown");
	printf("%-12s %s\n", "state", state_word(subif));
	port_print_stats(&subif->stats);
}

static void print_peering(const struct model *model,
			  const struct model_peering *peering)
{
	const struct erd_subif *any = peering->any;
	int role;

	printf("%-12s %s\n", "circuit", any->circuit);
	printf("%-12s %s\n", "pair", any->pair);
	printf("%-12s %s\n", "peering", erd_peering_name(any->peering));
	if (any->stag)
		printf("%-12s %u\n", "S-tag", any->stag);
	printf("%-12s %u\n", "C-tag", any->ctag);
	for (role = 0; role < 2; role++)
		if (peering->link[role])
			print_subif(model, peering->link[role]);
}

static int run_show(struct cli *cli, const struct cli_value *value)
{
	struct erd_circuit circuit = {};
	struct model model;
	size_t i;
	int ret = model_read(cli, &model);

	if (!ret)
		ret = erd_circuit_get(cli->erd, value[ONE_PAIR].text,
				      value[ONE_CIRCUIT].text, &circuit,
				      &cli->err);
	peering_keep(&model, circuit.name, circuit.pair);
	keep_type(&model, value[ONE_TYPE].number);
	if (!ret && !model.n_peerings)
		ret = erd_fail(&cli->err, ERD_NOT_FOUND,
			       "circuit '%s' has no %s peering", circuit.name,
			       erd_peering_name(value[ONE_TYPE].number));
	if (!ret && cli->options.json)
		ret = print_json(cli, &model);
	else if (!ret)
		for (i = 0; i < model.n_peerings; i++)
			print_peering(&model, &model.peerings[i]);
	model_free(&model);
	return ret;
}

const struct cli_command peering_commands[] = {
	{
		.noun = "peering",
		.verb = "create",
		.help = "make a peering's sub-interface on each port of its pair",
		.params = create_params,
		.run = run_create,
	},
	{
		.noun = "peering",
		.verb = "delete",
		.help = "delete a peering's sub-interfaces",
		.params = one_params,
		.run = run_delete,
	},
	{
		.noun = "peering",
		.verb = "list",
		.help = "show all peerings",
		.params = list_params,
		.run = run_list,
	},
	{
		.noun = "peering",
		.verb = "show",
		.help = "show one peering with its counters",
		.params = one_params,
		.run = run_show,
	},
	{}
};
