/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A file while it is read. */
#ifndef ERD_READER_H
#define ERD_READER_H

#include "fields.h"

#include <yaml.h>

struct reader {
	yaml_parser_t yaml;
	yaml_event_t event;		/* the one that is looked at */
	struct findings *findings;
	bool dead;			/* the rest cannot be read */
};

static inline unsigned int reader_line(const struct reader *r)
{
	return r->event.start_mark.line + 1;
}

static inline const char *reader_text(const struct reader *r)
{
	return (const char *)r->event.data.scalar.value;
}

/* Where the reader stands: a key of an object. */
struct place {
	const struct object_type *type;
	const struct field *field;
};

#define WRONG(r, place, format, ...)					\
	findings_error((r)->findings, reader_line(r), "%s: %s: " format, \
		       (place)->type->noun, (place)->field->key, ##__VA_ARGS__)

/* What YAML takes a scalar for: only what is not quoted can be no text. */
enum meaning {
	MEANS_TEXT,
	MEANS_NOTHING,
	MEANS_BOOL,
	MEANS_INTEGER,
	MEANS_FLOAT,
};

enum meaning reader_meaning(const struct reader *r);

/* Leaves out the value that begins here: ends at its last event. */
void reader_skip(struct reader *r);
/* Reads the one value that stands here, or says what is wrong with it. */
void reader_scalar(struct reader *r, const struct place *place, void *at);
/* The same of a network. */
void reader_prefix(struct reader *r, const struct place *place,
		   struct prefix *prefix);

#endif /* ERD_READER_H */
