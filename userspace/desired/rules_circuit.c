// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rules.h"
#include "objects.h"

#include <stdio.h>
#include <string.h>

/* --- sizes -------------------------------------------------------------- */

/* Gb/s of circuits that ports of a size take, ended by 0. */
static const struct {
	uint32_t port;
	uint32_t circuit[8];
} sizes[] = {
	{ 10, { 1, 2, 5, 10 } },
	{ 100, { 5, 10, 40, 100 } },
	{ 400, { 5, 10, 40, 100, 200, 400 } },
};

static void check_size(const struct rules_place *place)
{
	const struct desired_circuit *circuit = place->circuit;
	uint32_t port = place->pair->bandwidth_gbps;
	char listed[64] = "";
	const uint32_t *size;
	size_t i;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		if (sizes[i].port != port)
			continue;
		for (size = sizes[i].circuit; *size; size++) {
			size_t len = strlen(listed);

			if (*size == circuit->bandwidth_gbps)
				return;
			snprintf(listed + len, sizeof(listed) - len, "%s%u",
				 len ? ", " : "", *size);
		}
		findings_error(place->findings,
			       line_at(circuit, bandwidth_gbps),
			       "circuit '%s': %u Gb/s is no size of a circuit on ports of %u Gb/s: %s",
			       circuit->name, circuit->bandwidth_gbps, port,
			       listed);
	}
}

/* --- the two models ----------------------------------------------------- */

static void check_direct(const struct rules_place *place)
{
	const struct desired_circuit *circuit = place->circuit;

	if (circuit->bandwidth_mbps)
		findings_error(place->findings,
			       line_at(circuit, bandwidth_mbps),
			       "circuit '%s': a circuit of ExpressRoute Direct has bandwidth_gbps; bandwidth_mbps is of a partner's",
			       circuit->name);
	if (circuit->bandwidth_gbps)
		check_size(place);
	if (circuit->provider || circuit->provider_location)
		findings_error(place->findings, line_at(circuit, provider),
			       "circuit '%s': a circuit of ExpressRoute Direct has no provider; a pair with one has model: partner",
			       circuit->name);
	if (rules_is(circuit->tier, "Basic"))
		findings_error(place->findings, line_at(circuit, tier),
			       "circuit '%s': tier Basic is not for ExpressRoute Direct: Local, Standard or Premium",
			       circuit->name);
}

static void check_partner(const struct rules_place *place)
{
	const struct desired_circuit *circuit = place->circuit;

	if (circuit->bandwidth_gbps)
		findings_error(place->findings,
			       line_at(circuit, bandwidth_gbps),
			       "circuit '%s': a partner's circuit has bandwidth_mbps; bandwidth_gbps is of ExpressRoute Direct",
			       circuit->name);
	if (!circuit->provider || !circuit->provider_location)
		findings_error(place->findings, circuit->node.line,
			       "circuit '%s': a partner's circuit takes provider and provider_location",
			       circuit->name);
	if (circuit->rate_limit)
		findings_error(place->findings, line_at(circuit, rate_limit),
			       "circuit '%s': rate_limit is of ExpressRoute Direct; the partner limits this one",
			       circuit->name);
}

/* --- tags and keys ------------------------------------------------------ */

static void check_stag(const struct rules_place *place)
{
	const struct desired_circuit *circuit = place->circuit;
	const struct desired_pair *pair = place->pair;

	if (pair->encap == ERD_ENCAP_QINQ && !circuit->stag) {
		findings_error(place->findings, circuit->node.line,
			       "circuit '%s': the S-tag is missing: pair '%s' is qinq",
			       circuit->name, pair->name);
		findings_hint(place->findings, "Azure gives it at creation and shows it as stag");
	}
	if (pair->encap == ERD_ENCAP_DOT1Q && circuit->stag)
		findings_error(place->findings, line_at(circuit, stag),
			       "circuit '%s': has S-tag %u, but pair '%s' is dot1q and has none",
			       circuit->name, circuit->stag, pair->name);
}

static bool is_uuid(const char *text)
{
	static const char shape[] = "00000000-0000-0000-0000-000000000000";
	size_t i;

	if (strlen(text) != strlen(shape))
		return false;
	for (i = 0; shape[i]; i++)
		if (shape[i] == '-' ? text[i] != '-' :
				      !strchr("0123456789abcdefABCDEF", text[i]))
			return false;
	return true;
}

