// SPDX-License-Identifier: LGPL-2.1-or-later
/* The judges: from facts to what is found first, for every finding there is. */
#include "change.h"
#include "diagnosis.h"
#include "judge.h"

#include <arpa/inet.h>
#include <linux/ethtool.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define SECOND	1000000000ull

/* An edge where all is well: two links, one circuit, a private peering. */
struct edge_facts {
	struct facts facts;
	struct facts_port port[2];
	struct facts_path path[2];
	struct routing_session_state session[4];
	struct desired_pair pair;
	struct desired_port wanted_port[2];
	struct desired_circuit circuit;
	struct desired_peering peering;
	struct desired_prefix advertise;
	struct desired_connection connection;
	struct desired_prefix connected[2];
	struct facts_expected expected[2];
};

static struct edge_facts e;

static struct prefix host(const char *text)
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
static void begin(void)
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

static void want(void)
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

/* --- what can be wrong -------------------------------------------------- */

static struct facts_family *v4(void)
{
	return &e.path[0].family[0];
}

static struct routing_session_state *s4(void)
{
	return &e.session[0];
}

static void down(void);

static void module_missing(void) { e.facts.module.is = false; }
static void family_version(void) { e.facts.family_version = 99; }
static void other_build(void) { e.port[0].fastpath.attachment.current = false; }

static void other_schema(void)
{
	e.port[0].fastpath.known.is = e.port[0].fastpath.attached = false;
	e.port[0].fastpath.other_schema = true;
}

static void fastpath_missing(void)
{
	want();
	e.port[0].fastpath.attached = false;
}

static void xdp_foreign(void)
{
	e.port[0].fastpath.attached = false;
	strcpy(e.port[0].fastpath.foreign, "another");
}

static void tags_hidden(void)
{
	strcpy(e.port[0].fastpath.attachment.warning, "rxvlan is on");
}

static void frr_dead(void)
{
	int i, j;

	e.facts.routing.known.is = false;
	e.facts.routing.dead = true;
	for (i = 0; i < 2; i++)
		for (j = 0; j < 2; j++)
			e.path[i].family[j].session = NULL;
}

static void device_missing(void) { e.port[0].device = false; }
static void subif_moved(void) { e.path[0].subif.netnsid = 3; }

static void port_missing(void)
{
	want();
	e.port[0].bound = false;
	e.path[0].there = false;
}

static void device_down(void) { e.port[0].up = e.port[0].erd.carrier = false; }
static void subif_down(void) { e.path[0].subif.up = false; }

static void port_disabled(void)
{
	e.port[0].erd.admin_state = ERD_ADMIN_STATE_DISABLED;
	device_down();
}

static void circuit_disabled(void)
{
	e.path[0].circuit_enabled = e.path[1].circuit_enabled = false;
}

static void peering_disabled(void)
{
	e.path[0].subif.admin_state = ERD_ADMIN_STATE_DISABLED;
}

static void link_down(void)
{
	e.port[0].erd.carrier = false;
	e.port[0].link.speed_mbps = 0;
}

static void optic_missing(void)
{
	link_down();
	e.port[0].optics_known.is = false;
	e.port[0].link.ext_state = ETHTOOL_LINK_EXT_STATE_NO_CABLE;
}

static void laser_off(void)
{
	link_down();
	e.port[0].optics.lane[2].tx = (struct erd_light){
		0, ERD_LIGHT_NONE, 0 };
}

static void dark(void)
{
	int i;

	link_down();
	for (i = 0; i < 4; i++)
		e.port[0].optics.lane[i].rx = (struct erd_light){
			0, ERD_LIGHT_NONE, 0 };
}

static void low(void)
{
	e.port[0].optics.lane[1].rx = (struct erd_light){
		0.05, ERD_LIGHT_LOW, 1U << ERD_LIGHT_LIMIT_MICROSOFT };
}

static void weak(void)
{
	e.port[0].optics.lane[1].tx = (struct erd_light){
		0.05, ERD_LIGHT_LOW, 1U << ERD_LIGHT_LIMIT_ALARM };
}

/* What the test of the link has kept of the first port. */
static void was_tested(void)
{
	struct facts_accepted *was = &e.port[0].accepted;
	unsigned int i;

	strcpy(e.port[0].optics.serial, "S1");
	was->is = true;
	strcpy(was->time, "2026-11-26");
	strcpy(was->serial, "S1");
	was->n_lanes = 4;
	for (i = 0; i < 4; i++)
		was->lane[i] = (struct facts_accepted_lane){
			i + 1, erd_dbm(0.6), erd_dbm(0.8)
		};
}

