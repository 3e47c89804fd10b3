/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Desired state made true. */
#ifndef ERDCTL_APPLY_COMMAND_H
#define ERDCTL_APPLY_COMMAND_H

#include "cli.h"
#include "file.h"

#define PARAM_FORCE \
	PARAM_FLAG("force", "though Azure would not, or a last path is cut")

enum apply_how {
	APPLY_HOW_DIFF,		/* only show it, whatever it does */
	APPLY_HOW_DRY,		/* only show it, or say why it would not be */
	APPLY_HOW_APPLY,
};

/*
 * Shows and, if asked for, makes the changes that a correct file takes. None if
 * it is another by the time that nobody else changes anything, or what it was
 * made of is (its mark): ERD_CONFLICT, and @again.
 */
int apply_file(struct cli *cli, const struct desired_file *file,
	       enum apply_how how, bool force, bool *again);

/*
 * Begins an apply that is undone after @seconds unless it is confirmed: from
 * here on somebody waits for that, who does not go with this process.
 */
int confirm_begin(struct cli *cli, unsigned int seconds);
/* Nothing is undone any more. */
void confirm_cancel(void);
/* The same, if the apply failed before it changed anything. */
void confirm_failed(void);
/* ERD_CONFLICT while an apply waits for a confirmation. */
int confirm_check(struct cli *cli);
/* Applies number @number of the history again; 0 is a file without objects. */
int apply_kept(struct cli *cli, unsigned int number, enum apply_how how,
	       bool force);

#endif /* ERDCTL_APPLY_COMMAND_H */
