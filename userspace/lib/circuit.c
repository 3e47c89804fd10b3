// SPDX-License-Identifier: LGPL-2.1-or-later
#include "circuit.h"
#include "error.h"
#include "fastpath.h"
#include "fastpaths.h"
#include "names.h"
#include "nearest.h"
#include "pair.h"
#include "parse.h"
#include "ports.h"
#include "request.h"
#include "subif.h"

#include <errno.h>
#include <netlink/attr.h>
#include <stdlib.h>
#include <string.h>

static const char noun[] = "circuits";

/* --- requests ----------------------------------------------------------- */

/* A request about one circuit; NULL without memory. */
static struct nl_msg *new_request(struct erd *erd, enum erd_cmd cmd,
				  const char *pair, const char *name)
{
	struct nl_msg *msg = request_new(erd, cmd, 0);

	if (msg && (nla_put_string(msg, ERD_A_CIRCUIT_PAIR, pair) ||
		    nla_put_string(msg, ERD_A_CIRCUIT_NAME, name))) {
		nlmsg_free(msg);
		msg = NULL;
	}
	return msg;
}

/* These return 0 or a positive errno. */
static int request_get(struct erd *erd, const char *pair, const char *name,
		       struct reply *reply)
{
	struct nl_msg *msg = new_request(erd, ERD_CMD_CIRCUIT_GET, pair, name);

	return msg ? request_genl(erd, msg, reply) :
		     request_abandon(msg, reply);
}

static int request_create(struct erd *erd,
			  const struct erd_circuit_config *config,
			  struct reply *reply)
{
	struct nl_msg *msg = new_request(erd, ERD_CMD_CIRCUIT_NEW,
					 config->pair, config->name);

	if (!msg)
		goto nla_put_failure;
	if (config->stag)
		NLA_PUT_U16(msg, ERD_A_CIRCUIT_STAG, config->stag);
	if (config->admin_state_set)
		NLA_PUT_U32(msg, ERD_A_CIRCUIT_ADMIN_STATE,
			    config->admin_state);
	return request_genl(erd, msg, reply);

nla_put_failure:
	return request_abandon(msg, reply);
}

static int request_set(struct erd *erd, const struct erd_circuit *circuit,
		       enum erd_admin_state state, struct reply *reply)
{
	struct nl_msg *msg = new_request(erd, ERD_CMD_CIRCUIT_SET,
					 circuit->pair, circuit->name);

	if (!msg)
		goto nla_put_failure;
	NLA_PUT_U32(msg, ERD_A_CIRCUIT_ADMIN_STATE, state);
	return request_genl(erd, msg, reply);

nla_put_failure:
	return request_abandon(msg, reply);
}

static int request_delete(struct erd *erd, const struct erd_circuit *circuit,
			  bool cascade, struct reply *reply)
{
	struct nl_msg *msg = new_request(erd, ERD_CMD_CIRCUIT_DEL,
					 circuit->pair, circuit->name);

	if (!msg)
		goto nla_put_failure;
	if (cascade)
		NLA_PUT_FLAG(msg, ERD_A_CIRCUIT_CASCADE);
	return request_genl(erd, msg, reply);

nla_put_failure:
	return request_abandon(msg, reply);
}

/* The circuit of a pair; *found says whether there is one. */
static int query(struct erd *erd, const char *pair, const char *name,
		 struct erd_circuit *circuit, bool *found,
		 struct erd_error *err)
{
	struct reply reply = { .parse = parse_circuit, .object = circuit };
	int error;

	error = request_get(erd, pair, name, &reply);
	*found = !error;
	if (!error || erd_status_of(error) == ERD_NOT_FOUND)
		return ERD_OK;
	return request_fail(err, &reply, noun, "circuit '%s'", name);
}

int erd_circuit_list(struct erd *erd, struct erd_circuit **circuits, size_t *n,
		     struct erd_error *err)
{
	struct list list = LIST_OF(struct erd_circuit);
	int ret;

	ret = request_dump(erd, ERD_CMD_CIRCUIT_GET, parse_circuit, &list, err);
	if (ret)
		list_free(&list);
	*circuits = list.items;
	*n = list.n;
	return ret;
}

