// SPDX-License-Identifier: LGPL-2.1-or-later
#include "change.h"
#include "names.h"
#include "pcp_map.h"
#include "rate.h"
#include "routing_step.h"

#include <stdio.h>
#include <string.h>

/* --- words -------------------------------------------------------------- */

const char *impact_name(enum change_impact impact)
{
	static const char *const names[] = {
		[IMPACT_NONE] = "none",
		[IMPACT_SOFT] = "session_soft",
		[IMPACT_RESET] = "session_reset",
		[IMPACT_LINK] = "link_down",
	};

	return names[impact];
}

static const char *verb(uint32_t admin_state)
{
	return admin_state == ERD_ADMIN_STATE_ENABLED ? "enable" : "disable";
}

static void port_text(const struct change *change, char *text, size_t size)
{
	const struct edge_port *port = &change->port;

	if (change->add)
		snprintf(text, size,
			 "add port '%s': %s, %s of pair '%s', %s, TPID 0x%04x, xdp %s",
			 port->name, port->ifname, erd_role_name(port->role),
			 port->pair, erd_encap_name(port->encap),
			 port->outer_tpid, erd_xdp_mode_name(port->xdp));
	else
		snprintf(text, size, "delete port '%s' from %s", port->name,
			 port->ifname);
}

static void xdp_text(const struct change *change, char *text, size_t size)
{
	const char *name = change->port.name;

	if (change->was == change->will)
		snprintf(text, size, "upgrade the fast path of port '%s'",
			 name);
	else if (change->will == ERD_XDP_NONE)
		snprintf(text, size, "take the fast path off port '%s'", name);
	else
		snprintf(text, size, "attach the fast path to port '%s': xdp %s",
			 name, erd_xdp_mode_name(change->will));
}

/* "limit circuit 'hq1' to 50mbit in, burst 65536 bytes" */
static void rate_change_text(const struct change *change, char *text,
			     size_t size)
{
	const char *way = change->kind == CHANGE_RATE_IN ? "in" : "out";
	const struct erd_rate *rate = &change->to.rate;
	char number[32];

	if (rate->bits_per_s)
		snprintf(text, size,
			 "limit circuit '%s' to %s %s, burst %u bytes",
			 change->circuit.name,
			 rate_text(rate->bits_per_s, number, sizeof(number)),
			 way, rate->burst);
	else
		snprintf(text, size, "take the limit %s off circuit '%s'", way,
			 change->circuit.name);
}

static void sampling_text(const struct change *change, char *text, size_t size)
{
	const struct erd_sampling *sampling = &change->to.sampling;

	if (sampling->every)
		snprintf(text, size,
			 "sample one of %u frames of circuit '%s', %u bytes each",
			 sampling->every, change->circuit.name, sampling->snap);
	else
		snprintf(text, size, "sample no more of circuit '%s'",
			 change->circuit.name);
}

static void circuit_text(const struct change *change, char *text, size_t size)
{
	const struct edge_circuit *circuit = &change->circuit;

	snprintf(text, size, "%s circuit '%s' %s pair '%s'",
		 change->add ? "create" : "delete", circuit->name,
		 change->add ? "on" : "of", circuit->pair);
	if (change->add && circuit->stag)
		snprintf(text + strlen(text), size - strlen(text),
			 ", S-tag %u", circuit->stag);
}

static void subif_text(const struct change *change, char *text, size_t size)
{
	const struct edge_subif *subif = &change->subif;

	snprintf(text, size, "%s %s: C-tag %u on port '%s'",
		 change->add ? "create" : "delete", subif->ifname,
		 subif->ctag, subif->port);
}

static void master_text(const struct change *change, char *text, size_t size)
{
	const char *ifname = change->subif.ifname;

	if (change->to.vrf[0])
		snprintf(text, size, "put %s into VRF %s", ifname,
			 change->to.vrf);
	else
		snprintf(text, size, "take %s out of VRF %s", ifname,
			 change->from.vrf);
}

static void pcp_text(const struct change *change, char *text, size_t size)
{
	char egress[PCP_MAP_TEXT_SIZE], ingress[PCP_MAP_TEXT_SIZE];

	pcp_map_text(change->to.pcp.egress_pcp, ERD_PRIORITIES, egress);
	pcp_map_text(change->to.pcp.ingress_prio, ERD_PCPS, ingress);
	/* The longest there are have 69 and 39 octets. */
	snprintf(text, size,
		 "map priorities of %s: egress-pcp %.70s, ingress-prio %.40s",
		 change->subif.ifname, egress[0] ? egress : "0:0",
		 ingress[0] ? ingress : "0:0");
}

