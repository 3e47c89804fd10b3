/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A text of YAML changed in place: keys and items are put in and cut, in the
 * style that stands there, block, flow or JSON, and all else stays as it is.
 */
#ifndef ERD_EDITOR_H
#define ERD_EDITOR_H

#include "fields.h"
#include "layout.h"

#include <jansson.h>

struct editor {
	const char *text;	/* the caller's */
	size_t len;
	struct layout layout;	/* of the text as it was */
	struct list splices;
	bool failed;		/* without memory */
	bool lost;		/* it takes more than splices */
};

/*
 * Of a text that desired_parse() found right. If it is lost from the start,
 * there is nothing to walk, but it has to be ended.
 */
void editor_begin(struct editor *e, const char *text, size_t len);
/* The changed text, malloc()ed, of *@len; NULL if it is lost or failed. */
char *editor_end(struct editor *e, size_t *len);

/* NULL if the mapping has no such key. */
const struct layout_node *editor_value(const struct editor *e,
				       const struct layout_node *mapping,
				       const char *key);

/*
 * Of a mapping of @type: @value is what the key of @field should have; NULL: it
 * should not be there. Takes @value.
 */
void editor_put(struct editor *e, const struct object_type *type,
		const struct layout_node *mapping, const struct field *field,
		json_t *value);

/* @before: the item before it; NULL if none that is before it stays. */
void editor_cut_item(struct editor *e, const struct layout_node *list,
		     const struct layout_node *before,
		     const struct layout_node *item);
/* Behind the last that stands there. Takes @value. */
void editor_add_item(struct editor *e, const struct layout_node *list,
		     json_t *value);

#endif /* ERD_EDITOR_H */