static void fallen(void)
{
	was_tested();
	e.port[0].optics.lane[2].rx.mw = 0.25;
}

static void ageing(void)
{
	was_tested();
	e.port[0].optics.lane[2].tx.mw = 0.3;
}

static void high(void)
{
	e.port[0].optics.lane[1].rx = (struct erd_light){
		2, ERD_LIGHT_HIGH, 1U << ERD_LIGHT_LIMIT_ALARM };
}

static void unlocked(void)
{
	link_down();
	e.port[0].link.ext_state = ETHTOOL_LINK_EXT_STATE_LINK_LOGICAL_MISMATCH;
	e.port[0].link.ext_substate =
		ETHTOOL_LINK_EXT_SUBSTATE_LLM_PCS_DID_NOT_ACQUIRE_BLOCK_LOCK;
}

static void speed_theirs(void)
{
	unlocked();
	e.port[0].optics.lane[0].rx_lol = ERD_FLAG_SET;
}

static void speed_ours(void)
{
	want();
	speed_theirs();
	e.port[0].link.offered_mbps = 10000;
}

static void speed_10g(void)
{
	unlocked();
	e.port[0].optics.lane[0].rx_lol = ERD_FLAG_UNREPORTED;
	e.port[0].fec.active[0] = '\0';
}

static void fec_ours_on(void)
{
	unlocked();
	strcpy(e.port[0].fec.active, "RS");
	e.port[0].link.ext_substate =
		ETHTOOL_LINK_EXT_SUBSTATE_LLM_RS_FEC_IS_NOT_LOCKED;
}

static void crc(void) { e.port[0].counts[FACTS_LAST].rx_crc_errors = 3; }

static void fec_lost(void)
{
	e.port[0].counts[FACTS_LAST].fec_uncorrectable = 3;
}

static void flapping(void)
{
	dark();
	e.port[0].counts[FACTS_LAST].carrier_changes = 4;
}

/* The far end cannot be reached, and tags that nobody has arrive. */
static void unreachable(void)
{
	int i;

	e.path[0].stats[FACTS_LAST].rx_frames = 0;
	for (i = 0; i < 2; i++) {
		e.path[0].family[i].probe.remote.n = 0;
		e.path[0].family[i].probe.pongs = 0;
		e.session[i].established = false;
		strcpy(e.session[i].state, "Active");
	}
}

static void seen(enum erd_drop reason, int outer, int inner)
{
	unreachable();
	e.port[0].erd.n_unknown = 1;
	e.port[0].erd.unknown[0] = (struct erd_seen_tag){
		.reason = reason,
		.outer_tpid = reason == ERD_DROP_WRONG_TPID ? 0x88a8 : 0x8100,
		.outer_vid = outer,
		.inner_tpid = inner >= 0 ? 0x8100 : 0,
		.inner_vid = inner,
		.frames = 7,
		.last_ns = 1001 * SECOND,
	};
}

static void stag(void) { seen(ERD_DROP_UNKNOWN_STAG, 1001, 100); }
static void ctag(void) { seen(ERD_DROP_UNKNOWN_CTAG, 1000, 101); }
static void swapped(void) { seen(ERD_DROP_UNKNOWN_STAG, 100, 1000); }
static void single(void) { seen(ERD_DROP_SINGLE_TAG, 100, -1); }
static void tpid(void) { seen(ERD_DROP_WRONG_TPID, 1000, 100); }

/* Another peering's that nobody has, beside one that works. */
static void stag_beside(void)
{
	stag();
	begin();
	e.port[0].erd.n_unknown = 1;
	e.port[0].erd.unknown[0].last_ns = 1001 * SECOND;
	e.port[0].erd.unknown[0].reason = ERD_DROP_UNKNOWN_STAG;
}

static void untagged(void)
{
	unreachable();
	e.port[0].lone.known.is = true;
	e.port[0].lone.untagged = 4;
}

/* Whatever else arrives with one tag, ARP is of the peering. */
static void single_arp(void)
{
	single();
	e.port[0].lone.known.is = true;
	e.port[0].lone.single = 2;
}

