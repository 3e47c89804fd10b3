// SPDX-License-Identifier: LGPL-2.1-or-later
#include "ticket.h"
#include "judge.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void add(struct ticket *ticket, const char *name, const char *format,
		...) __attribute__((format(printf, 3, 4)));

static void add(struct ticket *ticket, const char *name, const char *format,
		...)
{
	struct ticket_fact *fact = &ticket->fact[ticket->n];
	va_list args;

	if (ticket->n == TICKET_FACTS_MAX)
		return;
	snprintf(fact->name, sizeof(fact->name), "%s", name);
	va_start(args, format);
	vsnprintf(fact->value, sizeof(fact->value), format, args);
	va_end(args);
	if (fact->value[0])
		ticket->n++;
}

static void add_text(struct ticket *ticket, const char *name, const char *text)
{
	add(ticket, name, "%s", text ? text : "");
}

/* The lanes, one behind another; "dark" where there is no light. */
static void add_light(struct ticket *ticket, const struct facts_port *port,
		      bool rx)
{
	char text[96] = "", one[24];
	const struct erd_light *light;
	double dbm;
	size_t i;

	if (!port->optics_known.is)
		return;
	for (i = 0; i < port->optics.n_lanes; i++) {
		light = rx ? &port->optics.lane[i].rx : &port->optics.lane[i].tx;
		dbm = erd_dbm(light->mw);
		if (isnan(dbm))
			snprintf(one, sizeof(one), "%s",
				 isnan(light->mw) ? "-" : "dark");
		else
			snprintf(one, sizeof(one), "%.2f", dbm);
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 "%s%s", i ? ", " : "", one);
	}
	add_text(ticket, rx ? "rx_dbm" : "tx_dbm", text);
}

static void add_port(struct ticket *ticket, const struct facts_port *port)
{
	const struct desired_port *wanted = port->wanted;

	add(ticket, "link", "link%u (%s)", routing_link_number(port->role),
	    erd_role_name(port->role));
	if (port->wanted_pair)
		add_text(ticket, "resource_id", port->wanted_pair->resource_id);
	if (wanted) {
		add_text(ticket, "router", wanted->router);
		add_text(ticket, "interface", wanted->interface);
		add_text(ticket, "rack", wanted->rack);
		add_text(ticket, "patch_panel", wanted->patch_panel);
	}
	if (wanted && wanted->cross_connect) {
		add_text(ticket, "provider", wanted->cross_connect->provider);
		add_text(ticket, "order", wanted->cross_connect->order);
	}
	if (port->optics_known.is)
		add(ticket, "module", "%s %s %s", port->optics.vendor,
		    port->optics.part_number, port->optics.serial);
	add_light(ticket, port, true);
	add_light(ticket, port, false);
}

static void add_family(struct ticket *ticket, const struct facts_family *f)
{
	char text[INET6_ADDRSTRLEN];

	if (f->local.family)
		add(ticket, "our_address", "%s/%u", host_text(&f->local, text),
		    f->local.len);
	if (f->remote.family)
		add_text(ticket, "peer_address", host_text(&f->remote, text));
	if (f->session)
		add(ticket, "as", "%u (ours), %u", f->session->local_as,
		    f->session->remote_as);
}

static void add_path(struct ticket *ticket, const struct facts_path *path,
		     int family)
{
	char mac[MAC_SIZE];

	add_text(ticket, "circuit", path->circuit);
	if (path->wanted_circuit)
		add_text(ticket, "service_key",
			 path->wanted_circuit->service_key);
	add_text(ticket, "peering", erd_peering_name(path->peering));
	if (path->stag)
		add(ticket, "stag", "%u", path->stag);
	add(ticket, "ctag", "%u", path->ctag);
	add(ticket, "tpid", "0x%04x", path->port->erd.outer_tpid);
	add_text(ticket, "our_mac", mac_text(path->mac, mac));
	if (family != AF_INET6)
		add_family(ticket, &path->family[0]);
	if (family == AF_INET6)
		add_family(ticket, &path->family[1]);
}

void ticket_write(struct ticket *ticket, const struct facts *facts,
		  const struct doctor_finding *finding)
{
	const struct doctor_place *place = finding->places.items;
	char time[32];
	struct tm tm;

	ticket->n = 0;
	if (finding->owner == OWNER_US || !finding->places.n || !place->port)
		return;
	gmtime_r(&facts->time.tv_sec, &tm);
	strftime(time, sizeof(time), "%Y-%m-%dT%H:%M:%SZ", &tm);
	add_text(ticket, "time", time);
	if (place->path)
		add_path(ticket, place->path, place->family);
	add_port(ticket, place->port);
}
