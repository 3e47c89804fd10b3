// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A change of the text is a splice. One may be simple-minded: what it cannot do
 * is lost, and what it did wrong shows when the result is read.
 */
#include "editor.h"
#include "print.h"

#include <stdlib.h>
#include <string.h>

/* @text, malloc()ed, in the place of what stands from @start to @end. */
struct splice {
	size_t start, end;
	char *text;
	bool lines;		/* whole ones */
};

/* --- splices ------------------------------------------------------------ */

/* Takes @with, NULL is without memory. Those of one place come in order. */
static void splice(struct editor *e, size_t start, size_t end, char *with,
		   bool lines)
{
	struct splice *added = with ? list_add(&e->splices) : NULL;

	if (!added) {
		free(with);
		e->failed = true;
		return;
	}
	*added = (struct splice){ start, end, with, lines };
}

static void cut(struct editor *e, size_t start, size_t end)
{
	splice(e, start, end, strdup(""), false);
}

/* What is put in at a place stands before what is cut there. */
static bool is_behind(const struct splice *a, const struct splice *b)
{
	if (a->start != b->start)
		return a->start > b->start;
	return a->end > a->start && b->end == b->start;
}

static void sort_splices(struct list *list)
{
	struct splice *s = list->items, moved;
	size_t i, j;

	for (i = 1; i < list->n; i++) {
		moved = s[i];
		for (j = i; j && is_behind(&s[j - 1], &moved); j--)
			s[j] = s[j - 1];
		s[j] = moved;
	}
}

/* The text with all of them in it; NULL if they cannot be. */
static char *spliced(struct editor *e, size_t *len)
{
	struct splice *one;
	size_t at = 0;
	char *text = NULL;
	bool ended = false;
	FILE *out;

	sort_splices(&e->splices);
	out = open_memstream(&text, len);
	if (!out) {
		e->failed = true;
		return NULL;
	}
	desired_each(one, &e->splices) {
		e->lost |= one->start < at;
		if (e->lost)
			break;
		fwrite(e->text + at, 1, one->start - at, out);
		/* The last line of a file may have no end. */
		if (one->lines && one->start == e->len && !ended &&
		    e->text[e->len - 1] != '\n')
			fputc('\n', out);
		ended |= one->start == e->len;
		fputs(one->text, out);
		at = one->end;
	}
	if (!e->lost)
		fwrite(e->text + at, 1, e->len - at, out);
	e->failed |= fclose(out) != 0;
	if (!e->lost && !e->failed)
		return text;
	free(text);
	return NULL;
}

/* --- lines -------------------------------------------------------------- */

static size_t line_start(const struct editor *e, size_t at)
{
	while (at && e->text[at - 1] != '\n')
		at--;
	return at;
}

/* Where the next line begins, if nothing but a comment follows. */
static size_t line_end(struct editor *e, size_t at)
{
	while (at < e->len && (e->text[at] == ' ' || e->text[at] == '\t' ||
			       e->text[at] == '\r'))
		at++;
	if (at < e->len && e->text[at] != '\n' && e->text[at] != '#')
		e->lost = true;
	while (at < e->len && e->text[at] != '\n')
		at++;
	return at < e->len ? at + 1 : at;
}

/* Whether only blanks are before it on its line, and @dashes of lists. */
static bool begins_line(const struct editor *e, size_t at, unsigned int dashes)
{
	unsigned int seen = 0;

	while (at && e->text[at - 1] != '\n') {
		at--;
		if (e->text[at] == '-')
			seen++;
		else if (e->text[at] != ' ')
			return false;
	}
	return seen == dashes;
}

/* The same text, each line @column blanks further in. */
static char *indented(const char *text, size_t column)
{
	char *result = NULL;
	const char *end;
	size_t len;
	FILE *out;

	out = text ? open_memstream(&result, &len) : NULL;
	if (!out)
		return NULL;
	for (; *text; text = end + 1) {
		end = strchr(text, '\n');
		fprintf(out, "%*s%.*s\n", (int)column, "", (int)(end - text),
			text);
	}
	if (!fclose(out))
		return result;
	free(result);
	return NULL;
}

/* --- values ------------------------------------------------------------- */

static bool is_block(const json_t *value)
{
	return json_object_size(value) || json_array_size(value);
}

