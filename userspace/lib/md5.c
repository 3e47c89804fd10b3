// SPDX-License-Identifier: LGPL-2.1-or-later
#include "md5.h"

#include <math.h>
#include <string.h>

#define BLOCK	64

static uint32_t rotate(uint32_t value, unsigned int n)
{
	return value << n | value >> (32 - n);
}

static uint32_t word(const uint8_t *at)
{
	return at[0] | at[1] << 8 | at[2] << 16 | (uint32_t)at[3] << 24;
}

/* The four functions of four bits, by round. */
static uint32_t mix(unsigned int round, uint32_t b, uint32_t c, uint32_t d)
{
	switch (round) {
	case 0:
		return (b & c) | (~b & d);
	case 1:
		return (b & d) | (c & ~d);
	case 2:
		return b ^ c ^ d;
	default:
		return c ^ (b | ~d);
	}
}

static void add_block(struct md5 *md5, const uint8_t *block)
{
	static const uint8_t shifts[4][4] = {
		{ 7, 12, 17, 22 }, { 5, 9, 14, 20 }, { 4, 11, 16, 23 },
		{ 6, 10, 15, 21 },
	};
	/* Which word comes next in a round: how far on, and where it begins. */
	static const uint8_t step[4] = { 1, 5, 3, 7 };
	static const uint8_t first[4] = { 0, 1, 5, 0 };
	uint32_t a = md5->state[0], b = md5->state[1];
	uint32_t c = md5->state[2], d = md5->state[3], next;
	unsigned int i, round;

	for (i = 0; i < 64; i++) {
		round = i / 16;
		/* RFC 1321, 3.4: the integer part of 4294967296 |sin(i + 1)| */
		next = a + mix(round, b, c, d) +
		       (uint32_t)(4294967296.0 * fabs(sin(i + 1))) +
		       word(block + 4 * ((first[round] + step[round] * i) % 16));
		a = d;
		d = c;
		c = b;
		b += rotate(next, shifts[round][i % 4]);
	}
	md5->state[0] += a;
	md5->state[1] += b;
	md5->state[2] += c;
	md5->state[3] += d;
}

void md5_begin(struct md5 *md5)
{
	*md5 = (struct md5){
		.state = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 },
	};
}

void md5_add(struct md5 *md5, const void *data, size_t len)
{
	const uint8_t *at = data;
	size_t filled, n;

	while (len) {
		filled = md5->octets % BLOCK;
		n = len < BLOCK - filled ? len : BLOCK - filled;
		memcpy(md5->block + filled, at, n);
		md5->octets += n;
		at += n;
		len -= n;
		if (md5->octets % BLOCK == 0)
			add_block(md5, md5->block);
	}
}

void md5_end(struct md5 *md5, uint8_t digest[MD5_SIZE])
{
	static const uint8_t padding[BLOCK] = { 0x80 };
	uint64_t bits = md5->octets * 8;
	uint8_t length[8];
	unsigned int i;

	md5_add(md5, padding, 1 + (BLOCK + 55 - md5->octets % BLOCK) % BLOCK);
	for (i = 0; i < 8; i++)
		length[i] = bits >> 8 * i;
	md5_add(md5, length, sizeof(length));
	for (i = 0; i < MD5_SIZE; i++)
		digest[i] = md5->state[i / 4] >> 8 * (i % 4);
}
