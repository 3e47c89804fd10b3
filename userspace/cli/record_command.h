/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Commands that record: they make, change or delete one object of the file by
 * their parameters, each of which is a key of it (PARAM_KEY). What must come
 * first is not theirs to know: the rules of the file say it (rules*.c).
 */
#ifndef ERDCTL_RECORD_COMMAND_H
#define ERDCTL_RECORD_COMMAND_H

#include "cli.h"
#include "command.h"
#include "fields.h"

enum record_verb {
	RECORD_CHANGE,
	RECORD_CREATE,
	RECORD_DELETE,
};

/*
 * What the first parameters name is the object: a pair or port; a circuit, with
 * "pair"; or what is in a circuit's list: the circuit, and what it is called.
 * Keys may be of a part of it that is an object of its own.
 */
struct record_command {
	const struct object_type *type;
	enum record_verb verb;
	bool bgp;		/* BGP follows from it; else nothing does here */
	const char *done;	/* "order recorded", behind what it is of */
};

/* One run of such a command. */
struct recording {
	const struct cli_command *command;
	const struct cli_value *value;
};

/* What it is of: "port 'er1'", "connection 'v' of circuit 'hq1'". */
const char *record_object(const struct recording *recording, char *text,
			  size_t size);
/* ERD_USAGE if it says nothing to record. */
int record_check(const struct recording *recording, struct erd_error *err);
/* As of struct edit: @what is a struct recording. */
int record_change(struct desired *will, const void *what,
		  struct erd_error *err);
/* The run() of such a command. */
int record_run(struct cli *cli, const struct cli_value *value);
/*
 * The same by its words, for other commands: "port", "cross-connect", "er1", …
 * With @ask nothing is changed: whether it would be refused.
 */
int record_words(struct cli *cli, const char *const *words, int n, bool ask);

#endif /* ERDCTL_RECORD_COMMAND_H */
