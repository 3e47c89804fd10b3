// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sub-interfaces as rtnetlink knows them: addresses, neighbours, VRF, MTU. */
#include "gather.h"
#include "handle.h"

#include <linux/neighbour.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/neighbour.h>
#include <string.h>

struct caches {
	struct nl_sock *sock;
	struct nl_cache *links, *addresses, *neighbours;
};

static const int families[] = { AF_INET, AF_INET6 };

/* --- which addresses ---------------------------------------------------- */

static struct prefix prefix_of(struct nl_addr *addr, uint8_t len)
{
	struct prefix prefix = { .family = nl_addr_get_family(addr),
				 .len = len };

	memcpy(prefix.address, nl_addr_get_binary_addr(addr),
	       nl_addr_get_len(addr));
	return prefix;
}

/* The network that a host's address is in. */
static struct prefix network_of(const struct prefix *host)
{
	struct prefix network = *host;
	unsigned int bit;

	for (bit = host->len; bit < 8 * sizeof(network.address); bit++)
		network.address[bit / 8] &= ~(0x80 >> bit % 8);
	return network;
}

/*
 * The other end of a link: of the two usable addresses of its network the one
 * that is not ours. Larger networks do not tell.
 */
static struct prefix far_end(const struct prefix *local)
{
	unsigned int bits = local->family == AF_INET ? 32 : 128;
	struct prefix network = network_of(local), far = {};
	unsigned int i;

	if (local->len == bits - 1) {
		far = *local;
		far.address[bits / 8 - 1] ^= 1;
	} else if (local->len == bits - 2) {
		for (i = 1; i <= 2; i++) {
			far = prefix_host(&network, i);
			if (!prefix_equal(&far, local))
				break;
		}
	}
	return far;
}

static void read_address(struct facts_path *path, struct rtnl_addr *addr)
{
	struct nl_addr *local = rtnl_addr_get_local(addr);
	struct facts_family *family;
	struct prefix prefix;

	if (!local || (nl_addr_get_family(local) != AF_INET &&
		       nl_addr_get_family(local) != AF_INET6))
		return;
	prefix = prefix_of(local, rtnl_addr_get_prefixlen(addr));
	if (prefix_is_link_local(&prefix))
		return;
	family = &path->family[prefix.family == AF_INET6];
	/* The one that is wanted comes before others. */
	if (family->local.family && !prefix_equal(&prefix, &family->wanted))
		return;
	family->local = prefix;
}

/* Ours by the file: the first usable of its network. */
static void want_address(struct facts_path *path, unsigned int i)
{
	const struct desired_peering *peering = path->wanted_peering;
	const struct desired_subnets *subnets;
	struct prefix network;

	if (!peering)
		return;
	subnets = i ? peering->ipv6 : peering->ipv4;
	if (!subnets || subnets->admin_state != ERD_ADMIN_STATE_ENABLED)
		return;
	network = desired_subnet(subnets, path->port->role);
	if (network.family)
		path->family[i].wanted = prefix_host(&network, 1);
}

/* --- one sub-interface -------------------------------------------------- */

static void read_vrf(const struct caches *caches, struct rtnl_link *link,
		     char vrf[IFNAMSIZ])
{
	int index = rtnl_link_get_master(link);
	struct rtnl_link *master;

	master = index ? rtnl_link_get(caches->links, index) : NULL;
	if (!master)
		return;
	strncpy(vrf, rtnl_link_get_name(master), IFNAMSIZ - 1);
	rtnl_link_put(master);
}

static void read_device(const struct caches *caches, struct facts_path *path)
{
	struct rtnl_link *link = rtnl_link_get(caches->links,
					       path->subif.ifindex);
	struct nl_addr *mac;

	if (!link)
		return;
	path->mtu = rtnl_link_get_mtu(link);
	mac = rtnl_link_get_addr(link);
	if (mac && nl_addr_get_len(mac) == sizeof(path->mac))
		memcpy(path->mac, nl_addr_get_binary_addr(mac),
		       sizeof(path->mac));
	read_vrf(caches, link, path->vrf);
	rtnl_link_put(link);
}

