// SPDX-License-Identifier: LGPL-2.1-or-later
/* How erdd is: what it wrote when it last looked, and whether it lives. */
#include "error.h"
#include "json.h"
#include "state.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

static const struct cli_param daemon_params[] = { {} };

static int read_state(struct cli *cli, json_t **state)
{
	json_error_t fault;

	*state = json_load_file(STATE_PATH, 0, &fault);
	if (*state || json_error_code(&fault) == json_error_cannot_open_file)
		return ERD_OK;
	return erd_fail(&cli->err, ERD_ERROR, STATE_PATH ":%d: %s", fault.line,
			fault.text);
}

static const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "-";
}

/* --- for people --------------------------------------------------------- */

static void say(const char *name, const char *value)
{
	printf("%-16s%s\n", name, value);
}

static void say_last(const json_t *last)
{
	if (!json_is_object(last)) {
		say("last reconcile", "none");
		return;
	}
	printf("%-16s%s: %s, %lld change%s (cause: %s)\n", "last reconcile",
	       text_of(last, "time"), text_of(last, "result"),
	       (long long)json_integer_value(json_object_get(last, "changes")),
	       json_integer_value(json_object_get(last, "changes")) == 1 ? "" :
									  "s",
	       text_of(last, "cause"));
}

/* How it is beside the file, in words. */
static const char *state_words(const json_t *state)
{
	static const struct {
		const char *name, *words;
	} all[] = {
		{ "starting", "has not looked yet" },
		{ "in_sync", "the machine is as the file says" },
		{ "failed", "the machine is not as the file says" },
		{ "file_wrong", "the file is wrong: nothing is changed" },
		{ "no_file", "there is no file: nothing is changed" },
		{ "waiting", "waits" },
	};
	const char *name = text_of(state, "state");
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!strcmp(all[i].name, name))
			return all[i].words;
	return name;
}

static void say_reason(const json_t *state)
{
	const char *hint = text_of(state, "hint");

	if (json_is_string(json_object_get(state, "reason")))
		say("reason", text_of(state, "reason"));
	if (json_is_string(json_object_get(state, "hint")))
		say("", hint);
	if (json_is_string(json_object_get(state, "next_try")))
		say("next try", text_of(state, "next_try"));
}

static void say_findings(const json_t *findings, const char *file)
{
	const json_t *finding;
	size_t i;

	json_array_foreach(findings, i, finding)
		printf("%-16s%s:%lld: %s\n", i ? "" : "findings", file,
		       (long long)json_integer_value(
			       json_object_get(finding, "line")),
		       text_of(finding, "message"));
}

static int print_differences(struct cli *cli, const json_t *differences)
{
	static const struct table_column columns[] = {
		{ "OBJECT", false }, { "CHANGE", false }, { "IMPACT", false },
	};
	const json_t *difference;
	struct table *table;
	size_t i;

	if (!json_array_size(differences))
		return ERD_OK;
	putchar('\n');
	table = table_new(cli, columns, 3);
	json_array_foreach(differences, i, difference) {
		table_row(table);
		table_cell(table, "%s", text_of(difference, "object"));
		table_cell(table, "%s", text_of(difference, "change"));
		table_cell(table, "%s", text_of(difference, "impact"));
	}
	return table_print(cli, table);
}

static int print_all(struct cli *cli, const json_t *state, bool running)
{
	char text[64];

	if (!state) {
		say("erdd", "does not run, and has not since the machine began");
		return ERD_OK;
	}
	if (running)
		snprintf(text, sizeof(text), "runs, process %lld, since %s",
			 (long long)json_integer_value(
				 json_object_get(state, "pid")),
			 text_of(state, "since"));
	say("erdd", running ? text : "does not run; this is how it was last");
	say("version", text_of(state, "version"));
	say("file", text_of(state, "file"));
	say("state", state_words(state));
	say_reason(state);
	say("checked", text_of(state, "checked"));
	say_last(json_object_get(state, "last_reconcile"));
	say_findings(json_object_get(state, "findings"),
		     text_of(state, "file"));
	return print_differences(cli, json_object_get(state, "differences"));
}

/* --- the command -------------------------------------------------------- */

/* Takes @state. */
static int print_json(struct cli *cli, json_t *state, bool running)
{
	return json_print(cli, json_pack("{s:{s:b, s:o}}", "daemon",
					 "running", running, "last_state",
					 state ? state : json_null()));
}

static int run(struct cli *cli, const struct cli_value *value)
{
	json_t *state;
	int ret;

	(void)value;
	ret = read_state(cli, &state);
	if (ret)
		return ret;
	if (cli->options.json)
		return print_json(cli, state, state_is_locked());
	ret = print_all(cli, state, state_is_locked());
	json_decref(state);
	return ret;
}

const struct cli_command daemon_commands[] = {
	{
		.noun = "daemon",
		.help = "show whether erdd runs, and how this machine is beside its file",
		.params = daemon_params,
		.run = run,
	},
	{}
};
