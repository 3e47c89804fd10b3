// SPDX-License-Identifier: LGPL-2.1-or-later
/* The shape of erdctl's JSON: ports, circuits and peerings. */
#include "document.h"
#include "json_edge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

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
	stats = at(port, "stats");
	check_number(stats, "rx_bytes", 1LL << 40);
	check_number(stats, "tx_frames", 0);
	check_number(stats, "rx_drops/lower", 3);
	check_size(stats, "tx_drops", ERD_DROP_MAX);
	json_decref(port);
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
	check_size(array, "", 3);

	/* No S-tag comes first. */
	check_text(array, "0/circuit", "odd");
	check_null(array, "0/peering");
	check_null(array, "0/stag");

	check_text(array, "1/peering", "private");
	check_number(array, "1/ctag", 100);
	check_text(array, "1/admin_state", "disabled");
	check_size(array, "1/sub_interfaces", 2);
	check_text(array, "2/peering", "microsoft");
	check_size(array, "2/sub_interfaces", 1);
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
	subifs = at(array, "1/sub_interfaces");
	check_text(subifs, "0/role", "primary");
	check_null(subifs, "0/netnsid");
	check_text(subifs, "1/role", "secondary");
	check_number(subifs, "1/netnsid", 4);
	check_bool(subifs, "1/up", true);
	check_bool(subifs, "1/carrier", false);
	json_decref(array);
	free_edge(&edge);
}

static void priorities(void **state)
{
	const struct erd_pcp_maps maps = {
		.egress_pcp[6] = 5,
		.ingress_prio[7] = 15,
	};
	json_t *subif = json_subif(&subif_template, &port_template);

	(void)state;
	json_add_pcp(subif, &maps);
	check_size(subif, "egress_pcp", 16);
	check_number(subif, "egress_pcp/6", 5);
	check_number(subif, "egress_pcp/7", 0);
	check_size(subif, "ingress_prio", 8);
	check_number(subif, "ingress_prio/7", 15);
	json_add_pcp(subif, NULL);
	check_null(subif, "egress_pcp");
	check_null(subif, "ingress_prio");
	json_decref(subif);
}

static void tags_that_the_module_remembers(void **state)
{
	json_t *port = json_port(&port_template, "off", &three_seconds);
	const json_t *tags = at(port, "unknown_tags"), *tag;

	(void)state;
	check_size(tags, "", 2);
	tag = json_array_get(tags, 0);
	check_text(tag, "reason", "unknown_stag");
	check_text(tag, "outer_tpid", "0x8100");
	check_number(tag, "outer_vid", 1999);
	check_text(tag, "inner_tpid", "0x8100");
	check_number(tag, "inner_vid", 0);
	check_number(tag, "frames", 11);
	check_text(tag, "source", "02:65:00:00:00:ff");
	check_real(tag, "first_seconds_ago", 2.0);
	check_real(tag, "last_seconds_ago", 0.5);
	tag = json_array_get(tags, 1);
	check_text(tag, "reason", "wrong_tpid");
	check_null(tag, "outer_vid");
	check_null(tag, "inner_tpid");
	check_null(tag, "inner_vid");
	check_real(tag, "last_seconds_ago", 0);
	json_decref(port);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_port),
		cmocka_unit_test(a_port_not_all_of_which_is_known),
		cmocka_unit_test(a_circuit),
		cmocka_unit_test(peerings_are_grouped),
		cmocka_unit_test(subifs_of_a_peering_come_by_role),
		cmocka_unit_test(priorities),
		cmocka_unit_test(tags_that_the_module_remembers),
		cmocka_unit_test(times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
