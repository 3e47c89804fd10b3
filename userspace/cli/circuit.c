// SPDX-License-Identifier: LGPL-2.1-or-later
#include "circuit_set.h"
#include "circuit_show.h"
#include "edit.h"
#include "error.h"
#include "gate.h"
#include "json.h"
#include "params.h"
#include "rate.h"
#include "record_table.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAME_PARAM(is)	PARAM_OBJECT("name", "NAME", "the circuit", is)

static const struct cli_choice states[] = {
	{ "enabled", ERD_ADMIN_STATE_ENABLED, false },
	{ "disabled", ERD_ADMIN_STATE_DISABLED, false },
	{}
};

/* --- create and delete -------------------------------------------------- */

enum {
	CREATE_NAME,
	CREATE_PAIR,
	CREATE_STAG,
	CREATE_ADMIN,
	CREATE_RUNTIME,
};

static const struct cli_param create_params[] = {
	[CREATE_NAME] = NAME_PARAM(CLI_NAME),
	[CREATE_PAIR] = {
		.name = "pair",
		.placeholder = "PAIR",
		.help = "port pair that carries it",
		.kind = CLI_PAIR,
	},
	[CREATE_STAG] = PARAM_TAG("stag",
				  "S-tag that Azure gave it, on a qinq pair",
				  true),
	[CREATE_ADMIN] = {
		.name = "admin",
		.help = "whether it carries traffic (default: enabled)",
		.kind = CLI_CHOICE,
		.choices = states,
		.optional = true,
	},
	[CREATE_RUNTIME] = PARAM_RUNTIME,
	{}
};

static int change_create(struct desired *will, const void *what,
			 struct erd_error *err)
{
	const struct erd_circuit_config *config = what;
	struct desired_pair *pair = desired_find_pair(will, config->pair);
	struct desired_circuit *circuit;

	if (!pair)
		return ERD_NOT_FOUND;
	circuit = desired_find_circuit(pair, config->name);
	if (circuit && circuit->stag != config->stag)
		return erd_fail(err, ERD_CONFLICT,
				"circuit '%s' exists on pair '%s' with S-tag %u",
				circuit->name, pair->name, circuit->stag);
	if (!circuit) {
		circuit = desired_add(&desired_circuit_type, &pair->circuits);
		if (!circuit || !desired_set_text(&circuit->name, config->name))
			return edit_no_memory(err);
		circuit->stag = config->stag;
	}
	if (config->admin_state_set)
		circuit->admin_state = config->admin_state;
	return ERD_OK;
}

static int running_create(struct cli *cli, const void *what)
{
	return erd_circuit_create(cli->erd, what, &cli->err);
}

static int run_create(struct cli *cli, const struct cli_value *value)
{
	const struct erd_circuit_config config = {
		.pair = value[CREATE_PAIR].text,
		.name = value[CREATE_NAME].text,
		.stag = value[CREATE_STAG].number,
		.admin_state_set = value[CREATE_ADMIN].set,
		.admin_state = value[CREATE_ADMIN].number,
	};
	const struct edit edit = {
		.change = change_create,
		.running = running_create,
		.what = &config,
		.runtime = value[CREATE_RUNTIME].set,
	};

	return cli_confirm(cli, edit_run(cli, &edit),
			   "circuit '%s' created", config.name);
}

enum {
	DELETE_NAME,
	DELETE_PAIR,
	DELETE_FORCE,
	DELETE_RUNTIME,
};

static const struct cli_param delete_params[] = {
	[DELETE_NAME] = NAME_PARAM(CLI_CIRCUIT),
	[DELETE_PAIR] = PARAM_PAIR_OF_CIRCUIT,
	[DELETE_FORCE] = PARAM_FLAG("force", "delete its peerings too"),
	[DELETE_RUNTIME] = PARAM_RUNTIME,
	{}
};

static int change_delete(struct desired *will, const void *what,
			 struct erd_error *err)
{
	const struct cli_value *value = what;
	struct desired_circuit *circuit;
	struct desired_pair *pair;
	int ret;

	ret = desired_get_circuit(will, value[DELETE_PAIR].text,
				  value[DELETE_NAME].text, &pair, &circuit,
				  err);
	if (!ret)
		desired_remove(&desired_circuit_type, &pair->circuits, circuit);
	return ret;
}

static int running_delete(struct cli *cli, const void *what)
{
	const struct cli_value *value = what;

	return erd_circuit_delete(cli->erd, value[DELETE_PAIR].text,
				  value[DELETE_NAME].text,
				  value[DELETE_FORCE].set, &cli->err);
}

static int run_delete(struct cli *cli, const struct cli_value *value)
{
	const struct edit edit = {
		.change = change_delete,
		.running = running_delete,
		.what = value,
		.runtime = value[DELETE_RUNTIME].set,
		.force = value[DELETE_FORCE].set,
	};

	return cli_confirm(cli, edit_run(cli, &edit),
			   "circuit '%s' deleted",
			   value[DELETE_NAME].text);
}

/* --- enable and disable ------------------------------------------------- */

enum {
	STATE_NAME,
	STATE_PAIR,
	STATE_RUNTIME,
	STATE_YES,
	STATE_FORCE,
};

static const struct cli_param enable_params[] = {
	[STATE_NAME] = NAME_PARAM(CLI_CIRCUIT),
	[STATE_PAIR] = PARAM_PAIR_OF_CIRCUIT,
	[STATE_RUNTIME] = PARAM_RUNTIME,
	{}
};

