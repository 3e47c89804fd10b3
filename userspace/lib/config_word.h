/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The word that tells the fast path the C-tags of an outer tag. Its layout and
 * its reader, erd_config_slot(), are in bpf/erd_maps.h; this makes it. Pure
 * functions of words.
 */
#ifndef LIBERD_CONFIG_WORD_H
#define LIBERD_CONFIG_WORD_H

#include <linux/types.h>
#include <erd_maps.h>
#include <stdbool.h>

/* A circuit without peerings: every C-tag is in ERD_SLOT_REST. */
#define CONFIG_WORD_EMPTY	(1ULL << 63)

/* The C-tag of a slot below ERD_SLOT_REST; 0: it is free. */
__u32 config_word_ctag(__u64 word, __u32 slot);

/* Whether @ctag, 1 to 4094, has a slot. False for 0, the word of no circuit. */
bool config_word_has(__u64 word, __u32 ctag);

/*
 * Gives @ctag a free slot; the other C-tags keep theirs. False, and @word as
 * it was, if there is none. @ctag must not have one, @word not be 0.
 */
bool config_word_add(__u64 *word, __u32 ctag);

/* Frees the slot of @ctag, if it has one. The word remains a circuit's. */
void config_word_delete(__u64 *word, __u32 ctag);

/* The multipliers that are tried: the upper halves of what follows 1. */
__u64 config_word_next(__u64 random);

#endif /* LIBERD_CONFIG_WORD_H */