static void single_of_its_own(void)
{
	single();
	e.port[0].lone.known.is = true;
}

static void ttl_secure(void)
{
	down();
	v4()->probe.tcp[FACTS_TCP_AS_BGP] = FACTS_TCP_CONNECTED;
	v4()->probe.heard.ttl = 255;
	strcpy(s4()->last_notification, "Hold Timer Expired");
}

/* It speaks, so the session stands here. */
static void ttl_of_half_a_session(void)
{
	v4()->probe.heard.ttl = 255;
	v4()->probe.heard.unheard.retransmits = 3;
	v4()->probe.heard.unheard.answered = 1;
	v4()->probe.heard.unheard.n = 1;
}

static void address_missing(void) { v4()->local.family = 0; }

static void address_swapped(void)
{
	unreachable();
	v4()->local = host("10.0.0.2/30");
	v4()->remote = host("10.0.0.1/30");
}

static void address_swapped_there(void)
{
	unreachable();
	v4()->probe.own.n = 1;
}

static void stranger(void)
{
	unreachable();
	e.path[0].n_strangers = 1;
	e.path[0].stranger[0].sender.family = AF_INET;
}

static void stranger_wanted(void)
{
	want();
	stranger();
}

static void unlike(void)
{
	want();
	unreachable();
	v4()->wanted = host("10.9.0.1/30");
}

static void duplicate(void) { v4()->probe.own.n = 1; }
static void duplicate_there(void) { v4()->probe.remote.n = 2; }

static void crossed(void)
{
	unreachable();
	v4()->probe.crossed.n = 1;
}

static void silent(void) { unreachable(); }

static void failed_neighbour(void)
{
	unreachable();
	v4()->probe.arp_done = e.path[0].probed = false;
	v4()->neighbour = FACTS_NEIGHBOUR_FAILED;
}

static void vrf(void) { strcpy(e.path[0].vrf, "red"); }

static void mtu_theirs(void)
{
	v4()->probe.size[1] = 1492;
	v4()->probe.sized[1] = 1;
	v4()->probe.sized[FACTS_SIZES - 1] = 0;
}

static void mtu_ours(void)
{
	want();
	e.path[0].mtu = 1496;
}

static void loss(void) { v4()->probe.pongs = 40; }

static void down(void)
{
	s4()->established = false;
	strcpy(s4()->state, "Active");
	v4()->probe.tcp[FACTS_TCP_AS_BGP] = FACTS_TCP_SILENT;
	v4()->probe.tcp[FACTS_TCP_OTHER_KEY] = FACTS_TCP_SILENT;
	v4()->probe.tcp[FACTS_TCP_FAR] = FACTS_TCP_SILENT;
}

static void refused_signed(void)
{
	down();
	v4()->probe.tcp[FACTS_TCP_OTHER_KEY] = FACTS_TCP_REFUSED;
}

static void refused_plain(void)
{
	down();
	s4()->authenticated = false;
	v4()->probe.tcp[FACTS_TCP_AS_BGP] = FACTS_TCP_REFUSED;
}

static void ttl(void)
{
	down();
	v4()->probe.tcp[FACTS_TCP_FAR] = FACTS_TCP_CONNECTED;
}

static void md5_wrong(void)
{
	down();
	v4()->probe.heard.syn_signed = v4()->probe.heard.syn_wrong = 2;
}

/* It calls us with the right key, and hears nothing. */
static void filtered(void)
{
	down();
	v4()->probe.heard.syn_signed = v4()->probe.heard.syn_right = 2;
}

/* Who has shut the session has forgotten the key too. */
static void shut(void)
{
	down();
	v4()->probe.tcp[FACTS_TCP_OTHER_KEY] = FACTS_TCP_CONNECTED;
	strcpy(s4()->last_reset, "BGP Notification received");
	strcpy(s4()->last_notification, "Cease/Administrative Shutdown");
}

static void shut_by_limit(void)
{
	shut();
	strcpy(s4()->last_notification,
	       "Cease/Maximum Number of Prefixes Reached");
}

static void ttl_ours(void)
{
	down();
	v4()->probe.tcp[FACTS_TCP_AS_BGP] = FACTS_TCP_CONNECTED;
	v4()->probe.heard.ttl = 1;
	s4()->ttl_security = true;
}

static void hold_again(void)
{
	s4()->connections_dropped = 3;
	s4()->uptime_s = 4;
	strcpy(s4()->last_reset, "Hold Timer Expired");
}

