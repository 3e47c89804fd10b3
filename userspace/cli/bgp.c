// SPDX-License-Identifier: LGPL-2.1-or-later
#include "command.h"
#include "edit.h"
#include "error.h"
#include "json.h"
#include "json_bgp.h"
#include "params.h"
#include "routing.h"
#include "table.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

enum {
	BGP_CIRCUIT,
};

static const struct cli_param list_params[] = {
	{}
};

static const struct cli_param show_params[] = {
	[BGP_CIRCUIT] = PARAM_OBJECT("circuit", "CIRCUIT",
				     "the circuit whose sessions they are",
				     CLI_CIRCUIT),
	{}
};

/* --- words -------------------------------------------------------------- */

/* "1d02h", "3h04m", "5m06s", "7s" */
static void span(uint64_t seconds, char *text, size_t size)
{
	unsigned long long s = seconds;

	if (s >= 86400)
		snprintf(text, size, "%llud%02lluh", s / 86400, s / 3600 % 24);
	else if (s >= 3600)
		snprintf(text, size, "%lluh%02llum", s / 3600, s / 60 % 60);
	else if (s >= 60)
		snprintf(text, size, "%llum%02llus", s / 60, s % 60);
	else
		snprintf(text, size, "%llus", s);
}

/* Whether it is near what ends the session: 80 % of the limit. */
static bool near(uint32_t prefixes, uint32_t limit)
{
	return limit && (uint64_t)prefixes * 100 >=
				(uint64_t)limit * ROUTING_LIMIT_WARN_PERCENT;
}

static void prefixes_text(uint32_t prefixes, uint32_t limit, char *text,
			  size_t size)
{
	if (limit)
		snprintf(text, size, "%u of %u", prefixes, limit);
	else
		snprintf(text, size, "%u", prefixes);
}

/* --- bgp list ----------------------------------------------------------- */

static const struct table_column columns[] = {
	{ "SESSION", false }, { "PEER", false },  { "VRF", false },
	{ "STATE", false },   { "FOR", true },	  { "IN", true },
	{ "OUT", true },      { "BFD", false },	  { "DETECT ms", true },
	{ "DROPS", true },    { "REASON", false },
};

static void prefixes_cell(struct table *table, uint32_t prefixes,
			  uint32_t limit)
{
	char text[32];

	snprintf(text, sizeof(text), "%u", prefixes);
	table_tone_cell(table, near(prefixes, limit) ? TABLE_BAD : TABLE_PLAIN,
			text);
}

static void add_session(struct table *table,
			const struct routing_session_state *s)
{
	char since[32];

	span(s->established ? s->uptime_s : s->last_reset_s, since,
	     sizeof(since));
	table_row(table);
	table_cell(table, "%s", s->name);
	table_cell(table, "%s", s->peer);
	table_cell(table, "%s", s->vrf[0] ? s->vrf : "-");
	table_tone_cell(table, !s->established ? TABLE_BAD :
			       s->drained ? TABLE_PLAIN : TABLE_GOOD,
			s->drained && s->established ? "Drained" : s->state);
	table_cell(table, "%s", since);
	prefixes_cell(table, s->prefixes_in, s->accept_limit);
	prefixes_cell(table, s->prefixes_out, s->advertise_limit);
	if (s->bfd.present)
		table_tone_cell(table, strcmp(s->bfd.status, "up") ?
				       TABLE_BAD : TABLE_GOOD, s->bfd.status);
	else
		table_cell(table, "-");
	if (s->bfd.detect_ms)
		table_number(table, s->bfd.detect_ms);
	else
		table_cell(table, "-");
	table_number(table, s->connections_dropped);
	table_cell(table, "%s", s->reason[0] ? s->reason : "-");
}

static int print_table(struct cli *cli, const struct routing_state *state)
{
	struct table *table = table_new(cli, columns, COUNT(columns));
	size_t i;

	for (i = 0; i < state->n; i++)
		add_session(table, &state->sessions[i]);
	return table_print(cli, table);
}

