// SPDX-License-Identifier: LGPL-2.1-or-later
/* The grammar of erdctl's command line. */
#include "help.h"
#include "nearest.h"
#include "number.h"
#include "parse_args.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define WORDS_MAX	32

/* --- one line as erdctl takes it ---------------------------------------- */

struct line {
	char text[512];
	char *word[WORDS_MAX];
	struct cli_words words;
	struct cli_options options;
	const struct cli_command *noun, *verb;
	struct cli_value value[CLI_PARAMS_MAX];
	struct erd_error err;
	int ret;
};

static void parse_line(struct line *line, const char *text)
{
	char *save = NULL, *at;

	memset(line, 0, sizeof(*line));
	snprintf(line->text, sizeof(line->text), "%s", text);
	line->words.word = line->word;
	for (at = strtok_r(line->text, " ", &save); at;
	     at = strtok_r(NULL, " ", &save))
		line->word[line->words.n++] = at;
	line->ret = parse_options(&line->words, &line->options, &line->err);
	if (!line->ret && line->words.n)
		line->ret = parse_command(&line->words, line->options.help,
					  &line->noun, &line->verb,
					  &line->err);
	if (!line->ret && line->verb && !line->options.help)
		line->ret = parse_params(line->verb, &line->words, line->value,
					 &line->err);
}

static const struct cli_value *value_of(const struct line *line,
					const char *name)
{
	const struct cli_param *param;

	for (param = line->verb->params; param->name; param++)
		if (!strcmp(param->name, name))
			return &line->value[param - line->verb->params];
	fail_msg("no parameter '%s'", name);
	return NULL;
}

static void check_text(const struct line *line, const char *name,
		       const char *expected)
{
	const struct cli_value *value = value_of(line, name);

	assert_int_equal(value->set, expected != NULL);
	if (expected)
		assert_string_equal(value->text, expected);
}

/* --- numbers ------------------------------------------------------------ */

static void numbers(void **state)
{
	static const struct {
		const char *text;
		enum number_result result;
		unsigned int number;
	} cases[] = {
		{ "1", NUMBER_OK, 1 },
		{ "4094", NUMBER_OK, 4094 },
		{ "0x64", NUMBER_OK, 100 },
		{ "0XfFe", NUMBER_OK, 4094 },
		{ "0100", NUMBER_OK, 100 },
		{ "0", NUMBER_RANGE, 0 },
		{ "0x0", NUMBER_RANGE, 0 },
		{ "4095", NUMBER_RANGE, 0 },
		{ "4294967297", NUMBER_RANGE, 0 },	/* 2^32 + 1 */
		{ "18446744073709551617", NUMBER_RANGE, 0 }, /* 2^64 + 1 */
		{ "99999999999999999999999999999999999", NUMBER_RANGE, 0 },
		{ "", NUMBER_MALFORMED, 0 },
		{ "0x", NUMBER_MALFORMED, 0 },
		{ "-1", NUMBER_MALFORMED, 0 },
		{ "+1", NUMBER_MALFORMED, 0 },
		{ " 1", NUMBER_MALFORMED, 0 },
		{ "1 ", NUMBER_MALFORMED, 0 },
		{ "1e2", NUMBER_MALFORMED, 0 },
		{ "1.0", NUMBER_MALFORMED, 0 },
		{ "64h", NUMBER_MALFORMED, 0 },
		{ "ff", NUMBER_MALFORMED, 0 },
		{ "0x1g", NUMBER_MALFORMED, 0 },
		{ "99999999999999999999x", NUMBER_MALFORMED, 0 },
	};
	unsigned int number;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		number = 7777;
		if (number_parse(cases[i].text, 1, 4094, &number) !=
		    cases[i].result)
			fail_msg("'%s' is taken for what it is not",
				 cases[i].text);
		assert_int_equal(number, cases[i].result == NUMBER_OK ?
					 cases[i].number : 7777);
	}
	assert_int_equal(number_parse("4294967295", 0, UINT32_MAX, &number),
			 NUMBER_OK);
	assert_true(number == UINT32_MAX);
}

/* --- the nearest word --------------------------------------------------- */

