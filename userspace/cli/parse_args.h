/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From words to a command and its values, or to what is wrong with them. */
#ifndef ERDCTL_PARSE_ARGS_H
#define ERDCTL_PARSE_ARGS_H

#include "command.h"

enum cli_color {
	CLI_COLOR_AUTO,
	CLI_COLOR_ALWAYS,
	CLI_COLOR_NEVER,
};

/* What holds for every command. */
struct cli_options {
	bool json, pretty, no_header;
	bool help, version, keep_going;
	enum cli_color color;
	const char *batch;	/* a file, "-", or NULL */
};

struct cli_option {
	const char *name;	/* "json" */
	char letter;		/* 'j', or 0 */
	const char *placeholder; /* of its value, or NULL */
	const char *help;
};

/* Ended by one without a name. */
extern const struct cli_option cli_options_table[];

struct cli_words {
	char **word;
	int n;
};

/*
 * Takes the options out of @words, wherever they stand; what is left of the
 * words are the command's.
 */
int parse_options(struct cli_words *words, struct cli_options *options,
		  struct erd_error *err);

/*
 * Which command @words begin with. *verb is NULL if they name only a noun
 * that has verbs; that is an error unless @help is wanted.
 */
int parse_command(const struct cli_words *words, bool help,
		  const struct cli_command **noun,
		  const struct cli_command **verb, struct erd_error *err);

/* The values of the command's parameters, by their number in its table. */
int parse_params(const struct cli_command *command,
		 const struct cli_words *words,
		 struct cli_value value[CLI_PARAMS_MAX],
		 struct erd_error *err);

/* How many words name the command itself. */
int command_words(const struct cli_command *command);
/*
 * Whether a word is the value of a positional parameter. If that may be left
 * out, a word that names another parameter is not.
 */
bool is_positional(const struct cli_command *command,
		   const struct cli_param *param, const char *word);
/* The parameter of a word with or without "--", or NULL. */
const struct cli_param *find_param(const struct cli_command *command,
				   const char *word);

#endif /* ERDCTL_PARSE_ARGS_H */
