// SPDX-License-Identifier: LGPL-2.1-or-later
/* What runs as a file: it wants what runs. */
#include "edge.h"
#include "print.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char file[] =
	"schema: erd/1\n"
	"vrfs:\n"
	"- name: red\n"
	"  table: 1001\n"
	"pairs:\n"
	"- name: ams\n"
	"  ports:\n"
	"  - name: ams-1\n"
	"    role: primary\n"
	"    device: e1\n"
	"    admin_state: enabled\n"
	"  - name: ams-2\n"
	"    role: secondary\n"
	"    device: e2\n"
	"    xdp: generic\n"
	"    histogram: true\n"
	"    sample: true\n"
	"  circuits:\n"
	"  - name: hq1\n"
	"    stag: 1000\n"
	"    rate_in: 2500mbit\n"
	"    burst_in: 1048576\n"
	"    rate_out: 50mbit\n"
	"    sample: 100\n"
	"    snap: 64\n"
	"    peerings:\n"
	"    - type: private\n"
	"      ctag: 100\n"
	"      mtu: 1400\n"
	"      egress_pcp: \"6:5,15:7\"\n"
	"      ingress_prio: \"5:6\"\n"
	"      vrf: red\n"
	"      ipv4:\n"
	"        primary: 10.0.0.0/30\n"
	"        secondary: 10.0.0.8/30\n"
	"      ipv6:\n"
	"        primary: \"fd00::/126\"\n"
	"        secondary: \"fd00::4/126\"\n"
	"    - type: microsoft\n"
	"      ctag: 101\n"
	"      admin_state: disabled\n"
	"  - name: hq2\n"
	"    stag: 1001\n"
	"    admin_state: disabled\n"
	"    rate_out: 1gbit\n"
	"- name: fra\n"
	"  encap: dot1q\n"
	"  outer_tpid: \"0x88a8\"\n"
	"  ports:\n"
	"  - name: fra-1\n"
	"    role: primary\n"
	"    device: e3\n"
	"    xdp: \"off\"\n"
	"  circuits:\n"
	"  - name: hq1\n"
	"    peerings:\n"
	"    - type: private\n"
	"      ctag: 5\n";

static void read(struct desired *desired)
{
	struct findings findings;

	findings_begin(&findings);
	desired_parse(desired, file, strlen(file), &findings);
	assert_int_equal(findings.errors, 0);
	findings_free(&findings);
}

/* In one form, with a peering's VRF at the peering. */
static void is_the_same(void **state)
{
	struct desired wanted, saved;
	json_t *was, *is;
	struct edge edge;
	char *text;
	size_t len;

	(void)state;
	read(&wanted);
	edge_init(&edge);
	assert_true(edge_add_desired(&edge, &wanted));
	assert_true(edge_to_desired(&edge, &saved));
	was = desired_json(&wanted, true);
	is = desired_json(&saved, true);
	text = yaml_text(is, &len);
	if (!json_equal(was, is))
		fail_msg("expected:\n%sseen:\n%s", file, text);
	free(text);
	json_decref(was);
	json_decref(is);
	edge_free(&edge);
	desired_free(&wanted);
	desired_free(&saved);
}

/* A file says a network of both links, or none; and no others' addresses. */
static void leaves_out_what_it_cannot_say(void **state)
{
	struct desired_peering *peering;
	struct desired_circuit *circuit;
	struct desired_pair *pair;
	struct desired wanted, saved;
	struct edge_subif *subif;
	struct prefix *address;
	struct edge edge;

	(void)state;
	read(&wanted);
	edge_init(&edge);
	assert_true(edge_add_desired(&edge, &wanted));
	subif = edge.subifs.items;
	/* another than the first of its network */
	address = subif->addresses.items;
	address->address[3]++;
	/* and one more, of somebody else */
	address = list_add(&subif->addresses);
	prefix_parse("192.0.2.0/24", address);
	/* other maps than on the other link */
	subif->pcp.egress_pcp[6] = 4;
	assert_true(edge_to_desired(&edge, &saved));
	pair = saved.pairs.items;
	circuit = pair->circuits.items;
	peering = circuit->peerings.items;
	assert_null(peering->ipv4);
	assert_non_null(peering->ipv6);
	assert_int_equal(peering->egress_pcp[15], 0);
	assert_int_equal(peering->ingress_prio[5], 0);
	edge_free(&edge);
	desired_free(&wanted);
	desired_free(&saved);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_the_same),
		cmocka_unit_test(leaves_out_what_it_cannot_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
