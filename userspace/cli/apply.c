// SPDX-License-Identifier: LGPL-2.1-or-later
/* Desired state made true: diff, apply, history, rollback. */
#include "apply_command.h"
#include "config.h"
#include "error.h"
#include "json.h"
#include "params.h"
#include "reconcile.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- a plan ------------------------------------------------------------- */

static const struct table_column plan_columns[] = {
	{ "OBJECT", false }, { "CHANGE", false }, { "IMPACT", false },
};

static const char *impact_words(enum change_impact impact)
{
	static const char *const words[] = {
		[IMPACT_NONE] = "none",
		[IMPACT_SOFT] = "session soft",
		[IMPACT_RESET] = "session reset",
		[IMPACT_LINK] = "link down",
	};

	return words[impact];
}

static int print_plan_table(struct cli *cli, const struct list *rows)
{
	const struct plan_row *row, *before = NULL;
	struct table *table;

	table = table_new(cli, plan_columns, 3);
	desired_each(row, rows) {
		table_row(table);
		table_cell(table, "%s", before && before->step == row->step &&
					!strcmp(before->object, row->object) ?
						"" : row->object);
		table_cell(table, "%s", row->text);
		table_tone_cell(table, row->impact == IMPACT_NONE ?
						TABLE_PLAIN : TABLE_BAD,
				impact_words(row->impact));
		before = row;
	}
	return table_print(cli, table);
}

static json_t *json_plan(const struct list *rows)
{
	const struct plan_row *row;
	json_t *array = json_array();

	desired_each(row, rows)
		json_array_append_new(array,
			json_pack("{s:i, s:s, s:s, s:s}",
				  "step", row->step,
				  "object", row->object,
				  "change", row->text,
				  "impact", impact_name(row->impact)));
	return array;
}

static int print_plan(struct cli *cli, const struct plan *plan)
{
	struct list rows = LIST_OF(struct plan_row);
	int ret;

	if (!plan_rows(plan, &rows))
		ret = erd_fail(&cli->err, ERD_ERROR, "out of memory");
	else if (cli->options.json)
		ret = json_print(cli, json_pack("{s:o, s:s}",
						"changes", json_plan(&rows),
						"impact",
						impact_name(plan_impact(plan))));
	else
		ret = print_plan_table(cli, &rows);
	list_free(&rows);
	return ret;
}

/* --- diff and apply ----------------------------------------------------- */

/* Who waited for others may have read what they have made another since. */
static int check_as_read(struct cli *cli, const struct desired_file *file,
			 struct apply *apply)
{
	apply->again = !desired_file_is_as_read(file);
	if (!apply->again)
		return ERD_OK;
	erd_fail(&cli->err, ERD_CONFLICT,
		 "%s: somebody has changed it meanwhile", file->path);
	erd_hint(&cli->err, "nothing was changed: try again");
	return ERD_CONFLICT;
}

static int check_pending(struct cli *cli, const struct store *store,
			 const struct apply *apply)
{
	if (!apply->pending)
		return confirm_check(cli, store);
	if (store_is_pending(store, apply->pending))
		return ERD_OK;
	return erd_fail(&cli->err, ERD_CONFLICT,
			"the apply that waited for its confirmation does not any more");
}

/* Others wait. */
static int apply_planned(struct cli *cli, struct reconcile *r,
			 struct apply *apply)
{
	int done, ret;

	ret = check_pending(cli, &r->store, apply);
	if (!ret)
		ret = check_as_read(cli, r->file, apply);
	if (ret)
		return ret;
	done = reconcile_apply(r, DESIRED_PATH, &cli->err);
	if (done < 0 || !apply->back)
		return done;
	ret = store_clear_pending(&r->store, &cli->err);
	return ret ? ret : done;
}

int apply_file(struct cli *cli, const struct desired_file *file,
	       struct apply *apply)
{
	bool real = apply->how == APPLY_HOW_APPLY;
	int ret, done = ERD_UNCHANGED;
	struct reconcile r;

	apply->again = false;
	ret = cli_open(cli);
	if (ret)
		return ret;
	ret = reconcile_begin(&r, cli->erd, file, STORE_FOLDER,
			      (apply->force || apply->how == APPLY_HOW_DIFF ?
				       RECONCILE_FORCE : 0) |
			      (real ? RECONCILE_APPLY : 0), &cli->err);
	if (!ret && real)
		ret = done = apply_planned(cli, &r, apply);
	if (ret >= 0) {
		ret = print_plan(cli, &r.plan);
		if (!ret && real)
			cli_confirm(cli, done, "%s: applied", file->path);
		else if (!ret && !r.plan.changes.n)
			cli_confirm(cli, ERD_OK, "%s: nothing to change",
				    file->path);
	}
	reconcile_end(&r);
	return ret;
}

static int read_file(struct cli *cli, struct desired_file *file,
		     const char *path, bool force)
{
	int ret = force ? config_read_forced(cli, file, path) :
			  config_read(cli, file, path);

	if (!ret)
		config_say_warnings(cli, file);
	return ret;
}