static void bfdd_missing(void)
{
	e.facts.routing.bfd_known.is = false;
	strcpy(s4()->bfd.status, "down");
}

static void mtu_card(void)
{
	v4()->probe.size[1] = 1492;
	v4()->probe.sized[1] = 1;
	v4()->probe.sized[FACTS_SIZES - 1] = 0;
	e.port[0].counts[FACTS_LAST].rx_too_long = 3;
}

static void mtu_card_out(void)
{
	mtu_card();
	e.port[0].counts[FACTS_LAST].rx_too_long = 0;
	e.port[0].counts[FACTS_LAST].tx_errors = 4;
}

static void md5_missing(void)
{
	down();
	s4()->authenticated = false;
	v4()->probe.heard.syn_signed = 2;
}

static void md5_unexpected(void)
{
	down();
	v4()->probe.tcp[FACTS_TCP_OTHER_KEY] = FACTS_TCP_CONNECTED;
}

static void connected(const char *reset, const char *notification)
{
	down();
	v4()->probe.tcp[FACTS_TCP_AS_BGP] = FACTS_TCP_CONNECTED;
	strcpy(s4()->last_reset, reset);
	strcpy(s4()->last_notification, notification);
}

static void asn_refused(void)
{
	connected("BGP Notification received", "OPEN Message Error/Bad Peer AS");
}

static void asn_other(void)
{
	connected("", "");
	v4()->probe.heard.open_as = 65515;
}

static void hold(void)
{
	connected("BGP Notification send", "Hold Timer Expired");
}

static void limit_theirs(void)
{
	connected("BGP Notification send",
		  "Cease/Maximum Number of Prefixes Reached");
}

static void limit_ours(void)
{
	connected("BGP Notification received",
		  "Cease/Maximum Number of Prefixes Reached");
}

static void other_reason(void) { connected("Peer closed the session", ""); }

/* Shut at the far end: its key is gone, and nobody calls. */
static void closed(void)
{
	down();
	s4()->authenticated = true;
	v4()->probe.tcp[FACTS_TCP_OTHER_KEY] = FACTS_TCP_CLOSED;
	strcpy(s4()->last_reset, "BFD down received");
}

static void limit_again(void)
{
	s4()->connections_dropped = 3;
	s4()->uptime_s = 1;
	strcpy(s4()->last_reset, "BGP Notification received");
	strcpy(s4()->last_notification,
	       "Cease/Maximum Number of Prefixes Reached");
}

static void session_missing(void)
{
	want();
	v4()->session = NULL;
}

static void near_limit(void)
{
	s4()->prefixes_in = e.session[2].prefixes_in = 3900;
}

/* A virtual network with a prefix of each family; of both links one has it. */
static void link_network(void)
{
	static const char *const networks[] = {
		"10.200.0.0/16", "2001:db8:200::/48",
	};
	int i;

	want();
	e.connection.name = "vnet1";
	e.connection.prefixes = (struct list){ e.connected, 2, 2,
					       sizeof(e.connected[0]) };
	e.circuit.connections = (struct list){ &e.connection, 1, 1,
					       sizeof(e.connection) };
	for (i = 0; i < 2; i++) {
		assert_int_equal(prefix_parse(networks[i],
					      &e.connected[i].prefix),
				 PREFIX_OK);
		e.expected[i].prefix = e.connected[i].prefix;
		e.expected[i].circuit = &e.circuit;
		e.expected[i].arrived = true;
	}
	e.facts.expected = (struct list){ e.expected, 2, 2,
					  sizeof(e.expected[0]) };
}

static void network_missing(void)
{
	link_network();
	e.expected[0].arrived = false;
}

static void nothing_in(void) { s4()->prefixes_in = 0; }
static void nothing_out(void) { s4()->prefixes_out = 0; }

static void fewer_out(void)
{
	want();
	s4()->prefixes_out = 0;
}

static void default_route(void)
{
	v4()->default_route = true;
	e.path[0].peering = ERD_PEERING_MICROSOFT;
}

static void shadowed(void) { v4()->shadowed = 1; }

static void path_missing(void) { v4()->routes = 0; }

static void path_missing_both(void)
{
	v4()->routes = e.path[1].family[0].routes = 0;
}

