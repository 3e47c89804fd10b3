// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The shape of erdctl's JSON: what each member is, and, where python3 has
 * jsonschema, that the published schema says so too.
 */
#include "attachment.h"
#include "json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

/* --- a small edge ------------------------------------------------------- */

static const struct erd_port port_template = {
	.name = "er1",
	.pair = "d1",
	.ifname = "eth0",
	.ifindex = 2,
	.role = ERD_ROLE_PRIMARY,
	.encap = ERD_ENCAP_QINQ,
	.outer_tpid = 0x8100,
	.admin_state = ERD_ADMIN_STATE_ENABLED,
	.carrier = true,
	.subifs = 1,
	.subif_mtu = 1500,
	.n_unknown = 2,
	.unknown = {
		{
			.reason = ERD_DROP_UNKNOWN_STAG,
			.outer_tpid = 0x8100, .outer_vid = 1999,
			.inner_tpid = 0x8100, .inner_vid = 0,
			.source = { 2, 0x65, 0, 0, 0, 0xff },
			.frames = 11,
			.first_ns = 1000000000, .last_ns = 2500000000,
		}, {
			.reason = ERD_DROP_WRONG_TPID,
			.outer_tpid = 0x9100, .outer_vid = -1, .inner_vid = -1,
			.last_ns = 9000000000000,	/* after now */
		},
	},
	.stats = { .rx_bytes = 1ULL << 40, .rx_drops[ERD_DROP_LOWER] = 3 },
};

static const struct timespec three_seconds = { .tv_sec = 3 };

static const struct erd_subif subif_template = {
	.ifindex = 9,
	.ifname = "hq1.p1",
	.netnsid = -1,
	.port = "er1",
	.pair = "d1",
	.circuit = "hq1",
	.peering = ERD_PEERING_PRIVATE,
	.stag = 1000,
	.ctag = 100,
	.up = true,
};

static const struct erd_circuit circuit_template = {
	.pair = "d1",
	.name = "hq1",
	.stag = 1000,
	.subifs = 1,
	.admin_state = ERD_ADMIN_STATE_ENABLED,
};

struct edge {
	struct erd_port ports[2];
	struct erd_subif subifs[4];
	struct model model;
};

/* Ports in the wrong order, sub-interfaces mixed up, as a kernel may. */
static void make_edge(struct edge *edge)
{
	size_t i;

	memset(edge, 0, sizeof(*edge));
	for (i = 0; i < 2; i++)
		edge->ports[i] = port_template;
	strcpy(edge->ports[0].name, "er2");
	edge->ports[0].role = ERD_ROLE_SECONDARY;
	for (i = 0; i < 4; i++)
		edge->subifs[i] = subif_template;
	strcpy(edge->subifs[0].port, "er2");
	edge->subifs[0].netnsid = 4;
	edge->subifs[1].peering = ERD_PEERING_MICROSOFT;
	edge->subifs[1].ctag = 200;
	/* By hand, on a pair without S-tags. */
	strcpy(edge->subifs[3].circuit, "odd");
	edge->subifs[3].peering = ERD_PEERING_UNSPEC;
	edge->subifs[3].stag = 0;
	edge->model.ports = edge->ports;
	edge->model.n_ports = 2;
	edge->model.subifs = edge->subifs;
	edge->model.n_subifs = 4;
	assert_int_equal(model_group(&edge->model), 0);
}

static void free_edge(struct edge *edge)
{
	free(edge->model.peerings);
}

/* --- asking a document -------------------------------------------------- */

static json_t *member(const json_t *object, const char *name)
{
	json_t *value = json_object_get(object, name);

	if (!value)
		fail_msg("there is no '%s'", name);
	return value;
}

static void check_number(const json_t *object, const char *name,
			 json_int_t expected)
{
	assert_true(json_is_integer(member(object, name)));
	assert_true(json_integer_value(member(object, name)) == expected);
}

static void check_text(const json_t *object, const char *name,
		       const char *expected)
{
	assert_true(json_is_string(member(object, name)));
	assert_string_equal(json_string_value(member(object, name)), expected);
}

