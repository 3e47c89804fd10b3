/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Objects of desired state found, added and taken away, for who changes it. */
#ifndef ERD_DESIRED_OBJECTS_H
#define ERD_DESIRED_OBJECTS_H

#include "fields.h"

/* Each is NULL if there is none. */
struct desired_pair *desired_find_pair(const struct desired *desired,
				       const char *name);
/* *pair, if it is asked for, is the pair that it is of. */
struct desired_port *desired_find_port(const struct desired *desired,
				       const char *name,
				       struct desired_pair **pair);
struct desired_circuit *desired_find_circuit(const struct desired_pair *pair,
					     const char *name);
struct desired_peering *desired_find_peering(const struct desired_circuit *circuit,
					     enum erd_peering type);
/*
 * The circuit, of the pair @pair or, if that is NULL, of the only one that has
 * one of that name: ERD_NOT_FOUND, or ERD_CONFLICT if several have.
 */
int desired_get_circuit(const struct desired *desired, const char *pair,
			const char *name, struct desired_pair **of,
			struct desired_circuit **circuit,
			struct erd_error *err);

/* A new one at the end of its list, as if nothing was said; NULL: no memory. */
void *desired_add(const struct object_type *type, struct list *list);
/* The same of one that stands alone; malloc()ed. */
void *desired_new(const struct object_type *type);
void desired_remove(const struct object_type *type, struct list *list,
		    void *object);
/* Says another text, or with NULL none. False without memory. */
bool desired_set_text(char **text, const char *is);

#endif /* ERD_DESIRED_OBJECTS_H */