static void bfd_absent(void)
{
	strcpy(s4()->bfd.status, "down");
	v4()->probe.heard.bfd_packets = 0;
}

static void bfd_none(void)
{
	want();
	s4()->bfd.present = false;
}

static void bfd_down(void) { strcpy(s4()->bfd.status, "down"); }
static void bfd_slow(void) { s4()->bfd.rx_ms = 750; }
static void drained(void) { s4()->drained = true; }
static void fewer_in(void) { s4()->prefixes_in = 5; }

static void limited(void)
{
	e.path[0].limited[FACTS_LAST].rx.frames = 9;
	v4()->probe.pongs = 40;
}

static void circuit_full(void)
{
	want();
	e.path[0].stats[FACTS_LAST].tx_bytes = 240000000;
}

static void port_full(void)
{
	e.port[0].counts[FACTS_LAST].rx_bytes = 24000000000;
}

static struct facts_drift drifting;

static void drift(void)
{
	drifting = (struct facts_drift){ .object = "port 'ams-1'",
					 .text = "disable port 'ams-1'",
					 .kind = CHANGE_PORT_ADMIN };
	e.facts.drift = (struct list){ &drifting, 1, 1, sizeof(drifting) };
}

static void clock_off(void) { e.facts.clock_synchronised = false; }

