// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Devices, roles and tags may be exchanged between objects that stay. So all
 * that becomes another goes first, and comes back then, in one step.
 */
#include "planner.h"

#include <string.h>

/* One is there with other tags: they are fixed for life. */
static bool other_tags(const struct edge_subif *is,
		       const struct edge_subif *wanted)
{
	return is->ctag != wanted->ctag || is->stag != wanted->stag;
}

static bool other_port(const struct edge_port *a, const struct edge_port *b)
{
	return strcmp(a->pair, b->pair) || strcmp(a->ifname, b->ifname) ||
	       a->role != b->role || a->encap != b->encap ||
	       a->outer_tpid != b->outer_tpid;
}

/* A pair keeps its encapsulation and TPID for as long as it has circuits. */
static bool other_pair(const struct planner *p, const char *pair)
{
	const struct edge_port *wanted, *is;

	desired_each(wanted, &p->wanted->ports) {
		if (strcmp(wanted->pair, pair))
			continue;
		desired_each(is, &p->is->ports)
			if (!strcmp(is->pair, pair) &&
			    (is->encap != wanted->encap ||
			     is->outer_tpid != wanted->outer_tpid))
				return true;
	}
	return false;
}

/* On all ports, as far as it is ours. */
static void plan_delete_peering(struct planner *p,
				const struct edge_subif *like)
{
	struct edge_subif *subif, gone;

	do {
		edge_each_of_peering(subif, &p->now, like)
			if (planner_owned_subif(p, subif) ||
			    edge_subif(p->wanted, subif))
				break;
		if (!subif)
			return;
		gone = *subif;
		plan_delete_subif(p, &gone);
	} while (!p->failed);
}

static void plan_delete_circuit(struct planner *p,
				const struct edge_circuit *circuit)
{
	const struct edge_circuit gone = *circuit;
	struct edge_subif like = {};

	strcpy(like.pair, gone.pair);
	strcpy(like.circuit, gone.name);
	for (like.peering = ERD_PEERING_PRIVATE;
	     like.peering <= ERD_PEERING_MICROSOFT; like.peering++)
		plan_delete_peering(p, &like);
	plan_no_settings(p, &gone);
	plan_circuit(p, &gone, false);
}

bool plan_has_others(const struct planner *p)
{
	const struct edge_circuit *circuit, *is_circuit;
	const struct edge_subif *subif, *is_subif;
	const struct edge_port *port, *is_port;

	desired_each(subif, &p->wanted->subifs) {
		is_subif = edge_subif(&p->now, subif);
		if (is_subif && other_tags(is_subif, subif))
			return true;
	}
	desired_each(circuit, &p->wanted->circuits) {
		is_circuit = edge_circuit(&p->now, circuit->pair,
					  circuit->name);
		if (is_circuit && (is_circuit->stag != circuit->stag ||
				   other_pair(p, circuit->pair)))
			return true;
	}
	desired_each(port, &p->wanted->ports) {
		is_port = edge_port(&p->now, port->name);
		if (is_port && other_port(is_port, port))
			return true;
	}
	return false;
}

static void plan_others_go(struct planner *p)
{
	const struct edge_circuit *circuit, *is_circuit;
	const struct edge_subif *subif, *is_subif;
	const struct edge_port *port, *is_port;

	desired_each(subif, &p->wanted->subifs) {
		is_subif = edge_subif(&p->now, subif);
		planner_begin_peering(p, subif);
		if (is_subif && other_tags(is_subif, subif))
			plan_delete_subif(p, subif);
	}
	desired_each(circuit, &p->wanted->circuits) {
		is_circuit = edge_circuit(&p->now, circuit->pair,
					  circuit->name);
		planner_begin(p, "circuit '%s'", circuit->name);
		if (is_circuit && (is_circuit->stag != circuit->stag ||
				   other_pair(p, circuit->pair)))
			plan_delete_circuit(p, is_circuit);
	}
	desired_each(port, &p->wanted->ports) {
		is_port = edge_port(&p->now, port->name);
		planner_begin(p, "port '%s'", port->name);
		if (is_port && other_port(is_port, port))
			plan_delete_port(p, port->name);
	}
	/* Undoing the rest takes them: without a port there is no pair. */
	plan_gone_ports(p);
}

/* Whether circuits are to come back to a pair, which a new port may make. */
static bool is_awaited(const struct planner *p, const char *pair)
{
	const struct edge_circuit *circuit;

	desired_each(circuit, &p->wanted->circuits)
		if (!strcmp(circuit->pair, pair) &&
		    edge_circuit(p->is, pair, circuit->name) &&
		    !edge_circuit(&p->now, pair, circuit->name))
			return true;
	return false;
}

/* Of what was there, all that is missing now. */
static void plan_others_come(struct planner *p)
{
	const struct edge_circuit *circuit, *is, *now;
	const struct edge_subif *subif;
	const struct edge_port *port;

	desired_each(port, &p->wanted->ports) {
		planner_begin(p, "port '%s'", port->name);
		if (!edge_port(&p->now, port->name) &&
		    (edge_port(p->is, port->name) ||
		     is_awaited(p, port->pair))) {
			plan_port(p, port, true);
			plan_twins(p, port);
			plan_fastpath(p, port);
		}
	}
	desired_each(circuit, &p->wanted->circuits) {
		planner_begin(p, "circuit '%s'", circuit->name);
		is = edge_circuit(p->is, circuit->pair, circuit->name);
		now = edge_circuit(&p->now, circuit->pair, circuit->name);
		if (is && !now)
			plan_circuit(p, circuit, true);
		/* It may have lost this with a port only. */
		if (is && (!now || !edge_same_settings(&is->set, &now->set)))
			plan_circuit_settings(p, circuit, &circuit->set);
	}
	desired_each(subif, &p->wanted->subifs) {
		planner_begin_peering(p, subif);
		if (!edge_subif(p->is, subif) || edge_subif(&p->now, subif) ||
		    !edge_port(&p->now, subif->port) ||
		    !edge_circuit(&p->now, subif->pair, subif->circuit))
			continue;
		plan_create(p, subif);
		plan_gate(p, subif);
		plan_settings(p, subif);
	}
}

void plan_others(struct planner *p)
{
	p->fresh = true;
	p->together = true;
	plan_others_go(p);
	plan_others_come(p);
	p->together = false;
}

