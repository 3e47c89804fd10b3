// SPDX-License-Identifier: LGPL-2.1-or-later
#include "circuit.h"
#include "error.h"
#include "names.h"
#include "pair.h"
#include "subif.h"

#include <string.h>

static int check_peering(enum erd_peering peering, struct erd_error *err)
{
	if (peering == ERD_PEERING_PRIVATE || peering == ERD_PEERING_MICROSOFT)
		return ERD_OK;
	return erd_fail(err, ERD_USAGE, "a peering is private or microsoft");
}

/* Keeps those of one peering. */
static void keep_peering(struct list *subifs, enum erd_peering peering)
{
	struct erd_subif *subif = subifs->items;
	size_t i, kept = 0;

	for (i = 0; i < subifs->n; i++)
		if (subif[i].peering == peering)
			subif[kept++] = subif[i];
	subifs->n = kept;
}

static int subifs_of_peering(struct erd *erd, const struct erd_circuit *circuit,
			     enum erd_peering peering, struct list *subifs,
			     struct erd_error *err)
{
	int ret = subifs_of_circuit(erd, circuit, subifs, err);

	keep_peering(subifs, peering);
	return ret;
}

static const struct erd_subif *on_port(const struct list *subifs,
				       const char *port)
{
	const struct erd_subif *subif = subifs->items;
	size_t i;

	for (i = 0; i < subifs->n; i++)
		if (!strcmp(subif[i].port, port))
			return &subif[i];
	return NULL;
}

/* --- create ------------------------------------------------------------- */

/* What a peering will be: a sub-interface for each port of its pair. */
struct plan {
	struct erd_circuit circuit;
	struct pair pair;
	struct erd_subif wanted[2];	/* by port of the pair */
	bool exists[2];
};

static int plan_subif(struct plan *plan, size_t i,
		      const struct erd_peering_config *config,
		      struct erd_error *err)
{
	struct erd_subif *subif = &plan->wanted[i];

	subif->netnsid = -1;
	strcpy(subif->port, plan->pair.port[i].name);
	strcpy(subif->pair, plan->circuit.pair);
	strcpy(subif->circuit, plan->circuit.name);
	subif->peering = config->peering;
	subif->stag = plan->circuit.stag;
	subif->ctag = config->ctag;
	subif->up = true;
	return ifname_make(subif->ifname, config->ifname, plan->circuit.name,
			   config->peering, plan->pair.port[i].role, err);
}

static int plan_begin(struct erd *erd, struct plan *plan,
		      const struct erd_peering_config *config,
		      struct erd_error *err)
{
	size_t i;
	int ret;

	ret = check_peering(config->peering, err);
	if (!ret)
		ret = tag_check("C-tag", config->ctag, err);
	if (!ret)
		ret = circuit_get_for_peering(erd, config->pair,
					      config->circuit, &plan->circuit,
					      err);
	if (!ret)
		ret = pair_get(erd, plan->circuit.pair, &plan->pair, err);
	if (!ret && !plan->pair.n)
		ret = erd_fail(err, ERD_NOT_FOUND,
			       "pair '%s' has no port for a peering of circuit '%s'",
			       plan->circuit.pair, config->circuit);
	for (i = 0; i < plan->pair.n && !ret; i++)
		ret = plan_subif(plan, i, config, err);
	return ret;
}

static int fail_other_ctag(const struct erd_subif *is, struct erd_error *err)
{
	erd_fail(err, ERD_CONFLICT,
		 "circuit '%s': its %s peering exists with C-tag %u",
		 is->circuit, erd_peering_name(is->peering), is->ctag);
	erd_hint(err, "to change it, delete the peering and create it again");
	return ERD_CONFLICT;
}

static int fail_other_ifname(const struct erd_subif *is,
			     const struct erd_subif *wanted,
			     struct erd_error *err)
{
	erd_fail(err, ERD_CONFLICT,
		 "circuit '%s': its %s peering exists, as '%s' and not '%s'",
		 is->circuit, erd_peering_name(is->peering), is->ifname,
		 wanted->ifname);
	erd_hint(err, "ip link set %s name %s", is->ifname, wanted->ifname);
	return ERD_CONFLICT;
}

/* Strikes from the plan what is there already; the rest must not contradict. */
static int plan_compare(struct plan *plan, const struct list *subifs,
			bool named, struct erd_error *err)
{
	const struct erd_subif *is = subifs->items;
	size_t i;

	for (i = 0; i < subifs->n; i++)
		if (is[i].ctag != plan->wanted[0].ctag)
			return fail_other_ctag(&is[i], err);
	for (i = 0; i < plan->pair.n; i++) {
		is = on_port(subifs, plan->pair.port[i].name);
		if (!is)
			continue;
		if (named && strcmp(is->ifname, plan->wanted[i].ifname))
			return fail_other_ifname(is, &plan->wanted[i], err);
		plan->exists[i] = true;
	}
	return ERD_OK;
}

static int plan_make(struct erd *erd, struct plan *plan, struct erd_error *err)
{
	bool made[2] = {};
	size_t i;
	int ret = ERD_OK;

	for (i = 0; i < plan->pair.n && !ret; i++) {
		/* Counting mends what a call that was killed left undone. */
		if (plan->exists[i])
			ret = subif_count(erd, &plan->pair.port[i],
					  &plan->wanted[i], err);
		else
			ret = subif_create(erd, &plan->pair.port[i],
					   &plan->wanted[i], err);
		made[i] = !ret && !plan->exists[i];
	}
	if (!ret)
		return made[0] || made[1] ? ERD_OK : ERD_UNCHANGED;
	for (i = 0; i < plan->pair.n; i++)
		if (made[i])
			subif_delete(erd, &plan->pair, &plan->wanted[i], NULL);
	return ret;
}

int erd_peering_create(struct erd *erd, const struct erd_peering_config *config,
		       struct erd_error *err)
{
	struct list subifs = LIST_OF(struct erd_subif);
	struct plan plan = {};
	int ret;

	ret = plan_begin(erd, &plan, config, err);
	if (!ret)
		ret = subifs_of_peering(erd, &plan.circuit, config->peering,
					&subifs, err);
	if (!ret)
		ret = plan_compare(&plan, &subifs, config->ifname, err);
	if (!ret)
		ret = plan_make(erd, &plan, err);
	list_free(&subifs);
	return ret;
}

/* --- delete ------------------------------------------------------------- */

int erd_peering_delete(struct erd *erd, const char *pair_name,
		       const char *circuit_name, enum erd_peering peering,
		       struct erd_error *err)
{
	struct list subifs = LIST_OF(struct erd_subif);
	struct erd_circuit circuit = {};
	struct erd_subif *subif;
	struct pair pair;
	size_t i;
	int ret;

	ret = check_peering(peering, err);
	if (!ret)
		ret = erd_circuit_get(erd, pair_name, circuit_name, &circuit,
				      err);
	if (!ret)
		ret = pair_get(erd, circuit.pair, &pair, err);
	if (!ret)
		ret = subifs_of_peering(erd, &circuit, peering, &subifs, err);
	if (!ret && !subifs.n)
		ret = erd_fail(err, ERD_NOT_FOUND,
			       "circuit '%s' has no %s peering", circuit_name,
			       erd_peering_name(peering));
	subif = subifs.items;
	for (i = 0; i < subifs.n && !ret; i++)
		ret = subif_delete(erd, &pair, &subif[i], err);
	list_free(&subifs);
	return ret;
}
