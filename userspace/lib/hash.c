// SPDX-License-Identifier: LGPL-2.1-or-later
#include "hash.h"

#include <string.h>

uint64_t hash_octets(uint64_t hash, const void *data, size_t len)
{
	const uint8_t *octet = data;

	while (len--)
		hash = (hash ^ *octet++) * 0x100000001b3;
	return hash;
}

uint64_t hash_text(uint64_t hash, const char *text)
{
	return hash_octets(hash, text ? text : "", text ? strlen(text) + 1 : 1);
}
