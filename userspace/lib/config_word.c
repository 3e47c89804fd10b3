// SPDX-License-Identifier: LGPL-2.1-or-later
#include "config_word.h"

#define FIELD_MASK	((1ULL << ERD_FIELD_BITS) - 1)
#define FIELDS_MASK	((1ULL << (ERD_FIELD_BITS * ERD_CTAGS)) - 1)

static __u32 field_of(__u64 word, __u32 slot)
{
	return (word >> (ERD_FIELD_BITS * slot)) & FIELD_MASK;
}

static bool is_used(__u32 field)
{
	return (field & ERD_FIELD_USED) == ERD_FIELD_USED;
}

/* The last slot is in the multiplier, and nothing may be found there. */
static bool is_perfect(__u64 word)
{
	__u32 slot, field;

	for (slot = 0; slot < ERD_SLOTS; slot++) {
		field = field_of(word, slot);
		if (is_used(field) &&
		    (erd_field_slot(word, field) == slot) ==
			    (slot == ERD_SLOT_REST))
			return false;
	}
	return true;
}

__u64 config_word_next(__u64 random)
{
	return random * 6364136223846793005ULL + 1442695040888963407ULL;
}

/*
 * A whole word of @fields, its lower part. One of 1,984 multipliers fits,
 * whatever they are (tests/tools/hash.c).
 */
static __u64 word_of(__u64 fields)
{
	__u64 random = 1, word;

	if (!fields)
		return CONFIG_WORD_EMPTY;
	do {
		random = config_word_next(random);
		word = fields | (random & ~FIELDS_MASK);
	} while (!is_perfect(word));
	return word;
}

__u32 config_word_ctag(__u64 word, __u32 slot)
{
	__u32 field = field_of(word, slot);

	return is_used(field) ? field & ~ERD_FIELD_USED : 0;
}

/* Slot that holds @ctag, 0 for a free one; ERD_SLOT_REST if none does. */
static __u32 find(__u64 word, __u32 ctag)
{
	__u32 slot;

	for (slot = 0; slot < ERD_CTAGS; slot++)
		if (config_word_ctag(word, slot) == ctag)
			break;
	return slot;
}

bool config_word_has(__u64 word, __u32 ctag)
{
	return find(word, ctag) != ERD_SLOT_REST;
}

bool config_word_add(__u64 *word, __u32 ctag)
{
	__u32 slot = find(*word, 0);
	__u64 field = ctag | ERD_FIELD_USED;

	if (slot == ERD_SLOT_REST)
		return false;
	*word = word_of((*word & FIELDS_MASK) |
			field << (ERD_FIELD_BITS * slot));
	return true;
}

void config_word_delete(__u64 *word, __u32 ctag)
{
	__u32 slot = find(*word, ctag);

	if (slot == ERD_SLOT_REST)
		return;
	*word = word_of(*word & FIELDS_MASK &
			~(FIELD_MASK << (ERD_FIELD_BITS * slot)));
}
