// SPDX-License-Identifier: LGPL-2.1-or-later
/* Changes as the kernel makes them. */
#include "apply.h"
#include "error.h"
#include "link.h"
#include "pair.h"
#include "request.h"
#include "routing_step.h"
#include "sampling.h"
#include "subif.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- rtnetlink ---------------------------------------------------------- */

static struct nl_msg *new_message(int type, int flags, const void *header,
				  size_t size)
{
	struct nl_msg *msg = nlmsg_alloc_simple(type, flags);

	if (msg && nlmsg_append(msg, (void *)header, size, NLMSG_ALIGNTO)) {
		nlmsg_free(msg);
		msg = NULL;
	}
	return msg;
}

static int find_device(struct erd *erd, const char *ifname, uint32_t *ifindex,
		       struct erd_error *err)
{
	*ifindex = link_find(erd, ifname);
	if (*ifindex)
		return ERD_OK;
	return erd_fail(err, ERD_NOT_FOUND,
			"there is no network device '%s'", ifname);
}

/* Where IPv6 is off the kernel says EACCES, or that it knows no such family. */
static bool is_without_ipv6(const struct prefix *address, int sys_errno)
{
	return address->family == AF_INET6 &&
	       (sys_errno == EACCES || sys_errno == EAFNOSUPPORT ||
		sys_errno == EOPNOTSUPP);
}

static int fail_without_ipv6(const struct change *change, int sys_errno,
			     struct erd_error *err)
{
	char text[PREFIX_TEXT_SIZE];

	erd_fail(err, ERD_ERROR, "%s: address %s: IPv6 is disabled %s",
		 change->subif.ifname, prefix_text(&change->address, text),
		 sys_errno == EACCES ? "on this device" : "in this kernel");
	if (sys_errno == EACCES)
		erd_hint(err, "disable_ipv6=0 in net.ipv6.conf of all, default and %s; or leave ipv6 out of the peering",
			 change->subif.ifname);
	else
		erd_hint(err, "boot without ipv6.disable=1, or leave ipv6 out of the peering");
	if (err)
		err->sys_errno = sys_errno;
	return ERD_ERROR;
}

static int run_address(struct erd *erd, const struct change *change,
		       struct erd_error *err)
{
	const struct prefix *address = &change->address;
	int len = address->family == AF_INET ? 4 : 16;
	struct ifaddrmsg ifa = {
		.ifa_family = address->family,
		.ifa_prefixlen = address->len,
	};
	char text[PREFIX_TEXT_SIZE];
	struct reply reply = {};
	struct nl_msg *msg;
	int ret;

	ret = find_device(erd, change->subif.ifname, &ifa.ifa_index, err);
	if (ret)
		return ret;
	msg = new_message(change->add ? RTM_NEWADDR : RTM_DELADDR,
			  change->add ? NLM_F_CREATE | NLM_F_EXCL : 0, &ifa,
			  sizeof(ifa));
	if (!msg)
		goto nla_put_failure;
	NLA_PUT(msg, IFA_LOCAL, len, address->address);
	NLA_PUT(msg, IFA_ADDRESS, len, address->address);
	if (!request_route(erd, msg, &reply))
		return ERD_OK;
	/* Somebody was faster: it is as it should be. */
	if (reply.sys_errno == (change->add ? EEXIST : EADDRNOTAVAIL))
		return ERD_UNCHANGED;
	if (is_without_ipv6(address, reply.sys_errno))
		return fail_without_ipv6(change, reply.sys_errno, err);
	return request_fail(err, &reply, "addresses", "%s: address %s",
			    change->subif.ifname, prefix_text(address, text));

nla_put_failure:
	nlmsg_free(msg);
	return request_no_memory(err);
}

