// SPDX-License-Identifier: LGPL-2.1-or-later
#include "json.h"
#include "accepted.h"
#include "attachment.h"
#include "error.h"
#include "tags.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* jansson's integers have a sign; no counter lives to see the difference. */
static json_t *number(uint64_t value)
{
	return json_integer(value > INT64_MAX ? INT64_MAX : (json_int_t)value);
}

static json_t *tag(uint16_t value)
{
	return value ? json_integer(value) : json_null();
}

static json_t *tpid(uint16_t value)
{
	return json_sprintf("0x%04x", value);
}

static json_t *mac(const uint8_t address[ERD_ADDRESS_LEN])
{
	return json_sprintf("%02x:%02x:%02x:%02x:%02x:%02x", address[0],
			    address[1], address[2], address[3], address[4],
			    address[5]);
}

/* JSON is UTF-8; names of devices and what was typed are any bytes. */
static json_t *any_text(const char *text)
{
	json_t *string = json_string(text);
	char *copy, *at;

	if (string)
		return string;
	copy = strdup(text);
	if (!copy)
		return json_null();
	for (at = copy; *at; at++)
		if (*at & 0x80)
			*at = '?';
	string = json_string(copy);
	free(copy);
	return string;
}

json_t *json_text(const char *text)
{
	return text && text[0] ? any_text(text) : json_null();
}

/* --- time --------------------------------------------------------------- */

void time_text(const struct timespec *time, char text[TIME_TEXT_SIZE])
{
	char seconds[24];
	struct tm tm;

	gmtime_r(&time->tv_sec, &tm);
	strftime(seconds, sizeof(seconds), "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text, TIME_TEXT_SIZE, "%s.%03ldZ", seconds,
		 time->tv_nsec / 1000000 % 1000);
}

json_t *json_time(const struct timespec *time)
{
	char text[TIME_TEXT_SIZE];

	time_text(time, text);
	return json_string(text);
}

static json_t *seconds_since(uint64_t then_ns, const struct timespec *now)
{
	return json_real(tag_age(then_ns, now));
}

/* --- counters ----------------------------------------------------------- */

static json_t *drops(const uint64_t count[ERD_DROP_MAX + 1])
{
	json_t *object = json_object();
	int reason;

	for (reason = 1; reason <= ERD_DROP_MAX; reason++)
		json_object_set_new(object, erd_drop_name(reason),
				    number(count[reason]));
	return object;
}

static json_t *stats(const struct erd_stats *s)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}",
			 "rx_frames", number(s->rx_frames),
			 "rx_bytes", number(s->rx_bytes),
			 "tx_frames", number(s->tx_frames),
			 "tx_bytes", number(s->tx_bytes),
			 "rx_drops", drops(s->rx_drops),
			 "tx_drops", drops(s->tx_drops));
}

json_t *json_counts(const struct erd_account *account)
{
	return json_pack("{s:o, s:o, s:o, s:o}",
			 "rx_frames", number(account->rx.frames),
			 "rx_bytes", number(account->rx.bytes),
			 "tx_frames", number(account->tx.frames),
			 "tx_bytes", number(account->tx.bytes));
}

/* --- objects ------------------------------------------------------------ */

static json_t *vid(int16_t value)
{
	return value < 0 ? json_null() : json_integer(value);
}

static json_t *seen_tag(const struct erd_seen_tag *t,
			const struct timespec *now)
{
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
			 "reason", erd_drop_name(t->reason),
			 "outer_tpid", tpid(t->outer_tpid),
			 "outer_vid", vid(t->outer_vid),
			 "inner_tpid", t->inner_tpid ? tpid(t->inner_tpid) :
						       json_null(),
			 "inner_vid", vid(t->inner_vid),
			 "frames", number(t->frames),
			 "source", mac(t->source),
			 "first_seconds_ago", seconds_since(t->first_ns, now),
			 "last_seconds_ago", seconds_since(t->last_ns, now));
}

static json_t *seen_tags(const struct erd_port *port,
			 const struct timespec *now)
{
	json_t *array;
	size_t i;

	if (!now)
		return json_null();
	array = json_array();
	for (i = 0; i < port->n_unknown; i++)
		json_array_append_new(array, seen_tag(&port->unknown[i], now));
	return array;
}

json_t *json_port(const struct erd_port *port, const char *xdp,
		  const struct timespec *now)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:i, s:s, s:b, s:i, s:o, s:o, s:o, s:o}",
			 "name", port->name,
			 "pair", port->pair,
			 "role", erd_role_name(port->role),
			 "encap", erd_encap_name(port->encap),
			 "outer_tpid", tpid(port->outer_tpid),
			 "ifname", json_text(port->ifname),
			 "ifindex", port->ifindex,
			 "admin_state", erd_admin_state_name(port->admin_state),
			 "carrier", port->carrier,
			 "sub_interfaces", port->subifs,
			 "sub_interface_mtu", port->subif_mtu ?
				 json_integer(port->subif_mtu) : json_null(),
			 "xdp", json_text(xdp),
			 "stats", stats(&port->stats),
			 "unknown_tags", seen_tags(port, now));
}

