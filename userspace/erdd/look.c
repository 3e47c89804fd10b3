// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * One look: what the file wants, what there is, and what came of making them
 * the same. Whatever goes wrong ends in a sentence in the state, and in the
 * journal once.
 */
#include "daemon.h"
#include "error.h"
#include "file.h"
#include "reconcile.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>

/* Of one reconcile; the summary tells how many there were. */
#define TOLD_MAX	200
/* The process that erdctl left behind goes back in time, if it is alive. */
#define CONFIRM_GRACE	10

const char *why_name(enum daemon_why why)
{
	static const char *const names[] = {
		[WHY_PERIOD] = "period",
		[WHY_EVENT] = "drift",
		[WHY_ROUTING] = "routing",
		[WHY_MODULE] = "module",
		[WHY_DEVICE] = "device",
		[WHY_FILE] = "file",
		[WHY_SIGNAL] = "signal",
		[WHY_START] = "start",
	};

	return names[why];
}

/* --- telling ------------------------------------------------------------ */

/* Whether it is news. */
static bool is_news(struct daemon *d, const char *text)
{
	if (!strncmp(d->told, text, sizeof(d->told) - 1))
		return false;
	snprintf(d->told, sizeof(d->told), "%s", text);
	return true;
}

static void set_reason(struct daemon *d, enum state_verdict verdict,
		       const struct erd_error *err)
{
	d->state.verdict = verdict;
	snprintf(d->state.reason, sizeof(d->state.reason), "%s", err->text);
	snprintf(d->state.hint, sizeof(d->state.hint), "%s", err->hint);
}

static void set_last(struct daemon *d, const char *result,
		     unsigned int changes)
{
	clock_gettime(CLOCK_REALTIME, &d->state.reconciled);
	snprintf(d->state.cause, sizeof(d->state.cause), "%s",
		 why_name(d->why));
	d->state.result = result;
	d->state.changes = changes;
	d->state.total += changes;
}

static enum pace_outcome fail(struct daemon *d, const struct erd_error *err,
			      unsigned int changes)
{
	struct record record = record_of(RECORD_FAILED, LOG_ERR, "failed");

	set_reason(d, STATE_FAILED, err);
	set_last(d, "failed", changes);
	if (!is_news(d, err->text))
		return PACE_FAILED;
	snprintf(record.object, sizeof(record.object), "%s", d->state.file);
	snprintf(record.new_value, sizeof(record.new_value), "failed");
	snprintf(record.cause, sizeof(record.cause), "%s", why_name(d->why));
	record_text(&record, "%s%s%s%s", err->text, err->hint[0] ? " (" : "",
		    err->hint, err->hint[0] ? ")" : "");
	record_tell(&record);
	return PACE_FAILED;
}

static enum pace_outcome wait_for(struct daemon *d, enum state_verdict verdict,
				  const struct erd_error *err)
{
	struct record record = record_of(RECORD_WAITING, LOG_NOTICE,
					 "waiting");

	set_reason(d, verdict, err);
	if (is_news(d, err->text)) {
		snprintf(record.cause, sizeof(record.cause), "%s",
			 why_name(d->why));
		record_text(&record, "%s", err->text);
		record_tell(&record);
	}
	return PACE_SETTLED;
}

/* --- a wrong file ------------------------------------------------------- */

static void tell_finding(const struct desired_file *file,
			 const struct finding *finding)
{
	struct record record = record_of(RECORD_FILE,
					 finding->warning ? LOG_WARNING :
							    LOG_ERR,
					 finding->warning ? "file_warning" :
							    "file_wrong");

	if (finding->line)
		snprintf(record.object, sizeof(record.object), "%s:%u",
			 file->path, finding->line);
	else
		snprintf(record.object, sizeof(record.object), "%s",
			 file->path);
	record_text(&record, "%s: %s%s%s%s%s", record.object,
		    finding->warning ? "warning: " : "", finding->text,
		    finding->hint[0] ? " (" : "", finding->hint,
		    finding->hint[0] ? ")" : "");
	record_tell(&record);
}

static void add_finding(struct daemon *d, const struct finding *finding)
{
	json_array_append_new(d->state.findings,
		json_pack("{s:o, s:s, s:s, s:o}",
			  "line", finding->line ? json_integer(finding->line) :
						  json_null(),
			  "severity", finding->warning ? "warning" : "error",
			  "message", finding->text,
			  "hint", finding->hint[0] ? json_string(finding->hint) :
						     json_null()));
}

