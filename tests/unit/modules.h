/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Modules for the tests: memory that is written byte by byte, by the offsets
 * of the standards, and read as the kernel would let it be read.
 */
#ifndef TEST_MODULES_H
#define TEST_MODULES_H

#include "optics.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

struct module {
	struct eeprom memory;
	int error[EEPROM_HALVES_MAX];	/* that reading it ends with, or 0 */
	int len[EEPROM_HALVES_MAX];	/* of what comes */
	char log[256];			/* what was asked for */
};

static const struct eeprom_where a0 = { 0x50, 0, 0, false };
static const struct eeprom_where a2 = { 0x51, 0, 0, false };
static const struct eeprom_where p00 = { 0x50, 0, 0x00, true };
static const struct eeprom_where p01 = { 0x50, 0, 0x01, true };
static const struct eeprom_where p02 = { 0x50, 0, 0x02, true };
static const struct eeprom_where p03 = { 0x50, 0, 0x03, true };
static const struct eeprom_where p11 = { 0x50, 0, 0x11, true };

/* Number of a half, which is there from now on. */
static inline size_t half_of(struct module *m, struct eeprom_where where)
{
	const struct eeprom_half *half = eeprom_tried(&m->memory, where);

	if (half)
		return half - m->memory.half;
	m->memory.half[m->memory.n].where = where;
	m->memory.half[m->memory.n].there = true;
	m->len[m->memory.n] = EEPROM_HALF_SIZE;
	return m->memory.n++;
}

static inline void put(struct module *m, struct eeprom_where where,
		       unsigned int offset, uint8_t byte)
{
	m->memory.half[half_of(m, where)].bytes[offset % 128] = byte;
}

static inline void put16(struct module *m, struct eeprom_where where,
			 unsigned int offset, int word)
{
	put(m, where, offset, word >> 8 & 0xff);
	put(m, where, offset + 1, word & 0xff);
}

static inline void put_float(struct module *m, struct eeprom_where where,
			     unsigned int offset, float value)
{
	uint32_t bits;

	memcpy(&bits, &value, sizeof(bits));
	put16(m, where, offset, bits >> 16);
	put16(m, where, offset + 2, bits & 0xffff);
}

/* High alarm, low alarm, high warning, low warning. */
static inline void put_limits(struct module *m, struct eeprom_where where,
			      unsigned int offset, int ha, int la, int hw,
			      int lw)
{
	put16(m, where, offset, ha);
	put16(m, where, offset + 2, la);
	put16(m, where, offset + 4, hw);
	put16(m, where, offset + 6, lw);
}

/* Filled up with blanks to @len. */
static inline void put_text(struct module *m, struct eeprom_where where,
			    unsigned int offset, size_t len, const char *text)
{
	size_t i, n = strlen(text);

	for (i = 0; i < len; i++)
		put(m, where, offset + i, i < n ? text[i] : ' ');
}

/* Makes byte @at the sum of those from @first to the one before it. */
static inline void put_sum(struct module *m, struct eeprom_where where,
			   unsigned int first, unsigned int at)
{
	const uint8_t *bytes = m->memory.half[half_of(m, where)].bytes;
	unsigned int i, sum = 0;

	for (i = first; i < at; i++)
		sum += bytes[i % 128];
	put(m, where, at, sum & 0xff);
}

/* --- reading ------------------------------------------------------------ */

/* With the rules of the kernel's eeprom_parse_request(). */
static inline int read_module(struct eeprom_where where,
			      uint8_t bytes[EEPROM_HALF_SIZE],
			      const char **why, void *data)
{
	struct module *m = data;
	size_t i, len = strlen(m->log);

	assert_false(where.page && !where.upper);
	snprintf(m->log + len, sizeof(m->log) - len, "%s%02x:%u:%02x%s",
		 len ? " " : "", where.i2c, where.bank, where.page,
		 where.upper ? "+" : "");
	*why = "the fake's reason";
	if (!eeprom_tried(&m->memory, where))
		return -EINVAL;
	i = half_of(m, where);
	if (m->error[i])
		return -m->error[i];
	memcpy(bytes, m->memory.half[i].bytes, m->len[i]);
	return m->len[i];
}