static void check_null(const json_t *object, const char *name)
{
	assert_true(json_is_null(member(object, name)));
}

static void check_bool(const json_t *object, const char *name, bool expected)
{
	assert_true(json_is_boolean(member(object, name)));
	assert_int_equal(json_is_true(member(object, name)), expected);
}

/* --- shapes ------------------------------------------------------------- */

static void a_port(void **state)
{
	json_t *port = json_port(&port_template, "generic", &three_seconds);
	const json_t *stats;

	(void)state;
	assert_non_null(port);
	check_text(port, "name", "er1");
	check_text(port, "pair", "d1");
	check_text(port, "role", "primary");
	check_text(port, "encap", "qinq");
	check_text(port, "outer_tpid", "0x8100");
	check_text(port, "ifname", "eth0");
	check_number(port, "ifindex", 2);
	check_text(port, "admin_state", "enabled");
	check_bool(port, "carrier", true);
	check_number(port, "sub_interfaces", 1);
	check_number(port, "sub_interface_mtu", 1500);
	check_text(port, "xdp", "generic");
	stats = member(port, "stats");
	check_number(stats, "rx_bytes", 1LL << 40);
	check_number(stats, "tx_frames", 0);
	check_number(member(stats, "rx_drops"), "lower", 3);
	assert_int_equal(json_object_size(member(stats, "tx_drops")),
			 ERD_DROP_MAX);
	json_decref(port);
}

static void an_attachment(void **state)
{
	const struct erd_attachment is = {
		.mode = ERD_XDP_NATIVE,
		.tag_source = ERD_TAG_SOURCE_UNSTRIPPED,
		.tx_hook = ERD_TX_HOOK_CLSACT,
		.rx = { .id = 7, .tag = "0123456789abcdef",
			.loaded_ns = 1000000000, .runs = 4, .run_ns = 50 },
		.tx = { .id = 8, .tag = "fedcba9876543210" },
		.driver_frags = ERD_FLAG_UNREPORTED,
		.version = "0.1.0",
		.current = true,
	};
	json_t *object = attachment_json(&is, &three_seconds);
	const json_t *rx;

	(void)state;
	assert_non_null(object);
	check_text(object, "mode", "native");
	check_text(object, "tag_source", "unstripped");
	check_text(object, "tx_hook", "clsact");
	check_null(object, "driver_frags");
	check_bool(object, "current", true);
	check_null(object, "warning");
	rx = member(object, "rx_program");
	check_number(rx, "id", 7);
	check_text(rx, "tag", "0123456789abcdef");
	assert_float_equal(json_number_value(member(rx, "loaded_seconds_ago")),
			   2.0, 1e-6);
	assert_float_equal(json_number_value(member(rx, "ns_per_run")), 12.5,
			   1e-6);
	check_null(member(object, "tx_program"), "ns_per_run");
	json_decref(object);
}

static void a_port_not_all_of_which_is_known(void **state)
{
	struct erd_port port = port_template;
	json_t *object;

	(void)state;
	port.ifname[0] = '\0';
	port.outer_tpid = 0x88a8;
	port.subif_mtu = 0;
	object = json_port(&port, NULL, NULL);
	check_null(object, "sub_interface_mtu");
	check_null(object, "unknown_tags");
	check_null(object, "ifname");
	check_null(object, "xdp");
	check_text(object, "outer_tpid", "0x88a8");
	json_decref(object);
}

static void a_circuit(void **state)
{
	struct erd_circuit circuit = circuit_template;
	json_t *object;

	(void)state;
	object = json_circuit(&circuit);
	check_text(object, "name", "hq1");
	check_number(object, "stag", 1000);
	check_text(object, "admin_state", "enabled");
	json_decref(object);
	circuit.admin_state = ERD_ADMIN_STATE_DISABLED;
	circuit.stag = 0;
	object = json_circuit(&circuit);
	check_null(object, "stag");
	check_text(object, "admin_state", "disabled");
	json_decref(object);
}

