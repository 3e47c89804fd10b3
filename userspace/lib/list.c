// SPDX-License-Identifier: LGPL-2.1-or-later
#include "list.h"

#include <stdlib.h>
#include <string.h>

void *list_add(struct list *list)
{
	void *item;

	if (list->n == list->room) {
		size_t room = list->room ? 2 * list->room : 16;
		void *items = reallocarray(list->items, room, list->size);

		if (!items)
			return NULL;
		list->items = items;
		list->room = room;
	}
	item = (char *)list->items + list->n++ * list->size;
	memset(item, 0, list->size);
	return item;
}

void list_clear(struct list *list)
{
	list->n = 0;
}

void list_free(struct list *list)
{
	free(list->items);
	list->items = NULL;
	list->n = 0;
	list->room = 0;
}
