// SPDX-License-Identifier: LGPL-2.1-or-later
#include "complete.h"
#include "file.h"
#include "file_key.h"
#include "help.h"
#include "optical_bench.h"
#include "parse_args.h"

#include <glob.h>
#include <limits.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

struct completion {
	const char *prefix;	/* what there is of the word already */
	char dashes[3];		/* "--" if the word begins with it */
	complete_objects_fn objects;
	FILE *out;
};

static void offer(const char *candidate, const char *help, void *data)
{
	const struct completion *completion = data;
	const char *prefix = completion->prefix;

	if (strncmp(candidate, prefix, strlen(prefix)))
		return;
	fprintf(completion->out, "%s%s%s%s\n", completion->dashes, candidate,
		help ? "\t" : "", help ? help : "");
}

/* --- pieces ------------------------------------------------------------- */

static void offer_options(const struct completion *completion)
{
	const struct cli_option *option;

	for (option = cli_options_table; option->name; option++)
		offer(option->name, option->help, (void *)completion);
}

static void offer_nouns(const struct completion *completion)
{
	const struct cli_command *const *noun;

	for (noun = cli_nouns; *noun; noun++)
		offer((*noun)->noun, (*noun)->verb ? NULL : (*noun)->help,
		      (void *)completion);
}

static void offer_verbs(const struct cli_command *verb,
			const struct completion *completion)
{
	for (; verb->noun; verb++)
		if (verb->verb)
			offer(verb->verb, verb->help, (void *)completion);
}

static void offer_choices(const struct cli_choice *choice,
			  const struct completion *completion)
{
	for (; choice->word; choice++)
		if (!choice->alias)
			offer(choice->word, NULL, (void *)completion);
}

/* The shell cannot know which of our words are names of files. */
static void offer_files(const struct completion *completion)
{
	char pattern[PATH_MAX];
	glob_t found;
	size_t i;

	snprintf(pattern, sizeof(pattern), "%s*", completion->prefix);
	if (glob(pattern, GLOB_MARK, NULL, &found))
		return;
	for (i = 0; i < found.gl_pathc; i++)
		offer(found.gl_pathv[i], NULL, (void *)completion);
	globfree(&found);
}

static void offer_values(const struct cli_param *param, const char *before,
			 const struct completion *completion)
{
	const struct cli_command *noun;
	const char *word;
	unsigned int n;

	switch (param->kind) {
	case CLI_KEY:
		for (n = 0; (word = file_key_word(param, n)); n++)
			offer(word, NULL, (void *)completion);
		break;
	case CLI_NAME:
	case CLI_NUMBER:
	case CLI_FLAG:
		break;
	case CLI_CHOICE:
	case CLI_OPEN:
		offer_choices(param->choices, completion);
		break;
	case CLI_FILE:
		offer_files(completion);
		break;
	case CLI_NOUN:
		offer_nouns(completion);
		break;
	case CLI_VERB:
		noun = cli_find_noun(before);
		if (noun)
			offer_verbs(noun, completion);
		break;
	default:
		completion->objects(param->kind, offer, (void *)completion);
	}
}

/* --- where on the line -------------------------------------------------- */

/* Whether a word is an option of every command; *value if it takes one. */
static bool is_option(const char *word, bool *value)
{
	const struct cli_option *option;

	*value = false;
	if (word[0] != '-')
		return false;
	if (word[1] != '-')
		return true;
	for (option = cli_options_table; option->name; option++) {
		if (strcmp(option->name, word + 2))
			continue;
		*value = option->placeholder;
		return true;
	}
	return false;
}

/*
 * Leaves out the options before the last word, and their values. True if the
 * last word is the value of one.
 */
static bool skip_options(char **words, int *n)
{
	bool value = false;
	int i, kept = 0;

	for (i = 0; i < *n - 1; i++) {
		if (value)
			value = false;
		else if (!is_option(words[i], &value))
			words[kept++] = words[i];
	}
	words[kept++] = words[i];
	*n = kept;
	return value;
}

/* Marks what is there. Returns the parameter that wants the last word. */
static const struct cli_param *walk(const struct cli_command *command,
				    char **words, int n, bool *seen)
{
	const struct cli_param *param, *wants;
	int i;

	for (i = command_words(command); i < n; i++) {
		for (param = command->params; param->name; param++)
			if (param->positional && !seen[param - command->params])
				break;
		wants = NULL;
		if (param->name && words[i][0] != '-' &&
		    (i == n - 1 || is_positional(command, param, words[i]))) {
			wants = param;
		} else {
			param = find_param(command, words[i]);
			if (!param || i == n - 1)
				continue;
			if (param->kind != CLI_FLAG && !strchr(words[i], '=')) {
				wants = param;
				i++;
			}
		}
		seen[param - command->params] = true;
		if (wants && i == n - 1)
			return wants;
	}
	return NULL;
}

/* Flags are written with dashes, though they are understood without. */
static void offer_key(const struct cli_param *param,
		      const struct completion *completion)
{
	struct completion dashed = *completion;

	if (param->kind == CLI_FLAG && !completion->prefix[0])
		strcpy(dashed.dashes, "--");
	offer(param->name, help_param(param), &dashed);
}

