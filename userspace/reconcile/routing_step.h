/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * BGP as a part of a plan: sessions end in its first step, before what they run
 * over changes, and all else is done in its last. Each is carried out as a
 * whole or not at all.
 */
#ifndef ERD_ROUTING_STEP_H
#define ERD_ROUTING_STEP_H

#include "plan.h"
#include "sessions.h"

struct routing_step {
	struct routing_plan *plan;	/* NULL: none could be made */
	struct erd_error why;		/* and why not */
	const struct routing_config *config;	/* if sessions begin; or NULL */
};

/* What routing_steps_add() makes. */
struct routing_steps {
	struct sessions sessions;
	struct routing_step ends, rest;
};

/*
 * Adds to @plan, which has the rest of it, what BGP needs to become what a
 * correct file wants. While the daemon cannot be asked, that is a step that
 * will fail: all else can be done. @steps is to be freed after the plan, in any
 * case.
 */
int routing_steps_add(struct routing_steps *steps, struct plan *plan,
		      const struct desired *desired, const struct edge *is,
		      struct erd_error *err);
void routing_steps_free(struct routing_steps *steps);

/* Carries one out, or undoes it. */
int routing_step_run(struct change *change, struct erd_error *err);
void routing_step_text(const struct routing_step *step, char *text,
		       size_t size);
/* Adds a row for each session that begins or ends, and each other command. */
bool routing_step_rows(const struct change *change, struct list *rows);

/*
 * Waits for addresses of IPv6 that the kernel still looks for elsewhere, of the
 * sessions' devices that have carrier, and until the routing daemon knows of the
 * sessions' own addresses; of what it has missed it is told once more.
 */
void settle(const struct routing_config *config);

#endif /* ERD_ROUTING_STEP_H */