static void peerings_are_grouped(void **state)
{
	struct edge edge;
	json_t *array;

	(void)state;
	make_edge(&edge);
	assert_string_equal(edge.model.ports[0].name, "er1");
	array = json_peerings(&edge.model);
	assert_int_equal(json_array_size(array), 3);

	/* No S-tag comes first. */
	check_text(json_array_get(array, 0), "circuit", "odd");
	check_null(json_array_get(array, 0), "peering");
	check_null(json_array_get(array, 0), "stag");

	check_text(json_array_get(array, 1), "peering", "private");
	check_number(json_array_get(array, 1), "ctag", 100);
	check_text(json_array_get(array, 1), "admin_state", "disabled");
	assert_int_equal(json_array_size(member(json_array_get(array, 1),
						"sub_interfaces")), 2);
	check_text(json_array_get(array, 2), "peering", "microsoft");
	assert_int_equal(json_array_size(member(json_array_get(array, 2),
						"sub_interfaces")), 1);
	json_decref(array);
	free_edge(&edge);
}

static void subifs_of_a_peering_come_by_role(void **state)
{
	json_t *array, *subifs;
	struct edge edge;

	(void)state;
	make_edge(&edge);
	array = json_peerings(&edge.model);
	subifs = member(json_array_get(array, 1), "sub_interfaces");
	check_text(json_array_get(subifs, 0), "role", "primary");
	check_null(json_array_get(subifs, 0), "netnsid");
	check_text(json_array_get(subifs, 1), "role", "secondary");
	check_number(json_array_get(subifs, 1), "netnsid", 4);
	check_bool(json_array_get(subifs, 1), "up", true);
	check_bool(json_array_get(subifs, 1), "carrier", false);
	json_decref(array);
	free_edge(&edge);
}

static void priorities(void **state)
{
	const struct erd_pcp_maps maps = {
		.egress_pcp[6] = 5,
		.ingress_prio[7] = 15,
	};
	json_t *subif = json_subif(&subif_template, &port_template), *map;

	(void)state;
	json_add_pcp(subif, &maps);
	map = member(subif, "egress_pcp");
	assert_int_equal(json_array_size(map), 16);
	assert_int_equal(json_integer_value(json_array_get(map, 6)), 5);
	assert_int_equal(json_integer_value(json_array_get(map, 7)), 0);
	map = member(subif, "ingress_prio");
	assert_int_equal(json_array_size(map), 8);
	assert_int_equal(json_integer_value(json_array_get(map, 7)), 15);
	json_add_pcp(subif, NULL);
	check_null(subif, "egress_pcp");
	check_null(subif, "ingress_prio");
	json_decref(subif);
}

static void counters_without_a_sign(void **state)
{
	const struct erd_account account = { .rx = { UINT64_MAX, 5 } };
	json_t *object = json_counts(&account);

	(void)state;
	check_number(object, "rx_frames", INT64_MAX);
	check_number(object, "rx_bytes", 5);
	json_decref(object);
}

static json_t *make_fast_path(void)
{
	static const struct erd_unknown_tag tags[] = {
		{
			.outer_tpid = 0x8100, .outer_vid = 1999,
			.inner_tpid = 0x8100, .inner_vid = 9,
			.why = ERD_TAGS_UNKNOWN_STAG,
			.count = { 11, 910 },
			.first_ns = 1000000000, .last_ns = 2500000000,
			.source = { 2, 0x65, 0, 0, 0, 0xff },
		}, {
			.outer_tpid = 0x9100, .outer_vid = 0,
			.inner_tpid = 0, .inner_vid = 0,
			.why = ERD_TAGS_WRONG_TPID, .transmitted = true,
			.last_ns = 9000000000000,	/* after now */
		},
	};
	const struct erd_port_account account = {
		.count[ERD_TAGS_MATCHED] = { .rx = { 8, 760 } },
	};

	return json_fast_path(&account, tags, 2, &three_seconds);
}

static const struct erd_circuit_settings settings = {
	.rates.rx = { 50000000, 65536 },
	.sampling = { .every = 1000, .snap = 128 },
};

