// SPDX-License-Identifier: LGPL-2.1-or-later
#include "edit.h"
#include "apply_command.h"
#include "config.h"
#include "desired_edit.h"
#include "error.h"
#include "reconcile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int edit_no_memory(struct erd_error *err)
{
	return erd_fail(err, ERD_ERROR, "out of memory");
}

/* --- one file ----------------------------------------------------------- */

/* A file before and after. */
struct edited {
	struct desired_file was, will;
	bool anew;		/* the comments of @was are lost in @will */
};

static void edited_free(struct edited *edited)
{
	desired_file_free(&edited->was);
	desired_file_free(&edited->will);
}

/* The text that says what @desired says, which @was said otherwise. */
static int rewrite(struct edited *edited, const struct desired *desired,
		   struct erd_error *err)
{
	const struct desired_file *was = &edited->was;
	char *text;
	size_t len;
	int ret;

	ret = desired_edit(was->text, was->len, desired, &text, &len,
			   &edited->anew, err);
	if (ret < 0)
		return ret;
	if (ret == ERD_UNCHANGED) {
		len = was->len;
		text = malloc(len + 1);
		if (!text)
			return edit_no_memory(err);
		memcpy(text, was->text, len);
	}
	return desired_file_take(&edited->will, was->path, text, len, err);
}

/* The first of what the rules say; a line of what nobody has written is none. */
static int check_rules(const struct desired_file *file, struct erd_error *err)
{
	const struct finding *first = findings_first_error(&file->findings);

	if (!first)
		return ERD_OK;
	erd_fail(err, ERD_CONFLICT, "%s", first->text);
	erd_hint(err, "%s", first->hint);
	return ERD_CONFLICT;
}

/* ERD_NOT_FOUND: it does not have the object. */
static int edit_file(struct cli *cli, const struct edit *edit, const char *path,
		     struct edited *edited)
{
	struct findings ignored;
	struct desired desired;
	int ret;

	ret = config_read(cli, &edited->was, path);
	if (ret)
		return ret == ERD_NOT_FOUND ? ERD_ERROR : ret;
	findings_begin(&ignored);
	desired_parse(&desired, edited->was.text, edited->was.len, &ignored);
	findings_free(&ignored);
	ret = edit->change(&desired, edit->what, &cli->err);
	if (!ret && edit->force)
		desired_permit(&desired);
	if (!ret)
		ret = rewrite(edited, &desired, &cli->err);
	/*
	 * What must come first says more than what is wrong without it. The file
	 * that was applied last may be another.
	 */
	if (!ret && !edit->force)
		ret = desired_file_check_change(&edited->was, &edited->will,
						&cli->err);
	if (!ret)
		ret = check_rules(&edited->will, &cli->err);
	desired_free(&desired);
	return ret;
}

static bool is_wanted(const char *path)
{
	return !strcmp(desired_path(), path);
}

/* --- and the machine ---------------------------------------------------- */

/* Warnings that the file did not have before. */
static void say_new_warnings(const struct cli *cli, const struct edited *edited)
{
	const struct finding *now, *was;
	bool old;

	if (cli->options.json)
		return;
	desired_each(now, &edited->will.findings.list) {
		old = !now->warning;
		desired_each(was, &edited->was.findings.list)
			old |= !strcmp(was->text, now->text);
		if (!old)
			fprintf(stderr, "erdctl: warning: %s\n", now->text);
	}
	if (edited->anew)
		fprintf(stderr, "erdctl: warning: %s could not be changed in place; it is printed anew, without its comments\n",
			edited->will.path);
}

/*
 * Where it goes: @wanted is what becomes true, and @durable what it will be
 * when the machine is started anew, if that is another file.
 */
struct targets {
	struct edited wanted, durable;
	const char *path;
	bool both;
};

/* Whether nothing came of it. */
static bool is_as_before(const struct apply_result *result)
{
	return result->failed && result->restored && !result->steps_done;
}