/* All that is wrong, each once for as long as the file stays as it is. */
static enum pace_outcome refuse(struct daemon *d,
				const struct desired_file *file)
{
	const struct finding *finding;
	struct erd_error err;
	char *text = NULL;
	size_t size;
	FILE *all;

	desired_file_fail(file, &err);
	set_reason(d, STATE_FILE_WRONG, &err);
	all = open_memstream(&text, &size);
	desired_each(finding, &file->findings.list) {
		add_finding(d, finding);
		if (all)
			fprintf(all, "%u %s\n", finding->line, finding->text);
	}
	if (all)
		fclose(all);
	if (is_news(d, text ? text : err.text))
		desired_each(finding, &file->findings.list)
			tell_finding(file, finding);
	free(text);
	return PACE_SETTLED;
}

static void tell_warnings(const struct desired_file *file)
{
	const struct finding *finding;

	desired_each(finding, &file->findings.list)
		if (finding->warning)
			tell_finding(file, finding);
}

/* --- changes ------------------------------------------------------------ */

static void tell_change(const struct daemon *d, enum record_kind kind,
			const char *event, const struct change *change)
{
	struct record record = record_of(kind, kind == RECORD_DRIFT ?
						       LOG_WARNING : LOG_NOTICE,
					 event);
	char text[CHANGE_TEXT_SIZE];

	change_text(change, text);
	snprintf(record.object, sizeof(record.object), "%s", change->object);
	snprintf(record.new_value, sizeof(record.new_value), "%s", text);
	snprintf(record.cause, sizeof(record.cause), "%s", why_name(d->why));
	record_text(&record, "%s: %s: %s", change->object,
		    kind == RECORD_DRIFT ? "is not as the file says, to be put right" :
					   "done", text);
	record_tell(&record);
}

static void tell_changes(const struct daemon *d, enum record_kind kind,
			 const char *event, const struct plan *plan,
			 unsigned int steps)
{
	const struct change *change;
	unsigned int n = 0;

	desired_each(change, &plan->changes)
		if (change->step <= steps && n++ < TOLD_MAX)
			tell_change(d, kind, event, change);
}

static void add_differences(struct daemon *d, const struct plan *plan,
			    unsigned int after)
{
	const struct change *change;
	char text[CHANGE_TEXT_SIZE];

	desired_each(change, &plan->changes)
		if (change->step > after)
			json_array_append_new(d->state.differences,
				json_pack("{s:s, s:s, s:s}",
					  "object", change->object,
					  "change", change_text(change, text),
					  "impact",
					  impact_name(change->impact)));
}

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

static unsigned int count_until(const struct plan *plan, unsigned int steps)
{
	const struct change *change;
	unsigned int n = 0;

	desired_each(change, &plan->changes)
		n += change->step <= steps;
	return n;
}

static void tell_reconciled(const struct daemon *d, const struct reconcile *r)
{
	struct record record = record_of(RECORD_RECONCILED, LOG_NOTICE,
					 "reconciled");

	snprintf(record.object, sizeof(record.object), "%s", d->state.file);
	snprintf(record.new_value, sizeof(record.new_value), "%zu",
		 r->plan.changes.n);
	snprintf(record.cause, sizeof(record.cause), "%s", why_name(d->why));
	record_text(&record, "%s: the machine is as it says: %zu change%s made, impact %s (cause: %s)",
		    d->state.file, r->plan.changes.n,
		    r->plan.changes.n == 1 ? "" : "s",
		    impact_name(plan_impact(&r->plan)), record.cause);
	record_tell(&record);
}

/* --- carrying it out ---------------------------------------------------- */

static enum pace_outcome settle(struct daemon *d, const struct reconcile *r)
{
	struct erd_error err;

	keep_absent(d, r);
	d->state.verdict = STATE_IN_SYNC;
	if (!d->absent.n) {
		d->told[0] = '\0';
		return PACE_SETTLED;
	}
	erd_fail(&err, ERD_NOT_FOUND, "%s: %zu device%s of ports not there, %s first",
		 d->state.file, d->absent.n, d->absent.n == 1 ? " is" : "s are",
		 (const char *)d->absent.items);
	return wait_for(d, STATE_WAITING, &err);
}

static enum pace_outcome carry_out(struct daemon *d, struct reconcile *r)
{
	const char *event = r->news ? "change" : "drift_repaired";
	bool any = r->plan.changes.n;
	struct erd_error err;
	int ret;

