// SPDX-License-Identifier: LGPL-2.1-or-later
#include "cli.h"
#include "error.h"
#include "help.h"
#include "json.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int cli_open(struct cli *cli)
{
	if (!cli->erd)
		cli->erd = erd_open(&cli->err);
	return cli->erd ? ERD_OK : (int)cli->err.status;
}

/* --- saying ------------------------------------------------------------- */

static void report_json(const struct cli *cli)
{
	const struct erd_error *err = &cli->err;
	size_t flags = cli->options.pretty ? JSON_INDENT(2) : JSON_COMPACT;
	json_t *error;

	error = json_pack("{s:{s:s, s:i, s:o, s:o, s:o}}", "error",
			  "code", erd_status_name(err->status),
			  "exit_status", -err->status,
			  "message", json_text(err->text),
			  "hint", json_text(err->hint),
			  "line", cli->line ? json_integer(cli->line) :
					      json_null());
	json_dumpf(error, stderr, flags);
	fputc('\n', stderr);
	json_decref(error);
}

void cli_report(const struct cli *cli)
{
	const struct erd_error *err = &cli->err;

	/* Who reads our output and goes away knows that. */
	if (err->sys_errno == EPIPE)
		return;
	/* What was printed comes first also where both go to one file. */
	fflush(stdout);
	if (cli->options.json) {
		report_json(cli);
		return;
	}
	fputs("erdctl: ", stderr);
	if (cli->line)
		fprintf(stderr, "line %lu: ", cli->line);
	fprintf(stderr, "%s\n", err->text);
	if (err->hint[0])
		fprintf(stderr, "        %s\n", err->hint);
}

int cli_confirm(const struct cli *cli, int result, const char *format, ...)
{
	va_list args;

	if (result < 0)
		return result;
	if (cli->options.json || cli->line || !isatty(STDERR_FILENO))
		return ERD_OK;
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputs(result == ERD_UNCHANGED ? ": unchanged\n" : "\n", stderr);
	return ERD_OK;
}

bool cli_can_ask(const struct cli *cli)
{
	return !cli->options.batch && isatty(STDIN_FILENO) &&
	       isatty(STDERR_FILENO);
}

bool cli_ask(const char *format, ...)
{
	char answer[16];
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputs(" [y/N] ", stderr);
	if (!fgets(answer, sizeof(answer), stdin))
		return false;
	return !strcmp(answer, "y\n") || !strcmp(answer, "yes\n");
}

int cli_flush(struct cli *cli)
{
	if (!fflush(stdout) && !ferror(stdout))
		return ERD_OK;
	return cli_output_failed(cli, errno);
}

int cli_output_failed(struct cli *cli, int sys_errno)
{
	erd_fail(&cli->err, ERD_ERROR, "standard output: %s",
		 strerror(sys_errno));
	cli->err.sys_errno = sys_errno;
	return ERD_ERROR;
}

/* --- running ------------------------------------------------------------ */

static void print_help(const struct cli_command *noun,
		       const struct cli_command *verb)
{
	if (verb)
		help_print_command(verb, stdout);
	else
		help_print_noun(noun, stdout);
}

int cli_run(struct cli *cli, struct cli_words *words)
{
	const struct cli_command *noun, *verb;
	struct cli_value value[CLI_PARAMS_MAX];
	int ret;

	ret = parse_command(words, cli->options.help, &noun, &verb, &cli->err);
	if (ret)
		return ret;
	if (cli->options.help) {
		print_help(noun, verb);
		return ERD_OK;
	}
	cli->command = verb;
	ret = parse_params(verb, words, value, &cli->err);
	return ret ? ret : verb->run(cli, value);
}