static const char *nearest_of(const char *word)
{
	static const char *const words[] = {
		"port", "circuit", "peering", "private", "microsoft", "pair",
	};
	struct nearest nearest;
	size_t i;

	nearest_begin(&nearest, word);
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		nearest_offer(&nearest, words[i]);
	return nearest.best ? nearest.best : "";
}

static void nearest_words(void **state)
{
	(void)state;
	assert_string_equal(nearest_of("prot"), "port");
	assert_string_equal(nearest_of("ports"), "port");
	assert_string_equal(nearest_of("PORT"), "port");
	assert_string_equal(nearest_of("cirucit"), "circuit");
	assert_string_equal(nearest_of("peer"), "peering");
	assert_string_equal(nearest_of("micro"), "microsoft");
	assert_string_equal(nearest_of("privat"), "private");
	assert_string_equal(nearest_of("pear"), "pair");
	assert_string_equal(nearest_of(""), "");
	assert_string_equal(nearest_of("x"), "");
	assert_string_equal(nearest_of("vlan"), "");
	assert_string_equal(nearest_of("a word that is much too long for any "
				       "of those that are known"), "");
}

/* --- commands ----------------------------------------------------------- */

static void ip_style(void **state)
{
	struct line line;

	(void)state;
	parse_line(&line, "port add er1 dev eth0 pair d1 role primary");
	assert_int_equal(line.ret, ERD_OK);
	assert_string_equal(line.verb->verb, "add");
	check_text(&line, "name", "er1");
	check_text(&line, "dev", "eth0");
	check_text(&line, "pair", "d1");
	assert_int_equal(value_of(&line, "role")->number, ERD_ROLE_PRIMARY);
	check_text(&line, "xdp", NULL);
}

static void dashes_and_any_order(void **state)
{
	struct line line;

	(void)state;
	parse_line(&line, "port add --role=Secondary er1 --dev eth0 xdp off --pair=d1 tpid 802.1AD --encap QinQ");
	assert_int_equal(line.ret, ERD_OK);
	check_text(&line, "name", "er1");
	check_text(&line, "dev", "eth0");
	check_text(&line, "pair", "d1");
	assert_int_equal(value_of(&line, "role")->number, ERD_ROLE_SECONDARY);
	assert_int_equal(value_of(&line, "tpid")->number, 0x88a8);
	assert_int_equal(value_of(&line, "encap")->number, ERD_ENCAP_QINQ);
	assert_int_equal(value_of(&line, "xdp")->number, ERD_XDP_NONE);
}

/* Names may be words of the grammar: positions come first. */
static void names_that_are_words(void **state)
{
	struct line line;

	(void)state;
	parse_line(&line, "port add dev dev dev pair pair role primary");
	assert_int_equal(line.ret, ERD_OK);
	check_text(&line, "name", "dev");
	check_text(&line, "dev", "dev");
	check_text(&line, "pair", "pair");
	parse_line(&line, "circuit delete force force");
	assert_int_equal(line.ret, ERD_OK);
	check_text(&line, "name", "force");
	assert_true(value_of(&line, "force")->set);
}

static void azures_words(void **state)
{
	struct line line;

	(void)state;
	parse_line(&line, "peering create hq1 AzurePrivatePeering ctag 100");
	assert_int_equal(line.ret, ERD_OK);
	assert_int_equal(value_of(&line, "type")->number, ERD_PEERING_PRIVATE);
	parse_line(&line, "port add a dev b pair c role link2");
	assert_int_equal(line.ret, ERD_OK);
	assert_int_equal(value_of(&line, "role")->number, ERD_ROLE_SECONDARY);
}

static void options_anywhere(void **state)
{
	static const char *const lines[] = {
		"-j -p stats er1", "-jp stats er1", "stats --json er1 --pretty",
		"stats er1 -pj", "--json stats --pretty er1",
	};
	struct line line;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		parse_line(&line, lines[i]);
		assert_int_equal(line.ret, ERD_OK);
		assert_true(line.options.json && line.options.pretty);
		assert_string_equal(line.noun->noun, "stats");
		check_text(&line, "name", "er1");
	}
	parse_line(&line, "--color=never --batch - --keep-going --no-header");
	assert_int_equal(line.ret, ERD_OK);
	assert_int_equal(line.options.color, CLI_COLOR_NEVER);
	assert_string_equal(line.options.batch, "-");
	assert_true(line.options.keep_going && line.options.no_header);
	assert_int_equal(line.words.n, 0);
}

