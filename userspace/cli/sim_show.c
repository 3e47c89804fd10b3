// SPDX-License-Identifier: LGPL-2.1-or-later
#include "json.h"
#include "sim.h"
#include "sim_json.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

const struct cli_param sim_list_params[] = { {} };

const struct cli_param sim_show_params[] = {
	SIM_PORT_PARAM("the port"),
	{}
};

/* "-12.40", or "-" where there is none. */
static void decibel_cell(struct table *table, bool there, int hundredths)
{
	if (there)
		table_cell(table, "%.2f", hundredths / 100.0);
	else
		table_cell(table, "-");
}

/* The lane with the least light, which decides. */
static const struct sim_lane *weakest(const struct sim_port *port)
{
	const struct sim_lane *least = &port->lane[0];
	unsigned int i;

	for (i = 0; i < port->lanes; i++) {
		const struct sim_lane *lane = &port->lane[i];

		if (!lane->has_rx_power)
			return lane;
		if (lane->rx_power < least->rx_power)
			least = lane;
	}
	return least;
}

/* "msee1:tx" */
static void peer_cell(struct table *table, const struct sim_strand *strand)
{
	if (strand->patched)
		table_cell(table, "%s:%s", strand->peer,
			   sim_socket_name(strand->peer_socket));
	else
		table_cell(table, "-");
}

static void add_row(struct table *table, const struct sim_port *port)
{
	const struct sim_lane *lane = weakest(port);

	table_row(table);
	table_cell(table, "%s", port->name);
	table_cell(table, "%s", port->ifname);
	table_cell(table, "%uG", port->speed / 1000);
	peer_cell(table, &port->strand[ERDSIM_SOCKET_TX]);
	peer_cell(table, &port->strand[ERDSIM_SOCKET_RX]);
	decibel_cell(table, lane->has_rx_power, lane->rx_power);
	decibel_cell(table, lane->has_rx_power, lane->margin);
	table_tone_cell(table, port->state == ERDSIM_STATE_UP ? TABLE_GOOD :
								TABLE_BAD,
			sim_state_name(port->state));
}

static int print_list(struct cli *cli, const struct sim_port *ports, size_t n)
{
	static const struct table_column columns[] = {
		{ "PORT", false }, { "DEVICE", false }, { "SPEED", true },
		{ "TX-TO", false }, { "RX-FROM", false },
		{ "RX-DBM", true }, { "MARGIN-DB", true },
		{ "STATE", false },
	};
	struct table *table = table_new(cli, columns, COUNT(columns));
	size_t i;

	for (i = 0; i < n; i++)
		add_row(table, &ports[i]);
	return table_print(cli, table);
}

int sim_list_run(struct cli *cli, const struct cli_value *value)
{
	struct sim_port *ports = NULL;
	struct sim *sim;
	size_t n = 0;
	int ret;

	(void)value;
	ret = sim_open(&sim, &cli->err);
	if (ret)
		return ret;
	ret = sim_list(sim, &ports, &n, &cli->err);
	sim_close(sim);
	if (!ret && cli->options.json)
		ret = json_print(cli, json_pack("{s:o}", "sim_ports",
						sim_json_ports(ports, n)));
	else if (!ret)
		ret = print_list(cli, ports, n);
	free(ports);
	return ret;
}

static void print_strand(const struct sim_strand *strand, const char *title)
{
	if (!strand->patched) {
		printf("%-12s nothing\n", title);
		return;
	}
	printf("%-12s %s:%s, loss %.2f dB", title, strand->peer,
	       sim_socket_name(strand->peer_socket), strand->loss / 100.0);
	if (strand->cut)
		printf(", cut");
	if (strand->dark)
		printf(", dark");
	if (strand->flap_mhz)
		printf(", flaps at %.3f Hz", strand->flap_mhz / 1000.0);
	if (strand->corrupt_ppm)
		printf(", corrupts %u frames in a million",
		       strand->corrupt_ppm);
	putchar('\n');
}

static void print_words(const char *title, const struct sim_bit *bits,
			uint32_t set)
{
	printf("%-12s", title);
	if (!set)
		printf(" none");
	for (; bits->word; bits++)
		if (set & bits->bit)
			printf(" %s", bits->word);
	putchar('\n');
}

static void print_port(const struct sim_port *port)
{
	printf("%-12s %s\n", "port", port->name);
	printf("%-12s %s, ifindex %u\n", "device", port->ifname,
	       port->ifindex);
	printf("%-12s %s\n", "state", sim_state_name(port->state));
	printf("%-12s %uG, %s, runs at %uG\n", "module", port->speed / 1000,
	       port->module ? "plugged" : "unplugged", port->line_rate / 1000);
	if (port->weak)
		printf("%-12s %.2f dB less than typical\n", "lasers",
		       port->weak / 100.0);
	if (port->strong)
		printf("%-12s %.2f dB more than typical\n", "lasers",
		       port->strong / 100.0);
	if (port->rolled)
		printf("%-12s rolled: Tx and Rx fibre are swapped\n",
		       "connector");
	print_strand(&port->strand[ERDSIM_SOCKET_TX], "tx to");
	print_strand(&port->strand[ERDSIM_SOCKET_RX], "rx from");
	if (port->identify)
		printf("%-12s blinks\n", "led");
	print_words("card", sim_caps, port->nic.caps);
	if (port->nic.fixed)
		print_words("always", sim_caps, port->nic.fixed);
	if (port->nic.fail)
		print_words("fails at", sim_fails, port->nic.fail);
}

static int print_budget(struct cli *cli, const struct sim_port *port)
{
	static const struct table_column columns[] = {
		{ "LANE", true }, { "TX-DBM", true }, { "LAUNCH", true },
		{ "LOSS", true }, { "RX-DBM", true }, { "SENSITIVITY", true },
		{ "MARGIN-DB", true }, { "SIGNAL", false },
	};
	struct table *table = table_new(cli, columns, COUNT(columns));
	unsigned int i;

	for (i = 0; i < port->lanes; i++) {
		const struct sim_lane *lane = &port->lane[i];

		table_row(table);
		table_number(table, i + 1);
		decibel_cell(table, lane->has_tx_power, lane->tx_power);
		decibel_cell(table, lane->has_launch, lane->launch);
		decibel_cell(table, lane->has_loss, lane->loss);
		decibel_cell(table, lane->has_rx_power, lane->rx_power);
		decibel_cell(table, true, lane->sensitivity);
		decibel_cell(table, lane->has_rx_power, lane->margin);
		table_tone_cell(table, lane->los ? TABLE_BAD : TABLE_GOOD,
				lane->los ? "lost" : "ok");
	}
	return table_print(cli, table);
}

int sim_show_run(struct cli *cli, const struct cli_value *value)
{
	struct sim_port port;
	struct sim *sim;
	int ret;

	ret = sim_open(&sim, &cli->err);
	if (ret)
		return ret;
	ret = sim_get(sim, value[0].text, &port, &cli->err);
	sim_close(sim);
	if (ret)
		return ret;
	if (cli->options.json)
		return json_print(cli, json_pack("{s:o}", "sim_ports",
						 sim_json_ports(&port, 1)));
	print_port(&port);
	return print_budget(cli, &port);
}
