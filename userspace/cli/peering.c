// SPDX-License-Identifier: LGPL-2.1-or-later
#include "peering.h"
#include "edit.h"
#include "error.h"
#include "gate.h"
#include "json.h"
#include "params.h"
#include "pcp_map.h"
#include "peering_change.h"
#include "port.h"
#include "record_table.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

const struct cli_choice peering_types[] = {
	{ "private", ERD_PEERING_PRIVATE, false },
	{ "microsoft", ERD_PEERING_MICROSOFT, false },
	{ "AzurePrivatePeering", ERD_PEERING_PRIVATE, true },
	{ "MicrosoftPeering", ERD_PEERING_MICROSOFT, true },
	{}
};

/* --- set ---------------------------------------------------------------- */

enum {
	SET_CIRCUIT,
	SET_TYPE,
	SET_EGRESS,
	SET_INGRESS,
	SET_PAIR,
	SET_PORT,
	SET_RUNTIME,
};

static const struct cli_param set_params[] = {
	[SET_CIRCUIT] = PEERING_CIRCUIT_PARAM,
	[SET_TYPE] = PEERING_TYPE_PARAM,
	[SET_EGRESS] = {
		.name = "egress-pcp",
		.placeholder = "PRIO:PCP[,...]",
		.help = "PCP of what is sent, by its priority; 0 if not named",
		.kind = CLI_NAME,
		.optional = true,
	},
	[SET_INGRESS] = {
		.name = "ingress-prio",
		.placeholder = "PCP:PRIO[,...]",
		.help = "priority of what is received, by its PCP; 0 if not named",
		.kind = CLI_NAME,
		.optional = true,
	},
	[SET_PAIR] = PARAM_PAIR_OF_CIRCUIT,
	[SET_PORT] = PARAM_ONLY("port", "PORT", "only on this port", CLI_PORT),
	[SET_RUNTIME] = PARAM_RUNTIME,
	{}
};

static int read_map(const struct cli_param *param,
		    const struct cli_value *value, uint8_t *map,
		    unsigned int n, unsigned int max, struct erd_error *err)
{
	const char *bad;

	bad = value->set ? pcp_map_parse(value->text, map, n, max) : NULL;
	if (!bad)
		return ERD_OK;
	erd_fail(err, ERD_USAGE, "%s %.32s: not FROM:TO[,...], FROM once each and 0 to %u, TO 0 to %u",
		 param->name, bad, n - 1, max);
	erd_hint(err, "%s %s", param->name, param->placeholder);
	return ERD_USAGE;
}

static int change_pcp(struct desired *will, const void *what,
		      struct erd_error *err)
{
	const struct erd_pcp_config *config = what;
	const struct erd_pcp_maps *maps = &config->maps;
	struct desired_circuit *circuit;
	struct desired_peering *peering;
	int ret;

	ret = desired_get_circuit(will, config->pair, config->circuit, NULL,
				  &circuit, err);
	if (ret)
		return ret;
	peering = desired_find_peering(circuit, config->peering);
	if (!peering)
		return ERD_NOT_FOUND;
	if (config->port) {
		erd_fail(err, ERD_USAGE,
			 "port: a peering of the file has the same maps on all its ports");
		erd_hint(err, "leave port out");
		return ERD_USAGE;
	}
	if (config->egress_set)
		memcpy(peering->egress_pcp, maps->egress_pcp, ERD_PRIORITIES);
	if (config->ingress_set)
		memcpy(peering->ingress_prio, maps->ingress_prio, ERD_PCPS);
	return ERD_OK;
}

static int running_pcp(struct cli *cli, const void *what)
{
	return erd_peering_set_pcp(cli->erd, what, &cli->err);
}

static int run_set(struct cli *cli, const struct cli_value *value)
{
	struct erd_pcp_config config = {
		.pair = value[SET_PAIR].text,
		.circuit = value[SET_CIRCUIT].text,
		.peering = value[SET_TYPE].number,
		.port = value[SET_PORT].text,
		.egress_set = value[SET_EGRESS].set,
		.ingress_set = value[SET_INGRESS].set,
	};
	const struct edit edit = {
		.change = change_pcp,
		.running = running_pcp,
		.what = &config,
		.runtime = value[SET_RUNTIME].set,
	};
	int ret;

	if (!config.egress_set && !config.ingress_set)
		return erd_fail(&cli->err, ERD_USAGE,
				"peering set: what to set is missing: egress-pcp or ingress-prio");
	ret = read_map(&set_params[SET_EGRESS], &value[SET_EGRESS],
		       config.maps.egress_pcp, ERD_PRIORITIES, ERD_PCPS - 1,
		       &cli->err);
	if (!ret)
		ret = read_map(&set_params[SET_INGRESS], &value[SET_INGRESS],
			       config.maps.ingress_prio, ERD_PCPS,
			       ERD_PRIORITIES - 1, &cli->err);
	if (!ret)
		ret = edit_run(cli, &edit);
	return cli_confirm(cli, ret, "%s peering of circuit '%s' set",
			   erd_peering_name(config.peering), config.circuit);
}

/* --- list and show ------------------------------------------------------ */

static const struct table_column columns[] = {
	{ "CIRCUIT", false }, { "PAIR", false }, { "PEERING", false },
	{ "S-TAG", true }, { "C-TAG", true }, { "ADMIN", false },
	{ "LINK1", false }, { "STATE1", false }, { "LINK2", false },
	{ "STATE2", false },
};

