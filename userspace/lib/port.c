// SPDX-License-Identifier: LGPL-2.1-or-later
#include "circuit.h"
#include "error.h"
#include "fastpath.h"
#include "fastpath_settings.h"
#include "fastpaths.h"
#include "link.h"
#include "names.h"
#include "nearest.h"
#include "pair.h"
#include "parse.h"
#include "request.h"
#include "subif.h"

#include <errno.h>
#include <netlink/attr.h>
#include <stdlib.h>
#include <string.h>

static const char noun[] = "ports";

/* --- requests ----------------------------------------------------------- */

static struct nl_msg *new_request(struct erd *erd, enum erd_cmd cmd,
				  const char *name)
{
	struct nl_msg *msg = request_new(erd, cmd, 0);

	if (msg && nla_put_string(msg, ERD_A_PORT_NAME, name)) {
		nlmsg_free(msg);
		msg = NULL;
	}
	return msg;
}

/* What was meant: the port of that device, or one whose name is nearly that. */
static int fail_not_found(struct erd *erd, const char *name,
			  struct erd_error *err)
{
	struct nearest nearest;
	struct erd_port *ports;
	size_t n, i;

	erd_fail(err, ERD_NOT_FOUND, "port '%s' does not exist", name);
	if (erd_port_list(erd, &ports, &n, NULL))
		return ERD_NOT_FOUND;
	nearest_begin(&nearest, name);
	for (i = 0; i < n && strcmp(ports[i].ifname, name); i++)
		nearest_offer(&nearest, ports[i].name);
	if (i < n)
		erd_hint(err, "that is the device of port '%s'", ports[i].name);
	else if (nearest.best)
		erd_hint(err, "did you mean '%s'?", nearest.best);
	else if (n)
		erd_hint(err, "erdctl port list shows those there are");
	free(ports);
	return ERD_NOT_FOUND;
}

/* Sends a request about a port that should exist. */
static int ask(struct erd *erd, struct nl_msg *msg, const char *name,
	       struct reply *reply, struct erd_error *err)
{
	int error = request_genl(erd, msg, reply);

	if (!error)
		return ERD_OK;
	if (erd_status_of(error) == ERD_NOT_FOUND)
		return fail_not_found(erd, name, err);
	return request_fail(err, reply, noun, "port '%s'", name);
}

int erd_port_list(struct erd *erd, struct erd_port **ports, size_t *n,
		  struct erd_error *err)
{
	struct list list = LIST_OF(struct erd_port);
	int ret;

	ret = request_dump(erd, ERD_CMD_PORT_GET, parse_port, &list, err);
	if (ret)
		list_free(&list);
	*ports = list.items;
	*n = list.n;
	return ret;
}

int erd_port_get(struct erd *erd, const char *name, struct erd_port *port,
		 struct erd_error *err)
{
	struct reply reply = { .parse = parse_port, .object = port };
	struct nl_msg *msg;

	if (name_check("port", name, err))
		return ERD_USAGE;
	msg = new_request(erd, ERD_CMD_PORT_GET, name);
	if (!msg)
		return request_no_memory(err);
	return ask(erd, msg, name, &reply, err);
}

int erd_port_set_admin_state(struct erd *erd, const char *name,
			     enum erd_admin_state state, struct erd_error *err)
{
	struct reply reply = {};
	struct nl_msg *msg;

	if (name_check("port", name, err))
		return ERD_USAGE;
	msg = new_request(erd, ERD_CMD_PORT_SET, name);
	if (!msg)
		goto nla_put_failure;
	NLA_PUT_U32(msg, ERD_A_PORT_ADMIN_STATE, state);
	return ask(erd, msg, name, &reply, err);

nla_put_failure:
	nlmsg_free(msg);
	return request_no_memory(err);
}

/* Returns 0 or a positive errno. */
static int request_delete(struct erd *erd, const char *name, bool cascade,
			  struct reply *reply)
{
	struct nl_msg *msg = new_request(erd, ERD_CMD_PORT_DEL, name);

