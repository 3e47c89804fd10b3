// SPDX-License-Identifier: LGPL-2.1-or-later
#include "list_index.h"

#include <stdlib.h>
#include <string.h>

#define BUCKETS_MIN	64

static void *item_at(const struct list *list, size_t i)
{
	return (char *)list->items + i * list->size;
}

static size_t number_of(const struct list *list, const void *item)
{
	return ((const char *)item - (const char *)list->items) / list->size;
}

void list_index_free(struct list_index *index)
{
	free(index->bucket);
	free(index->next);
	memset(index, 0, sizeof(*index));
}

static uint32_t *bucket_of(const struct list_index *index, uint64_t hash)
{
	return &index->bucket[(hash ^ hash >> 32) & (index->buckets - 1)];
}

/* At the end of its bucket's, which are few. */
static void insert(struct list_index *index, const struct list *list,
		   list_hash *hash, size_t i)
{
	uint32_t *at;

	index->last = hash(item_at(list, i));
	for (at = bucket_of(index, index->last); *at; at = &index->next[*at - 1])
		;
	*at = i + 1;
	index->next[i] = 0;
}

/* Room for all that are in the list, and nothing in it. */
static void begin(struct list_index *index, const struct list *list)
{
	size_t buckets = BUCKETS_MIN;

	while (buckets < 2 * list->n)
		buckets *= 2;
	list_index_free(index);
	index->bucket = calloc(buckets, sizeof(*index->bucket));
	index->next = calloc(buckets, sizeof(*index->next));
	if (!index->bucket || !index->next) {
		list_index_free(index);
		return;
	}
	index->buckets = buckets;
	index->room = buckets;
}

/* Whether all that is in it is still where it was. */
static bool is_valid(const struct list_index *index, const struct list *list,
		     list_hash *hash)
{
	return index->n <= list->n && list->n <= index->room &&
	       (!index->n || hash(item_at(list, index->n - 1)) == index->last);
}

void *list_index_first(struct list_index *index, const struct list *list,
		       list_hash *hash, uint64_t is)
{
	uint32_t first;

	if (!is_valid(index, list, hash))
		begin(index, list);
	/* Without memory every item may be it. */
	if (!index->buckets)
		return list->n ? list->items : NULL;
	for (; index->n < list->n; index->n++)
		insert(index, list, hash, index->n);
	first = *bucket_of(index, is);
	return first ? item_at(list, first - 1) : NULL;
}

void *list_index_next(const struct list_index *index, const struct list *list,
		      const void *item)
{
	size_t i = number_of(list, item);
	uint32_t next;

	if (!index->buckets)
		return i + 1 < list->n ? item_at(list, i + 1) : NULL;
	next = index->next[i];
	return next ? item_at(list, next - 1) : NULL;
}

/* What stands for item @i, in its bucket. */
static uint32_t *link_to(struct list_index *index, const struct list *list,
			 list_hash *hash, size_t i)
{
	uint32_t *at = bucket_of(index, hash(item_at(list, i)));

	while (*at != i + 1)
		at = &index->next[*at - 1];
	return at;
}

void list_index_remove(struct list_index *index, struct list *list,
		       list_hash *hash, void *item)
{
	size_t i = number_of(list, item), last = list->n - 1;

	/* All are in it then. */
	list_index_first(index, list, hash, 0);
	if (index->buckets) {
		*link_to(index, list, hash, i) = index->next[i];
		if (i != last) {
			*link_to(index, list, hash, last) = i + 1;
			index->next[i] = index->next[last];
		}
		index->n--;
	}
	if (i != last)
		memcpy(item, item_at(list, last), list->size);
	list->n--;
	if (index->n)
		index->last = hash(item_at(list, index->n - 1));
}
