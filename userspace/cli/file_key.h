/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Parameters that are keys of the file, CLI_KEY: what they take, how that is
 * called and what it means all follow from the key. "none" takes a key away, and
 * of a date "today" is one.
 */
#ifndef ERDCTL_FILE_KEY_H
#define ERDCTL_FILE_KEY_H

#include "command.h"
#include "fields.h"

/* PARAM_KEY("order", cross_connect, order): of struct desired_cross_connect */
#define PARAM_KEY(called, of, which)			\
	{						\
		.name = (called),			\
		.kind = CLI_KEY,			\
		.optional = true,			\
		.type = &desired_##of##_type,		\
		.key = #which,				\
	}

const struct field *file_key_field(const struct cli_param *param);
/* What stands for its value, or NULL if that is one of some words. */
const char *file_key_placeholder(const struct cli_param *param);
/* The words that it takes, the @n-th from 0; NULL behind the last. */
const char *file_key_word(const struct cli_param *param, unsigned int n);
/* ERD_USAGE if @text is none of its values. */
int file_key_check(const struct cli_param *param, const char *text,
		   struct erd_error *err);
/* Puts a text that was found right into the object. False without memory. */
bool file_key_put(const struct field *field, void *object, const char *text);

#endif /* ERDCTL_FILE_KEY_H */
