/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fast path of one port: programs, links and maps. Private to liberd. */
#ifndef LIBERD_FASTPATH_H
#define LIBERD_FASTPATH_H

#include <erd.h>

/*
 * Loads, attaches and pins the fast path of @port (its ifindex, encap,
 * outer_tpid and name are used). Nothing is left behind on failure.
 */
int fastpath_attach(const struct erd_port *port, enum erd_xdp_mode mode,
		    struct erd_error *err);

/* Detaches it and removes its pins; no error if there is none. */
void fastpath_detach(const char *port_name, uint32_t ifindex);

/*
 * The circuit with this S-tag exists (QinQ ports): its unknown C-tags are told
 * from unknown S-tags. Removing it forgets its slots.
 */
int fastpath_add_circuit(struct erd_fastpath *fp, uint16_t stag);
void fastpath_delete_circuit(struct erd_fastpath *fp, uint16_t stag);

/*
 * Starts and stops counting a peering. @stag is 0 on a dot1q port. Its
 * counters start at zero. ERD_CONFLICT if the circuit has no free slot.
 */
int fastpath_add_peering(struct erd_fastpath *fp, uint16_t stag, uint16_t ctag,
			 struct erd_error *err);
void fastpath_delete_peering(struct erd_fastpath *fp, uint16_t stag,
			     uint16_t ctag);

#endif /* LIBERD_FASTPATH_H */
