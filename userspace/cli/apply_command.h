/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Desired state made true. */
#ifndef ERDCTL_APPLY_COMMAND_H
#define ERDCTL_APPLY_COMMAND_H

#include "cli.h"
#include "file.h"
#include "store.h"

#define PARAM_FORCE \
	PARAM_FLAG("force", "though Azure would not, or a last path is cut")

enum apply_how {
	APPLY_HOW_DIFF,		/* only show it, whatever it does */
	APPLY_HOW_DRY,		/* only show it, or say why it would not be */
	APPLY_HOW_APPLY,
};

/* How a file is applied. */
struct apply {
	enum apply_how how;
	bool force;
	/*
	 * The apply that waits for its confirmation, of which this is a part;
	 * NULL: nothing must wait. With @back this is what ends it.
	 */
	const struct store_pending *pending;
	bool back;
	bool again;		/* the answer: the file is another by now */
};

/*
 * Shows and, if asked for, makes the changes that a correct file takes. None if
 * the file is another by the time that nobody else changes anything, or what it
 * was made of is (its mark): ERD_CONFLICT, and @apply->again.
 */
int apply_file(struct cli *cli, const struct desired_file *file,
	       struct apply *apply);

/*
 * Begins an apply that is undone after @seconds unless it is confirmed: from
 * here on somebody waits for that, who does not go with this process.
 */
int confirm_begin(struct cli *cli, unsigned int seconds,
		  struct store_pending *pending);
/* Nothing is undone any more, if the apply failed before it changed anything. */
void confirm_failed(const struct store_pending *pending);
/*
 * ERD_CONFLICT while an apply waits for a confirmation. To be asked once others
 * wait, who else would begin one.
 */
int confirm_check(struct cli *cli, const struct store *store);
/* Applies number @number of the history again; 0 is a file without objects. */
int apply_kept(struct cli *cli, unsigned int number, struct apply *apply);

#endif /* ERDCTL_APPLY_COMMAND_H */