	if (!r->news)
		tell_changes(d, RECORD_DRIFT, "drift_found", &r->plan,
			     r->plan.steps);
	else
		tell_warnings(r->file);
	ret = reconcile_apply(r, NULL, &err);
	tell_changes(d, RECORD_CHANGE, event, &r->plan, r->result.steps_done);
	if (ret < 0) {
		add_differences(d, &r->plan, r->result.steps_done);
		return fail(d, &err,
			    count_until(&r->plan, r->result.steps_done));
	}
	if (any || r->kept) {
		set_last(d, "changed", r->plan.changes.n);
		d->told[0] = '\0';
		tell_reconciled(d, r);
	}
	settle(d, r);
	return any ? PACE_CHANGED : PACE_SETTLED;
}

/* An apply that goes back unless it is confirmed; not ours to end in time. */
static bool is_pending(const struct store *store,
		       struct store_pending *pending)
{
	struct timespec now;

	if (!store_pending(store, pending))
		return false;
	clock_gettime(CLOCK_BOOTTIME, &now);
	if (now.tv_sec >= pending->until + CONFIRM_GRACE)
		pending->until = 0;
	return true;
}

/* Under the lock: whether it is still the file that was planned for. */
static bool is_still_wanted(const struct reconcile *r)
{
	struct store_pending pending;
	struct desired_file now = {};
	bool same;

	same = !strcmp(desired_path(), r->file->path) &&
	       !desired_file_read(&now, r->file->path, NULL) &&
	       now.len == r->file->len &&
	       !memcmp(now.text, r->file->text, now.len);
	desired_file_free(&now);
	return same && !store_pending(&r->store, &pending);
}

static enum pace_outcome make_so(struct daemon *d,
				 const struct desired_file *file)
{
	enum pace_outcome outcome;
	struct erd_error err;
	struct reconcile r;

	if (reconcile_begin(&r, d->erd, file, STORE_FOLDER,
			    RECONCILE_APPLY | RECONCILE_PRESENT, &err)) {
		add_differences(d, &r.plan, 0);
		outcome = fail(d, &err, 0);
	} else if (!is_still_wanted(&r)) {
		outcome = PACE_BUSY;
	} else {
		outcome = carry_out(d, &r);
	}
	reconcile_end(&r);
	return outcome;
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
		erd_fail(&err, ERD_CONFLICT,
			 "somebody else changes something at the moment");
		set_reason(d, STATE_WAITING, &err);
		outcome = PACE_BUSY;
	} else if (ret == ERD_NO_KERNEL) {
		outcome = wait_for(d, STATE_WAITING, &err);
	} else if (ret) {
		add_differences(d, &r.plan, 0);
		outcome = fail(d, &err, 0);
	} else if (differs) {
		reconcile_end(&r);
		return make_so(d, file);
	} else {
		outcome = settle(d, &r);
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
		outcome = wait_for(d, STATE_NO_FILE, &err);
	else if (ret)
		outcome = fail(d, &err, 0);
	else if (file.findings.errors)
		outcome = refuse(d, &file);
	else if (watch_erd(d, &err) == ERD_NO_KERNEL)
		outcome = wait_for(d, STATE_WAITING, &err);
	else if (!d->erd)
		outcome = fail(d, &err, 0);
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

/*
 * Nobody has confirmed it and who should go back is no more: with the machine,
 * or killed. The operator asked for this, last paths included.
 */
static int put_back(struct daemon *d, const struct store *store,
		    const struct desired_file *file, unsigned int *changes,
		    struct erd_error *err)
{
	struct reconcile r;
	int ret;

	ret = reconcile_begin(&r, d->erd, file, STORE_FOLDER,
			      RECONCILE_APPLY | RECONCILE_FORCE |
			      RECONCILE_PRESENT, err);
	if (!ret)
		ret = reconcile_apply(&r, DESIRED_PATH, err);
	if (ret >= 0)
		store_clear_pending(store, NULL);
	*changes = r.plan.changes.n;
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
		ret = put_back(d, store, &file, &changes, &err);
	desired_file_free(&file);
	if (ret < 0)
		return fail(d, &err, 0);
	d->state.verdict = STATE_IN_SYNC;
	set_last(d, "changed", changes);
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
	if (!is_pending(&store, &pending))
		return look_at_file(d);
	if (!pending.until)
		return go_back(d, &store, &pending);
	erd_fail(&err, ERD_CONFLICT, "an apply waits for its confirmation");
	wait_for(d, STATE_WAITING, &err);
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
