/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Networks of IPv4 and IPv6. */
#ifndef ERD_PREFIX_H
#define ERD_PREFIX_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

struct prefix {
	uint8_t family;		/* AF_INET, AF_INET6, or 0: there is none */
	uint8_t len;		/* in bits */
	uint8_t address[16];	/* in network order; IPv4 in the first four */
};

#define PREFIX_TEXT_SIZE	(INET6_ADDRSTRLEN + 4)

enum prefix_result {
	PREFIX_OK,
	PREFIX_MALFORMED,	/* not ADDRESS/LENGTH */
	PREFIX_HOST_BITS,	/* not a network: bits behind the length */
};

/* With PREFIX_HOST_BITS, *prefix is the network that the address is in. */
enum prefix_result prefix_parse(const char *text, struct prefix *prefix);
const char *prefix_text(const struct prefix *prefix,
			char text[PREFIX_TEXT_SIZE]);
bool prefix_equal(const struct prefix *a, const struct prefix *b);
bool prefix_overlap(const struct prefix *a, const struct prefix *b);
/* Whether all of @inner is in @outer. */
bool prefix_contains(const struct prefix *outer, const struct prefix *inner);
/* Whether it is of one link alone: IPv6, fe80::/10. */
bool prefix_is_link_local(const struct prefix *prefix);
/* Why it is not a public network ("private (RFC 1918)"), or NULL if it is. */
const char *prefix_not_public(const struct prefix *prefix);
/* The n-th address of a network, as a network of its own length. */
struct prefix prefix_host(const struct prefix *network, unsigned int n);
/* The n-th of the networks of length @len that make up @whole. */
struct prefix prefix_part(const struct prefix *whole, uint8_t len,
			  unsigned int n);

#endif /* ERD_PREFIX_H */