/* --- bgp show ----------------------------------------------------------- */

static void print_line(const char *name, const char *text)
{
	if (text[0])
		printf("%-14s %s\n", name, text);
}

static void print_bfd(const struct routing_bfd_state *bfd)
{
	char since[32];

	if (!bfd->present)
		return;
	print_line("BFD", bfd->status);
	if (bfd->uptime_s) {
		span(bfd->uptime_s, since, sizeof(since));
		print_line("  for", since);
	}
	if (bfd->detect_ms)
		printf("%-14s %u ms out, %u ms in, down after %u ms\n",
		       "  negotiated", bfd->tx_ms, bfd->rx_ms, bfd->detect_ms);
	if (strcmp(bfd->diagnostic, "ok"))
		print_line("  diagnostic", bfd->diagnostic);
	if (strcmp(bfd->remote_diagnostic, "ok"))
		print_line("  remote", bfd->remote_diagnostic);
}

static void print_prefixes(const char *name, uint32_t prefixes, uint32_t limit)
{
	char text[64];

	prefixes_text(prefixes, limit, text, sizeof(text));
	printf("%-14s %s%s\n", name, text,
	       near(prefixes, limit) ? ", near the limit" : "");
}

static void print_session(const struct routing_session_state *s)
{
	char since[32];

	span(s->established ? s->uptime_s : s->last_reset_s, since,
	     sizeof(since));
	printf("%-14s %s, %s\n", "session", s->name,
	       s->family == AF_INET ? "IPv4" : "IPv6");
	printf("%-14s %s, AS %u; ours is AS %u%s\n", "peer", s->peer,
	       s->remote_as, s->local_as,
	       s->authenticated ? ", with MD5" : "");
	print_line("VRF", s->vrf);
	printf("%-14s %s for %s%s\n", "state", s->state, since,
	       s->drained ? ", drained" : "");
	print_line("reason", s->reason);
	if (s->established)
		printf("%-14s keepalive %u s, hold %u s\n", "timers",
		       s->keepalive_s, s->hold_s);
	print_prefixes("prefixes in", s->prefixes_in, s->accept_limit);
	print_prefixes("prefixes out", s->prefixes_out, s->advertise_limit);
	printf("%-14s %llu made, %llu lost\n", "connections",
	       (unsigned long long)s->connections_established,
	       (unsigned long long)s->connections_dropped);
	print_line("last reset", s->last_reset);
	print_line("notification", s->last_notification);
	print_bfd(&s->bfd);
}

static int print_each(struct cli *cli, const struct routing_state *state)
{
	size_t i;

	for (i = 0; i < state->n; i++) {
		if (i)
			putchar('\n');
		print_session(&state->sessions[i]);
	}
	return cli_flush(cli);
}

/* --- both --------------------------------------------------------------- */

static int print_json(struct cli *cli, const struct routing_state *state)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < state->n; i++)
		json_array_append_new(array,
				      json_bgp_session(&state->sessions[i]));
	return json_print(cli, json_pack("{s:o}", "bgp_sessions", array));
}

/* Keeps the sessions of a circuit. */
static void keep(struct routing_state *state, const char *circuit)
{
	size_t i, n = 0, len = strlen(circuit);

	for (i = 0; i < state->n; i++)
		if (!strncmp(state->sessions[i].name, circuit, len) &&
		    state->sessions[i].name[len] == '/')
			state->sessions[n++] = state->sessions[i];
	state->n = n;
}

static int run_list(struct cli *cli, const struct cli_value *value)
{
	struct routing_state state;
	int ret;

	(void)value;
	ret = routing_state(routing_run(), &state, &cli->err);
	if (ret)
		return ret;
	ret = cli->options.json ? print_json(cli, &state) :
				  print_table(cli, &state);
	routing_state_free(&state);
	return ret;
}