/* --- finding ------------------------------------------------------------ */

static int fail_ambiguous(const char *name, const char *a, const char *b,
			  struct erd_error *err)
{
	erd_fail(err, ERD_USAGE, "circuit '%s': pairs '%s' and '%s' both have one",
		 name, a, b);
	erd_hint(err, "say which: pair %s", a);
	return ERD_USAGE;
}

/*
 * Looks in the pairs that have ports: some requests, however many circuits
 * there are.
 */
static int find_by_ports(struct erd *erd, const char *name,
			 struct erd_circuit *circuit, bool *found,
			 struct erd_error *err)
{
	struct erd_circuit other = {};
	const struct erd_port *ports;
	size_t n, i;
	bool has;
	int ret;

	*found = false;
	ret = ports_get(erd, &ports, &n, err);
	if (ret)
		return ret;
	for (i = 0; i < n && !ret; i++) {
		if (*found && !strcmp(circuit->pair, ports[i].pair))
			continue;
		ret = query(erd, ports[i].pair, name, &other, &has, err);
		if (ret || !has)
			continue;
		if (*found)
			ret = fail_ambiguous(name, circuit->pair, other.pair,
					     err);
		*circuit = other;
		*found = true;
	}
	return ret;
}

/* Looks at all circuits, so in pairs without ports too. */
static int find_by_list(struct erd *erd, const char *name,
			struct erd_circuit *circuit, bool *found,
			struct erd_error *err)
{
	struct erd_circuit *circuits;
	size_t n, i;
	int ret;

	*found = false;
	ret = erd_circuit_list(erd, &circuits, &n, err);
	if (ret)
		return ret;
	for (i = 0; i < n && !ret; i++) {
		if (strcmp(circuits[i].name, name))
			continue;
		if (*found)
			ret = fail_ambiguous(name, circuit->pair,
					     circuits[i].pair, err);
		*circuit = circuits[i];
		*found = true;
	}
	free(circuits);
	return ret;
}

static int find_anywhere(struct erd *erd, const char *name,
			 struct erd_circuit *circuit, bool *found,
			 struct erd_error *err)
{
	int ret = find_by_ports(erd, name, circuit, found, err);

	if (ret || *found)
		return ret;
	return find_by_list(erd, name, circuit, found, err);
}

typedef int find_fn(struct erd *erd, const char *name,
		    struct erd_circuit *circuit, bool *found,
		    struct erd_error *err);

static int fail_not_found(struct erd *erd, const char *name,
			  struct erd_error *err)
{
	struct erd_circuit *circuits;
	struct nearest nearest;
	size_t n, i;

	erd_fail(err, ERD_NOT_FOUND, "circuit '%s' does not exist", name);
	if (erd_circuit_list(erd, &circuits, &n, NULL))
		return ERD_NOT_FOUND;
	nearest_begin(&nearest, name);
	for (i = 0; i < n; i++)
		nearest_offer(&nearest, circuits[i].name);
	if (nearest.best)
		erd_hint(err, "did you mean '%s'?", nearest.best);
	else if (n)
		erd_hint(err, "erdctl circuit list shows those there are");
	free(circuits);
	return ERD_NOT_FOUND;
}

static int get(struct erd *erd, const char *pair, const char *name,
	       find_fn *find, struct erd_circuit *circuit,
	       struct erd_error *err)
{
	bool found;
	int ret;

	ret = name_check("circuit", name, err);
	if (!ret && pair)
		ret = name_check("pair", pair, err);
	if (ret)
		return ret;
	if (pair)
		ret = query(erd, pair, name, circuit, &found, err);
	else
		ret = find(erd, name, circuit, &found, err);
	if (ret || found)
		return ret;
	if (pair)
		return erd_fail(err, ERD_NOT_FOUND,
				"pair '%s' has no circuit '%s'", pair, name);
	return fail_not_found(erd, name, err);
}

int erd_circuit_get(struct erd *erd, const char *pair, const char *name,
		    struct erd_circuit *circuit, struct erd_error *err)
{
	return get(erd, pair, name, find_by_list, circuit, err);
}

