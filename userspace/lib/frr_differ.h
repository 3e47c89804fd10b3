/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A difference while it is made: see frr_diff.c. */
#ifndef LIBERD_FRR_DIFFER_H
#define LIBERD_FRR_DIFFER_H

#include "frr_diff.h"

/* The order of commands: what is referred to comes first and goes last. */
enum rank {
	RANK_ZEBRA,
	RANK_PROFILE,
	RANK_LIST,
	RANK_MAP,
	RANK_OTHER_AS,		/* an instance that stands in another's way */
	RANK_BFD_HELD,		/* of sessions that will be reset */
	RANK_INSTANCE,
	RANK_NEIGHBOR,
	RANK_NETWORK,
	RANK_START,		/* new neighbours are complete */
	RANK_BFD_PROFILE,	/* late; it begins BFD */
	RANK_BFD,
	RANK_NEIGHBOR_GONE,
	RANK_INSTANCE_GONE,
	RANK_MAP_GONE,
	RANK_LIST_GONE,
	RANK_PROFILE_GONE,
	RANK_CLEAR,
};

struct differ {
	const struct frr_running *running;
	const struct frr_lines *wanted;
	bool restoring;
	struct frr_ops *ops;
};

/* Adds a command in the block of @line. NULL without memory. */
struct frr_op *differ_emit(struct differ *d, const struct frr_line *line,
			   enum rank rank, enum routing_impact impact,
			   const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/* Takes the @i-th command out. */
void differ_remove(struct differ *d, size_t i);
/* Whether a neighbour was there before and stays. */
bool differ_stays(const struct differ *d, const char *header,
		  const char *address);

/* --- frr_late.c --------------------------------------------------------- */

/* Sets a line about BFD of a new neighbour. False if it is of another one. */
bool late_bfd_of_new(struct differ *d, const struct frr_line *line,
		     const char *address);
/* Once all commands are there: BFD of those sessions that they reset. */
void late_bfd_of_reset(struct differ *d);

#endif /* LIBERD_FRR_DIFFER_H */