/* What may be left out gives way to the name of another parameter. */
static void optional_positional(void **state)
{
	struct line line;

	(void)state;
	parse_line(&line, "port optics");
	assert_int_equal(line.ret, ERD_OK);
	check_text(&line, "name", NULL);
	check_text(&line, "dev", NULL);
	parse_line(&line, "port optics er1");
	assert_int_equal(line.ret, ERD_OK);
	check_text(&line, "name", "er1");
	check_text(&line, "dev", NULL);
	parse_line(&line, "port optics dev eth0");
	assert_int_equal(line.ret, ERD_OK);
	check_text(&line, "name", NULL);
	check_text(&line, "dev", "eth0");
	parse_line(&line, "port locate seconds 5 er1");
	assert_int_equal(line.ret, ERD_OK);
	check_text(&line, "name", "er1");
	assert_int_equal(value_of(&line, "seconds")->number, 5);
	parse_line(&line, "port upgrade");
	assert_int_equal(line.ret, ERD_OK);
	check_text(&line, "name", NULL);
	parse_line(&line, "port set er1 xdp off");
	assert_int_equal(line.ret, ERD_OK);
	assert_int_equal(value_of(&line, "xdp")->number, ERD_XDP_NONE);
	/* One that must be there is what it is. */
	parse_line(&line, "port add dev dev eth0 pair d1 role primary");
	assert_int_equal(line.ret, ERD_OK);
	check_text(&line, "name", "dev");
	check_text(&line, "dev", "eth0");
}

static void help_needs_no_more(void **state)
{
	struct line line;

	(void)state;
	parse_line(&line, "port --help");
	assert_int_equal(line.ret, ERD_OK);
	assert_null(line.verb);
	parse_line(&line, "port add --help");
	assert_int_equal(line.ret, ERD_OK);
	assert_string_equal(line.verb->verb, "add");
}

static void gates(void **state)
{
	struct line line;

	(void)state;
	parse_line(&line, "circuit create hq1 pair d1 stag 5 admin disabled");
	assert_int_equal(line.ret, ERD_OK);
	assert_int_equal(value_of(&line, "admin")->number,
			 ERD_ADMIN_STATE_DISABLED);
	parse_line(&line, "circuit disable hq1 pair d1 --yes");
	assert_int_equal(line.ret, ERD_OK);
	check_text(&line, "pair", "d1");
	assert_true(value_of(&line, "yes")->set);
	parse_line(&line, "peering enable hq1 microsoft");
	assert_int_equal(line.ret, ERD_OK);
	assert_int_equal(value_of(&line, "type")->number,
			 ERD_PEERING_MICROSOFT);
	parse_line(&line, "peering set hq1 private egress-pcp 6:5,7:7 --ingress-prio=5:6 port er1");
	assert_int_equal(line.ret, ERD_OK);
	check_text(&line, "egress-pcp", "6:5,7:7");
	check_text(&line, "ingress-prio", "5:6");
	check_text(&line, "port", "er1");
	check_text(&line, "pair", NULL);
}

/* A noun that is a command, and has another. */
static void bare_and_verb(void **state)
{
	struct line line;

	(void)state;
	parse_line(&line, "capture circuit hq1 -w x.pcapng filter a -c 5");
	assert_int_equal(line.ret, ERD_OK);
	assert_null(line.verb->verb);
	check_text(&line, "circuit", "hq1");
	check_text(&line, "write", "x.pcapng");
	check_text(&line, "filter", "a");
	assert_int_equal(value_of(&line, "count")->number, 5);
	parse_line(&line, "capture write - -j");
	assert_int_equal(line.ret, ERD_OK);
	check_text(&line, "write", "-");
	assert_true(line.options.json);
	parse_line(&line, "capture");
	assert_int_equal(line.ret, ERD_OK);
	assert_null(line.verb->verb);
	parse_line(&line, "capture read x.pcapng");
	assert_int_equal(line.ret, ERD_OK);
	assert_string_equal(line.verb->verb, "read");
	check_text(&line, "file", "x.pcapng");
}

