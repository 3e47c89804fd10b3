// SPDX-License-Identifier: LGPL-2.1-or-later
#include "json_optics.h"
#include "json.h"

#include <math.h>

/* --- values ------------------------------------------------------------- */

/*
 * What is not reported is null. Binary fractions end where the measurement
 * does: a hundredth of a dB, a nanowatt, a thousandth of the others.
 */
static json_t *rounded(double value, double per_unit)
{
	if (!isfinite(value))
		return json_null();
	/* Adding zero makes -0.0 positive. */
	return json_real(round(value * per_unit) / per_unit + 0.0);
}

static json_t *real(double value)
{
	return rounded(value, 1e3);
}

static json_t *mw(double value)
{
	return rounded(value, 1e6);
}

static json_t *dbm(double value_mw)
{
	return rounded(erd_dbm(value_mw), 1e2);
}

static json_t *flag(enum erd_flag value)
{
	return value == ERD_FLAG_UNREPORTED ? json_null() :
					      json_boolean(value);
}

/* --- pieces ------------------------------------------------------------- */

static json_t *limits(const struct erd_limits *l, json_t *(*unit)(double))
{
	return json_pack("{s:o, s:o, s:o, s:o}",
			 "high_alarm", unit(l->high_alarm),
			 "high_warning", unit(l->high_warning),
			 "low_warning", unit(l->low_warning),
			 "low_alarm", unit(l->low_alarm));
}

static json_t *all_limits(const struct erd_optics *o)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:f, s:f}}",
			 "temperature_c", limits(&o->temperature_limits_c,
						 real),
			 "voltage_v", limits(&o->voltage_limits_v, real),
			 "bias_ma", limits(&o->bias_limits_ma, real),
			 "rx_mw", limits(&o->rx_limits_mw, mw),
			 "rx_dbm", limits(&o->rx_limits_mw, dbm),
			 "tx_mw", limits(&o->tx_limits_mw, mw),
			 "tx_dbm", limits(&o->tx_limits_mw, dbm),
			 "microsoft_dbm",
			 "high", ERD_MICROSOFT_LIGHT_HIGH_DBM,
			 "low", ERD_MICROSOFT_LIGHT_LOW_DBM);
}

static json_t *light(const struct erd_light *l)
{
	json_t *breaks = json_array();
	unsigned int i;

	for (i = 0; i < ERD_LIGHT_LIMITS; i++)
		if (l->breaks >> i & 1)
			json_array_append_new(breaks,
					      json_string(erd_light_limit_name(i)));
	return json_pack("{s:o, s:o, s:s, s:o}",
			 "mw", mw(l->mw),
			 "dbm", dbm(l->mw),
			 "verdict", erd_light_verdict_name(l->verdict),
			 "breaks", breaks);
}

static json_t *lanes(const struct erd_optics *o)
{
	json_t *array = json_array();
	const struct erd_media_lane *lane;
	size_t i;

	for (i = 0; i < o->n_lanes; i++) {
		lane = &o->lane[i];
		json_array_append_new(array,
			json_pack("{s:i, s:o, s:o, s:o, s:o, s:o, s:o}",
				  "lane", lane->number,
				  "rx", light(&lane->rx),
				  "tx", light(&lane->tx),
				  "bias_ma", real(lane->bias_ma),
				  "rx_los", flag(lane->rx_los),
				  "rx_lol", flag(lane->rx_lol),
				  "tx_fault", flag(lane->tx_fault)));
	}
	return array;
}

static json_t *host_lanes(const struct erd_optics *o)
{
	json_t *array = json_array();
	const struct erd_host_lane *lane;
	size_t i;

	for (i = 0; i < o->n_host_lanes; i++) {
		lane = &o->host_lane[i];
		json_array_append_new(array,
			json_pack("{s:i, s:o, s:o, s:o}",
				  "lane", lane->number,
				  "tx_los", flag(lane->tx_los),
				  "tx_lol", flag(lane->tx_lol),
				  "data_path",
				  lane->data_path == ERD_DATA_PATH_UNREPORTED ?
				  json_null() :
				  json_string(erd_data_path_name(lane->data_path))));
	}
	return array;
}

static json_t *checksums(const struct erd_optics *o)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < o->n_checksums; i++)
		json_array_append_new(array,
			json_pack("{s:s, s:b}", "name", o->checksum[i].name,
				  "ok", o->checksum[i].ok));
	return array;
}

/* --- modules ------------------------------------------------------------ */

static json_t *module(const struct erd_optics *o)
{
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "standard", erd_optics_standard_name(o->standard),
			 "form", o->form,
			 "vendor", json_text(o->vendor),
			 "part_number", json_text(o->part_number),
			 "serial", json_text(o->serial),
			 "revision", json_text(o->revision),
			 "date", json_text(o->date),
			 "connector", json_text(o->connector),
			 "media", json_text(o->media),
			 "wavelength_nm", real(o->wavelength_nm),
			 "signaling_mbd", real(o->signaling_mbd),
			 "checksums", checksums(o),
			 "state", o->state == ERD_MODULE_STATE_UNREPORTED ?
				  json_null() :
				  json_string(erd_module_state_name(o->state)),
			 "temperature_c", real(o->temperature_c),
			 "voltage_v", rounded(o->voltage_v, 1e4),
			 "rx_measure",
			 o->rx_measure == ERD_RX_MEASURE_UNREPORTED ?
				  json_null() :
				  json_string(erd_rx_measure_name(o->rx_measure)),
			 "limits", all_limits(o),
			 "lanes", lanes(o),
			 "host_lanes", host_lanes(o));
}

json_t *json_optics(const struct optics_reading *reading)
{
	return json_pack("{s:o, s:o, s:o, s:o}",
			 "port", json_text(reading->port),
			 "ifname", json_text(reading->ifname),
			 "error", reading->read ? json_null() :
				  json_text(reading->err.text),
			 "module", reading->read ?
				   module(&reading->optics) : json_null());
}