/* Sets one thing of a device: @type 0 is its flag IFF_UP. */
static int set_link(struct erd *erd, const char *ifname, int type,
		    uint32_t value, const char *what, struct erd_error *err)
{
	struct ifinfomsg ifi = {};
	struct reply reply = {};
	struct nl_msg *msg;
	uint32_t ifindex;
	int ret;

	ret = find_device(erd, ifname, &ifindex, err);
	if (ret)
		return ret;
	ifi.ifi_index = ifindex;
	if (!type) {
		ifi.ifi_change = IFF_UP;
		ifi.ifi_flags = value ? IFF_UP : 0;
	}
	msg = new_message(RTM_NEWLINK, 0, &ifi, sizeof(ifi));
	if (!msg)
		goto nla_put_failure;
	if (type)
		NLA_PUT_U32(msg, type, value);
	if (!request_route(erd, msg, &reply))
		return ERD_OK;
	return request_fail(err, &reply, "network devices", "%s: %s", ifname,
			    what);

nla_put_failure:
	nlmsg_free(msg);
	return request_no_memory(err);
}

static int run_mtu(struct erd *erd, const struct change *change,
		   struct erd_error *err)
{
	char what[32];
	int ret;

	snprintf(what, sizeof(what), "MTU %u", change->will);
	ret = set_link(erd, change->subif.ifname, IFLA_MTU, change->will, what,
		       err);
	if (ret < 0 && change->will > change->was)
		erd_hint(err, "the device of port '%s' needs an MTU with room for the tags too",
			 change->subif.port);
	return ret;
}

static int run_pcp(struct erd *erd, const struct change *change,
		   struct erd_error *err)
{
	const struct erd_pcp_maps *maps = &change->to.pcp;
	struct erd_subif subif = { .netnsid = -1 };
	int ret;

	strcpy(subif.ifname, change->subif.ifname);
	ret = find_device(erd, subif.ifname, &subif.ifindex, err);
	return ret ? ret : subif_set_pcp(erd, &subif, maps->egress_pcp,
					 maps->ingress_prio, err);
}

static int run_master(struct erd *erd, const struct change *change,
		      struct erd_error *err)
{
	uint32_t master = 0;
	int ret = ERD_OK;

	if (change->to.vrf[0])
		ret = find_device(erd, change->to.vrf, &master, err);
	if (!ret)
		ret = set_link(erd, change->subif.ifname, IFLA_MASTER, master,
			       "VRF", err);
	return ret;
}

static int put_vrf(struct nl_msg *msg, const struct edge_vrf *vrf)
{
	struct nlattr *info, *data;

	NLA_PUT_STRING(msg, IFLA_IFNAME, vrf->name);
	info = nla_nest_start(msg, IFLA_LINKINFO);
	if (!info)
		goto nla_put_failure;
	NLA_PUT_STRING(msg, IFLA_INFO_KIND, "vrf");
	data = nla_nest_start(msg, IFLA_INFO_DATA);
	if (!data)
		goto nla_put_failure;
	NLA_PUT_U32(msg, IFLA_VRF_TABLE, vrf->table);
	nla_nest_end(msg, data);
	nla_nest_end(msg, info);
	return 0;

nla_put_failure:
	return -1;
}

static int run_vrf(struct erd *erd, const struct change *change,
		   struct erd_error *err)
{
	const struct edge_vrf *vrf = &change->vrf;
	struct ifinfomsg ifi = {};
	struct reply reply = {};
	struct nl_msg *msg;

	if (change->add) {
		ifi.ifi_flags = IFF_UP;
		ifi.ifi_change = IFF_UP;
		msg = new_message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &ifi,
				  sizeof(ifi));
	} else {
		ifi.ifi_index = link_find(erd, vrf->name);
		if (!ifi.ifi_index)
			return ERD_UNCHANGED;
		msg = new_message(RTM_DELLINK, 0, &ifi, sizeof(ifi));
	}
	if (!msg || (change->add && put_vrf(msg, vrf))) {
		nlmsg_free(msg);
		return request_no_memory(err);
	}
	if (!request_route(erd, msg, &reply))
		return ERD_OK;
	return request_fail(err, &reply, "network devices", "VRF %s",
			    vrf->name);
}

/* --- erd ---------------------------------------------------------------- */

/* Takes away what a port brought along. */
static int strip_port(struct erd *erd, const char *name, struct erd_error *err)
{
	struct erd_port port = {};
	struct erd_subif *subifs;
	struct pair pair;
	size_t n, i;
	int ret;

	ret = erd_port_get(erd, name, &port, err);
	if (!ret)
		ret = pair_get(erd, port.pair, &pair, err);
	if (!ret)
		ret = erd_subif_list(erd, &subifs, &n, err);
	if (ret)
		return ret;
	for (i = 0; i < n && !ret; i++)
		if (!strcmp(subifs[i].port, name))
			ret = subif_delete(erd, &pair, &subifs[i], err);
	free(subifs);
	return ret;
}

