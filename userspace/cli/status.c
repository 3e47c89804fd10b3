// SPDX-License-Identifier: LGPL-2.1-or-later
/* What erdctl alone says: everything there is, on one screen. */
#include "json.h"
#include "peering.h"
#include "port.h"

#include <stdio.h>
#include <unistd.h>

static const struct cli_param status_params[] = { {} };

static int print_tables(struct cli *cli, const struct model *model)
{
	int ret = port_print_table(cli, model);

	if (ret)
		return ret;
	if (!model->n_ports && isatty(STDERR_FILENO))
		fputs("No ports; see 'erdctl help port add'.\n", stderr);
	if (model->n_peerings)
		putchar('\n');
	return peering_print_table(cli, model);
}

static int run(struct cli *cli, const struct cli_value *value)
{
	struct model model;
	int ret = model_read(cli, &model);

	(void)value;
	if (!ret && cli->options.json)
		ret = json_print(cli, json_pack("{s:o, s:o}",
						"ports", json_ports(&model),
						"peerings",
						json_peerings(&model)));
	else if (!ret)
		ret = print_tables(cli, &model);
	model_free(&model);
	return ret;
}

const struct cli_command status_commands[] = {
	{
		.noun = "status",
		.help = "show ports and peerings; what erdctl alone does",
		.params = status_params,
		.run = run,
	},
	{}
};
