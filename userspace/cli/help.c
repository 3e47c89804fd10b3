// SPDX-License-Identifier: LGPL-2.1-or-later
#include "help.h"
#include "cli.h"
#include "error.h"
#include "file_key.h"
#include "parse_args.h"

#include <stdarg.h>
#include <string.h>

/* --- pieces ------------------------------------------------------------- */

static void append(char *buffer, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void append(char *buffer, size_t size, const char *format, ...)
{
	size_t len = strlen(buffer);
	va_list args;

	va_start(args, format);
	vsnprintf(buffer + len, size - len, format, args);
	va_end(args);
}

void help_choices(const struct cli_param *param, const char *between,
		  char *buffer, size_t size)
{
	const struct cli_choice *choice;
	const char *word;
	unsigned int n;

	buffer[0] = '\0';
	for (n = 0; param->kind == CLI_KEY && (word = file_key_word(param, n));
	     n++)
		append(buffer, size, "%s%s", n ? between : "", word);
	for (choice = param->choices; choice && choice->word; choice++)
		if (!choice->alias)
			append(buffer, size, "%s%s", buffer[0] ? between : "",
			       choice->word);
}

const char *help_param(const struct cli_param *param)
{
	return param->kind == CLI_KEY ? file_key_field(param)->help :
					param->help;
}

void help_value(const struct cli_param *param, char *buffer, size_t size)
{
	const char *placeholder = param->kind == CLI_KEY ?
					  file_key_placeholder(param) :
					  param->placeholder;

	if (placeholder)
		snprintf(buffer, size, "%s", placeholder);
	else
		help_choices(param, "|", buffer, size);
}

/* "dev IFACE", "NAME", "--force": how a parameter is written. */
static void write_param(const struct cli_param *param, char *buffer,
			size_t size)
{
	char value[96];

	if (param->kind == CLI_FLAG) {
		snprintf(buffer, size, "--%s", param->name);
		return;
	}
	help_value(param, value, sizeof(value));
	snprintf(buffer, size, "%s%s%s", param->positional ? "" : param->name,
		 param->positional ? "" : " ", value);
}

static void append_params(const struct cli_command *command, bool optional,
			  char *buffer, size_t size)
{
	const struct cli_param *param;
	char written[128];

	for (param = command->params; param->name; param++) {
		if (param->optional && !optional)
			continue;
		write_param(param, written, sizeof(written));
		append(buffer, size, param->optional ? " [%s]" : " %s",
		       written);
	}
}

void help_usage(const struct cli_command *command, char *buffer, size_t size)
{
	size_t begun;

	buffer[0] = '\0';
	append(buffer, size, "erdctl %s", command->noun);
	if (command->verb)
		append(buffer, size, " %s", command->verb);
	begun = strlen(buffer);
	append_params(command, true, buffer, size);
	if (strlen(buffer) < size - 1)
		return;
	/* Too many for a line. */
	buffer[begun] = '\0';
	append_params(command, false, buffer, size);
	append(buffer, size, " [KEY VALUE ...]");
}

/* In the list of a command's parameters. */
#define PARAM_WIDTH	27

/* --- pages -------------------------------------------------------------- */

static void print_options(FILE *out)
{
	const struct cli_option *option;
	char name[48];

	fputs("\nOptions of every command:\n", out);
	for (option = cli_options_table; option->name; option++) {
		snprintf(name, sizeof(name), "--%s%s%s", option->name,
			 option->placeholder ? " " : "",
			 option->placeholder ? option->placeholder : "");
		fprintf(out, "  %c%c%c %-27s %s\n", option->letter ? '-' : ' ',
			option->letter ? option->letter : ' ',
			option->letter ? ',' : ' ', name, option->help);
	}
}

static void print_line(const struct cli_command *command, FILE *out)
{
	char name[48];

	snprintf(name, sizeof(name), "%s%s%s", command->noun,
		 command->verb ? " " : "", command->verb ? command->verb : "");
	fprintf(out, "  %-19s %s\n", name, command->help);
}

void help_print_all(FILE *out)
{
	const struct cli_command *const *noun;
	const struct cli_command *command;

	fputs("Ports, circuits and peerings of ExpressRoute Direct.\n\n"
	      "Usage: erdctl [OPTIONS] COMMAND [ARGUMENTS]\n\nCommands:\n",
	      out);
	for (noun = cli_nouns; *noun; noun++)
		for (command = *noun; command->noun; command++)
			print_line(command, out);
	print_options(out);
	fputs("\n'erdctl help COMMAND' says more; so does erdctl(8).\n", out);
}

void help_print_noun(const struct cli_command *noun, FILE *out)
{
	char usage[256];

	fputs("Usage:\n", out);
	for (; noun->noun; noun++) {
		help_usage(noun, usage, sizeof(usage));
		fprintf(out, "  %s\n      %s\n", usage, noun->help);
	}
	print_options(out);
}

/* What else a noun can do that is a command by itself. */
static void print_verbs(const struct cli_command *command, FILE *out)
{
	char usage[256];

	if (command->verb || !command[1].noun)
		return;
	fputs("\nSee also:\n", out);
	for (command++; command->noun; command++) {
		help_usage(command, usage, sizeof(usage));
		fprintf(out, "  %s\n", usage);
	}
}

void help_print_command(const struct cli_command *command, FILE *out)
{
	const struct cli_param *param;
	char text[256];

	help_usage(command, text, sizeof(text));
	fprintf(out, "Usage: %s\n\nTo %s.\n", text, command->help);
	if (command->params->name)
		fputc('\n', out);
	for (param = command->params; param->name; param++) {
		write_param(param, text, sizeof(text));
		/* Of many words the meaning is on the next line. */
		fprintf(out, "  %-*s%s%*s%s", PARAM_WIDTH, text,
			strlen(text) > PARAM_WIDTH ? "\n" : " ",
			strlen(text) > PARAM_WIDTH ? PARAM_WIDTH + 3 : 0, "",
			help_param(param));
		if (param->letter)
			fprintf(out, " (also -%c)", param->letter);
		fputc('\n', out);
	}
	print_verbs(command, out);
	print_options(out);
}

/* --- the command -------------------------------------------------------- */

enum {
	HELP_NOUN,
	HELP_VERB,
};

static const struct cli_param help_params[] = {
	[HELP_NOUN] = {
		.name = "command",
		.placeholder = "COMMAND",
		.help = "a command",
		.kind = CLI_NOUN,
		.positional = true,
		.optional = true,
	},
	[HELP_VERB] = {
		.name = "verb",
		.placeholder = "VERB",
		.help = "what it can do",
		.kind = CLI_VERB,
		.positional = true,
		.optional = true,
	},
	{}
};

static int help_run(struct cli *cli, const struct cli_value *value)
{
	char *word[2] = {
		(char *)value[HELP_NOUN].text,
		(char *)value[HELP_VERB].text,
	};
	const struct cli_words words = {
		.word = word,
		.n = value[HELP_VERB].set ? 2 : 1,
	};
	const struct cli_command *noun, *verb;
	int ret;

	if (!value[HELP_NOUN].set) {
		help_print_all(stdout);
		return ERD_OK;
	}
	ret = parse_command(&words, true, &noun, &verb, &cli->err);
	if (ret)
		return ret;
	if (verb)
		help_print_command(verb, stdout);
	else
		help_print_noun(noun, stdout);
	return ERD_OK;
}

const struct cli_command help_commands[] = {
	{
		.noun = "help",
		.help = "say how a command is used",
		.params = help_params,
		.run = help_run,
	},
	{}
};
