// SPDX-License-Identifier: LGPL-2.1-or-later
/* Commands from a file, one a line. */
#include "cli.h"
#include "error.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS_MAX	64
#define BLANKS		" \t\r\n"

/*
 * Takes the quotes out of the word that begins at @line, in place, and ends it.
 * Returns where the next may begin, or NULL if a quote is not closed.
 */
static char *end_word(char *line)
{
	char *to = line, quote = 0;

	for (; *line && (quote || !strchr(BLANKS, *line)); line++) {
		if (*line == quote)
			quote = 0;
		else if (!quote && (*line == '"' || *line == '\''))
			quote = *line;
		else
			*to++ = *line;
	}
	if (quote)
		return NULL;
	if (*line)
		line++;
	*to = '\0';
	return line;
}

/*
 * Cuts a line into words; one that begins with # ends it. As in a shell, what is
 * in quotes is one word, or a part of one.
 */
static int split(char *line, char *word[WORDS_MAX], struct cli_words *words,
		 struct erd_error *err)
{
	words->word = word;
	words->n = 0;
	for (line += strspn(line, BLANKS); *line && *line != '#';
	     line += strspn(line, BLANKS)) {
		if (words->n == WORDS_MAX)
			return erd_fail(err, ERD_USAGE, "more than %d words",
					WORDS_MAX);
		word[words->n++] = line;
		line = end_word(line);
		if (!line)
			return erd_fail(err, ERD_USAGE,
					"a quote is not closed");
	}
	return ERD_OK;
}

static int run_line(struct cli *cli, char *line)
{
	const struct cli_options options = cli->options;
	char *word[WORDS_MAX];
	struct cli_words words;
	int ret;

	ret = split(line, word, &words, &cli->err);
	if (!ret)
		ret = parse_options(&words, &cli->options, &cli->err);
	if (!ret && cli->options.batch != options.batch)
		ret = erd_fail(&cli->err, ERD_USAGE,
			       "--batch: not inside of a batch");
	if (!ret && (cli->options.version || cli->options.help) && !words.n)
		ret = erd_fail(&cli->err, ERD_USAGE,
			       "--help and --version: not inside of a batch");
	if (!ret && words.n)
		ret = cli_run(cli, &words);
	if (!ret)
		ret = cli_flush(cli);
	if (ret)
		cli_report(cli);
	/* What a line chooses holds for that line. */
	cli->options = options;
	return ret;
}

static int run_file(struct cli *cli, FILE *file)
{
	int first = ERD_OK, ret;
	char *line = NULL;
	size_t room = 0;

	for (cli->line = 1; getline(&line, &room, file) >= 0; cli->line++) {
		ret = run_line(cli, line);
		if (!ret)
			continue;
		if (!first)
			first = ret;
		if (!cli->options.keep_going)
			break;
	}
	cli->line = 0;
	free(line);
	if (!first && ferror(file)) {
		first = erd_fail(&cli->err, ERD_ERROR, "%s: %s",
				 cli->options.batch, strerror(errno));
		cli_report(cli);
	}
	return first;
}

int cli_batch(struct cli *cli)
{
	const char *name = cli->options.batch;
	FILE *file;
	int ret;

	if (!strcmp(name, "-"))
		return run_file(cli, stdin);
	file = fopen(name, "re");
	if (!file) {
		ret = erd_fail(&cli->err, ERD_USAGE, "%.128s: %s", name,
			       strerror(errno));
		cli_report(cli);
		return ret;
	}
	ret = run_file(cli, file);
	fclose(file);
	return ret;
}
