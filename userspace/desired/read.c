// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * From YAML to objects, event by event, as fields.c has them. All that is
 * wrong is found; where it is, the rest is skipped. Plain words are read as
 * YAML 1.2's core schema says, so JSON is a part of it. Anchors, tags and
 * second documents have no meaning here and are refused.
 */
#include "reader.h"
#include "nearest.h"

#include <stdlib.h>
#include <string.h>

/* --- events ------------------------------------------------------------- */

static void die(struct reader *r)
{
	r->dead = true;
	memset(&r->event, 0, sizeof(r->event));
}

/* Goes on to the next event. False, once, at what is not YAML. */
static bool next(struct reader *r)
{
	const yaml_parser_t *yaml = &r->yaml;

	if (r->dead)
		return false;
	yaml_event_delete(&r->event);
	if (yaml_parser_parse(&r->yaml, &r->event))
		return true;
	findings_error(r->findings, yaml->problem_mark.line + 1,
		       "not YAML: %s%s%s",
		       yaml->problem ? yaml->problem : "out of memory",
		       yaml->context ? ", " : "",
		       yaml->context ? yaml->context : "");
	/* Where libyaml stands, whose words do not say what it found. */
	if (yaml->error == YAML_SCANNER_ERROR &&
	    yaml->buffer.pointer < yaml->buffer.last &&
	    *yaml->buffer.pointer == '\t')
		findings_hint(r->findings,
			      "there is a tab: YAML is indented with blanks");
	die(r);
	return false;
}

void reader_skip(struct reader *r)
{
	int depth = 0;

	do {
		switch (r->event.type) {
		case YAML_MAPPING_START_EVENT:
		case YAML_SEQUENCE_START_EVENT:
			depth++;
			break;
		case YAML_MAPPING_END_EVENT:
		case YAML_SEQUENCE_END_EVENT:
			depth--;
			break;
		default:
			break;
		}
	} while (depth && next(r));
}

/* Whether the value is of a kind that has no meaning here. */
static bool is_strange(struct reader *r)
{
	const char *what = NULL;

	switch (r->event.type) {
	case YAML_ALIAS_EVENT:
		what = "an alias (*)";
		break;
	case YAML_SCALAR_EVENT:
		if (r->event.data.scalar.anchor)
			what = "an anchor (&)";
		else if (r->event.data.scalar.tag)
			what = "a tag (!)";
		break;
	case YAML_MAPPING_START_EVENT:
		if (r->event.data.mapping_start.anchor)
			what = "an anchor (&)";
		else if (r->event.data.mapping_start.tag)
			what = "a tag (!)";
		break;
	case YAML_SEQUENCE_START_EVENT:
		if (r->event.data.sequence_start.anchor)
			what = "an anchor (&)";
		else if (r->event.data.sequence_start.tag)
			what = "a tag (!)";
		break;
	default:
		break;
	}
	if (!what)
		return false;
	findings_error(r->findings, reader_line(r),
		       "%s of YAML is not understood here", what);
	return true;
}

/* --- values ------------------------------------------------------------- */

static void read_object(struct reader *r, const struct object_type *type,
			void *object);

static bool is_mapping(struct reader *r, const struct place *place)
{
	if (r->event.type == YAML_MAPPING_START_EVENT)
		return true;
	WRONG(r, place, "must be an object: keys with values");
	reader_skip(r);
	return false;
}

static void read_item(struct reader *r, const struct place *place,
		      struct list *list)
{
	const struct object_type *type = place->field->object;
	struct desired_prefix *prefix;
	void *object;

	if (place->field->kind == FIELD_PREFIXES) {
		if (r->event.type != YAML_SCALAR_EVENT) {
			WRONG(r, place, "must be a list of networks");
			reader_skip(r);
			return;
		}
		prefix = list_add(list);
		if (!prefix) {
			r->findings->no_memory = true;
			return;
		}
		prefix->line = reader_line(r);
		reader_prefix(r, place, &prefix->prefix);
		if (!prefix->prefix.family)
			list->n--;
		return;
	}
	if (!is_mapping(r, place))
		return;
	object = list_add(list);
	if (!object) {
		r->findings->no_memory = true;
		reader_skip(r);
		return;
	}
	object_init(type, object);
	read_object(r, type, object);
}

static void read_list(struct reader *r, const struct place *place,
		      struct list *list)
{
	if (r->event.type != YAML_SEQUENCE_START_EVENT) {
		WRONG(r, place, "must be a list");
		reader_skip(r);
		return;
	}
	while (next(r) && r->event.type != YAML_SEQUENCE_END_EVENT) {
		if (is_strange(r))
			reader_skip(r);
		else
			read_item(r, place, list);
	}
}

