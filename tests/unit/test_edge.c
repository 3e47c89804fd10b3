// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is wanted without the devices that are not there; the fast path. */
#include "plan.h"
#include "sampling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char *there;	/* the devices, with a blank after each */

static bool exists(const char *ifname)
{
	char name[IFNAMSIZ + 2];

	snprintf(name, sizeof(name), "%s ", ifname);
	return strstr(there, name);
}

static void add_port(struct edge *edge, const char *pair, int link)
{
	struct edge_port *port = list_add(&edge->ports);

	snprintf(port->name, sizeof(port->name), "%s-%d", pair, link);
	snprintf(port->ifname, sizeof(port->ifname), "%s%d", pair, link);
	strcpy(port->pair, pair);
	port->role = link - 1;
	port->outer_tpid = 0x8100;
	port->xdp = ERD_XDP_NATIVE;
}

/* A pair of two ports with a circuit and its peering. */
static void add_pair(struct edge *edge, const char *pair)
{
	struct edge_circuit *circuit = list_add(&edge->circuits);
	struct edge_subif *subif;
	struct prefix *address;
	int link;

	strcpy(circuit->pair, pair);
	strcpy(circuit->name, "hq");
	circuit->stag = 1000;
	circuit->admin_state = ERD_ADMIN_STATE_ENABLED;
	for (link = 1; link <= 2; link++) {
		add_port(edge, pair, link);
		subif = list_add(&edge->subifs);
		snprintf(subif->port, sizeof(subif->port), "%s-%d", pair,
			 link);
		snprintf(subif->ifname, sizeof(subif->ifname), "hq.p%d", link);
		strcpy(subif->pair, pair);
		strcpy(subif->circuit, "hq");
		subif->peering = ERD_PEERING_PRIVATE;
		subif->stag = 1000;
		subif->ctag = 100;
		subif->admin_state = ERD_ADMIN_STATE_ENABLED;
		subif->up = true;
		subif->mtu = 1500;
		subif->addresses = (struct list)LIST_OF(struct prefix);
		address = list_add(&subif->addresses);
		prefix_parse(link == 1 ? "10.0.0.0/30" : "10.0.0.4/30",
			     address);
	}
}

static void names(const struct list *absent, const char *expected)
{
	const char (*name)[IFNAMSIZ] = absent->items;
	char text[256] = "";
	size_t i;

	for (i = 0; i < absent->n; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "%s ", name[i]);
	assert_string_equal(text, expected);
}

static void takes_absent_ports(void **state)
{
	struct list absent = { .size = IFNAMSIZ };
	struct edge wanted, is;

	(void)state;
	edge_init(&is);
	edge_init(&wanted);
	add_pair(&wanted, "a");
	add_pair(&wanted, "b");
	there = "a1 a2 b1 b2 ";
	assert_true(edge_take_absent(&wanted, &is, exists, &absent));
	names(&absent, "");
	assert_int_equal(wanted.subifs.n, 4);
	/* One of two: the circuit is, on the other. */
	there = "a1 b1 b2 ";
	assert_true(edge_take_absent(&wanted, &is, exists, &absent));
	names(&absent, "a2 ");
	assert_int_equal(wanted.ports.n, 3);
	assert_int_equal(wanted.circuits.n, 2);
	assert_int_equal(wanted.subifs.n, 3);
	assert_null(edge_port(&wanted, "a-2"));
	/* Both: there is no pair to make a circuit on. */
	list_clear(&absent);
	there = "b1 b2 ";
	assert_true(edge_take_absent(&wanted, &is, exists, &absent));
	names(&absent, "a1 ");
	assert_int_equal(wanted.circuits.n, 1);
	assert_non_null(edge_circuit(&wanted, "b", "hq"));
	assert_int_equal(wanted.subifs.n, 2);
	list_free(&absent);
	edge_free(&wanted);
	edge_free(&is);
}

