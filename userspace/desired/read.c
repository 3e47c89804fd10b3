// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * From YAML to objects, event by event, as fields.c has them. All that is
 * wrong is found; where it is, the rest is skipped. Plain words are read as
 * YAML 1.2's core schema says, so JSON is a part of it. Anchors, tags and
 * second documents have no meaning here and are refused.
 */
#include "fields.h"
#include "names.h"
#include "nearest.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

struct reader {
	yaml_parser_t yaml;
	yaml_event_t event;		/* the one that is looked at */
	struct findings *findings;
	bool dead;			/* the rest cannot be read */
};

/* --- events ------------------------------------------------------------- */

static unsigned int line_of(const struct reader *r)
{
	return r->event.start_mark.line + 1;
}

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
	die(r);
	return false;
}

static const char *text_of(const struct reader *r)
{
	return (const char *)r->event.data.scalar.value;
}

/* Leaves out the value that begins here: ends at its last event. */
static void skip(struct reader *r)
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
	findings_error(r->findings, line_of(r),
		       "%s of YAML is not understood here", what);
	return true;
}

/* --- plain words -------------------------------------------------------- */

enum meaning {
	MEANS_TEXT,
	MEANS_NOTHING,
	MEANS_BOOL,
	MEANS_INTEGER,
	MEANS_FLOAT,
};

static bool one_of(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(text, *words))
			return true;
	return false;
}

static bool all_in(const char *text, const char *chars)
{
	return text[0] && !text[strspn(text, chars)];
}

static bool is_integer(const char *text)
{
	if (!strncmp(text, "0x", 2))
		return all_in(text + 2, "0123456789abcdefABCDEF");
	if (!strncmp(text, "0o", 2))
		return all_in(text + 2, "01234567");
	return all_in(text + (text[0] == '-' || text[0] == '+'), "0123456789");
}

static bool is_float(const char *text)
{
	static const char *const special[] = {
		".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN", NULL
	};
	size_t whole, part = 0;

	if (text[0] == '-' || text[0] == '+')
		text++;
	if (one_of(text, special))
		return true;
	whole = strspn(text, "0123456789");
	text += whole;
	if (text[0] == '.') {
		part = strspn(++text, "0123456789");
		text += part;
	}
	if (!whole && !part)
		return false;
	if (text[0] == 'e' || text[0] == 'E')
		return is_integer(text + 1) && text[2] != 'x' && text[2] != 'o';
	return !text[0];
}

static enum meaning meaning_of(const struct reader *r)
{
	static const char *const nothing[] = { "", "~", "null", "Null", "NULL",
					       NULL };
	static const char *const bools[] = { "true", "True", "TRUE", "false",
					     "False", "FALSE", NULL };
	const char *text = text_of(r);