/* --- what is wrong ------------------------------------------------------ */

static void complaints(void **state)
{
	static const struct {
		const char *line, *text, *hint;	/* hint NULL: any */
	} cases[] = {
		{ "prot list", "'prot': no such command",
		  "did you mean 'port'?" },
		{ "--jsno", "--jsno: no such option", NULL },
		{ "--jsno port list", "--jsno: no such option",
		  "did you mean '--json'?" },
		{ "-x", "-x: no such option", NULL },
		{ "-jx", "-jx: no such option", NULL },
		{ "port", "port: what to do is missing: add, delete, list, show, loa, cross-connect, optics, locate, test, set, upgrade, enable, disable",
		  "" },
		{ "port ad", "port: 'ad' is none of add, delete, list, show, loa, cross-connect, optics, locate, test, set, upgrade, enable, disable",
		  "did you mean 'add'?" },
		{ "port show", "port show: NAME is missing",
		  "erdctl port show NAME" },
		{ "port add er1 dev eth0 pair d1",
		  "port add: role primary|secondary is missing", NULL },
		{ "port add er1 dev", "port add: dev: a value is missing: IFACE",
		  NULL },
		{ "port add er1 dve eth0", "port add: 'dve' is not understood",
		  "did you mean 'dev'?" },
		{ "port add er1 --dve=eth0",
		  "port add: '--dve=eth0' is not understood", NULL },
		{ "port add er1 dev=eth0",
		  "port add: 'dev=eth0' is not understood", NULL },
		{ "port list er1", "port list: 'er1' is not understood",
		  "erdctl port list" },
		{ "port add er1 dev a dev b", "port add: dev: is there twice",
		  NULL },
		{ "port delete er1 --force=yes", "--force takes no value", NULL },
		{ "port delete er1 force force",
		  "port delete: force: is there twice", NULL },
		{ "--json=yes port list", "--json takes no value", NULL },
		{ "port list --color", "--color: a value is missing: auto|always|never",
		  NULL },
		{ "port list --color red",
		  "--color red: must be auto, always or never", NULL },
		{ "port add er1 role first", "role first: must be primary or secondary",
		  "" },
		{ "port add er1 role primry",
		  "role primry: must be primary or secondary",
		  "did you mean 'primary'?" },
		{ "peering create hq1 private ctag 4095",
		  "ctag 4095: must be 1 to 4094", "" },
		{ "peering create hq1 private ctag 0",
		  "ctag 0: must be 1 to 4094", "" },
		{ "peering create hq1 private ctag -1",
		  "ctag -1: not a number; must be 1 to 4094", "" },
		{ "peering create hq1 private --ctag=ten",
		  "ctag ten: not a number; must be 1 to 4094", "" },
		{ "circuit create hq1 pair d1 stag 99999999999999999999",
		  "stag 99999999999999999999: must be 1 to 4094", "" },
		{ "circuit create hq1 --pair=", "pair: is empty", NULL },
		{ "circuit create hq1 pair d1 admin off",
		  "admin off: must be enabled or disabled", NULL },
		{ "peering disable hq1",
		  "peering disable: private|microsoft is missing", NULL },
		{ "peering set hq1 private egres-pcp 6:5",
		  "peering set: 'egres-pcp' is not understood",
		  "did you mean 'egress-pcp'?" },
		{ "port optics dev", "port optics: dev: a value is missing: IFACE",
		  NULL },
		{ "port optics er1 er2", "port optics: 'er2' is not understood",
		  NULL },
		{ "port list -x", "port list: '-x' is not understood", NULL },
		{ "capture -w", "capture: write: a value is missing: FILE",
		  NULL },
		{ "capture -w a --write b", "capture: write: is there twice",
		  NULL },
		{ "capture raed x", "capture: 'raed' is not understood", NULL },
		{ "capture read", "capture read: FILE is missing",
		  "erdctl capture read FILE" },
		{ "port locate er1 seconds 0", "seconds 0: must be 1 to 86400",
		  "" },
		{ "port test er1 seconds 0", "seconds 0: must be 1 to 86400",
		  "" },
	};
	struct line line;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		parse_line(&line, cases[i].line);
		if (line.ret != ERD_USAGE)
			fail_msg("'%s' must be refused", cases[i].line);
		assert_string_equal(line.err.text, cases[i].text);
		if (cases[i].hint)
			assert_string_equal(line.err.hint, cases[i].hint);
	}
}

