// SPDX-License-Identifier: LGPL-2.1-or-later
/* What came of a look: in the state, and in the journal once. */
#include "tell.h"
#include "hash.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <time.h>

/* Of one reconcile; the summary tells how many there were. */
#define TOLD_MAX	200

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

void tell_reason(struct daemon *d, enum state_verdict verdict,
		       const struct erd_error *err)
{
	d->state.verdict = verdict;
	snprintf(d->state.reason, sizeof(d->state.reason), "%s", err->text);
	snprintf(d->state.hint, sizeof(d->state.hint), "%s", err->hint);
}

void tell_last(struct daemon *d, const char *result,
		     unsigned int changes)
{
	clock_gettime(CLOCK_REALTIME, &d->state.reconciled);
	snprintf(d->state.cause, sizeof(d->state.cause), "%s",
		 why_name(d->why));
	d->state.result = result;
	d->state.changes = changes;
	d->state.total += changes;
}

enum pace_outcome tell_failed(struct daemon *d, const struct erd_error *err,
			      unsigned int changes)
{
	struct record record = record_of(RECORD_FAILED, LOG_ERR, "failed");

	tell_reason(d, STATE_FAILED, err);
	tell_last(d, "failed", changes);
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

enum pace_outcome tell_waiting(struct daemon *d, enum state_verdict verdict,
				  const struct erd_error *err)
{
	struct record record = record_of(RECORD_WAITING, LOG_NOTICE,
					 "waiting");

	tell_reason(d, verdict, err);
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
enum pace_outcome tell_wrong(struct daemon *d,
			     const struct desired_file *file)
{
	const struct finding *finding;
	struct erd_error err;
	char *text = NULL;
	size_t size;
	FILE *all;

	desired_file_fail(file, &err);
	tell_reason(d, STATE_FILE_WRONG, &err);
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

void tell_warnings(struct daemon *d, const struct desired_file *file)
{
	uint64_t hash = hash_octets(HASH_BEGIN, file->text, file->len);
	const struct finding *finding;

	if (hash == d->warned)
		return;
	d->warned = hash;
	desired_each(finding, &file->findings.list)
		if (finding->warning)
			tell_finding(file, finding);
}

/* --- changes ------------------------------------------------------------ */

static void tell_change(const struct daemon *d, enum record_kind kind,
			const char *event, const struct plan_row *row)
{
	struct record record = record_of(kind, kind == RECORD_DRIFT ?
						       LOG_WARNING : LOG_NOTICE,
					 event);

	snprintf(record.object, sizeof(record.object), "%s", row->object);
	snprintf(record.new_value, sizeof(record.new_value), "%s", row->text);
	snprintf(record.cause, sizeof(record.cause), "%s", why_name(d->why));
	record_text(&record, "%s: %s: %s", row->object,
		    kind == RECORD_DRIFT ? "is not as the file says, to be put right" :
					   "done", row->text);
	record_tell(&record);
}

void tell_changes(const struct daemon *d, enum record_kind kind,
		  const char *event, const struct list *rows,
		  unsigned int steps)
{
	const struct plan_row *row;
	unsigned int n = 0;

	desired_each(row, rows)
		if (row->step <= steps && n++ < TOLD_MAX)
			tell_change(d, kind, event, row);
}

void tell_drift(struct daemon *d, const struct list *rows)
{
	uint64_t drift = HASH_BEGIN;
	const struct plan_row *row;

	desired_each(row, rows)
		drift = hash_text(drift, row->text);
	if (drift != d->drift)
		tell_changes(d, RECORD_DRIFT, "drift_found", rows, UINT_MAX);
	d->drift = drift;
}

void tell_differences(struct daemon *d, const struct list *rows,
		      unsigned int after)
{
	const struct plan_row *row;

	desired_each(row, rows)
		if (row->step > after)
			json_array_append_new(d->state.differences,
				json_pack("{s:i, s:s, s:s, s:s}",
					  "step", row->step,
					  "object", row->object,
					  "change", row->text,
					  "impact", impact_name(row->impact)));
}

void tell_reconciled(const struct daemon *d, const struct plan *plan,
		     unsigned int changes)
{
	struct record record = record_of(RECORD_RECONCILED, LOG_NOTICE,
					 "reconciled");

	snprintf(record.object, sizeof(record.object), "%s", d->state.file);
	snprintf(record.new_value, sizeof(record.new_value), "%u",
		 changes);
	snprintf(record.cause, sizeof(record.cause), "%s", why_name(d->why));
	record_text(&record, "%s: the machine is as it says: %u change%s made, impact %s (cause: %s)",
		    d->state.file, changes, changes == 1 ? "" : "s",
		    impact_name(plan_impact(plan)), record.cause);
	record_tell(&record);
}
