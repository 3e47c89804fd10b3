// SPDX-License-Identifier: LGPL-2.1-or-later
#include "command.h"

#include <string.h>

const struct cli_command *const cli_nouns[] = {
	status_commands,
	pair_commands,
	port_commands,
	circuit_commands,
	peering_commands,
	connection_commands,
	global_reach_commands,
	bgp_commands,
	config_commands,
	import_commands,
	preflight_commands,
	diff_commands,
	apply_commands,
	confirm_commands,
	history_commands,
	rollback_commands,
	daemon_commands,
	stats_commands,
	monitor_commands,
	capture_commands,
	doctor_commands,
	sim_commands,
	help_commands,
	NULL
};

const struct cli_command *cli_find_noun(const char *noun)
{
	const struct cli_command *const *at;

	for (at = cli_nouns; *at; at++)
		if (!strcmp((*at)->noun, noun))
			return *at;
	return NULL;
}

const struct cli_command *cli_find_verb(const struct cli_command *noun,
					const char *verb)
{
	const struct cli_command *bare = noun->verb ? NULL : noun;

	for (; verb && noun->noun; noun++)
		if (noun->verb && !strcmp(noun->verb, verb))
			return noun;
	return bare;
}
