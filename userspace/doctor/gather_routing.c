// SPDX-License-Identifier: LGPL-2.1-or-later
/* BGP and BFD as FRR has them, and what came of BGP in the kernel. */
#include "error.h"
#include "frr_vty.h"
#include "gather.h"
#include "sessions.h"

#include <arpa/inet.h>
#include <jansson.h>
#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* --- sessions ----------------------------------------------------------- */

static void session_name(const struct facts_path *path,
			 char name[ROUTING_NAME_SIZE])
{
	const struct routing_session session = {
		.circuit = path->circuit,
		.peering = path->peering,
		.link = path->port->role,
	};

	routing_session_name(&session, name);
}

static int compare(const void *a, const void *b)
{
	const struct routing_session_state *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->family > y->family) - (x->family < y->family);
}

/* They are sorted so. */
static const struct routing_session_state *
find_session(const struct routing_state *state, const char *name, int family)
{
	struct routing_session_state like = { .family = family };

	if (!state->n)
		return NULL;
	snprintf(like.name, sizeof(like.name), "%s", name);
	return bsearch(&like, state->sessions, state->n, sizeof(like), compare);
}

/* --- those that the file wants ------------------------------------------ */

struct wanted_session {
	char name[ROUTING_NAME_SIZE];
	int family;
};

static int compare_wanted(const void *a, const void *b)
{
	const struct wanted_session *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order ? order : (x->family > y->family) - (x->family < y->family);
}

/* As erdctl apply would make them, sorted. */
static void list_wanted(const struct facts *facts, struct list *list)
{
	const struct routing_session *session;
	struct wanted_session *wanted;
	struct sessions sessions;

	if (sessions_of(&sessions, &facts->file.desired))
		desired_each(session, &sessions.sessions) {
			wanted = list_add(list);
			if (!wanted)
				break;
			routing_session_name(session, wanted->name);
			wanted->family = session->remote.family;
		}
	sessions_free(&sessions);
	if (list->n)
		qsort(list->items, list->n, list->size, compare_wanted);
}

static bool is_wanted(const struct list *list, const char *name, int family)
{
	struct wanted_session like = { .family = family };

	snprintf(like.name, sizeof(like.name), "%s", name);
	return list->n && bsearch(&like, list->items, list->n, list->size,
				  compare_wanted);
}

/* --- both together ------------------------------------------------------ */

/* A network that is larger than it need be does not tell who is there. */
static void take_peer(struct facts_family *family)
{
	struct routing_address peer;

	if (family->remote.family || !family->local.family ||
	    !family->session ||
	    routing_address_parse(family->session->peer, &peer, NULL))
		return;
	family->remote = family->local;
	if (peer.family == AF_INET)
		memcpy(family->remote.address, &peer.v4, sizeof(peer.v4));
	else
		memcpy(family->remote.address, &peer.v6, sizeof(peer.v6));
}

static void match_path(struct facts *facts, struct facts_path *path,
		       const struct list *wanted)
{
	char name[ROUTING_NAME_SIZE];
	struct facts_family *family;
	unsigned int i;

	session_name(path, name);
	for (i = 0; i < 2; i++) {
		family = &path->family[i];
		family->session = find_session(&facts->routing.state, name,
					       family->family);
		family->session_wanted = is_wanted(wanted, name,
						   family->family);
		family->used |= family->session != NULL;
		take_peer(family);
	}
}

/* Needed as soon as a session has BFD, and then to be there. */
static void read_bfdd(struct facts_routing *routing)
{
	struct erd_error err;
	struct frr_vty vty;
	bool needed = false;
	size_t i;

	for (i = 0; i < routing->state.n; i++)
		needed |= routing->state.sessions[i].bfd.present;
	routing->bfd_known.is = true;
	if (!needed)
		return;
	if (frr_vty_open(&vty, routing_run(), FRR_BFDD, &err) ==
	    ERD_NOT_FOUND)
		unknown_why(&routing->bfd_known, "%s", err.text);
	else
		frr_vty_close(&vty);
}

/* A daemon that ended leaves its socket behind. */
static bool is_dead(void)
{
	char path[108];
	struct stat st;

	snprintf(path, sizeof(path), "%s/bgpd.vty", routing_run());
	return !stat(path, &st);
}

static void read_sessions(struct facts *facts)
{
	struct facts_routing *routing = &facts->routing;
	struct erd_error err;
	int ret;

	routing_state_free(&routing->state);
	ret = routing_state(routing_run(), &routing->state, &err);
	routing->known.is = !ret;
	routing->dead = ret == ERD_NOT_FOUND && is_dead();
	if (ret)
		unknown_why(&routing->known, "%s", err.text);
	read_bfdd(routing);
}