static void check_key(const struct rules_place *place)
{
	const struct desired_circuit *circuit = place->circuit;

	if (circuit->service_key && !is_uuid(circuit->service_key))
		findings_error(place->findings, line_at(circuit, service_key),
			       "circuit '%s': '%.64s' is no service key, which is a UUID",
			       circuit->name, circuit->service_key);
}

/* --- states ------------------------------------------------------------- */

bool rules_is_provisioned(const struct desired_circuit *circuit)
{
	return !circuit->provider_state ||
	       rules_is(circuit->provider_state, "Provisioned");
}

/* Of those known: an unknown one is Azure's and may mean anything. */
static bool is_not_provisioned(const struct desired_circuit *circuit)
{
	return rules_is(circuit->provider_state, "NotProvisioned") ||
	       rules_is(circuit->provider_state, "Provisioning") ||
	       rules_is(circuit->provider_state, "Deprovisioning");
}

static void check_states(const struct rules_place *place)
{
	const struct desired_circuit *circuit = place->circuit;
	bool partner = place->pair->model == DESIRED_PARTNER;

	if (rules_is(circuit->status, "Disabled"))
		findings_warn(place->findings, line_at(circuit, status),
			      "circuit '%s': its status is Disabled: Azure passes nothing",
			      circuit->name);
	if (!circuit->peerings.n || !is_not_provisioned(circuit))
		return;
	findings_error(place->findings, line_at(circuit, peerings),
		       "circuit '%s': has peerings, but its provider_state is %s; peerings take Provisioned",
		       circuit->name, circuit->provider_state);
	if (rules_is(circuit->provider_state, "Deprovisioning"))
		findings_hint(place->findings, "delete its peerings, and their connections before them");
	else if (partner)
		findings_hint(place->findings, "give the service key to the provider and wait until Azure says Provisioned");
	else
		findings_hint(place->findings, "read the circuit from Azure again when it says Provisioned");
}

/* --- what the fast path is asked for ------------------------------------ */

static bool has_fastpath(const struct desired_pair *pair)
{
	const struct desired_port *port;

	desired_each(port, &pair->ports)
		if (port->xdp != ERD_XDP_NONE)
			return true;
	return false;
}

static void check_burst(const struct rules_place *place, uint64_t rate,
			uint32_t burst, const char *key, const char *of)
{
	const struct desired_circuit *circuit = place->circuit;

	if (burst && !rate)
		findings_error(place->findings,
			       object_line(&desired_circuit_type, circuit, key),
			       "circuit '%s': has %s, but no %s that it could be of",
			       circuit->name, key, of);
}

static void check_fastpath(const struct rules_place *place)
{
	const struct desired_circuit *circuit = place->circuit;
	const struct desired_pair *pair = place->pair;
	const char *key = circuit->rate_in ? "rate_in" :
			  circuit->rate_out ? "rate_out" :
			  circuit->sample ? "sample" : NULL;
	unsigned int line;

	check_burst(place, circuit->rate_in, circuit->burst_in, "burst_in",
		    "rate_in");
	check_burst(place, circuit->rate_out, circuit->burst_out, "burst_out",
		    "rate_out");
	if (!key)
		return;
	line = object_line(&desired_circuit_type, circuit, key);
	if (pair->encap == ERD_ENCAP_DOT1Q)
		findings_error(place->findings, line,
			       "circuit '%s': has %s, but pair '%s' is dot1q: its circuits have no S-tag that the fast path could tell them by",
			       circuit->name, key, pair->name);
	else if (pair->ports.n && !has_fastpath(pair))
		findings_warn(place->findings, line,
			      "circuit '%s': %s is without effect while xdp is off on the ports of pair '%s'",
			      circuit->name, key, pair->name);
}

/* --- connections -------------------------------------------------------- */

/* How many virtual networks a circuit may have. */
static unsigned int link_limit(const struct desired_circuit *circuit)
{
	if (!rules_is(circuit->tier, "Premium"))
		return 10;
	return desired_bandwidth_mbps(circuit) >= 10000 ? 100 : 50;
}

