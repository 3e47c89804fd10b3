// SPDX-License-Identifier: LGPL-2.1-or-later
/* Ports, circuits and sub-interfaces from erd, the rest from rtnetlink. */
#include "edge.h"
#include "error.h"
#include "fastpath.h"
#include "handle.h"
#include "parse.h"

#include <linux/if_addr.h>
#include <linux/if_ether.h>
#include <linux/rtnetlink.h>
#include <netlink/msg.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/vrf.h>
#include <stdlib.h>
#include <string.h>

static int no_memory(struct erd_error *err)
{
	return erd_fail(err, ERD_ERROR, "out of memory");
}

/* --- erd ---------------------------------------------------------------- */

/*
 * What the fast path of @port was told of its pair's circuits: the same as that
 * of the other port, unless somebody was in the way.
 */
static void read_settings(struct edge *edge, const struct edge_port *port,
			  const struct erd_fastpath *fp)
{
	bool first = !edge_has_fastpath(edge, port->pair, port->name);
	struct erd_circuit_settings is;
	struct edge_circuit *circuit;

	desired_each(circuit, &edge->circuits) {
		if (!circuit->stag || strcmp(circuit->pair, port->pair))
			continue;
		erd_fastpath_rates(fp, circuit->stag, &is.rates);
		erd_fastpath_sampling(fp, circuit->stag, &is.sampling);
		if (first)
			circuit->set = is;
		else
			circuit->uneven = !edge_same_settings(&is,
							      &circuit->set);
	}
}

/* A port whose fast path is out of reach must not be taken for one without. */
static int read_fastpath(struct edge *edge, struct edge_port *port,
			 const struct erd_port *is, struct erd_error *err)
{
	struct erd_sampling sampling;
	struct erd_fastpath *fp;
	int ret;

	port->xdp = ERD_XDP_NONE;
	ret = erd_fastpath_open(port->name, &fp, err);
	if (ret)
		return ret == ERD_NOT_FOUND ? ERD_OK : ret;
	port->xdp = erd_fastpath_mode(fp);
	port->outdated = !fastpath_is_current(is);
	port->histogram = erd_fastpath_histogram(fp);
	erd_fastpath_sampling(fp, 0, &sampling);
	port->sample = sampling.every;
	read_settings(edge, port, fp);
	erd_fastpath_close(fp);
	return ERD_OK;
}

static int read_ports(struct erd *erd, struct edge *edge, struct erd_error *err)
{
	struct erd_port *ports;
	size_t n, i;
	int ret;

	ret = erd_port_list(erd, &ports, &n, err);
	if (ret)
		return ret;
	for (i = 0; i < n && !ret; i++) {
		struct edge_port *port = list_add(&edge->ports);

		if (!port) {
			ret = no_memory(err);
			break;
		}
		strcpy(port->name, ports[i].name);
		strcpy(port->pair, ports[i].pair);
		strcpy(port->ifname, ports[i].ifname);
		port->role = ports[i].role;
		port->encap = ports[i].encap;
		port->outer_tpid = ports[i].outer_tpid;
		port->admin_state = ports[i].admin_state;
		ret = read_fastpath(edge, port, &ports[i], err);
	}
	free(ports);
	return ret;
}

static int read_circuits(struct erd *erd, struct edge *edge,
			 struct erd_error *err)
{
	struct erd_circuit *circuits;
	size_t n, i;
	int ret;

	ret = erd_circuit_list(erd, &circuits, &n, err);
	if (ret)
		return ret;
	for (i = 0; i < n && !ret; i++) {
		struct edge_circuit *circuit = list_add(&edge->circuits);

		if (!circuit) {
			ret = no_memory(err);
			break;
		}
		strcpy(circuit->pair, circuits[i].pair);
		strcpy(circuit->name, circuits[i].name);
		circuit->stag = circuits[i].stag;
		circuit->admin_state = circuits[i].admin_state;
	}
	free(circuits);
	return ret;
}

/* --- rtnetlink ---------------------------------------------------------- */

/* Which of edge->subifs a device is. */
struct device {
	int ifindex;
	size_t subif;
};

/* The maps of 802.1p of a device, which libnl knows nothing of. */
struct device_pcp {
	int ifindex;
	struct erd_pcp_maps maps;
};

struct links {
	/* libnl's caches count answers, which our requests do themselves */
	struct nl_sock *sock;
	struct nl_cache *links, *addresses;
	struct list devices;		/* of struct device, by ifindex */
	struct list pcp;		/* of struct device_pcp */
	bool no_memory;
};

static int read_vrf(struct rtnl_link *link, struct edge *edge,
		    struct erd_error *err)
{
	struct edge_vrf *vrf;
	uint32_t table;

