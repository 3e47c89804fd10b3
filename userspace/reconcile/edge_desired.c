// SPDX-License-Identifier: LGPL-2.1-or-later
/* What runs as a file that would want it. */
#include "edge.h"
#include "limit.h"
#include "objects.h"

#include <string.h>

/* The network that @address is the first of, or of no family. */
static struct prefix network_of(const struct prefix *address)
{
	struct prefix network = *address, first;
	const uint8_t len = address->family == AF_INET ? 30 : 126;
	int last = address->family == AF_INET ? 3 : 15;

	network.address[last] &= ~3;
	first = prefix_host(&network, 1);
	if (address->len != len || !prefix_equal(&first, address))
		network.family = 0;
	return network;
}

static struct prefix subnet_on(const struct edge_subif *subif, uint8_t family)
{
	const struct prefix *address;
	struct prefix network = {};

	if (!subif)
		return network;
	desired_each(address, &subif->addresses) {
		if (address->family != family)
			continue;
		network = network_of(address);
		if (network.family)
			break;
	}
	return network;
}

/* Both links have one, or the peering has none. False without memory. */
static bool add_subnets(struct desired_subnets **subnets,
			const struct edge_subif *const link[2],
			uint8_t family)
{
	struct prefix primary = subnet_on(link[ERD_ROLE_PRIMARY], family);
	struct prefix secondary = subnet_on(link[ERD_ROLE_SECONDARY], family);

	if (!primary.family || !secondary.family)
		return true;
	*subnets = desired_new(&desired_subnets_type);
	if (!*subnets)
		return false;
	(*subnets)->primary = primary;
	(*subnets)->secondary = secondary;
	return true;
}

static bool add_vrf(struct desired *desired, const struct edge *edge,
		    const char *name)
{
	const struct edge_vrf *is = edge_vrf(edge, name);
	struct desired_vrf *vrf;

	desired_each(vrf, &desired->vrfs)
		if (!strcmp(vrf->name, name))
			return true;
	vrf = desired_add(&desired_vrf_type, &desired->vrfs);
	if (!vrf || !desired_set_text(&vrf->name, name))
		return false;
	vrf->table = is ? is->table : 0;
	return true;
}

/* Both links have the same maps, or nothing is said of them. */
static void add_pcp(struct desired_peering *peering,
		    const struct edge_subif *const link[2])
{
	const struct edge_subif *any = link[0] ? link[0] : link[1];

	if (link[0] && link[1] && !edge_same_pcp(&link[0]->pcp, &link[1]->pcp))
		return;
	memcpy(peering->egress_pcp, any->pcp.egress_pcp, ERD_PRIORITIES);
	memcpy(peering->ingress_prio, any->pcp.ingress_prio, ERD_PCPS);
}

static bool add_peering(struct desired *desired, struct desired_circuit *circuit,
			const struct edge *edge,
			const struct edge_subif *const link[2])
{
	const struct edge_subif *any = link[ERD_ROLE_PRIMARY] ?
		link[ERD_ROLE_PRIMARY] : link[ERD_ROLE_SECONDARY];
	struct desired_peering *peering;

	peering = desired_add(&desired_peering_type, &circuit->peerings);
	if (!peering)
		return false;
	peering->type = any->peering;
	peering->ctag = any->ctag;
	peering->admin_state = any->admin_state;
	/* What a pair has unless it is said. */
	peering->mtu = any->mtu == 1500 ? 0 : any->mtu;
	add_pcp(peering, link);
	if (any->vrf[0] && (!desired_set_text(&peering->vrf, any->vrf) ||
			    !add_vrf(desired, edge, any->vrf)))
		return false;
	return add_subnets(&peering->ipv4, link, AF_INET) &&
	       add_subnets(&peering->ipv6, link, AF_INET6);
}

static bool add_peerings(struct desired *desired, const struct edge *edge,
			 const struct edge_circuit *of,
			 struct desired_circuit *circuit)
{
	const struct edge_subif *subif, *link[2];
	const struct edge_port *port;
	int type;

	for (type = ERD_PEERING_PRIVATE; type <= ERD_PEERING_MICROSOFT;
	     type++) {
		link[0] = NULL;
		link[1] = NULL;
		desired_each(subif, &edge->subifs) {
			port = edge_port(edge, subif->port);
			if (port && subif->peering == (enum erd_peering)type &&
			    !subif->elsewhere &&
			    !strcmp(subif->pair, of->pair) &&
			    !strcmp(subif->circuit, of->name))
				link[port->role] = subif;
		}
		if ((link[0] || link[1]) &&
		    !add_peering(desired, circuit, edge, link))
			return false;
	}
	return true;
}

static bool add_port(struct desired *desired, const struct edge_port *is)
{
	struct desired_pair *pair = desired_find_pair(desired, is->pair);
	struct desired_port *port;

	if (!pair) {
		pair = desired_add(&desired_pair_type, &desired->pairs);
		if (!pair || !desired_set_text(&pair->name, is->pair))
			return false;
		pair->encap = is->encap;
		pair->outer_tpid = is->outer_tpid;
	}
	port = desired_add(&desired_port_type, &pair->ports);
	if (!port || !desired_set_text(&port->name, is->name) ||
	    !desired_set_text(&port->device, is->ifname))
		return false;
	port->role = is->role;
	port->xdp = is->xdp;
	port->histogram = is->histogram;
	port->sample = is->sample;
	port->admin_state = is->admin_state;
	return true;
}

/* A burst that is that of any such rate is not said. */
static uint32_t burst_of(const struct erd_rate *rate)
{
	return rate->burst == limit_burst(rate->bits_per_s) ? 0 : rate->burst;
}

static void add_settings(struct desired_circuit *circuit,
			 const struct erd_circuit_settings *is)
{
	circuit->rate_in = is->rates.rx.bits_per_s;
	circuit->burst_in = burst_of(&is->rates.rx);
	circuit->rate_out = is->rates.tx.bits_per_s;
	circuit->burst_out = burst_of(&is->rates.tx);
	circuit->sample = is->sampling.every;
	if (is->sampling.every)
		circuit->snap = is->sampling.snap;
}

static bool add_circuit(struct desired *desired, const struct edge *edge,
			const struct edge_circuit *is)
{
	struct desired_pair *pair = desired_find_pair(desired, is->pair);
	struct desired_circuit *circuit;

	/* A pair that has lost its ports cannot be said. */
	if (!pair)
		return true;
	circuit = desired_add(&desired_circuit_type, &pair->circuits);
	if (!circuit || !desired_set_text(&circuit->name, is->name))
		return false;
	circuit->stag = is->stag;
	circuit->admin_state = is->admin_state;
	add_settings(circuit, &is->set);
	return add_peerings(desired, edge, is, circuit);
}

bool edge_to_desired(const struct edge *edge, struct desired *desired)
{
	const struct edge_circuit *circuit;
	const struct edge_port *port;

	object_init(&desired_type, desired);
	if (!desired_set_text(&desired->schema, DESIRED_SCHEMA))
		return false;
	desired_each(port, &edge->ports)
		if (!add_port(desired, port))
			return false;
	desired_each(circuit, &edge->circuits)
		if (!add_circuit(desired, edge, circuit))
			return false;
	return true;
}