static void settings_of_a_circuit(void **state)
{
	json_t *object = json_circuit(&circuit_template);

	(void)state;
	json_add_settings(object, NULL);
	check_null(object, "rates");
	check_null(object, "sampling");
	json_add_settings(object, &settings);
	check_number(member(member(object, "rates"), "in"), "bits_per_second",
		     50000000);
	check_number(member(member(object, "rates"), "in"), "burst_bytes",
		     65536);
	check_null(member(object, "rates"), "out");
	check_number(member(object, "sampling"), "every", 1000);
	check_number(member(object, "sampling"), "snap_bytes", 128);
	json_decref(object);
}

static json_t *make_subif_fast_path(void)
{
	static const struct erd_account account = { .rx = { 8, 760 } };
	static const struct erd_account dropped = { .tx = { 3, 4500 } };
	static const struct erd_histogram histogram = { .rx = { 1, 2 },
							.tx[7] = 9 };
	json_t *object = json_counts(&account);

	json_add_fast(object, &dropped, &histogram);
	return object;
}

static void fast_path_of_a_subif(void **state)
{
	json_t *object = make_subif_fast_path(), *sizes;

	(void)state;
	check_number(object, "rx_frames", 8);
	check_number(member(member(object, "drops"), "rate_limited"),
		     "tx_bytes", 4500);
	sizes = member(object, "sizes");
	assert_int_equal(json_array_size(sizes), ERD_SIZES);
	check_number(json_array_get(sizes, 0), "max_bytes", 64);
	check_number(json_array_get(sizes, 1), "rx_frames", 2);
	check_null(json_array_get(sizes, 7), "max_bytes");
	check_number(json_array_get(sizes, 7), "tx_frames", 9);
	json_add_fast(object, &(struct erd_account){}, NULL);
	check_null(object, "sizes");
	json_decref(object);
}

static void unknown_tags(void **state)
{
	json_t *fast_path = make_fast_path(), *tags, *tag;

	(void)state;
	assert_int_equal(json_object_size(member(fast_path, "classes")),
			 ERD_TAGS_CLASSES);
	check_number(member(member(fast_path, "classes"), "matched"),
		     "rx_frames", 8);
	tags = member(fast_path, "unknown_tags");
	tag = json_array_get(tags, 0);
	check_text(tag, "direction", "rx");
	check_number(tag, "outer_vid", 1999);
	check_text(tag, "inner_tpid", "0x8100");
	check_number(tag, "inner_vid", 9);
	check_text(tag, "why", "unknown_stag");
	check_text(tag, "source", "02:65:00:00:00:ff");
	assert_true(json_real_value(member(tag, "first_seconds_ago")) == 2.0);
	assert_true(json_real_value(member(tag, "last_seconds_ago")) == 0.5);
	tag = json_array_get(tags, 1);
	check_text(tag, "direction", "tx");
	check_number(tag, "outer_vid", 0);
	check_null(tag, "inner_tpid");
	check_null(tag, "inner_vid");
	assert_true(json_real_value(member(tag, "last_seconds_ago")) == 0);
	json_decref(fast_path);
}

static void tags_that_the_module_remembers(void **state)
{
	json_t *port = json_port(&port_template, "off", &three_seconds);
	const json_t *tags = member(port, "unknown_tags"), *tag;

	(void)state;
	assert_int_equal(json_array_size(tags), 2);
	tag = json_array_get(tags, 0);
	check_text(tag, "reason", "unknown_stag");
	check_text(tag, "outer_tpid", "0x8100");
	check_number(tag, "outer_vid", 1999);
	check_text(tag, "inner_tpid", "0x8100");
	check_number(tag, "inner_vid", 0);
	check_number(tag, "frames", 11);
	check_text(tag, "source", "02:65:00:00:00:ff");
	assert_true(json_real_value(member(tag, "first_seconds_ago")) == 2.0);
	assert_true(json_real_value(member(tag, "last_seconds_ago")) == 0.5);
	tag = json_array_get(tags, 1);
	check_text(tag, "reason", "wrong_tpid");
	check_null(tag, "outer_vid");
	check_null(tag, "inner_tpid");
	check_null(tag, "inner_vid");
	assert_true(json_real_value(member(tag, "last_seconds_ago")) == 0);
	json_decref(port);
}