/* One value on one line: as JSON has it, or as YAML if that is plainer. */
static char *inline_text(const json_t *value, bool json)
{
	size_t len;
	char *text;

	if (json || is_block(value))
		return json_dumps(value, JSON_ENCODE_ANY);
	text = yaml_text(value, &len);
	if (text)
		text[strcspn(text, "\n")] = '\0';
	return text;
}

/* Lines that belong into a block, where they begin at @column. */
static void insert_lines(struct editor *e, size_t start, size_t end,
			 size_t column, json_t *value)
{
	size_t len;
	char *text = yaml_text(value, &len);

	splice(e, start, end, indented(text, column), true);
	free(text);
}

/* --- in braces and brackets --------------------------------------------- */

/* What stands between two neighbours, if another may be put in as well. */
static char *separator(const struct editor *e, const struct layout_node *a,
		       const struct layout_node *b)
{
	static const char plain[] = ", ";
	size_t len;

	if (!a || !b)
		return strdup(plain);
	len = b->start - a->end;
	if (memchr(e->text + a->end, '#', len))
		return strdup(plain);
	return strndup(e->text + a->end, len);
}

/* Behind @last; @before is what a separator is between, or NULL. */
static void insert_flow(struct editor *e, const struct layout_node *parent,
			const struct layout_node *before,
			const struct layout_node *last,
			const struct layout_node *last_start, char *text)
{
	char *between = last ? separator(e, before, last_start) : strdup("");
	size_t at = last ? last->end : parent->start + 1;
	char *with = NULL;

	if (text && between && asprintf(&with, "%s%s", between, text) < 0)
		with = NULL;
	splice(e, at, at, with, false);
	free(between);
	free(text);
}

/* With the comma on one side of it. */
static void cut_flow(struct editor *e, const struct layout_node *before,
		     size_t start, size_t end, const struct layout_node *after)
{
	if (before)
		cut(e, before->end, end);
	else
		cut(e, start, after ? after->start : end);
}

/* --- keys --------------------------------------------------------------- */

/* A key of a mapping, with its neighbours. */
struct entry {
	const struct layout_node *mapping;
	const struct layout_node *key, *value;	/* NULL: it is not there */
	const struct layout_node *before;	/* value of the key before it */
	const struct layout_node *after;	/* the key behind it */
};

static bool is_key(const struct editor *e, const struct layout_node *node,
		   const char *key)
{
	size_t len = node->end - node->start;
	const char *text = e->text + node->start;

	if (node->flow && len >= 2) {
		text++;
		len -= 2;
	}
	return len == strlen(key) && !memcmp(text, key, len);
}

static struct entry find_entry(const struct editor *e,
			       const struct layout_node *mapping,
			       const char *key)
{
	struct entry entry = { .mapping = mapping };
	const struct layout_node *at, *value;

	for (at = layout_child(&e->layout, mapping); at;
	     at = layout_next(&e->layout, value)) {
		value = layout_next(&e->layout, at);
		if (!value)
			break;
		if (is_key(e, at, key)) {
			entry.key = at;
			entry.value = value;
			entry.after = layout_next(&e->layout, value);
			return entry;
		}
		entry.before = value;
	}
	return entry;
}

/* As what the others of its kind are written. */
static bool has_json_keys(const struct editor *e,
			  const struct layout_node *mapping)
{
	const struct layout_node *key = layout_child(&e->layout, mapping);

	return mapping->flow && key && key->flow;
}

static void insert_key_flow(struct editor *e, const struct entry *entry,
			    const char *key, const json_t *value)
{
	bool json = has_json_keys(e, entry->mapping);
	char *text = inline_text(value, json), *with = NULL;
	const struct layout_node *at, *last_key = NULL, *before = NULL;

	for (at = layout_child(&e->layout, entry->mapping); at;
	     at = layout_next(&e->layout, layout_next(&e->layout, at))) {
		before = last_key ? layout_next(&e->layout, last_key) : NULL;
		last_key = at;
	}
	if (text && asprintf(&with, "%s%s%s: %s", json ? "\"" : "", key,
			     json ? "\"" : "", text) < 0)
		with = NULL;
	free(text);
	insert_flow(e, entry->mapping, before, entry->before, last_key, with);
}

