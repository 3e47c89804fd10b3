/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef ERDCTL_PEERING_H
#define ERDCTL_PEERING_H

#include "cli.h"
#include "model.h"
#include "params.h"

/* Which peering is meant: the first parameters of most of its commands. */
enum {
	PEERING_CIRCUIT,
	PEERING_TYPE,
	PEERING_PAIR,
};

extern const struct cli_choice peering_types[];

#define PEERING_CIRCUIT_PARAM	\
	PARAM_OBJECT("circuit", "CIRCUIT", "the circuit", CLI_CIRCUIT)

#define PEERING_TYPE_PARAM				\
	{						\
		.name = "type",				\
		.help = "the routing domain",		\
		.kind = CLI_CHOICE,			\
		.choices = peering_types,		\
		.positional = true,			\
	}

int peering_print_table(struct cli *cli, const struct model *model);
/* Keeps the peerings of a circuit; NULL keeps all. */
void peering_keep(struct model *model, const char *circuit, const char *pair);
/* "up", "no-carrier", "down" */
const char *peering_state_word(const struct erd_subif *subif);

#endif /* ERDCTL_PEERING_H */
