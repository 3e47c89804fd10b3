/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef LIBERD_CIRCUIT_H
#define LIBERD_CIRCUIT_H

#include <erd.h>

/*
 * As erd_circuit_get(), but if @pair is NULL a circuit of a pair with ports is
 * preferred: some requests, however many circuits there are.
 */
int circuit_get_for_peering(struct erd *erd, const char *pair,
			    const char *name, struct erd_circuit *circuit,
			    struct erd_error *err);

/* Tells the fast path of @port, if it has one, of a circuit there is. */
int circuit_add_to_port(struct erd *erd, const struct erd_circuit *circuit,
			const struct erd_port *port, struct erd_error *err);

#endif /* LIBERD_CIRCUIT_H */
