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
	struct list absent;		/* names of devices, see below */
	bool news;			/* not the file that was applied last */
	bool record;			/* see RECONCILE_RECORD */
	enum erd_status why;		/* the change that failed did */
	bool kept;			/* a file was written */
};

enum reconcile_how {
	RECONCILE_FORCE = 1 << 0,	/* though Azure would not, or cuts last paths */
	RECONCILE_APPLY = 1 << 1,	/* others wait until reconcile_end() */
	/*
	 * Do without the ports whose devices are not there; their names are in
	 * @absent. Else they fail.
	 */
	RECONCILE_PRESENT = 1 << 2,
	/*
	 * Nothing on this machine follows from what is new in the file: it is
	 * held against the last one and kept. There is no handle then.
	 */
	RECONCILE_RECORD = 1 << 3,
};

/*
 * Plans what makes this machine what a correct file says. @how is of enum
 * reconcile_how. reconcile_end() is to be called in any case.
 */
int reconcile_begin(struct reconcile *reconcile, struct erd *erd,
		    const struct desired_file *file, const char *folder,
		    unsigned int how, struct erd_error *err);
/*
 * Keeps the file, as @path too if that is not NULL, and carries out the plan.
 * ERD_UNCHANGED if all was so already. The durable file ends what was wanted for
 * this run only.
 */
int reconcile_apply(struct reconcile *reconcile, const char *path,
		    struct erd_error *err);
void reconcile_end(struct reconcile *reconcile);

#endif /* ERD_RECONCILE_H */
