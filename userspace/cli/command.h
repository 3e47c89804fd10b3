/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The commands of erdctl. One table says everything about a command: parsing,
 * help and completion are all made from it. Each noun's file has its entries.
 */
#ifndef ERDCTL_COMMAND_H
#define ERDCTL_COMMAND_H

#include <erd.h>

struct cli;
struct object_type;
struct record_command;

/* What a parameter takes; completion offers those that there are. */
enum cli_kind {
	CLI_NAME,		/* of something new */
	CLI_FLAG,		/* nothing: it is said or not */
	CLI_NUMBER,		/* min to max */
	CLI_CHOICE,		/* one of some words */
	CLI_OPEN,		/* one of some words, or what is no list */
	CLI_KEY,		/* what a key of the file takes: file_key.h */
	CLI_PORT,
	CLI_PAIR,
	CLI_CIRCUIT,
	CLI_PORT_OR_CIRCUIT,
	CLI_DEVICE,		/* a network device */
	CLI_FILE,		/* "-" is standard input */
	CLI_CONNECTION,		/* of a virtual network, in the file */
	CLI_GLOBAL_REACH,	/* a connection of it, in the file */
	CLI_SIM_PORT,		/* of the optical bench */
	CLI_NOUN,		/* of this table */
	CLI_VERB,
};

struct cli_choice {
	const char *word;	/* NULL ends them */
	unsigned int value;
	bool alias;		/* understood but not offered */
};

struct cli_param {
	const char *name;	/* "ctag"; NULL ends them */
	char letter;		/* 'w': "-w" is the same; 0 for none */
	/* Of its value; NULL for choices and flags. Of a key both follow from it. */
	const char *placeholder;
	const char *help;
	enum cli_kind kind;
	bool positional;	/* comes without its name, before the others */
	bool optional;
	unsigned int min, max;
	const struct cli_choice *choices;
	/* of CLI_KEY: which key of which object of the file */
	const struct object_type *type;
	const char *key;
};

#define CLI_PARAMS_MAX	20

struct cli_value {
	bool set;
	const char *text;
	unsigned int number;	/* of a number or choice */
};

struct cli_command {
	const char *noun;
	const char *verb;	/* NULL if the noun is all; such an entry is
				 * the first of its noun
				 */
	const char *help;	/* one line */
	const struct cli_param *params;
	/* Returns an enum erd_status; why it failed is in cli->err. */
	int (*run)(struct cli *cli, const struct cli_value *value);
	const struct record_command *record;	/* of one that is record_run() */
};

/* One noun's commands, ended by one without a noun. */
extern const struct cli_command pair_commands[];
extern const struct cli_command port_commands[];
extern const struct cli_command circuit_commands[];
extern const struct cli_command peering_commands[];
extern const struct cli_command connection_commands[];
extern const struct cli_command global_reach_commands[];
extern const struct cli_command bgp_commands[];
extern const struct cli_command config_commands[];
extern const struct cli_command import_commands[];
extern const struct cli_command preflight_commands[];
extern const struct cli_command doctor_commands[];
extern const struct cli_command diff_commands[];
extern const struct cli_command apply_commands[];
extern const struct cli_command confirm_commands[];
extern const struct cli_command history_commands[];
extern const struct cli_command rollback_commands[];
extern const struct cli_command daemon_commands[];
extern const struct cli_command stats_commands[];
extern const struct cli_command monitor_commands[];
extern const struct cli_command capture_commands[];
extern const struct cli_command status_commands[];
extern const struct cli_command sim_commands[];
extern const struct cli_command help_commands[];

/* All nouns, ended by NULL. */
extern const struct cli_command *const cli_nouns[];

const struct cli_command *cli_find_noun(const char *noun);
/*
 * A noun's command of that verb; else the one without a verb, if it has one:
 * the word is then a parameter. @verb may be NULL.
 */
const struct cli_command *cli_find_verb(const struct cli_command *noun,
					const char *verb);

#endif /* ERDCTL_COMMAND_H */