static int run_port(struct erd *erd, const struct change *change,
		    struct erd_error *err)
{
	const struct edge_port *port = &change->port;
	const struct erd_port_config config = {
		.name = port->name,
		.ifname = port->ifname,
		.pair = port->pair,
		.role = port->role,
		.encap_set = true,
		.tpid_set = true,
		.encap = port->encap,
		.outer_tpid = port->outer_tpid,
		.xdp = port->xdp,
	};

	int ret;

	if (change->add) {
		ret = erd_port_add(erd, &config, err);
		/* When it went there was nothing on it. */
		return ret || !change->undoes ? ret :
						strip_port(erd, port->name, err);
	}
	/* What a port brought along goes with it when that is undone. */
	return erd_port_delete(erd, port->name, change->undoes, err);
}

static int run_xdp(struct erd *erd, const struct change *change,
		   struct erd_error *err)
{
	if (change->was != change->will)
		return erd_port_set_xdp(erd, change->port.name, change->will,
					err);
	/* Older programs are nowhere to be had. */
	return change->undoes ? ERD_UNCHANGED :
				erd_port_upgrade(erd, change->port.name, err);
}

static int run_rate(struct erd *erd, const struct change *change,
		    struct erd_error *err)
{
	const struct erd_rate *rate = &change->to.rate;
	bool in = change->kind == CHANGE_RATE_IN;

	return erd_circuit_set_rates(erd, change->circuit.pair,
				     change->circuit.name, in ? rate : NULL,
				     in ? NULL : rate, err);
}

static int run_port_sample(struct erd *erd, const struct change *change,
			   struct erd_error *err)
{
	const struct erd_sampling sampling = sampling_of_port(change->will);

	return erd_port_set_sampling(erd, change->port.name, &sampling, err);
}

static int run_circuit(struct erd *erd, const struct change *change,
		       struct erd_error *err)
{
	const struct edge_circuit *circuit = &change->circuit;
	const struct erd_circuit_config config = {
		.pair = circuit->pair,
		.name = circuit->name,
		.stag = circuit->stag,
		.admin_state_set = true,
		.admin_state = circuit->admin_state,
	};

	if (change->add)
		return erd_circuit_create(erd, &config, err);
	return erd_circuit_delete(erd, circuit->pair, circuit->name, false,
				  err);
}

/* As erd has it, with what a port knows. */
static struct erd_subif subif_of(const struct edge_subif *edge)
{
	struct erd_subif subif = {
		.netnsid = -1,
		.peering = edge->peering,
		.stag = edge->stag,
		.ctag = edge->ctag,
		.up = edge->up,
	};

	strcpy(subif.ifname, edge->ifname);
	strcpy(subif.port, edge->port);
	strcpy(subif.pair, edge->pair);
	strcpy(subif.circuit, edge->circuit);
	return subif;
}

/* The sub-interface as it is now. ERD_NOT_FOUND without an error. */
static int find_subif(struct erd *erd, const struct edge_subif *edge,
		      struct erd_subif *subif, struct erd_error *err)
{
	struct list subifs = LIST_OF(struct erd_subif);
	struct erd_circuit circuit = {};
	const struct erd_subif *is;
	int ret;

	ret = erd_circuit_get(erd, edge->pair, edge->circuit, &circuit, err);
	if (!ret)
		ret = subifs_of_circuit(erd, &circuit, &subifs, err);
	if (!ret) {
		ret = ERD_NOT_FOUND;
		desired_each(is, &subifs) {
			if (is->peering != edge->peering ||
			    strcmp(is->port, edge->port))
				continue;
			*subif = *is;
			ret = ERD_OK;
		}
	}
	list_free(&subifs);
	return ret;
}

/* A new one is open. What cannot be closed is not left behind. */
static int close_gate(struct erd *erd, const struct erd_subif *subif,
		      struct erd_error *err)
{
	struct pair pair;
	int ret;

