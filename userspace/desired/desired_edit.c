// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The file as it is and as it should be are gone through together, by
 * fields.c, with the layout of the text beside them; what differs becomes a
 * splice. Whatever a splice may have got wrong shows when the result is read
 * again: it must say what was wanted, or the file is printed anew.
 */
#include "desired_edit.h"
#include "editor.h"
#include "error.h"
#include "print.h"

#include <stdlib.h>
#include <string.h>

static const void *item_at(const struct list *list, size_t i)
{
	return (const char *)list->items + i * list->size;
}

/* Whether two items of lists are the same thing, though it may be changed. */
static bool is_same_item(const struct field *list, const void *a,
			 const void *b)
{
	const struct field *called;

	if (list->kind == FIELD_PREFIXES)
		return prefix_equal(&((const struct desired_prefix *)a)->prefix,
				    &((const struct desired_prefix *)b)->prefix);
	called = list->object->fields;
	if (called->kind == FIELD_WORD)
		return *(const uint32_t *)field_at(called, a) ==
		       *(const uint32_t *)field_at(called, b);
	return !strcmp(*(char *const *)field_at(called, a),
		       *(char *const *)field_at(called, b));
}

/* It is looked for from *hint on, where it mostly is. */
static const void *find_item(const struct field *field, const struct list *in,
			     const void *like, size_t *hint)
{
	size_t i, at;

	for (i = 0; i < in->n; i++) {
		at = (*hint + i) % in->n;
		if (is_same_item(field, item_at(in, at), like)) {
			*hint = at + 1;
			return item_at(in, at);
		}
	}
	return NULL;
}

static json_t *item_json(const struct field *field, const void *item)
{
	struct list one = { .items = (void *)item, .n = 1 };
	struct field whole = *field;
	json_t *array, *value;

	one.size = field->kind == FIELD_PREFIXES ?
			   sizeof(struct desired_prefix) : field->object->size;
	whole.offset = 0;
	array = field_json(&whole, &one, true);
	value = json_incref(json_array_get(array, 0));
	json_decref(array);
	return value;
}

static void edit_object(struct editor *e, const struct object_type *type,
			const void *was, const void *will,
			const struct layout_node *mapping);

static void edit_list(struct editor *e, const struct field *field,
		      const struct list *was, const struct list *will,
		      const struct layout_node *list)
{
	const struct layout_node *item = layout_child(&e->layout, list);
	const struct layout_node *before = NULL;
	const void *same;
	size_t i, hint = 0;
	bool kept = false;

	for (i = 0; i < was->n && item; i++) {
		same = find_item(field, will, item_at(was, i), &hint);
		if (!same)
			editor_cut_item(e, list, kept ? before : NULL, item);
		else if (field->kind == FIELD_OBJECTS)
			edit_object(e, field->object, item_at(was, i), same,
				    item);
		kept |= same != NULL;
		before = item;
		item = layout_next(&e->layout, item);
	}
	hint = 0;
	for (i = 0; i < will->n; i++)
		if (!find_item(field, was, item_at(will, i), &hint))
			editor_add_item(e, list,
					item_json(field, item_at(will, i)));
}

static bool have_common(const struct field *field, const struct list *a,
			const struct list *b)
{
	size_t i, hint = 0;

	for (i = 0; i < a->n; i++)
		if (find_item(field, b, item_at(a, i), &hint))
			return true;
	return false;
}

static bool is_same_value(const struct field *field, const void *was,
			  const void *will)
{
	json_t *a = field_json(field, was, true);
	json_t *b = field_json(field, will, true);
	bool same = a == b || json_equal(a, b);

	json_decref(a);
	json_decref(b);
	return same;
}

static void edit_object(struct editor *e, const struct object_type *type,
			const void *was, const void *will,
			const struct layout_node *mapping)
{
	const struct field *field;

	for (field = type->fields; field->key; field++) {
		const struct list *had = field_at(field, was);
		const struct list *has = field_at(field, will);
		void *const *old = field_at(field, was);
		void *const *new = field_at(field, will);

		if (is_same_value(field, was, will))
			continue;
		if ((field->kind == FIELD_OBJECTS ||
		     field->kind == FIELD_PREFIXES) &&
		    have_common(field, had, has))
			edit_list(e, field, had, has,
				  editor_value(e, mapping, field->key));
		else if (field->kind == FIELD_OBJECT && *old && *new)
			edit_object(e, field->object, *old, *new,
				    editor_value(e, mapping, field->key));
		else
			editor_put(e, type, mapping, field,
				   field_json(field, will, true));
	}
}

/* --- the whole file ----------------------------------------------------- */

/* Whether a text says what it should. */
static bool says(const char *text, size_t len, const json_t *will)
{
	struct findings findings;
	struct desired desired;
	json_t *json;
	bool same;

	findings_begin(&findings);
	desired_parse(&desired, text, len, &findings);
	json = desired_json(&desired, true);
	same = !findings.errors && json && json_equal(json, will);
	json_decref(json);
	desired_free(&desired);
	findings_free(&findings);
	return same;
}

static char *edited(const char *text, size_t len, const struct desired *was,
		    const struct desired *will, const json_t *json,
		    size_t *result_len)
{
	struct editor e;
	char *result;

	editor_begin(&e, text, len);
	if (!e.lost)
		edit_object(&e, &desired_type, was, will,
			    layout_root(&e.layout));
	result = editor_end(&e, result_len);
	if (result && !says(result, *result_len, json)) {
		free(result);
		result = NULL;
	}
	return result;
}

int desired_edit(const char *text, size_t len, const struct desired *will,
		 char **changed, size_t *changed_len, bool *anew,
		 struct erd_error *err)
{
	json_t *json = desired_json(will, true), *json_was;
	struct findings findings;
	struct desired was;
	bool same;

	*changed = NULL;
	*anew = false;
	findings_begin(&findings);
	desired_parse(&was, text, len, &findings);
	json_was = desired_json(&was, true);
	same = json && json_was && !findings.errors &&
	       json_equal(json_was, json);
	json_decref(json_was);
	if (json && !same && !findings.errors && !findings.no_memory)
		*changed = edited(text, len, &was, will, json, changed_len);
	if (json && !same && !*changed) {
		*anew = true;
		*changed = yaml_text(json, changed_len);
	}
	desired_free(&was);
	findings_free(&findings);
	json_decref(json);
	if (same)
		return ERD_UNCHANGED;
	return *changed ? ERD_OK : erd_fail(err, ERD_ERROR, "out of memory");
}