static void events(void **state)
{
	struct erd_event_info event = {
		.seq = 7,
		.type = ERD_EVENT_PORT_ADMIN,
		.new_value = ERD_ADMIN_STATE_ENABLED,
		.has_port = true,
		.port = port_template,
	};
	json_t *object = json_event(&event);

	(void)state;
	check_number(object, "seq", 7);
	check_text(object, "type", "port_admin");
	check_text(object, "cause", "request");
	check_text(object, "old", "disabled");
	check_text(object, "new", "enabled");
	check_null(object, "count");
	check_null(object, "circuit");
	check_null(object, "sub_interface");
	check_text(member(object, "port"), "name", "er1");
	json_decref(object);

	event.type = ERD_EVENT_SUBIF_CARRIER;
	event.cause = ERD_CAUSE_CIRCUIT;
	event.has_port = false;
	event.has_subif = true;
	event.subif = subif_template;
	object = json_event(&event);
	check_text(object, "old", "down");
	check_text(object, "new", "up");
	check_text(object, "cause", "circuit");
	check_text(member(object, "sub_interface"), "admin_state", "disabled");
	check_text(member(object, "sub_interface"), "circuit", "hq1");
	json_decref(object);

	event.type = ERD_EVENT_PEERING_ADMIN;
	object = json_event(&event);
	check_text(object, "old", "disabled");
	check_text(object, "new", "enabled");
	json_decref(object);

	event.type = ERD_EVENT_SUBIF_MTU;
	event.old_value = 1500;
	event.new_value = 1400;
	object = json_event(&event);
	check_number(object, "old", 1500);
	check_number(object, "new", 1400);
	json_decref(object);

	event.type = ERD_EVENT_SUBIF_ADDED;
	object = json_event(&event);
	check_null(object, "old");
	check_null(object, "new");
	json_decref(object);
}

static void events_of_the_library(void **state)
{
	const struct erd_event_info event = {
		.type = ERD_EVENT_MODULE_UNLOADED,
	};
	json_t *object = json_event(&event);

	(void)state;
	check_text(object, "type", "module_unloaded");
	check_null(object, "seq");
	check_null(object, "cause");
	check_null(object, "port");
	json_decref(object);
}

static void times(void **state)
{
	const struct timespec time = {
		.tv_sec = 1000000000,
		.tv_nsec = 7999999,
	};
	char text[TIME_TEXT_SIZE];

	(void)state;
	time_text(&time, text);
	assert_string_equal(text, "2001-09-09T01:46:40.007Z");
}

/* --- the schema --------------------------------------------------------- */

/* With what the command itself puts before it. */
static void add_event(json_t *array, const struct erd_event_info *event)
{
	json_t *object = json_event(event);

	json_object_set_new(object, "schema", json_string("erdctl/1"));
	json_object_set_new(object, "time",
			    json_string("2001-09-09T01:46:40.007Z"));
	json_array_append_new(array, object);
}

static void add_events(json_t *array)
{
	struct erd_event_info event = {
		.seq = 1,
		.has_port = true,
		.port = port_template,
		.has_circuit = true,
		.circuit = circuit_template,
		.has_subif = true,
		.subif = subif_template,
	};

	for (; event.type <= ERD_EVENT_SUBIF_MTU; event.type++)
		add_event(array, &event);
	for (event.type = 0; event.cause <= ERD_CAUSE_DEVICE; event.cause++)
		add_event(array, &event);
	memset(&event, 0, sizeof(event));
	event.type = ERD_EVENT_MODULE_LOADED;
	add_event(array, &event);
	event.type = ERD_EVENT_MODULE_UNLOADED;
	add_event(array, &event);
}

