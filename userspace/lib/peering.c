// SPDX-License-Identifier: LGPL-2.1-or-later
#include "circuit.h"
#include "error.h"
#include "names.h"
#include "pair.h"
#include "request.h"
#include "subif.h"

#include <netlink/attr.h>
#include <stdlib.h>
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

static int plan_make(struct erd *erd, struct plan *plan,
		     const struct erd_pcp_maps *pcp, struct erd_error *err)
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
					   &plan->wanted[i], pcp, err);
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
	struct erd_pcp_maps other, *pcp = NULL;
	struct plan plan = {};
	int ret;

	ret = plan_begin(erd, &plan, config, err);
	if (!ret)
		ret = subifs_of_peering(erd, &plan.circuit, config->peering,
					&subifs, err);
	if (!ret)
		ret = plan_compare(&plan, &subifs, config->ifname, err);
	/* A sub-interface that is missing becomes as the other one is. */
	if (!ret && subifs.n && subifs.n < plan.pair.n) {
		ret = erd_subif_get_pcp(erd, subifs.items, &other, err);
		pcp = &other;
	}
	if (!ret)
		ret = plan_make(erd, &plan, pcp, err);
	list_free(&subifs);
	return ret;
}

/* --- a peering there is ------------------------------------------------- */

/* Its circuit and its sub-interfaces, of which there is at least one. */
static int find(struct erd *erd, const char *pair, const char *name,
		enum erd_peering peering, struct erd_circuit *circuit,
		struct list *subifs, struct erd_error *err)
{
	int ret;

	ret = check_peering(peering, err);
	if (!ret)
		ret = erd_circuit_get(erd, pair, name, circuit, err);
	if (!ret)
		ret = subifs_of_peering(erd, circuit, peering, subifs, err);
	if (!ret && !subifs->n)
		ret = erd_fail(err, ERD_NOT_FOUND,
			       "circuit '%s' has no %s peering", name,
			       erd_peering_name(peering));
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

	ret = find(erd, pair_name, circuit_name, peering, &circuit, &subifs,
		   err);
	if (!ret)
		ret = pair_get(erd, circuit.pair, &pair, err);
	subif = subifs.items;
	for (i = 0; i < subifs.n && !ret; i++)
		ret = subif_delete(erd, &pair, &subif[i], err);
	list_free(&subifs);
	return ret;
}

/* --- admin state -------------------------------------------------------- */

static int set_admin_state(struct erd *erd, const struct erd_subif *subif,
			   enum erd_admin_state state, struct erd_error *err)
{
	struct reply reply = {};
	struct nl_msg *msg;

	msg = request_new(erd, ERD_CMD_PEERING_SET, 0);
	if (!msg)
		goto nla_put_failure;
	NLA_PUT_STRING(msg, ERD_A_SUBIF_PAIR, subif->pair);
	NLA_PUT_STRING(msg, ERD_A_SUBIF_CIRCUIT, subif->circuit);
	NLA_PUT_U16(msg, ERD_A_SUBIF_CTAG, subif->ctag);
	NLA_PUT_U32(msg, ERD_A_SUBIF_ADMIN_STATE, state);
	if (!request_genl(erd, msg, &reply))
		return ERD_OK;
	return request_fail(err, &reply, "peerings",
			    "%s peering of circuit '%s'",
			    erd_peering_name(subif->peering), subif->circuit);

nla_put_failure:
	nlmsg_free(msg);
	return request_no_memory(err);
}

int erd_peering_set_admin_state(struct erd *erd, const char *pair,
				const char *circuit_name,
				enum erd_peering peering,
				enum erd_admin_state state,
				struct erd_error *err)
{
	struct list subifs = LIST_OF(struct erd_subif);
	struct erd_circuit circuit = {};
	const struct erd_subif *subif;
	size_t i;
	int ret;

	ret = find(erd, pair, circuit_name, peering, &circuit, &subifs, err);
	subif = subifs.items;
	/* They have one C-tag, unless somebody made them by hand. */
	for (i = 0; i < subifs.n && !ret; i++)
		if (!i || subif[i].ctag != subif[i - 1].ctag)
			ret = set_admin_state(erd, &subif[i], state, err);
	list_free(&subifs);
	return ret;
}

/* --- 802.1p ------------------------------------------------------------- */

static int check_maps(const struct erd_pcp_config *config,
		      struct erd_error *err)
{
	const struct erd_pcp_maps *maps = &config->maps;
	unsigned int i;

	for (i = 0; config->egress_set && i < ERD_PRIORITIES; i++)
		if (maps->egress_pcp[i] >= ERD_PCPS)
			return erd_fail(err, ERD_USAGE,
					"PCP %u: must be 0 to %d",
					maps->egress_pcp[i], ERD_PCPS - 1);
	for (i = 0; config->ingress_set && i < ERD_PCPS; i++)
		if (maps->ingress_prio[i] >= ERD_PRIORITIES)
			return erd_fail(err, ERD_USAGE,
					"priority %u: must be 0 to %d",
					maps->ingress_prio[i],
					ERD_PRIORITIES - 1);
	return ERD_OK;
}

static int keep_port(struct list *subifs, const struct erd_pcp_config *config,
		     struct erd_error *err)
{
	const struct erd_subif *found;

	if (!config->port)
		return ERD_OK;
	found = on_port(subifs, config->port);
	if (!found)
		return erd_fail(err, ERD_NOT_FOUND,
				"circuit '%s' has no %s peering on port '%.64s'",
				config->circuit,
				erd_peering_name(config->peering),
				config->port);
	memmove(subifs->items, found, sizeof(*found));
	subifs->n = 1;
	return ERD_OK;
}

static int set_pcp(struct erd *erd, const struct list *subifs,
		   const struct erd_pcp_config *config, struct erd_error *err)
{
	const struct erd_subif *subif = subifs->items;
	struct erd_pcp_maps *was;
	size_t i, done = 0;
	int ret = ERD_OK;

	was = calloc(subifs->n, sizeof(*was));
	if (!was)
		return request_no_memory(err);
	for (i = 0; i < subifs->n && !ret; i++)
		ret = erd_subif_get_pcp(erd, &subif[i], &was[i], err);
	for (; done < subifs->n && !ret; done++)
		ret = subif_set_pcp(erd, &subif[done],
				    config->egress_set ?
					    config->maps.egress_pcp : NULL,
				    config->ingress_set ?
					    config->maps.ingress_prio : NULL,
				    err);
	while (ret && done--)
		subif_set_pcp(erd, &subif[done], was[done].egress_pcp,
			      was[done].ingress_prio, NULL);
	free(was);
	return ret;
}

int erd_peering_set_pcp(struct erd *erd, const struct erd_pcp_config *config,
			struct erd_error *err)
{
	struct list subifs = LIST_OF(struct erd_subif);
	struct erd_circuit circuit = {};
	int ret;

	ret = check_maps(config, err);
	if (!ret)
		ret = find(erd, config->pair, config->circuit, config->peering,
			   &circuit, &subifs, err);
	if (!ret)
		ret = keep_port(&subifs, config, err);
	if (!ret)
		ret = set_pcp(erd, &subifs, config, err);
	list_free(&subifs);
	return ret;
}