static int reconcile_file(struct cli *cli, const char *path,
			  struct apply *apply)
{
	struct desired_file file;
	int ret;

	/* Whoever was faster has changed something, so this ends. */
	do {
		apply->again = false;
		ret = read_file(cli, &file, path, apply->force);
		if (!ret)
			ret = apply_file(cli, &file, apply);
		desired_file_free(&file);
	} while (apply->again);
	return ret;
}

/* What is durable, which may not be what is wanted for now. */
static const char *durable_path(const struct cli *cli,
				const struct cli_value *value)
{
	const char *wanted = desired_path();

	if (value->set)
		return value->text;
	if (!cli->options.json && strcmp(wanted, DESIRED_PATH))
		fprintf(stderr, "erdctl: until this machine is started anew, %s is what is wanted; apply ends that\n",
			wanted);
	return DESIRED_PATH;
}

static const struct cli_param diff_params[] = {
	PARAM_FILE("what is wanted; - is standard input (default: " DESIRED_PATH ")"),
	{}
};

static int run_diff(struct cli *cli, const struct cli_value *value)
{
	struct apply apply = { .how = APPLY_HOW_DIFF };

	return reconcile_file(cli, durable_path(cli, &value[0]), &apply);
}

enum {
	APPLY_FILE,
	APPLY_DRY_RUN,
	APPLY_FORCE,
	APPLY_CONFIRM,
};

static const struct cli_param apply_params[] = {
	[APPLY_FILE] = PARAM_FILE("what is wanted; - is standard input (default: " DESIRED_PATH ")"),
	[APPLY_DRY_RUN] = PARAM_FLAG("dry-run", "only say what would be done"),
	[APPLY_FORCE] = PARAM_FORCE,
	[APPLY_CONFIRM] = {
		.name = "confirm-timeout",
		.placeholder = "SECONDS",
		.help = "go back then, unless erdctl confirm is called",
		.kind = CLI_NUMBER,
		.min = 1,
		.max = 86400,
		.optional = true,
	},
	{}
};

static int apply_to_confirm(struct cli *cli, const struct desired_file *file,
			    unsigned int seconds, struct apply *apply)
{
	struct store_pending pending;
	int ret = confirm_begin(cli, seconds, &pending);

	if (ret)
		return ret;
	apply->pending = &pending;
	ret = apply_file(cli, file, apply);
	if (ret) {
		confirm_failed(&pending);
		return ret;
	}
	fprintf(stderr, "erdctl: going back in %u s, unless: erdctl confirm\n",
		seconds);
	return ERD_OK;
}

static int run_apply(struct cli *cli, const struct cli_value *value)
{
	const char *path = durable_path(cli, &value[APPLY_FILE]);
	struct apply apply = {
		.how = value[APPLY_DRY_RUN].set ? APPLY_HOW_DRY :
						  APPLY_HOW_APPLY,
		.force = value[APPLY_FORCE].set,
	};
	struct desired_file file;
	int ret;

	if (apply.how == APPLY_HOW_DRY || !value[APPLY_CONFIRM].set)
		return reconcile_file(cli, path, &apply);
	ret = read_file(cli, &file, path, apply.force);
	if (!ret)
		ret = apply_to_confirm(cli, &file, value[APPLY_CONFIRM].number,
				       &apply);
	desired_file_free(&file);
	return ret;
}

/* --- history and rollback ----------------------------------------------- */

static const struct cli_param history_params[] = { {} };

static const struct table_column history_columns[] = {
	{ "NUMBER", true }, { "KEPT", false }, { "STATE", false },
};

/* What became of it, as far as the folder says. */
static const char *state_of(const struct store_entry *entries, size_t n,
			    const struct store_entry *entry)
{
	size_t i;

	if (entry->applied)
		return "applied";
	for (i = 0; i < n; i++)
		if (entries[i].applied)
			return entry < &entries[i] ? "earlier" : "begun";
	return "begun";
}

static int print_history(struct cli *cli, const struct store_entry *entries,
			 size_t n)
{
	struct table *table = table_new(cli, history_columns, 3);
	char text[TIME_TEXT_SIZE];
	size_t i;

	for (i = 0; i < n; i++) {
		const struct timespec kept = { .tv_sec = entries[i].time };

		time_text(&kept, text);
		table_row(table);
		table_number(table, entries[i].number);
		table_cell(table, "%s", text);
		table_cell(table, "%s", state_of(entries, n, &entries[i]));
	}
	return table_print(cli, table);
}

static json_t *json_history(const struct store_entry *entries, size_t n)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < n; i++) {
		const struct timespec kept = { .tv_sec = entries[i].time };

		json_array_append_new(array,
			json_pack("{s:i, s:o, s:s}",
				  "number", entries[i].number,
				  "time", json_time(&kept),
				  "state", state_of(entries, n, &entries[i])));
	}
	return array;
}

static int read_history(struct cli *cli, struct store *store,
			struct store_entry **entries, size_t *n)
{
	int ret = store_open(store, STORE_FOLDER, false, &cli->err);