	if (!msg)
		goto nla_put_failure;
	if (cascade)
		NLA_PUT_FLAG(msg, ERD_A_PORT_CASCADE);
	return request_genl(erd, msg, reply);

nla_put_failure:
	return request_abandon(msg, reply);
}

/* Returns 0 or a positive errno. */
static int request_add(struct erd *erd, const struct erd_port_config *config,
		       uint32_t ifindex, struct reply *reply)
{
	struct nl_msg *msg = new_request(erd, ERD_CMD_PORT_NEW, config->name);

	if (!msg)
		goto nla_put_failure;
	NLA_PUT_U32(msg, ERD_A_PORT_IFINDEX, ifindex);
	NLA_PUT_STRING(msg, ERD_A_PORT_PAIR, config->pair);
	NLA_PUT_U32(msg, ERD_A_PORT_ROLE, config->role);
	if (config->encap_set)
		NLA_PUT_U32(msg, ERD_A_PORT_ENCAP, config->encap);
	if (config->tpid_set)
		NLA_PUT_U16(msg, ERD_A_PORT_OUTER_TPID, config->outer_tpid);
	return request_genl(erd, msg, reply);

nla_put_failure:
	return request_abandon(msg, reply);
}

/* --- the fast path ------------------------------------------------------ */

static int attach(struct erd *erd, const struct erd_port *port,
		  enum erd_xdp_mode mode, struct erd_error *err)
{
	fastpaths_forget(erd, port->name);
	return mode == ERD_XDP_NONE ? fastpath_clear(port, err) :
				      fastpath_attach(port, mode, err);
}

static void detach(struct erd *erd, const struct erd_port *port)
{
	fastpaths_forget(erd, port->name);
	fastpath_detach(port->name, port->ifindex);
}

/* What a port is to count. */
struct known {
	const struct erd_port *port;
	struct erd_circuit *circuits;
	struct erd_subif *subifs;
	size_t n_circuits, n_subifs;
};

static int get_known(struct erd *erd, const struct erd_port *port,
		     struct known *known, struct erd_error *err)
{
	int ret;

	known->port = port;
	ret = erd_circuit_list(erd, &known->circuits, &known->n_circuits, err);
	if (ret)
		return ret;
	return erd_subif_list(erd, &known->subifs, &known->n_subifs, err);
}

static void free_known(struct known *known)
{
	free(known->circuits);
	free(known->subifs);
}

/* As fastpath_retain() asks; C-tag 0 is a circuit. */
static bool is_known(uint16_t stag, uint16_t ctag, void *data)
{
	const struct known *known = data;
	size_t i;

	for (i = 0; i < known->n_circuits && !ctag; i++)
		if (known->circuits[i].stag == stag &&
		    !strcmp(known->circuits[i].pair, known->port->pair))
			return true;
	for (i = 0; i < known->n_subifs && ctag; i++)
		if (known->subifs[i].stag == stag &&
		    known->subifs[i].ctag == ctag &&
		    !strcmp(known->subifs[i].port, known->port->name))
			return true;
	return false;
}

/*
 * Rates and sampling are set on all ports of a pair, so a port that comes to it,
 * or was off, has those of the other one.
 */
static int take_settings(struct erd *erd, const struct erd_port *port,
			 struct erd_fastpath *fp, const struct known *known,
			 struct erd_error *err)
{
	struct erd_fastpath *from = NULL;
	struct pair pair;
	size_t i;
	int ret;

	ret = pair_get(erd, port->pair, &pair, err);
	for (i = 0; i < pair.n && !ret && !from; i++)
		if (strcmp(pair.port[i].name, port->name))
			ret = fastpaths_get(erd, &pair.port[i], &from, err);
	for (i = 0; i < known->n_circuits && !ret && from; i++)
		if (known->circuits[i].stag &&
		    !strcmp(known->circuits[i].pair, port->pair))
			ret = fastpath_take_settings(
				fp, port, from, known->circuits[i].stag, err);
	return ret;
}

/*
 * Has the fast path count what the kernel knows of the port, and no more: one
 * that was off has missed what was made and deleted meanwhile.
 */