static enum facts_neighbour neighbour_of(int state)
{
	if (state & NUD_FAILED)
		return FACTS_NEIGHBOUR_FAILED;
	if (state & NUD_INCOMPLETE)
		return FACTS_NEIGHBOUR_ASKING;
	if (state & (NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE |
		     NUD_PERMANENT))
		return FACTS_NEIGHBOUR_KNOWN;
	return FACTS_NEIGHBOUR_NONE;
}

static void read_neighbour(struct facts_path *path, struct rtnl_neigh *neigh)
{
	struct nl_addr *dst = rtnl_neigh_get_dst(neigh);
	struct prefix prefix;
	unsigned int i;

	if (!dst)
		return;
	prefix = prefix_of(dst, 0);
	for (i = 0; i < 2; i++) {
		prefix.len = path->family[i].remote.len;
		if (path->family[i].remote.family &&
		    prefix_equal(&prefix, &path->family[i].remote))
			path->family[i].neighbour =
				neighbour_of(rtnl_neigh_get_state(neigh));
	}
}

static void finish_family(struct facts_path *path, unsigned int i)
{
	struct facts_family *family = &path->family[i];

	family->family = families[i];
	family->used = family->local.family || family->wanted.family;
	if (family->local.family)
		family->remote = far_end(&family->local);
	else if (family->wanted.family)
		family->remote = far_end(&family->wanted);
}

/* --- all of them -------------------------------------------------------- */

static bool open_caches(struct caches *caches)
{
	return !handle_connect(&caches->sock, NETLINK_ROUTE, NULL) &&
	       !rtnl_link_alloc_cache(caches->sock, AF_UNSPEC,
				      &caches->links) &&
	       !rtnl_addr_alloc_cache(caches->sock, &caches->addresses) &&
	       !rtnl_neigh_alloc_cache(caches->sock, &caches->neighbours);
}

static void close_caches(struct caches *caches)
{
	if (caches->neighbours)
		nl_cache_free(caches->neighbours);
	if (caches->addresses)
		nl_cache_free(caches->addresses);
	if (caches->links)
		nl_cache_free(caches->links);
	nl_socket_free(caches->sock);
}

static void read_all(struct facts *facts, const struct caches *caches)
{
	struct facts_path *path;
	struct nl_object *at;
	size_t i;

	for (i = 0; i < facts->n_by_ifindex; i++)
		read_device(caches, facts->by_ifindex[i]);
	for (at = nl_cache_get_first(caches->addresses); at;
	     at = nl_cache_get_next(at)) {
		path = facts_path_of(facts, rtnl_addr_get_ifindex(
						    (struct rtnl_addr *)at));
		if (path)
			read_address(path, (struct rtnl_addr *)at);
	}
}

static void read_neighbours(struct facts *facts, const struct caches *caches)
{
	struct facts_path *path;
	struct nl_object *at;

	for (at = nl_cache_get_first(caches->neighbours); at;
	     at = nl_cache_get_next(at)) {
		path = facts_path_of(facts, rtnl_neigh_get_ifindex(
						    (struct rtnl_neigh *)at));
		if (path)
			read_neighbour(path, (struct rtnl_neigh *)at);
	}
}

void gather_addresses(struct facts *facts)
{
	struct caches caches = {};
	bool open = open_caches(&caches);
	size_t i;

	for (i = 0; i < facts->n_paths; i++) {
		want_address(&facts->paths[i], 0);
		want_address(&facts->paths[i], 1);
	}
	if (open)
		read_all(facts, &caches);
	for (i = 0; i < facts->n_paths; i++) {
		finish_family(&facts->paths[i], 0);
		finish_family(&facts->paths[i], 1);
	}
	if (open)
		read_neighbours(facts, &caches);
	close_caches(&caches);
}