	if (!rtnl_link_is_vrf(link) || rtnl_link_vrf_get_tableid(link, &table))
		return ERD_OK;
	vrf = list_add(&edge->vrfs);
	if (!vrf)
		return no_memory(err);
	strncpy(vrf->name, rtnl_link_get_name(link), IFNAMSIZ - 1);
	vrf->table = table;
	return ERD_OK;
}

static int read_vrfs(const struct links *links, struct edge *edge,
		     struct erd_error *err)
{
	struct nl_object *at;
	int ret = ERD_OK;

	for (at = nl_cache_get_first(links->links); at && !ret;
	     at = nl_cache_get_next(at))
		ret = read_vrf((struct rtnl_link *)at, edge, err);
	return ret;
}

/* Which VRF a device is in; one in a bridge or bond is in none. */
static void read_master(const struct links *links, struct rtnl_link *link,
			char vrf[IFNAMSIZ])
{
	int index = rtnl_link_get_master(link);
	struct rtnl_link *master;

	master = index ? rtnl_link_get(links->links, index) : NULL;
	if (!master)
		return;
	if (rtnl_link_is_vrf(master))
		strncpy(vrf, rtnl_link_get_name(master), IFNAMSIZ - 1);
	rtnl_link_put(master);
}

static int compare_devices(const void *a, const void *b)
{
	const struct device *x = a, *y = b;

	return x->ifindex < y->ifindex ? -1 : x->ifindex > y->ifindex;
}

static int read_address(struct rtnl_addr *addr, struct edge_subif *subif,
			struct erd_error *err)
{
	struct nl_addr *local = rtnl_addr_get_local(addr);
	struct prefix address = {}, *added;

	address.family = rtnl_addr_get_family(addr);
	if (!local || (address.family != AF_INET &&
		       address.family != AF_INET6))
		return ERD_OK;
	address.len = rtnl_addr_get_prefixlen(addr);
	memcpy(address.address, nl_addr_get_binary_addr(local),
	       nl_addr_get_len(local));
	/* IPv6's own address of each link is nobody's wish. */
	if (prefix_is_link_local(&address)) {
		subif->link_local.family = 0;
		return ERD_OK;
	}
	added = list_add(&subif->addresses);
	if (!added)
		return no_memory(err);
	*added = address;
	return ERD_OK;
}

/* The sub-interface that a device is, or NULL. */
static struct edge_subif *subif_of(const struct links *links,
				   const struct edge *edge, int ifindex)
{
	const struct device like = { .ifindex = ifindex }, *device;

	if (!links->devices.n)
		return NULL;
	device = bsearch(&like, links->devices.items, links->devices.n,
			 sizeof(like), compare_devices);
	return device ? (struct edge_subif *)edge->subifs.items + device->subif :
			NULL;
}

static int read_addresses(const struct links *links, struct edge *edge,
			  struct erd_error *err)
{
	struct edge_subif *subif;
	struct nl_object *at;
	int ret = ERD_OK;

	for (at = nl_cache_get_first(links->addresses); at && !ret;
	     at = nl_cache_get_next(at)) {
		struct rtnl_addr *addr = (struct rtnl_addr *)at;

		subif = subif_of(links, edge, rtnl_addr_get_ifindex(addr));
		if (subif)
			ret = read_address(addr, subif, err);
	}
	return ret;
}

/*
 * What the kernel would have made of the hardware's address (RFC 4291, appendix
 * A), and is missing until it is seen; without a carrier it has made none yet.
 */
static void miss_link_local(struct rtnl_link *link, struct prefix *address)
{
	struct nl_addr *mac = rtnl_link_get_addr(link);
	const uint8_t *octet;

	if (!(rtnl_link_get_flags(link) & IFF_RUNNING) || !mac ||
	    nl_addr_get_len(mac) != ETH_ALEN)
		return;
	octet = nl_addr_get_binary_addr(mac);
	*address = (struct prefix){
		AF_INET6, 64,
		{ 0xfe, 0x80, 0, 0, 0, 0, 0, 0,
		  octet[0] ^ 2, octet[1], octet[2], 0xff,
		  0xfe, octet[3], octet[4], octet[5] }
	};
}

/* What has gone since it was listed has none: the next run sees that. */
static void read_devices(const struct links *links, struct edge *edge)
{
	struct edge_subif *subif;
	struct nl_object *at;

	for (at = nl_cache_get_first(links->links); at;
	     at = nl_cache_get_next(at)) {
		struct rtnl_link *link = (struct rtnl_link *)at;

		subif = subif_of(links, edge, rtnl_link_get_ifindex(link));
		if (!subif)
			continue;
		subif->mtu = rtnl_link_get_mtu(link);
		read_master(links, link, subif->vrf);
		miss_link_local(link, &subif->link_local);
	}
}

