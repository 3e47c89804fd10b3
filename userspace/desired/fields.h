/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The keys of the file, by object. */
#ifndef ERD_FIELDS_H
#define ERD_FIELDS_H

#include "desired.h"

enum field_kind {
	FIELD_NAME,		/* char *: see name_valid() */
	FIELD_DEVICE,		/* char *: name of a network device */
	FIELD_TEXT,		/* char * */
	FIELD_SECRET,		/* char *: not shown */
	FIELD_DATE,		/* char *: 2026-11-25 */
	FIELD_OPEN,		/* char *: a word of Azure's, which may be new */
	FIELD_WORD,		/* uint32_t: one of words */
	FIELD_NUMBER,		/* uint32_t: min to max */
	FIELD_BOOL,		/* bool */
	FIELD_RATE,		/* uint64_t: bit/s, "50mbit"; see rate.h */
	FIELD_MAP,		/* uint8_t[min]: 0 to max; see pcp_map.h */
	FIELD_PREFIX,		/* struct prefix */
	FIELD_PREFIXES,		/* struct list of struct desired_prefix */
	FIELD_OBJECT,		/* pointer to another object */
	FIELD_OBJECTS,		/* struct list of objects */
};

struct field_word {
	const char *word;	/* NULL ends them */
	uint32_t value;
};

struct object_type;

struct field {
	const char *key;
	const char *help;	/* of the schema */
	enum field_kind kind;
	size_t offset;
	bool required;
	uint32_t min, max;	/* of a number; of a map, how many and the most */
	uint32_t otherwise;	/* word, number or bool if nothing is said */
	const struct field_word *words;
	const struct object_type *object;
};

struct object_type {
	const char *noun;	/* "circuit" */
	const char *help;
	const struct field *fields;	/* ended by one without a key */
	size_t size;
};

extern const struct object_type desired_type;
extern const struct object_type desired_vrf_type;
extern const struct object_type desired_pair_type;
extern const struct object_type desired_port_type;
extern const struct object_type desired_loa_type;
extern const struct object_type desired_cross_connect_type;
extern const struct object_type desired_circuit_type;
extern const struct object_type desired_peering_type;
extern const struct object_type desired_subnets_type;
extern const struct object_type desired_connection_type;
extern const struct object_type desired_global_reach_type;

/* What the key of an object at @offset is in. */
static inline void *field_at(const struct field *field, const void *object)
{
	return (char *)object + field->offset;
}

const struct field *field_find(const struct object_type *type,
			       const char *key);
/* The line of a key, or of the object if the key was not said. */
unsigned int object_line(const struct object_type *type, const void *object,
			 const char *key);
/* line_at(circuit, stag): the same of a struct desired_circuit *circuit */
#define line_at(of, key)						\
	object_line(&desired_##of##_type, (of), #key)
/* Sets what holds where nothing is said. */
void object_init(const struct object_type *type, void *object);
/* Frees what is in the object, but not itself. */
void object_clear(const struct object_type *type, void *object);
/* Whether it is one as of FIELD_DATE. */
bool desired_is_date(const char *text);
/* The word of Azure's spelled as Azure does, or NULL if it is unknown. */
const char *field_open_word(const struct field *field, const char *word);

#endif /* ERD_FIELDS_H */
