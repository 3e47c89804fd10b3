// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sub-interfaces: one peering on one port each. */
#include "planner.h"

#include <string.h>

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

static void plan_address(struct planner *p, const struct edge_subif *subif,
			 const struct prefix *address, bool comes)
{
	struct change change = of_subif(CHANGE_ADDRESS,
					comes ? IMPACT_NONE : IMPACT_RESET,
					subif);

	change.add = comes;
	change.address = *address;
	planner_add(p, &change);
}

void plan_master(struct planner *p, const struct edge_subif *like,
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
	strcpy(change.from.vrf, subif->vrf);
	strcpy(change.to.vrf, vrf);
	/* What has no address yet has no session. */
	if (!subif->addresses.n)
		change.impact = IMPACT_NONE;
	planner_add(p, &change);
}

/* Before it goes, all of it goes, so that undoing brings all back. */
void plan_delete_subif(struct planner *p, const struct edge_subif *like)
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
		planner_add(p, &mtu);
	}
	planner_add(p, &change);
}

static void plan_value(struct planner *p, const struct edge_subif *subif,
		       enum change_kind kind, enum change_impact impact,
		       uint32_t was, uint32_t will)
{
	struct change change = of_subif(kind, impact, subif);

	change.was = was;
	change.will = will;
	if (was != will)
		planner_add(p, &change);
}

static void plan_pcp(struct planner *p, const struct edge_subif *subif,
		     const struct erd_pcp_maps *will)
{
	struct change change = of_subif(CHANGE_PCP, IMPACT_NONE, subif);

	change.from.pcp = subif->pcp;
	change.to.pcp = *will;
	if (!edge_same_pcp(&subif->pcp, will))
		planner_add(p, &change);
}

const struct edge_subif *planner_owned_subif(const struct planner *p,
					    const struct edge_subif *like)
{
	return edge_subif(p->owned, like);
}

static bool owned_address(const struct planner *p,
			  const struct edge_subif *like,
			  const struct prefix *address)
{
	const struct edge_subif *subif;

	edge_each_of_peering(subif, p->owned, like)
		if (edge_subif_same(subif, like) &&
		    edge_subif_has(subif, address))
			return true;
	return false;
}

static bool owned_vrf_of(const struct planner *p,
			 const struct edge_subif *like)
{
	const struct edge_subif *subif;

	edge_each_of_peering(subif, p->owned, like)
		if (edge_subif_same(subif, like) &&
		    !strcmp(subif->vrf, like->vrf))
			return true;
	return false;
}

void plan_create(struct planner *p, const struct edge_subif *wanted)
{
	struct change change = of_subif(CHANGE_SUBIF, IMPACT_NONE, wanted);

	change.add = true;
	change.subif.admin_state = change_gate(&p->now, wanted);
	if (!edge_subif(&p->now, wanted))
		planner_add(p, &change);
}

/* What a sub-interface that is there should be like. */
void plan_settings(struct planner *p, const struct edge_subif *wanted)
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
	plan_pcp(p, is, &wanted->pcp);
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

void planner_begin_peering(struct planner *p, const struct edge_subif *subif)
{
	planner_begin(p, "%s peering of circuit '%s'",
	      erd_peering_name(subif->peering), subif->circuit);
}

void plan_gate(struct planner *p, const struct edge_subif *wanted)
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

	planner_begin_peering(p, first);
	edge_each_of_peering(wanted, p->wanted, first)
		plan_create(p, wanted);
	plan_gate(p, first);
	edge_each_of_peering(wanted, p->wanted, first)
		plan_settings(p, wanted);
}

bool planner_is_later(const struct edge *edge, const struct edge_subif *subif)
{
	return edge_of_peering(edge, subif) != subif;
}

void plan_peerings(struct planner *p)
{
	const struct edge_subif *wanted;

	desired_each(wanted, &p->wanted->subifs)
		if (!planner_is_later(p->wanted, wanted))
			plan_peering(p, wanted);
}

