/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From lines that are to lines that should be: commands, in order. */
#ifndef LIBERD_FRR_DIFF_H
#define LIBERD_FRR_DIFF_H

#include "frr_running.h"
#include "routing.h"

struct frr_op {
	enum frr_daemon daemon;
	bool exec;		/* not a line of configuration */
	bool late;		/* to be sent when its session is up, if it can be */
	bool held;		/* late, of a session that was up and comes again */
	char *block[2];		/* as in struct frr_line */
	char *command;
	char *subject;		/* whom it concerns, for the operator */
	enum routing_impact impact;
	enum routing_turn turn;	/* of the session that it concerns */
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

/*
 * Makes the commands. With @restoring an instance without neighbours is one
 * that we made and goes, if it is not wanted.
 */
int frr_diff(const struct frr_running *running, const struct frr_lines *wanted,
	     bool restoring, struct frr_ops *ops, struct erd_error *err);

#endif /* LIBERD_FRR_DIFF_H */
