/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The sub-interfaces of a circuit. */
#ifndef LIBERD_SUBIF_H
#define LIBERD_SUBIF_H

#include "list.h"
#include "pair.h"

#include <erd.h>

/* All of them into @subifs, a list of struct erd_subif. */
int subifs_of_circuit(struct erd *erd, const struct erd_circuit *circuit,
		      struct list *subifs, struct erd_error *err);

/*
 * Makes the sub-interface that @subif describes on @port, and has the port's
 * fast path count it. @subif's ifname, circuit, peering, stag, ctag and up are
 * used; @pcp may be NULL. Nothing is left behind on failure.
 */
int subif_create(struct erd *erd, const struct erd_port *port,
		 const struct erd_subif *subif, const struct erd_pcp_maps *pcp,
		 struct erd_error *err);

/*
 * Has the port's fast path, if there is one, count a sub-interface. Nothing
 * changes if it does already.
 */
int subif_count(struct erd *erd, const struct erd_port *port,
		const struct erd_subif *subif, struct erd_error *err);

/* Sets the maps that are not NULL. */
int subif_set_pcp(struct erd *erd, const struct erd_subif *subif,
		  const uint8_t *egress_pcp, const uint8_t *ingress_prio,
		  struct erd_error *err);

/* Deletes one on @pair, and stops counting it. No error if it has gone. */
int subif_delete(struct erd *erd, const struct pair *pair,
		 const struct erd_subif *subif, struct erd_error *err);

/* Stops counting one whose device has gone. */
void subif_uncount(struct erd *erd, const struct pair *pair,
		   const struct erd_subif *subif);

#endif /* LIBERD_SUBIF_H */