static const struct cli_param disable_params[] = {
	[STATE_NAME] = NAME_PARAM(CLI_CIRCUIT),
	[STATE_PAIR] = PARAM_PAIR_OF_CIRCUIT,
	[STATE_RUNTIME] = PARAM_RUNTIME,
	[STATE_YES] = PARAM_YES,
	[STATE_FORCE] = PARAM_FORCE_PATH,
	{}
};

struct state {
	const char *pair, *name;
	enum erd_admin_state state;
};

static int change_state(struct desired *will, const void *what,
			struct erd_error *err)
{
	const struct state *is = what;
	struct desired_circuit *circuit;
	struct desired_pair *pair;
	int ret;

	ret = desired_get_circuit(will, is->pair, is->name, &pair, &circuit,
				  err);
	if (!ret)
		circuit->admin_state = is->state;
	return ret;
}

static int running_state(struct cli *cli, const void *what)
{
	const struct state *is = what;

	return erd_circuit_set_admin_state(cli->erd, is->pair, is->name,
					   is->state, &cli->err);
}

static int set_state(struct cli *cli, const struct cli_value *value,
		     enum erd_admin_state will, bool force)
{
	const struct state state = {
		value[STATE_PAIR].text, value[STATE_NAME].text, will
	};
	const struct edit edit = {
		.change = change_state,
		.running = running_state,
		.what = &state,
		.runtime = value[STATE_RUNTIME].set,
		.force = force,
	};

	return cli_confirm(cli, edit_run(cli, &edit),
			   "circuit '%s' %s", state.name,
			   erd_admin_state_name(will));
}

static int run_enable(struct cli *cli, const struct cli_value *value)
{
	return set_state(cli, value, ERD_ADMIN_STATE_ENABLED, false);
}

static int run_disable(struct cli *cli, const struct cli_value *value)
{
	const struct gate gate = {
		.pair = value[STATE_PAIR].text,
		.circuit = value[STATE_NAME].text,
	};
	char what[64];
	int ret = ERD_OK;

	snprintf(what, sizeof(what), "circuit '%s'", gate.circuit);
	if (!value[STATE_YES].set)
		ret = gate_ask(cli, &gate, what);
	return ret ? ret : set_state(cli, value, ERD_ADMIN_STATE_DISABLED,
				     value[STATE_FORCE].set);
}

/* --- list and show ------------------------------------------------------ */

static const struct table_column columns[] = {
	{ "CIRCUIT", false },
	{ "PAIR", false },
	{ "S-TAG", true },
	{ "ADMIN", false },
	{ "SUBIFS", true },
	{ "RATE-IN", true },
	{ "RATE-OUT", true },
	{ "SAMPLE", true },
};

static int compare(const void *a, const void *b)
{
	const struct erd_circuit *x = a, *y = b;
	int order = strcmp(x->pair, y->pair);

	if (!order)
		order = (int)x->stag - (int)y->stag;
	return order ? order : strcmp(x->name, y->name);
}

/* What is set, or nothing in the cells if that is nothing or not known. */
static void add_settings(struct cli *cli, struct table *table,
			 const struct erd_circuit *circuit)
{
	struct erd_circuit_settings settings;
	const struct erd_rate *rates[] = { &settings.rates.rx,
					   &settings.rates.tx };
	char text[32];
	int d;

	erd_circuit_settings(cli->erd, circuit, &settings, NULL);
	for (d = 0; d < 2; d++)
		table_cell(table, "%s",
			   rates[d]->bits_per_s ?
				   rate_text(rates[d]->bits_per_s, text,
					     sizeof(text)) : "-");
	if (settings.sampling.every)
		table_cell(table, "1/%u", settings.sampling.every);
	else
		table_cell(table, "-");
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
		gate_cell(table, circuits[i].admin_state);
		table_number(table, circuits[i].subifs);
		add_settings(cli, table, &circuits[i]);
	}
	return table_print(cli, table);
}

static int print_json(struct cli *cli, const struct erd_circuit *circuits,
		      size_t n)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < n; i++) {
		json_t *object = json_circuit(&circuits[i]);
		struct erd_circuit_settings is;

		if (erd_circuit_settings(cli->erd, &circuits[i], &is, NULL))
			json_add_settings(object, NULL);
		else
			json_add_settings(object, &is);
		json_array_append_new(array, object);
	}
	return json_print(cli, json_pack("{s:o}", "circuits", array));
}

static int print(struct cli *cli, const struct erd_circuit *circuits, size_t n)
{
	return cli->options.json ? print_json(cli, circuits, n) :
				   print_table(cli, circuits, n);
}

static const struct cli_param list_params[] = {
	PARAM_ONLY("pair", "PAIR", "only those of this pair", CLI_PAIR),
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
		.help = "show one circuit as the portal does, and how it runs",
		.params = circuit_show_params,
		.run = circuit_show_run,
	},
	{
		.noun = "circuit",
		.verb = "set",
		.help = "limit the bandwidth of a circuit, or sample its frames",
		.params = circuit_set_params,
		.run = circuit_set_run,
	},
	RECORD_COMMAND("circuit", "provider", circuit_provider,
		       "record the states of a circuit at its provider and Azure"),
	{
		.noun = "circuit",
		.verb = "enable",
		.help = "let a circuit carry traffic",
		.params = enable_params,
		.run = run_enable,
	},
	{
		.noun = "circuit",
		.verb = "disable",
		.help = "stop the traffic of a circuit on both ports",
		.params = disable_params,
		.run = run_disable,
	},
	{}
};