static void read_pointer(struct reader *r, const struct place *place,
			 void **pointer)
{
	const struct object_type *type = place->field->object;

	if (!is_mapping(r, place))
		return;
	*pointer = malloc(type->size);
	if (!*pointer) {
		r->findings->no_memory = true;
		reader_skip(r);
		return;
	}
	object_init(type, *pointer);
	read_object(r, type, *pointer);
}

static void read_value(struct reader *r, const struct place *place, void *at)
{
	if (is_strange(r)) {
		reader_skip(r);
		return;
	}
	switch (place->field->kind) {
	case FIELD_PREFIXES:
	case FIELD_OBJECTS:
		read_list(r, place, at);
		break;
	case FIELD_OBJECT:
		read_pointer(r, place, at);
		break;
	default:
		reader_scalar(r, place, at);
	}
}

/* --- objects ------------------------------------------------------------ */

static void unknown_key(struct reader *r, const struct object_type *type)
{
	const struct field *field;
	struct nearest nearest;

	nearest_begin(&nearest, reader_text(r));
	for (field = type->fields; field->key; field++)
		nearest_offer(&nearest, field->key);
	findings_error(r->findings, reader_line(r), "%s: there is no key '%.64s'",
		       type->noun, reader_text(r));
	if (nearest.best)
		findings_hint(r->findings, "did you mean '%s'?", nearest.best);
}

/* The key that stands here, or NULL if it is wrong. */
static const struct field *read_key(struct reader *r,
				    const struct object_type *type,
				    struct desired_node *node)
{
	const struct field *field;
	unsigned int *line;

	if (is_strange(r))
		return NULL;
	if (r->event.type != YAML_SCALAR_EVENT) {
		findings_error(r->findings, reader_line(r),
			       "%s: a key must be one word", type->noun);
		reader_skip(r);
		return NULL;
	}
	field = field_find(type, reader_text(r));
	if (!field) {
		unknown_key(r, type);
		return NULL;
	}
	line = &node->key_line[field - type->fields];
	if (*line) {
		findings_error(r->findings, reader_line(r),
			       "%s: the key '%s' is there twice; the first is in line %u",
			       type->noun, field->key, *line);
		return NULL;
	}
	*line = reader_line(r);
	return field;
}

static void check_required(struct reader *r, const struct object_type *type,
			   const struct desired_node *node)
{
	const struct field *field;

	for (field = type->fields; field->key; field++)
		if (field->required && !node->key_line[field - type->fields])
			findings_error(r->findings, node->line,
				       "%s: the key '%s' is missing",
				       type->noun, field->key);
}

static void read_object(struct reader *r, const struct object_type *type,
			void *object)
{
	struct desired_node *node = object;
	struct place place = { .type = type };

	node->line = reader_line(r);
	while (next(r) && r->event.type != YAML_MAPPING_END_EVENT) {
		place.field = read_key(r, type, node);
		if (!next(r))
			return;
		if (place.field)
			read_value(r, &place, field_at(place.field, object));
		else
			reader_skip(r);
	}
	if (!r->dead)
		check_required(r, type, node);
}

/* --- the file ----------------------------------------------------------- */

static void read_document(struct reader *r, struct desired *desired)
{
	if (!next(r) || r->event.type == YAML_STREAM_END_EVENT ||
	    !next(r))	/* the start of the document and what is in it */
		goto empty;
	if (r->event.type == YAML_SCALAR_EVENT &&
	    reader_meaning(r) == MEANS_NOTHING)
		goto empty;
	if (r->event.type != YAML_MAPPING_START_EVENT || is_strange(r)) {
		findings_error(r->findings, reader_line(r),
			       "the file must be an object: keys with values");
		return;
	}
	read_object(r, &desired_type, desired);
	/* its end, and then that of the file */
	if (next(r) && next(r) && r->event.type != YAML_STREAM_END_EVENT)
		findings_error(r->findings, reader_line(r),
			       "a second document in one file");
	return;

empty:
	if (r->dead)
		return;
	findings_error(r->findings, 1, "the file is empty");
	findings_hint(r->findings, "it begins with 'schema: %s'",
		      DESIRED_SCHEMA);
}

void desired_parse(struct desired *desired, const char *text, size_t len,
		   struct findings *findings)
{
	struct reader r = { .findings = findings };

	object_init(&desired_type, desired);
	if (!yaml_parser_initialize(&r.yaml)) {
		findings->no_memory = true;
		return;
	}
	yaml_parser_set_input_string(&r.yaml, (const unsigned char *)text, len);
	yaml_parser_set_encoding(&r.yaml, YAML_UTF8_ENCODING);
	if (next(&r))
		read_document(&r, desired);
	yaml_event_delete(&r.event);
	yaml_parser_delete(&r.yaml);
	if (desired->schema && strcmp(desired->schema, DESIRED_SCHEMA)) {
		findings_error(findings, desired->node.key_line[0],
			       "schema '%.64s' is not known: this is %s",
			       desired->schema, DESIRED_SCHEMA);
	}
}
