// SPDX-License-Identifier: LGPL-2.1-or-later
#include "port.h"
#include "attachment.h"
#include "cli.h"
#include "error.h"
#include "gate.h"
#include "json.h"
#include "locate.h"
#include "optics.h"
#include "params.h"
#include "port_test.h"
#include "table.h"
#include "tags.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- words -------------------------------------------------------------- */

static const struct cli_choice roles[] = {
	{ "primary", ERD_ROLE_PRIMARY, false },
	{ "secondary", ERD_ROLE_SECONDARY, false },
	{ "link1", ERD_ROLE_PRIMARY, true },
	{ "link2", ERD_ROLE_SECONDARY, true },
	{}
};

static const struct cli_choice encaps[] = {
	{ "qinq", ERD_ENCAP_QINQ, false },
	{ "dot1q", ERD_ENCAP_DOT1Q, false },
	{}
};

static const struct cli_choice tpids[] = {
	{ "0x8100", 0x8100, false },
	{ "0x88a8", 0x88a8, false },
	{ "802.1q", 0x8100, true },
	{ "802.1ad", 0x88a8, true },
	{}
};

#define NAME_PARAM(is)	PARAM_OBJECT("name", "NAME", "the port", is)

/* --- add and delete ----------------------------------------------------- */

enum {
	ADD_NAME,
	ADD_DEV,
	ADD_PAIR,
	ADD_ROLE,
	ADD_ENCAP,
	ADD_TPID,
	ADD_XDP,
};

static const struct cli_param add_params[] = {
	[ADD_NAME] = NAME_PARAM(CLI_NAME),
	[ADD_DEV] = {
		.name = "dev",
		.placeholder = "IFACE",
		.help = "network device that is the link",
		.kind = CLI_DEVICE,
	},
	[ADD_PAIR] = {
		.name = "pair",
		.placeholder = "PAIR",
		.help = "port pair, the ExpressRoute Direct resource",
		.kind = CLI_PAIR,
	},
	[ADD_ROLE] = {
		.name = "role",
		.help = "which link of the pair: Azure's link1 or link2",
		.kind = CLI_CHOICE,
		.choices = roles,
	},
	[ADD_ENCAP] = {
		.name = "encap",
		.help = "encapsulation (default: as the pair, or qinq)",
		.kind = CLI_CHOICE,
		.choices = encaps,
		.optional = true,
	},
	[ADD_TPID] = {
		.name = "tpid",
		.help = "of the outer tag (default: as the pair, or 0x8100)",
		.kind = CLI_CHOICE,
		.choices = tpids,
		.optional = true,
	},
	[ADD_XDP] = {
		.name = "xdp",
		.help = "how the fast path is attached (default: native)",
		.kind = CLI_CHOICE,
		.choices = attachment_modes,
		.optional = true,
	},
	{}
};

static int run_add(struct cli *cli, const struct cli_value *value)
{
	const struct erd_port_config config = {
		.name = value[ADD_NAME].text,
		.ifname = value[ADD_DEV].text,
		.pair = value[ADD_PAIR].text,
		.role = value[ADD_ROLE].number,
		.encap_set = value[ADD_ENCAP].set,
		.tpid_set = value[ADD_TPID].set,
		.encap = value[ADD_ENCAP].number,
		.outer_tpid = value[ADD_TPID].number,
		.xdp = value[ADD_XDP].set ? value[ADD_XDP].number :
					    ERD_XDP_NATIVE,
	};
	int ret;

	ret = cli_open(cli);
	if (!ret)
		ret = erd_port_add(cli->erd, &config, &cli->err);
	if (ret < 0)
		return ret;
	if (ret == ERD_OK && cli->err.text[0])
		fprintf(stderr, "erdctl: warning: %s\n", cli->err.text);
	return cli_confirm(cli, ret, "port '%s' added, disabled", config.name);
}

enum {
	DELETE_NAME,
	DELETE_FORCE,
};

static const struct cli_param delete_params[] = {
	[DELETE_NAME] = NAME_PARAM(CLI_PORT),
	[DELETE_FORCE] = PARAM_FLAG("force", "delete its sub-interfaces too"),
	{}
};

static int run_delete(struct cli *cli, const struct cli_value *value)
{
	int ret = cli_open(cli);

	if (!ret)
		ret = erd_port_delete(cli->erd, value[DELETE_NAME].text,
				      value[DELETE_FORCE].set, &cli->err);
	if (ret)
		return ret;
	return cli_confirm(cli, ret, "port '%s' deleted",
			   value[DELETE_NAME].text);
}