/* Then the files are as before too. Failing that, they are tried again. */
static void put_back(const struct store *store, const struct targets *t)
{
	const struct desired_file *was = &t->wanted.was;
	unsigned int number;

	if (t->both)
		store_write(DESIRED_PATH, t->durable.was.text,
			    t->durable.was.len, NULL);
	if (strcmp(t->path, was->path))
		unlink(t->path);
	else
		store_write(t->path, was->text, was->len, NULL);
	store_keep(store, was->text, was->len, &number, NULL);
}

static int make_true(struct cli *cli, const struct edit *edit,
		     struct targets *t, bool *again)
{
	const struct desired_file *durable = &t->durable.will;
	struct reconcile r;
	int ret = edit->record ? ERD_OK : cli_open(cli);

	if (ret)
		return ret;
	ret = reconcile_begin(&r, cli->erd, &t->wanted.will, STORE_FOLDER,
			      (edit->ask ? 0 : RECONCILE_APPLY) |
			      (edit->force ? RECONCILE_FORCE : 0) |
			      (edit->record ? RECONCILE_RECORD : 0),
			      &cli->err);
	/* From here on others wait; so did we, maybe. */
	*again = !ret && (!is_wanted(t->wanted.was.path) ||
			  !desired_file_is_as_read(&t->wanted.was) ||
			  (t->both && !desired_file_is_as_read(&t->durable.was)));
	if (!ret && !*again)
		ret = confirm_check(cli, &r.store);
	if (!ret && !*again && !edit->ask) {
		if (t->both)
			ret = store_write(DESIRED_PATH, durable->text,
					  durable->len, &cli->err);
		if (ret >= 0)
			ret = reconcile_apply(&r, t->path, &cli->err);
		if (ret >= 0)
			say_new_warnings(cli, &t->wanted);
		else if (is_as_before(&r.result)) {
			put_back(&r.store, t);
			/* Nothing of it is partial. */
			ret = cli->err.status = r.why;
		}
	}
	reconcile_end(&r);
	return ret;
}

static int edit_durable(struct cli *cli, const struct edit *edit,
			struct edited *durable)
{
	int ret = edit_file(cli, edit, DESIRED_PATH, durable);

	if (ret != ERD_NOT_FOUND)
		return ret;
	erd_fail(&cli->err, ERD_CONFLICT,
		 "%s has it, and %s has not: it is only there until this machine is started anew",
		 DESIRED_RUNTIME_PATH, DESIRED_PATH);
	erd_hint(&cli->err, "with --runtime it is changed there; erdctl apply forgets that file");
	return ERD_CONFLICT;
}

static int try_once(struct cli *cli, const struct edit *edit, bool *done,
		    bool *again)
{
	const char *path = desired_path();
	struct targets t = {};
	int ret;

	*again = false;
	*done = false;
	if (access(path, F_OK))
		return ERD_OK;
	ret = edit_file(cli, edit, path, &t.wanted);
	*done = ret != ERD_NOT_FOUND;
	t.path = edit->runtime ? DESIRED_RUNTIME_PATH : path;
	t.both = !edit->runtime && strcmp(path, DESIRED_PATH) &&
		 !access(DESIRED_PATH, F_OK);
	if (!ret && t.both)
		ret = edit_durable(cli, edit, &t.durable);
	if (!ret)
		ret = make_true(cli, edit, &t, again);
	edited_free(&t.wanted);
	edited_free(&t.durable);
	return *done ? ret : ERD_OK;
}

int edit_run(struct cli *cli, const struct edit *edit)
{
	bool done, again;
	int ret;

	/* Whoever was faster has changed something, so this ends. */
	do {
		ret = try_once(cli, edit, &done, &again);
	} while (again);
	if (!ret && !done && !edit->record)
		ret = cli_open(cli);
	if (!ret && !done)
		ret = edit->running(cli, edit->what);
	return ret;
}
