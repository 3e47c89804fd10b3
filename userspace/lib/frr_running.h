/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is running in FRR, ours and others', and what others leave us to say. */
#ifndef LIBERD_FRR_RUNNING_H
#define LIBERD_FRR_RUNNING_H

#include "frr_lines.h"

#include <erd.h>

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

#endif /* LIBERD_FRR_RUNNING_H */
