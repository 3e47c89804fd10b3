/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How erdd is: a file that it replaces as a whole whenever it has looked, and
 * a file that it holds a lock on for as long as it lives. Who wants to know
 * (erdctl daemon) reads the one and tries the other; there is nobody to ask.
 */
#ifndef ERDD_STATE_H
#define ERDD_STATE_H

#include <erd.h>
#include <jansson.h>
#include <time.h>

#define STATE_FOLDER	"/run/erd"
#define STATE_PATH	STATE_FOLDER "/erdd.json"
#define STATE_LOCK	STATE_FOLDER "/erdd.lock"

/* How the machine is beside the file. */
enum state_verdict {
	STATE_STARTING,		/* it has not looked yet */
	STATE_IN_SYNC,		/* as the file says */
	STATE_FAILED,		/* not so, and trying again */
	STATE_FILE_WRONG,	/* the file is; nothing is changed */
	STATE_NO_FILE,		/* nobody wants anything */
	STATE_WAITING,		/* somebody else is at it, or something is missing */
};

const char *state_verdict_name(enum state_verdict verdict);

struct state {
	struct timespec since, checked, reconciled, next;
	enum state_verdict verdict;
	char file[256];
	char reason[320], hint[192];
	/* of the last that changed something or failed */
	char cause[32];
	const char *result;		/* "changed", "failed"; NULL: none */
	unsigned int changes;		/* that it made */
	unsigned long total;		/* changes since @since */
	/* Arrays of objects, of the shape of `erdctl -j daemon`. */
	json_t *differences, *findings, *absent;
};

/* ERD_CONFLICT if another erdd has it. */
int state_lock(int *fd, struct erd_error *err);
/* Whether one has it. */
bool state_is_locked(void);

void state_begin(struct state *state);
/* Forgets what the last look found. */
void state_clear(struct state *state);
void state_free(struct state *state);
/* NULL without memory. */
json_t *state_json(const struct state *state);
/* There is nobody to tell if it fails, and the next look writes it again. */
void state_write(const struct state *state);

#endif /* ERDD_STATE_H */
