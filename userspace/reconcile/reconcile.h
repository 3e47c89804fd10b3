/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Desired minus actual, and what to do about it: the one way to change. */
#ifndef ERD_RECONCILE_H
#define ERD_RECONCILE_H

#include "apply.h"
#include "routing_step.h"
#include "store.h"

struct reconcile {
	struct erd *erd;		/* of the caller */
	const struct desired_file *file; /* of the caller */
	struct store store;
	struct edge is, wanted, owned;
	struct plan plan;
	struct routing_steps routing;
	struct apply_result result;
	bool kept;			/* a file was written */
};

/*
 * Plans what makes this machine what a correct file says. With @force it may
 * do what Azure would not, and cut last paths. With @apply others wait until
 * reconcile_end(), which is to be called in any case.
 */
int reconcile_begin(struct reconcile *reconcile, struct erd *erd,
		    const struct desired_file *file, const char *folder,
		    bool force, bool apply, struct erd_error *err);
/*
 * Keeps the file, as @path too, and carries out the plan. ERD_UNCHANGED if all
 * was so already.
 */
int reconcile_apply(struct reconcile *reconcile, const char *path,
		    struct erd_error *err);
void reconcile_end(struct reconcile *reconcile);

#endif /* ERD_RECONCILE_H */
