// SPDX-License-Identifier: LGPL-2.1-or-later
#include "subif.h"
#include "error.h"
#include "fastpath.h"
#include "fastpaths.h"
#include "link.h"
#include "names.h"
#include "parse.h"
#include "request.h"

#include <errno.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int erd_subif_list(struct erd *erd, struct erd_subif **subifs, size_t *n,
		   struct erd_error *err)
{
	struct list list = LIST_OF(struct erd_subif);
	int ret;

	ret = request_dump(erd, ERD_CMD_SUBIF_GET, parse_subif, &list, err);
	if (ret)
		list_free(&list);
	*subifs = list.items;
	*n = list.n;
	return ret;
}

/* --- of a circuit ------------------------------------------------------- */

static bool is_of(const struct erd_subif *subif,
		  const struct erd_circuit *circuit)
{
	return !strcmp(subif->pair, circuit->pair) &&
	       !strcmp(subif->circuit, circuit->name);
}

/* The sub-interface of a name in this namespace. False if there is none. */
static bool get_by_name(struct erd *erd, const char *ifname,
			struct erd_subif *subif)
{
	struct reply reply = { .parse = parse_subif, .object = subif };
	uint32_t ifindex = link_find(erd, ifname);
	struct nl_msg *msg;

	if (!ifindex)
		return false;
	msg = request_new(erd, ERD_CMD_SUBIF_GET, 0);
	if (!msg)
		return false;
	NLA_PUT_U32(msg, ERD_A_SUBIF_IFINDEX, ifindex);
	return !request_genl(erd, msg, &reply);

nla_put_failure:
	nlmsg_free(msg);
	return false;
}

/* Adds to @subifs those of the circuit that have their usual names. */
static int add_usual(struct erd *erd, const struct erd_circuit *circuit,
		     struct list *subifs, struct erd_error *err)
{
	struct erd_subif subif, *added;
	enum erd_peering peering;
	char ifname[IFNAMSIZ];
	unsigned int i;

	for (i = 0; i < 4; i++) {
		peering = i & 2 ? ERD_PEERING_MICROSOFT : ERD_PEERING_PRIVATE;
		ifname_make(ifname, NULL, circuit->name, peering,
			    i & 1 ? ERD_ROLE_SECONDARY : ERD_ROLE_PRIMARY,
			    NULL);
		/* One with a netnsid belongs to a port of another namespace. */
		if (!get_by_name(erd, ifname, &subif) || subif.netnsid >= 0 ||
		    !is_of(&subif, circuit))
			continue;
		added = list_add(subifs);
		if (!added)
			return request_no_memory(err);
		*added = subif;
	}
	return ERD_OK;
}

static int dump_of_circuit(struct erd *erd, const struct erd_circuit *circuit,
			   struct list *subifs, struct erd_error *err)
{
	struct erd_subif *all;
	size_t i, kept = 0;
	int ret;

	ret = request_dump(erd, ERD_CMD_SUBIF_GET, parse_subif, subifs, err);
	if (ret)
		return ret;
	all = subifs->items;
	for (i = 0; i < subifs->n; i++)
		if (is_of(&all[i], circuit))
			all[kept++] = all[i];
	subifs->n = kept;
	return ERD_OK;
}

/*
 * The kernel says how many there are. If that many are found by name, there is
 * no need to read all sub-interfaces of all circuits, which would make the
 * creation of many peerings take the square of their number.
 */
int subifs_of_circuit(struct erd *erd, const struct erd_circuit *circuit,
		      struct list *subifs, struct erd_error *err)
{
	int ret;

	list_clear(subifs);
	if (!circuit->subifs)
		return ERD_OK;
	ret = add_usual(erd, circuit, subifs, err);
	if (ret || subifs->n == circuit->subifs)
		return ret;
	return dump_of_circuit(erd, circuit, subifs, err);
}

/* --- create ------------------------------------------------------------- */

/* Which sub-interface of the port has the tags; *found says whether one. */
static bool find_by_tags(struct erd *erd, const struct erd_port *port,
			 const struct erd_subif *wanted,
			 struct erd_subif *found)
{
	struct erd_subif *subifs;
	bool has = false;
	size_t n, i;

	if (erd_subif_list(erd, &subifs, &n, NULL))
		return false;
	for (i = 0; i < n && !has; i++) {
		has = !strcmp(subifs[i].port, port->name) &&
		      subifs[i].stag == wanted->stag &&
		      subifs[i].ctag == wanted->ctag;
		if (has)
			*found = subifs[i];
	}
	free(subifs);
	return has;
}

/* What a sub-interface is, as seen from @circuit. */
static void describe(const struct erd_subif *subif, const char *circuit,
		     char *what, size_t size)
{
	const char *peering = erd_peering_name(subif->peering);

	if (subif->peering == ERD_PEERING_UNSPEC)
		snprintf(what, size, "sub-interface '%s' of circuit '%s'",
			 subif->ifname, subif->circuit);
	else if (strcmp(subif->circuit, circuit))
		snprintf(what, size, "the %s peering of circuit '%s'", peering,
			 subif->circuit);
	else
		snprintf(what, size, "its %s peering", peering);
}

