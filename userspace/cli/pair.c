// SPDX-License-Identifier: LGPL-2.1-or-later
/* Pairs as the file has them: their capacity, and how far the work is. */
#include "config.h"
#include "error.h"
#include "json.h"
#include "record_table.h"
#include "table.h"
#include "wanted.h"

#include <stdio.h>
#include <string.h>

/* --- as JSON ------------------------------------------------------------ */

/* Of a port, in Mb/s; negative if more was provisioned than it carries. */
static int64_t left_mbps(const struct desired_pair *pair)
{
	return 1000 * (int64_t)pair->bandwidth_gbps -
	       (int64_t)pair_provisioned_mbps(pair);
}

static json_t *json_pair(const struct desired_pair *pair,
			 const struct list *steps)
{
	char date[11] = "";

	pair_billed_by(pair, date);
	return json_pack("{s:s, s:s, s:o, s:o, s:I, s:o, s:i, s:i, s:o, s:o}",
			 "name", pair->name,
			 "model", pair->model == DESIRED_DIRECT ? "direct" :
								  "partner",
			 "location", json_text(pair->location),
			 "port_mbps", pair->bandwidth_gbps ?
				 json_integer(1000 *
					      (json_int_t)pair->bandwidth_gbps) :
				 json_null(),
			 "provisioned_mbps",
			 (json_int_t)pair_provisioned_mbps(pair),
			 "left_mbps", pair->bandwidth_gbps ?
				 json_integer(left_mbps(pair)) : json_null(),
			 "ports", (int)pair->ports.n,
			 "circuits", (int)pair->circuits.n,
			 "billed_by", json_text(date),
			 "steps", json_steps(steps));
}

/* --- as tables ---------------------------------------------------------- */

static const struct table_column pair_columns[] = {
	{ "PAIR", false }, { "MODEL", false }, { "LOCATION", false },
	{ "PORTS", true }, { "GB/S", true }, { "CIRCUITS", true },
	{ "PROVISIONED", true }, { "LEFT", true }, { "BILLED BY", false },
	{ "NEXT", false },
};

static const struct table_column step_columns[] = {
	{ "STEP", false }, { "OBJECT", false }, { "STATE", false },
	{ "WHAT TO DO", false },
};

/* The first that is not done. */
static const char *next_of(const struct list *steps)
{
	const struct workflow_step *step;

	desired_each(step, steps)
		if (step->state != WORKFLOW_DONE)
			return step->step;
	return "-";
}

static void add_pair(struct table *table, const struct desired_pair *pair,
		     const struct list *steps)
{
	char date[11] = "-";

	pair_billed_by(pair, date);
	table_row(table);
	table_cell(table, "%s", pair->name);
	table_cell(table, "%s", pair->model == DESIRED_DIRECT ? "direct" :
								"partner");
	table_cell(table, "%s", pair->location ? pair->location : "-");
	table_number(table, pair->ports.n);
	if (pair->bandwidth_gbps)
		table_number(table, pair->bandwidth_gbps);
	else
		table_cell(table, "-");
	table_number(table, pair->circuits.n);
	table_cell(table, "%g", pair_provisioned_mbps(pair) / 1000.0);
	if (pair->bandwidth_gbps)
		table_cell(table, "%g", left_mbps(pair) / 1000.0);
	else
		table_cell(table, "-");
	table_cell(table, "%s", date);
	table_cell(table, "%s", next_of(steps));
}

static void add_steps(struct table *table, const struct list *steps)
{
	static const enum table_tone tones[] = {
		[WORKFLOW_DONE] = TABLE_GOOD,
		[WORKFLOW_WAITS] = TABLE_DIM,
		[WORKFLOW_OPEN] = TABLE_BAD,
	};
	const struct workflow_step *step;

	desired_each(step, steps) {
		table_row(table);
		table_cell(table, "%s", step->step);
		table_cell(table, "%s", step->object);
		table_tone_cell(table, tones[step->state],
				workflow_state_name(step->state));
		table_cell(table, "%s", step->what);
	}
}

/* --- commands ----------------------------------------------------------- */

/* What is printed of each pair. */
struct output {
	json_t *json;
	struct table *pairs, *steps;
};

static int add(struct cli *cli, struct output *output,
	       const struct desired_pair *pair)
{
	struct list steps = LIST_OF(struct workflow_step);
	int ret = ERD_OK;

	if (!workflow_of(pair, &steps))
		ret = erd_fail(&cli->err, ERD_ERROR, "out of memory");
	else if (output->json)
		json_array_append_new(output->json, json_pair(pair, &steps));
	else
		add_pair(output->pairs, pair, &steps);
	if (!ret && output->steps)
		add_steps(output->steps, &steps);
	list_free(&steps);
	return ret;
}

static int print(struct cli *cli, struct output *output)
{
	int ret;

	if (output->json)
		return json_print(cli, json_pack("{s:o}", "pairs",
						 output->json));
	ret = table_print(cli, output->pairs);
	if (!ret && output->steps) {
		putchar('\n');
		ret = table_print(cli, output->steps);
	}
	return ret;
}

/* All pairs, or the one that is named, with its steps. */
static int show(struct cli *cli, const struct desired_file *file,
		const char *name)
{
	const struct desired_pair *pair;
	struct output output = {};
	int ret = ERD_OK;

	if (name && !desired_find_pair(&file->desired, name))
		return erd_fail(&cli->err, ERD_NOT_FOUND,
				"%s has no pair '%.64s'", file->path, name);
	if (cli->options.json)
		output.json = json_array();
	else
		output.pairs = table_new(cli, pair_columns, 10);
	if (name && !cli->options.json)
		output.steps = table_new(cli, step_columns, 4);
	desired_each(pair, &file->desired.pairs)
		if (!ret && (!name || !strcmp(pair->name, name)))
			ret = add(cli, &output, pair);
	return ret ? ret : print(cli, &output);
}

static int run(struct cli *cli, const char *path, const char *name)
{
	struct desired_file file;
	int ret = config_read(cli, &file, path);

	if (!ret)
		ret = show(cli, &file, name);
	desired_file_free(&file);
	return ret;
}

static const struct cli_param list_params[] = {
	PARAM_FILE("desired state; - is standard input (default: " CONFIG_WANTED ")"),
	{}
};

static int run_list(struct cli *cli, const struct cli_value *value)
{
	return run(cli, config_path(&value[0]), NULL);
}

static const struct cli_param show_params[] = {
	{
		.name = "name",
		.placeholder = "NAME",
		.help = "the pair",
		.kind = CLI_PAIR,
		.positional = true,
	},
	PARAM_FILE("desired state; - is standard input (default: " CONFIG_WANTED ")"),
	{}
};

static int run_show(struct cli *cli, const struct cli_value *value)
{
	return run(cli, config_path(&value[1]), value[0].text);
}

const struct cli_command pair_commands[] = {
	{
		.noun = "pair",
		.verb = "list",
		.help = "show the pairs of a file, their capacity and what comes next",
		.params = list_params,
		.run = run_list,
	},
	{
		.noun = "pair",
		.verb = "show",
		.help = "show one pair and each step from its order to its connections",
		.params = show_params,
		.run = run_show,
	},
	RECORD_COMMAND("pair", "set", pair_set,
		       "record a pair's reservation and where its ports are"),
	{}
};