/* --- the kernel's routes ------------------------------------------------ */

/* What of one route is of interest. */
struct route {
	bool is_default;
	const struct nlattr *oif, *multipath;
};

static int take_route(const struct nlattr *attr, void *data)
{
	struct route *route = data;

	switch (mnl_attr_get_type(attr)) {
	case RTA_OIF:
		route->oif = attr;
		break;
	case RTA_MULTIPATH:
		route->multipath = attr;
	}
	return MNL_CB_OK;
}

static void count_route(struct facts *facts, const struct route *route,
			int family, uint32_t ifindex)
{
	struct facts_path *path = facts_path_of(facts, ifindex);
	struct facts_family *f;

	if (!path)
		return;
	f = &path->family[family == AF_INET6];
	f->routes++;
	f->default_route |= route->is_default;
}

static int take_message(const struct nlmsghdr *nlh, void *data)
{
	const struct rtmsg *rtm = mnl_nlmsg_get_payload(nlh);
	const struct rtnexthop *hop;
	struct facts *facts = data;
	struct route route = {};
	int left;

	if (nlh->nlmsg_type != RTM_NEWROUTE ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(*rtm) ||
	    rtm->rtm_protocol != RTPROT_BGP || rtm->rtm_flags & RTM_F_CLONED)
		return MNL_CB_OK;
	route.is_default = !rtm->rtm_dst_len;
	if (mnl_attr_parse(nlh, sizeof(*rtm), take_route, &route) < 0)
		return MNL_CB_OK;
	if (route.oif && mnl_attr_validate(route.oif, MNL_TYPE_U32) >= 0)
		count_route(facts, &route, rtm->rtm_family,
			    mnl_attr_get_u32(route.oif));
	if (!route.multipath)
		return MNL_CB_OK;
	hop = mnl_attr_get_payload(route.multipath);
	left = mnl_attr_get_payload_len(route.multipath);
	while (RTNH_OK(hop, left) && left >= (int)sizeof(*hop)) {
		count_route(facts, &route, rtm->rtm_family, hop->rtnh_ifindex);
		left -= RTNH_ALIGN(hop->rtnh_len);
		hop = RTNH_NEXT(hop);
	}
	return MNL_CB_OK;
}

static void dump_routes(struct facts *facts, struct mnl_socket *sock,
			int family, uint32_t seq)
{
	char buffer[32768] __attribute__((aligned(__alignof__(struct nlmsghdr))));
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct rtmsg *rtm;
	ssize_t n;
	int ret = MNL_CB_OK;

	nlh->nlmsg_type = RTM_GETROUTE;
	nlh->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	nlh->nlmsg_seq = seq;
	rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));
	rtm->rtm_family = family;
	rtm->rtm_protocol = RTPROT_BGP;
	if (mnl_socket_sendto(sock, nlh, nlh->nlmsg_len) < 0)
		return;
	while (ret > MNL_CB_STOP) {
		n = mnl_socket_recvfrom(sock, buffer, sizeof(buffer));
		if (n <= 0)
			return;
		ret = mnl_cb_run(buffer, n, seq, mnl_socket_get_portid(sock),
				 take_message, facts);
	}
}

static void read_routes(struct facts *facts)
{
	struct mnl_socket *sock;
	int on = 1;

	sock = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!sock)
		return;
	if (mnl_socket_bind(sock, 0, MNL_SOCKET_AUTOPID) >= 0) {
		/* Only then does the kernel itself leave others out. */
		mnl_socket_setsockopt(sock, NETLINK_GET_STRICT_CHK, &on,
				      sizeof(on));
		dump_routes(facts, sock, AF_INET, 1);
		dump_routes(facts, sock, AF_INET6, 2);
	}
	mnl_socket_close(sock);
}

/* --- what zebra does not use -------------------------------------------- */

/* The first hop that is on a device. */
static const json_t *hop_of(const json_t *route)
{
	const json_t *hop;
	size_t i;

	json_array_foreach(json_object_get(route, "nexthops"), i, hop)
		if (json_object_get(hop, "interfaceName"))
			return hop;
	return NULL;
}

/* That of a sub-interface that is examined, or NULL. */
static struct facts_path *path_of(const struct facts *facts,
				  const json_t *route)
{
	const json_t *index = json_object_get(hop_of(route), "interfaceIndex");

	return facts_path_of(facts, json_integer_value(index));
}

static bool is_selected(const json_t *route)
{
	return json_is_true(json_object_get(route, "selected"));
}

