// SPDX-License-Identifier: LGPL-2.1-or-later
/* What erdctl prints is what the published schema says. */
#include "document.h"
#include "json_edge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

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
	json_add_pcp(at(peerings, "0/sub_interfaces/0"), &maps);
	json_object_set_new(at(peerings, "0/sub_interfaces/0"), "fast_path",
			    make_subif_fast_path());
	json_add_pcp(at(peerings, "1/sub_interfaces/0"), NULL);
	json_array_append_new(array, json_pack("{s:s, s:o}",
		"schema", "erdctl/1", "peerings", peerings));
	add_events(array);
	return array;
}

static void the_schema_agrees(void **state)
{
	json_t *array, *broken;
	struct edge edge;

	(void)state;
	need_schema();
	make_edge(&edge);
	array = documents(&edge);
	check_schema(array, true);
	/* And it does refuse. */
	broken = json_pack("[o]", json_deep_copy(json_array_get(array, 0)));
	json_object_set_new(at(broken, "0/ports/0"), "ifindex",
			    json_string("2"));
	check_schema(broken, false);
	json_decref(broken);
	json_decref(array);
	free_edge(&edge);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_schema_agrees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
