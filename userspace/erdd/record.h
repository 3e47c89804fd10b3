/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What has happened, told once: to the journal with its fields, if standard
 * error is the journal, else as a line there. erdd(8) lists the kinds.
 */
#ifndef ERDD_RECORD_H
#define ERDD_RECORD_H

#include <stdbool.h>
#include <stddef.h>

enum record_kind {
	RECORD_STARTED,
	RECORD_STOPPED,
	RECORD_OBJECT,
	RECORD_ADMIN,
	RECORD_CARRIER,
	RECORD_MTU,
	RECORD_LOST,
	RECORD_MODULE,
	RECORD_SESSION,
	RECORD_BFD,
	RECORD_ROUTING,
	RECORD_DRIFT,
	RECORD_CHANGE,
	RECORD_RECONCILED,
	RECORD_FAILED,
	RECORD_FILE,
	RECORD_WAITING,
	RECORD_REVERTED,
	RECORD_KINDS
};

/* Texts that are "" are not told. */
struct record {
	enum record_kind kind;
	int priority;		/* LOG_INFO, … */
	char event[32];		/* what kind of event, more finely: a word */
	char object[280];	/* "port ams-1" */
	char old_value[128], new_value[256];
	char cause[192];
	char text[700];		/* all of it, in a sentence */
};

struct record_message {
	const char *id;		/* MESSAGE_ID: 32 hexadecimal digits */
	const char *name;
};

/* By enum record_kind. */
extern const struct record_message record_messages[RECORD_KINDS];

/* An empty one, to be filled in and told. */
struct record record_of(enum record_kind kind, int priority,
			const char *event);
void record_text(struct record *record, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Where records go from now on. */
void record_begin(void);
void record_tell(const struct record *record);

#endif /* ERDD_RECORD_H */
