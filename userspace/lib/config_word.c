// SPDX-License-Identifier: LGPL-2.1-or-later
#include "config_word.h"

#define TAG_BITS	12
#define TAG_MASK	((1U << TAG_BITS) - 1)

static __u32 tag_of(__u64 word, __u32 slot)
{
	return (word >> (TAG_BITS * slot)) & TAG_MASK;
}

/* The number that bits @i and @j of a C-tag make: where its slot is written. */
static __u32 code_of(__u32 ctag, __u32 i, __u32 j)
{
	return ((ctag >> i) & 1) | ((ctag >> j) & 1) << 1;
}

/* Whether no two C-tags of @word have the same code. */
static bool tells_apart(__u64 word, __u32 i, __u32 j)
{
	__u32 seen = 0, slot, bit;

	for (slot = 0; slot < ERD_CTAGS; slot++) {
		if (!tag_of(word, slot))
			continue;
		bit = 1U << code_of(tag_of(word, slot), i, j);
		if (seen & bit)
			return false;
		seen |= bit;
	}
	return true;
}

/*
 * Makes a whole word of @tags, its lower part. Codes of no C-tag lead to the
 * rest and never to a free slot, whose 0 the C-tag 0 would equal.
 */
static __u64 word_of(__u64 tags)
{
	__u32 i, j = 0, slot, table = CONFIG_WORD_EMPTY >> 56;

	for (i = 0; i < TAG_BITS; i++) {
		for (j = i; j < TAG_BITS && !tells_apart(tags, i, j); j++)
			;
		if (j < TAG_BITS)
			break;
	}
	for (slot = 0; slot < ERD_CTAGS; slot++) {
		__u32 at = 2 * code_of(tag_of(tags, slot), i, j);

		if (tag_of(tags, slot))
			table = (table & ~(3U << at)) | slot << at;
	}
	return tags | (__u64)i << 48 | (__u64)j << 52 | (__u64)table << 56;
}

static __u64 tags_of(__u64 word)
{
	return word & ((1ULL << (TAG_BITS * ERD_CTAGS)) - 1);
}

/* Slot that holds @ctag, 0 for a free one; ERD_SLOT_REST if none does. */
static __u32 find(__u64 word, __u32 ctag)
{
	__u32 slot;

	for (slot = 0; slot < ERD_CTAGS; slot++)
		if (tag_of(word, slot) == ctag)
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

	if (slot == ERD_SLOT_REST)
		return false;
	*word = word_of(tags_of(*word) | (__u64)ctag << (TAG_BITS * slot));
	return true;
}

void config_word_delete(__u64 *word, __u32 ctag)
{
	__u32 slot = find(*word, ctag);

	if (slot == ERD_SLOT_REST)
		return;
	*word = word_of(tags_of(*word) &
			~((__u64)TAG_MASK << (TAG_BITS * slot)));
}
