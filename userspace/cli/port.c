// SPDX-License-Identifier: LGPL-2.1-or-later
#include "port.h"
#include "attachment.h"
#include "error.h"
#include "gate.h"
#include "json.h"
#include "locate.h"
#include "optics.h"
#include "params.h"
#include "port_change.h"
#include "port_show.h"
#include "port_test.h"
#include "record_table.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- list and show ------------------------------------------------------ */

static const struct cli_param list_params[] = { {} };

static const struct table_column list_columns[] = {
	{ "PORT", false }, { "PAIR", false }, { "ROLE", false },
	{ "DEVICE", false }, { "ENCAP", false }, { "TPID", false },
	{ "ADMIN", false }, { "LINE", false }, { "XDP", false },
	{ "SUBIFS", true },
};

/* With a mark if `port show` has a warning. */
static void xdp_cell(struct table *table, const struct erd_port *port)
{
	bool warned;
	const char *word = attachment_word(port, &warned);
	char text[16];

	snprintf(text, sizeof(text), "%s%s", word ? word : "-",
		 warned ? "!" : "");
	if (warned)
		table_tone_cell(table, TABLE_BAD, text);
	else
		table_cell(table, "%s", text);
}

static void add_row(struct table *table, const struct erd_port *port)
{
	table_row(table);
	table_cell(table, "%s", port->name);
	table_cell(table, "%s", port->pair);
	table_cell(table, "%s", erd_role_name(port->role));
	table_cell(table, "%s", port->ifname);
	table_cell(table, "%s", erd_encap_name(port->encap));
	table_cell(table, "0x%04x", port->outer_tpid);
	gate_cell(table, port->admin_state);
	table_tone_cell(table, port->carrier ? TABLE_GOOD : TABLE_BAD,
			port->carrier ? "up" : "down");
	xdp_cell(table, port);
	table_number(table, port->subifs);
}

int port_print_table(struct cli *cli, const struct model *model)
{
	struct table *table;
	size_t i;

	table = table_new(cli, list_columns,
			  sizeof(list_columns) / sizeof(list_columns[0]));
	for (i = 0; i < model->n_ports; i++)
		add_row(table, &model->ports[i]);
	return table_print(cli, table);
}

static int run_list(struct cli *cli, const struct cli_value *value)
{
	struct model model = {};
	int ret;

	(void)value;
	ret = cli_open(cli);
	if (!ret)
		ret = erd_port_list(cli->erd, &model.ports, &model.n_ports,
				    &cli->err);
	if (!ret && model_group(&model))
		ret = erd_fail(&cli->err, ERD_ERROR, "out of memory");
	if (!ret && cli->options.json)
		ret = json_print(cli, json_pack("{s:o}", "ports",
						json_ports(&model)));
	else if (!ret)
		ret = port_print_table(cli, &model);
	model_free(&model);
	return ret;
}

static void print_drops(const char *direction, const uint64_t *drops)
{
	int reason;

	for (reason = 1; reason <= ERD_DROP_MAX; reason++)
		if (drops[reason])
			printf("%-12s %-16s %" PRIu64 " frames\n", direction,
			       erd_drop_name(reason), drops[reason]);
}

void port_print_stats(const struct erd_stats *stats)
{
	printf("%-12s %" PRIu64 " frames, %" PRIu64 " bytes\n", "received",
	       stats->rx_frames, stats->rx_bytes);
	printf("%-12s %" PRIu64 " frames, %" PRIu64 " bytes\n", "sent",
	       stats->tx_frames, stats->tx_bytes);
	print_drops("dropped rx", stats->rx_drops);
	print_drops("dropped tx", stats->tx_drops);
}

const struct cli_command port_commands[] = {
	{
		.noun = "port",
		.verb = "add",
		.help = "make a network device a port of a pair, disabled",
		.params = port_add_params,
		.run = port_add_run,
	},
	{
		.noun = "port",
		.verb = "delete",
		.help = "let go of a port's network device",
		.params = port_delete_params,
		.run = port_delete_run,
	},
	{
		.noun = "port",
		.verb = "list",
		.help = "show all ports",
		.params = list_params,
		.run = run_list,
	},
	{
		.noun = "port",
		.verb = "show",
		.help = "show one port: its cross-connect, light, fast path and counters",
		.params = port_show_params,
		.run = port_show_run,
	},
	RECORD_COMMAND("port", "loa", port_loa,
		       "record a port's letter of authorization: when, and where to"),
	RECORD_COMMAND("port", "cross-connect", port_cross_connect,
		       "record how far the cross-connect of a port is"),
	{
		.noun = "port",
		.verb = "optics",
		.help = "show the light and the health of modules",
		.params = optics_params,
		.run = optics_run,
	},
	{
		.noun = "port",
		.verb = "locate",
		.help = "blink the LED of a port",
		.params = locate_params,
		.run = locate_run,
	},
	{
		.noun = "port",
		.verb = "test",
		.help = "watch a port's link for a while: light, stability, errors",
		.params = port_test_params,
		.run = port_test_run,
	},
	{
		.noun = "port",
		.verb = "set",
		.help = "change how the fast path is attached and what it counts",
		.params = attachment_set_params,
		.run = attachment_set,
	},
	{
		.noun = "port",
		.verb = "upgrade",
		.help = "replace the fast path's programs by this version's",
		.params = attachment_upgrade_params,
		.run = attachment_upgrade,
	},
	{
		.noun = "port",
		.verb = "enable",
		.help = "let a port carry traffic",
		.params = port_enable_params,
		.run = port_enable_run,
	},
	{
		.noun = "port",
		.verb = "disable",
		.help = "stop the traffic of a port",
		.params = port_disable_params,
		.run = port_disable_run,
	},
	{}
};
