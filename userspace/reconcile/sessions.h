/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The BGP sessions that a file wants, as the routing daemon is told of them. */
#ifndef ERD_SESSIONS_H
#define ERD_SESSIONS_H

#include "desired.h"
#include "routing.h"

struct sessions {
	struct routing_config config;	/* of what is below */
	struct list instances;		/* of struct routing_instance */
	struct list sessions;		/* of struct routing_session */
	struct list prefixes;		/* of struct list of struct routing_prefix */
};

/*
 * Those of a file that is correct, on both links of each peering and in each
 * family, as far as the workflow permits them. They point into @desired. False
 * without memory; to be freed in any case.
 */
bool sessions_of(struct sessions *sessions, const struct desired *desired);
void sessions_free(struct sessions *sessions);

/* False if Microsoft would not see that sessions of a peering are drained. */
bool sessions_can_drain(const struct desired_peering *peering);

#endif /* ERD_SESSIONS_H */