	if (r->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
		return MEANS_TEXT;
	if (one_of(text, nothing))
		return MEANS_NOTHING;
	if (one_of(text, bools))
		return MEANS_BOOL;
	if (is_integer(text))
		return MEANS_INTEGER;
	return is_float(text) ? MEANS_FLOAT : MEANS_TEXT;
}

/* --- scalars ------------------------------------------------------------ */

/* Where the reader stands: a key of an object. */
struct place {
	const struct object_type *type;
	const struct field *field;
};

#define WRONG(r, place, format, ...)					\
	findings_error((r)->findings, line_of(r), "%s: %s: " format,	\
		       (place)->type->noun, (place)->field->key, ##__VA_ARGS__)

static void wrong_word(struct reader *r, const struct place *place)
{
	const struct field_word *word;
	struct nearest nearest;
	char words[96] = "";

	nearest_begin(&nearest, text_of(r));
	for (word = place->field->words; word->word; word++) {
		size_t len = strlen(words);

		nearest_offer(&nearest, word->word);
		snprintf(words + len, sizeof(words) - len, "%s%s",
			 len ? " or " : "", word->word);
	}
	WRONG(r, place, "'%.64s' must be %s", text_of(r), words);
	if (nearest.best)
		findings_hint(r->findings, "did you mean '%s'?", nearest.best);
}

static void read_word(struct reader *r, const struct place *place,
		      uint32_t *value)
{
	bool number = meaning_of(r) == MEANS_INTEGER;
	const struct field_word *word;

	for (word = place->field->words; word->word; word++) {
		/* 0x8100 is a word, and a number however it is written. */
		if (strcmp(word->word, text_of(r)) &&
		    !(number && is_integer(word->word) &&
		      strtoul(text_of(r), NULL, 0) == word->value))
			continue;
		*value = word->value;
		return;
	}
	wrong_word(r, place);
}

static void read_number(struct reader *r, const struct place *place,
			uint32_t *value)
{
	const struct field *field = place->field;
	const char *text = text_of(r);
	unsigned long long number;
	int base = 10;

	if (meaning_of(r) != MEANS_INTEGER) {
		WRONG(r, place, "'%.64s' is not a number%s; must be %u to %u",
		      text, is_integer(text) ? " but a text in quotes" : "",
		      field->min, field->max);
		return;
	}
	if (!strncmp(text, "0x", 2))
		base = 16;
	if (!strncmp(text, "0o", 2)) {
		base = 8;
		text += 2;
	}
	/* Of what is too large strtoull() makes the largest. */
	number = text[0] == '-' ? 0 : strtoull(text, NULL, base);
	if (number < field->min || number > field->max) {
		WRONG(r, place, "%.64s must be %u to %u", text_of(r),
		      field->min, field->max);
		return;
	}
	*value = number;
}

static void read_bool(struct reader *r, const struct place *place, bool *value)
{
	char first = text_of(r)[0];

	if (meaning_of(r) == MEANS_BOOL)
		*value = first == 't' || first == 'T';
	else
		WRONG(r, place, "'%.64s' must be true or false", text_of(r));
}

/* A text: not what YAML takes for a number, and without control characters. */
static bool check_text(struct reader *r, const struct place *place)
{
	static const char *const called[] = {
		[MEANS_BOOL] = "true or false",
		[MEANS_INTEGER] = "a number",
		[MEANS_FLOAT] = "a number",
	};
	enum meaning meaning = meaning_of(r);
	size_t len = r->event.data.scalar.length, i;

	if (meaning != MEANS_TEXT) {
		WRONG(r, place, "%.64s is %s and no text", text_of(r),
		      called[meaning]);
		findings_hint(r->findings, "put it in quotes: '%.64s'",
			      text_of(r));
		return false;
	}
	if (!len) {
		WRONG(r, place, "is empty");
		return false;
	}
	for (i = 0; i < len; i++) {
		unsigned char c = text_of(r)[i];

		if (c >= ' ' && c != 0x7f)
			continue;
		WRONG(r, place, "has a control character, 0x%02x", c);
		return false;
	}
	return true;
}

static bool is_date(const char *text)
{
	static const char shape[] = "0000-00-00";
	int month, day;
	size_t i;

	if (strlen(text) != strlen(shape))
		return false;
	for (i = 0; shape[i]; i++)
		if (shape[i] == '-' ? text[i] != '-' :
				      text[i] < '0' || text[i] > '9')
			return false;
	month = atoi(text + 5);
	day = atoi(text + 8);
	return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* The texts that may not be just any. */
static bool check_shape(struct reader *r, const struct place *place)
{
	const char *text = text_of(r);

	switch (place->field->kind) {
	case FIELD_NAME:
		if (name_valid(text))
			return true;
		WRONG(r, place, "'%.64s' is not a valid name", text);
		findings_hint(r->findings, "a name begins with a letter or digit, goes on with those, '.', '_' and '-', and has at most %d characters",
			      ERD_NAME_MAX - 1);
		return false;
	case FIELD_DEVICE:
		if (ifname_valid(text))
			return true;
		WRONG(r, place, "'%.64s' is no name of a network device: 1 to 15 characters, none of them '/', ':', '%%' or blank",
		      text);
		return false;
	case FIELD_DATE:
		if (is_date(text))
			return true;
		WRONG(r, place, "'%.64s' is not a date like 2026-11-25", text);
		return false;
	default:
		return true;
	}
}

static void read_text(struct reader *r, const struct place *place, char **value)
{
	const char *text = text_of(r), *known;

	if (!check_text(r, place) || !check_shape(r, place))
		return;
	if (place->field->kind == FIELD_OPEN) {
		known = field_open_word(place->field, text);
		if (known)
			text = known;
		else
			findings_warn(r->findings, line_of(r),
				      "%s: %s: '%.64s' is not known; it is kept and has no effect",
				      place->type->noun, place->field->key,
				      text);
	}
	*value = strdup(text);
	if (!*value)
		r->findings->no_memory = true;
}

static void read_prefix(struct reader *r, const struct place *place,
			struct prefix *prefix)
{
	const char *text = text_of(r);
	char network[PREFIX_TEXT_SIZE];

	if (!check_text(r, place))
		return;
	switch (prefix_parse(text, prefix)) {
	case PREFIX_OK:
		return;
	case PREFIX_HOST_BITS:
		WRONG(r, place, "%s is no network: it is an address in %s",
		      text, prefix_text(prefix, network));
		break;
	default:
		WRONG(r, place, "'%.64s' is no network: ADDRESS/LENGTH", text);
	}
	memset(prefix, 0, sizeof(*prefix));
}

/* --- values ------------------------------------------------------------- */

static void read_object(struct reader *r, const struct object_type *type,
			void *object);

static bool is_mapping(struct reader *r, const struct place *place)
{
	if (r->event.type == YAML_MAPPING_START_EVENT)
		return true;
	WRONG(r, place, "must be an object: keys with values");
	skip(r);
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
			skip(r);
			return;
		}
		prefix = list_add(list);
		if (!prefix) {
			r->findings->no_memory = true;
			return;
		}
		prefix->line = line_of(r);
		read_prefix(r, place, &prefix->prefix);
		if (!prefix->prefix.family)
			list->n--;
		return;
	}
	if (!is_mapping(r, place))
		return;
	object = list_add(list);
	if (!object) {
		r->findings->no_memory = true;
		skip(r);
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
		skip(r);
		return;
	}
	while (next(r) && r->event.type != YAML_SEQUENCE_END_EVENT) {
		if (is_strange(r))
			skip(r);
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
		skip(r);
		return;
	}
	object_init(type, *pointer);
	read_object(r, type, *pointer);
}

static void read_scalar(struct reader *r, const struct place *place, void *at)
{
	if (r->event.type != YAML_SCALAR_EVENT) {
		WRONG(r, place, "must be one value");
		skip(r);
		return;
	}
	if (meaning_of(r) == MEANS_NOTHING) {
		WRONG(r, place, "has no value");
		findings_hint(r->findings, "leave the key out");
		return;
	}
	switch (place->field->kind) {
	case FIELD_WORD:
		read_word(r, place, at);
		break;
	case FIELD_NUMBER:
		read_number(r, place, at);
		break;
	case FIELD_BOOL:
		read_bool(r, place, at);
		break;
	case FIELD_PREFIX:
		read_prefix(r, place, at);
		break;
	default:
		read_text(r, place, at);
	}
}

static void read_value(struct reader *r, const struct place *place, void *at)
{
	if (is_strange(r)) {
		skip(r);
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
		read_scalar(r, place, at);
	}
}

/* --- objects ------------------------------------------------------------ */

static void unknown_key(struct reader *r, const struct object_type *type)
{
	const struct field *field;
	struct nearest nearest;

	nearest_begin(&nearest, text_of(r));
	for (field = type->fields; field->key; field++)
		nearest_offer(&nearest, field->key);
	findings_error(r->findings, line_of(r), "%s: there is no key '%.64s'",
		       type->noun, text_of(r));
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
		findings_error(r->findings, line_of(r),
			       "%s: a key must be one word", type->noun);
		skip(r);
		return NULL;
	}
	field = field_find(type, text_of(r));
	if (!field) {
		unknown_key(r, type);
		return NULL;
	}
	line = &node->key_line[field - type->fields];
	if (*line) {
		findings_error(r->findings, line_of(r),
			       "%s: the key '%s' is there twice; the first is in line %u",
			       type->noun, field->key, *line);
		return NULL;
	}
	*line = line_of(r);
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

	node->line = line_of(r);
	while (next(r) && r->event.type != YAML_MAPPING_END_EVENT) {
		place.field = read_key(r, type, node);
		if (!next(r))
			return;
		if (place.field)
			read_value(r, &place, field_at(place.field, object));
		else
			skip(r);
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
	    meaning_of(r) == MEANS_NOTHING)
		goto empty;
	if (r->event.type != YAML_MAPPING_START_EVENT || is_strange(r)) {
		findings_error(r->findings, line_of(r),
			       "the file must be an object: keys with values");
		return;
	}
	read_object(r, &desired_type, desired);
	/* its end, and then that of the file */
	if (next(r) && next(r) && r->event.type != YAML_STREAM_END_EVENT)
		findings_error(r->findings, line_of(r),
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
