/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A plan carried out. */
#ifndef ERD_APPLY_H
#define ERD_APPLY_H

#include "plan.h"

/*
 * Who carries out one change, and says in it if it is torn.
 * Returns an enum erd_status.
 */
struct apply_backend {
	int (*run)(void *data, struct change *change, struct erd_error *err);
	void *data;
};

/* How far a plan got. */
struct apply_result {
	unsigned int steps_done;	/* objects that are new */
	const struct change *failed;	/* or NULL */
	bool restored;			/* the object of that is as before */
	struct erd_error undo;		/* or why it is not */
};

/*
 * Makes the changes in their order, up to the first that fails. What was made
 * of that object is undone then, so that each object is either new or as it
 * was. @err says why it failed.
 */
int apply_plan(const struct plan *plan, const struct apply_backend *backend,
	       struct apply_result *result, struct erd_error *err);

/* The kernel, of a handle. */
struct apply_backend apply_kernel(struct erd *erd);

#endif /* ERD_APPLY_H */