/* In the order of the schema: behind the last that is there before it. */
static void insert_key_block(struct editor *e, const struct object_type *type,
			     const struct entry *entry,
			     const struct field *field, json_t *value)
{
	const struct layout_node *mapping = entry->mapping, *behind = NULL;
	const struct field *other;
	struct entry place;
	size_t at;

	for (other = type->fields; other != field; other++) {
		place = find_entry(e, mapping, other->key);
		if (place.value)
			behind = place.value;
	}
	if (!behind)
		behind = entry->before;
	if (!behind) {
		e->lost = true;
		return;
	}
	at = line_end(e, behind->end);
	value = json_pack("{s:O}", field->key, value);
	insert_lines(e, at, at,
		     mapping->start - line_start(e, mapping->start), value);
	json_decref(value);
}

static void replace_value(struct editor *e, const struct entry *entry,
			  const struct field *field, json_t *value)
{
	size_t start = line_start(e, entry->key->start);

	if (entry->mapping->flow || !is_block(value)) {
		splice(e, entry->value->start, entry->value->end,
		       inline_text(value, has_json_keys(e, entry->mapping)),
		       false);
		return;
	}
	if (!begins_line(e, entry->key->start, 0)) {
		e->lost = true;
		return;
	}
	value = json_pack("{s:O}", field->key, value);
	insert_lines(e, start, line_end(e, entry->value->end),
		     entry->key->start - start, value);
	json_decref(value);
}

static void cut_key(struct editor *e, const struct entry *entry)
{
	size_t start = entry->key->start;

	if (entry->mapping->flow)
		cut_flow(e, entry->before, start, entry->value->end,
			 entry->after);
	else if (begins_line(e, start, 0))
		cut(e, line_start(e, start), line_end(e, entry->value->end));
	else if (entry->after)
		/* The dash before it becomes that of the next. */
		cut(e, start, entry->after->start);
	else
		e->lost = true;
}

const struct layout_node *editor_value(const struct editor *e,
				       const struct layout_node *mapping,
				       const char *key)
{
	return find_entry(e, mapping, key).value;
}

void editor_put(struct editor *e, const struct object_type *type,
		const struct layout_node *mapping, const struct field *field,
		json_t *value)
{
	const struct entry entry = find_entry(e, mapping, field->key);

	if (value && entry.key)
		replace_value(e, &entry, field, value);
	else if (value && mapping->flow)
		insert_key_flow(e, &entry, field->key, value);
	else if (value)
		insert_key_block(e, type, &entry, field, value);
	else if (entry.key)
		cut_key(e, &entry);
	json_decref(value);
}

/* --- items of lists ----------------------------------------------------- */

void editor_cut_item(struct editor *e, const struct layout_node *list,
		     const struct layout_node *before,
		     const struct layout_node *item)
{
	if (list->flow)
		cut_flow(e, before, item->start, item->end,
			 layout_next(&e->layout, item));
	else if (begins_line(e, item->start, 1))
		cut(e, line_start(e, item->start), line_end(e, item->end));
	else
		e->lost = true;
}

void editor_add_item(struct editor *e, const struct layout_node *list,
		     json_t *value)
{
	const struct layout_node *at, *last = NULL, *before = NULL;

	for (at = layout_child(&e->layout, list); at;
	     at = layout_next(&e->layout, at)) {
		before = last;
		last = at;
	}
	if (!last) {
		e->lost = true;
	} else if (list->flow) {
		bool json = last->kind == LAYOUT_MAPPING ?
				    has_json_keys(e, last) : last->flow;

		insert_flow(e, list, before, last, last,
			    inline_text(value, json));
	} else {
		json_t *array = json_pack("[O]", value);
		size_t end = line_end(e, last->end);

		insert_lines(e, end, end,
			     list->start - line_start(e, list->start), array);
		json_decref(array);
	}
	json_decref(value);
}

/* --- the whole text ----------------------------------------------------- */

void editor_begin(struct editor *e, const char *text, size_t len)
{
	*e = (struct editor){
		.text = text,
		.len = len,
		.splices = LIST_OF(struct splice),
	};
	e->lost = !layout_read(&e->layout, text, len);
}

char *editor_end(struct editor *e, size_t *len)
{
	char *text = e->lost || e->failed ? NULL : spliced(e, len);
	struct splice *one;

	desired_each(one, &e->splices)
		free(one->text);
	list_free(&e->splices);
	layout_free(&e->layout);
	return text;
}
