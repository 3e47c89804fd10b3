// SPDX-License-Identifier: LGPL-2.1-or-later
#include "small_kernel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

/* Why it refuses, or NULL. */
static const char *refuse_port(const struct edge *edge,
			       const struct edge_port *port, bool add)
{
	const struct edge_circuit *circuit;
	const struct edge_port *is;
	const struct edge_subif *subif;

	if (!add) {
		desired_each(subif, &edge->subifs)
			if (!strcmp(subif->port, port->name))
				return "the port has sub-interfaces";
		return edge_port(edge, port->name) ? NULL : "no such port";
	}
	desired_each(is, &edge->ports) {
		if (!strcmp(is->name, port->name))
			return "the port exists";
		if (!strcmp(is->ifname, port->ifname))
			return "the device is taken";
		if (strcmp(is->pair, port->pair))
			continue;
		if (is->role == port->role)
			return "the role is taken";
		if (is->encap != port->encap ||
		    is->outer_tpid != port->outer_tpid)
			return "the pair is another";
	}
	desired_each(circuit, &edge->circuits)
		if (!strcmp(circuit->pair, port->pair) &&
		    !circuit->stag != (port->encap == ERD_ENCAP_DOT1Q))
			return "the pair's circuits are others";
	return NULL;
}

bool has_port(const struct edge *edge, const char *pair)
{
	const struct edge_port *port;

	desired_each(port, &edge->ports)
		if (!strcmp(port->pair, pair))
			return true;
	return false;
}

/* A pair lasts until its last port or circuit goes. */
static bool has_circuit(const struct edge *edge, const char *pair)
{
	const struct edge_circuit *circuit;

	desired_each(circuit, &edge->circuits)
		if (!strcmp(circuit->pair, pair))
			return true;
	return false;
}

static const char *refuse_circuit(const struct edge *edge,
				  const struct edge_circuit *circuit, bool add)
{
	const struct edge_circuit *is;
	const struct edge_subif *subif;

	if (add && !has_port(edge, circuit->pair) &&
	    !has_circuit(edge, circuit->pair))
		return "there is no such pair";

	if (!add) {
		desired_each(subif, &edge->subifs)
			if (!strcmp(subif->pair, circuit->pair) &&
			    !strcmp(subif->circuit, circuit->name))
				return "the circuit has sub-interfaces";
		return edge_circuit(edge, circuit->pair, circuit->name) ?
			       NULL : "no such circuit";
	}
	desired_each(is, &edge->circuits) {
		if (strcmp(is->pair, circuit->pair))
			continue;
		if (!strcmp(is->name, circuit->name))
			return "the circuit exists";
		if (circuit->stag && is->stag == circuit->stag)
			return "the S-tag is taken";
	}
	return NULL;
}

static const char *refuse_subif(const struct edge *edge,
				const struct edge_subif *subif, bool add)
{
	const struct edge_circuit *circuit;
	const struct edge_subif *is;

	if (!add)
		return edge_subif(edge, subif) ? NULL : "no such sub-interface";
	circuit = edge_circuit(edge, subif->pair, subif->circuit);
	if (!circuit || circuit->stag != subif->stag)
		return "no such circuit";
	if (!edge_port(edge, subif->port))
		return "no such port";
	desired_each(is, &edge->subifs) {
		if (edge_subif_same(is, subif))
			return is->ctag == subif->ctag ? NULL :
							 "it has another C-tag";
		if (!strcmp(is->ifname, subif->ifname))
			return "the name is taken";
		if (!strcmp(is->port, subif->port) &&
		    is->stag == subif->stag && is->ctag == subif->ctag)
			return "the C-tag is taken";
	}
	return NULL;
}

static const char *refuse_of_subif(const struct edge *edge,
				   const struct change *change)
{
	const struct edge_subif *is = edge_subif(edge, &change->subif);

	if (!is)
		return "no such sub-interface";
	switch (change->kind) {
	case CHANGE_ADDRESS:
		return edge_subif_has(is, &change->address) == change->add ?
			       "the address is there, or not" : NULL;
	case CHANGE_MTU:
		return is->mtu == change->was ? NULL : "it had another MTU";
	case CHANGE_PCP:
		return edge_same_pcp(&is->pcp, &change->from.pcp) ?
			       NULL : "it had other maps";
	case CHANGE_MASTER:
		if (change->to.vrf[0] && !edge_vrf(edge, change->to.vrf))
			return "no such VRF";
		return strcmp(is->vrf, change->from.vrf) ?
			       "it had another VRF" : NULL;
	default:
		return NULL;
	}
}

