// SPDX-License-Identifier: LGPL-2.1-or-later
#include "optics.h"
#include "device.h"
#include "error.h"
#include "json.h"
#include "json_optics.h"
#include "table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

const struct cli_param optics_params[] = {
	[DEVICE_PORT] = DEVICE_PORT_PARAM,
	[DEVICE_DEV] = DEVICE_DEV_PARAM,
	{}
};

/* --- cells -------------------------------------------------------------- */

static void number_cell(struct table *table, int decimals, double value)
{
	if (isnan(value))
		table_cell(table, "-");
	else
		table_cell(table, "%.*f", decimals, value);
}

/* "low (alarm)": and the gravest limit that it breaks. */
static void verdict_cell(struct table *table, const struct erd_light *light)
{
	char text[48];

	switch (light->verdict) {
	case ERD_LIGHT_UNKNOWN:
		table_cell(table, "-");
		return;
	case ERD_LIGHT_OK:
		table_tone_cell(table, TABLE_GOOD, "ok");
		return;
	case ERD_LIGHT_NONE:
		table_tone_cell(table, TABLE_BAD, "no light");
		return;
	default:
		snprintf(text, sizeof(text), "%s (%s)",
			 erd_light_verdict_name(light->verdict),
			 erd_light_limit_name(__builtin_ctz(light->breaks)));
		table_tone_cell(table, TABLE_BAD, text);
	}
}

struct named_flag {
	const char *name;	/* NULL ends them */
	enum erd_flag flag;
};

/* Those that are set. */
static void flags_cell(struct table *table, const struct named_flag *flag)
{
	char text[48] = "";
	size_t len = 0;

	for (; flag->name; flag++)
		if (flag->flag == ERD_FLAG_SET)
			len += snprintf(text + len, sizeof(text) - len, "%s%s",
					len ? " " : "", flag->name);
	table_cell(table, "%s", len ? text : "-");
}

/* --- one module --------------------------------------------------------- */

static void print_line(const char *name, const char *text)
{
	if (text[0])
		printf("%-12s %s\n", name, text);
}

static void print_value(const char *name, int decimals, double value,
			const char *unit)
{
	if (!isnan(value))
		printf("%-12s %.*f %s\n", name, decimals, value, unit);
}

static void print_checksums(const struct erd_optics *o)
{
	size_t i;

	for (i = 0; i < o->n_checksums; i++)
		if (!o->checksum[i].ok)
			printf("%-12s wrong: %s\n", "checksum",
			       o->checksum[i].name);
}

static void print_module(const struct optics_reading *reading)
{
	const struct erd_optics *o = &reading->optics;

	print_line("port", reading->port);
	print_line("device", reading->ifname);
	printf("%-12s %s, %s\n", "module", o->form,
	       erd_optics_standard_name(o->standard));
	print_line("vendor", o->vendor);
	print_line("part number", o->part_number);
	print_line("revision", o->revision);
	print_line("serial", o->serial);
	print_line("made on", o->date);
	print_line("media", o->media);
	print_line("connector", o->connector);
	print_value("wavelength", 2, o->wavelength_nm, "nm");
	print_value("signaling", 0, o->signaling_mbd, "MBd a lane");
	print_checksums(o);
	if (o->state != ERD_MODULE_STATE_UNREPORTED)
		print_line("state", erd_module_state_name(o->state));
	print_value("temperature", 1, o->temperature_c, "C");
	print_value("voltage", 3, o->voltage_v, "V");
	if (o->rx_measure == ERD_RX_MEASURE_OMA)
		print_line("note", "RX is modulation amplitude, not average");
}

static const struct table_column lane_columns[] = {
	{ "LANE", true },   { "RX mW", true }, { "RX dBm", true },
	{ "RX", false },    { "TX mW", true }, { "TX dBm", true },
	{ "TX", false },    { "BIAS mA", true }, { "FLAGS", false },
};

