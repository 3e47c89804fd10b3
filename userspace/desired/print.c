// SPDX-License-Identifier: LGPL-2.1-or-later
#include "print.h"
#include "fields.h"
#include "pcp_map.h"
#include "rate.h"

#include <string.h>

static json_t *word_json(const struct field *field, uint32_t value)
{
	const struct field_word *word;

	for (word = field->words; word->word; word++)
		if (word->value == value)
			return json_string(word->word);
	return json_integer(value);
}

static json_t *rate_json(uint64_t rate)
{
	char text[32];

	return rate ? json_string(rate_text(rate, text, sizeof(text))) : NULL;
}

static json_t *map_json(const struct field *field, const uint8_t *map)
{
	char text[PCP_MAP_TEXT_SIZE];

	pcp_map_text(map, field->min, text);
	return text[0] ? json_string(text) : NULL;
}

static json_t *prefix_json(const struct prefix *prefix)
{
	char text[PREFIX_TEXT_SIZE];

	return prefix->family ? json_string(prefix_text(prefix, text)) : NULL;
}

static json_t *prefixes_json(const struct list *list)
{
	const struct desired_prefix *item;
	json_t *array;

	if (!list->n)
		return NULL;
	array = json_array();
	desired_each(item, list)
		json_array_append_new(array, prefix_json(&item->prefix));
	return array;
}

static json_t *objects_json(const struct object_type *type,
			    const struct list *list, bool secrets)
{
	json_t *array;
	size_t i;

	if (!list->n)
		return NULL;
	array = json_array();
	for (i = 0; i < list->n; i++)
		json_array_append_new(array,
			object_json(type, (char *)list->items + i * list->size,
				    secrets));
	return array;
}

static json_t *text_json(const struct field *field, const char *text,
			 bool secrets)
{
	if (!text)
		return NULL;
	if (field->kind == FIELD_SECRET && !secrets)
		text = DESIRED_HIDDEN;
	return json_string(text);
}

json_t *field_json(const struct field *field, const void *object, bool secrets)
{
	const void *at = field_at(field, object);
	const void *const *pointer = at;
	const uint32_t *number = at;

	switch (field->kind) {
	case FIELD_WORD:
		return word_json(field, *number);
	case FIELD_NUMBER:
		/* What cannot be said was not. */
		return *number < field->min ? NULL : json_integer(*number);
	case FIELD_BOOL:
		return json_boolean(*(const bool *)at);
	case FIELD_RATE:
		return rate_json(*(const uint64_t *)at);
	case FIELD_MAP:
		return map_json(field, at);
	case FIELD_PREFIX:
		return prefix_json(at);
	case FIELD_PREFIXES:
		return prefixes_json(at);
	case FIELD_OBJECT:
		return *pointer ? object_json(field->object, *pointer,
					      secrets) : NULL;
	case FIELD_OBJECTS:
		return objects_json(field->object, at, secrets);
	default:
		return text_json(field, *(char *const *)at, secrets);
	}
}

/* Whether it would hold without being said. */
static bool is_default(const struct field *field, const void *object)
{
	const void *at = field_at(field, object);

	if (field->required)
		return false;
	switch (field->kind) {
	case FIELD_WORD:
	case FIELD_NUMBER:
		return *(const uint32_t *)at == field->otherwise;
	case FIELD_BOOL:
		return *(const bool *)at == (bool)field->otherwise;
	default:
		return false;
	}
}

json_t *object_json(const struct object_type *type, const void *object,
			   bool secrets)
{
	json_t *json = json_object(), *value;
	const struct field *field;

	for (field = type->fields; field->key; field++) {
		value = is_default(field, object) ? NULL :
				field_json(field, object, secrets);
		if (value)
			json_object_set_new(json, field->key, value);
	}
	return json;
}

json_t *desired_json(const struct desired *desired, bool secrets)
{
	return object_json(&desired_type, desired, secrets);
}
