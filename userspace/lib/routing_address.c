// SPDX-License-Identifier: LGPL-2.1-or-later
#include "error.h"
#include "routing.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

const char *routing_address_text(const struct routing_address *address,
				 char text[INET6_ADDRSTRLEN])
{
	if (!inet_ntop(address->family, &address->v4, text, INET6_ADDRSTRLEN))
		text[0] = '\0';
	return text;
}

int routing_address_parse(const char *text, struct routing_address *address,
			  struct erd_error *err)
{
	memset(address, 0, sizeof(*address));
	address->family = strchr(text, ':') ? AF_INET6 : AF_INET;
	if (inet_pton(address->family, text, &address->v4) == 1)
		return ERD_OK;
	return erd_fail(err, ERD_USAGE, "'%s' is not an address", text);
}

int routing_prefix_parse(const char *text, struct routing_prefix *prefix,
			 struct erd_error *err)
{
	char address[INET6_ADDRSTRLEN];
	const char *slash = strchr(text, '/');
	char *end;
	unsigned long len;
	unsigned int bit;

	memset(prefix, 0, sizeof(*prefix));
	if (!slash || (size_t)(slash - text) >= sizeof(address) ||
	    slash[1] < '0' || slash[1] > '9')
		return erd_fail(err, ERD_USAGE,
				"'%s' is not a prefix, ADDRESS/LENGTH", text);
	memcpy(address, text, slash - text);
	address[slash - text] = '\0';
	if (routing_address_parse(address, &prefix->address, err))
		return ERD_USAGE;
	len = strtoul(slash + 1, &end, 10);
	if (*end || len > (prefix->address.family == AF_INET ? 32 : 128))
		return erd_fail(err, ERD_USAGE,
				"prefix '%s': there is no such length", text);
	prefix->len = len;
	for (bit = len; bit < (prefix->address.family == AF_INET ? 32 : 128);
	     bit++)
		if (prefix->address.v6.s6_addr[bit / 8] & (0x80 >> bit % 8))
			return erd_fail(err, ERD_USAGE,
					"prefix '%s': bits are set beyond its length",
					text);
	return ERD_OK;
}
