/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The account of a capture: frames and octets by their first two tags, as erd
 * counts them (from the destination address to the end of the payload, tags
 * included, no FCS), and what the routing of each is up to.
 */
#ifndef LIBERD_CAPTURE_ACCOUNT_H
#define LIBERD_CAPTURE_ACCOUNT_H

#include "frame.h"
#include "packet.h"

/* Combinations beyond these are counted together. */
#define CAPTURE_ACCOUNT_MAX	65536

/* Upper ends of the classes of sizes; the last class has none. */
#define CAPTURE_SIZES	8
extern const uint16_t capture_size_max[CAPTURE_SIZES - 1];

struct tag_account {
	unsigned int n;			/* tags: 0, 1 or 2 */
	struct frame_tag tag[2];	/* the TCI's VID only */
	uint64_t frames, octets;
	uint64_t first_ns, last_ns;	/* the earliest and the latest */

	uint64_t arp_requests, arp_replies;
	uint64_t nd_solicitations, nd_advertisements;
	uint64_t tcp, tcp_syns, tcp_fins, tcp_resets;
	uint64_t bgp[PACKET_BGP_TYPES];	/* messages by type */
	uint8_t bgp_code, bgp_subcode;	/* of the last notification */
	uint64_t bfd;
	uint64_t bfd_down;		/* of those: not Up */
	struct packet_bfd bfd_last;
};

struct capture_account {
	uint64_t frames, octets;
	uint64_t cut;			/* frames that were not captured whole */
	uint64_t first_ns, last_ns;
	uint64_t size[CAPTURE_SIZES];
	struct tag_account *tags;
	size_t n_tags;
	uint64_t other_frames;		/* of combinations beyond the limit */
	/* private: */
	size_t room;
	uint32_t *bucket;		/* number of an entry + 1 */
	size_t n_buckets;
};

/* To be zeroed before. @type_at is where tags begin, of this kind of link. -ENOMEM. */
int capture_account_add(struct capture_account *account,
			const struct frame *frame, size_t type_at);
/* In the order of their tags. */
void capture_account_sort(struct capture_account *account);
void capture_account_free(struct capture_account *account);

#endif /* LIBERD_CAPTURE_ACCOUNT_H */
