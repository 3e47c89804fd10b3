/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What can be wrong with the edge of doctor_edge.h, and what is said of it. */
#ifndef TEST_DOCTOR_FAULTS_H
#define TEST_DOCTOR_FAULTS_H

#include "doctor_edge.h"

struct fault {
	const char *name;	/* of spoil() */
	void (*spoil)(void);
	const char *id, *owner, *verdict;	/* of what is found first */
};

#define FAULT(spoil, ...)	{ #spoil, spoil, __VA_ARGS__ }

/* One list for some layers each; the last of a list has no name. */
extern const struct fault port_faults[], path_faults[], session_faults[];

/* --- those that are of use together with others ------------------------- */

void port_disabled(void);
void dark(void);
void low(void);
/* What the test of the link has kept of the first port; less light since. */
void was_tested(void);
void fallen(void);

void peering_disabled(void);
/* The far end cannot be reached. */
void unreachable(void);

void md5_wrong(void);
void other_reason(void);
void bfdd_missing(void);
void bfd_slow(void);
/* A virtual network with a prefix of each family; of both links one has it. */
void link_network(void);

extern struct facts_drift drifting;	/* what drift() adds */
void drift(void);

#endif /* TEST_DOCTOR_FAULTS_H */
