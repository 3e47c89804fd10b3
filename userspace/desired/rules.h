/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What ExpressRoute permits, object by object. */
#ifndef ERD_RULES_H
#define ERD_RULES_H

#include "desired.h"

/* Where a peering is. */
struct rules_place {
	const struct desired *desired;
	const struct desired_pair *pair;
	const struct desired_circuit *circuit;
	struct findings *findings;
};

void rules_circuit(const struct rules_place *place);
void rules_peering(const struct rules_place *place,
		   const struct desired_peering *peering);
/* The networks of all peerings against each other. */
void rules_networks(const struct desired *desired, struct findings *findings);

/* Whether a word is there and is this one. */
bool rules_is(const char *word, const char *one);
/* Whether Microsoft waits for a proof of whose the advertised prefixes are. */
bool rules_needs_proof(const char *prefixes_state);
/* The state that a circuit is in, as far as it is said. */
bool rules_is_provisioned(const struct desired_circuit *circuit);

#endif /* ERD_RULES_H */
