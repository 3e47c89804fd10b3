/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fast path of one port: programs, links and maps. Private to liberd. */
#ifndef LIBERD_FASTPATH_H
#define LIBERD_FASTPATH_H

#include <erd.h>

/* --- fastpath_attach.c -------------------------------------------------- */

/*
 * Loads, attaches and pins the fast path of @port (its ifindex, encap,
 * outer_tpid and name are used). What a port of that name left behind when its
 * device vanished is cleared; with ERD_XDP_NONE nothing else is done. Nothing
 * is left behind on failure.
 */
int fastpath_attach(const struct erd_port *port, enum erd_xdp_mode mode,
		    struct erd_error *err);

/*
 * Detaches it and removes its pins; no error if there is none. The network
 * namespace must be that of the device.
 */
void fastpath_detach(const char *port_name, uint32_t ifindex);

/* --- fastpath_config.c -------------------------------------------------- */

/*
 * The circuit with this S-tag exists (QinQ ports): its unknown C-tags are told
 * from unknown S-tags. Removing it forgets its slots. Adding it again changes
 * nothing.
 */
int fastpath_add_circuit(struct erd_fastpath *fp, uint16_t stag);
void fastpath_delete_circuit(struct erd_fastpath *fp, uint16_t stag);

/*
 * Starts and stops counting a peering. @stag is 0 on a dot1q port. Its
 * counters start at zero; adding it again changes nothing. ERD_CONFLICT if
 * the circuit has no free slot.
 */
int fastpath_add_peering(struct erd_fastpath *fp, uint16_t stag, uint16_t ctag,
			 struct erd_error *err);
void fastpath_delete_peering(struct erd_fastpath *fp, uint16_t stag,
			     uint16_t ctag);

/* --- fastpath.c --------------------------------------------------------- */

/* Names of the pins besides those of the maps, see bpf/erd_maps.h. */
#define FASTPATH_RX_LINK	"rx_link"
#define FASTPATH_TX_LINK	"tx_link"	/* kernels with TCX */
#define FASTPATH_TX_FILTER	"tx_filter"	/* others: the program */
#define FASTPATH_TX_CLSACT	"tx_clsact"	/* the same, qdisc made by us */

/*
 * The device that the receive program is attached to: -ENOENT if there is no
 * fast path, 0 if its device has gone, another negative errno if it cannot be
 * told. @prog_id may be NULL.
 */
int fastpath_ifindex(const char *port_name, uint32_t *prog_id);

/* The XDP program of a device: 0 none, or a negative errno. */
int64_t fastpath_query_xdp(uint32_t ifindex);

#endif /* LIBERD_FASTPATH_H */