/* What was there before its devices went is neither made nor deleted. */
static void keeps_what_is_there(void **state)
{
	struct list absent = { .size = IFNAMSIZ };
	struct edge wanted, is, owned;
	struct erd_error err;
	struct plan plan;

	(void)state;
	edge_init(&is);
	edge_init(&owned);
	edge_init(&wanted);
	add_pair(&wanted, "a");
	add_pair(&owned, "a");
	/* The kernel keeps the pair for its circuit. */
	*(struct edge_circuit *)list_add(&is.circuits) =
		*edge_circuit(&wanted, "a", "hq");
	there = "";
	assert_true(edge_take_absent(&wanted, &is, exists, &absent));
	names(&absent, "a2 a1 ");
	assert_int_equal(plan_make(&plan, &is, &wanted, &owned, &err), ERD_OK);
	assert_int_equal(plan.changes.n, 0);
	plan_free(&plan);
	/* A port that is there by another device becomes this one, or fails. */
	list_clear(&absent);
	add_port(&wanted, "a", 1);
	add_port(&is, "a", 1);
	strcpy(((struct edge_port *)is.ports.items)->ifname, "old1");
	assert_true(edge_take_absent(&wanted, &is, exists, &absent));
	names(&absent, "");
	list_free(&absent);
	edge_free(&wanted);
	edge_free(&owned);
	edge_free(&is);
}

static void plans(const struct edge *is, const struct edge *wanted,
		  const char *expected)
{
	const struct change *change;
	char text[CHANGE_TEXT_SIZE];
	struct erd_error err;
	struct edge none;
	struct plan plan;

	edge_init(&none);
	assert_int_equal(plan_make(&plan, is, wanted, &none, &err), ERD_OK);
	assert_int_equal(plan_impact(&plan), IMPACT_NONE);
	assert_int_equal(plan.changes.n, expected ? 1 : 0);
	change = plan.changes.items;
	if (expected)
		assert_string_equal(change_text(change, text), expected);
	assert_false(((struct edge_port *)plan.after.ports.items)->outdated);
	plan_free(&plan);
}

/* It comes, goes and is replaced where it is; the port stays. */
static void plans_the_fast_path(void **state)
{
	struct edge is, wanted;
	struct edge_port *port;

	(void)state;
	edge_init(&is);
	edge_init(&wanted);
	add_port(&wanted, "a", 1);
	add_port(&is, "a", 1);
	port = is.ports.items;
	plans(&is, &wanted, NULL);
	port->outdated = true;
	plans(&is, &wanted, "upgrade the fast path of port 'a-1'");
	port->xdp = ERD_XDP_GENERIC;
	plans(&is, &wanted,
	      "attach the fast path to port 'a-1': xdp native");
	port->outdated = false;
	port->xdp = ERD_XDP_NONE;
	plans(&is, &wanted,
	      "attach the fast path to port 'a-1': xdp native");
	port->xdp = ERD_XDP_NATIVE;
	((struct edge_port *)wanted.ports.items)->xdp = ERD_XDP_NONE;
	plans(&is, &wanted, "take the fast path off port 'a-1'");
	edge_free(&is);
	edge_free(&wanted);
}

/* Each change of the plan, with its step before it. */
static void plan_is(const struct edge *is, const struct edge *wanted,
		    const char *expected)
{
	const struct change *change;
	char text[CHANGE_TEXT_SIZE], all[2048] = "";
	struct erd_error err;
	struct edge none;
	struct plan plan;

	edge_init(&none);
	assert_int_equal(plan_make(&plan, is, wanted, &none, &err), ERD_OK);
	assert_int_equal(plan_impact(&plan), IMPACT_NONE);
	desired_each(change, &plan.changes)
		snprintf(all + strlen(all), sizeof(all) - strlen(all),
			 "%u %s\n", change->step, change_text(change, text));
	assert_string_equal(all, expected);
	plan_free(&plan);
}

static const struct erd_rate some = { 50000000, 65536 };