static int run_show(struct cli *cli, const struct cli_value *value)
{
	const char *circuit = value[BGP_CIRCUIT].text;
	struct routing_state state;
	int ret;

	ret = routing_state(routing_run(), &state, &cli->err);
	if (ret)
		return ret;
	keep(&state, circuit);
	if (!state.n)
		ret = erd_fail(&cli->err, ERD_NOT_FOUND,
			       "circuit '%s' has no BGP session in FRR",
			       circuit);
	else if (cli->options.json)
		ret = print_json(cli, &state);
	else
		ret = print_each(cli, &state);
	routing_state_free(&state);
	return ret;
}

/* --- draining ----------------------------------------------------------- */

enum {
	DRAIN_NAME,
	DRAIN_PAIR,
	DRAIN_RUNTIME,
};

static const struct cli_param drain_params[] = {
	[DRAIN_NAME] = PARAM_OBJECT("name", "PORT|CIRCUIT",
				    "the port, for all sessions on that link, or the circuit",
				    CLI_PORT_OR_CIRCUIT),
	[DRAIN_PAIR] = PARAM_PAIR_OF_CIRCUIT,
	[DRAIN_RUNTIME] = PARAM_RUNTIME,
	{}
};

struct drain {
	const char *name, *pair;
	bool drained;
};

static int change_drained(struct desired *will, const void *what,
			  struct erd_error *err)
{
	const struct drain *drain = what;
	struct desired_circuit *circuit = NULL;
	struct desired_port *port = NULL;
	struct erd_error none;
	int ret;

	if (!drain->pair)
		port = desired_find_port(will, drain->name, NULL);
	ret = desired_get_circuit(will, drain->pair, drain->name, NULL,
				  &circuit, port ? &none : err);
	if (port && ret != ERD_NOT_FOUND) {
		erd_fail(err, ERD_CONFLICT,
			 "'%s' is a port and a circuit", drain->name);
		erd_hint(err, "name the circuit's pair if the circuit is meant");
		return ERD_CONFLICT;
	}
	if (port)
		port->drained = drain->drained;
	else if (!ret)
		circuit->drained = drain->drained;
	return port ? ERD_OK : ret;
}

/* Sessions are made from a file; what none has, has none. */
static int drain_without(struct cli *cli, const void *what)
{
	const struct drain *drain = what;

	erd_fail(&cli->err, ERD_NOT_FOUND,
		 "no file of desired state has a port or circuit '%s'",
		 drain->name);
	erd_hint(&cli->err, "BGP sessions are those that erdctl apply makes of a file");
	return ERD_NOT_FOUND;
}

static int set_drained(struct cli *cli, const struct cli_value *value,
		       bool drained)
{
	const struct drain drain = {
		.name = value[DRAIN_NAME].text,
		.pair = value[DRAIN_PAIR].text,
		.drained = drained,
	};
	const struct edit edit = {
		.change = change_drained,
		.running = drain_without,
		.what = &drain,
		.runtime = value[DRAIN_RUNTIME].set,
	};

	return cli_confirm(cli, edit_run(cli, &edit),
			   "'%s' %s", drain.name,
			   drained ? "drained" : "no longer drained");
}

static int run_drain(struct cli *cli, const struct cli_value *value)
{
	return set_drained(cli, value, true);
}

static int run_undrain(struct cli *cli, const struct cli_value *value)
{
	return set_drained(cli, value, false);
}

const struct cli_command bgp_commands[] = {
	{
		.noun = "bgp",
		.verb = "list",
		.help = "show all BGP sessions with Microsoft",
		.params = list_params,
		.run = run_list,
	},
	{
		.noun = "bgp",
		.verb = "show",
		.help = "show all of a circuit's BGP sessions",
		.params = show_params,
		.run = run_show,
	},
	{
		.noun = "bgp",
		.verb = "drain",
		.help = "ask traffic of a link or circuit to take other ways",
		.params = drain_params,
		.run = run_drain,
	},
	{
		.noun = "bgp",
		.verb = "undrain",
		.help = "let traffic of a link or circuit come back",
		.params = drain_params,
		.run = run_undrain,
	},
	{}
};