int circuit_get_for_peering(struct erd *erd, const char *pair,
			    const char *name, struct erd_circuit *circuit,
			    struct erd_error *err)
{
	return get(erd, pair, name, find_anywhere, circuit, err);
}

/* --- the fast path ------------------------------------------------------ */

int circuit_add_to_port(struct erd *erd, const struct erd_circuit *circuit,
			const struct erd_port *port, struct erd_error *err)
{
	struct erd_fastpath *fp;
	int ret;

	if (port->encap != ERD_ENCAP_QINQ)
		return ERD_OK;
	ret = fastpaths_get(erd, port, &fp, err);
	if (ret || !fp)
		return ret;
	if (!fastpath_add_circuit(fp, circuit->stag))
		return ERD_OK;
	return erd_fail(err, ERD_ERROR,
			"circuit '%s': the fast path of port '%s' refused S-tag %u",
			circuit->name, port->name, circuit->stag);
}

static int add_to_ports(struct erd *erd, const struct erd_circuit *circuit,
			struct erd_error *err)
{
	struct pair pair;
	size_t i;
	int ret;

	ret = pair_get(erd, circuit->pair, &pair, err);
	for (i = 0; i < pair.n && !ret; i++)
		ret = circuit_add_to_port(erd, circuit, &pair.port[i], err);
	return ret;
}

static void remove_from_ports(struct erd *erd,
			      const struct erd_circuit *circuit)
{
	struct erd_fastpath *fp;
	struct pair pair;
	size_t i;

	if (pair_get(erd, circuit->pair, &pair, NULL))
		return;
	for (i = 0; i < pair.n; i++) {
		if (pair.port[i].encap != ERD_ENCAP_QINQ)
			continue;
		if (!fastpaths_get(erd, &pair.port[i], &fp, NULL) && fp)
			fastpath_delete_circuit(fp, circuit->stag);
	}
}

/* --- create ------------------------------------------------------------- */

static int fail_stag_taken(struct erd *erd,
			   const struct erd_circuit_config *wanted,
			   const struct reply *reply, struct erd_error *err)
{
	struct erd_circuit *circuits;
	size_t n, i;
	int ret;

	ret = request_fail(err, reply, noun, "circuit '%s'", wanted->name);
	if (erd_circuit_list(erd, &circuits, &n, NULL))
		return ret;
	for (i = 0; i < n; i++)
		if (circuits[i].stag == wanted->stag &&
		    !strcmp(circuits[i].pair, wanted->pair))
			break;
	if (i < n) {
		erd_fail(err, ret,
			 "circuit '%s': S-tag %u is already used by circuit '%s' of pair '%s'",
			 wanted->name, wanted->stag, circuits[i].name,
			 wanted->pair);
		erd_hint(err, "choose another S-tag, or delete circuit '%s' first",
			 circuits[i].name);
	}
	free(circuits);
	return ret;
}

static int fail_other_stag(const struct erd_circuit *is, struct erd_error *err)
{
	erd_fail(err, ERD_CONFLICT, "circuit '%s': exists with S-tag %u",
		 is->name, is->stag);
	erd_hint(err, "Azure never changes a circuit's S-tag; if it is another circuit now, delete this one first");
	return ERD_CONFLICT;
}

static int fail_other_state(const struct erd_circuit *is,
			    enum erd_admin_state wanted, struct erd_error *err)
{
	erd_fail(err, ERD_CONFLICT, "circuit '%s': exists, and is %s",
		 is->name, erd_admin_state_name(is->admin_state));
	erd_hint(err, "erdctl circuit %s %s pair %s",
		 wanted == ERD_ADMIN_STATE_ENABLED ? "enable" : "disable",
		 is->name, is->pair);
	return ERD_CONFLICT;
}

