// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * One look: what the file wants, what there is, and what came of making them
 * the same. Whatever goes wrong ends in a sentence in the state, and in the
 * journal once.
 */
#include "tell.h"
#include "error.h"
#include "file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>

/* The process that erdctl left behind goes back in time, if it is alive. */
#define CONFIRM_GRACE	10

/* --- carrying it out ---------------------------------------------------- */

/* Remembers them, to know when one comes. */
static void keep_absent(struct daemon *d, const struct reconcile *r)
{
	const char (*name)[IFNAMSIZ] = r->absent.items;
	char (*kept)[IFNAMSIZ];
	size_t i;

	list_clear(&d->absent);
	for (i = 0; i < r->absent.n; i++) {
		json_array_append_new(d->state.absent, json_string(name[i]));
		kept = list_add(&d->absent);
		if (kept)
			memcpy(*kept, name[i], IFNAMSIZ);
	}
}

static unsigned int count_until(const struct list *rows, unsigned int step)
{
	const struct plan_row *row;
	unsigned int n = 0;

	desired_each(row, rows)
		n += row->step <= step;
	return n;
}

static enum pace_outcome settled(struct daemon *d, const struct reconcile *r)
{
	struct erd_error err;

	keep_absent(d, r);
	watch_fastpaths(d, &r->plan.after);
	d->state.verdict = STATE_IN_SYNC;
	if (!d->absent.n) {
		d->told[0] = '\0';
		return PACE_SETTLED;
	}
	erd_fail(&err, ERD_NOT_FOUND, "%s: %zu device%s of ports not there, %s first",
		 d->state.file, d->absent.n, d->absent.n == 1 ? " is" : "s are",
		 (const char *)d->absent.items);
	return tell_waiting(d, STATE_WAITING, &err);
}

static enum pace_outcome carried_out(struct daemon *d,
				     const struct reconcile *r,
				     const struct list *rows)
{
	if (rows->n || r->kept) {
		tell_last(d, "changed", rows->n);
		tell_reconciled(d, &r->plan, rows->n);
		d->told[0] = '\0';
		d->drift = 0;
	}
	settled(d, r);
	if (!rows->n)
		return PACE_SETTLED;
	/* What the operator asks for is no quarrel. */
	if (r->news)
		return PACE_CHANGED;
	return quarrel_again(&d->quarrel, rows, daemon_now(), PACE_CALM) ?
		       PACE_AGAIN : PACE_CHANGED;
}

static enum pace_outcome carry_out(struct daemon *d, struct reconcile *r)
{
	struct list rows = LIST_OF(struct plan_row);
	unsigned int done;
	enum pace_outcome outcome;
	struct erd_error err;
	int ret;

	/* Without memory for all of them, some are not told. */
	plan_rows(&r->plan, &rows);
	if (r->news)
		tell_warnings(d, r->file);
	else
		tell_drift(d, &rows);
	ret = reconcile_apply(r, NULL, &err);
	done = r->result.steps_done;
	tell_changes(d, RECORD_CHANGE, r->news ? "change" : "drift_repaired",
		     &rows, done);
	if (ret < 0) {
		tell_differences(d, &rows, done);
		outcome = tell_failed(d, &err, count_until(&rows, done));
	} else {
		outcome = carried_out(d, r, &rows);
	}
	list_free(&rows);
	return outcome;
}

/* No plan was made, or it may not be carried out. */
static enum pace_outcome refused(struct daemon *d, const struct reconcile *r,
				 const struct erd_error *err)
{
	struct list rows = LIST_OF(struct plan_row);

	plan_rows(&r->plan, &rows);
	tell_differences(d, &rows, 0);
	list_free(&rows);
	return tell_failed(d, err, 0);
}

/* Under the lock: whether it is still the file that was planned for. */
static bool is_still_wanted(const struct reconcile *r)
{
	struct store_pending pending;

	return !strcmp(desired_path(), r->file->path) &&
	       desired_file_is_as_read(r->file) &&
	       !store_pending(&r->store, &pending);
}

static enum pace_outcome make_so(struct daemon *d,
				 const struct desired_file *file)
{
	enum pace_outcome outcome;
	struct erd_error err;
	struct reconcile r;

	if (reconcile_begin(&r, d->erd, file, STORE_FOLDER,
			    RECONCILE_APPLY | RECONCILE_PRESENT, &err)) {
		outcome = refused(d, &r, &err);
	} else if (!is_still_wanted(&r)) {
		outcome = PACE_BUSY;
	} else {
		outcome = carry_out(d, &r);
	}
	reconcile_end(&r);
	return outcome;
}

/* Whoever holds the lock may be stopped; our watchdog is not to be. */
static enum pace_outcome come_back(struct daemon *d)
{
	struct erd_error err;

	erd_fail(&err, ERD_CONFLICT,
		 "somebody else changes something at the moment");
	tell_reason(d, STATE_WAITING, &err);
	return PACE_BUSY;
}

