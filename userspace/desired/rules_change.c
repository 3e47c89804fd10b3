// SPDX-License-Identifier: LGPL-2.1-or-later
/* From one file to the next: what Azure never does, and what comes first. */
#include "rules.h"
#include "objects.h"

#include <string.h>

static bool has_private(const struct desired_circuit *circuit)
{
	return desired_find_peering(circuit, ERD_PEERING_PRIVATE);
}

static bool has_links(const struct desired_circuit *circuit)
{
	return circuit->connections.n || circuit->global_reach.n;
}

/* The first that goes before the peering, and so before the circuit. */
static void hint_links(const struct desired_circuit *circuit,
		       struct findings *findings)
{
	const struct desired_connection *connection =
		circuit->connections.items;
	const struct desired_global_reach *reach = circuit->global_reach.items;

	findings_hint(findings, "connections and Global Reach go first, then peerings, then the circuit: erdctl %s delete %s %.64s, or a file without it",
		      circuit->connections.n ? "connection" : "global-reach",
		      circuit->name, circuit->connections.n ?
					     connection->name : reach->name);
}

/* --- deleting ----------------------------------------------------------- */

static void check_deleted(const struct desired_pair *pair,
			  const struct desired_circuit *was, unsigned int line,
			  struct findings *findings)
{
	if (has_links(was)) {
		findings_error(findings, line,
			       "circuit '%s': cannot be deleted while it has %s",
			       was->name, was->connections.n ? "connections" :
							       "Global Reach");
		hint_links(was, findings);
		return;
	}
	if (was->peerings.n) {
		findings_error(findings, line,
			       "circuit '%s': cannot be deleted while it has peerings",
			       was->name);
		findings_hint(findings, "its peerings go first: erdctl peering delete %s %s, or a file without it",
			      was->name,
			      erd_peering_name(((struct desired_peering *)
						was->peerings.items)->type));
		return;
	}
	/* Circuits of ExpressRoute Direct are Provisioned all their life. */
	if (pair->model != DESIRED_PARTNER ||
	    (!rules_is(was->provider_state, "Provisioning") &&
	     !rules_is(was->provider_state, "Provisioned")))
		return;
	findings_error(findings, line,
		       "circuit '%s': cannot be deleted while its provider_state is %s",
		       was->name, was->provider_state);
	findings_hint(findings, "the provider deprovisions it first, until Azure says NotProvisioned");
}

/* --- changing a circuit ------------------------------------------------- */

/* What the provider's state may not become, and what comes before. */
static const struct {
	const char *was, *will, *first;
} forbidden[] = {
	{ "NotProvisioned", "Deprovisioning", "Provisioned" },
	{ "Provisioned", "Provisioning", "NotProvisioned" },
	{ "Deprovisioning", "Provisioning", "NotProvisioned" },
	{ "Deprovisioning", "Provisioned", "NotProvisioned" },
};

static void check_provider_state(const struct desired_circuit *was,
				 const struct desired_circuit *will,
				 struct findings *findings)
{
	size_t i;

	for (i = 0; i < sizeof(forbidden) / sizeof(forbidden[0]); i++)
		if (rules_is(was->provider_state, forbidden[i].was) &&
		    rules_is(will->provider_state, forbidden[i].will))
			findings_error(findings,
				       object_line(&desired_circuit_type, will,
						   "provider_state"),
				       "circuit '%s': provider_state does not go from %s to %s; %s comes first",
				       will->name, forbidden[i].was,
				       forbidden[i].will, forbidden[i].first);
}

/* Microsoft validates what is advertised; @was is NULL if it is new. */
static void check_prefixes_state(const struct desired_peering *was,
				 const struct desired_circuit *circuit,
				 const struct desired_peering *peering,
				 struct findings *findings)
{
	static const char *const validated[] = {
		"Configuring", "Configured", "ValidationNeeded",
		"ManualValidation",
	};
	size_t i;

	if (!was || peering->type != ERD_PEERING_MICROSOFT || peering->advertise.n)
		return;
	for (i = 0; i < sizeof(validated) / sizeof(validated[0]); i++) {
		if (!rules_is(peering->prefixes_state, validated[i]) ||
		    rules_is(was->prefixes_state, validated[i]))
			continue;
		findings_error(findings, line_at(peering, prefixes_state),
			       "circuit '%s': microsoft peering: prefixes_state does not become %s: it advertises no prefixes",
			       circuit->name, validated[i]);
		findings_hint(findings, "its prefixes come first: erdctl peering advertise %s microsoft prefixes PREFIX,...",
			      circuit->name);
	}
}

static void check_circuit(const struct desired_circuit *was,
			  const struct desired_circuit *will,
			  struct findings *findings)
{
	const struct desired_peering *peering;
	uint32_t had = desired_bandwidth_mbps(was);
	uint32_t has = desired_bandwidth_mbps(will);

