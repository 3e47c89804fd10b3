/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One run of erdctl. */
#ifndef ERDCTL_CLI_H
#define ERDCTL_CLI_H

#include "parse_args.h"

#include <erd.h>

struct cli {
	struct cli_options options;
	const struct cli_command *command; /* that runs */
	struct erd *erd;	/* open once a command needs it */
	struct erd_error err;	/* why the last command failed */
	unsigned long line;	/* of the batch, from 1; 0 outside of one */
	int verdict;		/* exit status of a command that succeeded */
};

/* Opens the handle, once. */
int cli_open(struct cli *cli);
/* Runs the command that @words are. */
int cli_run(struct cli *cli, struct cli_words *words);
/* Runs what the file of --batch says. Returns the first failure. */
int cli_batch(struct cli *cli);
/* Says cli->err on standard error, as text or JSON. */
void cli_report(const struct cli *cli);
/*
 * A short line on standard error after a change, for who sits before a
 * terminal. @result is what the change came to; of one that failed nothing is
 * said here, and it is returned. Else returns ERD_OK.
 */
int cli_confirm(const struct cli *cli, int result, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Asks a question that the operator answers. False is no. */
bool cli_ask(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Whether there is somebody to ask. */
bool cli_can_ask(const struct cli *cli);
/* Whether standard output took everything; fills cli->err if not. */
int cli_flush(struct cli *cli);
/* Makes an errno of writing there the error. Returns its status. */
int cli_output_failed(struct cli *cli, int sys_errno);

#endif /* ERDCTL_CLI_H */