/* What a fast path is told of: there must be one. */
static const char *refuse_of_circuit(const struct edge *edge,
				     const struct change *change)
{
	const struct edge_circuit *is = edge_circuit(edge, change->circuit.pair,
						     change->circuit.name);

	if (!is)
		return "no such circuit";
	if (change->kind == CHANGE_CIRCUIT_ADMIN)
		return NULL;
	if (!is->stag)
		return "the circuit has no S-tag";
	if (!edge_has_fastpath(edge, is->pair, NULL))
		return "the pair has no fast path";
	switch (change->kind) {
	case CHANGE_RATE_IN:
		return edge_same_rate(&is->set.rates.rx, &change->from.rate) ?
			       NULL : "it had another rate in";
	case CHANGE_RATE_OUT:
		return edge_same_rate(&is->set.rates.tx, &change->from.rate) ?
			       NULL : "it had another rate out";
	default:
		return edge_same_sampling(&is->set.sampling,
					  &change->from.sampling) ?
			       NULL : "it was sampled otherwise";
	}
}

static const char *refuse_of_port(const struct edge *edge,
				  const struct change *change)
{
	const struct edge_port *is = edge_port(edge, change->port.name);

	if (!is)
		return "no such port";
	if (change->kind != CHANGE_HISTOGRAM &&
	    change->kind != CHANGE_PORT_SAMPLE)
		return NULL;
	if (is->xdp == ERD_XDP_NONE)
		return "the port has no fast path";
	return (change->kind == CHANGE_HISTOGRAM ? is->histogram :
						   is->sample) == change->was ?
		       NULL : "it was otherwise";
}

/* The kernel would, but not FRR's zebra. */
static const char *refuse_vrf(const struct edge *edge,
			      const struct edge_vrf *vrf, bool add)
{
	const struct edge_vrf *is;

	if (!edge_vrf(edge, vrf->name) != add)
		return "the VRF is there, or not";
	desired_each(is, &edge->vrfs)
		if (add && is->table == vrf->table)
			return "the table is taken";
	return NULL;
}

static const char *refuse(const struct edge *edge, const struct change *change)
{
	switch (change->kind) {
	case CHANGE_VRF:
		return refuse_vrf(edge, &change->vrf, change->add);
	case CHANGE_PORT:
		return change->undoes && !change->add ? NULL :
			refuse_port(edge, &change->port, change->add);
	case CHANGE_CIRCUIT:
		return refuse_circuit(edge, &change->circuit, change->add);
	case CHANGE_SUBIF:
		return refuse_subif(edge, &change->subif, change->add);
	case CHANGE_XDP:
	case CHANGE_HISTOGRAM:
	case CHANGE_PORT_SAMPLE:
	case CHANGE_PORT_ADMIN:
		return refuse_of_port(edge, change);
	case CHANGE_RATE_IN:
	case CHANGE_RATE_OUT:
	case CHANGE_CIRCUIT_SAMPLE:
	case CHANGE_CIRCUIT_ADMIN:
		return refuse_of_circuit(edge, change);
	default:
		return refuse_of_subif(edge, change);
	}
}

static void lose_ipv6(struct edge_subif *subif)
{
	size_t i;

	for (i = subif->addresses.n; i--;) {
		struct prefix *address =
			(struct prefix *)subif->addresses.items + i;

		if (address->family == AF_INET6)
			edge_remove(&subif->addresses, address);
	}
}

/*
 * With the last fast path of a pair goes what it was told, and a port that comes
 * is told what the other one was. So nothing may be left that is lost then.
 */
static const char *lose_settings(const struct edge *edge,
				 const struct change *change)
{
	static const struct erd_circuit_settings none;
	const struct edge_circuit *circuit;
	const struct edge_port *port = edge_port(edge, change->port.name);
	bool goes = change->kind == CHANGE_PORT ? !change->add :
		    change->kind == CHANGE_XDP && change->will == ERD_XDP_NONE;

	if (!goes || !port || port->xdp == ERD_XDP_NONE)
		return NULL;
	if (port->histogram || port->sample)
		return "the port's settings would be lost";
	if (edge_has_fastpath(edge, port->pair, port->name))
		return NULL;
	desired_each(circuit, &edge->circuits)
		if (!strcmp(circuit->pair, port->pair) &&
		    !edge_same_settings(&circuit->set, &none))
			return "a circuit's settings would be lost";
	return NULL;
}

int run(void *data, struct change *change, struct erd_error *err)
{
	struct kernel *kernel = data;
	char text[CHANGE_TEXT_SIZE];
	const char *why;

	if (kernel->n++ == kernel->fail_at) {
		snprintf(err->text, sizeof(err->text), "as told");
		return ERD_ERROR;
	}
	why = refuse(&kernel->edge, change);
	if (!why)
		why = lose_settings(&kernel->edge, change);
	if (why)
		fail_msg("%s%s: %s", change->undoes ? "undo: " : "",
			 change_text(change, text), why);
	assert_true(change_simulate(change, &kernel->edge));
	if (change->kind == CHANGE_MASTER)
		lose_ipv6(edge_subif(&kernel->edge, &change->subif));
	return ERD_OK;
}
