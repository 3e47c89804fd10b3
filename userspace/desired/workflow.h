/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From an order to received prefixes: what is done, and what comes next. */
#ifndef ERD_WORKFLOW_H
#define ERD_WORKFLOW_H

#include "desired.h"

enum workflow_state {
	WORKFLOW_DONE,
	WORKFLOW_WAITS,		/* for somebody else */
	WORKFLOW_OPEN,		/* for us */
};

struct workflow_step {
	const char *step;	/* "cross-connect" */
	char object[80];	/* "port 'ams-1'" */
	enum workflow_state state;
	char what[256];		/* what is to be done, or "" */
};

/* The steps of a pair in their order. False without memory. */
bool workflow_of(const struct desired_pair *pair, struct list *steps);
const char *workflow_state_name(enum workflow_state state);

/*
 * Why there is no BGP session of these networks of a peering, or NULL if there
 * is to be one. @subnets may be NULL.
 */
const char *workflow_no_session(const struct desired_circuit *circuit,
				const struct desired_peering *peering,
				const struct desired_subnets *subnets);

/* The sum of its circuits, in Mb/s. */
uint64_t pair_provisioned_mbps(const struct desired_pair *pair);
/*
 * When Azure bills the ports at the latest, if no link was enabled before: 45
 * days after they were reserved. False if that is not said.
 */
bool pair_billed_by(const struct desired_pair *pair, char date[11]);

#endif /* ERD_WORKFLOW_H */
