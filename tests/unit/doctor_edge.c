// SPDX-License-Identifier: LGPL-2.1-or-later
/* An edge where all is well. */
#include "doctor_edge.h"

#include <arpa/inet.h>
#include <linux/ethtool.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

struct edge_facts e;

struct prefix host(const char *text)
{
	struct prefix prefix;

	assert_int_not_equal(prefix_parse(text, &prefix), PREFIX_MALFORMED);
	prefix.len = strchr(text, ':') ? 126 : 30;
	inet_pton(prefix.family, strndupa(text, strcspn(text, "/")),
		  prefix.address);
	return prefix;
}

static void healthy_session(struct routing_session_state *s, int link,
			    int family)
{
	snprintf(s->name, sizeof(s->name), "hq1/private/%d", link + 1);
	snprintf(s->peer, sizeof(s->peer), "%s",
		 family == AF_INET ? "10.0.0.2" : "2001:db8::2");
	s->family = family;
	s->established = s->authenticated = true;
	strcpy(s->state, "Established");
	s->local_as = 65010;
	s->remote_as = 12076;
	s->uptime_s = 1000;
	s->prefixes_in = s->prefixes_out = 1;
	s->accept_limit = 4000;
	s->advertise_limit = 200;
	s->bfd.present = true;
	strcpy(s->bfd.status, "up");
	strcpy(s->bfd.diagnostic, "ok");
	s->bfd.rx_ms = s->bfd.tx_ms = 300;
	s->bfd.detect_ms = 900;
	s->bfd.uptime_s = 100;
}

static void healthy_port(struct facts_port *port, int link)
{
	static const char *const names[] = { "ams-1", "ams-2" };
	size_t i;

	strcpy(port->name, names[link]);
	strcpy(port->pair, "ams");
	snprintf(port->ifname, sizeof(port->ifname), "er%d", link + 1);
	port->role = link;
	port->selected = port->bound = port->device = port->up = true;
	port->mtu = 1508;
	strcpy(port->erd.name, port->name);
	port->erd.role = link;
	port->erd.admin_state = ERD_ADMIN_STATE_ENABLED;
	port->erd.carrier = true;
	port->erd.outer_tpid = 0x8100;
	port->erd.subif_mtu = 1500;
	port->link_known.is = true;
	port->link = (struct ethtool_link){ 100000, 100000, -1, 0 };
	port->fec_known.is = true;
	strcpy(port->fec.active, "None");
	port->optics_known.is = true;
	port->optics.standard = ERD_OPTICS_SFF8636;
	port->optics.n_lanes = 4;
	for (i = 0; i < 4; i++)
		port->optics.lane[i] = (struct erd_media_lane){
			.number = i + 1,
			.rx = { .mw = 0.6, .verdict = ERD_LIGHT_OK },
			.tx = { .mw = 0.8, .verdict = ERD_LIGHT_OK },
			.rx_lol = ERD_FLAG_CLEAR,
		};
	port->fastpath.known.is = port->fastpath.attached = true;
	port->fastpath.attachment.current = true;
}

static void healthy_path(int link)
{
	static const char *const ours[2][2] = {
		{ "10.0.0.1/30", "2001:db8::1/126" },
		{ "10.0.0.5/30", "2001:db8::5/126" },
	};
	static const char *const theirs[2][2] = {
		{ "10.0.0.2/30", "2001:db8::2/126" },
		{ "10.0.0.6/30", "2001:db8::6/126" },
	};
	struct facts_path *path = &e.path[link];
	struct facts_family *f;
	int i;

	path->port = &e.port[link];
	path->there = path->selected = path->probed = true;
	path->circuit_enabled = true;
	strcpy(path->circuit, "hq1");
	path->peering = ERD_PEERING_PRIVATE;
	path->stag = 1000;
	path->ctag = 100;
	path->mtu = 1500;
	path->subif.netnsid = -1;
	path->subif.admin_state = ERD_ADMIN_STATE_ENABLED;
	path->subif.up = path->subif.carrier = true;
	snprintf(path->subif.ifname, sizeof(path->subif.ifname), "hq1.p%d",
		 link + 1);
	path->probe_known.is = true;
	path->stats[FACTS_LAST].rx_frames = 100;
	path->other = &e.path[!link];
	for (i = 0; i < 2; i++) {
		f = &path->family[i];
		f->family = i ? AF_INET6 : AF_INET;
		f->used = true;
		f->local = host(ours[link][i]);
		f->remote = host(theirs[link][i]);
		f->neighbour = FACTS_NEIGHBOUR_KNOWN;
		f->session = &e.session[2 * link + i];
		f->routes = f->routes_wanted = 1;
		f->probe.arp_done = f->probe.ping_done = true;
		f->probe.remote.n = 1;
		f->probe.pings = f->probe.pongs = 50;
		f->probe.size[FACTS_SIZES - 1] = 1500;
		f->probe.sized[FACTS_SIZES - 1] = 1;
		f->probe.heard.bfd_packets = 5;
	}
}

