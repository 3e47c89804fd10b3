/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fast path of one port: programs, links and maps. Private to liberd. */
#ifndef LIBERD_FASTPATH_H
#define LIBERD_FASTPATH_H

#include <erd.h>

/* --- fastpath_attach.c -------------------------------------------------- */

/*
 * Loads, attaches and pins the fast path of @port (its ifindex, ifname, encap,
 * outer_tpid and name are used) in a mode other than ERD_XDP_NONE. What dead
 * ports have left behind is cleared. If the very same port has been attached
 * before and was not detached, it goes on with what it has counted. If it
 * fails, all is as it was before.
 */
int fastpath_attach(const struct erd_port *port, enum erd_xdp_mode mode,
		    struct erd_error *err);

/* Removes what a port of that name has left behind. */
int fastpath_clear(const struct erd_port *port, struct erd_error *err);

/*
 * Takes it off the device but keeps what it has counted, for fastpath_attach().
 * ERD_UNCHANGED if it is not attached.
 */
int fastpath_suspend(const struct erd_port *port, struct erd_error *err);

/*
 * Replaces its programs by those of this liberd; no frame is missed. What hides
 * tags from it, if it was turned on again, is turned off. If it fails half-way,
 * what is attached counts on; to be repeated.
 */
int fastpath_upgrade(const struct erd_port *port, struct erd_error *err);

/* Whether that would replace them by the same and turn off nothing. */
bool fastpath_is_current(const struct erd_port *port);

/*
 * Takes it off the device and forgets what it has counted; no error if there is
 * none. The network namespace must be that of the device.
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

/*
 * Deletes the peerings, and then the circuits (@ctag is 0), that @is does not
 * know; @stag is 0 on a dot1q port.
 */
void fastpath_retain(struct erd_fastpath *fp,
		     bool (*is)(uint16_t stag, uint16_t ctag, void *data),
		     void *data);

/* --- fastpath.c --------------------------------------------------------- */

/* Names of the pins besides those of the maps, see bpf/erd_maps.h. */
#define FASTPATH_RX_LINK	"rx_link"
#define FASTPATH_TX_LINK	"tx_link"	/* kernels with TCX */
#define FASTPATH_TX_FILTER	"tx_filter"	/* others: the program */

/*
 * The device that the receive program is attached to: -ENOENT if there is no
 * fast path, 0 if its device has gone, another negative errno if it cannot be
 * told. @prog_id may be NULL.
 */
int fastpath_ifindex(const char *port_name, uint32_t *prog_id);

/* Says that the pins are of another schema, see bpffs_other_schema(). */
int fastpath_fail_schema(const char *port_name, unsigned int schema,
			 struct erd_error *err);

/*
 * As fastpath_ifindex(), and in *@here whether that device is in this namespace: an index
 * says nothing across namespaces, a program's number does.
 */
int fastpath_locate(const char *port_name, bool *here);

/* <linux/bpf.h> of Linux 6.6, which made TCX; libbpf knows it from 1.3 on. */
#define ERD_BPF_TCX_EGRESS	47

/* The XDP program of a device: 0 none, or a negative errno. */
int64_t fastpath_query_xdp(uint32_t ifindex);

#endif /* LIBERD_FASTPATH_H */
