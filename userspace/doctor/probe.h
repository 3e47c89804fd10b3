/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Short active probes of paths, all at once: who answers for an address, what
 * sizes pass, whether TCP's port 179 answers; and what the far end says by
 * itself meanwhile.
 */
#ifndef ERD_PROBE_H
#define ERD_PROBE_H

#include "facts.h"

/* The key of MD5 of a session, or NULL. */
typedef const char *(*probe_key_fn)(const struct facts_path *path, int family,
				    void *data);

/*
 * Probes the paths whose @probed is set; it is cleared again, with a reason,
 * where that could not be done. Takes a second, and up to PROBE_LONGEST_MS
 * where answers are missing.
 */
void probe_paths(struct facts *facts, probe_key_fn key, void *data);

#define PROBE_LONGEST_MS	4500

/* --- probe_frames.c ----------------------------------------------------- */

/*
 * A frame that arrived on a path's sub-interface, from its destination on.
 * @keys are those of MD5 for IPv4 and IPv6, NULL for none.
 */
void probe_take_frame(struct facts_path *path, const char *const keys[2],
		      const uint8_t *frame, size_t len);

/* An ARP frame at a port's own device; @vid of the one tag, -1: it had none. */
void probe_take_arp(struct facts_port *port, int vid, const uint8_t *frame,
		    size_t len);

#define PROBE_FRAME_MAX	128

/*
 * An ARP request or, for IPv6, a neighbour solicitation for @target. @source is
 * of family 0 where nobody is to learn of it. Returns its octets.
 */
size_t probe_request(uint8_t frame[PROBE_FRAME_MAX], const uint8_t mac[6],
		     const struct prefix *source, const struct prefix *target);

/* --- probe_signature.c, and the checksum in probe_frames.c -------------- */

/* A segment of TCP in a packet: where it goes, and it from its header on. */
struct probe_segment {
	int family;
	const void *source, *destination;	/* addresses, in octets */
	const uint8_t *data;
	size_t len;
};

#define PROBE_SIGNATURE_SIZE	16

/*
 * What the signature of RFC 2385 would be with a key. False if there is no
 * whole header of TCP.
 */
bool probe_signature(const struct probe_segment *segment, const char *key,
		     uint8_t signature[PROBE_SIGNATURE_SIZE]);

/* What the checksum is to be, in the order of the network; of an even length. */
uint16_t probe_tcp_checksum(const struct probe_segment *segment);

#endif /* ERD_PROBE_H */
