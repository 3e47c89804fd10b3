/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Commands as edits of the file that says what is wanted. */
#ifndef ERDCTL_EDIT_H
#define ERDCTL_EDIT_H

#include "cli.h"
#include "objects.h"
#include "params.h"

#define PARAM_RUNTIME	\
	PARAM_FLAG("runtime", "until this machine is started anew")

#define PARAM_FORCE_PATH	PARAM_FLAG("force", "though a last path is cut")

/* What a command changes of what is wanted. */
struct edit {
	/*
	 * Changes @will, which is the file, by @what. ERD_NOT_FOUND if the file
	 * does not have the object: then it is somebody else's, and no text is
	 * needed. It may be called more than once, with the file as it is then.
	 */
	int (*change)(struct desired *will, const void *what,
		      struct erd_error *err);
	/*
	 * Changes what runs, with cli->erd, if no file is there or none that has
	 * the object. What is only recorded cannot be, and there is no cli->erd.
	 */
	int (*running)(struct cli *cli, const void *what);
	const void *what;
	bool runtime;		/* only until this machine is started anew */
	bool record;		/* nothing on this machine follows from it */
	bool force;		/* as of apply */
	bool ask;		/* whether it would be refused; nothing changes */
};

/*
 * Changes what is wanted and makes it true, like apply; or what runs. Returns
 * ERD_OK, ERD_UNCHANGED if all was so, or why it failed.
 */
int edit_run(struct cli *cli, const struct edit *edit);

/* For a change() that has no memory. */
int edit_no_memory(struct erd_error *err);

#endif /* ERDCTL_EDIT_H */