static const struct {
	void (*spoil)(void);
	const char *id, *owner, *verdict;
} cases[] = {
	{ module_missing, "module_missing", "us", "broken" },
	{ family_version, "version_mismatch", "us", "degraded" },
	{ other_build, "version_mismatch", "us", "degraded" },
	{ other_schema, "version_mismatch", "us", "degraded" },
	{ fastpath_missing, "fastpath_missing", "us", "degraded" },
	{ xdp_foreign, "xdp_foreign", "us", "degraded" },
	{ tags_hidden, "tags_hidden", "us", "degraded" },
	{ frr_dead, "routing_daemon_missing", "us", "broken" },
	{ device_missing, "device_missing", "us", "broken" },
	{ subif_moved, "device_missing", "us", "broken" },
	{ port_missing, "port_missing", "us", "broken" },
	{ device_down, "device_down", "us", "broken" },
	{ subif_down, "device_down", "us", "broken" },
	{ port_disabled, "port_disabled", "us", "broken" },
	{ circuit_disabled, "circuit_disabled", "us", "broken" },
	{ peering_disabled, "peering_disabled", "us", "broken" },
	{ optic_missing, "optic_missing", "us", "broken" },
	{ laser_off, "laser_off", "us", "broken" },
	{ dark, "light_missing", "cross_connect", "broken" },
	{ low, "light_low", "cross_connect", "degraded" },
	{ weak, "light_low", "us", "degraded" },
	{ high, "light_high", "cross_connect", "degraded" },
	{ fallen, "light_fallen", "cross_connect", "degraded" },
	{ ageing, "light_fallen", "us", "degraded" },
	{ speed_theirs, "speed_mismatch", "microsoft", "broken" },
	{ speed_ours, "speed_mismatch", "us", "broken" },
	{ speed_10g, "speed_mismatch", "microsoft", "broken" },
	{ unlocked, "fec_mismatch", "microsoft", "broken" },
	{ fec_ours_on, "fec_mismatch", "microsoft", "broken" },
	{ link_down, "carrier_missing", "cross_connect", "broken" },
	{ crc, "link_errors", "cross_connect", "degraded" },
	{ fec_lost, "link_errors", "cross_connect", "degraded" },
	{ flapping, "link_flaps", "cross_connect", "broken" },
	{ stag, "stag_unknown", "microsoft", "broken" },
	{ stag_beside, "stag_unknown", "microsoft", "degraded" },
	{ ctag, "ctag_unknown", "microsoft", "broken" },
	{ swapped, "tags_swapped", "microsoft", "broken" },
	{ single, "tag_missing", "microsoft", "broken" },
	{ untagged, "tag_missing", "microsoft", "broken" },
	{ single_arp, "tag_missing", "microsoft", "broken" },
	{ single_of_its_own, "neighbour_silent", "microsoft", "broken" },
	{ tpid, "tpid_wrong", "microsoft", "broken" },
	{ address_missing, "address_missing", "us", "broken" },
	{ address_swapped, "address_swapped", "us", "broken" },
	{ address_swapped_there, "address_swapped", "microsoft", "broken" },
	{ stranger, "subnet_wrong", "us", "broken" },
	{ stranger_wanted, "subnet_wrong", "microsoft", "broken" },
	{ unlike, "subnet_wrong", "us", "broken" },
	{ duplicate, "address_duplicate", "us", "broken" },
	{ duplicate_there, "address_duplicate", "us", "broken" },
	{ crossed, "links_crossed", "cross_connect", "broken" },
	{ silent, "neighbour_silent", "microsoft", "broken" },
	{ failed_neighbour, "neighbour_silent", "microsoft", "broken" },
	{ vrf, "vrf_wrong", "us", "broken" },
	{ mtu_theirs, "mtu_short", "microsoft", "broken" },
	{ mtu_ours, "mtu_short", "us", "broken" },
	{ loss, "loss", "cross_connect", "degraded" },
	{ mtu_card, "mtu_short", "us", "broken" },
	{ mtu_card_out, "mtu_short", "us", "broken" },
	{ down, "bgp_filtered", "microsoft", "broken" },
	{ filtered, "bgp_filtered", "microsoft", "broken" },
	{ shut, "bgp_down", "microsoft", "broken" },
	{ shut_by_limit, "prefix_limit", "us", "broken" },
	{ ttl_ours, "ttl_short", "us", "broken" },
	{ hold_again, "hold_expired", "microsoft", "broken" },
	{ bfdd_missing, "routing_daemon_missing", "us", "degraded" },
	{ refused_signed, "bgp_refused", "microsoft", "broken" },
	{ refused_plain, "bgp_refused", "microsoft", "broken" },
	{ ttl, "ttl_short", "microsoft", "broken" },
	{ ttl_secure, "ttl_short", "microsoft", "broken" },
	{ ttl_of_half_a_session, "ttl_short", "microsoft", "broken" },
	{ md5_wrong, "md5_wrong", "us", "broken" },
	{ md5_missing, "md5_missing", "us", "broken" },
	{ md5_unexpected, "md5_unexpected", "us", "broken" },
	{ asn_refused, "asn_wrong", "us", "broken" },
	{ asn_other, "asn_wrong", "us", "broken" },
	{ hold, "hold_expired", "microsoft", "broken" },
	{ limit_theirs, "prefix_limit", "microsoft", "broken" },
	{ limit_ours, "prefix_limit", "us", "broken" },
	{ other_reason, "bgp_down", "microsoft", "broken" },
	{ closed, "bgp_down", "microsoft", "broken" },
	{ limit_again, "prefix_limit", "us", "broken" },
	{ session_missing, "session_missing", "us", "broken" },
	{ near_limit, "prefix_limit", "microsoft", "degraded" },
	{ nothing_in, "prefixes_missing", "microsoft", "broken" },
	{ network_missing, "connection_missing", "us", "broken" },
	{ nothing_out, "advertise_missing", "us", "broken" },
	{ fewer_out, "advertise_missing", "us", "broken" },
	{ default_route, "default_leaked", "microsoft", "broken" },
	{ shadowed, "route_shadowed", "us", "broken" },
	{ path_missing, "path_missing", "us", "degraded" },
	{ path_missing_both, "path_missing", "us", "broken" },
	{ bfd_absent, "bfd_absent", "microsoft", "degraded" },
	{ bfd_none, "bfd_absent", "us", "degraded" },
	{ bfd_down, "bfd_down", "microsoft", "degraded" },
	{ bfd_slow, "bfd_slow", "microsoft", "degraded" },
	{ drained, "asymmetry", "us", "degraded" },
	{ fewer_in, "asymmetry", "microsoft", "degraded" },
	{ limited, "rate_limited", "us", "degraded" },
	{ circuit_full, "utilisation_high", "us", "degraded" },
	{ port_full, "utilisation_high", "us", "degraded" },
	{ drift, "drift", "us", "degraded" },
	{ clock_off, "clock_unsynchronised", "us", "degraded" },
};

#define CASES	(sizeof(cases) / sizeof(cases[0]))

static void check_none(void)
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

static void healthy(void **state)
{
	(void)state;
	begin();
	check_none();
	want();
	check_none();
}

