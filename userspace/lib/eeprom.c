// SPDX-License-Identifier: LGPL-2.1-or-later
#include "eeprom.h"

#include <stdio.h>

static bool same(struct eeprom_where a, struct eeprom_where b)
{
	return a.i2c == b.i2c && a.bank == b.bank && a.page == b.page &&
	       a.upper == b.upper;
}

const struct eeprom_half *eeprom_tried(const struct eeprom *eeprom,
				       struct eeprom_where where)
{
	size_t i;

	for (i = 0; i < eeprom->n; i++)
		if (same(eeprom->half[i].where, where))
			return &eeprom->half[i];
	return NULL;
}

const struct eeprom_half *eeprom_half(const struct eeprom *eeprom,
				      struct eeprom_where where)
{
	const struct eeprom_half *half = eeprom_tried(eeprom, where);

	return half && half->there ? half : NULL;
}

uint8_t eeprom_u8(const struct eeprom_half *half, unsigned int offset)
{
	return half->bytes[offset % EEPROM_HALF_SIZE];
}

uint16_t eeprom_u16(const struct eeprom_half *half, unsigned int offset)
{
	return eeprom_u8(half, offset) << 8 | eeprom_u8(half, offset + 1);
}

int16_t eeprom_s16(const struct eeprom_half *half, unsigned int offset)
{
	return (int16_t)eeprom_u16(half, offset);
}

/* Blanks by the standards; zeroes and erased bytes in practice. */
static bool is_filler(uint8_t byte)
{
	return byte == ' ' || byte == '\0' || byte == 0xff;
}

void eeprom_text(const struct eeprom_half *half, unsigned int offset,
		 size_t len, char *text)
{
	uint8_t byte;
	size_t i;

	while (len && is_filler(eeprom_u8(half, offset + len - 1)))
		len--;
	for (i = 0; i < len; i++) {
		byte = eeprom_u8(half, offset + i);
		text[i] = byte >= ' ' && byte <= '~' ? byte : '?';
	}
	text[len] = '\0';
}

/* Two decimal digits, or -1. */
static int two_digits(const char *text)
{
	int tens = text[0] - '0', ones = text[1] - '0';

	if (tens < 0 || tens > 9 || ones < 0 || ones > 9)
		return -1;
	return 10 * tens + ones;
}

void eeprom_date(const struct eeprom_half *half, unsigned int offset,
		 char *text)
{
	char digits[sizeof("YYMMDD")] = "";
	int month, day;

	eeprom_text(half, offset, sizeof(digits) - 1, digits);
	month = two_digits(digits + 2);
	day = two_digits(digits + 4);
	text[0] = '\0';
	if (two_digits(digits) < 0 || month < 1 || month > 12 || day < 1 ||
	    day > 31)
		return;
	snprintf(text, sizeof("20YY-MM-DD"), "20%.2s-%.2s-%.2s", digits,
		 digits + 2, digits + 4);
}

bool eeprom_sum_ok(const struct eeprom_half *half, unsigned int first,
		   unsigned int last, unsigned int at)
{
	uint8_t sum = 0;

	for (; first <= last; first++)
		sum += eeprom_u8(half, first);
	return sum == eeprom_u8(half, at);
}
