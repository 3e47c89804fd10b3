// SPDX-License-Identifier: LGPL-2.1-or-later
#include "sessions.h"
#include "workflow.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

/* Until a session that ended is tried again; FRR would wait two minutes. */
#define CONNECT_S		10
/* Most prefixes that are accepted, where nothing is said. */
#define ACCEPT_PRIVATE		4000

/* Where a session is. */
struct place {
	const struct desired *desired;
	const struct desired_port *port;
	const struct desired_circuit *circuit;
	const struct desired_peering *peering;
};

/* --- addresses ---------------------------------------------------------- */

static struct routing_address address_of(const struct prefix *prefix)
{
	struct routing_address address = { .family = prefix->family };

	memcpy(&address.v6, prefix->address, sizeof(address.v6));
	return address;
}

/*
 * The prefixes of a family; with @within also what is in them. NULL with *n 0
 * if there are none, NULL with *n without memory.
 */
static const struct routing_prefix *prefixes_of(struct sessions *sessions,
						const struct list *desired,
						int family, bool within,
						size_t *n)
{
	uint8_t bits = family == AF_INET ? 32 : 128;
	const struct desired_prefix *from;
	struct routing_prefix *to;
	struct list *list;

	*n = 0;
	desired_each(from, desired)
		*n += from->prefix.family == family;
	if (!*n)
		return NULL;
	list = list_add(&sessions->prefixes);
	if (!list)
		return NULL;
	*list = (struct list)LIST_OF(struct routing_prefix);
	desired_each(from, desired) {
		if (from->prefix.family != family)
			continue;
		to = list_add(list);
		if (!to)
			return NULL;
		to->address = address_of(&from->prefix);
		to->len = from->prefix.len;
		if (within && to->len < bits)
			to->le = bits;
	}
	return list->items;
}

/* --- instances ---------------------------------------------------------- */

static bool same_vrf(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* What is said of BGP in a VRF, and what else follows from its first session. */
static bool add_instance(struct sessions *sessions, const struct place *place,
			 const struct routing_session *session)
{
	const struct desired *desired = place->desired;
	struct routing_instance *one;
	const char *router_id = desired->router_id;
	const struct desired_vrf *vrf;
	uint32_t asn = desired->asn;

	desired_each(one, &sessions->instances) {
		if (!same_vrf(one->vrf, session->vrf))
			continue;
		/* That of the first had no address of IPv4. */
		if (one->router_id_stays && !one->router_id.s_addr &&
		    session->local.family == AF_INET)
			one->router_id = session->local.v4;
		return true;
	}
	one = list_add(&sessions->instances);
	if (!one)
		return false;
	one->vrf = session->vrf;
	desired_each(vrf, &desired->vrfs) {
		if (!session->vrf || strcmp(vrf->name, session->vrf))
			continue;
		asn = vrf->asn;
		router_id = vrf->router_id;
	}
	one->as = asn ? asn : session->local_as;
	one->as_stays = !asn;
	one->router_id_stays = !router_id;
	if (router_id)
		inet_pton(AF_INET, router_id, &one->router_id);
	else if (session->local.family == AF_INET)
		one->router_id = session->local.v4;
	return true;
}

/* --- sessions ----------------------------------------------------------- */

bool sessions_can_drain(const struct desired_peering *peering)
{
	return peering->type != ERD_PEERING_MICROSOFT ||
	       !routing_as_private(peering->peer_asn);
}

static uint32_t accept_limit(const struct desired_peering *peering)
{
	if (peering->accept_limit)
		return peering->accept_limit;
	return peering->type == ERD_PEERING_PRIVATE ? ACCEPT_PRIVATE : 0;
}

static bool add_session(struct sessions *sessions, const struct place *place,
			const struct desired_subnets *subnets)
{
	const struct desired_circuit *circuit = place->circuit;
	const struct desired_peering *peering = place->peering;
	struct prefix network, local, remote;
	struct routing_session *s;
	int family;

	if (workflow_no_session(circuit, peering, subnets))
		return true;
	network = desired_subnet(subnets, place->port->role);
	if (!network.family)
		return true;
	s = list_add(&sessions->sessions);
	if (!s)
		return false;
	family = network.family;
	local = prefix_host(&network, 1);
	remote = prefix_host(&network, 2);
	s->circuit = circuit->name;
	s->peering = peering->type;
	s->link = place->port->role;
	s->vrf = desired_vrf_of(circuit, peering);
	s->local = address_of(&local);
	s->remote = address_of(&remote);
	s->local_as = peering->peer_asn;
	s->remote_as = peering->azure_asn;
	s->md5 = peering->md5_key;
	if (peering->bfd)
		s->bfd = (struct routing_bfd){ peering->bfd_interval_ms,
					       peering->bfd_interval_ms,
					       peering->bfd_multiplier };
	s->keepalive_s = peering->keepalive_s;
	s->hold_s = peering->hold_s;
	s->connect_s = CONNECT_S;
	s->accept_limit = accept_limit(peering);
	s->advertise_limit = peering->advertise_limit ?
			     peering->advertise_limit :
			     desired_advertise_limit(circuit, peering, family);
	s->drained = (place->port->drained || circuit->drained) &&
		     sessions_can_drain(peering);
	s->advertised = prefixes_of(sessions, &peering->advertise, family,
				    false, &s->n_advertised);
	s->accepted = prefixes_of(sessions, &peering->accept, family, true,
				  &s->n_accepted);
	return (s->advertised || !s->n_advertised) &&
	       (s->accepted || !s->n_accepted) &&
	       add_instance(sessions, place, s);
}

static bool add_pair(struct sessions *sessions, const struct desired *desired,
		     const struct desired_pair *pair)
{
	struct place place = { .desired = desired };

	desired_each(place.circuit, &pair->circuits)
		desired_each(place.peering, &place.circuit->peerings)
			desired_each(place.port, &pair->ports)
				if (!add_session(sessions, &place,
						 place.peering->ipv4) ||
				    !add_session(sessions, &place,
						 place.peering->ipv6))
					return false;
	return true;
}

bool sessions_of(struct sessions *sessions, const struct desired *desired)
{
	const struct desired_pair *pair;

	*sessions = (struct sessions){
		.instances = LIST_OF(struct routing_instance),
		.sessions = LIST_OF(struct routing_session),
		.prefixes = LIST_OF(struct list),
	};
	if (desired->routing != DESIRED_ROUTING_FRR)
		return true;
	desired_each(pair, &desired->pairs)
		if (!add_pair(sessions, desired, pair))
			return false;
	sessions->config = (struct routing_config){
		.instances = sessions->instances.items,
		.n_instances = sessions->instances.n,
		.sessions = sessions->sessions.items,
		.n_sessions = sessions->sessions.n,
	};
	return true;
}

void sessions_free(struct sessions *sessions)
{
	struct list *prefixes;

	desired_each(prefixes, &sessions->prefixes)
		list_free(prefixes);
	list_free(&sessions->prefixes);
	list_free(&sessions->sessions);
	list_free(&sessions->instances);
}