/* EEXIST: the same circuit, another of its name, or another of its S-tag. */
static int create_existing(struct erd *erd,
			   const struct erd_circuit_config *wanted,
			   const struct reply *reply, struct erd_error *err)
{
	struct erd_circuit is = {};
	bool found;
	int ret;

	ret = query(erd, wanted->pair, wanted->name, &is, &found, err);
	if (ret)
		return ret;
	if (!found)
		return fail_stag_taken(erd, wanted, reply, err);
	if (is.stag != wanted->stag)
		return fail_other_stag(&is, err);
	if (wanted->admin_state_set && is.admin_state != wanted->admin_state)
		return fail_other_state(&is, wanted->admin_state, err);
	/* Mends what a call that was killed left undone. */
	ret = add_to_ports(erd, &is, err);
	return ret ? ret : ERD_UNCHANGED;
}

static int fail_create(struct erd *erd,
		       const struct erd_circuit_config *wanted,
		       const struct reply *reply, struct erd_error *err)
{
	int ret;

	if (reply->sys_errno == EEXIST)
		return create_existing(erd, wanted, reply, err);
	if (erd_status_of(reply->sys_errno) != ERD_NOT_FOUND) {
		ret = request_fail(err, reply, noun, "circuit '%s'",
				   wanted->name);
		if (reply->sys_errno == EINVAL && !wanted->stag)
			erd_hint(err, "give it the one that Azure shows for the circuit: stag N");
		return ret;
	}
	erd_fail(err, ERD_NOT_FOUND, "pair '%s' does not exist", wanted->pair);
	erd_hint(err, "a pair comes to be with its first port");
	return ERD_NOT_FOUND;
}

static int check_config(const struct erd_circuit_config *config,
			struct erd_error *err)
{
	int ret;

	ret = name_check("circuit", config->name, err);
	if (!ret)
		ret = name_check("pair", config->pair, err);
	if (!ret && config->stag)
		ret = tag_check("S-tag", config->stag, err);
	return ret;
}

int erd_circuit_create(struct erd *erd, const struct erd_circuit_config *config,
		       struct erd_error *err)
{
	struct erd_circuit circuit = { .stag = config->stag };
	struct reply reply = {};
	int ret;

	ret = check_config(config, err);
	if (ret)
		return ret;
	if (request_create(erd, config, &reply))
		return fail_create(erd, config, &reply, err);
	strcpy(circuit.pair, config->pair);
	strcpy(circuit.name, config->name);
	ret = add_to_ports(erd, &circuit, err);
	if (!ret)
		return ERD_OK;
	request_delete(erd, &circuit, false, &reply);
	remove_from_ports(erd, &circuit);
	return ret;
}

/* --- admin state -------------------------------------------------------- */

int erd_circuit_set_admin_state(struct erd *erd, const char *pair,
				const char *name, enum erd_admin_state state,
				struct erd_error *err)
{
	struct erd_circuit circuit = {};
	struct reply reply = {};
	int ret;

	ret = erd_circuit_get(erd, pair, name, &circuit, err);
	if (!ret && request_set(erd, &circuit, state, &reply))
		ret = request_fail(err, &reply, noun, "circuit '%s'", name);
	return ret;
}

/* --- delete ------------------------------------------------------------- */

static void uncount(struct erd *erd, const char *pair_name,
		    const struct list *subifs)
{
	const struct erd_subif *subif = subifs->items;
	struct pair pair;
	size_t i;

	if (!subifs->n || pair_get(erd, pair_name, &pair, NULL))
		return;
	for (i = 0; i < subifs->n; i++)
		subif_uncount(erd, &pair, &subif[i]);
}

int erd_circuit_delete(struct erd *erd, const char *pair, const char *name,
		       bool cascade, struct erd_error *err)
{
	struct list subifs = LIST_OF(struct erd_subif);
	struct erd_circuit circuit = {};
	struct reply reply = {};
	int ret;

	ret = erd_circuit_get(erd, pair, name, &circuit, err);
	if (!ret && cascade)
		ret = subifs_of_circuit(erd, &circuit, &subifs, err);
	if (ret)
		goto out;
	if (request_delete(erd, &circuit, cascade, &reply)) {
		ret = request_fail(err, &reply, noun, "circuit '%s'", name);
		if (ret == ERD_CONFLICT)
			erd_hint(err, "delete its peerings first, or force it");
		goto out;
	}
	uncount(erd, circuit.pair, &subifs);
	remove_from_ports(erd, &circuit);
out:
	list_free(&subifs);
	return ret;
}