static int configure(struct erd *erd, const struct erd_port *port,
		     struct erd_error *err)
{
	struct known known = {};
	struct erd_fastpath *fp;
	size_t i;
	int ret;

	ret = fastpaths_get(erd, port, &fp, err);
	if (ret || !fp)
		return ret;
	ret = get_known(erd, port, &known, err);
	if (!ret)
		fastpath_retain(fp, is_known, &known);
	for (i = 0; i < known.n_circuits && !ret; i++)
		if (!strcmp(known.circuits[i].pair, port->pair))
			ret = circuit_add_to_port(erd, &known.circuits[i], port,
						  err);
	for (i = 0; i < known.n_subifs && !ret; i++)
		if (!strcmp(known.subifs[i].port, port->name))
			ret = fastpath_add_peering(fp, known.subifs[i].stag,
						   known.subifs[i].ctag, err);
	/* A fourth C-tag of a circuit was made by hand, and is not counted. */
	if (ret == ERD_CONFLICT)
		ret = ERD_OK;
	if (!ret)
		ret = take_settings(erd, port, fp, &known, err);
	free_known(&known);
	return ret;
}

/* --- the peerings of the other port ------------------------------------- */

/* The same peering on @port, given it on the other one. */
static int add_twin(struct erd *erd, const struct erd_port *port,
		    const struct erd_subif *subif, struct erd_error *err)
{
	enum erd_role other_role = port->role == ERD_ROLE_PRIMARY ?
					   ERD_ROLE_SECONDARY :
					   ERD_ROLE_PRIMARY;
	struct erd_subif twin = *subif;
	struct erd_pcp_maps maps;
	int ret;

	ret = erd_subif_get_pcp(erd, subif, &maps, err);
	if (ret)
		return ret;
	ifname_of_other(twin.ifname, subif->ifname, subif->circuit,
			subif->peering, other_role);
	return subif_create(erd, port, &twin, &maps, err);
}

static int add_peerings(struct erd *erd, const struct erd_port *port,
			struct erd_error *err)
{
	struct erd_subif *subifs;
	size_t n, i;
	int ret;

	ret = erd_subif_list(erd, &subifs, &n, err);
	if (ret)
		return ret;
	for (i = 0; i < n && !ret; i++) {
		/* One that is no peering was made by hand, for one port. */
		if (strcmp(subifs[i].pair, port->pair) ||
		    !strcmp(subifs[i].port, port->name) ||
		    subifs[i].peering == ERD_PEERING_UNSPEC)
			continue;
		ret = add_twin(erd, port, &subifs[i], err);
	}
	free(subifs);
	return ret;
}

/* --- add ---------------------------------------------------------------- */

static int check_config(const struct erd_port_config *config,
			struct erd_error *err)
{
	int ret;

	ret = name_check("port", config->name, err);
	if (!ret)
		ret = name_check("pair", config->pair, err);
	if (ret)
		return ret;
	if (config->tpid_set && config->outer_tpid != 0x8100 &&
	    config->outer_tpid != 0x88a8)
		return erd_fail(err, ERD_USAGE,
				"TPID 0x%04x: must be 0x8100 or 0x88a8",
				config->outer_tpid);
	return ERD_OK;
}

static int fail_exists(const struct erd_port *is, const char *how,
		       struct erd_error *err)
{
	erd_fail(err, ERD_CONFLICT,
		 "port '%s': exists with another %s: %s, %s of pair '%s', %s, TPID 0x%04x",
		 is->name, how, is->ifname, erd_role_name(is->role), is->pair,
		 erd_encap_name(is->encap), is->outer_tpid);
	erd_hint(err, "delete it first, or choose another name");
	return ERD_CONFLICT;
}

/* What of @config the port contradicts, or NULL. */
static const char *contradiction(const struct erd_port *is,
				 const struct erd_port_config *config,
				 uint32_t ifindex)
{
	if (is->ifindex != ifindex)
		return "device";
	if (strcmp(is->pair, config->pair))
		return "pair";
	if (is->role != config->role)
		return "role";
	if (config->encap_set && is->encap != config->encap)
		return "encapsulation";
	if (config->tpid_set && is->outer_tpid != config->outer_tpid)
		return "TPID";
	return NULL;
}

