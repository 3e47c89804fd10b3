/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a JSON document says, and whether the published schema knows it. */
#ifndef TEST_DOCUMENT_H
#define TEST_DOCUMENT_H

#include <jansson.h>
#include <stdbool.h>

/* "module/lanes/0/rx/dbm": a member, or an element by its number. */
json_t *at(const json_t *document, const char *path);

void check_null(const json_t *document, const char *path);
void check_bool(const json_t *document, const char *path, bool expected);
void check_number(const json_t *document, const char *path,
		  json_int_t expected);
void check_real(const json_t *document, const char *path, double expected);
void check_text(const json_t *document, const char *path,
		const char *expected);
/* The number of elements or members. */
void check_size(const json_t *document, const char *path, size_t expected);

/* Skips the test where python3 has no jsonschema. */
void need_schema(void);
/* @taken: whether the schema should take each element of @documents. */
void check_schema(const json_t *documents, bool taken);

#endif /* TEST_DOCUMENT_H */