static void each_finding(void **state)
{
	const struct doctor_finding *first;
	struct diagnosis d;
	char text[160], wanted[160];
	size_t i;

	(void)state;
	for (i = 0; i < CASES; i++) {
		begin();
		cases[i].spoil();
		assert_true(diagnose(&e.facts, &d));
		first = d.findings.items;
		snprintf(wanted, sizeof(wanted), "%zu: %s %s %s", i,
			 cases[i].id, cases[i].owner, cases[i].verdict);
		snprintf(text, sizeof(text), "%zu: %s %s %s", i,
			 first ? doctor_id_name(first->id) : "none",
			 first ? doctor_owner_name(first->owner) : "-",
			 doctor_verdict_name(diagnosis_verdict(&d)));
		assert_string_equal(text, wanted);
		/* each says what to do, and where it is */
		assert_true(first->next[0]);
		assert_true(first->places.n);
		diagnosis_free(&d);
	}
}

/* No finding is in the list that nothing leads to. */
static void all_covered(void **state)
{
	size_t id, i;

	(void)state;
	for (id = 0; id < DOCTOR_IDS; id++) {
		for (i = 0; i < CASES; i++)
			if (!strcmp(cases[i].id, doctor_id_name(id)))
				break;
		if (i == CASES)
			print_error("no case for %s\n", doctor_id_name(id));
		assert_true(i < CASES);
	}
}

/* What stands on something broken is not looked at, and that is said. */
static void stops(void **state)
{
	const struct doctor_finding *finding;
	const struct doctor_unchecked *item;
	struct diagnosis d;
	bool said = false;

	(void)state;
	begin();
	dark();
	unreachable();
	drift();
	assert_true(diagnose(&e.facts, &d));
	finding = d.findings.items;
	assert_int_equal(d.findings.n, 2);
	assert_int_equal(finding[0].id, DOCTOR_LIGHT_MISSING);
	assert_int_equal(finding[1].id, DOCTOR_DRIFT);
	desired_each(item, &d.unchecked)
		said |= !strcmp(item->what, "tags to traffic on ams-1");
	assert_true(said);
	assert_int_equal(diagnosis_of_port(&d, &e.port[0]), VERDICT_BROKEN);
	assert_int_equal(diagnosis_of_port(&d, &e.port[1]), VERDICT_HEALTHY);
	diagnosis_free(&d);
}

static void expect_findings(size_t n)
{
	struct diagnosis d;

	assert_true(diagnose(&e.facts, &d));
	assert_int_equal(d.findings.n, n);
	diagnosis_free(&d);
}

/* What a finding of ours says already is no drift besides. */
static void drift_is_explained(void **state)
{
	(void)state;
	begin();
	drift();
	strcpy(drifting.port, "ams-1");
	port_disabled();
	expect_findings(1);
	/* what else differs there is */
	drifting.kind = CHANGE_XDP;
	expect_findings(2);
	/* and so is that of another port */
	drifting.kind = CHANGE_PORT_ADMIN;
	strcpy(drifting.port, "ams-2");
	expect_findings(2);

	begin();
	drift();
	drifting.kind = CHANGE_ROUTING;
	strcpy(drifting.circuit, "hq1");
	strcpy(drifting.peering, "private");
	drifting.link = 1;
	md5_wrong();
	expect_findings(1);
	/* that of another session is */
	drifting.link = 2;
	expect_findings(2);
	drifting.link = 1;
	strcpy(drifting.peering, "microsoft");
	expect_findings(2);
}

/* Who had BFD with us ends the session too, and that is not theirs. */
static void bfd_ends_sessions(void **state)
{
	const struct doctor_finding *finding;
	struct diagnosis d;

	(void)state;
	begin();
	bfdd_missing();
	other_reason();
	assert_true(diagnose(&e.facts, &d));
	finding = d.findings.items;
	assert_int_equal(d.findings.n, 2);
	assert_int_equal(finding[0].id, DOCTOR_ROUTING_DAEMON_MISSING);
	assert_int_equal(finding[1].id, DOCTOR_BGP_DOWN);
	assert_int_equal(finding[1].owner, OWNER_US);
	diagnosis_free(&d);
}

