// SPDX-License-Identifier: LGPL-2.1-or-later
#include "parse_args.h"
#include "error.h"
#include "file_key.h"
#include "help.h"
#include "nearest.h"
#include "number.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

int command_words(const struct cli_command *command)
{
	return command->verb ? 2 : 1;
}

/* "--key" or "-k", not the number -1 or the file "-". */
static bool is_key(const char *word)
{
	return word[0] == '-' && word[1] && !isdigit((unsigned char)word[1]);
}

/* "port add", to begin an error with. */
static const char *title(const struct cli_command *command, char *buffer,
			 size_t size)
{
	snprintf(buffer, size, "%s%s%s", command->noun,
		 command->verb ? " " : "", command->verb ? command->verb : "");
	return buffer;
}

static void hint_nearest(struct erd_error *err, const struct nearest *nearest,
			 const char *otherwise)
{
	if (nearest->best)
		erd_hint(err, "did you mean '%s'?", nearest->best);
	else
		erd_hint(err, "%s", otherwise);
}

/* --- which command ------------------------------------------------------ */

static int fail_option(const char *word, struct erd_error *err)
{
	const struct cli_option *option;
	struct nearest nearest;

	nearest_begin(&nearest, word + strspn(word, "-"));
	for (option = cli_options_table; option->name; option++)
		nearest_offer(&nearest, option->name);
	erd_fail(err, ERD_USAGE, "%.64s: no such option", word);
	if (nearest.best)
		erd_hint(err, "did you mean '--%s'?", nearest.best);
	else
		erd_hint(err, "erdctl --help lists them");
	return ERD_USAGE;
}

static int fail_noun(const char *word, struct erd_error *err)
{
	const struct cli_command *const *noun;
	struct nearest nearest;

	if (is_key(word))
		return fail_option(word, err);
	nearest_begin(&nearest, word);
	for (noun = cli_nouns; *noun; noun++)
		nearest_offer(&nearest, (*noun)->noun);
	erd_fail(err, ERD_USAGE, "'%.64s': no such command", word);
	hint_nearest(err, &nearest, "erdctl --help lists them");
	return ERD_USAGE;
}

static int fail_verb(const struct cli_command *noun, const char *word,
		     struct erd_error *err)
{
	char verbs[128] = "";
	struct nearest nearest;
	const struct cli_command *verb;

	nearest_begin(&nearest, word ? word : "");
	for (verb = noun; verb->noun; verb++) {
		size_t len = strlen(verbs);

		nearest_offer(&nearest, verb->verb);
		snprintf(verbs + len, sizeof(verbs) - len, "%s%s",
			 len ? ", " : "", verb->verb);
	}
	if (!word)
		return erd_fail(err, ERD_USAGE,
				"%s: what to do is missing: %s", noun->noun,
				verbs);
	erd_fail(err, ERD_USAGE, "%s: '%.64s' is none of %s", noun->noun, word,
		 verbs);
	if (nearest.best)
		erd_hint(err, "did you mean '%s'?", nearest.best);
	return ERD_USAGE;
}

int parse_command(const struct cli_words *words, bool help,
		  const struct cli_command **noun,
		  const struct cli_command **verb, struct erd_error *err)
{
	const char *word = words->n > 1 ? words->word[1] : NULL;

	*verb = NULL;
	*noun = cli_find_noun(words->word[0]);
	if (!*noun)
		return fail_noun(words->word[0], err);
	*verb = cli_find_verb(*noun, word);
	if (*verb || (help && !word))
		return ERD_OK;
	return fail_verb(*noun, word, err);
}

/* --- values ------------------------------------------------------------- */

static int set_number(const struct cli_param *param, struct cli_value *value,
		      struct erd_error *err)
{
	switch (number_parse(value->text, param->min, param->max,
			     &value->number)) {
	case NUMBER_OK:
		return ERD_OK;
	case NUMBER_RANGE:
		return erd_fail(err, ERD_USAGE, "%s %.32s: must be %u to %u",
				param->name, value->text, param->min,
				param->max);
	default:
		return erd_fail(err, ERD_USAGE,
				"%s %.32s: not a number; must be %u to %u",
				param->name, value->text, param->min,
				param->max);
	}
}

static int fail_choice(const struct cli_param *param, const char *text,
		       struct erd_error *err)
{
	const struct cli_choice *choice;
	struct nearest nearest;
	char words[128];

	nearest_begin(&nearest, text);
	for (choice = param->choices; choice->word; choice++)
		nearest_offer(&nearest, choice->word);
	help_choices(param, " or ", words, sizeof(words));
	/* Nobody writes the name of what comes without it. */
	erd_fail(err, ERD_USAGE, "%s%s%.32s%s: must be %s",
		 param->positional ? "" : param->name,
		 param->positional ? "'" : " ", text,
		 param->positional ? "'" : "", words);
	if (nearest.best)
		erd_hint(err, "did you mean '%s'?", nearest.best);
	return ERD_USAGE;
}

static int set_choice(const struct cli_param *param, struct cli_value *value,
		      struct erd_error *err)
{
	const struct cli_choice *choice;

	for (choice = param->choices; choice->word; choice++) {
		if (strcasecmp(choice->word, value->text))
			continue;
		value->number = choice->value;
		return ERD_OK;
	}
	return fail_choice(param, value->text, err);
}