static int check_mode(struct erd *erd, const struct erd_port *port,
		      enum erd_xdp_mode mode, struct erd_error *err)
{
	enum erd_xdp_mode is = ERD_XDP_NONE;
	struct erd_fastpath *fp;
	int ret;

	ret = fastpaths_get(erd, port, &fp, err);
	if (ret)
		return ret;
	if (fp)
		is = erd_fastpath_mode(fp);
	if (is == mode)
		return ERD_UNCHANGED;
	erd_fail(err, ERD_CONFLICT, "port '%s': exists with xdp %s", port->name,
		 erd_xdp_mode_name(is));
	erd_hint(err, "to change it: erdctl port set %s xdp %s", port->name,
		 erd_xdp_mode_name(mode));
	return ERD_CONFLICT;
}

/* The port that stands in the way of a new one of another name, in words. */
static int fail_taken(const struct erd_port *is,
		      const struct erd_port_config *config, uint32_t ifindex,
		      struct erd_error *err)
{
	if (is->ifindex == ifindex) {
		erd_fail(err, ERD_CONFLICT,
			 "port '%s': device '%s' is port '%s' already",
			 config->name, is->ifname, is->name);
	} else if (strcmp(is->pair, config->pair)) {
		return ERD_OK;
	} else if (is->role == config->role) {
		erd_fail(err, ERD_CONFLICT,
			 "port '%s': the %s port of pair '%s' is '%s'",
			 config->name, erd_role_name(is->role), is->pair,
			 is->name);
	} else if ((config->encap_set && is->encap != config->encap) ||
		   (config->tpid_set && is->outer_tpid != config->outer_tpid)) {
		erd_fail(err, ERD_CONFLICT,
			 "port '%s': pair '%s' has encapsulation %s and outer TPID 0x%04x, as its port '%s'",
			 config->name, is->pair, erd_encap_name(is->encap),
			 is->outer_tpid, is->name);
		erd_hint(err, "leave out encap and tpid: they are the pair's");
		return ERD_CONFLICT;
	} else {
		return ERD_OK;
	}
	erd_hint(err, "delete port '%s' first, or choose another", is->name);
	return ERD_CONFLICT;
}

/* Who is in the way; the kernel's own words if nobody is. */
static int find_taken(struct erd *erd, const struct erd_port_config *config,
		      uint32_t ifindex, const struct reply *reply,
		      struct erd_error *err)
{
	struct erd_port *ports;
	int ret = ERD_OK;
	size_t n, i;

	if (!erd_port_list(erd, &ports, &n, NULL)) {
		for (i = 0; i < n && !ret; i++)
			ret = fail_taken(&ports[i], config, ifindex, err);
		free(ports);
	}
	if (ret)
		return ret;
	return request_fail(err, reply, noun, "port '%s'", config->name);
}

/* EEXIST or EBUSY: the same port, or the name, device or role is taken. */
static int add_existing(struct erd *erd, const struct erd_port_config *config,
			uint32_t ifindex, const struct reply *reply,
			struct erd_error *err)
{
	struct erd_port is = {};
	const char *how;
	int ret;

	ret = erd_port_get(erd, config->name, &is, err);
	if (ret == ERD_NOT_FOUND)
		return find_taken(erd, config, ifindex, reply, err);
	if (ret)
		return ret;
	how = contradiction(&is, config, ifindex);
	if (how)
		return fail_exists(&is, how, err);
	return check_mode(erd, &is, config->xdp, err);
}

/* The rest of what a port is, once the kernel has it. */
static int complete(struct erd *erd, const struct erd_port *port,
		    enum erd_xdp_mode mode, struct erd_error *err)
{
	int ret;