static json_t *documents(const struct edge *edge)
{
	json_t *circuit, *stats_port, *peerings, *array = json_array();
	const struct erd_pcp_maps maps = {};

	stats_port = json_port(&port_template, "native", &three_seconds);
	json_object_set_new(stats_port, "fast_path", make_fast_path());
	json_array_append_new(array, json_pack("{s:s, s:o, s:o}",
		"schema", "erdctl/1", "ports", json_ports(&edge->model),
		"peerings", json_peerings(&edge->model)));
	circuit = json_circuit(&circuit_template);
	json_add_settings(circuit, &settings);
	json_array_append_new(array, json_pack("{s:s, s:[o, o]}",
		"schema", "erdctl/1", "circuits", circuit,
		json_circuit(&circuit_template)));
	json_array_append_new(array, json_pack("{s:s, s:s, s:[o], s:[]}",
		"schema", "erdctl/1", "time", "2001-09-09T01:46:40.007Z",
		"ports", stats_port, "peerings"));
	peerings = json_peerings(&edge->model);
	json_add_pcp(json_array_get(member(json_array_get(peerings, 0),
					   "sub_interfaces"), 0), &maps);
	json_object_set_new(json_array_get(member(json_array_get(peerings, 0),
						  "sub_interfaces"), 0),
			    "fast_path", make_subif_fast_path());
	json_add_pcp(json_array_get(member(json_array_get(peerings, 1),
					   "sub_interfaces"), 0), NULL);
	json_array_append_new(array, json_pack("{s:s, s:o}",
		"schema", "erdctl/1", "peerings", peerings));
	add_events(array);
	return array;
}

/* Runs tests/cli/validate.py, beside this file's folder, on @input. */
static int validate(const char *input, const char *complaints)
{
	char command[4096];
	FILE *pipe;

	snprintf(command, sizeof(command),
		 "python3 '%.*s/../cli/validate.py' >/dev/null 2>>%s",
		 (int)(strrchr(__FILE__, '/') - __FILE__), __FILE__,
		 complaints);
	pipe = popen(command, "w");
	assert_non_null(pipe);
	fputs(input, pipe);
	return WEXITSTATUS(pclose(pipe));
}

/* One document a line. */
static char *lines_of(const json_t *array)
{
	char *text = NULL, *line;
	size_t i, len;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	for (i = 0; i < json_array_size(array); i++) {
		line = json_dumps(json_array_get(array, i), JSON_COMPACT);
		fprintf(out, "%s\n", line);
		free(line);
	}
	fclose(out);
	return text;
}

static void the_schema_agrees(void **state)
{
	char *text;
	json_t *array, *broken;
	struct edge edge;

	(void)state;
	if (system("python3 -c 'import jsonschema' 2>/dev/null"))
		skip();
	make_edge(&edge);
	array = documents(&edge);
	text = lines_of(array);
	if (validate(text, "/dev/stderr"))
		fail_msg("the schema refuses a line of\n%s", text);
	free(text);
	/* And it does refuse. */
	broken = json_deep_copy(json_array_get(array, 0));
	json_object_set_new(json_array_get(member(broken, "ports"), 0),
			    "ifindex", json_string("2"));
	text = json_dumps(broken, JSON_COMPACT);
	assert_int_not_equal(validate(text, "/dev/null"), 0);
	free(text);
	json_decref(broken);
	json_decref(array);
	free_edge(&edge);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_port),
		cmocka_unit_test(an_attachment),
		cmocka_unit_test(a_port_not_all_of_which_is_known),
		cmocka_unit_test(a_circuit),
		cmocka_unit_test(peerings_are_grouped),
		cmocka_unit_test(subifs_of_a_peering_come_by_role),
		cmocka_unit_test(priorities),
		cmocka_unit_test(counters_without_a_sign),
		cmocka_unit_test(settings_of_a_circuit),
		cmocka_unit_test(fast_path_of_a_subif),
		cmocka_unit_test(unknown_tags),
		cmocka_unit_test(tags_that_the_module_remembers),
		cmocka_unit_test(events),
		cmocka_unit_test(events_of_the_library),
		cmocka_unit_test(times),
		cmocka_unit_test(the_schema_agrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
