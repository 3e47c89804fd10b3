/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A plan while it is made. */
#ifndef ERD_PLANNER_H
#define ERD_PLANNER_H

#include "plan.h"

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

/* Changes from here on are of another object, and another step. */
void planner_begin(struct planner *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void planner_begin_peering(struct planner *p, const struct edge_subif *subif);
/* Plans a change, and simulates it. */
void planner_add(struct planner *p, const struct change *change);

/* The same of an earlier file, or NULL: then it is not ours. */
const struct edge_subif *planner_owned_subif(const struct planner *p,
					     const struct edge_subif *like);
/* Whether it is not the first of its peering, in a list that only grew. */
bool planner_is_later(const struct edge *edge, const struct edge_subif *subif);

/* --- plan_subif.c ------------------------------------------------------- */

/* Puts it into a VRF, or with "" out of the one that it is in. */
void plan_master(struct planner *p, const struct edge_subif *like,
		 const char *vrf);
/* Before it goes, all of it goes, so that undoing brings all back. */
void plan_delete_subif(struct planner *p, const struct edge_subif *like);
/* Makes it, if it is not there. */
void plan_create(struct planner *p, const struct edge_subif *wanted);
/* What it should be like, if it is there. */
void plan_settings(struct planner *p, const struct edge_subif *wanted);
/* The gate of its peering. */
void plan_gate(struct planner *p, const struct edge_subif *wanted);
/* All peerings that are wanted, each a step. */
void plan_peerings(struct planner *p);

/* --- plan.c ------------------------------------------------------------- */

void plan_circuit(struct planner *p, const struct edge_circuit *circuit,
		  bool comes);
void plan_port(struct planner *p, const struct edge_port *port, bool comes);
/* Its gate first, then what is on it, then itself. */
void plan_delete_port(struct planner *p, const char *name);
/* Those that are ours and not wanted any more. */
void plan_gone_ports(struct planner *p);
/* The peerings that a new port brings along, as they should be on it. */
void plan_twins(struct planner *p, const struct edge_port *port);

/* --- plan_fastpath.c ---------------------------------------------------- */

/* What the fast path of a port, which is there, is like. */
void plan_fastpath(struct planner *p, const struct edge_port *wanted);
/* Before the fast path of a port goes, or the port. */
void plan_fastpath_goes(struct planner *p, const struct edge_port *is);
/* What it is told of a circuit, if that is there. */
void plan_circuit_settings(struct planner *p, const struct edge_circuit *like,
			   const struct erd_circuit_settings *will);
/* Before the circuit goes. */
void plan_no_settings(struct planner *p, const struct edge_circuit *circuit);

/* --- plan_others.c ------------------------------------------------------ */

/* Whether something becomes another. */
bool plan_has_others(const struct planner *p);
/* What becomes another, all in one step; then what goes of ports does so too. */
void plan_others(struct planner *p);

#endif /* ERD_PLANNER_H */
