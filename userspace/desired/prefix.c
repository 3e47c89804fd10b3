// SPDX-License-Identifier: LGPL-2.1-or-later
#include "prefix.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

static unsigned int bits_of(uint8_t family)
{
	return family == AF_INET ? 32 : 128;
}

static bool same_bits(const uint8_t *a, const uint8_t *b, unsigned int n)
{
	unsigned int whole = n / 8;
	uint8_t mask = 0xff00 >> n % 8;

	if (memcmp(a, b, whole))
		return false;
	return !(n % 8) || !((a[whole] ^ b[whole]) & mask);
}

/* Clears the bits behind the length. Returns whether one was set. */
static bool clear_host(struct prefix *prefix)
{
	unsigned int bit, bits = bits_of(prefix->family);
	bool set = false;

	for (bit = prefix->len; bit < bits; bit++) {
		uint8_t mask = 0x80 >> bit % 8;

		set |= prefix->address[bit / 8] & mask;
		prefix->address[bit / 8] &= ~mask;
	}
	return set;
}

/* Decimal, without a sign or leading zeros. */
static bool parse_length(const char *text, unsigned int max, uint8_t *len)
{
	unsigned int value = 0;
	const char *at;

	if (!text[0] || strlen(text) > 3 || (text[0] == '0' && text[1]))
		return false;
	for (at = text; *at; at++) {
		if (*at < '0' || *at > '9')
			return false;
		value = 10 * value + *at - '0';
	}
	*len = value;
	return value <= max;
}

enum prefix_result prefix_parse(const char *text, struct prefix *prefix)
{
	const char *slash = strchr(text, '/');
	char address[INET6_ADDRSTRLEN];

	memset(prefix, 0, sizeof(*prefix));
	if (!slash || (size_t)(slash - text) >= sizeof(address))
		return PREFIX_MALFORMED;
	memcpy(address, text, slash - text);
	address[slash - text] = '\0';
	prefix->family = strchr(address, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(prefix->family, address, prefix->address) != 1 ||
	    !parse_length(slash + 1, bits_of(prefix->family), &prefix->len)) {
		prefix->family = 0;
		return PREFIX_MALFORMED;
	}
	return clear_host(prefix) ? PREFIX_HOST_BITS : PREFIX_OK;
}

const char *prefix_text(const struct prefix *prefix,
			char text[PREFIX_TEXT_SIZE])
{
	char address[INET6_ADDRSTRLEN] = "?";

	inet_ntop(prefix->family, prefix->address, address, sizeof(address));
	snprintf(text, PREFIX_TEXT_SIZE, "%s/%u", address, prefix->len);
	return text;
}

bool prefix_is_link_local(const struct prefix *prefix)
{
	return prefix->family == AF_INET6 && prefix->address[0] == 0xfe &&
	       (prefix->address[1] & 0xc0) == 0x80;
}

bool prefix_equal(const struct prefix *a, const struct prefix *b)
{
	return a->family == b->family && a->len == b->len &&
	       !memcmp(a->address, b->address, sizeof(a->address));
}

bool prefix_contains(const struct prefix *outer, const struct prefix *inner)
{
	return outer->family && outer->family == inner->family &&
	       outer->len <= inner->len &&
	       same_bits(outer->address, inner->address, outer->len);
}

bool prefix_overlap(const struct prefix *a, const struct prefix *b)
{
	return prefix_contains(a, b) || prefix_contains(b, a);
}

/* IANA's registries of special-purpose addresses, as far as not global. */
static const struct {
	const char *network;
	const char *why;
} special[] = {
	{ "0.0.0.0/8", "this network (RFC 791)" },
	{ "10.0.0.0/8", "private (RFC 1918)" },
	{ "100.64.0.0/10", "shared by carriers (RFC 6598)" },
	{ "127.0.0.0/8", "loopback (RFC 1122)" },
	{ "169.254.0.0/16", "link local (RFC 3927)" },
	{ "172.16.0.0/12", "private (RFC 1918)" },
	{ "192.0.0.0/24", "of protocols (RFC 6890)" },
	{ "192.0.2.0/24", "documentation (RFC 5737)" },
	{ "192.168.0.0/16", "private (RFC 1918)" },
	{ "198.18.0.0/15", "benchmarking (RFC 2544)" },
	{ "198.51.100.0/24", "documentation (RFC 5737)" },
	{ "203.0.113.0/24", "documentation (RFC 5737)" },
	{ "224.0.0.0/3", "multicast or reserved (RFC 1112)" },
};

const char *prefix_not_public(const struct prefix *prefix)
{
	struct prefix network;
	size_t i;

	for (i = 0; i < sizeof(special) / sizeof(special[0]); i++) {
		prefix_parse(special[i].network, &network);
		if (prefix_overlap(&network, prefix))
			return special[i].why;
	}
	if (prefix->family != AF_INET6)
		return NULL;
	prefix_parse("2000::/3", &network);
	if (!prefix_contains(&network, prefix))
		return "not global unicast (RFC 4291)";
	prefix_parse("2001:db8::/32", &network);
	return prefix_overlap(&network, prefix) ? "documentation (RFC 3849)" :
						  NULL;
}

/* Adds @n to the address, in units of the last bit of a length. */
static void add(struct prefix *prefix, unsigned int len, unsigned int n)
{
	unsigned int shift = (8 - len % 8) % 8, carry = n << shift;
	int at = (len + 7) / 8 - 1;

	for (; carry && at >= 0; at--) {
		carry += prefix->address[at];
		prefix->address[at] = carry;
		carry >>= 8;
	}
}

struct prefix prefix_host(const struct prefix *network, unsigned int n)
{
	struct prefix host = *network;

	add(&host, bits_of(network->family), n);
	return host;
}

struct prefix prefix_part(const struct prefix *whole, uint8_t len,
			  unsigned int n)
{
	struct prefix part = *whole;

	part.len = len;
	add(&part, len, n);
	return part;
}
