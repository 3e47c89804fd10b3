// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A tag that is kept beside a frame is one that XDP does not see. There are
 * two who do that on the way to a port: its own card, by stripping, and the
 * other end of a veth, where the tag stays beside the frame unless the sender
 * has to write it. Generic XDP sees no more than native XDP, and less on a
 * device that stands on others: the core has taken the tag by then.
 */
#include "tag_source.h"
#include "error.h"
#include "netns.h"
#include "tag_features.h"

#include <netlink/netlink.h>
#include <netlink/route/link.h>
#include <netlink/socket.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* What is to be known of a device. */
struct device {
	char kind[32];
	uint32_t link;		/* what it stands on, or the other end */
	int32_t link_nsid;	/* -1: of this namespace */
	struct netdev_xdp xdp;
};

/* Those that have no link and get their frames from other devices. */
static const char *const on_others[] = { "bridge", "bond", "team", "hsr",
					 "ifb", "vrf", "openvswitch" };

static bool is_pair(const struct device *device)
{
	return !strcmp(device->kind, "veth") ||
	       !strcmp(device->kind, "netkit");
}

static bool is_on_others(const struct device *device)
{
	size_t i;

	for (i = 0; i < sizeof(on_others) / sizeof(on_others[0]); i++)
		if (!strcmp(device->kind, on_others[i]))
			return true;
	return device->kind[0] && device->link && !is_pair(device);
}

static void get_link(uint32_t ifindex, struct device *device)
{
	struct nl_sock *sock = nl_socket_alloc();
	struct rtnl_link *link = NULL;
	const char *kind;

	if (sock && !nl_connect(sock, NETLINK_ROUTE) &&
	    !rtnl_link_get_kernel(sock, ifindex, NULL, &link)) {
		kind = rtnl_link_get_type(link);
		snprintf(device->kind, sizeof(device->kind), "%s",
			 kind ? kind : "");
		device->link = rtnl_link_get_link(link);
		if (rtnl_link_get_link_netnsid(link, &device->link_nsid))
			device->link_nsid = -1;
		rtnl_link_put(link);
	}
	nl_socket_free(sock);
}

static void get_device(uint32_t ifindex, struct device *device)
{
	memset(device, 0, sizeof(*device));
	device->link_nsid = -1;
	get_link(ifindex, device);
	netdev_xdp_get(ifindex, &device->xdp);
}

/* --- features of a device, here or elsewhere ---------------------------- */

/* @netns 0 is this namespace. */
static struct ethtool *connect_to(uint64_t netns, struct erd_error *err)
{
	struct ethtool *ethtool;
	int fd;

	if (!netns || netns == netns_mine())
		return ethtool_open(err);
	fd = netns_by_inode(netns);
	if (fd < 0) {
		erd_fail(err, ERD_NOT_FOUND, "its namespace is not in sight");
		return NULL;
	}
	ethtool = netns_ethtool(fd, err);
	close(fd);
	return ethtool;
}

static int read_features(uint64_t netns, uint32_t ifindex,
			 struct features *features)
{
	struct ethtool *ethtool = connect_to(netns, NULL);
	int ret;

	if (!ethtool)
		return -1;
	ret = features_get(ethtool, ifindex, features);
	ethtool_close(ethtool);
	return ret;
}

/* Returns which of them are not as asked for. */
static uint32_t change_features(uint64_t netns, uint32_t ifindex,
				uint32_t which, bool on)
{
	struct features now = {};
	struct ethtool *ethtool;
	uint32_t wrong = which;

	if (!which)
		return 0;
	ethtool = connect_to(netns, NULL);
	if (!ethtool)
		return which;
	features_set(ethtool, ifindex, which, on);
	if (!features_get(ethtool, ifindex, &now))
		wrong = which & (on ? ~now.active : now.active);
	ethtool_close(ethtool);
	return wrong;
}

/* --- refusing ----------------------------------------------------------- */

/* @why is a clause. */
static int refuse(const struct erd_port *port, const char *why,
		  const char *what_to_do, struct erd_error *err)
{
	erd_fail(err, ERD_CONFLICT,
		 "port '%s': the fast path would take frames for others': XDP does not see the outer tag, %s",
		 port->name, why);
	erd_hint(err, "%s, or use 'xdp off': the module counts such frames right",
		 what_to_do);
	return ERD_CONFLICT;
}

static int refuse_on_others(const struct erd_port *port,
			    const struct device *device, struct erd_error *err)
{
	char why[128];

	snprintf(why, sizeof(why),
		 "which is taken off before frames reach %s, a device of kind '%s'",
		 port->ifname, device->kind);
	return refuse(port, why, "make the device below it the port", err);
}

static int refuse_fixed(const struct erd_port *port, uint32_t features,
			struct erd_error *err)
{
	char names[80], why[200];

	features_name(features, names, sizeof(names));
	snprintf(why, sizeof(why),
		 "which device %s takes out of the frame and does not let be turned off (%s)",
		 port->ifname, names);
	return refuse(port, why, "use a card or driver that can leave tags in",
		      err);
}

