/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From lines that are to lines that should be: commands, in order. */
#ifndef LIBERD_FRR_DIFF_H
#define LIBERD_FRR_DIFF_H

#include "frr_lines.h"
#include "routing.h"

struct frr_op {
	enum frr_daemon daemon;
	bool exec;		/* not a line of configuration */
	char *block[2];		/* as in struct frr_line */
	char *command;
	char *subject;		/* whom it concerns, for the operator */
	enum routing_impact impact;
	unsigned int rank;	/* lower ones first */
	size_t index;		/* of two with the same rank */
};

struct frr_ops {
	struct list list;	/* of struct frr_op */
	bool no_memory;
};

#define FRR_OPS { .list = LIST_OF(struct frr_op) }

struct frr_op *frr_op_at(const struct frr_ops *ops, size_t i);
void frr_ops_free(struct frr_ops *ops);

/* What a daemon showed, and what of it is ours. */
struct frr_running {
	struct frr_lines all, ours;
	struct list instances;	/* of struct frr_instance, into all */
};

#define FRR_RUNNING { FRR_LINES, FRR_LINES, LIST_OF(struct frr_instance) }

/* Makes the rest of it from @running->all; ERD_ERROR without memory. */
int frr_running_sort(struct frr_running *running, struct erd_error *err);
void frr_running_free(struct frr_running *running);

/*
 * Takes out of @wanted what is not ours to say in what is running: the router
 * ID of an instance that others are in, networks that others have made.
 * ERD_CONFLICT if what is wanted contradicts what others have made.
 */
int frr_fit(const struct frr_running *running, struct frr_lines *wanted,
	    struct erd_error *err);

/*
 * Makes the commands. With @restoring an instance without neighbours is one
 * that we made and goes, if it is not wanted.
 */
int frr_diff(const struct frr_running *running, const struct frr_lines *wanted,
	     bool restoring, struct frr_ops *ops, struct erd_error *err);

#endif /* LIBERD_FRR_DIFF_H */