const char *peering_state_word(const struct erd_subif *subif)
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
			peering_state_word(subif));
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
		gate_cell(table, any->admin_state);
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

/* The same, and what takes a request for each sub-interface. */
static int print_json_with_maps(struct cli *cli, const struct model *model)
{
	json_t *peerings = json_peerings(model), *subifs, *object;
	struct erd_pcp_maps maps;
	size_t i, n;
	int role;

	for (i = 0; i < model->n_peerings; i++) {
		subifs = json_object_get(json_array_get(peerings, i),
					 "sub_interfaces");
		for (role = 0, n = 0; role < 2; role++) {
			const struct erd_subif *subif =
				model->peerings[i].link[role];

			if (!subif)
				continue;
			object = json_array_get(subifs, n++);
			json_add_pcp(object, erd_subif_get_pcp(cli->erd, subif,
							       &maps, NULL) ?
						     NULL : &maps);
		}
	}
	return json_print(cli, json_pack("{s:o}", "peerings", peerings));
}

enum {
	LIST_CIRCUIT,
	LIST_PAIR,
};

static const struct cli_param list_params[] = {
	[LIST_CIRCUIT] = PARAM_ONLY("circuit", "CIRCUIT",
				    "only those of this circuit", CLI_CIRCUIT),
	[LIST_PAIR] = PARAM_ONLY("pair", "PAIR", "only those of this pair",
				 CLI_PAIR),
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

static void print_map(const char *title, const uint8_t *map, unsigned int n)
{
	char text[PCP_MAP_TEXT_SIZE];

	pcp_map_text(map, n, text);
	if (text[0])
		printf("%-12s %s\n", title, text);
}

/* What another namespace does not let us read is not shown. */
static void print_maps(struct cli *cli, const struct erd_subif *subif)
{
	struct erd_pcp_maps maps;

	if (erd_subif_get_pcp(cli->erd, subif, &maps, NULL))
		return;
	print_map("egress-pcp", maps.egress_pcp, ERD_PRIORITIES);
	print_map("ingress-prio", maps.ingress_prio, ERD_PCPS);
}

static void print_subif(struct cli *cli, const struct model *model,
			const struct erd_subif *subif)
{
	const struct erd_port *port = model_port(model, subif->port);

	printf("\n%-12s %s, ifindex %u\n", "sub-interface", subif->ifname,
	       subif->ifindex);
	if (subif->netnsid >= 0)
		printf("%-12s %d\n", "netnsid", subif->netnsid);
	printf("%-12s %s, %s\n", "port", subif->port,
	       port ? erd_role_name(port->role) : "unknown");
	printf("%-12s %s\n", "state", peering_state_word(subif));
	print_maps(cli, subif);
	port_print_stats(&subif->stats);
}

static void print_peering(struct cli *cli, const struct model *model,
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
	printf("%-12s %s\n", "admin", erd_admin_state_name(any->admin_state));
	for (role = 0; role < 2; role++)
		if (peering->link[role])
			print_subif(cli, model, peering->link[role]);
}

static const struct cli_param show_params[] = {
	[PEERING_CIRCUIT] = PEERING_CIRCUIT_PARAM,
	[PEERING_TYPE] = PEERING_TYPE_PARAM,
	[PEERING_PAIR] = PARAM_PAIR_OF_CIRCUIT,
	{}
};

static int run_show(struct cli *cli, const struct cli_value *value)
{
	struct erd_circuit circuit = {};
	struct model model;
	size_t i;
	int ret = model_read(cli, &model);

	if (!ret)
		ret = erd_circuit_get(cli->erd, value[PEERING_PAIR].text,
				      value[PEERING_CIRCUIT].text, &circuit,
				      &cli->err);
	peering_keep(&model, circuit.name, circuit.pair);
	keep_type(&model, value[PEERING_TYPE].number);
	if (!ret && !model.n_peerings)
		ret = erd_fail(&cli->err, ERD_NOT_FOUND,
			       "circuit '%s' has no %s peering", circuit.name,
			       erd_peering_name(value[PEERING_TYPE].number));
	if (!ret && cli->options.json)
		ret = print_json_with_maps(cli, &model);
	else if (!ret)
		for (i = 0; i < model.n_peerings; i++)
			print_peering(cli, &model, &model.peerings[i]);
	model_free(&model);
	return ret;
}

const struct cli_command peering_commands[] = {
	{
		.noun = "peering",
		.verb = "create",
		.help = "make a peering's sub-interface on each port of its pair",
		.params = peering_create_params,
		.run = peering_create_run,
	},
	{
		.noun = "peering",
		.verb = "delete",
		.help = "delete a peering's sub-interfaces",
		.params = peering_delete_params,
		.run = peering_delete_run,
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
		.params = show_params,
		.run = run_show,
	},
	{
		.noun = "peering",
		.verb = "enable",
		.help = "let a peering carry traffic",
		.params = peering_enable_params,
		.run = peering_enable_run,
	},
	{
		.noun = "peering",
		.verb = "disable",
		.help = "stop the traffic of a peering on all ports",
		.params = peering_disable_params,
		.run = peering_disable_run,
	},
	{
		.noun = "peering",
		.verb = "set",
		.help = "map priorities to the PCP of tags, and back",
		.params = set_params,
		.run = run_set,
	},
	RECORD_COMMAND("peering", "advertise", peering_advertise,
		       "say which prefixes a peering advertises, and record what Azure says of them"),
	{}
};