static int fail_ctag_taken(struct erd *erd, const struct erd_port *port,
			   const struct erd_subif *wanted,
			   const struct reply *reply, struct erd_error *err)
{
	struct erd_subif by;
	char what[96];

	if (!find_by_tags(erd, port, wanted, &by))
		return request_fail(err, reply, "peerings",
				    "circuit '%s': C-tag %u", wanted->circuit,
				    wanted->ctag);
	describe(&by, wanted->circuit, what, sizeof(what));
	erd_fail(err, ERD_CONFLICT,
		 "circuit '%s': C-tag %u is already used by %s",
		 wanted->circuit, wanted->ctag, what);
	if (by.peering == ERD_PEERING_UNSPEC)
		erd_hint(err, "choose another C-tag, or delete it, which is nobody's peering: ip link delete %s",
			 by.ifname);
	else
		erd_hint(err, port->encap == ERD_ENCAP_DOT1Q ?
				 "choose another C-tag: on a dot1q pair no two peerings share one" :
				 "choose another C-tag");
	return ERD_CONFLICT;
}

static int fail_ifname_taken(const struct erd_subif *wanted,
			     struct erd_error *err)
{
	erd_fail(err, ERD_CONFLICT,
		 "circuit '%s': a network device '%s' exists already",
		 wanted->circuit, wanted->ifname);
	erd_hint(err, "rename it, or have the peering's devices called otherwise: ifname PATTERN");
	return ERD_CONFLICT;
}

static int fail_create(struct erd *erd, const struct erd_port *port,
		       const struct erd_subif *wanted,
		       const struct reply *reply, struct erd_error *err)
{
	/* rtnetlink gives no words where the name is the trouble; erd does. */
	if (reply->sys_errno == EEXIST && !reply->text[0])
		return fail_ifname_taken(wanted, err);
	if (reply->sys_errno == EEXIST)
		return fail_ctag_taken(erd, port, wanted, reply, err);
	return request_fail(err, reply, "peerings",
			    "%s peering of circuit '%s' on port '%s'",
			    erd_peering_name(wanted->peering), wanted->circuit,
			    port->name);
}

int subif_count(struct erd *erd, const struct erd_port *port,
		const struct erd_subif *subif, struct erd_error *err)
{
	struct erd_fastpath *fp;
	int ret;

	ret = fastpaths_get(erd, port, &fp, err);
	if (ret || !fp)
		return ret;
	return fastpath_add_peering(fp, subif->stag, subif->ctag, err);
}

int subif_create(struct erd *erd, const struct erd_port *port,
		 const struct erd_subif *subif, const struct erd_pcp_maps *pcp,
		 struct erd_error *err)
{
	const struct link_config config = {
		.ifname = subif->ifname,
		.port_ifindex = port->ifindex,
		.circuit = subif->circuit,
		.peering = subif->peering,
		.ctag = subif->ctag,
		.pcp = pcp,
		.up = subif->up,
	};
	struct erd_subif made = { .netnsid = -1 };
	struct erd_fastpath *fp;
	struct reply reply = {};
	int ret;

	if (link_create(erd, &config, &reply))
		return fail_create(erd, port, subif, &reply, err);
	/* It was just made: what is counted under its tags is a dead one's. */
	if (!fastpaths_get(erd, port, &fp, NULL) && fp)
		fastpath_delete_peering(fp, subif->stag, subif->ctag);
	ret = subif_count(erd, port, subif, err);
	if (ret) {
		strcpy(made.ifname, subif->ifname);
		link_delete(erd, &made, &reply);
	}
	return ret;
}

/* --- 802.1p ------------------------------------------------------------- */

int erd_subif_get_pcp(struct erd *erd, const struct erd_subif *subif,
		      struct erd_pcp_maps *maps, struct erd_error *err)
{
	struct reply reply = {};

	if (!link_get_pcp(erd, subif, maps, &reply))
		return ERD_OK;
	return request_fail(err, &reply,
			    "sub-interfaces of other namespaces",
			    "sub-interface '%s'", subif->ifname);
}

int subif_set_pcp(struct erd *erd, const struct erd_subif *subif,
		  const uint8_t *egress_pcp, const uint8_t *ingress_prio,
		  struct erd_error *err)
{
	struct reply reply = {};

	if (subif->netnsid >= 0) {
		erd_fail(err, ERD_ERROR,
			 "sub-interface '%s': it is in another network namespace",
			 subif->ifname);
		erd_hint(err, "set it there: ip -n NAMESPACE link set %s type erd ...",
			 subif->ifname);
		return ERD_ERROR;
	}
	if (!link_set_pcp(erd, subif, egress_pcp, ingress_prio, &reply))
		return ERD_OK;
	return request_fail(err, &reply, "peerings", "sub-interface '%s'",
			    subif->ifname);
}

/* --- delete ------------------------------------------------------------- */

void subif_uncount(struct erd *erd, const struct pair *pair,
		   const struct erd_subif *subif)
{
	struct erd_fastpath *fp;
	size_t i;

	for (i = 0; i < pair->n; i++) {
		if (strcmp(pair->port[i].name, subif->port))
			continue;
		if (!fastpaths_get(erd, &pair->port[i], &fp, NULL) && fp)
			fastpath_delete_peering(fp, subif->stag, subif->ctag);
	}
}

int subif_delete(struct erd *erd, const struct pair *pair,
		 const struct erd_subif *subif, struct erd_error *err)
{
	struct reply reply = {};
	int error;

	error = link_delete(erd, subif, &reply);
	if (error && error != ENODEV)
		return request_fail(err, &reply, "peerings",
				    "sub-interface '%s'", subif->ifname);
	subif_uncount(erd, pair, subif);
	return ERD_OK;
}
