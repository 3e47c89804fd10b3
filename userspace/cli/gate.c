// SPDX-License-Identifier: LGPL-2.1-or-later
#include "gate.h"
#include "error.h"

#include <stdlib.h>
#include <string.h>

static bool same(const char *wanted, const char *name)
{
	return !wanted || !strcmp(wanted, name);
}

/* Whether a sub-interface is behind the gate and could carry traffic now. */
static bool would_end(const struct gate *gate, const struct erd_subif *subif)
{
	return same(gate->port, subif->port) && same(gate->pair, subif->pair) &&
	       same(gate->circuit, subif->circuit) &&
	       (gate->peering == ERD_PEERING_UNSPEC ||
		gate->peering == subif->peering) &&
	       subif->up && subif->carrier;
}

static int count_ending(struct cli *cli, const struct gate *gate,
			size_t *ending)
{
	struct erd_subif *subifs;
	size_t n, i;
	int ret;

	*ending = 0;
	ret = cli_open(cli);
	if (!ret)
		ret = erd_subif_list(cli->erd, &subifs, &n, &cli->err);
	if (ret)
		return ret;
	for (i = 0; i < n; i++)
		if (would_end(gate, &subifs[i]))
			(*ending)++;
	free(subifs);
	return ERD_OK;
}

int gate_ask(struct cli *cli, const struct gate *gate, const char *what)
{
	size_t ending;
	int ret;

	if (!cli_can_ask(cli))
		return ERD_OK;
	ret = count_ending(cli, gate, &ending);
	if (ret || !ending)
		return ret;
	if (cli_ask("Disabling %s takes %zu sub-interface%s down that carr%s traffic. Go on?",
		    what, ending, ending == 1 ? "" : "s",
		    ending == 1 ? "ies" : "y"))
		return ERD_OK;
	return erd_fail(&cli->err, ERD_CONFLICT, "%s: left as it is", what);
}

void gate_cell(struct table *table, enum erd_admin_state state)
{
	table_tone_cell(table, state == ERD_ADMIN_STATE_ENABLED ? TABLE_GOOD :
								  TABLE_DIM,
			erd_admin_state_name(state));
}