const char *change_text(const struct change *change,
			char text[CHANGE_TEXT_SIZE])
{
	const size_t size = CHANGE_TEXT_SIZE;
	char address[PREFIX_TEXT_SIZE];

	switch (change->kind) {
	case CHANGE_VRF:
		snprintf(text, size, "%s VRF %s, table %u",
			 change->add ? "create" : "delete", change->vrf.name,
			 change->vrf.table);
		break;
	case CHANGE_PORT:
		port_text(change, text, size);
		break;
	case CHANGE_CIRCUIT:
		circuit_text(change, text, size);
		break;
	case CHANGE_SUBIF:
		subif_text(change, text, size);
		break;
	case CHANGE_ADDRESS:
		snprintf(text, size, "%s address %s %s %s",
			 change->add ? "add" : "delete",
			 prefix_text(&change->address, address),
			 change->add ? "to" : "from", change->subif.ifname);
		break;
	case CHANGE_XDP:
		xdp_text(change, text, size);
		break;
	case CHANGE_HISTOGRAM:
		snprintf(text, size, "%s frames of port '%s' by size",
			 change->will ? "count" : "no more count",
			 change->port.name);
		break;
	case CHANGE_PORT_SAMPLE:
		snprintf(text, size, "%s frames of port '%s' that no peering has",
			 change->will ? "sample" : "no more sample",
			 change->port.name);
		break;
	case CHANGE_PORT_ADMIN:
		snprintf(text, size, "%s port '%s'", verb(change->will),
			 change->port.name);
		break;
	case CHANGE_RATE_IN:
	case CHANGE_RATE_OUT:
		rate_change_text(change, text, size);
		break;
	case CHANGE_CIRCUIT_SAMPLE:
		sampling_text(change, text, size);
		break;
	case CHANGE_CIRCUIT_ADMIN:
		snprintf(text, size, "%s circuit '%s'", verb(change->will),
			 change->circuit.name);
		break;
	case CHANGE_PEERING_ADMIN:
		snprintf(text, size, "%s %s peering of circuit '%s'",
			 verb(change->will),
			 erd_peering_name(change->subif.peering),
			 change->subif.circuit);
		break;
	case CHANGE_UP:
		snprintf(text, size, "take %s %s", change->subif.ifname,
			 change->will ? "up" : "down");
		break;
	case CHANGE_MTU:
		snprintf(text, size, "set MTU of %s from %u to %u",
			 change->subif.ifname, change->was, change->will);
		break;
	case CHANGE_PCP:
		pcp_text(change, text, size);
		break;
	case CHANGE_MASTER:
		master_text(change, text, size);
		break;
	case CHANGE_ROUTING:
		routing_step_text(change->routing, text, size);
		break;
	}
	return text;
}

/* --- undoing ------------------------------------------------------------ */

void change_invert(struct change *change)
{
	const struct change_value from = change->from;
	uint32_t was = change->was;

	change->add = !change->add;
	change->undoes = true;
	change->was = change->will;
	change->will = was;
	change->from = change->to;
	change->to = from;
}

/* --- simulating --------------------------------------------------------- */

enum erd_admin_state change_gate(const struct edge *edge,
				 const struct edge_subif *like)
{
	const struct edge_subif *twin;

	edge_each_of_peering(twin, edge, like)
		if (twin->ctag == like->ctag)
			return twin->admin_state;
	return like->admin_state;
}

static bool add_subif(struct edge *edge, const struct edge_subif *like)
{
	enum erd_admin_state admin_state = change_gate(edge, like);
	struct edge_subif *subif;

	/* Its port may have brought it along. */
	if (edge_subif(edge, like))
		return true;
	subif = list_add(&edge->subifs);
	if (!subif)
		return false;
	*subif = *like;
	subif->addresses = (struct list)LIST_OF(struct prefix);
	subif->mtu = SUBIF_MTU;
	subif->vrf[0] = '\0';
	subif->elsewhere = false;
	subif->carrier = false;
	subif->admin_state = admin_state;
	return true;
}

/* erd_port_add() gives a port the peerings of the pair's other one. */
static bool add_twins(struct edge *edge, const struct edge_port *port)
{
	enum erd_role other = port->role == ERD_ROLE_PRIMARY ?
				      ERD_ROLE_SECONDARY : ERD_ROLE_PRIMARY;
	size_t i, n = edge->subifs.n;

	for (i = 0; i < n; i++) {
		const struct edge_subif *is =
			(struct edge_subif *)edge->subifs.items + i;
		struct edge_subif twin = *is;

		if (strcmp(twin.pair, port->pair) ||
		    !strcmp(twin.port, port->name) ||
		    twin.peering == ERD_PEERING_UNSPEC)
			continue;
		strcpy(twin.port, port->name);
		ifname_of_other(twin.ifname, is->ifname, twin.circuit,
				twin.peering, other);
		twin.up = true;
		if (!add_subif(edge, &twin))
			return false;
	}
	return true;
}

/* With a port goes what came with it. */
static void remove_subifs_on(struct edge *edge, const char *port)
{
	size_t i;

	for (i = edge->subifs.n; i--;) {
		struct edge_subif *subif =
			(struct edge_subif *)edge->subifs.items + i;

		if (!strcmp(subif->port, port))
			edge_remove_subif(edge, subif);
	}
}