static void shade(struct facts *facts, const char *prefix,
		  const json_t *hidden, const json_t *used, int family)
{
	struct facts_path *path = path_of(facts, hidden);
	const char *protocol, *device;
	struct facts_family *f;

	/* The network of a peering itself may be announced too. */
	if (!path || path_of(facts, used))
		return;
	f = &path->family[family == AF_INET6];
	if (f->shadowed++)
		return;
	protocol = json_string_value(json_object_get(used, "protocol"));
	device = json_string_value(json_object_get(hop_of(used),
						   "interfaceName"));
	snprintf(f->shadow, sizeof(f->shadow), "%.43s by a route of %.12s over %.15s",
		 prefix, protocol ? protocol : "?", device ? device : "-");
}

/* All routes to one prefix. */
static void read_prefix(struct facts *facts, const char *prefix,
			const json_t *routes, int family)
{
	const json_t *route, *used = NULL;
	const char *protocol;
	size_t i;

	json_array_foreach((json_t *)routes, i, route)
		if (is_selected(route))
			used = route;
	protocol = json_string_value(json_object_get(used, "protocol"));
	if (!used || (protocol && !strcmp(protocol, "bgp")))
		return;
	json_array_foreach((json_t *)routes, i, route) {
		protocol = json_string_value(json_object_get(route,
							     "protocol"));
		if (protocol && !strcmp(protocol, "bgp"))
			shade(facts, prefix, route, used, family);
	}
}

static void read_table(struct facts *facts, const json_t *table, int family)
{
	const char *prefix;
	const json_t *value;

	json_object_foreach((json_t *)table, prefix, value) {
		/* by VRF, or the prefixes themselves */
		if (json_is_object(value))
			read_table(facts, value, family);
		else if (json_is_array(value))
			read_prefix(facts, prefix, value, family);
	}
}

/* One document, or one of each VRF behind another. */
static void read_tables(struct facts *facts, const char *reply, int family)
{
	size_t len = strlen(reply), at = 0;
	json_error_t fault;
	json_t *table;

	while (at + strspn(reply + at, " \r\n") < len) {
		table = json_loadb(reply + at, len - at,
				   JSON_DISABLE_EOF_CHECK, &fault);
		if (!table) {
			unknown_why(&facts->routing.zebra_known,
				    "FRR's zebra answered what is no JSON: %s",
				    fault.text);
			return;
		}
		read_table(facts, table, family);
		json_decref(table);
		at += fault.position;
	}
}

static int ask(struct frr_vty *vty, const char *command, char **reply,
	       struct erd_error *err)
{
	return vty->fd < 0 ? ERD_NOT_FOUND :
			     frr_vty_command(vty, command, reply, err);
}

static void read_zebra(struct facts *facts)
{
	struct known *known = &facts->routing.zebra_known;
	struct erd_error err = {};
	struct frr_vty vty;
	char *reply;

	known->is = true;
	if (frr_vty_open(&vty, routing_run(), FRR_ZEBRA, &err)) {
		unknown_why(known, "%s", err.text);
		return;
	}
	if (!ask(&vty, "show ip route vrf all json", &reply, &err)) {
		read_tables(facts, reply, AF_INET);
		free(reply);
	} else {
		unknown_why(known, "%s", err.text);
	}
	if (!ask(&vty, "show ipv6 route vrf all json", &reply, &err)) {
		read_tables(facts, reply, AF_INET6);
		free(reply);
	} else {
		unknown_why(known, "%s", err.text);
	}
	frr_vty_close(&vty);
}

/* --- all of it ---------------------------------------------------------- */

void gather_sessions(struct facts *facts)
{
	struct list wanted = LIST_OF(struct wanted_session);
	size_t i;

	read_sessions(facts);
	list_wanted(facts, &wanted);
	for (i = 0; i < facts->n_paths; i++)
		if (facts->paths[i].selected)
			match_path(facts, &facts->paths[i], &wanted);
	list_free(&wanted);
}

void gather_keys(struct keys *keys)
{
	struct frr_vty vty;
	char *reply;

	if (frr_vty_open(&vty, routing_run(), FRR_BGPD, NULL))
		return;
	if (!frr_vty_command(&vty, "show running-config", &reply, NULL)) {
		keys_read(keys, reply);
		explicit_bzero(reply, strlen(reply));
		free(reply);
	}
	frr_vty_close(&vty);
}

void gather_routes(struct facts *facts)
{
	size_t i;

	for (i = 0; i < facts->n_paths; i++) {
		facts->paths[i].family[0].routes = 0;
		facts->paths[i].family[1].routes = 0;
	}
	read_routes(facts);
	if (facts->routing.state.n)
		read_zebra(facts);
}
