// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rate.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct unit {
	const char *word;
	uint64_t factor;
};

static const struct unit rate_units[] = {
	{ "gbit", 1000000000 }, { "mbit", 1000000 }, { "kbit", 1000 },
	{ "bit", 1 }, { "", 1 }, {}
};

static const struct unit size_units[] = {
	{ "k", 1 << 10 }, { "m", 1 << 20 }, { "", 1 }, {}
};

/* More digits than any rate has, and less than 64 bits. */
#define DIGITS	15

/*
 * Digits, maybe a point and digits, and a unit. No double, which would make
 * another number of some.
 */
static bool parse(const char *text, const struct unit *unit, uint64_t *value)
{
	uint64_t whole = 0, part = 0, scale = 1;
	size_t n = strspn(text, "0123456789"), i;

	if (!n || n > DIGITS)
		return false;
	for (i = 0; i < n; i++)
		whole = whole * 10 + (text[i] - '0');
	text += n;
	if (*text == '.') {
		n = strspn(++text, "0123456789");
		if (!n || n > 9)
			return false;
		for (i = 0; i < n; i++, scale *= 10)
			part = part * 10 + (text[i] - '0');
		text += n;
	}
	for (; unit->word; unit++)
		if (!strcasecmp(unit->word, text))
			break;
	/* A fraction must come out even. */
	if (!unit->word || part * unit->factor % scale ||
	    whole > UINT64_MAX / 2 / unit->factor)
		return false;
	*value = whole * unit->factor + part * unit->factor / scale;
	return true;
}

bool rate_parse(const char *text, uint64_t *bits_per_s)
{
	*bits_per_s = 0;
	return !strcasecmp(text, "none") ||
	       (parse(text, rate_units, bits_per_s) && *bits_per_s);
}

bool size_parse(const char *text, uint32_t *octets)
{
	uint64_t value;

	if (!parse(text, size_units, &value) || value > UINT32_MAX)
		return false;
	*octets = value;
	return true;
}

const char *rate_text(uint64_t bits_per_s, char *buffer, size_t size)
{
	const struct unit *unit = rate_units;

	while (bits_per_s % unit->factor)
		unit++;
	if (bits_per_s)
		snprintf(buffer, size, "%" PRIu64 "%s",
			 bits_per_s / unit->factor, unit->word);
	else
		snprintf(buffer, size, "none");
	return buffer;
}
