// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Whether the perfect hash of a circuit's C-tags always exists: all three
 * different C-tags in all orders, 7 * 10^10 of them, against all the multipliers
 * that config_word.c tries, in a minute or two. A multiplier is taken to lead a
 * C-tag to a slot only if it does so with whatever of slot 2's field is in its
 * lowest bits. Prints how many multipliers it takes at most; fails if they do
 * not suffice.
 */
#include "config_word.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAGS		4096
#define MULTIPLIERS	4096
#define SETS		(MULTIPLIERS / 64)
#define LOW_BITS	(ERD_FIELD_BITS * ERD_CTAGS - 32)
#define LOW		((1U << LOW_BITS) - 1)

/* Multipliers that lead a C-tag to a slot: 64 to a word. */
static uint64_t leads[ERD_CTAGS][SETS][TAGS];

/* The slot, or ERD_SLOTS if that depends on the lowest bits. */
static uint32_t slot_of(uint32_t multiplier, uint32_t field)
{
	uint32_t slot = multiplier * field >> 30;

	return slot == (multiplier * field + LOW * field) >> 30 ? slot :
								  ERD_SLOTS;
}

static void look(unsigned int n, uint32_t multiplier)
{
	uint32_t ctag, slot;
	uint32_t last = multiplier >> LOW_BITS & ((1U << ERD_FIELD_BITS) - 1);

	/* It is itself the field of the last slot, and not to be found there. */
	if ((last & ERD_FIELD_USED) == ERD_FIELD_USED &&
	    slot_of(multiplier, last) >= ERD_SLOT_REST)
		return;
	for (ctag = 1; ctag < TAGS; ctag++) {
		slot = slot_of(multiplier, ctag | ERD_FIELD_USED);
		if (slot < ERD_CTAGS)
			leads[slot][n / 64][ctag] |= 1ULL << (n % 64);
	}
}

/* How many sets it takes for any third C-tag beside these two. */
static unsigned int third(unsigned int a, unsigned int b)
{
	static uint16_t left[TAGS];
	unsigned int set, n = 0, kept, i;

	for (i = 1; i < TAGS; i++)
		if (i != a && i != b)
			left[n++] = i;
	for (set = 0; set < SETS && n; set++) {
		uint64_t both = leads[0][set][a] & leads[1][set][b];

		for (i = 0, kept = 0; i < n; i++) {
			unsigned int ctag = left[i];

			left[kept] = ctag;
			kept += !(both & leads[2][set][ctag]);
		}
		n = kept;
	}
	if (n) {
		printf("no multiplier for the C-tags %u %u %u\n", a, b,
		       left[0]);
		exit(1);
	}
	return set;
}

int main(void)
{
	unsigned int a, b, n, most = 0, sets;
	uint64_t random = 1;

	for (n = 0; n < MULTIPLIERS; n++) {
		random = config_word_next(random);
		look(n, random >> 32 & ~LOW);
	}
	for (a = 1; a < TAGS; a++)
		for (b = 1; b < TAGS; b++) {
			if (a == b)
				continue;
			sets = third(a, b);
			if (sets > most)
				most = sets;
		}
	printf("%u multipliers are enough\n", 64 * most);
	return 0;
}