static void complete_params(const struct cli_command *command, char **words,
			    int n, const struct completion *completion)
{
	bool seen[CLI_PARAMS_MAX] = {};
	const struct cli_param *param, *wants;

	wants = walk(command, words, n, seen);
	if (wants)
		offer_values(wants, n > 1 ? words[n - 2] : "", completion);
	/* What may be left out may be so for another parameter. */
	if (wants && !(wants->positional && wants->optional))
		return;
	for (param = command->params; param->name; param++)
		if (!param->positional && !seen[param - command->params])
			offer_key(param, completion);
}

void complete_words(char **words, int n, complete_objects_fn objects, FILE *out)
{
	struct completion completion = {
		.prefix = words[n - 1],
		.objects = objects,
		.out = out,
	};
	const struct cli_command *noun, *verb = NULL;
	bool dashes = !strncmp(words[n - 1], "--", 2);

	/* Of --batch the shell knows the files; of --color there are three. */
	if (skip_options(words, &n))
		return;
	if (dashes) {
		strcpy(completion.dashes, "--");
		completion.prefix += 2;
		offer_options(&completion);
	}
	if (n == 1) {
		if (!dashes)
			offer_nouns(&completion);
		return;
	}
	noun = cli_find_noun(words[0]);
	if (!noun)
		return;
	if (n == 2) {
		if (!dashes)
			offer_verbs(noun, &completion);
		if (noun->verb)
			return;
	}
	verb = n == 2 ? noun : cli_find_verb(noun, words[1]);
	if (verb)
		complete_params(verb, words, n, &completion);
}

/* --- objects ------------------------------------------------------------ */

static void offer_devices(complete_offer_fn offer_one, void *data)
{
	struct if_nameindex *devices = if_nameindex(), *at;

	for (at = devices; at && at->if_index; at++)
		offer_one(at->if_name, NULL, data);
	if_freenameindex(devices);
}

/* A pair is offered at its first port. */
static void offer_ports(struct erd *erd, bool pairs,
			complete_offer_fn offer_one, void *data)
{
	struct erd_port *ports;
	size_t n, i, j;

	if (erd_port_list(erd, &ports, &n, NULL))
		return;
	for (i = 0; i < n; i++) {
		for (j = 0; pairs && j < i; j++)
			if (!strcmp(ports[i].pair, ports[j].pair))
				break;
		if (!pairs)
			offer_one(ports[i].name, ports[i].pair, data);
		else if (j == i)
			offer_one(ports[i].pair, NULL, data);
	}
	free(ports);
}

static void offer_circuits(struct erd *erd, complete_offer_fn offer_one,
			   void *data)
{
	struct erd_circuit *circuits;
	size_t n, i;

	if (erd_circuit_list(erd, &circuits, &n, NULL))
		return;
	for (i = 0; i < n; i++)
		offer_one(circuits[i].name, circuits[i].pair, data);
	free(circuits);
}

static void offer_sim_ports(complete_offer_fn offer_one, void *data)
{
	struct sim_port *ports;
	struct sim *sim;
	size_t n, i;

	if (sim_open(&sim, NULL))
		return;
	if (!sim_list(sim, &ports, &n, NULL)) {
		for (i = 0; i < n; i++)
			offer_one(ports[i].name, NULL, data);
		free(ports);
	}
	sim_close(sim);
}

/* Of all circuits: which is meant stands elsewhere on the line. */
static void offer_connections(bool global_reach, complete_offer_fn offer_one,
			      void *data)
{
	const struct desired_connection *connection;
	const struct desired_global_reach *reach;
	const struct desired_circuit *circuit;
	const struct desired_pair *pair;
	struct desired_file file;

	if (!desired_file_recall(&file, desired_path(), NULL))
		desired_each(pair, &file.desired.pairs)
			desired_each(circuit, &pair->circuits) {
				if (global_reach)
					desired_each(reach, &circuit->global_reach)
						offer_one(reach->name,
							  circuit->name, data);
				else
					desired_each(connection, &circuit->connections)
						offer_one(connection->name,
							  circuit->name, data);
			}
	desired_file_free(&file);
}

static void offer_objects(enum cli_kind kind, complete_offer_fn offer_one,
			  void *data)
{
	struct erd *erd;

	if (kind == CLI_DEVICE) {
		offer_devices(offer_one, data);
		return;
	}
	if (kind == CLI_SIM_PORT) {
		offer_sim_ports(offer_one, data);
		return;
	}
	if (kind == CLI_CONNECTION || kind == CLI_GLOBAL_REACH) {
		offer_connections(kind == CLI_GLOBAL_REACH, offer_one, data);
		return;
	}
	/* Without the module there is nothing to offer, and no place to say. */
	erd = erd_open(NULL);
	if (!erd)
		return;
	if (kind == CLI_PORT || kind == CLI_PORT_OR_CIRCUIT)
		offer_ports(erd, false, offer_one, data);
	if (kind == CLI_PAIR)
		offer_ports(erd, true, offer_one, data);
	if (kind == CLI_CIRCUIT || kind == CLI_PORT_OR_CIRCUIT)
		offer_circuits(erd, offer_one, data);
	erd_close(erd);
}

int complete_main(int argc, char **argv)
{
	static char empty[] = "";
	char *nothing[] = { empty };

	if (argc && !strcmp(argv[0], "--")) {
		argc--;
		argv++;
	}
	if (!argc) {
		argc = 1;
		argv = nothing;
	}
	complete_words(argv, argc, offer_objects, stdout);
	return fflush(stdout) ? 1 : 0;
}