static void add_lane(struct table *table, const struct erd_media_lane *lane)
{
	table_row(table);
	table_number(table, lane->number);
	number_cell(table, 4, lane->rx.mw);
	number_cell(table, 2, erd_dbm(lane->rx.mw));
	verdict_cell(table, &lane->rx);
	number_cell(table, 4, lane->tx.mw);
	number_cell(table, 2, erd_dbm(lane->tx.mw));
	verdict_cell(table, &lane->tx);
	number_cell(table, 2, lane->bias_ma);
	flags_cell(table, (const struct named_flag[]){
		{ "rx_los", lane->rx_los },
		{ "rx_lol", lane->rx_lol },
		{ "tx_fault", lane->tx_fault },
		{}
	});
}

static int print_lanes(struct cli *cli, const struct erd_optics *o)
{
	struct table *table;
	size_t i;

	table = table_new(cli, lane_columns, COUNT(lane_columns));
	for (i = 0; i < o->n_lanes; i++)
		add_lane(table, &o->lane[i]);
	return table_print(cli, table);
}

static const struct table_column host_columns[] = {
	{ "HOST LANE", true }, { "DATA PATH", false }, { "FLAGS", false },
};

/* Those that say something. */
static int print_host_lanes(struct cli *cli, const struct erd_optics *o)
{
	const struct erd_host_lane *lane;
	struct table *table;
	size_t i;

	table = table_new(cli, host_columns, COUNT(host_columns));
	for (i = 0; i < o->n_host_lanes; i++) {
		lane = &o->host_lane[i];
		if (lane->data_path == ERD_DATA_PATH_UNREPORTED &&
		    lane->tx_los != ERD_FLAG_SET &&
		    lane->tx_lol != ERD_FLAG_SET)
			continue;
		table_row(table);
		table_number(table, lane->number);
		table_cell(table, "%s",
			   lane->data_path == ERD_DATA_PATH_UNREPORTED ? "-" :
			   erd_data_path_name(lane->data_path));
		flags_cell(table, (const struct named_flag[]){
			{ "tx_los", lane->tx_los },
			{ "tx_lol", lane->tx_lol },
			{}
		});
	}
	if (table_has_rows(table))
		putchar('\n');
	return table_print(cli, table);
}

static const struct table_column limit_columns[] = {
	{ "LIMIT", false },   { "RX dBm", true },  { "TX dBm", true },
	{ "BIAS mA", true },  { "TEMP C", true },  { "VOLT V", true },
};

static void add_limits(struct table *table, const char *name, double rx_dbm,
		       double tx_dbm, double bias, double temperature,
		       double voltage)
{
	table_row(table);
	table_cell(table, "%s", name);
	number_cell(table, 2, rx_dbm);
	number_cell(table, 2, tx_dbm);
	number_cell(table, 2, bias);
	number_cell(table, 1, temperature);
	number_cell(table, 3, voltage);
}

static int print_limits(struct cli *cli, const struct erd_optics *o)
{
	struct table *table;

	table = table_new(cli, limit_columns, COUNT(limit_columns));
#define ADD_LIMITS(name, which)						\
	add_limits(table, name, erd_dbm(o->rx_limits_mw.which),		\
		   erd_dbm(o->tx_limits_mw.which), o->bias_limits_ma.which, \
		   o->temperature_limits_c.which, o->voltage_limits_v.which)
	ADD_LIMITS("high alarm", high_alarm);
	ADD_LIMITS("high warning", high_warning);
	ADD_LIMITS("low warning", low_warning);
	ADD_LIMITS("low alarm", low_alarm);
#undef ADD_LIMITS
	add_limits(table, "high microsoft", ERD_MICROSOFT_LIGHT_HIGH_DBM,
		   ERD_MICROSOFT_LIGHT_HIGH_DBM, NAN, NAN, NAN);
	add_limits(table, "low microsoft", ERD_MICROSOFT_LIGHT_LOW_DBM,
		   ERD_MICROSOFT_LIGHT_LOW_DBM, NAN, NAN, NAN);
	return table_print(cli, table);
}

static int print_one(struct cli *cli, const struct optics_reading *reading)
{
	int ret;

	print_module(reading);
	putchar('\n');
	ret = print_lanes(cli, &reading->optics);
	if (!ret)
		ret = print_host_lanes(cli, &reading->optics);
	if (!ret)
		putchar('\n');
	return ret ? ret : print_limits(cli, &reading->optics);
}

