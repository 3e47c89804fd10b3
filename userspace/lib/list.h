/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An array that grows. */
#ifndef LIBERD_LIST_H
#define LIBERD_LIST_H

#include <stddef.h>

struct list {
	void *items;
	size_t n;
	size_t room;
	size_t size;		/* of one item */
};

#define LIST_OF(type) { .size = sizeof(type) }

/* A new, zeroed item at the end, or NULL if there is no memory. */
void *list_add(struct list *list);
/* Forgets the items and keeps the memory. */
void list_clear(struct list *list);
void list_free(struct list *list);

#endif /* LIBERD_LIST_H */
