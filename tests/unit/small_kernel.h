/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A small kernel in memory, which refuses what the real one refuses. */
#ifndef TEST_SMALL_KERNEL_H
#define TEST_SMALL_KERNEL_H

#include "apply.h"

struct kernel {
	struct edge edge;
	int fail_at;		/* the number of the change that fails; or -1 */
	int n;
};

/* Of struct apply_backend. What it would refuse ends the test. */
int run(void *data, struct change *change, struct erd_error *err);

/* Whether the pair has a port. */
bool has_port(const struct edge *edge, const char *pair);

#endif /* TEST_SMALL_KERNEL_H */