static void read_pcp(const struct links *links, struct edge *edge)
{
	const struct device_pcp *pcp;
	struct edge_subif *subif;

	desired_each(pcp, &links->pcp) {
		subif = subif_of(links, edge, pcp->ifindex);
		if (subif)
			subif->pcp = pcp->maps;
	}
}

static int read_subif(struct erd *erd, struct links *links,
		      const struct erd_subif *is, struct edge *edge,
		      struct erd_error *err)
{
	struct edge_subif *subif;
	struct device *device;

	/* What has no peering was made by hand. */
	if (is->peering == ERD_PEERING_UNSPEC)
		return ERD_OK;
	subif = list_add(&edge->subifs);
	if (!subif)
		return no_memory(err);
	subif->addresses = (struct list)LIST_OF(struct prefix);
	strcpy(subif->port, is->port);
	strcpy(subif->pair, is->pair);
	strcpy(subif->circuit, is->circuit);
	subif->peering = is->peering;
	subif->stag = is->stag;
	subif->ctag = is->ctag;
	strcpy(subif->ifname, is->ifname);
	subif->admin_state = is->admin_state;
	subif->up = is->up;
	subif->carrier = is->carrier;
	subif->elsewhere = is->netnsid >= 0;
	if (subif->elsewhere) {
		erd_subif_get_pcp(erd, is, &subif->pcp, NULL);
		return ERD_OK;
	}
	device = list_add(&links->devices);
	if (!device)
		return no_memory(err);
	device->ifindex = is->ifindex;
	device->subif = edge->subifs.n - 1;
	return ERD_OK;
}

static int read_subifs(struct erd *erd, struct links *links,
		       struct edge *edge, struct erd_error *err)
{
	struct erd_subif *subifs;
	size_t n, i;
	int ret;

	ret = erd_subif_list(erd, &subifs, &n, err);
	if (ret)
		return ret;
	for (i = 0; i < n && !ret; i++)
		ret = read_subif(erd, links, &subifs[i], edge, err);
	free(subifs);
	if (ret)
		return ret;
	if (links->devices.n)
		qsort(links->devices.items, links->devices.n,
		      links->devices.size, compare_devices);
	read_devices(links, edge);
	read_pcp(links, edge);
	return read_addresses(links, edge, err);
}

/* Each message of the dump, before libnl makes a link of it. */
static int take_pcp(struct nl_msg *msg, void *data)
{
	struct nlmsghdr *header = nlmsg_hdr(msg);
	const struct ifinfomsg *ifi = nlmsg_data(header);
	struct links *links = data;
	struct device_pcp pcp, *added;

	if (header->nlmsg_type != RTM_NEWLINK ||
	    !nlmsg_valid_hdr(header, sizeof(*ifi)) ||
	    parse_link_pcp(nlmsg_attrdata(header, sizeof(*ifi)),
			   nlmsg_attrlen(header, sizeof(*ifi)), &pcp.maps))
		return NL_OK;
	pcp.ifindex = ifi->ifi_index;
	added = list_add(&links->pcp);
	if (added)
		*added = pcp;
	else
		links->no_memory = true;
	return NL_OK;
}

static int read_links(struct links *links, struct erd_error *err)
{
	int ret;

	ret = handle_connect(&links->sock, NETLINK_ROUTE, err);
	if (ret)
		return ret;
	nl_socket_modify_cb(links->sock, NL_CB_MSG_IN, NL_CB_CUSTOM, take_pcp,
			    links);
	ret = rtnl_link_alloc_cache(links->sock, AF_UNSPEC, &links->links);
	if (!ret)
		ret = rtnl_addr_alloc_cache(links->sock, &links->addresses);
	if (ret)
		return erd_fail(err, ERD_ERROR,
				"reading links and addresses: %s",
				nl_geterror(ret));
	return links->no_memory ? no_memory(err) : ERD_OK;
}

int edge_read(struct erd *erd, struct edge *edge, struct erd_error *err)
{
	struct links links = {
		.devices = LIST_OF(struct device),
		.pcp = LIST_OF(struct device_pcp),
	};
	int ret;

	edge_init(edge);
	ret = read_links(&links, err);
	if (!ret)
		ret = read_vrfs(&links, edge, err);
	if (!ret)
		ret = read_circuits(erd, edge, err);
	if (!ret)
		ret = read_ports(erd, edge, err);
	if (!ret)
		ret = read_subifs(erd, &links, edge, err);
	if (links.addresses)
		nl_cache_free(links.addresses);
	if (links.links)
		nl_cache_free(links.links);
	nl_socket_free(links.sock);
	list_free(&links.devices);
	list_free(&links.pcp);
	return ret;
}
