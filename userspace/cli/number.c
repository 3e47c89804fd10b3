// SPDX-License-Identifier: LGPL-2.1-or-later
#include "number.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

static int digit_of(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at;

	if (c >= 'A' && c <= 'F')
		c += 'a' - 'A';
	at = c ? strchr(digits, c) : NULL;
	return at ? at - digits : 16;
}

enum number_result number_parse(const char *text, unsigned int min,
				unsigned int max, unsigned int *number)
{
	uint64_t value = 0;
	int base = 10;

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		base = 16;
		text += 2;
	}
	if (!text[0])
		return NUMBER_MALFORMED;
	for (; *text; text++) {
		if (digit_of(*text) >= base)
			return NUMBER_MALFORMED;
		/* Past any max it only has to stay there. */
		if (value <= UINT32_MAX)
			value = value * base + digit_of(*text);
	}
	if (value < min || value > max)
		return NUMBER_RANGE;
	*number = value;
	return NUMBER_OK;
}