	if (was->stag && will->stag && was->stag != will->stag)
		findings_error(findings,
			       object_line(&desired_circuit_type, will, "stag"),
			       "circuit '%s': S-tag %u does not become %u: Azure gives it once",
			       will->name, was->stag, will->stag);
	if (has && has < had)
		findings_error(findings, will->node.line,
			       "circuit '%s': its bandwidth does not shrink from %u to %u Mb/s; a smaller one is a new circuit",
			       will->name, had, has);
	if (rules_is(was->family, "UnlimitedData") &&
	    rules_is(will->family, "MeteredData"))
		findings_error(findings,
			       object_line(&desired_circuit_type, will,
					   "family"),
			       "circuit '%s': does not go back from UnlimitedData to MeteredData",
			       will->name);
	if (was->service_key && will->service_key &&
	    strcmp(was->service_key, will->service_key))
		findings_error(findings,
			       object_line(&desired_circuit_type, will,
					   "service_key"),
			       "circuit '%s': its service key does not change; another key is another circuit",
			       will->name);
	/* Gone together: Azure takes them one after the other. */
	if (has_private(was) && !has_private(will) && has_links(was)) {
		findings_error(findings, will->node.line,
			       "circuit '%s': its private peering cannot be deleted while it has connections or Global Reach",
			       will->name);
		hint_links(was, findings);
	}
	check_provider_state(was, will, findings);
	desired_each(peering, &will->peerings)
		check_prefixes_state(desired_find_peering(was, peering->type),
				     will, peering, findings);
}

/* --- changing a port ---------------------------------------------------- */

/* What is recorded of a cross-connect anew, before what comes first. */
static void check_port(const struct desired_port *was,
		       const struct desired_port *will,
		       struct findings *findings)
{
	static const struct desired_cross_connect none;
	const struct desired_cross_connect *had = was->cross_connect ?
						  was->cross_connect : &none;
	const struct desired_cross_connect *has = will->cross_connect ?
						  will->cross_connect : &none;
	const char *what = NULL, *first = NULL;
	const char *verb = "cross-connect", *key = NULL;

	if (has->ordered && !had->ordered &&
	    !(will->loa && will->loa->issued)) {
		what = "ordered";
		first = "the letter of authorization is issued";
		verb = "loa";
		key = "issued";
	} else if (has->completed && !had->completed && !has->ordered) {
		what = "completed";
		first = "it is ordered";
		key = "ordered";
	} else if (has->accepted && !had->accepted && !has->completed) {
		what = "accepted";
		first = "it is completed";
		key = "completed";
	}
	if (!what)
		return;
	findings_error(findings, has->node.line,
		       "port '%s': its cross-connect cannot be %s: %s first",
		       will->name, what, first);
	findings_hint(findings, "erdctl port %s %s %s DATE records that", verb,
		      will->name, key);
}

static void check_ports(const struct desired_pair *was,
			const struct desired_pair *will,
			struct findings *findings)
{
	const struct desired_port *port, *next;

	desired_each(port, &was->ports)
		desired_each(next, &will->ports)
			if (!strcmp(port->name, next->name))
				check_port(port, next, findings);
}

/* --- changing a pair ---------------------------------------------------- */

static void check_pair(const struct desired_pair *was,
		       const struct desired_pair *will,
		       struct findings *findings)
{
	const struct desired_circuit *circuit, *next;

	if (was->encap != will->encap)
		findings_error(findings,
			       object_line(&desired_pair_type, will, "encap"),
			       "pair '%s': its encapsulation is fixed for life: %s",
			       will->name, erd_encap_name(was->encap));
	if (was->model != will->model)
		findings_error(findings,
			       object_line(&desired_pair_type, will, "model"),
			       "pair '%s': ExpressRoute Direct and a partner's ports are two things; give it another name",
			       will->name);
	if (was->bandwidth_gbps && will->bandwidth_gbps &&
	    was->bandwidth_gbps != will->bandwidth_gbps)
		findings_error(findings,
			       object_line(&desired_pair_type, will,
					   "bandwidth_gbps"),
			       "pair '%s': the bandwidth of its ports is fixed for life: %u Gb/s",
			       will->name, was->bandwidth_gbps);
	if (was->location && will->location &&
	    strcmp(was->location, will->location))
		findings_error(findings,
			       object_line(&desired_pair_type, will,
					   "location"),
			       "pair '%s': its peering location is fixed for life: %s",
			       will->name, was->location);
	check_ports(was, will, findings);
	desired_each(circuit, &was->circuits) {
		next = desired_find_circuit(will, circuit->name);
		if (next)
			check_circuit(circuit, next, findings);
		else
			check_deleted(was, circuit, will->node.line, findings);
	}
}

void desired_check_change(const struct desired *was, const struct desired *will,
			  struct findings *findings)
{
	const struct desired_pair *pair, *next;

	if (!was)
		return;
	desired_each(pair, &was->pairs) {
		next = desired_find_pair(will, pair->name);
		if (next) {
			check_pair(pair, next, findings);
			continue;
		}
		if (!pair->circuits.n)
			continue;
		findings_error(findings, 0,
			       "pair '%s': cannot be deleted while it has circuits",
			       pair->name);
		findings_hint(findings, "apply it without circuits first");
	}
}