	*entries = NULL;
	*n = 0;
	return ret ? ret : store_list(store, entries, n, &cli->err);
}

static int run_history(struct cli *cli, const struct cli_value *value)
{
	struct store_entry *entries;
	struct store store;
	size_t n;
	int ret;

	(void)value;
	ret = read_history(cli, &store, &entries, &n);
	if (!ret && cli->options.json)
		ret = json_print(cli, json_pack("{s:o}", "history",
						json_history(entries, n)));
	else if (!ret)
		ret = print_history(cli, entries, n);
	free(entries);
	return ret;
}

enum {
	ROLLBACK_NUMBER,
	ROLLBACK_DRY_RUN,
	ROLLBACK_FORCE,
};

static const struct cli_param rollback_params[] = {
	[ROLLBACK_NUMBER] = {
		.name = "number",
		.placeholder = "N",
		.help = "which of erdctl history (default: the one before the last applied)",
		.kind = CLI_NUMBER,
		.positional = true,
		.optional = true,
		.min = 1,
		.max = 999999,
	},
	[ROLLBACK_DRY_RUN] = PARAM_FLAG("dry-run",
					"only say what would be done"),
	[ROLLBACK_FORCE] = PARAM_FORCE,
	{}
};

/* The entry before the applied one, or 0. */
static unsigned int previous(const struct store_entry *entries, size_t n)
{
	size_t i;

	for (i = 1; i < n; i++)
		if (entries[i].applied)
			return entries[i - 1].number;
	return 0;
}

static bool has_number(const struct store_entry *entries, size_t n,
		       unsigned int number)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (entries[i].number == number)
			return true;
	return false;
}

static int apply_nothing(struct cli *cli, struct apply *apply)
{
	char *text = strdup(DESIRED_NOTHING);
	struct desired_file file;
	int ret;

	if (!text)
		return erd_fail(&cli->err, ERD_ERROR, "out of memory");
	ret = desired_file_take(&file, "nothing", text, strlen(text),
				&cli->err);
	if (!ret)
		ret = apply_file(cli, &file, apply);
	desired_file_free(&file);
	return ret;
}

int apply_kept(struct cli *cli, unsigned int number, struct apply *apply)
{
	struct store store;
	char path[256];

	if (!number)
		return apply_nothing(cli, apply);
	store_open(&store, STORE_FOLDER, false, NULL);
	store_path(&store, number, path, sizeof(path));
	return reconcile_file(cli, path, apply);
}

/* Which number is meant; ERD_NOT_FOUND if there is none. */
static int find_number(struct cli *cli, const struct cli_value *value,
		       unsigned int *number)
{
	struct store_pending pending;
	struct store_entry *entries;
	struct store store;
	size_t n;
	int ret;

	ret = read_history(cli, &store, &entries, &n);
	if (ret)
		return ret;
	*number = value->set ? value->number : previous(entries, n);
	/* Before what waits for a confirmation there may be nothing. */
	if (!value->set && store_pending(&store, &pending)) {
		*number = pending.before;
		if (!*number)
			goto out;
	}
	if (has_number(entries, n, *number))
		goto out;
	if (*number)
		ret = erd_fail(&cli->err, ERD_NOT_FOUND,
			       "rollback: there is no %u in the history",
			       *number);
	else
		ret = erd_fail(&cli->err, ERD_NOT_FOUND,
			       "rollback: nothing was applied before");
	erd_hint(&cli->err, "erdctl history");
out:
	free(entries);
	return ret;
}

static int run_rollback(struct cli *cli, const struct cli_value *value)
{
	struct apply apply = {
		.how = value[ROLLBACK_DRY_RUN].set ? APPLY_HOW_DRY :
						     APPLY_HOW_APPLY,
		.force = value[ROLLBACK_FORCE].set,
	};
	struct store_pending pending;
	unsigned int number;
	struct store store;
	int ret;

	ret = find_number(cli, &value[ROLLBACK_NUMBER], &number);
	if (ret)
		return ret;
	store_open(&store, STORE_FOLDER, false, NULL);
	if (store_pending(&store, &pending)) {
		apply.pending = &pending;
		apply.back = true;
	}
	return apply_kept(cli, number, &apply);
}

/* --- the commands ------------------------------------------------------- */

const struct cli_command diff_commands[] = {
	{
		.noun = "diff",
		.help = "show what apply would change, and what that would do to traffic",
		.params = diff_params,
		.run = run_diff,
	},
	{}
};

const struct cli_command apply_commands[] = {
	{
		.noun = "apply",
		.help = "make this machine what a file of desired state says",
		.params = apply_params,
		.run = run_apply,
	},
	{}
};

const struct cli_command history_commands[] = {
	{
		.noun = "history",
		.help = "list the files that were applied",
		.params = history_params,
		.run = run_history,
	},
	{}
};

const struct cli_command rollback_commands[] = {
	{
		.noun = "rollback",
		.help = "apply an earlier file again",
		.params = rollback_params,
		.run = run_rollback,
	},
	{}
};
