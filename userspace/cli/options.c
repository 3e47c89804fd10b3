// SPDX-License-Identifier: LGPL-2.1-or-later
/* The options that every command has. */
#include "error.h"
#include "parse_args.h"

#include <string.h>

const struct cli_option cli_options_table[] = {
	{ "json", 'j', NULL, "print JSON; errors are JSON too" },
	{ "pretty", 'p', NULL, "indent JSON" },
	{ "batch", 0, "FILE", "read commands from FILE, one a line; - is standard input" },
	{ "keep-going", 0, NULL, "with --batch, go on after a line that fails" },
	{ "color", 0, "auto|always|never", "colour; auto is on a terminal without NO_COLOR" },
	{ "no-header", 0, NULL, "print no heads of tables" },
	{ "help", 'h', NULL, "say how a command is used" },
	{ "version", 'V', NULL, "print the version" },
	{}
};

static int set_color(struct cli_options *options, const char *value,
		     struct erd_error *err)
{
	static const char *const words[] = {
		[CLI_COLOR_AUTO] = "auto",
		[CLI_COLOR_ALWAYS] = "always",
		[CLI_COLOR_NEVER] = "never",
	};
	unsigned int i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i], value))
			continue;
		options->color = i;
		return ERD_OK;
	}
	return erd_fail(err, ERD_USAGE,
			"--color %.32s: must be auto, always or never", value);
}

static int set_option(struct cli_options *options,
		      const struct cli_option *option, const char *value,
		      struct erd_error *err)
{
	if (!strcmp(option->name, "json"))
		options->json = true;
	else if (!strcmp(option->name, "pretty"))
		options->pretty = true;
	else if (!strcmp(option->name, "batch"))
		options->batch = value;
	else if (!strcmp(option->name, "keep-going"))
		options->keep_going = true;
	else if (!strcmp(option->name, "no-header"))
		options->no_header = true;
	else if (!strcmp(option->name, "help"))
		options->help = true;
	else if (!strcmp(option->name, "version"))
		options->version = true;
	else
		return set_color(options, value, err);
	return ERD_OK;
}

/* An option by "name" or "name=value"; *value is NULL without one. */
static const struct cli_option *find_long(const char *word, const char **value)
{
	const struct cli_option *option;
	size_t len = strcspn(word, "=");

	*value = word[len] ? word + len + 1 : NULL;
	for (option = cli_options_table; option->name; option++)
		if (strlen(option->name) == len &&
		    !strncmp(option->name, word, len))
			return option;
	return NULL;
}

static const struct cli_option *find_letter(char letter)
{
	const struct cli_option *option;

	for (option = cli_options_table; option->name; option++)
		if (option->letter && option->letter == letter)
			return option;
	return NULL;
}

/*
 * "-jp": letters of options without values. *used = 0 if it is a single letter
 * that is none of ours: the command may have it.
 */
static int parse_letters(const char *word, struct cli_options *options,
			 int *used, struct erd_error *err)
{
	const struct cli_option *option;
	const char *letter;

	*used = 1;
	for (letter = word + 1; *letter; letter++) {
		option = find_letter(*letter);
		if (!option && !word[2]) {
			*used = 0;
			return ERD_OK;
		}
		if (!option) {
			erd_fail(err, ERD_USAGE, "%.32s: no such option", word);
			erd_hint(err, "erdctl --help");
			return ERD_USAGE;
		}
		set_option(options, option, NULL, err);
	}
	return ERD_OK;
}

/* A negative number is a value, if a bad one; "-" is one of --batch. */
static bool is_letters(const char *word)
{
	return word[0] == '-' && word[1] && word[1] != '-' &&
	       !(word[1] >= '0' && word[1] <= '9');
}

/*
 * "--name", "--name=value" or, with the value in the next word, *used = 2.
 * *used = 0 if it is no option of ours: the command may have it.
 */
static int parse_long(char **word, int n, struct cli_options *options,
		      int *used, struct erd_error *err)
{
	const struct cli_option *option;
	const char *value;

	option = find_long(word[0] + 2, &value);
	*used = option ? 1 : 0;
	if (!option)
		return ERD_OK;
	if (value && !option->placeholder)
		return erd_fail(err, ERD_USAGE, "--%s takes no value",
				option->name);
	if (!value && option->placeholder) {
		if (n < 2)
			return erd_fail(err, ERD_USAGE,
					"--%s: a value is missing: %s",
					option->name, option->placeholder);
		value = word[1];
		*used = 2;
	}
	return set_option(options, option, value, err);
}

int parse_options(struct cli_words *words, struct cli_options *options,
		  struct erd_error *err)
{
	int i = 0, kept = 0, used, ret = ERD_OK;

	while (i < words->n && !ret) {
		char **word = words->word + i;

		used = 0;
		if (!strncmp(*word, "--", 2) && (*word)[2]) {
			ret = parse_long(word, words->n - i, options, &used,
					 err);
		} else if (is_letters(*word)) {
			ret = parse_letters(*word, options, &used, err);
		}
		if (!used) {
			words->word[kept++] = *word;
			used = 1;
		}
		i += used;
	}
	words->n = kept;
	return ret;
}
