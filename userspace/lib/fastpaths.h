/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fast paths that a handle has open. */
#ifndef LIBERD_FASTPATHS_H
#define LIBERD_FASTPATHS_H

#include <erd.h>

/*
 * The fast path of @port, or *@fp = NULL if it has none. It stays the
 * handle's.
 */
int fastpaths_get(struct erd *erd, const struct erd_port *port,
		  struct erd_fastpath **fp, struct erd_error *err);
/* To be called when the fast path of a port is attached or detached. */
void fastpaths_forget(struct erd *erd, const char *port);
void fastpaths_close(struct erd *erd);

#endif /* LIBERD_FASTPATHS_H */
