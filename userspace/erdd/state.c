// SPDX-License-Identifier: LGPL-2.1-or-later
#include "state.h"
#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

const char *state_verdict_name(enum state_verdict verdict)
{
	static const char *const names[] = {
		[STATE_STARTING] = "starting",
		[STATE_IN_SYNC] = "in_sync",
		[STATE_FAILED] = "failed",
		[STATE_FILE_WRONG] = "file_wrong",
		[STATE_NO_FILE] = "no_file",
		[STATE_WAITING] = "waiting",
	};

	return names[verdict];
}

/* --- the lock ----------------------------------------------------------- */

int state_lock(int *fd, struct erd_error *err)
{
	mkdir(STATE_FOLDER, 0755);
	*fd = open(STATE_LOCK, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (*fd < 0) {
		erd_fail(err, erd_status_of(errno), STATE_LOCK ": %s",
			 strerror(errno));
		erd_hint(err, "the user that erdd runs as must own " STATE_FOLDER);
		return err->status;
	}
	/* For all to see who holds it, whatever the umask. */
	fchmod(*fd, 0644);
	if (!flock(*fd, LOCK_EX | LOCK_NB))
		return ERD_OK;
	close(*fd);
	*fd = -1;
	return erd_fail(err, ERD_CONFLICT, "another erdd runs already");
}

bool state_is_locked(void)
{
	int fd = open(STATE_LOCK, O_RDONLY | O_CLOEXEC);
	bool locked;

	if (fd < 0)
		return false;
	locked = flock(fd, LOCK_SH | LOCK_NB) && errno == EWOULDBLOCK;
	close(fd);
	return locked;
}

/* --- the state ---------------------------------------------------------- */

void state_begin(struct state *state)
{
	*state = (struct state){ .verdict = STATE_STARTING };
	clock_gettime(CLOCK_REALTIME, &state->since);
	state_clear(state);
}

void state_clear(struct state *state)
{
	state_free(state);
	state->reason[0] = '\0';
	state->hint[0] = '\0';
	state->next = (struct timespec){};
	state->differences = json_array();
	state->findings = json_array();
	state->absent = json_array();
}

void state_free(struct state *state)
{
	json_decref(state->differences);
	json_decref(state->findings);
	json_decref(state->absent);
	state->differences = NULL;
	state->findings = NULL;
	state->absent = NULL;
}

static json_t *time_or_null(const struct timespec *time)
{
	char text[32], seconds[24];
	struct tm tm;

	if (!time->tv_sec)
		return json_null();
	gmtime_r(&time->tv_sec, &tm);
	strftime(seconds, sizeof(seconds), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text, sizeof(text), "%s.%03ldZ", seconds,
		 time->tv_nsec / 1000000 % 1000);
	return json_string(text);
}

static json_t *text_or_null(const char *text)
{
	json_t *string = text[0] ? json_string(text) : NULL;

	return string ? string : json_null();
}

static json_t *last(const struct state *state)
{
	if (!state->result)
		return json_null();
	return json_pack("{s:o, s:s, s:s, s:i}",
			 "time", time_or_null(&state->reconciled),
			 "cause", state->cause, "result", state->result,
			 "changes", state->changes);
}

json_t *state_json(const struct state *state)
{
	return json_pack("{s:i, s:s, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:I, s:O, s:O, s:O}",
			 "pid", getpid(), "version", ERD_VERSION,
			 "since", time_or_null(&state->since),
			 "file", text_or_null(state->file),
			 "state", state_verdict_name(state->verdict),
			 "reason", text_or_null(state->reason),
			 "hint", text_or_null(state->hint),
			 "checked", time_or_null(&state->checked),
			 "next_try", time_or_null(&state->next),
			 "last_reconcile", last(state),
			 "changes_total", (json_int_t)state->total,
			 "differences", state->differences,
			 "findings", state->findings,
			 "absent_devices", state->absent);
}

void state_write(const struct state *state)
{
	json_t *json = state_json(state);
	int fd, ret;

	if (!json)
		return;
	fd = open(STATE_PATH ".new",
		  O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd >= 0) {
		fchmod(fd, 0644);
		ret = json_dumpfd(json, fd, JSON_COMPACT);
		close(fd);
		if (ret || rename(STATE_PATH ".new", STATE_PATH))
			unlink(STATE_PATH ".new");
	}
	json_decref(json);
}
