// SPDX-License-Identifier: LGPL-2.1-or-later
/* What doctor says to programs. */
#include "doctor.h"
#include "json.h"
#include "ticket.h"

#include <math.h>

static json_t *real_or_null(double value)
{
	return isnan(value) ? json_null() : json_real(value);
}

static json_t *link_json(const struct facts *facts,
			 const struct diagnosis *diagnosis,
			 const struct facts_port *port)
{
	bool carrier = port->bound && port->erd.carrier;
	struct doctor_link link;

	doctor_link_read(&link, facts, diagnosis, port);
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:b, s:o, s:o, s:o, s:i, s:i, s:i, s:i, s:i}",
			 "port", port->name, "pair", port->pair,
			 "role", erd_role_name(port->role),
			 "ifname", port->ifname,
			 "verdict", doctor_verdict_name(link.verdict),
			 "carrier", carrier,
			 "speed_mbps", carrier && port->link.speed_mbps ?
				json_integer(port->link.speed_mbps) :
				json_null(),
			 "rx_power_dbm", real_or_null(link.rx_dbm),
			 "tx_power_dbm", real_or_null(link.tx_dbm),
			 "peerings", link.paths,
			 "bgp_sessions", link.sessions,
			 "bgp_up", link.sessions_up,
			 "bfd_sessions", link.bfd,
			 "bfd_up", link.bfd_up);
}

static json_t *place_json(const struct doctor_place *place)
{
	const struct facts_path *path = place->path;
	const char *family = place->family == AF_INET ? "ipv4" :
			     place->family == AF_INET6 ? "ipv6" : "";

	return json_pack("{s:o, s:o, s:o, s:o, s:o}",
			 "port", json_text(place->port ? place->port->name : ""),
			 "circuit", json_text(path ? path->circuit : ""),
			 "peering", json_text(path ?
				erd_peering_name(path->peering) : ""),
			 "family", json_text(family),
			 "evidence", json_text(place->evidence));
}

static json_t *ticket_json(const struct facts *facts,
			   const struct doctor_finding *finding)
{
	struct ticket ticket;
	json_t *object;
	size_t i;

	ticket_write(&ticket, facts, finding);
	if (!ticket.n)
		return json_null();
	object = json_object();
	for (i = 0; i < ticket.n; i++)
		json_object_set_new(object, ticket.fact[i].name,
				    json_string(ticket.fact[i].value));
	return object;
}

static json_t *finding_json(const struct facts *facts,
			    const struct doctor_finding *finding)
{
	const struct doctor_place *place;
	json_t *places = json_array();

	desired_each(place, &finding->places)
		json_array_append_new(places, place_json(place));
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o}",
			 "id", doctor_id_name(finding->id),
			 "layer", doctor_layer_name(doctor_id_layer(finding->id)),
			 "severity", doctor_severity_name(finding->severity),
			 "owner", doctor_owner_name(finding->owner),
			 "message", finding->text,
			 "next", json_text(finding->next),
			 "places", places,
			 "ticket", ticket_json(facts, finding));
}

json_t *json_doctor(const struct facts *facts,
		    const struct diagnosis *diagnosis)
{
	json_t *links = json_array(), *findings = json_array();
	json_t *unchecked = json_array();
	const struct doctor_finding *finding;
	const struct doctor_unchecked *item;
	size_t i;

	for (i = 0; i < facts->n_ports; i++)
		if (facts->ports[i].selected)
			json_array_append_new(links,
				link_json(facts, diagnosis,
					  &facts->ports[i]));
	desired_each(finding, &diagnosis->findings)
		json_array_append_new(findings, finding_json(facts, finding));
	desired_each(item, &diagnosis->unchecked)
		json_array_append_new(unchecked,
			json_pack("{s:s, s:s}", "what", item->what,
				  "why", item->why));
	return json_pack("{s:s, s:o, s:f, s:o, s:o, s:o}",
			 "verdict",
			 doctor_verdict_name(diagnosis_verdict(diagnosis)),
			 "time", json_time(&facts->time),
			 "seconds", facts_seconds(facts),
			 "links", links, "findings", findings,
			 "unchecked", unchecked);
}
