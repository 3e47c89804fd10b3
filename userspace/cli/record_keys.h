/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Parameters that are keys of the file: texts, dates and words of Azure's. What
 * they say is recorded; "none" takes a key away.
 */
#ifndef ERDCTL_RECORD_KEYS_H
#define ERDCTL_RECORD_KEYS_H

#include "cli.h"
#include "command.h"
#include "fields.h"
#include "params.h"

extern const struct cli_choice record_texts[];
extern const struct cli_choice record_dates[];

#define RECORD_TEXT(key, what)				\
	{						\
		.name = (key),				\
		.placeholder = "TEXT",			\
		.help = (what),				\
		.kind = CLI_OPEN,			\
		.choices = record_texts,		\
		.optional = true,			\
	}

#define RECORD_DATE(key, what)				\
	{						\
		.name = (key),				\
		.placeholder = "DATE",			\
		.help = (what),				\
		.kind = CLI_OPEN,			\
		.choices = record_dates,		\
		.optional = true,			\
	}

/* One of its words, and none. */
#define RECORD_WORD(key, what, words)			\
	{						\
		.name = (key),				\
		.help = (what),				\
		.kind = CLI_CHOICE,			\
		.choices = (words),			\
		.optional = true,			\
	}

#define PARAM_FORCE_RECORD	\
	PARAM_FLAG("force", "though what comes first is not recorded")

/* Which key of which object a parameter is. */
struct record_key {
	unsigned int param;	/* by its number in the command's table */
	const struct object_type *type;	/* NULL ends them */
	const char *key;
};

/* ERD_USAGE if nothing is said, or a date is none. */
int record_check(struct cli *cli, const char *command,
		 const struct cli_param *params, const struct record_key *keys,
		 const struct cli_value *value);
/* Puts those keys that are of @type into @object. False without memory. */
bool record_put(const struct record_key *keys, const struct object_type *type,
		void *object, const struct cli_value *value);
/* The same of an object that is a part of another one, and may not be there. */
bool record_put_part(const struct record_key *keys,
		     const struct object_type *type, void **part,
		     const struct cli_value *value);
/* Says that no file has the object. Returns ERD_NOT_FOUND. */
int record_of_nobody(struct cli *cli, const char *noun, const char *name);

#endif /* ERDCTL_RECORD_KEYS_H */