	/* What it refuses to touch is not to be taken away either. */
	ret = attach(erd, port, mode, err);
	if (ret)
		return ret;
	ret = configure(erd, port, err);
	if (!ret)
		ret = add_peerings(erd, port, err);
	if (ret)
		detach(erd, port);
	return ret;
}

/* Success, with what the kernel has to say about it. */
static int warn(const struct reply *reply, const char *name,
		struct erd_error *err)
{
	if (reply->text[0])
		return erd_fail(err, ERD_OK, "port '%s': %s", name,
				reply->text);
	return erd_fail(err, ERD_OK, "%s", "");
}

int erd_port_add(struct erd *erd, const struct erd_port_config *config,
		 struct erd_error *err)
{
	struct erd_port port = {};
	struct reply undo = {};
	struct reply reply = {};
	uint32_t ifindex;
	int ret, error;

	ret = check_config(config, err);
	if (ret)
		return ret;
	ifindex = link_find(erd, config->ifname);
	if (!ifindex)
		return erd_fail(err, ERD_NOT_FOUND,
				"port '%s': there is no network device '%.64s'",
				config->name, config->ifname);
	error = request_add(erd, config, ifindex, &reply);
	if (error == EEXIST || error == EBUSY)
		return add_existing(erd, config, ifindex, &reply, err);
	if (error)
		return request_fail(err, &reply, noun, "port '%s'",
				    config->name);
	ret = erd_port_get(erd, config->name, &port, err);
	if (!ret)
		ret = complete(erd, &port, config->xdp, err);
	if (!ret)
		return warn(&reply, config->name, err);
	request_delete(erd, config->name, true, &undo);
	return ret;
}

/* --- the fast path of a port that is there ------------------------------ */

static void attach_as_before(struct erd *erd, const struct erd_port *port,
			     enum erd_xdp_mode mode)
{
	fastpaths_forget(erd, port->name);
	if (mode == ERD_XDP_NONE)
		fastpath_suspend(port, NULL);
	else
		fastpath_attach(port, mode, NULL);
}

int erd_port_set_xdp(struct erd *erd, const char *name, enum erd_xdp_mode mode,
		     struct erd_error *err)
{
	enum erd_xdp_mode is = ERD_XDP_NONE;
	struct erd_port port = {};
	struct erd_fastpath *fp;
	int ret;

	ret = erd_port_get(erd, name, &port, err);
	if (!ret)
		ret = fastpaths_get(erd, &port, &fp, err);
	if (ret)
		return ret;
	if (fp)
		is = erd_fastpath_mode(fp);
	if (is == mode)
		return ERD_UNCHANGED;
	fastpaths_forget(erd, name);
	if (mode == ERD_XDP_NONE)
		return fastpath_suspend(&port, err);
	ret = fastpath_attach(&port, mode, err);
	if (ret)
		return ret;
	ret = configure(erd, &port, err);
	/* One that does not count what there is is worse than none. */
	if (ret)
		attach_as_before(erd, &port, is);
	return ret;
}

int erd_port_upgrade(struct erd *erd, const char *name, struct erd_error *err)
{
	struct erd_port port = {};
	struct erd_fastpath *fp;
	int ret;

	ret = erd_port_get(erd, name, &port, err);
	if (!ret)
		ret = fastpaths_get(erd, &port, &fp, err);
	if (ret)
		return ret;
	if (fp && fastpath_is_current(&port))
		return ERD_UNCHANGED;
	fastpaths_forget(erd, name);
	return fastpath_upgrade(&port, err);
}

/* --- delete ------------------------------------------------------------- */

int erd_port_delete(struct erd *erd, const char *name, bool cascade,
		    struct erd_error *err)
{
	struct erd_port port = {};
	struct reply reply = {};
	int ret;

	ret = erd_port_get(erd, name, &port, err);
	if (ret)
		return ret;
	if (request_delete(erd, name, cascade, &reply)) {
		ret = request_fail(err, &reply, noun, "port '%s'", name);
		if (ret == ERD_CONFLICT)
			erd_hint(err, "delete its peerings first, or force it");
		return ret;
	}
	detach(erd, &port);
	return ERD_OK;
}
