/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From what there is to what is wanted: changes, in order. */
#ifndef ERD_PLAN_H
#define ERD_PLAN_H

#include "change.h"

struct plan {
	struct list changes;		/* of struct change */
	unsigned int steps;		/* objects that change */
	struct edge after;		/* what there is then */
};

/*
 * What has to change for @is to have what @wanted has, and no more of what
 * @owned has: that is what earlier files wanted. What is in neither is
 * somebody else's and left alone. *plan is to be freed in any case.
 */
int plan_make(struct plan *plan, const struct edge *is,
	      const struct edge *wanted, const struct edge *owned,
	      struct erd_error *err);
void plan_free(struct plan *plan);

/* ERD_CONFLICT if a peering that carries traffic would have no path left. */
int plan_check_paths(const struct plan *plan, const struct edge *is,
		     struct erd_error *err);

/* The gravest of its impacts. */
enum change_impact plan_impact(const struct plan *plan);

/* A change as it is told: of BGP there may be many in one. */
struct plan_row {
	unsigned int step;
	char object[96];
	char text[CHANGE_TEXT_SIZE];
	enum change_impact impact;
};

void plan_row_of(const struct change *change, struct plan_row *row);
/* Adds those of the plan to a list of struct plan_row. False without memory. */
bool plan_rows(const struct plan *plan, struct list *rows);

#endif /* ERD_PLAN_H */
