// SPDX-License-Identifier: LGPL-2.1-or-later
#include "cli.h"
#include "complete.h"
#include "error.h"
#include "help.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static int run_single(struct cli *cli, struct cli_words *words)
{
	static char status[] = "status";
	char *word[] = { status };
	struct cli_words bare = { .word = word, .n = 1 };
	int ret;

	if (cli->options.version)
		printf("erdctl %s\n", ERD_VERSION);
	else if (cli->options.help && !words->n)
		help_print_all(stdout);
	else {
		ret = cli_run(cli, words->n ? words : &bare);
		if (ret)
			return ret;
	}
	return cli_flush(cli);
}

static int run(struct cli *cli, struct cli_words *words)
{
	int ret = parse_options(words, &cli->options, &cli->err);

	if (!ret && cli->options.batch) {
		if (!words->n)
			return cli_batch(cli);
		ret = erd_fail(&cli->err, ERD_USAGE,
			       "'%.64s': with --batch, commands are in the file",
			       words->word[0]);
	}
	if (!ret)
		ret = run_single(cli, words);
	if (ret)
		cli_report(cli);
	return ret;
}

int main(int argc, char **argv)
{
	struct cli_words words = { .word = argv + 1, .n = argc - 1 };
	struct cli cli = {};
	int ret;

	setlocale(LC_CTYPE, "");
	/* A reader that goes away is an error to report, not a signal. */
	signal(SIGPIPE, SIG_IGN);
	if (argc > 1 && !strcmp(argv[1], "__complete"))
		return complete_main(argc - 2, argv + 2);
	ret = run(&cli, &words);
	erd_close(cli.erd);
	return ret ? -ret : cli.verdict;
}
