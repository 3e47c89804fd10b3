// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The order is: what closes; what goes, from peerings to ports; VRFs; what
 * becomes another; new ports, disabled; circuits; peerings; and last what
 * opens. Each change is simulated as it is planned, so that what comes after is
 * planned on what will be there then.
 */
#include "planner.h"
#include "error.h"
#include "routing_step.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- planning one change ------------------------------------------------ */

/* Changes from here on are of another object. */
void planner_begin(struct planner *p, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(p->object, sizeof(p->object), format, args);
	va_end(args);
	if (!p->together)
		p->fresh = true;
}

void planner_add(struct planner *p, const struct change *change)
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

/* --- what goes ---------------------------------------------------------- */

/* Ours, there, and not wanted any more. */
static bool goes(const struct planner *p, const struct edge_subif *subif)
{
	return planner_owned_subif(p, subif) && !edge_subif(p->wanted, subif);
}

static void plan_gone_peerings(struct planner *p)
{
	const struct edge_subif *subif, *other;

	desired_each(subif, &p->owned->subifs) {
		if (p->failed || planner_is_later(p->owned, subif))
			continue;
		planner_begin_peering(p, subif);
		edge_each_of_peering(other, p->owned, subif)
			if (edge_subif(&p->now, other) && goes(p, other))
				plan_delete_subif(p, other);
	}
}

void plan_circuit(struct planner *p, const struct edge_circuit *circuit,
			 bool comes)
{
	struct change change = {
		.kind = CHANGE_CIRCUIT,
		.impact = IMPACT_NONE,
		.add = comes,
		.circuit = *circuit,
	};

	planner_add(p, &change);
}

void plan_port(struct planner *p, const struct edge_port *port,
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

	planner_add(p, &change);
}