/* --- several ------------------------------------------------------------ */

static const struct table_column all_columns[] = {
	{ "PORT", false },   { "DEVICE", false }, { "MEDIA", false },
	{ "TEMP C", true },  { "LANE", true },	  { "RX dBm", true },
	{ "RX", false },     { "TX dBm", true },  { "TX", false },
};

static void add_reading(struct table *table,
			const struct optics_reading *reading)
{
	const struct erd_optics *o = &reading->optics;
	size_t i;

	for (i = 0; i < o->n_lanes; i++) {
		table_row(table);
		table_cell(table, "%s", reading->port);
		table_cell(table, "%s", reading->ifname);
		table_cell(table, "%s", o->media[0] ? o->media : "-");
		number_cell(table, 1, o->temperature_c);
		table_number(table, o->lane[i].number);
		number_cell(table, 2, erd_dbm(o->lane[i].rx.mw));
		verdict_cell(table, &o->lane[i].rx);
		number_cell(table, 2, erd_dbm(o->lane[i].tx.mw));
		verdict_cell(table, &o->lane[i].tx);
	}
}

static int print_all(struct cli *cli, const struct optics_reading *readings,
		     size_t n)
{
	struct table *table;
	size_t i;

	table = table_new(cli, all_columns, COUNT(all_columns));
	for (i = 0; i < n; i++)
		if (readings[i].read)
			add_reading(table, &readings[i]);
		else
			fprintf(stderr, "erdctl: warning: %s\n",
				readings[i].err.text);
	return table_print(cli, table);
}

static int print_json(struct cli *cli, const struct optics_reading *readings,
		      size_t n)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(array, json_optics(&readings[i]));
	return json_print(cli, json_pack("{s:o}", "optics", array));
}

/* --- reading ------------------------------------------------------------ */

static int read_one(struct optics_reading *reading)
{
	int ret = erd_optics_read(reading->ifname, &reading->optics,
				  &reading->err);

	reading->read = !ret;
	if (!ret && reading->err.text[0])
		fprintf(stderr, "erdctl: warning: %s\n", reading->err.text);
	return ret;
}

static int run_one(struct cli *cli, struct optics_reading *reading)
{
	int ret = read_one(reading);

	if (ret)
		cli->err = reading->err;
	else if (cli->options.json)
		ret = print_json(cli, reading, 1);
	else
		ret = print_one(cli, reading);
	return ret;
}

/* A port without a module is one of many; without privilege there are none. */
static int read_all(struct cli *cli, const struct erd_port *ports,
		    struct optics_reading *readings, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		strcpy(readings[i].port, ports[i].name);
		strcpy(readings[i].ifname, ports[i].ifname);
		if (read_one(&readings[i]) == ERD_PERMISSION) {
			cli->err = readings[i].err;
			return ERD_PERMISSION;
		}
	}
	return ERD_OK;
}

static int run_all(struct cli *cli)
{
	struct optics_reading *readings;
	struct model model = {};
	int ret;

	ret = cli_open(cli);
	if (!ret)
		ret = erd_port_list(cli->erd, &model.ports, &model.n_ports,
				    &cli->err);
	if (ret)
		return ret;
	readings = calloc(model.n_ports + 1, sizeof(*readings));
	if (!readings || model_group(&model))
		ret = erd_fail(&cli->err, ERD_ERROR, "out of memory");
	if (!ret)
		ret = read_all(cli, model.ports, readings, model.n_ports);
	if (!ret && cli->options.json)
		ret = print_json(cli, readings, model.n_ports);
	else if (!ret)
		ret = print_all(cli, readings, model.n_ports);
	free(readings);
	model_free(&model);
	return ret;
}

int optics_run(struct cli *cli, const struct cli_value *value)
{
	struct optics_reading reading = {};
	int ret;

	ret = device_find(cli, value, reading.ifname);
	if (ret)
		return ret;
	if (!reading.ifname[0])
		return run_all(cli);
	if (value[DEVICE_PORT].set)
		snprintf(reading.port, sizeof(reading.port), "%s",
			 value[DEVICE_PORT].text);
	return run_one(cli, &reading);
}