static void no_prefixes(void **state)
{
	struct line line;

	(void)state;
	parse_line(&line, "p list");
	assert_int_equal(line.ret, ERD_USAGE);
	parse_line(&line, "port li");
	assert_int_equal(line.ret, ERD_USAGE);
	parse_line(&line, "circuit create hq1 pa d1");
	assert_int_equal(line.ret, ERD_USAGE);
	parse_line(&line, "circuit create hq1 --pai=d1");
	assert_int_equal(line.ret, ERD_USAGE);
}

/* --- the table itself --------------------------------------------------- */

static void check_param(const struct cli_command *command,
			const struct cli_param *param)
{
	assert_non_null(help_param(param));
	assert_true(param->kind != CLI_CHOICE || param->choices);
	assert_true(param->kind != CLI_NUMBER || param->min < param->max);
	assert_true(param->kind != CLI_FLAG || param->optional);
	/* Of a key it follows from that. */
	if (param->kind != CLI_CHOICE && param->kind != CLI_FLAG &&
	    param->kind != CLI_KEY)
		assert_non_null(param->placeholder);
	/* A required position cannot come behind one that may be missing. */
	if (param > command->params && param->positional)
		assert_true(param[-1].positional &&
			    (!param[-1].optional || param->optional));
}

static void every_command_is_complete(void **state)
{
	const struct cli_command *const *noun;
	const struct cli_command *command;
	const struct cli_param *param;
	char usage[160];

	(void)state;
	for (noun = cli_nouns; *noun; noun++) {
		for (command = *noun; command->noun; command++) {
			assert_string_equal(command->noun, (*noun)->noun);
			assert_non_null(command->help);
			assert_non_null(command->params);
			assert_non_null(command->run);
			for (param = command->params; param->name; param++)
				check_param(command, param);
			assert_true(param - command->params <= CLI_PARAMS_MAX);
			help_usage(command, usage, sizeof(usage));
			/* Hints have room for it. */
			assert_true(strlen(usage) < sizeof(usage) - 1);
		}
	}
}

static void usage_lines(void **state)
{
	char usage[160];

	(void)state;
	help_usage(cli_find_verb(cli_find_noun("peering"), "create"), usage,
		   sizeof(usage));
	assert_string_equal(usage, "erdctl peering create CIRCUIT private|microsoft ctag N [pair PAIR] [ifname PATTERN] [--runtime]");
	help_usage(cli_find_verb(cli_find_noun("port"), "delete"), usage,
		   sizeof(usage));
	assert_string_equal(usage, "erdctl port delete NAME [--force] [--runtime]");
	help_usage(cli_find_noun("capture"), usage, sizeof(usage));
	assert_string_equal(usage, "erdctl capture [KEY VALUE ...]");
	help_usage(cli_find_noun("stats"), usage, sizeof(usage));
	assert_string_equal(usage, "erdctl stats [PORT|CIRCUIT]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(nearest_words),
		cmocka_unit_test(ip_style),
		cmocka_unit_test(dashes_and_any_order),
		cmocka_unit_test(names_that_are_words),
		cmocka_unit_test(azures_words),
		cmocka_unit_test(options_anywhere),
		cmocka_unit_test(optional_positional),
		cmocka_unit_test(help_needs_no_more),
		cmocka_unit_test(gates),
		cmocka_unit_test(bare_and_verb),
		cmocka_unit_test(complaints),
		cmocka_unit_test(no_prefixes),
		cmocka_unit_test(every_command_is_complete),
		cmocka_unit_test(usage_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