json_t *json_circuit(const struct erd_circuit *circuit)
{
	return json_pack("{s:s, s:s, s:o, s:s, s:i}",
			 "name", circuit->name,
			 "pair", circuit->pair,
			 "stag", tag(circuit->stag),
			 "admin_state",
			 erd_admin_state_name(circuit->admin_state),
			 "sub_interfaces", circuit->subifs);
}

static json_t *json_rate(const struct erd_rate *rate)
{
	if (!rate->bits_per_s)
		return json_null();
	return json_pack("{s:I, s:I}",
			 "bits_per_second", (json_int_t)rate->bits_per_s,
			 "burst_bytes", (json_int_t)rate->burst);
}

static json_t *json_rates(const struct erd_rates *rates)
{
	return json_pack("{s:o, s:o}", "in", json_rate(&rates->rx),
			 "out", json_rate(&rates->tx));
}

static json_t *json_sampling(const struct erd_sampling *sampling)
{
	return json_pack("{s:I, s:i}", "every", (json_int_t)sampling->every,
			 "snap_bytes", sampling->snap);
}

void json_add_settings(json_t *object,
		       const struct erd_circuit_settings *settings)
{
	json_object_set_new(object, "rates",
			    settings ? json_rates(&settings->rates) :
				       json_null());
	json_object_set_new(object, "sampling",
			    settings ? json_sampling(&settings->sampling) :
				       json_null());
}

static json_t *peering_word(enum erd_peering peering)
{
	if (peering == ERD_PEERING_UNSPEC)
		return json_null();
	return json_string(erd_peering_name(peering));
}

json_t *json_subif(const struct erd_subif *subif, const struct erd_port *port)
{
	return json_pack("{s:o, s:i, s:o, s:s, s:o, s:b, s:b, s:o}",
			 "ifname", json_text(subif->ifname),
			 "ifindex", subif->ifindex,
			 "netnsid", subif->netnsid < 0 ?
				 json_null() : json_integer(subif->netnsid),
			 "port", subif->port,
			 "role", json_text(port ? erd_role_name(port->role) :
						  NULL),
			 "up", subif->up,
			 "carrier", subif->carrier,
			 "stats", stats(&subif->stats));
}

json_t *json_peering(const struct model *model,
		     const struct model_peering *peering)
{
	const struct erd_subif *any = peering->any;
	json_t *subifs = json_array();
	int role;

	for (role = 0; role < 2; role++) {
		const struct erd_subif *subif = peering->link[role];

		if (subif)
			json_array_append_new(subifs,
				json_subif(subif,
					   model_port(model, subif->port)));
	}
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:s, s:o}",
			 "circuit", any->circuit,
			 "pair", any->pair,
			 "peering", peering_word(any->peering),
			 "stag", tag(any->stag),
			 "ctag", tag(any->ctag),
			 "admin_state", erd_admin_state_name(any->admin_state),
			 "sub_interfaces", subifs);
}

static json_t *map(const uint8_t *numbers, size_t n)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(array, json_integer(numbers[i]));
	return array;
}

void json_add_pcp(json_t *subif, const struct erd_pcp_maps *maps)
{
	json_object_set_new(subif, "egress_pcp",
			    maps ? map(maps->egress_pcp, ERD_PRIORITIES) :
				   json_null());
	json_object_set_new(subif, "ingress_prio",
			    maps ? map(maps->ingress_prio, ERD_PCPS) :
				   json_null());
}

json_t *json_ports(const struct model *model)
{
	json_t *array = json_array();
	struct timespec now;
	size_t i;

	clock_gettime(CLOCK_BOOTTIME, &now);
	for (i = 0; i < model->n_ports; i++) {
		const struct erd_port *port = &model->ports[i];
		json_t *object = json_port(port, NULL, &now);
		json_t *kept;

		attachment_add_json(object, port, &now);
		kept = accepted_record(port->name);
		json_object_set_new(object, "last_test",
				    kept ? kept : json_null());
		json_array_append_new(array, object);
	}
	return array;
}

json_t *json_peerings(const struct model *model)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < model->n_peerings; i++)
		json_array_append_new(array,
			json_peering(model, &model->peerings[i]));
	return array;
}

/* --- the fast path ------------------------------------------------------ */

static json_t *json_sizes(const struct erd_histogram *histogram)
{
	json_t *array = json_array();
	int i;

	for (i = 0; i < ERD_SIZES; i++)
		json_array_append_new(array,
			json_pack("{s:o, s:o, s:o}",
				  "max_bytes", i < ERD_SIZES - 1 ?
					  json_integer(erd_size_bound(i)) :
					  json_null(),
				  "rx_frames", number(histogram->rx[i]),
				  "tx_frames", number(histogram->tx[i])));
	return array;
}

