/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads the facts. */
#ifndef ERD_GATHER_H
#define ERD_GATHER_H

#include "keys.h"

/* What is to be examined. */
struct gather_wish {
	const char *name;		/* of a port or circuit; NULL: everything */
	const char *file;		/* NULL: what is wanted, if it is there */
};

/* How many paths are probed at most, and how many without a reason to. */
#define GATHER_PROBES_MAX	64

/*
 * Reads everything, probes, and reads again what counts. Only ERD_NOT_FOUND,
 * ERD_USAGE for a wrong file, and want of memory are failures: all else is in
 * the facts. To be followed by facts_free() in any case.
 */
int gather(struct facts *facts, const struct gather_wish *wish,
	   struct erd_error *err);
void facts_free(struct facts *facts);

/* --- its parts ---------------------------------------------------------- */

void unknown_why(struct known *known, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Ports and paths, of the module and of the file. False without memory. */
int gather_objects(struct facts *facts, struct erd *erd,
		   struct erd_error *err);
/* Counters that are read twice. */
void gather_counts(struct facts *facts, struct erd *erd,
		   enum facts_reading reading);
/* Devices of ports: link, light, programs. */
void gather_devices(struct facts *facts);
/* Addresses, neighbours, VRFs, MTU of sub-interfaces. */
void gather_addresses(struct facts *facts);
/* FRR's sessions, which come anew each time. */
void gather_sessions(struct facts *facts);
void gather_keys(struct keys *keys);
/* The kernel's routes of BGP, and what FRR does not use. */
void gather_routes(struct facts *facts);
/* Drift, clock, versions. */
void gather_state(struct facts *facts, struct erd *erd);

#endif /* ERD_GATHER_H */
