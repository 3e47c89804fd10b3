// SPDX-License-Identifier: LGPL-2.1-or-later
#include "edge.h"
#include "hash.h"
#include "limit.h"
#include "names.h"
#include "sampling.h"

#include <stdlib.h>
#include <string.h>

void edge_init(struct edge *edge)
{
	*edge = (struct edge){
		.vrfs = LIST_OF(struct edge_vrf),
		.ports = LIST_OF(struct edge_port),
		.circuits = LIST_OF(struct edge_circuit),
		.subifs = LIST_OF(struct edge_subif),
	};
}

void edge_free(struct edge *edge)
{
	struct edge_subif *subif;

	desired_each(subif, &edge->subifs)
		list_free(&subif->addresses);
	list_free(&edge->vrfs);
	list_free(&edge->ports);
	list_free(&edge->circuits);
	list_free(&edge->subifs);
	list_index_free(&edge->by_name);
	list_index_free(&edge->by_peering);
}

/* --- finding ------------------------------------------------------------ */

struct edge_vrf *edge_vrf(const struct edge *edge, const char *name)
{
	struct edge_vrf *vrf;

	desired_each(vrf, &edge->vrfs)
		if (!strcmp(vrf->name, name))
			return vrf;
	return NULL;
}

struct edge_port *edge_port(const struct edge *edge, const char *name)
{
	struct edge_port *port;

	desired_each(port, &edge->ports)
		if (!strcmp(port->name, name))
			return port;
	return NULL;
}

bool edge_has_fastpath(const struct edge *edge, const char *pair,
		       const char *but)
{
	const struct edge_port *port;

	desired_each(port, &edge->ports)
		if (port->xdp != ERD_XDP_NONE && !strcmp(port->pair, pair) &&
		    (!but || strcmp(port->name, but)))
			return true;
	return false;
}

static uint64_t hash_circuit(const void *item)
{
	const struct edge_circuit *circuit = item;

	return hash_text(hash_text(HASH_BEGIN, circuit->pair), circuit->name);
}

/* An index is no part of what an edge says, so a const one has one too. */
static struct list_index *by_name(const struct edge *edge)
{
	return (struct list_index *)&edge->by_name;
}

struct edge_circuit *edge_circuit(const struct edge *edge, const char *pair,
				  const char *name)
{
	uint64_t hash = hash_text(hash_text(HASH_BEGIN, pair), name);
	struct edge_circuit *circuit;

	for (circuit = list_index_first(by_name(edge), &edge->circuits,
					hash_circuit, hash);
	     circuit;
	     circuit = list_index_next(&edge->by_name, &edge->circuits,
				       circuit))
		if (!strcmp(circuit->pair, pair) &&
		    !strcmp(circuit->name, name))
			return circuit;
	return NULL;
}

bool edge_same_peering(const struct edge_subif *a, const struct edge_subif *b)
{
	return !strcmp(a->pair, b->pair) && !strcmp(a->circuit, b->circuit) &&
	       a->peering == b->peering;
}

bool edge_subif_same(const struct edge_subif *a, const struct edge_subif *b)
{
	return !strcmp(a->port, b->port) && edge_same_peering(a, b);
}

static uint64_t hash_peering(const void *item)
{
	const struct edge_subif *subif = item;

	return hash_text(hash_text(HASH_BEGIN ^ subif->peering, subif->pair),
			 subif->circuit);
}

static struct list_index *by_peering(const struct edge *edge)
{
	return (struct list_index *)&edge->by_peering;
}

static struct edge_subif *or_later(const struct edge *edge,
				   struct edge_subif *subif,
				   const struct edge_subif *like)
{
	while (subif && !edge_same_peering(subif, like))
		subif = list_index_next(&edge->by_peering, &edge->subifs,
					subif);
	return subif;
}

struct edge_subif *edge_of_peering(const struct edge *edge,
				   const struct edge_subif *like)
{
	return or_later(edge, list_index_first(by_peering(edge), &edge->subifs,
					       hash_peering,
					       hash_peering(like)), like);
}

struct edge_subif *edge_next_of_peering(const struct edge *edge,
					const struct edge_subif *subif)
{
	return or_later(edge, list_index_next(&edge->by_peering, &edge->subifs,
					      subif), subif);
}

struct edge_subif *edge_subif(const struct edge *edge,
			      const struct edge_subif *like)
{
	struct edge_subif *subif;

	edge_each_of_peering(subif, edge, like)
		if (!strcmp(subif->port, like->port))
			return subif;
	return NULL;
}

bool edge_subif_has(const struct edge_subif *subif,
		    const struct prefix *address)
{
	const struct prefix *is;

	desired_each(is, &subif->addresses)
		if (prefix_equal(is, address))
			return true;
	return false;
}

/* --- comparing ---------------------------------------------------------- */

bool edge_same_rate(const struct erd_rate *a, const struct erd_rate *b)
{
	return a->bits_per_s == b->bits_per_s && a->burst == b->burst;
}

