// SPDX-License-Identifier: LGPL-2.1-or-later
/* What came of BGP: the kernel's routes, and what FRR makes of its own. */
#include "dump.h"
#include "error.h"
#include "frr_vty.h"
#include "gather.h"

#include <jansson.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static void ask_routes(struct nlmsghdr *nlh, int family)
{
	struct rtmsg *rtm;

	nlh->nlmsg_type = RTM_GETROUTE;
	rtm = mnl_nlmsg_put_extra_header(nlh, sizeof(*rtm));
	rtm->rtm_family = family;
	rtm->rtm_protocol = RTPROT_BGP;
}

/* --- what is expected --------------------------------------------------- */

/* By prefix and circuit. */
static int in_order(const void *a, const void *b)
{
	const struct facts_expected *x = a, *y = b;
	int order = memcmp(&x->prefix, &y->prefix, sizeof(x->prefix));

	return order ? order : (x->circuit > y->circuit) -
				       (x->circuit < y->circuit);
}

struct facts_expected *facts_expected_of(const struct facts *facts,
					 const struct desired_circuit *circuit,
					 const struct prefix *prefix)
{
	const struct facts_expected key = { *prefix, circuit, false };

	return facts->expected.n ?
		       bsearch(&key, facts->expected.items, facts->expected.n,
			       sizeof(key), in_order) :
		       NULL;
}

static bool expect_from(struct facts *facts,
			const struct desired_circuit *circuit)
{
	const struct desired_connection *connection;
	const struct desired_prefix *prefix;
	struct facts_expected *expected;

	desired_each(connection, &circuit->connections) {
		desired_each(prefix, &connection->prefixes) {
			expected = list_add(&facts->expected);
			if (!expected)
				return false;
			expected->prefix = prefix->prefix;
			expected->circuit = circuit;
		}
	}
	return true;
}

/* Without memory nothing is. */
static void expect(struct facts *facts)
{
	const struct desired_circuit *circuit;
	const struct desired_pair *pair;
	bool is = true;

	desired_each(pair, &facts->file.desired.pairs)
		desired_each(circuit, &pair->circuits)
			is = is && expect_from(facts, circuit);
	if (!is)
		facts->expected.n = 0;
	if (facts->expected.n)
		qsort(facts->expected.items, facts->expected.n,
		      sizeof(struct facts_expected), in_order);
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
static struct facts_path *path_of(const struct facts *facts, const json_t *hop)
{
	return facts_path_of(facts, json_integer_value(
				     json_object_get(hop, "interfaceIndex")));
}

static bool is_selected(const json_t *route)
{
	return json_is_true(json_object_get(route, "selected"));
}

static void shade(struct facts *facts, const char *prefix,
		  const json_t *hidden, const json_t *used, int family)
{
	struct facts_path *path = path_of(facts, hop_of(hidden));
	const char *protocol, *device;
	struct facts_family *f;

	/* The network of a peering itself may be announced too. */
	if (!path || path_of(facts, hop_of(used)))
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

/* A route of BGP, whether it is the best or not, is what was expected. */
static void note_expected(struct facts *facts, const struct prefix *prefix,
			  const json_t *route)
{
	struct facts_expected *expected;
	struct facts_path *path;
	const json_t *hop;
	size_t i;

	json_array_foreach(json_object_get(route, "nexthops"), i, hop) {
		path = path_of(facts, hop);
		expected = path ? facts_expected_of(facts, path->wanted_circuit,
						    prefix) : NULL;
		if (expected)
			expected->arrived = true;
	}
}

/* The devices that FRR takes a route to use. */
static void count_used(struct facts *facts, const json_t *route, int family)
{
	struct facts_path *path;
	const json_t *hop;
	size_t i;

	json_array_foreach(json_object_get(route, "nexthops"), i, hop) {
		path = path_of(facts, hop);
		if (path && json_is_true(json_object_get(hop, "fib")))
			path->family[family == AF_INET6].routes_wanted++;
	}
}

static bool is_bgp(const json_t *route)
{
	const char *protocol = json_string_value(json_object_get(route,
								 "protocol"));

	return protocol && !strcmp(protocol, "bgp");
}

/* All routes to one prefix. */
static void read_prefix(struct facts *facts, const char *text,
			const json_t *routes, int family)
{
	const json_t *route, *used = NULL;
	struct prefix prefix;
	bool may_be = facts->expected.n &&
		      prefix_parse(text, &prefix) == PREFIX_OK;
	size_t i;

	json_array_foreach((json_t *)routes, i, route)
		if (is_selected(route))
			used = route;
	if (is_bgp(used))
		count_used(facts, used, family);
	json_array_foreach((json_t *)routes, i, route) {
		if (!is_bgp(route))
			continue;
		if (may_be)
			note_expected(facts, &prefix, route);
		if (used && !is_bgp(used))
			shade(facts, text, route, used, family);
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

void gather_routes(struct facts *facts)
{
	size_t i;

	for (i = 0; i < facts->n_paths; i++) {
		facts->paths[i].family[0].routes = 0;
		facts->paths[i].family[1].routes = 0;
	}
	dump_families(NETLINK_ROUTE, ask_routes, take_message, facts);
	if (!facts->routing.state.n)
		return;
	expect(facts);
	read_zebra(facts);
}