/* --- enable and disable ------------------------------------------------- */

enum {
	STATE_NAME,
	STATE_YES,
};

static const struct cli_param enable_params[] = {
	[STATE_NAME] = NAME_PARAM(CLI_PORT),
	{}
};

static const struct cli_param disable_params[] = {
	[STATE_NAME] = NAME_PARAM(CLI_PORT),
	[STATE_YES] = PARAM_YES,
	{}
};

static int set_state(struct cli *cli, const char *name,
		     enum erd_admin_state state)
{
	int ret = cli_open(cli);

	if (!ret)
		ret = erd_port_set_admin_state(cli->erd, name, state,
					       &cli->err);
	if (ret)
		return ret;
	return cli_confirm(cli, ret, "port '%s' %s", name,
			   erd_admin_state_name(state));
}

static int run_enable(struct cli *cli, const struct cli_value *value)
{
	return set_state(cli, value[STATE_NAME].text, ERD_ADMIN_STATE_ENABLED);
}

static int run_disable(struct cli *cli, const struct cli_value *value)
{
	const char *name = value[STATE_NAME].text;
	const struct gate gate = { .port = name };
	char what[64];
	int ret = ERD_OK;

	snprintf(what, sizeof(what), "port '%s'", name);
	if (!value[STATE_YES].set)
		ret = gate_ask(cli, &gate, what);
	return ret ? ret : set_state(cli, name, ERD_ADMIN_STATE_DISABLED);
}

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

static const struct cli_param show_params[] = {
	NAME_PARAM(CLI_PORT),
	{}
};

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

static void print_unknown(const struct erd_seen_tag *tag,
			  const struct timespec *now)
{
	struct tag_text text;

	tag_text(tag, now, &text);
	printf("%-12s %-11s %-11s %s, %" PRIu64 " frames, last %s from %s\n",
	       "unknown", text.outer, text.inner, erd_drop_name(tag->reason),
	       tag->frames, text.last, text.source);
}

static void print_port(const struct erd_port *port)
{
	struct timespec now;
	size_t i;

	printf("%-12s %s\n", "port", port->name);
	printf("%-12s %s, %s\n", "pair", port->pair,
	       erd_role_name(port->role));
	printf("%-12s %s, ifindex %u\n", "device", port->ifname,
	       port->ifindex);
	printf("%-12s %s, outer TPID 0x%04x\n", "encap",
	       erd_encap_name(port->encap), port->outer_tpid);
	printf("%-12s %s\n", "admin", erd_admin_state_name(port->admin_state));
	printf("%-12s %s\n", "line", port->carrier ? "up" : "down");
	printf("%-12s %u\n", "subifs", port->subifs);
	if (port->subif_mtu)
		printf("%-12s %u\n", "subif MTU", port->subif_mtu);
	clock_gettime(CLOCK_BOOTTIME, &now);
	attachment_print(port, &now);
	port_test_print_last(port->name);
	port_print_stats(&port->stats);
	for (i = 0; i < port->n_unknown; i++)
		print_unknown(&port->unknown[i], &now);
}

static int run_show(struct cli *cli, const struct cli_value *value)
{
	struct erd_port port = {};
	struct model model = { .ports = &port, .n_ports = 1 };
	int ret = cli_open(cli);

	if (!ret)
		ret = erd_port_get(cli->erd, value[0].text, &port, &cli->err);
	if (ret)
		return ret;
	if (cli->options.json)
		return json_print(cli, json_pack("{s:o}", "ports",
						 json_ports(&model)));
	print_port(&port);
	return ERD_OK;
}

const struct cli_command port_commands[] = {
	{
		.noun = "port",
		.verb = "add",
		.help = "make a network device a port of a pair, disabled",
		.params = add_params,
		.run = run_add,
	},
	{
		.noun = "port",
		.verb = "delete",
		.help = "let go of a port's network device",
		.params = delete_params,
		.run = run_delete,
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
		.help = "show one port with its fast path and counters",
		.params = show_params,
		.run = run_show,
	},
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
		.params = enable_params,
		.run = run_enable,
	},
	{
		.noun = "port",
		.verb = "disable",
		.help = "stop the traffic of a port",
		.params = disable_params,
		.run = run_disable,
	},
	{}
};
