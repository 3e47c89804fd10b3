/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What was read of a module's memory, in the pieces that it is read in: each
 * is the lower or the upper half of a page. Offsets are those of the
 * standards, 0 to 127 in a lower half and 128 to 255 in an upper one, and
 * words are big-endian.
 */
#ifndef LIBERD_EEPROM_H
#define LIBERD_EEPROM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EEPROM_HALF_SIZE	128
/* CMIS has the most: lower, 00h, 01h, 02h, and 11h of four banks. */
#define EEPROM_HALVES_MAX	8

/* Addresses on the bus: the module's first (A0h), and SFF-8472's A2h. */
#define EEPROM_I2C		0x50
#define EEPROM_I2C_MONITORS	0x51

struct eeprom_where {
	uint8_t i2c, bank, page;
	bool upper;
};

struct eeprom_half {
	struct eeprom_where where;
	bool there;		/* it could be read, whole */
	uint8_t bytes[EEPROM_HALF_SIZE];
};

struct eeprom {
	struct eeprom_half half[EEPROM_HALVES_MAX];	/* in order of reading */
	size_t n;
};

/* A half that was tried to read, there or not; NULL if it was not tried. */
const struct eeprom_half *eeprom_tried(const struct eeprom *eeprom,
				       struct eeprom_where where);
/* A half that is there, or NULL. */
const struct eeprom_half *eeprom_half(const struct eeprom *eeprom,
				      struct eeprom_where where);

uint8_t eeprom_u8(const struct eeprom_half *half, unsigned int offset);
uint16_t eeprom_u16(const struct eeprom_half *half, unsigned int offset);
int16_t eeprom_s16(const struct eeprom_half *half, unsigned int offset);

/*
 * Text of @len bytes, without what fills it up at its end. A byte that is not
 * printable ASCII becomes a question mark. @text has @len + 1 bytes.
 */
void eeprom_text(const struct eeprom_half *half, unsigned int offset,
		 size_t len, char *text);

/* YYMMDD as "20YY-MM-DD", or "" if it is no date. @text has 11 bytes. */
void eeprom_date(const struct eeprom_half *half, unsigned int offset,
		 char *text);

/* Whether byte @at is the sum of those from @first to @last. */
bool eeprom_sum_ok(const struct eeprom_half *half, unsigned int first,
		   unsigned int last, unsigned int at);

#endif /* LIBERD_EEPROM_H */
