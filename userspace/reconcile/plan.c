// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The order is: what closes; what goes, from peerings to ports; VRFs; what
 * becomes another; new ports, disabled; circuits; peerings; and last what
 * opens. Each change is simulated as it is
 * planned, so that what comes after is planned on what will be there then.
 */
#include "plan.h"
#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct planner {
	struct plan *plan;
	struct edge now;		/* as it will be after the plan so far */
	const struct edge *wanted;
	const struct edge *owned;
	const struct edge *is;
	bool failed;			/* without memory */
	bool together;			/* objects are one step, not one each */
	bool fresh;			/* the next change begins a step */
	char object[96];		/* of the next change */
};

/* --- planning one change ------------------------------------------------ */

/* Changes from here on are of another object. */
static void begin(struct planner *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void begin(struct planner *p, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(p->object, sizeof(p->object), format, args);
	va_end(args);
	if (!p->together)
		p->fresh = true;
}

static void add(struct planner *p, const struct change *change)
{
	struct change *added = list_add(&p->plan->changes);

	if (!added) {
		p->failed = true;
		return;
	}
	*added = *change;
	if (p->fresh)
		p->plan->steps++;
	p->fresh = false;
	added->step = p->plan->steps;
	strcpy(added->object, p->object);
	if (!change_simulate(added, &p->now))
		p->failed = true;
}

/* A change of a sub-interface, whose addresses are not a part of it. */
static struct change of_subif(enum change_kind kind,
			      enum change_impact impact,
			      const struct edge_subif *subif)
{
	struct change change = { .kind = kind, .impact = impact };

	change.subif = *subif;
	change.subif.addresses = (struct list)LIST_OF(struct prefix);
	return change;
}

/* --- sub-interfaces ----------------------------------------------------- */

static void plan_address(struct planner *p, const struct edge_subif *subif,
			 const struct prefix *address, bool comes)
{
	struct change change = of_subif(CHANGE_ADDRESS,
					comes ? IMPACT_NONE : IMPACT_RESET,
					subif);

	change.add = comes;
	change.address = *address;
	add(p, &change);
}

static void plan_master(struct planner *p, const struct edge_subif *like,
			const char *vrf)
{
	struct edge_subif *subif = edge_subif(&p->now, like);
	struct change change = of_subif(CHANGE_MASTER, IMPACT_RESET, subif);
	struct prefix gone;
	size_t i;

	/*
	 * The kernel takes a device down and up when its master changes, and
	 * IPv6 addresses do not survive that. So they go and come by plan.
	 */
	for (i = subif->addresses.n; i--;) {
		gone = ((struct prefix *)subif->addresses.items)[i];
		if (gone.family == AF_INET6)
			plan_address(p, subif, &gone, false);
	}
	strcpy(change.was_vrf, subif->vrf);
	strcpy(change.will_vrf, vrf);
	/* What has no address yet has no session. */
	if (!subif->addresses.n)
		change.impact = IMPACT_NONE;
	add(p, &change);
}

/* Before it goes, all of it goes, so that undoing brings all back. */
static void plan_delete_subif(struct planner *p, const struct edge_subif *like)
{
	struct edge_subif *subif = edge_subif(&p->now, like);
	struct change change = of_subif(CHANGE_SUBIF, IMPACT_RESET, subif);

	while (!p->failed && !subif->elsewhere && subif->addresses.n)
		plan_address(p, subif, subif->addresses.items, false);
	if (subif->vrf[0] && !subif->elsewhere)
		plan_master(p, subif, "");
	subif = edge_subif(&p->now, like);
	if (subif->mtu != SUBIF_MTU && !subif->elsewhere) {
		struct change mtu = of_subif(CHANGE_MTU, IMPACT_NONE, subif);

		mtu.was = subif->mtu;
		mtu.will = SUBIF_MTU;
		add(p, &mtu);
	}
	add(p, &change);
}

static void plan_value(struct planner *p, const struct edge_subif *subif,
		       enum change_kind kind, enum change_impact impact,
		       uint32_t was, uint32_t will)
{
	struct change change = of_subif(kind, impact, subif);

	change.was = was;
	change.will = will;
	if (was != will)
		add(p, &change);
}

static const struct edge_subif *owned_subif(const struct planner *p,
					    const struct edge_subif *like)
{
	const struct edge_subif *subif;

	desired_each(subif, &p->owned->subifs)
		if (edge_subif_same(subif, like))
			return subif;
	return NULL;
}

static bool owned_address(const struct planner *p,
			  const struct edge_subif *like,
			  const struct prefix *address)
{
	const struct edge_subif *subif;

	desired_each(subif, &p->owned->subifs)
		if (edge_subif_same(subif, like) &&
		    edge_subif_has(subif, address))
			return true;
	return false;
}

static bool owned_vrf_of(const struct planner *p,
			 const struct edge_subif *like)
{
	const struct edge_subif *subif;

	desired_each(subif, &p->owned->subifs)
		if (edge_subif_same(subif, like) &&
		    !strcmp(subif->vrf, like->vrf))
			return true;
	return false;
}

static void plan_create(struct planner *p, const struct edge_subif *wanted)
{
	struct change change = of_subif(CHANGE_SUBIF, IMPACT_NONE, wanted);

	change.add = true;
	change.subif.admin_state = change_gate(&p->now, wanted);
	if (!edge_subif(&p->now, wanted))
		add(p, &change);
}

/* What a sub-interface that is there should be like. */
static void plan_settings(struct planner *p, const struct edge_subif *wanted)
{
	struct edge_subif *is = edge_subif(&p->now, wanted);
	const struct prefix *address;
	struct prefix gone;
	size_t i;

	/* Nothing of it can be set from here. */
	if (!is || is->elsewhere)
		return;
	plan_value(p, is, CHANGE_UP, IMPACT_NONE, is->up, wanted->up);
	plan_value(p, is, CHANGE_MTU, IMPACT_NONE, is->mtu, wanted->mtu);
	/* One that somebody else put it into stays, unless another is said. */
	if (strcmp(is->vrf, wanted->vrf) &&
	    (wanted->vrf[0] || owned_vrf_of(p, is)))
		plan_master(p, is, wanted->vrf);
	/* The new one first: no moment without any. */
	desired_each(address, &wanted->addresses)
		if (!edge_subif_has(is, address))
			plan_address(p, is, address, true);
	for (i = is->addresses.n; i--;) {
		gone = ((struct prefix *)is->addresses.items)[i];
		if (!edge_subif_has(wanted, &gone) &&
		    owned_address(p, is, &gone))
			plan_address(p, is, &gone, false);
	}
}

static void begin_peering(struct planner *p, const struct edge_subif *subif)
{
	begin(p, "%s peering of circuit '%s'",
	      erd_peering_name(subif->peering), subif->circuit);
}

static void plan_gate(struct planner *p, const struct edge_subif *wanted)
{
	const struct edge_subif *is = edge_subif(&p->now, wanted);

	if (is)
		plan_value(p, is, CHANGE_PEERING_ADMIN,
			   wanted->admin_state == ERD_ADMIN_STATE_ENABLED ?
				   IMPACT_NONE : IMPACT_RESET,
			   is->admin_state, wanted->admin_state);
}

/* All of a peering, on each port. */
static void plan_peering(struct planner *p, const struct edge_subif *first)
{
	const struct edge_subif *wanted;

	begin_peering(p, first);
	desired_each(wanted, &p->wanted->subifs)
		if (edge_same_peering(wanted, first))
			plan_create(p, wanted);
	plan_gate(p, first);
	desired_each(wanted, &p->wanted->subifs)
		if (edge_same_peering(wanted, first))
			plan_settings(p, wanted);
}

/* Whether one before it in its list is of the same peering. */
static bool is_later(const struct list *list, const struct edge_subif *subif)
{
	const struct edge_subif *before;

	for (before = list->items; before != subif; before++)
		if (edge_same_peering(before, subif))
			return true;
	return false;
}

static void plan_peerings(struct planner *p)
{
	const struct edge_subif *wanted;

	desired_each(wanted, &p->wanted->subifs)
		if (!is_later(&p->wanted->subifs, wanted))
			plan_peering(p, wanted);
}

/* --- what goes ---------------------------------------------------------- */

/* Ours, there, and not wanted any more. */
static bool goes(const struct planner *p, const struct edge_subif *subif)
{
	return owned_subif(p, subif) && !edge_subif(p->wanted, subif);
}

static void plan_gone_peerings(struct planner *p)
{
	const struct edge_subif *subif, *other;
	size_t i, j;

	for (i = 0; i < p->owned->subifs.n && !p->failed; i++) {
		subif = (struct edge_subif *)p->owned->subifs.items + i;
		if (is_later(&p->owned->subifs, subif))
			continue;
		begin_peering(p, subif);
		for (j = i; j < p->owned->subifs.n; j++) {
			other = (struct edge_subif *)p->owned->subifs.items + j;
			if (edge_same_peering(other, subif) &&
			    edge_subif(&p->now, other) && goes(p, other))
				plan_delete_subif(p, other);
		}
	}
}

static void plan_circuit(struct planner *p, const struct edge_circuit *circuit,
			 bool comes)
{
	struct change change = {
		.kind = CHANGE_CIRCUIT,
		.impact = IMPACT_NONE,
		.add = comes,
		.circuit = *circuit,
	};

	add(p, &change);
}

static void plan_port(struct planner *p, const struct edge_port *port,
		      bool comes)
{
	struct change change = {
		.kind = CHANGE_PORT,
		.impact = !comes &&
			  port->admin_state == ERD_ADMIN_STATE_ENABLED ?
				  IMPACT_LINK : IMPACT_NONE,
		.add = comes,
		.port = *port,
	};

	add(p, &change);
}

static void plan_gone_circuits(struct planner *p)
{
	const struct edge_circuit *circuit, *is;

	desired_each(circuit, &p->owned->circuits) {
		is = edge_circuit(&p->now, circuit->pair, circuit->name);
		if (!is || edge_circuit(p->wanted, circuit->pair,
					circuit->name))
			continue;
		begin(p, "circuit '%s'", circuit->name);
		plan_circuit(p, is, false);
	}
}

static void plan_port_admin(struct planner *p, const struct edge_port *is,
			    enum erd_admin_state will)
{
	struct change change = {
		.kind = CHANGE_PORT_ADMIN,
		.impact = will == ERD_ADMIN_STATE_ENABLED ? IMPACT_NONE :
							    IMPACT_LINK,
		.port = *is,
		.was = is->admin_state,
		.will = will,
	};

	if (is->admin_state != will)
		add(p, &change);
}

/* Of a port that goes, first its gate and then what is on it. */
static void plan_delete_port(struct planner *p, const char *name)
{
	struct edge_port port = *edge_port(&p->now, name);
	const struct edge_subif *subif;
	size_t i;

	plan_port_admin(p, &port, ERD_ADMIN_STATE_DISABLED);
	for (i = p->now.subifs.n; i-- && !p->failed;) {
		struct edge_subif like;

		subif = (struct edge_subif *)p->now.subifs.items + i;
		like = *subif;
		if (!strcmp(subif->port, name) &&
		    (owned_subif(p, subif) || edge_subif(p->wanted, subif)))
			plan_delete_subif(p, &like);
	}
	port.admin_state = ERD_ADMIN_STATE_DISABLED;
	plan_port(p, &port, false);
}

static void plan_gone_ports(struct planner *p)
{
	const struct edge_port *port;

	desired_each(port, &p->owned->ports) {
		if (!edge_port(&p->now, port->name) ||
		    edge_port(p->wanted, port->name))
			continue;
		begin(p, "port '%s'", port->name);
		plan_delete_port(p, port->name);
	}
}

/* --- VRFs --------------------------------------------------------------- */

static void plan_vrf(struct planner *p, const struct edge_vrf *vrf, bool comes)
{
	struct change change = {
		.kind = CHANGE_VRF,
		.impact = IMPACT_NONE,
		.add = comes,
		.vrf = *vrf,
	};

	add(p, &change);
}

static void plan_delete_vrf(struct planner *p, const struct edge_vrf *vrf)
{
	const struct edge_vrf gone = *vrf;
	size_t i;

	for (i = 0; i < p->now.subifs.n && !p->failed; i++) {
		struct edge_subif like =
			((struct edge_subif *)p->now.subifs.items)[i];

		if (!strcmp(like.vrf, gone.name))
			plan_master(p, &like, "");
	}
	plan_vrf(p, &gone, false);
}

/* Those that were in it go back into the new one. */
static void plan_members(struct planner *p, const char *vrf)
{
	const struct edge_subif *wanted;

	desired_each(wanted, &p->wanted->subifs)
		if (!strcmp(wanted->vrf, vrf))
			plan_settings(p, wanted);
}

static void plan_vrfs(struct planner *p)
{
	const struct edge_vrf *vrf, *is;

	desired_each(vrf, &p->wanted->vrfs) {
		begin(p, "VRF %s", vrf->name);
		is = edge_vrf(&p->now, vrf->name);
		if (is && is->table == vrf->table)
			continue;
		if (is)
			plan_delete_vrf(p, is);
		plan_vrf(p, vrf, true);
		if (is)
			plan_members(p, vrf->name);
	}
}

static void plan_gone_vrfs(struct planner *p)
{
	const struct edge_vrf *vrf, *is;

	desired_each(vrf, &p->owned->vrfs) {
		is = edge_vrf(&p->now, vrf->name);
		if (!is || edge_vrf(p->wanted, vrf->name))
			continue;
		begin(p, "VRF %s", vrf->name);
		plan_delete_vrf(p, is);
	}
}

/* --- ports and circuits that come --------------------------------------- */

/* The peerings that a new port brings along, as they should be on it. */
static void plan_twins(struct planner *p, const struct edge_port *port)
{
	const struct edge_subif *wanted;

	desired_each(wanted, &p->wanted->subifs)
		if (!strcmp(wanted->port, port->name))
			plan_settings(p, wanted);
}

static void plan_ports(struct planner *p)
{
	const struct edge_port *port;

	desired_each(port, &p->wanted->ports) {
		if (edge_port(&p->now, port->name))
			continue;
		begin(p, "port '%s'", port->name);
		plan_port(p, port, true);
		plan_twins(p, port);
	}
}

static void plan_circuit_admin(struct planner *p,
			       const struct edge_circuit *is,
			       enum erd_admin_state will)
{
	struct change change = {
		.kind = CHANGE_CIRCUIT_ADMIN,
		.impact = will == ERD_ADMIN_STATE_ENABLED ? IMPACT_NONE :
							    IMPACT_RESET,
		.circuit = *is,
		.was = is->admin_state,
		.will = will,
	};

	if (is->admin_state != will)
		add(p, &change);
}

static void plan_circuits(struct planner *p)
{
	const struct edge_circuit *circuit, *is;

	desired_each(circuit, &p->wanted->circuits) {
		begin(p, "circuit '%s'", circuit->name);
		is = edge_circuit(&p->now, circuit->pair, circuit->name);
		if (is)
			plan_circuit_admin(p, is, circuit->admin_state);
		else
			plan_circuit(p, circuit, true);
	}
}

/* --- what becomes another ----------------------------------------------- */

/*
 * Devices, roles and tags may be exchanged between objects that stay. So all
 * that becomes another goes first, and comes back then, in one step.
 */

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
	       a->outer_tpid != b->outer_tpid || a->xdp != b->xdp;
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

static void plan_delete_circuit(struct planner *p,
				const struct edge_circuit *circuit)
{
	const struct edge_circuit gone = *circuit;
	size_t i;

	for (i = p->now.subifs.n; i-- && !p->failed;) {
		struct edge_subif like =
			((struct edge_subif *)p->now.subifs.items)[i];

		if (!strcmp(like.pair, gone.pair) &&
		    !strcmp(like.circuit, gone.name) &&
		    (owned_subif(p, &like) || edge_subif(p->wanted, &like)))
			plan_delete_subif(p, &like);
	}
	plan_circuit(p, &gone, false);
}

static void plan_others_go(struct planner *p)
{
	const struct edge_circuit *circuit, *is_circuit;
	const struct edge_subif *subif, *is_subif;
	const struct edge_port *port, *is_port;

	desired_each(subif, &p->wanted->subifs) {
		is_subif = edge_subif(&p->now, subif);
		begin_peering(p, subif);
		if (is_subif && other_tags(is_subif, subif))
			plan_delete_subif(p, subif);
	}
	desired_each(circuit, &p->wanted->circuits) {
		is_circuit = edge_circuit(&p->now, circuit->pair,
					  circuit->name);
		begin(p, "circuit '%s'", circuit->name);
		if (is_circuit && (is_circuit->stag != circuit->stag ||
				   other_pair(p, circuit->pair)))
			plan_delete_circuit(p, is_circuit);
	}
	desired_each(port, &p->wanted->ports) {
		is_port = edge_port(&p->now, port->name);
		begin(p, "port '%s'", port->name);
		if (is_port && other_port(is_port, port))
			plan_delete_port(p, port->name);
	}
}

/* Of what was there, all that is missing now. */
static void plan_others_come(struct planner *p)
{
	const struct edge_circuit *circuit;
	const struct edge_subif *subif;
	const struct edge_port *port;

	desired_each(port, &p->wanted->ports) {
		begin(p, "port '%s'", port->name);
		if (edge_port(p->is, port->name) &&
		    !edge_port(&p->now, port->name)) {
			plan_port(p, port, true);
			plan_twins(p, port);
		}
	}
	desired_each(circuit, &p->wanted->circuits) {
		begin(p, "circuit '%s'", circuit->name);
		if (edge_circuit(p->is, circuit->pair, circuit->name) &&
		    !edge_circuit(&p->now, circuit->pair, circuit->name))
			plan_circuit(p, circuit, true);
	}
	desired_each(subif, &p->wanted->subifs) {
		begin_peering(p, subif);
		if (!edge_subif(p->is, subif) || edge_subif(&p->now, subif) ||
		    !edge_port(&p->now, subif->port) ||
		    !edge_circuit(&p->now, subif->pair, subif->circuit))
			continue;
		plan_create(p, subif);
		plan_gate(p, subif);
		plan_settings(p, subif);
	}
}

static void plan_others(struct planner *p)
{
	p->fresh = true;
	p->together = true;
	plan_others_go(p);
	plan_others_come(p);
	p->together = false;
}

/* --- gates of ports ----------------------------------------------------- */

/* What closes does so first, what opens last. */
static void plan_ports_admin(struct planner *p, enum erd_admin_state will)
{
	const struct edge_port *port, *is;

	desired_each(port, &p->wanted->ports) {
		is = edge_port(&p->now, port->name);
		begin(p, "port '%s'", port->name);
		if (is && port->admin_state == will)
			plan_port_admin(p, is, will);
	}
}

/* --- all of it ---------------------------------------------------------- */

int plan_make(struct plan *plan, const struct edge *is,
	      const struct edge *wanted, const struct edge *owned,
	      struct erd_error *err)
{
	struct planner p = {
		.plan = plan,
		.is = is,
		.wanted = wanted,
		.owned = owned,
	};

	*plan = (struct plan){ .changes = LIST_OF(struct change) };
	p.failed = !edge_copy(&p.now, is);
	if (!p.failed) {
		plan_ports_admin(&p, ERD_ADMIN_STATE_DISABLED);
		plan_gone_peerings(&p);
		plan_gone_circuits(&p);
		plan_gone_ports(&p);
		plan_vrfs(&p);
		plan_others(&p);
		plan_ports(&p);
		plan_circuits(&p);
		plan_peerings(&p);
		plan_ports_admin(&p, ERD_ADMIN_STATE_ENABLED);
		plan_gone_vrfs(&p);
	}
	plan->after = p.now;
	return p.failed ? erd_fail(err, ERD_ERROR, "out of memory") : ERD_OK;
}

void plan_free(struct plan *plan)
{
	list_free(&plan->changes);
	edge_free(&plan->after);
}

enum change_impact plan_impact(const struct plan *plan)
{
	enum change_impact gravest = IMPACT_NONE;
	const struct change *change;

	desired_each(change, &plan->changes)
		if (change->impact > gravest)
			gravest = change->impact;
	return gravest;
}

/* --- the last way out ---------------------------------------------------- */

/* Whether frames pass. @edge is what it is a part of. */
static bool is_live(const struct edge *edge, const struct edge_subif *subif)
{
	const struct edge_circuit *circuit;
	const struct edge_port *port;

	port = edge_port(edge, subif->port);
	circuit = edge_circuit(edge, subif->pair, subif->circuit);
	return subif->up && subif->carrier && port && circuit &&
	       port->admin_state == ERD_ADMIN_STATE_ENABLED &&
	       circuit->admin_state == ERD_ADMIN_STATE_ENABLED &&
	       subif->admin_state == ERD_ADMIN_STATE_ENABLED;
}

static bool has_path(const struct edge *edge, const struct edge_subif *like)
{
	const struct edge_subif *subif;

	desired_each(subif, &edge->subifs)
		if (edge_same_peering(subif, like) && is_live(edge, subif))
			return true;
	return false;
}

int plan_check_paths(const struct plan *plan, const struct edge *is,
		     struct erd_error *err)
{
	const struct edge_subif *subif;

	desired_each(subif, &is->subifs) {
		if (!is_live(is, subif) || has_path(&plan->after, subif))
			continue;
		erd_fail(err, ERD_CONFLICT,
			 "%s peering of circuit '%s': its last path would be cut",
			 erd_peering_name(subif->peering), subif->circuit);
		erd_hint(err, "--force does it all the same");
		return ERD_CONFLICT;
	}
	return ERD_OK;
}
