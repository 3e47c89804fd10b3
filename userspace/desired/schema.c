// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The JSON schema of the file. It says what each object has and of which
 * shape, which is what reading refuses; what ExpressRoute permits is more than
 * a schema can say, and rules.c has it.
 */
#include "fields.h"
#include "print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_PATTERN	"^[^\\u0000-\\u001f\\u007f]+$"

static json_t *object_schema(const struct object_type *type);

static json_t *pattern(const char *text)
{
	return json_pack("{s:s, s:s}", "type", "string", "pattern", text);
}

static json_t *words_schema(const struct field *field)
{
	json_t *words = json_array(), *schema;
	const struct field_word *word;

	for (word = field->words; word->word; word++)
		json_array_append_new(words, json_string(word->word));
	/* A word that is a number may be written as one. */
	for (word = field->words; word->word; word++)
		if (word->word[0] == '0')
			json_array_append_new(words,
					      json_integer(word->value));
	schema = json_object();
	json_object_set_new(schema, "enum", words);
	return schema;
}

static json_t *open_schema(const struct field *field)
{
	json_t *schema = pattern(TEXT_PATTERN), *words = json_array();
	const struct field_word *word;

	for (word = field->words; word->word; word++)
		json_array_append_new(words, json_string(word->word));
	json_object_set_new(schema, "examples", words);
	return schema;
}

static json_t *prefix_schema(void)
{
	return pattern("^[0-9a-fA-F.:]+/[0-9]{1,3}$");
}

/* Digits, and a unit in letters of either case. */
static json_t *rate_schema(void)
{
	return pattern("^[0-9]{1,15}(\\.[0-9]{1,9})?([kKmMgG]?[bB][iI][tT])?$");
}

/* 0 to @most, of which there are two */
static const char *number_pattern(uint32_t most)
{
	return most == ERD_PCPS - 1 ? "[0-7]" : "([0-9]|1[0-5])";
}

static json_t *map_schema(const struct field *field)
{
	const char *from = number_pattern(field->min - 1);
	const char *to = number_pattern(field->max);
	char text[128];

	snprintf(text, sizeof(text), "^%s:%s(,%s:%s)*$", from, to, from, to);
	return pattern(text);
}

static json_t *array_schema(json_t *items)
{
	return json_pack("{s:s, s:o}", "type", "array", "items", items);
}

static json_t *shape_schema(const struct field *field)
{
	switch (field->kind) {
	case FIELD_NAME:
		return pattern("^[A-Za-z0-9][A-Za-z0-9._-]{0,30}$");
	case FIELD_DEVICE:
		return pattern("^(?!\\.{1,2}$)[^/:%\\s\\u0000-\\u001f\\u007f]{1,15}$");
	case FIELD_DATE:
		return pattern("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$");
	case FIELD_OPEN:
		return open_schema(field);
	case FIELD_WORD:
		return words_schema(field);
	case FIELD_NUMBER:
		return json_pack("{s:s, s:I, s:I}", "type", "integer",
				 "minimum", (json_int_t)field->min,
				 "maximum", (json_int_t)field->max);
	case FIELD_BOOL:
		return json_pack("{s:s}", "type", "boolean");
	case FIELD_RATE:
		return rate_schema();
	case FIELD_MAP:
		return map_schema(field);
	case FIELD_PREFIX:
		return prefix_schema();
	case FIELD_PREFIXES:
		return array_schema(prefix_schema());
	case FIELD_OBJECT:
		return object_schema(field->object);
	case FIELD_OBJECTS:
		return array_schema(object_schema(field->object));
	default:
		return pattern(TEXT_PATTERN);
	}
}

static json_t *otherwise(const struct field *field)
{
	const struct field_word *word;

	switch (field->kind) {
	case FIELD_BOOL:
		return json_boolean(field->otherwise);
	case FIELD_NUMBER:
		return field->otherwise ? json_integer(field->otherwise) : NULL;
	case FIELD_WORD:
		for (word = field->words; word->word; word++)
			if (word->value == field->otherwise)
				return json_string(word->word);
		return NULL;
	default:
		return NULL;
	}
}

static json_t *field_schema(const struct field *field)
{
	json_t *schema = shape_schema(field), *value = NULL;

	json_object_set_new(schema, "description", json_string(field->help));
	if (!field->required)
		value = otherwise(field);
	if (value)
		json_object_set_new(schema, "default", value);
	return schema;
}

static json_t *object_schema(const struct object_type *type)
{
	json_t *properties = json_object(), *required = json_array();
	json_t *schema = json_object();
	const struct field *field;

	for (field = type->fields; field->key; field++) {
		json_object_set_new(properties, field->key,
				    field_schema(field));
		if (field->required)
			json_array_append_new(required,
					      json_string(field->key));
	}
	json_object_set_new(schema, "type", json_string("object"));
	json_object_set_new(schema, "description", json_string(type->help));
	json_object_set_new(schema, "properties", properties);
	json_object_set_new(schema, "required", required);
	json_object_set_new(schema, "additionalProperties", json_false());
	return schema;
}

json_t *desired_schema(void)
{
	json_t *schema, *file = object_schema(&desired_type);

	json_object_set_new(json_object_get(file, "properties"), "schema",
			    json_pack("{s:s, s:s}", "const", DESIRED_SCHEMA,
				      "description", "what this file is"));
	schema = json_pack("{s:s, s:s}", "$schema",
			   "http://json-schema.org/draft-07/schema#",
			   "title", "erd.yaml, shape " DESIRED_SCHEMA);
	if (!schema || json_object_update(schema, file)) {
		json_decref(schema);
		schema = NULL;
	}
	json_decref(file);
	return schema;
}