	ret = erd_peering_set_admin_state(erd, subif->pair, subif->circuit,
					  subif->peering,
					  ERD_ADMIN_STATE_DISABLED, err);
	if (ret && !pair_get(erd, subif->pair, &pair, NULL))
		subif_delete(erd, &pair, subif, NULL);
	return ret;
}

static int add_subif(struct erd *erd, const struct change *change,
		     struct erd_error *err)
{
	struct erd_subif subif = subif_of(&change->subif), is;
	struct erd_port port = {};
	int ret;

	ret = erd_port_get(erd, subif.port, &port, err);
	if (ret)
		return ret;
	/* A port comes with the peerings of the pair's other one. */
	ret = find_subif(erd, &change->subif, &is, err);
	if (!ret && is.ctag == subif.ctag && is.stag == subif.stag)
		return subif_count(erd, &port, &is, err);
	if (!ret)
		return erd_fail(err, ERD_CONFLICT,
				"circuit '%s': its %s peering exists on port '%s' with C-tag %u",
				subif.circuit, erd_peering_name(is.peering),
				subif.port, is.ctag);
	if (ret != ERD_NOT_FOUND)
		return ret;
	ret = subif_create(erd, &port, &subif, &change->subif.pcp, err);
	if (!ret && change->subif.admin_state == ERD_ADMIN_STATE_DISABLED)
		ret = close_gate(erd, &subif, err);
	return ret;
}

static int delete_subif(struct erd *erd, const struct change *change,
			struct erd_error *err)
{
	struct erd_subif subif;
	struct pair pair;
	int ret;

	ret = find_subif(erd, &change->subif, &subif, err);
	if (ret)
		return ret == ERD_NOT_FOUND ? ERD_UNCHANGED : ret;
	ret = pair_get(erd, subif.pair, &pair, err);
	return ret ? ret : subif_delete(erd, &pair, &subif, err);
}

static int run_subif(struct erd *erd, const struct change *change,
		     struct erd_error *err)
{
	return change->add ? add_subif(erd, change, err) :
			     delete_subif(erd, change, err);
}

/* --- any ---------------------------------------------------------------- */

static int run(void *data, struct change *change, struct erd_error *err)
{
	const struct edge_subif *subif = &change->subif;
	struct erd *erd = data;

	switch (change->kind) {
	case CHANGE_ROUTING:
		return routing_step_run(change, err);
	case CHANGE_VRF:
		return run_vrf(erd, change, err);
	case CHANGE_PORT:
		return run_port(erd, change, err);
	case CHANGE_CIRCUIT:
		return run_circuit(erd, change, err);
	case CHANGE_SUBIF:
		return run_subif(erd, change, err);
	case CHANGE_ADDRESS:
		return run_address(erd, change, err);
	case CHANGE_XDP:
		return run_xdp(erd, change, err);
	case CHANGE_HISTOGRAM:
		return erd_port_set_histogram(erd, change->port.name,
					      change->will, err);
	case CHANGE_PORT_SAMPLE:
		return run_port_sample(erd, change, err);
	case CHANGE_PORT_ADMIN:
		return erd_port_set_admin_state(erd, change->port.name,
						change->will, err);
	case CHANGE_RATE_IN:
	case CHANGE_RATE_OUT:
		return run_rate(erd, change, err);
	case CHANGE_CIRCUIT_SAMPLE:
		return erd_circuit_set_sampling(erd, change->circuit.pair,
						change->circuit.name, 0,
						&change->to.sampling, err);
	case CHANGE_CIRCUIT_ADMIN:
		return erd_circuit_set_admin_state(erd, change->circuit.pair,
						   change->circuit.name,
						   change->will, err);
	case CHANGE_PEERING_ADMIN:
		return erd_peering_set_admin_state(erd, subif->pair,
						   subif->circuit,
						   subif->peering,
						   change->will, err);
	case CHANGE_UP:
		return set_link(erd, subif->ifname, 0, change->will, "up", err);
	case CHANGE_MTU:
		return run_mtu(erd, change, err);
	case CHANGE_PCP:
		return run_pcp(erd, change, err);
	case CHANGE_MASTER:
		return run_master(erd, change, err);
	}
	return erd_fail(err, ERD_ERROR, "change %d is not known",
			change->kind);
}

struct apply_backend apply_kernel(struct erd *erd)
{
	return (struct apply_backend){ .run = run, .data = erd };
}