/* What a circuit is limited to, on all ports; and while there is somebody. */
static void plans_what_the_fast_path_is_told(void **state)
{
	struct edge_circuit *circuit;
	struct edge is, wanted;
	struct edge_port *port;

	(void)state;
	edge_init(&is);
	edge_init(&wanted);
	add_pair(&is, "a");
	add_pair(&wanted, "a");
	circuit = wanted.circuits.items;
	circuit->set.rates.rx = some;
	circuit->set.sampling = sampling_of_circuit(10, 128);
	plan_is(&is, &wanted,
		"1 limit circuit 'hq' to 50mbit in, burst 65536 bytes\n"
		"1 sample one of 10 frames of circuit 'hq', 128 bytes each\n");
	/* It is so on one port only: all of it is said again. */
	circuit = is.circuits.items;
	circuit->set = ((struct edge_circuit *)wanted.circuits.items)->set;
	plan_is(&is, &wanted, "");
	circuit->uneven = true;
	plan_is(&is, &wanted,
		"1 limit circuit 'hq' to 50mbit in, burst 65536 bytes\n"
		"1 take the limit out off circuit 'hq'\n"
		"1 sample one of 10 frames of circuit 'hq', 128 bytes each\n");
	circuit->uneven = false;
	/* The first fast path to go takes nothing along, the last one does. */
	port = wanted.ports.items;
	port[0].xdp = ERD_XDP_NONE;
	plan_is(&is, &wanted, "1 take the fast path off port 'a-1'\n");
	port[1].xdp = ERD_XDP_NONE;
	plan_is(&is, &wanted,
		"1 take the fast path off port 'a-1'\n"
		"2 take the limit in off circuit 'hq'\n"
		"2 sample no more of circuit 'hq'\n"
		"2 take the fast path off port 'a-2'\n");
	/* Nobody is there to be told. */
	port = is.ports.items;
	port[0].xdp = port[1].xdp = ERD_XDP_NONE;
	memset(&circuit->set, 0, sizeof(circuit->set));
	plan_is(&is, &wanted, "");
	edge_free(&is);
	edge_free(&wanted);
}

static void plans_what_a_port_counts(void **state)
{
	struct edge is, wanted;
	struct edge_port *port;

	(void)state;
	edge_init(&is);
	edge_init(&wanted);
	add_port(&is, "a", 1);
	add_port(&wanted, "a", 1);
	port = wanted.ports.items;
	port->histogram = port->sample = true;
	plan_is(&is, &wanted,
		"1 count frames of port 'a-1' by size\n"
		"1 sample frames of port 'a-1' that no peering has\n");
	port->xdp = ERD_XDP_NONE;
	plan_is(&is, &wanted, "1 take the fast path off port 'a-1'\n");
	port = is.ports.items;
	port->histogram = port->sample = true;
	plan_is(&is, &wanted,
		"1 no more count frames of port 'a-1' by size\n"
		"1 no more sample frames of port 'a-1' that no peering has\n"
		"1 take the fast path off port 'a-1'\n");
	edge_free(&is);
	edge_free(&wanted);
}

static void plans_maps(void **state)
{
	struct edge_subif *subif;
	struct edge is, wanted;

	(void)state;
	edge_init(&is);
	edge_init(&wanted);
	add_pair(&is, "a");
	add_pair(&wanted, "a");
	subif = wanted.subifs.items;
	subif[0].pcp.egress_pcp[6] = 5;
	subif[1].pcp.egress_pcp[6] = 5;
	subif = is.subifs.items;
	subif[1].pcp = ((struct edge_subif *)wanted.subifs.items)[1].pcp;
	plan_is(&is, &wanted,
		"1 map priorities of hq.p1: egress-pcp 6:5, ingress-prio 0:0\n");
	edge_free(&is);
	edge_free(&wanted);
}

/* Only where there is IPv6, and not where the kernel makes one anyhow. */
static void puts_back_link_local(void **state)
{
	struct edge_subif *subif;
	struct edge is, wanted;
	struct list *addresses;

	(void)state;
	edge_init(&is);
	edge_init(&wanted);
	add_pair(&is, "a");
	add_pair(&wanted, "a");
	subif = is.subifs.items;
	prefix_parse("fe80::/64", &subif[0].link_local);
	subif[0].link_local.address[15] = 1;
	assert_true(edge_add_link_local(&wanted, &is));
	plan_is(&is, &wanted, "");
	addresses = &((struct edge_subif *)wanted.subifs.items)[0].addresses;
	prefix_parse("2001:db8::/126", list_add(addresses));
	assert_true(edge_add_link_local(&wanted, &is));
	plan_is(&is, &wanted, "1 add address 2001:db8::/126 to hq.p1\n"
			      "1 add address fe80::1/64 to hq.p1\n");
	addresses->n--;
	strcpy(subif[0].vrf, "red");
	assert_true(edge_add_link_local(&wanted, &is));
	assert_int_equal(addresses->n, 2);
	edge_free(&is);
	edge_free(&wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_absent_ports),
		cmocka_unit_test(keeps_what_is_there),
		cmocka_unit_test(plans_the_fast_path),
		cmocka_unit_test(plans_what_the_fast_path_is_told),
		cmocka_unit_test(plans_what_a_port_counts),
		cmocka_unit_test(plans_maps),
		cmocka_unit_test(puts_back_link_local),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
