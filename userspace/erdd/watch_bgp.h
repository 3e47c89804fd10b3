/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sessions of BGP and BFD: what has changed from one look at FRR to the next.
 * Its sockets tell nothing unasked.
 */
#ifndef ERDD_WATCH_BGP_H
#define ERDD_WATCH_BGP_H

#include "record.h"
#include "routing.h"

struct bgp {
	bool known;			/* @state is how it was when it answered */
	bool away;			/* FRR did not answer */
	struct routing_state state;
	char fault[320];		/* why it could not be read, as told */
};

typedef void (*bgp_fn)(const struct record *record, void *data);

/* Tells @fn of each difference. */
void bgp_compare(const struct routing_state *was,
		      const struct routing_state *is, bgp_fn fn,
		      void *data);
/*
 * Looks, and tells. Returns whether something has come or gone that the edge
 * may have to be looked at for: FRR itself, or a session.
 */
bool bgp_look(struct bgp *bgp, const char *run);
void bgp_free(struct bgp *bgp);

#endif /* ERDD_WATCH_BGP_H */
