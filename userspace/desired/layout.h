/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where in a text of YAML things stand, octet by octet. */
#ifndef ERD_LAYOUT_H
#define ERD_LAYOUT_H

#include "list.h"

#include <stdbool.h>

enum layout_kind {
	LAYOUT_SCALAR,
	LAYOUT_MAPPING,		/* its children are keys and values in turn */
	LAYOUT_SEQUENCE,
};

struct layout_node {
	enum layout_kind kind;
	bool flow;		/* in braces or brackets; of a scalar: quoted */
	/* The text from the first octet to behind the last, comments not. */
	size_t start, end;
	/* Indexes of nodes; 0: none, since none is followed by the root. */
	size_t child, next;
};

struct layout {
	struct list nodes;	/* of struct layout_node, the root is the first */
};

/*
 * Of a text that desired_parse() found right. False without memory, or if it
 * is no YAML. To be freed in any case.
 */
bool layout_read(struct layout *layout, const char *text, size_t len);
void layout_free(struct layout *layout);

/* The root, a first child, the next sibling; NULL if there is none. */
const struct layout_node *layout_root(const struct layout *layout);
const struct layout_node *layout_child(const struct layout *layout,
				       const struct layout_node *node);
const struct layout_node *layout_next(const struct layout *layout,
				      const struct layout_node *node);

#endif /* ERD_LAYOUT_H */