static int refuse_peer(const struct erd_port *port, const char *state,
		       struct erd_error *err)
{
	char why[160];

	snprintf(why, sizeof(why),
		 "which the other end of %s keeps beside the frame; that end %s",
		 port->ifname, state);
	return refuse(port, why,
		      "let that end write tags (ethtool -K DEV txvlan off tx-vlan-stag-hw-insert off) where 'ip netns' shows it",
		      err);
}

/* --- planning ----------------------------------------------------------- */

static bool can_ask_driver(const struct device *device, enum erd_xdp_mode mode)
{
	/* A program for one device cannot be attached in the stack. */
	return mode == ERD_XDP_NATIVE &&
	       device->xdp.rx_metadata & NETDEV_RX_METADATA_VLAN_TAG;
}

static uint64_t find_peer_netns(const struct device *device)
{
	uint64_t inode = 0;
	int fd;

	if (device->link_nsid < 0)
		return netns_mine();
	fd = netns_by_number(device->link_nsid);
	if (fd >= 0) {
		inode = netns_inode(fd);
		close(fd);
	}
	return inode;
}

static int plan_peer(const struct erd_port *port, const struct device *device,
		     struct tag_source *plan, struct erd_error *err)
{
	struct features peer;

	plan->source = ERD_TAG_SOURCE_PEER;
	plan->peer = device->link;
	plan->peer_netns = find_peer_netns(device);
	if (!plan->peer_netns)
		return refuse_peer(port,
				   "is in a network namespace that cannot be found",
				   err);
	if (read_features(plan->peer_netns, plan->peer, &peer))
		return refuse_peer(port, "cannot be asked", err);
	plan->peer_offloads = peer.active & FEATURES_TX;
	if (plan->peer_offloads & peer.fixed)
		return refuse_peer(port, "cannot be changed", err);
	return ERD_OK;
}

static int plan_card(const struct erd_port *port, const struct device *device,
		     enum erd_xdp_mode mode, struct tag_source *plan,
		     struct erd_error *err)
{
	struct features features;
	uint32_t strips;

	if (read_features(0, port->ifindex, &features))
		return erd_fail(err, ERD_ERROR,
				"port '%s': cannot read the features of device %s",
				port->name, port->ifname);
	strips = features.active & FEATURES_RX;
	if (!strips) {
		plan->source = ERD_TAG_SOURCE_FRAME;
	} else if (!(strips & features.fixed)) {
		plan->source = ERD_TAG_SOURCE_UNSTRIPPED;
		plan->stripping = strips;
	} else if (can_ask_driver(device, mode)) {
		plan->source = ERD_TAG_SOURCE_DRIVER;
	} else {
		return refuse_fixed(port, strips & features.fixed, err);
	}
	return ERD_OK;
}

int tag_source_plan(const struct erd_port *port, enum erd_xdp_mode mode,
		    struct tag_source *plan, struct erd_error *err)
{
	struct device device;

	memset(plan, 0, sizeof(*plan));
	get_device(port->ifindex, &device);
	if (is_on_others(&device))
		return refuse_on_others(port, &device, err);
	if (!is_pair(&device))
		return plan_card(port, &device, mode, plan, err);
	if (!can_ask_driver(&device, mode))
		return plan_peer(port, &device, plan, err);
	plan->source = ERD_TAG_SOURCE_DRIVER;
	return ERD_OK;
}

/* --- doing -------------------------------------------------------------- */

int tag_source_apply(const struct erd_port *port, const struct tag_source *plan,
		     struct erd_error *err)
{
	uint32_t left;

	left = change_features(0, port->ifindex, plan->stripping, false);
	if (left)
		return refuse_fixed(port, left, err);
	if (!change_features(plan->peer_netns, plan->peer, plan->peer_offloads,
			     false))
		return ERD_OK;
	return refuse_peer(port, "cannot be changed", err);
}

void tag_source_undo(uint32_t ifindex, const struct tag_source *done)
{
	change_features(0, ifindex, done->stripping, true);
	change_features(done->peer_netns, done->peer, done->peer_offloads,
			true);
}

bool tag_source_broken(uint32_t ifindex, const struct tag_source *done,
		       char *text, size_t size)
{
	bool peer = done->source == ERD_TAG_SOURCE_PEER;
	struct features features;
	uint32_t hides;
	char names[80];

	text[0] = '\0';
	if (done->source == ERD_TAG_SOURCE_DRIVER)
		return false;
	if (read_features(peer ? done->peer_netns : 0,
			  peer ? done->peer : ifindex, &features))
		return false;
	hides = features.active & (peer ? FEATURES_TX : FEATURES_RX);
	if (!hides)
		return false;
	features_name(hides, names, sizeof(names));
	snprintf(text, size, "outer tags are hidden from the fast path: %s %s is on",
		 peer ? "at the other end" : "at the device", names);
	return true;
}
