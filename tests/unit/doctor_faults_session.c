// SPDX-License-Identifier: LGPL-2.1-or-later
/* Faults of a session: BGP, its prefixes, BFD. */
#include "doctor_faults.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static const char too_many[] = "Cease/Maximum Number of Prefixes Reached";

static void down(void)
{
	s4()->established = false;
	strcpy(s4()->state, "Active");
	v4()->probe.tcp[FACTS_TCP_AS_BGP] = FACTS_TCP_SILENT;
	v4()->probe.tcp[FACTS_TCP_OTHER_KEY] = FACTS_TCP_SILENT;
	v4()->probe.tcp[FACTS_TCP_FAR] = FACTS_TCP_SILENT;
}

/* It calls us with the right key, and hears nothing. */
static void filtered(void)
{
	down();
	v4()->probe.heard.syn_signed = v4()->probe.heard.syn_right = 2;
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

void md5_wrong(void)
{
	down();
	v4()->probe.heard.syn_signed = v4()->probe.heard.syn_wrong = 2;
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

static void ttl(void)
{
	down();
	v4()->probe.tcp[FACTS_TCP_FAR] = FACTS_TCP_CONNECTED;
}

static void ttl_secure(void)
{
	connected("", "Hold Timer Expired");
	v4()->probe.heard.ttl = 255;
}

/* It speaks, so the session stands here. */
static void ttl_of_half_a_session(void)
{
	v4()->probe.heard.ttl = 255;
	v4()->probe.heard.unheard.retransmits = 3;
	v4()->probe.heard.unheard.answered = 1;
	v4()->probe.heard.unheard.n = 1;
}

static void ttl_ours(void)
{
	connected("", "");
	v4()->probe.heard.ttl = 1;
	s4()->ttl_security = true;
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

static void hold_again(void)
{
	s4()->connections_dropped = 3;
	s4()->uptime_s = 4;
	strcpy(s4()->last_reset, "Hold Timer Expired");
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
	strcpy(s4()->last_notification, too_many);
}

static void limit_theirs(void)
{
	connected("BGP Notification send", too_many);
}

static void limit_ours(void)
{
	connected("BGP Notification received", too_many);
}

void other_reason(void) { connected("Peer closed the session", ""); }

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
	strcpy(s4()->last_notification, too_many);
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

void link_network(void)
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

void bfdd_missing(void)
{
	e.facts.routing.bfd_known.is = false;
	strcpy(s4()->bfd.status, "down");
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
void bfd_slow(void) { s4()->bfd.rx_ms = 750; }
static void drained(void) { s4()->drained = true; }
static void fewer_in(void) { s4()->prefixes_in = 5; }

const struct fault session_faults[] = {
	FAULT(down, "bgp_filtered", "microsoft", "broken"),
	FAULT(filtered, "bgp_filtered", "microsoft", "broken"),
	FAULT(refused_signed, "bgp_refused", "microsoft", "broken"),
	FAULT(refused_plain, "bgp_refused", "microsoft", "broken"),
	FAULT(md5_wrong, "md5_wrong", "us", "broken"),
	FAULT(md5_missing, "md5_missing", "us", "broken"),
	FAULT(md5_unexpected, "md5_unexpected", "us", "broken"),
	FAULT(ttl, "ttl_short", "microsoft", "broken"),
	FAULT(ttl_secure, "ttl_short", "microsoft", "broken"),
	FAULT(ttl_of_half_a_session, "ttl_short", "microsoft", "broken"),
	FAULT(ttl_ours, "ttl_short", "us", "broken"),
	FAULT(asn_refused, "asn_wrong", "us", "broken"),
	FAULT(asn_other, "asn_wrong", "us", "broken"),
	FAULT(hold, "hold_expired", "microsoft", "broken"),
	FAULT(hold_again, "hold_expired", "microsoft", "broken"),
	FAULT(shut, "bgp_down", "microsoft", "broken"),
	FAULT(shut_by_limit, "prefix_limit", "us", "broken"),
	FAULT(limit_theirs, "prefix_limit", "microsoft", "broken"),
	FAULT(limit_ours, "prefix_limit", "us", "broken"),
	FAULT(other_reason, "bgp_down", "microsoft", "broken"),
	FAULT(closed, "bgp_down", "microsoft", "broken"),
	FAULT(limit_again, "prefix_limit", "us", "broken"),
	FAULT(session_missing, "session_missing", "us", "broken"),
	FAULT(near_limit, "prefix_limit", "microsoft", "degraded"),
	FAULT(network_missing, "connection_missing", "us", "broken"),
	FAULT(nothing_in, "prefixes_missing", "microsoft", "broken"),
	FAULT(nothing_out, "advertise_missing", "us", "broken"),
	FAULT(fewer_out, "advertise_missing", "us", "broken"),
	FAULT(default_route, "default_leaked", "microsoft", "broken"),
	FAULT(shadowed, "route_shadowed", "us", "broken"),
	FAULT(path_missing, "path_missing", "us", "degraded"),
	FAULT(path_missing_both, "path_missing", "us", "broken"),
	FAULT(bfdd_missing, "routing_daemon_missing", "us", "degraded"),
	FAULT(bfd_absent, "bfd_absent", "microsoft", "degraded"),
	FAULT(bfd_none, "bfd_absent", "us", "degraded"),
	FAULT(bfd_down, "bfd_down", "microsoft", "degraded"),
	FAULT(bfd_slow, "bfd_slow", "microsoft", "degraded"),
	FAULT(drained, "asymmetry", "us", "degraded"),
	FAULT(fewer_in, "asymmetry", "microsoft", "degraded"),
	{}
};
