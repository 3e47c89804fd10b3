/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Desired state as JSON and as YAML, and the schema of both. */
#ifndef ERD_DESIRED_PRINT_H
#define ERD_DESIRED_PRINT_H

#include "fields.h"

#include <jansson.h>
#include <stdio.h>

/* What a key that must not be seen is shown as; it is no valid one. */
#define DESIRED_HIDDEN	"(hidden)"

/*
 * What was said, without what would hold anyway, in the order of the schema;
 * NULL without memory. @secrets: as they are, not hidden.
 */
json_t *desired_json(const struct desired *desired, bool secrets);

/* The same of one object of it. */
json_t *object_json(const struct object_type *type, const void *object,
		    bool secrets);
/* One key's value, said or not; NULL if there is nothing to say. */
json_t *field_json(const struct field *field, const void *object, bool secrets);

/* Writes a tree of objects, arrays and scalars as YAML. */
void yaml_write(const json_t *value, FILE *out);
/* The same as a text, malloc()ed, or NULL without memory. */
char *yaml_text(const json_t *value, size_t *len);

/* The JSON schema of the file; NULL without memory. */
json_t *desired_schema(void);

#endif /* ERD_DESIRED_PRINT_H */