static inline int try_module(struct module *m, struct erd_optics *optics,
			     struct erd_error *err)
{
	struct eeprom eeprom;
	int ret;

	m->log[0] = '\0';
	ret = optics_collect("eth0", read_module, m, &eeprom, err);
	if (!ret)
		optics_decode(&eeprom, optics);
	return ret;
}

/* Must work, and without a warning. */
static inline void decode_module(struct module *m, struct erd_optics *optics)
{
	struct erd_error err;

	assert_int_equal(try_module(m, optics, &err), ERD_OK);
	assert_string_equal(err.text, "");
}

/* --- comparing ---------------------------------------------------------- */

/* Equal to far less than the least bit of any measurement. */
#define assert_near(seen, expected)					\
	do {								\
		double seen_ = (seen), expected_ = (expected);		\
		if (!(fabs(seen_ - expected_) <= 1e-9))			\
			fail_msg("%s: %.9g, not %.9g", #seen, seen_,	\
				 expected_);				\
	} while (0)

#define assert_unreported(seen)						\
	do {								\
		double seen_ = (seen);					\
		if (!isnan(seen_))					\
			fail_msg("%s: %.9g, though not reported",	\
				 #seen, seen_);				\
	} while (0)

#define assert_limits(seen, ha, la, hw, lw)				\
	do {								\
		assert_near((seen).high_alarm, ha);			\
		assert_near((seen).low_alarm, la);			\
		assert_near((seen).high_warning, hw);			\
		assert_near((seen).low_warning, lw);			\
	} while (0)

/* --- three whole modules ------------------------------------------------ */

/* 10GBASE-LR, calibrated internally: 30.5 C, 3.3 V, 36 mA, 0.5 and 0.25 mW */
static inline void make_sfp(struct module *m)
{
	memset(m, 0, sizeof(*m));
	put(m, a0, 0, 0x03);
	put(m, a0, 2, 0x07);
	put(m, a0, 3, 0x20);
	put(m, a0, 12, 103);
	put_text(m, a0, 20, 16, "ACME");
	put_text(m, a0, 40, 16, "SFP-10G-LR");
	put_text(m, a0, 56, 4, "A1");
	put16(m, a0, 60, 1310);
	put_text(m, a0, 68, 16, "S0001");
	put_text(m, a0, 84, 8, "260102");
	put(m, a0, 92, 0x68);		/* monitors, internal, average */
	put(m, a0, 93, 0xb0);		/* flags, Tx fault, Rx LOS */
	put_sum(m, a0, 0, 63);
	put_sum(m, a0, 64, 95);

	put_limits(m, a2, 0, 75 * 256, -10 * 256, 70 * 256, -5 * 256);
	put_limits(m, a2, 8, 36000, 30000, 35000, 31000);
	put_limits(m, a2, 16, 40000, 1000, 35000, 2000);
	put_limits(m, a2, 24, 15849, 741, 11220, 1514);
	put_limits(m, a2, 32, 17783, 229, 11220, 363);
	put_sum(m, a2, 0, 95);
	put16(m, a2, 96, 0x1e80);
	put16(m, a2, 98, 33000);
	put16(m, a2, 100, 18000);
	put16(m, a2, 102, 5000);
	put16(m, a2, 104, 2500);
}

/* 100GBASE-LR4 of rev. 2.8: lane n has n/10 mW in, n/5 mW out, 30+n mA. */
static inline void make_qsfp28(struct module *m)
{
	unsigned int i;

	memset(m, 0, sizeof(*m));
	put(m, a0, 0, 0x11);
	put(m, a0, 1, 0x08);
	put16(m, a0, 22, -2 * 256 - 128);
	put16(m, a0, 26, 33333);
	for (i = 0; i < 4; i++) {
		put16(m, a0, 34 + 2 * i, 1000 * (i + 1));
		put16(m, a0, 42 + 2 * i, 500 * (31 + i));
		put16(m, a0, 50 + 2 * i, 2000 * (i + 1));
	}
	put(m, p00, 128, 0x11);
	put(m, p00, 130, 0x07);
	put(m, p00, 131, 0x80);
	put(m, p00, 140, 0xff);
	put(m, p00, 147, 0x40);
	put_text(m, p00, 148, 16, "ACME");
	put_text(m, p00, 168, 16, "QSFP28-LR4");
	put_text(m, p00, 184, 2, "B2");
	put16(m, p00, 186, 26047);
	put(m, p00, 192, 0x03);
	put(m, p00, 194, 0x30);
	put(m, p00, 195, 0x1a);
	put_text(m, p00, 196, 16, "Q0001");
	put_text(m, p00, 212, 8, "251231");
	put(m, p00, 220, 0x3c);
	put(m, p00, 222, 103);
	put_sum(m, p00, 128, 191);
	put_sum(m, p00, 192, 223);
	put_limits(m, p03, 128, 80 * 256, -10 * 256, 75 * 256, -5 * 256);
	put_limits(m, p03, 144, 37000, 29000, 36000, 30000);
	put_limits(m, p03, 176, 35481, 363, 28184, 724);
	put_limits(m, p03, 184, 37500, 5000, 35000, 7500);
	put_limits(m, p03, 192, 28184, 1412, 22387, 1778);
}

/* The lanes of a bank: lane n has n/10 mW in, n/5 mW out, 20+n mA / @scale. */
static inline void put_bank(struct module *m, unsigned int bank,
			    unsigned int scale)
{
	struct eeprom_where where = p11;
	unsigned int i;

	where.bank = bank;
	for (i = 0; i < 4; i++)
		put(m, where, 128 + i, 0x44);
	put(m, where, 206, 0x10);
	for (i = 0; i < 8; i++) {
		put16(m, where, 154 + 2 * i, 2000 * (i + 1));
		put16(m, where, 170 + 2 * i, 500 * (21 + i) / scale);
		put16(m, where, 186 + 2 * i, 1000 * (i + 1));
	}
}

/* 400G-LR4-10 in a QSFP-DD: eight lanes to the host, four of light. */
static inline void make_qsfpdd(struct module *m)
{
	memset(m, 0, sizeof(*m));
	put(m, a0, 0, 0x18);
	put(m, a0, 1, 0x50);
	put(m, a0, 3, 0x06);		/* ready */
	put16(m, a0, 14, 45 * 256);
	put16(m, a0, 16, 32850);
	put(m, a0, 85, 0x02);
	put(m, a0, 86, 0x11);
	put(m, a0, 87, 0x1e);
	put(m, a0, 88, 0x84);
	put(m, a0, 90, 0x0d);
	put(m, a0, 91, 0x0d);
	put(m, p00, 128, 0x18);
	put_text(m, p00, 129, 16, "ACME");
	put_text(m, p00, 148, 16, "QDD-400G-LR4");
	put_text(m, p00, 164, 2, "C3");
	put_text(m, p00, 166, 16, "D0001");
	put_text(m, p00, 182, 8, "260228");
	put(m, p00, 203, 0x07);
	put(m, p00, 210, 0xf0);
	put_sum(m, p00, 128, 222);
	put16(m, p01, 138, 26200);
	put(m, p01, 151, 0x10);
	put(m, p01, 157, 0x07);
	put(m, p01, 158, 0x06);
	put(m, p01, 159, 0x03);
	put(m, p01, 160, 0x07 | 1 << 3);	/* bias counts double */
	put_sum(m, p01, 130, 255);
	put_limits(m, p02, 128, 80 * 256, -10 * 256, 75 * 256, -5 * 256);
	put_limits(m, p02, 136, 36300, 29700, 34650, 31350);
	put_limits(m, p02, 176, 35481, 631, 28184, 1000);
	put_limits(m, p02, 184, 30000, 5000, 25000, 7500);
	put_limits(m, p02, 192, 35481, 251, 28184, 398);
	put_sum(m, p02, 128, 255);
	put_bank(m, 0, 2);
}

#endif /* TEST_MODULES_H */