static void check_connections(const struct rules_place *place)
{
	const struct desired_circuit *circuit = place->circuit;
	const struct desired_connection *connection, *other;
	size_t prefixes = 0;

	if (circuit->connections.n && !desired_find_peering(circuit, ERD_PEERING_PRIVATE)) {
		findings_error(place->findings, line_at(circuit, connections),
			       "circuit '%s': has connections, but no private peering",
			       circuit->name);
		findings_hint(place->findings, "connections come after the peering, and go before it");
	}
	if (circuit->connections.n > link_limit(circuit))
		findings_warn(place->findings, line_at(circuit, connections),
			      "circuit '%s': has %zu connections; a %s circuit of this size has at most %u",
			      circuit->name, circuit->connections.n,
			      circuit->tier ? circuit->tier : "Standard",
			      link_limit(circuit));
	desired_each(connection, &circuit->connections) {
		prefixes += connection->prefixes.n;
		for (other = circuit->connections.items; other != connection;
		     other++)
			if (!strcmp(other->name, connection->name))
				findings_error(place->findings,
					       line_at(connection, name),
					       "circuit '%s': connection '%s' is there twice",
					       circuit->name,
					       connection->name);
	}
	if (prefixes > 1000)
		findings_warn(place->findings, line_at(circuit, connections),
			      "circuit '%s': its connections have %zu prefixes; Azure advertises at most 1000",
			      circuit->name, prefixes);
}

static void check_reach_network(const struct rules_place *place,
				const struct desired_global_reach *global_reach,
				const struct prefix *prefix, uint8_t family,
				uint8_t len, unsigned int line)
{
	char text[PREFIX_TEXT_SIZE];

	if (!prefix->family ||
	    (prefix->family == family && prefix->len == len))
		return;
	findings_error(place->findings, line,
		       "circuit '%s': Global Reach connection '%s': %s must be a /%u of %s",
		       place->circuit->name, global_reach->name,
		       prefix_text(prefix, text), len,
		       family == AF_INET ? "IPv4" : "IPv6");
}

static void check_global_reach(const struct rules_place *place)
{
	const struct desired_circuit *circuit = place->circuit;
	const struct desired_global_reach *global_reach, *other;

	if (!circuit->global_reach.n)
		return;
	if (rules_is(circuit->tier, "Local"))
		findings_error(place->findings,
			       line_at(circuit, global_reach),
			       "circuit '%s': has Global Reach, but tier Local has none",
			       circuit->name);
	if (!desired_find_peering(circuit, ERD_PEERING_PRIVATE)) {
		findings_error(place->findings,
			       line_at(circuit, global_reach),
			       "circuit '%s': has Global Reach, but no private peering",
			       circuit->name);
		findings_hint(place->findings, "Global Reach comes after the peering, and goes before it");
	}
	desired_each(global_reach, &circuit->global_reach) {
		check_reach_network(place, global_reach, &global_reach->ipv4,
				    AF_INET, 29,
				    line_at(global_reach, ipv4));
		check_reach_network(place, global_reach, &global_reach->ipv6,
				    AF_INET6, 125,
				    line_at(global_reach, ipv6));
		for (other = circuit->global_reach.items;
		     other != global_reach; other++)
			if (!strcmp(other->name, global_reach->name))
				findings_error(place->findings,
					       line_at(global_reach, name),
					       "circuit '%s': Global Reach connection '%s' is there twice",
					       circuit->name,
					       global_reach->name);
	}
}

/* --- all of it ---------------------------------------------------------- */

static void check_peerings(const struct rules_place *place)
{
	const struct desired_circuit *circuit = place->circuit;
	const struct desired_peering *peering, *other;

	desired_each(peering, &circuit->peerings) {
		for (other = circuit->peerings.items; other != peering; other++)
			if (other->type == peering->type)
				findings_error(place->findings,
					       line_at(peering, type),
					       "circuit '%s': its %s peering is there twice; a second private network is a second circuit",
					       circuit->name,
					       erd_peering_name(peering->type));
		rules_peering(place, peering);
	}
}

void rules_circuit(const struct rules_place *place)
{
	const struct desired_circuit *circuit = place->circuit;
	const struct desired_pair *pair = place->pair;

	if (pair->model == DESIRED_DIRECT)
		check_direct(place);
	else
		check_partner(place);
	if (pair->region && circuit->region &&
	    strcmp(pair->region, circuit->region))
		findings_error(place->findings, line_at(circuit, region),
			       "circuit '%s': is in region '%s', but pair '%s' in '%s'; they must be the same",
			       circuit->name, circuit->region, pair->name,
			       pair->region);
	check_stag(place);
	check_key(place);
	check_states(place);
	check_fastpath(place);
	check_connections(place);
	check_global_reach(place);
	check_peerings(place);
}