static void plan_gone_circuits(struct planner *p)
{
	const struct edge_circuit *circuit, *is;

	desired_each(circuit, &p->owned->circuits) {
		is = edge_circuit(&p->now, circuit->pair, circuit->name);
		if (!is || edge_circuit(p->wanted, circuit->pair,
					circuit->name))
			continue;
		planner_begin(p, "circuit '%s'", circuit->name);
		plan_no_settings(p, is);
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
		planner_add(p, &change);
}

/* Of a port that goes, first its gate and then what is on it. */
void plan_delete_port(struct planner *p, const char *name)
{
	struct edge_port port = *edge_port(&p->now, name);
	const struct edge_subif *subif;
	size_t i;

	plan_port_admin(p, &port, ERD_ADMIN_STATE_DISABLED);
	plan_fastpath_goes(p, &port);
	for (i = p->now.subifs.n; i-- && !p->failed;) {
		struct edge_subif like;

		subif = (struct edge_subif *)p->now.subifs.items + i;
		like = *subif;
		if (!strcmp(subif->port, name) &&
		    (planner_owned_subif(p, subif) || edge_subif(p->wanted, subif)))
			plan_delete_subif(p, &like);
	}
	port.admin_state = ERD_ADMIN_STATE_DISABLED;
	plan_port(p, &port, false);
}

void plan_gone_ports(struct planner *p)
{
	const struct edge_port *port;

	desired_each(port, &p->owned->ports) {
		if (!edge_port(&p->now, port->name) ||
		    edge_port(p->wanted, port->name))
			continue;
		planner_begin(p, "port '%s'", port->name);
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

	planner_add(p, &change);
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

/* One that has the table of another; NULL if none has. */
static const struct edge_vrf *vrf_in_the_way(const struct planner *p,
					     const struct edge_vrf *of)
{
	const struct edge_vrf *vrf;

	desired_each(vrf, &p->now.vrfs)
		if (vrf->table == of->table && strcmp(vrf->name, of->name))
			return vrf;
	return NULL;
}

/*
 * VRFs may exchange their tables. The kernel lets two have the same for a
 * moment; FRR's zebra calls that a misconfiguration and ends itself. So a table
 * is given up before another VRF has it, and what comes back does so in the
 * same step.
 */
static void plan_other_vrfs(struct planner *p)
{
	const struct edge_vrf *vrf, *is;

	p->fresh = true;
	p->together = true;
	desired_each(vrf, &p->wanted->vrfs) {
		is = edge_vrf(&p->now, vrf->name);
		planner_begin(p, "VRF %s", vrf->name);
		if (is && is->table != vrf->table)
			plan_delete_vrf(p, is);
		is = vrf_in_the_way(p, vrf);
		if (is) {
			planner_begin(p, "VRF %s", is->name);
			plan_delete_vrf(p, is);
		}
	}
	desired_each(vrf, &p->wanted->vrfs) {
		if (!edge_vrf(p->is, vrf->name) ||
		    edge_vrf(&p->now, vrf->name))
			continue;
		planner_begin(p, "VRF %s", vrf->name);
		plan_vrf(p, vrf, true);
		plan_members(p, vrf->name);
	}
	p->together = false;
}

static void plan_vrfs(struct planner *p)
{
	const struct edge_vrf *vrf;

	plan_other_vrfs(p);
	desired_each(vrf, &p->wanted->vrfs) {
		planner_begin(p, "VRF %s", vrf->name);
		if (!edge_vrf(&p->now, vrf->name))
			plan_vrf(p, vrf, true);
	}
}

/* ERD_CONFLICT if a table that is wanted is that of somebody else's VRF. */
static int check_vrfs(const struct planner *p, struct erd_error *err)
{
	const struct edge_vrf *vrf, *is;

	desired_each(vrf, &p->wanted->vrfs) {
		is = edge_vrf(&p->now, vrf->name);
		if (is && is->table == vrf->table)
			continue;
		is = vrf_in_the_way(p, vrf);
		if (!is || edge_vrf(p->wanted, is->name) ||
		    edge_vrf(p->owned, is->name))
			continue;
		erd_fail(err, ERD_CONFLICT,
			 "VRF '%s': table %u is that of VRF '%s', which is not in the file",
			 vrf->name, vrf->table, is->name);
		erd_hint(err, "give it another table, or use that VRF: name it in vrfs, without a table");
		return ERD_CONFLICT;
	}
	return ERD_OK;
}

static void plan_gone_vrfs(struct planner *p)
{
	const struct edge_vrf *vrf, *is;

	desired_each(vrf, &p->owned->vrfs) {
		is = edge_vrf(&p->now, vrf->name);
		if (!is || edge_vrf(p->wanted, vrf->name))
			continue;
		planner_begin(p, "VRF %s", vrf->name);
		plan_delete_vrf(p, is);
	}
}

/* --- ports and circuits that come --------------------------------------- */

/* The peerings that a new port brings along, as they should be on it. */
void plan_twins(struct planner *p, const struct edge_port *port)
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
		planner_begin(p, "port '%s'", port->name);
		if (!edge_port(&p->now, port->name)) {
			plan_port(p, port, true);
			plan_twins(p, port);
		}
		plan_fastpath(p, port);
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
		planner_add(p, &change);
}

static void plan_circuits(struct planner *p)
{
	const struct edge_circuit *circuit, *is;

	desired_each(circuit, &p->wanted->circuits) {
		planner_begin(p, "circuit '%s'", circuit->name);
		is = edge_circuit(&p->now, circuit->pair, circuit->name);
		if (is)
			plan_circuit_admin(p, is, circuit->admin_state);
		else
			plan_circuit(p, circuit, true);
		plan_circuit_settings(p, circuit, &circuit->set);
	}
}

/* --- gates of ports ----------------------------------------------------- */

/* What closes does so first, what opens last. */
static void plan_ports_admin(struct planner *p, enum erd_admin_state will)
{
	const struct edge_port *port, *is;

	desired_each(port, &p->wanted->ports) {
		is = edge_port(&p->now, port->name);
		planner_begin(p, "port '%s'", port->name);
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
	int ret;

	*plan = (struct plan){ .changes = LIST_OF(struct change) };
	p.failed = !edge_copy(&p.now, is);
	ret = p.failed ? ERD_OK : check_vrfs(&p, err);
	if (!p.failed && !ret) {
		plan_ports_admin(&p, ERD_ADMIN_STATE_DISABLED);
		plan_gone_peerings(&p);
		plan_gone_circuits(&p);
		if (!plan_has_others(&p))
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
	return p.failed ? erd_fail(err, ERD_ERROR, "out of memory") : ret;
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

void plan_row_of(const struct change *change, struct plan_row *row)
{
	row->step = change->step;
	row->impact = change->impact;
	strcpy(row->object, change->object);
	change_text(change, row->text);
}

bool plan_rows(const struct plan *plan, struct list *rows)
{
	const struct change *change;
	struct plan_row *row;

	desired_each(change, &plan->changes) {
		if (change->kind == CHANGE_ROUTING) {
			if (!routing_step_rows(change, rows))
				return false;
			continue;
		}
		row = list_add(rows);
		if (!row)
			return false;
		plan_row_of(change, row);
	}
	return true;
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

	edge_each_of_peering(subif, edge, like)
		if (is_live(edge, subif))
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