void json_add_fast(json_t *object, const struct erd_account *dropped,
		   const struct erd_histogram *histogram)
{
	json_object_set_new(object, "drops",
			    json_pack("{s:o}",
				      erd_drop_name(ERD_DROP_RATE_LIMITED),
				      json_counts(dropped)));
	json_object_set_new(object, "sizes",
			    histogram ? json_sizes(histogram) : json_null());
}

static json_t *unknown_tag(const struct erd_unknown_tag *t,
			   const struct timespec *now)
{
	return json_pack("{s:s, s:o, s:i, s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o}",
			 "direction", t->transmitted ? "tx" : "rx",
			 "outer_tpid", tpid(t->outer_tpid),
			 "outer_vid", t->outer_vid,
			 "inner_tpid", t->inner_tpid ? tpid(t->inner_tpid) :
						       json_null(),
			 "inner_vid", t->inner_tpid ?
				      json_integer(t->inner_vid) : json_null(),
			 "why", erd_tag_class_name(t->why),
			 "frames", number(t->count.frames),
			 "bytes", number(t->count.bytes),
			 "source", mac(t->source),
			 "first_seconds_ago", seconds_since(t->first_ns, now),
			 "last_seconds_ago", seconds_since(t->last_ns, now));
}

json_t *json_fast_path(const struct erd_port_account *account,
		       const struct erd_unknown_tag *unknown, size_t n,
		       const struct timespec *now)
{
	json_t *classes = json_object(), *tags = json_array();
	size_t i;

	for (i = 0; i < ERD_TAGS_CLASSES; i++)
		json_object_set_new(classes, erd_tag_class_name(i),
				    json_counts(&account->count[i]));
	for (i = 0; i < n; i++)
		json_array_append_new(tags, unknown_tag(&unknown[i], now));
	return json_pack("{s:o, s:o}", "classes", classes,
			 "unknown_tags", tags);
}

/* --- events ------------------------------------------------------------- */

/* What a value of an event means, or null where the type has none. */
static json_t *event_value(uint32_t type, uint32_t value)
{
	switch (type) {
	case ERD_EVENT_PORT_ADMIN:
	case ERD_EVENT_CIRCUIT_ADMIN:
	case ERD_EVENT_PEERING_ADMIN:
		return json_string(erd_admin_state_name(value));
	case ERD_EVENT_PORT_CARRIER:
	case ERD_EVENT_SUBIF_CARRIER:
		return json_string(value ? "up" : "down");
	case ERD_EVENT_SUBIF_MTU:
		return json_integer(value);
	default:
		return json_null();
	}
}

static json_t *event_subif(const struct erd_subif *subif)
{
	return json_pack("{s:o, s:i, s:o, s:s, s:s, s:s, s:o, s:o, s:o, s:s, s:b, s:b}",
			 "ifname", json_text(subif->ifname),
			 "ifindex", subif->ifindex,
			 "netnsid", subif->netnsid < 0 ?
				 json_null() : json_integer(subif->netnsid),
			 "port", subif->port,
			 "pair", subif->pair,
			 "circuit", subif->circuit,
			 "peering", peering_word(subif->peering),
			 "stag", tag(subif->stag),
			 "ctag", tag(subif->ctag),
			 "admin_state",
			 erd_admin_state_name(subif->admin_state),
			 "up", subif->up,
			 "carrier", subif->carrier);
}

json_t *json_event(const struct erd_event_info *event)
{
	return json_pack("{s:o, s:s, s:o, s:n, s:o, s:o, s:o, s:o, s:o}",
			 "seq", event->seq ? number(event->seq) : json_null(),
			 "type", erd_event_name(event->type),
			 "cause", event->seq ?
				 json_string(erd_cause_name(event->cause)) :
				 json_null(),
			 "count",
			 "old", event_value(event->type, event->old_value),
			 "new", event_value(event->type, event->new_value),
			 "port", event->has_port ?
				 json_port(&event->port, NULL, NULL) :
				 json_null(),
			 "circuit", event->has_circuit ?
				 json_circuit(&event->circuit) : json_null(),
			 "sub_interface", event->has_subif ?
				 event_subif(&event->subif) : json_null());
}

/* --- documents ---------------------------------------------------------- */

int json_print(struct cli *cli, json_t *document)
{
	size_t flags = cli->options.pretty ? JSON_INDENT(2) : JSON_COMPACT;
	json_t *whole;
	int ret;

	/* All digits of a double would say 34.432000000000002. */
	flags |= JSON_REAL_PRECISION(15);
	whole = json_pack("{s:s}", "schema", "erdctl/1");
	if (!document || !whole || json_object_update(whole, document)) {
		json_decref(whole);
		json_decref(document);
		return erd_fail(&cli->err, ERD_ERROR, "out of memory");
	}
	errno = 0;
	ret = json_dumpf(whole, stdout, flags);
	if (!ret && putchar('\n') == EOF)
		ret = -1;
	json_decref(whole);
	json_decref(document);
	return ret ? cli_output_failed(cli, errno) : ERD_OK;
}
