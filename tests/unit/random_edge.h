/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Edges as files may want them, made at random, and compared. */
#ifndef TEST_RANDOM_EDGE_H
#define TEST_RANDOM_EDGE_H

#include "edge.h"

extern unsigned int seed;	/* of the next edge */
/* Names repeat, so that between two of them everything moves. */
void random_edge(struct edge *edge);

/* @what: of which it is said that they differ. */
void same(const struct edge *a, const struct edge *b, const char *what);

#endif /* TEST_RANDOM_EDGE_H */
