/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ports of a pair. */
#ifndef LIBERD_PAIR_H
#define LIBERD_PAIR_H

#include <erd.h>

struct pair {
	struct erd_port port[2];
	size_t n;
};

/* No error if there are none. What ports_get() says holds of them. */
int pair_get(struct erd *erd, const char *name, struct pair *pair,
	     struct erd_error *err);

#endif /* LIBERD_PAIR_H */
