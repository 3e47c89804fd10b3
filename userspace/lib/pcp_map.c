// SPDX-License-Identifier: LGPL-2.1-or-later
#include "pcp_map.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* The decimal number at *@at, which is moved behind it, up to @max. */
static bool parse_number(const char **at, unsigned int max,
			 unsigned int *number)
{
	const char *begin = *at;

	for (*number = 0; **at >= '0' && **at <= '9'; ++*at) {
		*number = *number * 10 + (**at - '0');
		if (*number > max)
			return false;
	}
	return *at != begin;
}

const char *pcp_map_parse(const char *text, uint8_t *map, unsigned int n,
			  unsigned int max)
{
	unsigned int from, to;
	uint32_t seen = 0;
	const char *at;

	memset(map, 0, n);
	for (at = text;; text = ++at) {
		if (!parse_number(&at, n - 1, &from) || *at++ != ':' ||
		    !parse_number(&at, max, &to) || (*at && *at != ',') ||
		    seen & 1U << from)
			return text;
		seen |= 1U << from;
		map[from] = to;
		if (!*at)
			return NULL;
	}
}

void pcp_map_text(const uint8_t *map, unsigned int n,
		  char text[PCP_MAP_TEXT_SIZE])
{
	size_t len = 0;
	unsigned int i;

	text[0] = '\0';
	for (i = 0; i < n && len < PCP_MAP_TEXT_SIZE; i++)
		if (map[i])
			len += snprintf(text + len, PCP_MAP_TEXT_SIZE - len,
					"%s%u:%u", len ? "," : "", i, map[i]);
}