bool edge_same_sampling(const struct erd_sampling *a,
			const struct erd_sampling *b)
{
	return a->every == b->every &&
	       (!a->every || (a->snap == b->snap &&
			      a->directions == b->directions &&
			      a->verdicts == b->verdicts));
}

bool edge_same_settings(const struct erd_circuit_settings *a,
			const struct erd_circuit_settings *b)
{
	return edge_same_rate(&a->rates.rx, &b->rates.rx) &&
	       edge_same_rate(&a->rates.tx, &b->rates.tx) &&
	       edge_same_sampling(&a->sampling, &b->sampling);
}

bool edge_same_pcp(const struct erd_pcp_maps *a, const struct erd_pcp_maps *b)
{
	return !memcmp(a->egress_pcp, b->egress_pcp, sizeof(a->egress_pcp)) &&
	       !memcmp(a->ingress_prio, b->ingress_prio,
		       sizeof(a->ingress_prio));
}

/* --- removing ----------------------------------------------------------- */

void edge_remove(struct list *list, void *item)
{
	char *end = (char *)list->items + list->n * list->size;
	char *after = (char *)item + list->size;

	memmove(item, after, end - after);
	list->n--;
}

void edge_remove_subif(struct edge *edge, struct edge_subif *subif)
{
	list_free(&subif->addresses);
	list_index_remove(&edge->by_peering, &edge->subifs, hash_peering,
			  subif);
}

void edge_remove_circuit(struct edge *edge, struct edge_circuit *circuit)
{
	list_index_remove(&edge->by_name, &edge->circuits, hash_circuit,
			  circuit);
}

/* --- copying ------------------------------------------------------------ */

static bool copy_list(struct list *to, const struct list *from)
{
	size_t i;

	for (i = 0; i < from->n; i++) {
		void *item = list_add(to);

		if (!item)
			return false;
		memcpy(item, (char *)from->items + i * from->size, from->size);
	}
	return true;
}

bool edge_copy(struct edge *to, const struct edge *from)
{
	const struct edge_subif *subif;
	struct edge_subif *copy;

	edge_init(to);
	if (!copy_list(&to->vrfs, &from->vrfs) ||
	    !copy_list(&to->ports, &from->ports) ||
	    !copy_list(&to->circuits, &from->circuits))
		return false;
	desired_each(subif, &from->subifs) {
		copy = list_add(&to->subifs);
		if (!copy)
			return false;
		*copy = *subif;
		copy->addresses = (struct list)LIST_OF(struct prefix);
		if (!copy_list(&copy->addresses, &subif->addresses))
			return false;
	}
	return true;
}

/* --- what a file wants -------------------------------------------------- */

static void copy_name(char name[ERD_NAME_MAX], const char *from)
{
	strncpy(name, from, ERD_NAME_MAX - 1);
}

static void copy_ifname(char ifname[IFNAMSIZ], const char *from)
{
	strncpy(ifname, from ? from : "", IFNAMSIZ - 1);
}

static bool add_vrf(struct edge *edge, const struct desired_vrf *desired)
{
	struct edge_vrf *vrf;

	/* One without a table is somebody else's. */
	if (!desired->table)
		return true;
	vrf = list_add(&edge->vrfs);
	if (!vrf)
		return false;
	copy_ifname(vrf->name, desired->name);
	vrf->table = desired->table;
	return true;
}

static bool add_port(struct edge *edge, const struct desired_pair *pair,
		     const struct desired_port *desired)
{
	struct edge_port *port = list_add(&edge->ports);

	if (!port)
		return false;
	copy_name(port->name, desired->name);
	copy_name(port->pair, pair->name);
	copy_ifname(port->ifname, desired->device);
	port->role = desired->role;
	port->encap = pair->encap;
	port->outer_tpid = pair->outer_tpid;
	port->xdp = desired->xdp;
	port->histogram = desired->histogram;
	port->sample = desired->sample;
	port->admin_state = desired->admin_state;
	return true;
}

static bool add_address(struct edge_subif *subif,
			const struct desired_subnets *subnets,
			enum erd_role role)
{
	struct prefix network = desired_subnet(subnets, role), *address;

	if (!network.family ||
	    subnets->admin_state == ERD_ADMIN_STATE_DISABLED)
		return true;
	address = list_add(&subif->addresses);
	if (address)
		*address = prefix_host(&network, 1);
	return address;
}