static int set_value(const struct cli_param *param, struct cli_value *value,
		     const char *text, struct erd_error *err)
{
	value->set = true;
	value->text = text;
	switch (param->kind) {
	case CLI_NUMBER:
		return set_number(param, value, err);
	case CLI_CHOICE:
		return set_choice(param, value, err);
	default:
		break;
	}
	if (!text[0])
		return erd_fail(err, ERD_USAGE, "%s: is empty", param->name);
	return param->kind == CLI_KEY ? file_key_check(param, text, err) :
					ERD_OK;
}

/* --- words -------------------------------------------------------------- */

const struct cli_param *find_param(const struct cli_command *command,
				   const char *word)
{
	const struct cli_param *param;
	size_t len;

	bool letter = word[0] == '-' && word[1] && !word[2];

	if (!strncmp(word, "--", 2))
		word += 2;
	len = strcspn(word, "=");
	for (param = command->params; param->name; param++) {
		if (param->positional)
			continue;
		if (letter ? param->letter && param->letter == word[1] :
		    strlen(param->name) == len &&
		    !strncmp(param->name, word, len))
			return param;
	}
	return NULL;
}

static int fail_word(const struct cli_command *command, const char *word,
		     struct erd_error *err)
{
	const struct cli_param *param;
	struct nearest nearest;
	char what[64], usage[160];

	nearest_begin(&nearest, is_key(word) ? word + strspn(word, "-") : word);
	for (param = command->params; param->name; param++)
		if (!param->positional)
			nearest_offer(&nearest, param->name);
	help_usage(command, usage, sizeof(usage));
	erd_fail(err, ERD_USAGE, "%s: '%.64s' is not understood",
		 title(command, what, sizeof(what)), word);
	hint_nearest(err, &nearest, usage);
	return ERD_USAGE;
}

static int fail_value(const struct cli_command *command,
		      const struct cli_param *param, struct erd_error *err)
{
	char what[64], value[128];

	help_value(param, value, sizeof(value));
	return erd_fail(err, ERD_USAGE, "%s: %s: a value is missing: %s",
			title(command, what, sizeof(what)), param->name, value);
}

/* "key value", "--key value", "--key=value" or a flag. Returns words used. */
static int parse_key(const struct cli_command *command,
		     const struct cli_words *words, int at,
		     struct cli_value *values, struct erd_error *err)
{
	const char *word = words->word[at];
	const struct cli_param *param = find_param(command, word);
	const char *equals = strchr(word, '=');
	struct cli_value *value;
	char what[64];
	int ret;

	/* "key=value" without dashes is nobody's grammar. */
	if (!param || (equals && strncmp(word, "--", 2)))
		return fail_word(command, word, err);
	value = &values[param - command->params];
	if (value->set)
		return erd_fail(err, ERD_USAGE, "%s: %s: is there twice",
				title(command, what, sizeof(what)),
				param->name);
	if (param->kind == CLI_FLAG) {
		if (equals)
			return erd_fail(err, ERD_USAGE, "--%s takes no value",
					param->name);
		value->set = true;
		return 1;
	}
	if (!equals && at + 1 >= words->n)
		return fail_value(command, param, err);
	ret = set_value(param, value, equals ? equals + 1 : words->word[at + 1],
			err);
	if (ret)
		return ret;
	return equals ? 1 : 2;
}

/* The first positional parameter without a value, or NULL. */
static const struct cli_param *
next_positional(const struct cli_command *command,
		const struct cli_value *values)
{
	const struct cli_param *param;

	for (param = command->params; param->name; param++)
		if (param->positional && !values[param - command->params].set)
			return param;
	return NULL;
}

bool is_positional(const struct cli_command *command,
		   const struct cli_param *param, const char *word)
{
	if (is_key(word))
		return false;
	return !param->optional || !find_param(command, word);
}

static int check_required(const struct cli_command *command,
			  const struct cli_value *values,
			  struct erd_error *err)
{
	const struct cli_param *param;
	char what[64], usage[160], value[128];

	for (param = command->params; param->name; param++) {
		if (param->optional || values[param - command->params].set)
			continue;
		help_value(param, value, sizeof(value));
		help_usage(command, usage, sizeof(usage));
		erd_fail(err, ERD_USAGE, "%s: %s%s%s is missing",
			 title(command, what, sizeof(what)),
			 param->positional ? "" : param->name,
			 param->positional ? "" : " ", value);
		erd_hint(err, "%s", usage);
		return ERD_USAGE;
	}
	return ERD_OK;
}

int parse_params(const struct cli_command *command,
		 const struct cli_words *words,
		 struct cli_value value[CLI_PARAMS_MAX], struct erd_error *err)
{
	int at = command_words(command), ret;
	const struct cli_param *param;

	memset(value, 0, CLI_PARAMS_MAX * sizeof(*value));
	while (at < words->n) {
		param = next_positional(command, value);
		if (param && is_positional(command, param, words->word[at])) {
			ret = set_value(param, &value[param - command->params],
					words->word[at], err);
			if (ret)
				return ret;
			at++;
			continue;
		}
		ret = parse_key(command, words, at, value, err);
		if (ret < 0)
			return ret;
		at += ret;
	}
	return check_required(command, value, err);
}
