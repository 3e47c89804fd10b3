/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Items of a list found by a hash of their keys. It is brought up to date when
 * something is looked for, so whoever adds an item need not know of it; and
 * keys do not change once they were looked for.
 */
#ifndef LIBERD_LIST_INDEX_H
#define LIBERD_LIST_INDEX_H

#include "list.h"

#include <stdbool.h>
#include <stdint.h>

/* All zero is right for an empty one. */
struct list_index {
	uint32_t *bucket;	/* number of the first item + 1; 0: none */
	uint32_t *next;		/* the same, by item; of equal hash or not */
	size_t buckets;		/* a power of two */
	size_t room;		/* of @next */
	size_t n;		/* items that are in it */
	uint64_t last;		/* hash of the last of them */
};

/* By hash.h, of the keys. */
typedef uint64_t list_hash(const void *item);

/*
 * The first item that may have this hash, and the one after an item, in the
 * order of the list; NULL if there are no more.
 */
void *list_index_first(struct list_index *index, const struct list *list,
		       list_hash *hash, uint64_t is);
void *list_index_next(const struct list_index *index, const struct list *list,
		      const void *item);
/*
 * Takes one out of the list, in whose place the last one comes. What holds
 * memory of its own is to be freed before.
 */
void list_index_remove(struct list_index *index, struct list *list,
		       list_hash *hash, void *item);
void list_index_free(struct list_index *index);

#endif /* LIBERD_LIST_INDEX_H */