/* A look that holds nobody up. */
static enum pace_outcome compare(struct daemon *d,
				 const struct desired_file *file)
{
	enum pace_outcome outcome;
	struct erd_error err;
	struct reconcile r;
	bool differs = true;
	int ret;

	ret = reconcile_begin(&r, d->erd, file, STORE_FOLDER,
			      RECONCILE_PRESENT, &err);
	if (!ret)
		differs = r.news || r.plan.changes.n;
	if (differs && store_is_busy(&r.store)) {
		outcome = come_back(d);
	} else if (ret == ERD_NO_KERNEL) {
		outcome = tell_waiting(d, STATE_WAITING, &err);
	} else if (ret) {
		outcome = refused(d, &r, &err);
	} else if (differs) {
		reconcile_end(&r);
		return make_so(d, file);
	} else {
		outcome = settled(d, &r);
	}
	reconcile_end(&r);
	return outcome;
}

static enum pace_outcome look_at_file(struct daemon *d)
{
	enum pace_outcome outcome;
	struct desired_file file;
	struct erd_error err;
	int ret;

	ret = desired_file_read(&file, d->state.file, &err);
	if (ret == ERD_NOT_FOUND)
		outcome = tell_waiting(d, STATE_NO_FILE, &err);
	else if (ret)
		outcome = tell_failed(d, &err, 0);
	else if (file.findings.errors)
		outcome = tell_wrong(d, &file);
	else if (watch_erd(d, &err) == ERD_NO_KERNEL)
		outcome = tell_waiting(d, STATE_WAITING, &err);
	else if (!d->erd)
		outcome = tell_failed(d, &err, 0);
	else
		outcome = compare(d, &file);
	desired_file_free(&file);
	return outcome;
}

/* --- going back --------------------------------------------------------- */

static int read_before(const struct store *store, unsigned int number,
		       struct desired_file *file, struct erd_error *err)
{
	char path[256], *text;

	if (number) {
		store_path(store, number, path, sizeof(path));
		return desired_file_read(file, path, err);
	}
	memset(file, 0, sizeof(*file));
	text = strdup("schema: " DESIRED_SCHEMA "\n");
	if (!text)
		return erd_fail(err, ERD_ERROR, "out of memory");
	return desired_file_take(file, "nothing", text, strlen(text), err);
}

/* An apply that goes back unless it is confirmed; not ours to end in time. */
static bool is_left(const struct store_pending *pending)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return pending->abandoned ||
	       now.tv_sec >= pending->until + CONFIRM_GRACE;
}

/*
 * Nobody has confirmed it and who should go back is no more: with the machine,
 * or killed. The operator asked for this, last paths included. ERD_UNCHANGED,
 * and nothing is done, if somebody else has ended it while this waited for him.
 */
static int put_back(struct daemon *d, const struct store_pending *pending,
		    const struct desired_file *file, unsigned int *changes,
		    struct erd_error *err)
{
	struct reconcile r;
	int ret;

	ret = reconcile_begin(&r, d->erd, file, STORE_FOLDER,
			      RECONCILE_APPLY | RECONCILE_FORCE |
			      RECONCILE_PRESENT, err);
	if (!ret && !store_is_pending(&r.store, pending)) {
		ret = ERD_UNCHANGED;
	} else if (!ret) {
		ret = reconcile_apply(&r, DESIRED_PATH, err);
		if (ret >= 0)
			ret = store_clear_pending(&r.store, err);
		*changes = r.plan.changes.n;
	}
	reconcile_end(&r);
	return ret;
}

static enum pace_outcome go_back(struct daemon *d, const struct store *store,
				 const struct store_pending *pending)
{
	struct record record = record_of(RECORD_REVERTED, LOG_WARNING,
					 "reverted");
	struct desired_file file;
	unsigned int changes = 0;
	struct erd_error err;
	int ret;

	ret = read_before(store, pending->before, &file, &err);
	if (!ret)
		ret = watch_erd(d, &err);
	if (!ret)
		ret = put_back(d, pending, &file, &changes, &err);
	desired_file_free(&file);
	if (ret < 0)
		return tell_failed(d, &err, 0);
	if (ret == ERD_UNCHANGED)
		return come_back(d);
	d->state.verdict = STATE_IN_SYNC;
	tell_last(d, "changed", changes);
	snprintf(record.new_value, sizeof(record.new_value), "%u",
		 pending->before);
	record_text(&record, "an apply was not confirmed: back to number %u of the history",
		    pending->before);
	record_tell(&record);
	return PACE_CHANGED;
}

static enum pace_outcome look_anyhow(struct daemon *d)
{
	struct store_pending pending;
	struct erd_error err;
	struct store store;

	store_open(&store, STORE_FOLDER, false, NULL);
	if (!store_pending(&store, &pending))
		return look_at_file(d);
	if (is_left(&pending) && store_is_busy(&store))
		return come_back(d);
	if (is_left(&pending))
		return go_back(d, &store, &pending);
	erd_fail(&err, ERD_CONFLICT, "an apply waits for its confirmation");
	tell_waiting(d, STATE_WAITING, &err);
	return PACE_BUSY;
}

enum pace_outcome look(struct daemon *d)
{
	enum pace_outcome outcome;

	watch_files(d);
	state_clear(&d->state);
	snprintf(d->state.file, sizeof(d->state.file), "%s", desired_path());
	outcome = look_anyhow(d);
	clock_gettime(CLOCK_REALTIME, &d->state.checked);
	return outcome;
}