static bool simulate_port(const struct change *change, struct edge *edge)
{
	struct edge_port *port = edge_port(edge, change->port.name);

	if (!change->add) {
		if (change->undoes)
			remove_subifs_on(edge, change->port.name);
		if (port)
			edge_remove(&edge->ports, port);
		return true;
	}
	port = list_add(&edge->ports);
	if (!port)
		return false;
	*port = change->port;
	port->admin_state = ERD_ADMIN_STATE_DISABLED;
	port->outdated = false;
	port->histogram = false;
	port->sample = false;
	/* When it went there was nothing on it. */
	return change->undoes || add_twins(edge, &change->port);
}

static bool simulate_circuit(const struct change *change, struct edge *edge)
{
	struct edge_circuit *circuit = edge_circuit(edge,
						    change->circuit.pair,
						    change->circuit.name);

	if (!change->add) {
		if (circuit)
			edge_remove_circuit(edge, circuit);
		return true;
	}
	circuit = list_add(&edge->circuits);
	if (!circuit)
		return false;
	*circuit = change->circuit;
	memset(&circuit->set, 0, sizeof(circuit->set));
	circuit->uneven = false;
	return true;
}

/* What a circuit is like, on all ports. */
static void simulate_of_circuit(const struct change *change,
				struct edge_circuit *circuit)
{
	if (change->kind != CHANGE_CIRCUIT_ADMIN)
		circuit->uneven = false;
	switch (change->kind) {
	case CHANGE_RATE_IN:
		circuit->set.rates.rx = change->to.rate;
		break;
	case CHANGE_RATE_OUT:
		circuit->set.rates.tx = change->to.rate;
		break;
	case CHANGE_CIRCUIT_SAMPLE:
		circuit->set.sampling = change->to.sampling;
		break;
	default:
		circuit->admin_state = change->will;
	}
}

static void simulate_of_port(const struct change *change,
			     struct edge_port *port)
{
	switch (change->kind) {
	case CHANGE_XDP:
		port->xdp = change->will;
		port->outdated = false;
		break;
	case CHANGE_HISTOGRAM:
		port->histogram = change->will;
		break;
	case CHANGE_PORT_SAMPLE:
		port->sample = change->will;
		break;
	default:
		port->admin_state = change->will;
	}
}

static bool simulate_vrf(const struct change *change, struct edge *edge)
{
	struct edge_vrf *vrf = edge_vrf(edge, change->vrf.name);

	if (!change->add) {
		if (vrf)
			edge_remove(&edge->vrfs, vrf);
		return true;
	}
	vrf = list_add(&edge->vrfs);
	if (vrf)
		*vrf = change->vrf;
	return vrf;
}

static bool simulate_address(const struct change *change,
			     struct edge_subif *subif)
{
	struct prefix *address;

	if (change->add) {
		address = list_add(&subif->addresses);
		if (address)
			*address = change->address;
		return address;
	}
	desired_each(address, &subif->addresses) {
		if (!prefix_equal(address, &change->address))
			continue;
		edge_remove(&subif->addresses, address);
		break;
	}
	return true;
}

static void simulate_peering_admin(const struct change *change,
				   struct edge *edge)
{
	struct edge_subif *subif;

	edge_each_of_peering(subif, edge, &change->subif)
		subif->admin_state = change->will;
}

static bool simulate_subif(const struct change *change, struct edge *edge)
{
	struct edge_subif *subif = edge_subif(edge, &change->subif);

	switch (change->kind) {
	case CHANGE_SUBIF:
		if (change->add)
			return add_subif(edge, &change->subif);
		if (subif)
			edge_remove_subif(edge, subif);
		return true;
	case CHANGE_PEERING_ADMIN:
		simulate_peering_admin(change, edge);
		return true;
	default:
		break;
	}
	if (!subif)
		return true;
	switch (change->kind) {
	case CHANGE_ADDRESS:
		return simulate_address(change, subif);
	case CHANGE_UP:
		subif->up = change->will;
		break;
	case CHANGE_MTU:
		subif->mtu = change->will;
		break;
	case CHANGE_PCP:
		subif->pcp = change->to.pcp;
		break;
	default:
		strcpy(subif->vrf, change->to.vrf);
	}
	return true;
}

bool change_simulate(const struct change *change, struct edge *edge)
{
	struct edge_circuit *circuit;
	struct edge_port *port;

	switch (change->kind) {
	case CHANGE_ROUTING:
		return true;
	case CHANGE_VRF:
		return simulate_vrf(change, edge);
	case CHANGE_PORT:
		return simulate_port(change, edge);
	case CHANGE_CIRCUIT:
		return simulate_circuit(change, edge);
	case CHANGE_XDP:
	case CHANGE_HISTOGRAM:
	case CHANGE_PORT_SAMPLE:
	case CHANGE_PORT_ADMIN:
		port = edge_port(edge, change->port.name);
		if (port)
			simulate_of_port(change, port);
		return true;
	case CHANGE_RATE_IN:
	case CHANGE_RATE_OUT:
	case CHANGE_CIRCUIT_SAMPLE:
	case CHANGE_CIRCUIT_ADMIN:
		circuit = edge_circuit(edge, change->circuit.pair,
				       change->circuit.name);
		if (circuit)
			simulate_of_circuit(change, circuit);
		return true;
	default:
		return simulate_subif(change, edge);
	}
}