/* Without a file; want() adds one. */
void begin(void)
{
	int i;

	memset(&e, 0, sizeof(e));
	e.facts.module.is = e.facts.privilege.is = true;
	e.facts.routing.known.is = e.facts.routing.zebra_known.is = true;
	e.facts.routing.bfd_known.is = true;
	e.facts.clock_known.is = e.facts.clock_synchronised = true;
	e.facts.drift_known.is = true;
	e.facts.drift = (struct list)LIST_OF(struct facts_drift);
	e.facts.boot_ns[FACTS_FIRST] = 1000 * SECOND;
	e.facts.boot_ns[FACTS_LAST] = 1002 * SECOND;
	e.facts.ports = e.port;
	e.facts.n_ports = 2;
	e.facts.paths = e.path;
	e.facts.n_paths = 2;
	for (i = 0; i < 2; i++) {
		healthy_port(&e.port[i], i);
		healthy_path(i);
		healthy_session(&e.session[2 * i], i, AF_INET);
		healthy_session(&e.session[2 * i + 1], i, AF_INET6);
	}
}

void want(void)
{
	int i, j;

	e.facts.file_known.is = true;
	e.pair.bandwidth_gbps = 100;
	e.circuit.name = "hq1";
	e.circuit.bandwidth_gbps = 1;
	e.circuit.service_key = "11111111-2222-3333-4444-555555555555";
	e.circuit.admin_state = ERD_ADMIN_STATE_ENABLED;
	e.peering.admin_state = ERD_ADMIN_STATE_ENABLED;
	e.peering.bfd = true;
	e.advertise.prefix = host("10.1.0.0/30");
	e.peering.advertise = (struct list){ &e.advertise, 1, 1,
					     sizeof(e.advertise) };
	for (i = 0; i < 2; i++) {
		e.wanted_port[i].admin_state = ERD_ADMIN_STATE_ENABLED;
		e.wanted_port[i].router = "msee1";
		e.port[i].wanted = &e.wanted_port[i];
		e.port[i].wanted_pair = &e.pair;
		e.path[i].wanted_circuit = &e.circuit;
		e.path[i].wanted_peering = &e.peering;
		e.path[i].wanted_mtu = 1500;
		for (j = 0; j < 2; j++) {
			e.path[i].family[j].wanted = e.path[i].family[j].local;
			e.path[i].family[j].session_wanted = true;
		}
	}
}

void without_routing(void)
{
	int i, j;

	e.facts.routing.known.is = false;
	for (i = 0; i < 2; i++)
		for (j = 0; j < 2; j++)
			e.path[i].family[j].session = NULL;
}

struct facts_family *v4(void)
{
	return &e.path[0].family[0];
}

struct routing_session_state *s4(void)
{
	return &e.session[0];
}

void check_none(void)
{
	const struct doctor_finding *finding;
	struct diagnosis d;

	assert_true(diagnose(&e.facts, &d));
	finding = d.findings.items;
	if (d.findings.n)
		print_error("%s: %s\n", doctor_id_name(finding->id),
			    finding->text);
	assert_int_equal(d.findings.n, 0);
	assert_int_equal(diagnosis_verdict(&d), VERDICT_HEALTHY);
	diagnosis_free(&d);
}