static bool add_subif(struct edge *edge, const struct desired_pair *pair,
		      const struct desired_port *port,
		      const struct desired_circuit *circuit,
		      const struct desired_peering *peering)
{
	struct edge_subif *subif = list_add(&edge->subifs);

	if (!subif)
		return false;
	subif->addresses = (struct list)LIST_OF(struct prefix);
	copy_name(subif->port, port->name);
	copy_name(subif->pair, pair->name);
	copy_name(subif->circuit, circuit->name);
	subif->peering = peering->type;
	subif->stag = circuit->stag;
	subif->ctag = peering->ctag;
	ifname_make(subif->ifname, NULL, circuit->name, peering->type,
		    port->role, NULL);
	subif->admin_state = peering->admin_state;
	subif->up = true;
	subif->mtu = peering->mtu ? peering->mtu : pair->mtu;
	memcpy(subif->pcp.egress_pcp, peering->egress_pcp, ERD_PRIORITIES);
	memcpy(subif->pcp.ingress_prio, peering->ingress_prio, ERD_PCPS);
	copy_ifname(subif->vrf, desired_vrf_of(circuit, peering));
	return add_address(subif, peering->ipv4, port->role) &&
	       add_address(subif, peering->ipv6, port->role);
}

static struct erd_rate rate_of(uint64_t bits_per_s, uint32_t burst)
{
	struct erd_rate rate = { .bits_per_s = bits_per_s };

	if (bits_per_s)
		rate.burst = burst ? burst : limit_burst(bits_per_s);
	return rate;
}

static bool add_circuit(struct edge *edge, const struct desired_pair *pair,
			const struct desired_circuit *desired)
{
	struct edge_circuit *circuit = list_add(&edge->circuits);
	const struct desired_peering *peering;
	const struct desired_port *port;

	if (!circuit)
		return false;
	copy_name(circuit->pair, pair->name);
	copy_name(circuit->name, desired->name);
	circuit->stag = desired->stag;
	circuit->admin_state = desired->admin_state;
	circuit->set.rates.rx = rate_of(desired->rate_in, desired->burst_in);
	circuit->set.rates.tx = rate_of(desired->rate_out, desired->burst_out);
	circuit->set.sampling = sampling_of_circuit(desired->sample,
						    desired->snap);
	desired_each(peering, &desired->peerings)
		desired_each(port, &pair->ports)
			if (!add_subif(edge, pair, port, desired, peering))
				return false;
	return true;
}

bool edge_add_desired(struct edge *edge, const struct desired *desired)
{
	const struct desired_circuit *circuit;
	const struct desired_pair *pair;
	const struct desired_port *port;
	const struct desired_vrf *vrf;

	edge->routing |= desired->routing == DESIRED_ROUTING_FRR;
	desired_each(vrf, &desired->vrfs)
		if (!add_vrf(edge, vrf))
			return false;
	desired_each(pair, &desired->pairs) {
		desired_each(port, &pair->ports)
			if (!add_port(edge, pair, port))
				return false;
		/* The kernel knows of a pair only by its ports. */
		desired_each(circuit, &pair->circuits)
			if (pair->ports.n && !add_circuit(edge, pair, circuit))
				return false;
	}
	return true;
}

/* --- IPv6's own addresses ------------------------------------------------ */

static bool has_ipv6(const struct edge_subif *subif)
{
	const struct prefix *address;

	desired_each(address, &subif->addresses)
		if (address->family == AF_INET6)
			return true;
	return false;
}

bool edge_add_link_local(struct edge *edge, const struct edge *is)
{
	const struct edge_subif *actual;
	struct edge_subif *subif;
	struct prefix *address;

	desired_each(actual, &is->subifs) {
		if (!actual->link_local.family)
			continue;
		subif = edge_subif(edge, actual);
		/* Another VRF takes the device down and up, which brings one. */
		if (!subif || !has_ipv6(subif) ||
		    strcmp(subif->vrf, actual->vrf))
			continue;
		address = list_add(&subif->addresses);
		if (!address)
			return false;
		*address = actual->link_local;
	}
	return true;
}

/* --- ports that cannot be ----------------------------------------------- */

static bool has_pair(const struct edge *edge, const char *pair)
{
	const struct edge_port *port;

	desired_each(port, &edge->ports)
		if (!strcmp(port->pair, pair))
			return true;
	return false;
}

bool edge_take_absent(struct edge *edge, const struct edge *is,
		      bool (*exists)(const char *ifname), struct list *absent)
{
	size_t i;

	for (i = edge->ports.n; i--;) {
		struct edge_port *port =
			(struct edge_port *)edge->ports.items + i;
		char (*name)[IFNAMSIZ];

		if (edge_port(is, port->name) || exists(port->ifname))
			continue;
		name = list_add(absent);
		if (!name)
			return false;
		strcpy(*name, port->ifname);
		edge_remove(&edge->ports, port);
	}
	if (!absent->n)
		return true;
	for (i = edge->subifs.n; i--;) {
		struct edge_subif *subif =
			(struct edge_subif *)edge->subifs.items + i;

		if (!edge_port(edge, subif->port))
			edge_remove_subif(edge, subif);
	}
	/* Without a port there is no pair to make them on. */
	for (i = edge->circuits.n; i--;) {
		struct edge_circuit *circuit =
			(struct edge_circuit *)edge->circuits.items + i;

		if (!has_pair(edge, circuit->pair) &&
		    !edge_circuit(is, circuit->pair, circuit->name))
			edge_remove(&edge->circuits, circuit);
	}
	return true;
}