/* Light is compared with what the same module has said of the same lane. */
static void as_accepted(void **state)
{
	const struct doctor_finding *finding;
	const struct doctor_place *place;
	struct diagnosis d;

	(void)state;
	begin();
	was_tested();
	check_none();
	e.port[0].optics.lane[2].rx.mw = 0.35;
	check_none();
	fallen();
	strcpy(e.port[0].optics.serial, "S2");
	check_none();
	fallen();
	e.port[0].accepted.lane[2].rx_dbm = NAN;
	check_none();
	fallen();
	e.port[0].accepted.is = false;
	check_none();

	/* What is too low is so, and says what it was. */
	begin();
	was_tested();
	low();
	assert_true(diagnose(&e.facts, &d));
	finding = d.findings.items;
	place = finding->places.items;
	assert_int_equal(d.findings.n, 1);
	assert_string_equal(place->evidence,
			    "Rx 2: -13.01 dBm, outside of Microsoft's -10 to 0 dBm; on 2026-11-26, when the link was tested, it was 2: -2.22 dBm");
	diagnosis_free(&d);
}

/* The same on both links is one finding with two places. */
static void merged(void **state)
{
	const struct doctor_finding *finding;
	struct diagnosis d;

	(void)state;
	begin();
	e.session[0].prefixes_in = e.session[2].prefixes_in = 0;
	assert_true(diagnose(&e.facts, &d));
	finding = d.findings.items;
	assert_int_equal(d.findings.n, 1);
	assert_int_equal(finding->places.n, 2);
	diagnosis_free(&d);
}

/* Of what the file expects nothing is said that is not known. */
static void expected(void **state)
{
	const struct doctor_finding *finding;
	const struct doctor_place *place;
	struct diagnosis d;

	(void)state;
	begin();
	link_network();
	check_none();

	/* it has come over neither link: that is one finding */
	e.expected[0].arrived = false;
	assert_true(diagnose(&e.facts, &d));
	finding = d.findings.items;
	place = finding->places.items;
	assert_int_equal(d.findings.n, 1);
	assert_int_equal(finding->places.n, 2);
	assert_string_equal(place->evidence, "no route of BGP to 10.200.0.0/16");
	diagnosis_free(&d);

	e.connection.state = "Disconnected";
	check_none();
	e.connection.state = "Connected";
	e.facts.routing.zebra_known.is = false;
	check_none();
	e.facts.routing.zebra_known.is = true;
	e.path[1].selected = false;
	check_none();
	e.path[1].selected = true;
	e.session[0].uptime_s = e.session[2].uptime_s = 5;
	check_none();
}

/* What the file wants disabled is not broken. */
static void deliberate(void **state)
{
	(void)state;
	begin();
	want();
	port_disabled();
	e.wanted_port[0].admin_state = ERD_ADMIN_STATE_DISABLED;
	check_none();
	begin();
	want();
	peering_disabled();
	e.peering.admin_state = ERD_ADMIN_STATE_DISABLED;
	check_none();
}

/* A pair with one port, a machine without FRR or addresses, a dot1q pair. */
static void less(void **state)
{
	int i, j;

	(void)state;
	begin();
	e.facts.n_ports = e.facts.n_paths = 1;
	e.path[0].other = NULL;
	check_none();
	begin();
	e.facts.routing.known.is = false;
	for (i = 0; i < 2; i++)
		for (j = 0; j < 2; j++) {
			e.path[i].family[j].session = NULL;
			e.path[i].stag = 0;
		}
	check_none();
	for (i = 0; i < 2; i++)
		for (j = 0; j < 2; j++) {
			e.path[i].family[j] = (struct facts_family){
				.family = j ? AF_INET6 : AF_INET,
			};
			e.path[i].stats[FACTS_LAST].rx_frames = 0;
		}
	check_none();
	/* BFD that has just come up */
	begin();
	bfd_slow();
	s4()->bfd.uptime_s = 1;
	check_none();
	/* without privilege: neither light nor programs nor probes */
	begin();
	for (i = 0; i < 2; i++) {
		e.port[i].optics_known.is = false;
		e.port[i].fastpath = (struct facts_fastpath){};
		e.path[i].probed = false;
		for (j = 0; j < 2; j++)
			e.path[i].family[j].probe = (struct facts_probe){};
	}
	check_none();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(healthy),
		cmocka_unit_test(each_finding),
		cmocka_unit_test(all_covered),
		cmocka_unit_test(stops),
		cmocka_unit_test(drift_is_explained),
		cmocka_unit_test(bfd_ends_sessions),
		cmocka_unit_test(as_accepted),
		cmocka_unit_test(merged),
		cmocka_unit_test(expected),
		cmocka_unit_test(deliberate),
		cmocka_unit_test(less),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
