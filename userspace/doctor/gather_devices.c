// SPDX-License-Identifier: LGPL-2.1-or-later
/* The devices of ports: link, light, programs; and counters, twice. */
#include "accepted.h"
#include "fastpath.h"
#include "fastpath_foreign.h"
#include "gather.h"
#include "handle.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <netlink/route/link.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- namespaces --------------------------------------------------------- */

/* Whether a device of that name is in the namespace of @fd; comes back. */
static bool is_there(int fd, int mine, const char *ifname)
{
	bool there;

	if (setns(fd, CLONE_NEWNET))
		return false;
	there = if_nametoindex(ifname);
	/* In the wrong namespace nothing that follows would be right. */
	if (setns(mine, CLONE_NEWNET))
		abort();
	return there;
}

/* Looks for a device that is not here in the namespaces that have names. */
static void look_elsewhere(struct facts_port *port)
{
	int mine = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC), fd;
	glob_t paths = {};
	size_t i;

	glob("/run/netns/*", 0, NULL, &paths);
	for (i = 0; i < paths.gl_pathc && mine >= 0 && !port->elsewhere[0];
	     i++) {
		fd = open(paths.gl_pathv[i], O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			continue;
		if (is_there(fd, mine, port->ifname))
			snprintf(port->elsewhere, sizeof(port->elsewhere),
				 "%s", strrchr(paths.gl_pathv[i], '/') + 1);
		close(fd);
	}
	globfree(&paths);
	if (mine >= 0)
		close(mine);
}

/* --- by rtnetlink ------------------------------------------------------- */

static void read_counts(struct rtnl_link *link, struct facts_counts *counts)
{
	counts->rx_frames = rtnl_link_get_stat(link, RTNL_LINK_RX_PACKETS);
	counts->rx_bytes = rtnl_link_get_stat(link, RTNL_LINK_RX_BYTES);
	counts->tx_frames = rtnl_link_get_stat(link, RTNL_LINK_TX_PACKETS);
	counts->tx_bytes = rtnl_link_get_stat(link, RTNL_LINK_TX_BYTES);
	counts->rx_crc_errors = rtnl_link_get_stat(link, RTNL_LINK_RX_CRC_ERR);
	counts->rx_errors = rtnl_link_get_stat(link, RTNL_LINK_RX_ERRORS);
	counts->rx_too_long = rtnl_link_get_stat(link, RTNL_LINK_RX_LEN_ERR);
	counts->tx_errors = rtnl_link_get_stat(link, RTNL_LINK_TX_ERRORS);
	counts->rx_missed = rtnl_link_get_stat(link, RTNL_LINK_RX_MISSED_ERR);
	rtnl_link_get_carrier_changes(link, &counts->carrier_changes);
}

/* One device as it is now. */
static void read_link(struct nl_sock *sock, struct facts_port *port,
		      enum facts_reading reading)
{
	struct rtnl_link *link;

	port->device = !rtnl_link_get_kernel(sock, 0, port->ifname, &link);
	if (!port->device)
		return;
	port->up = rtnl_link_get_flags(link) & IFF_UP;
	port->mtu = rtnl_link_get_mtu(link);
	read_counts(link, &port->counts[reading]);
	rtnl_link_put(link);
}

/* --- by ethtool --------------------------------------------------------- */

static void read_fec(struct ethtool *ethtool, struct facts_port *port,
		     enum facts_reading reading)
{
	port->fec_known.is = !ethtool_fec_get(ethtool, port->ifname,
					      &port->fec);
	if (!port->fec_known.is)
		unknown_why(&port->fec_known, "%s", ethtool_reason(ethtool));
	else if (port->fec.counted)
		port->counts[reading].fec_uncorrectable =
			port->fec.uncorrectable;
}

static void read_settings(struct ethtool *ethtool, struct facts_port *port)
{
	port->link_known.is = !ethtool_link_get(ethtool, port->ifname,
						&port->link);
	if (!port->link_known.is)
		unknown_why(&port->link_known, "%s", ethtool_reason(ethtool));
}

static void read_accepted(struct facts_port *port)
{
	json_t *record = accepted_record(port->name);

	accepted_light(record, &port->accepted);
	json_decref(record);
}

static void read_optics(struct facts_port *port)
{
	struct erd_error err;

	port->optics_known.is = !erd_optics_read(port->ifname, &port->optics,
						 &err);
	if (port->optics_known.is)
		return;
	unknown_why(&port->optics_known, "%s", err.text);
	/* What the driver says where a cage is empty. */
	port->optics_missing = err.sys_errno == ENODEV ||
			       err.sys_errno == ENXIO ||
			       err.sys_errno == ENOMEDIUM;
}

/* --- the fast path ------------------------------------------------------ */

static void read_fastpath(struct facts_port *port)
{
	struct facts_fastpath *fast = &port->fastpath;
	struct erd_error err;
	int ret;

	ret = erd_port_attachment(&port->erd, &fast->attachment, &err);
	fast->known.is = !ret || ret == ERD_NOT_FOUND;
	fast->attached = !ret;
	fast->other_schema = ret == ERD_CONFLICT;
	if (!fast->known.is)
		unknown_why(&fast->known, "%s", err.text);
	if (fast->attached || !fast->known.is)
		return;
	if (fastpath_foreign_check(&port->erd, &err) == ERD_CONFLICT) {
		snprintf(fast->foreign, sizeof(fast->foreign), "%s", err.text);
		snprintf(fast->foreign_hint, sizeof(fast->foreign_hint), "%s",
			 err.hint);
	}
}

static void count_port(struct facts_port *port, enum facts_reading reading)
{
	struct erd_fastpath *fp;

	if (erd_fastpath_open(port->name, &fp, NULL))
		return;
	erd_fastpath_read_port(fp, &port->fastpath.account[reading]);
	erd_fastpath_close(fp);
}

/* All paths of a port with one opening of its maps. */
static void count_paths(struct facts *facts, const struct facts_port *port,
			enum facts_reading reading)
{
	struct facts_path *path;
	struct erd_fastpath *fp;
	size_t i;

	if (erd_fastpath_open(port->name, &fp, NULL))
		return;
	for (i = 0; i < facts->n_paths; i++) {
		path = &facts->paths[i];
		if (path->port != port || !path->selected || !path->there)
			continue;
		erd_fastpath_read(fp, path->stag, path->ctag,
				  &path->account[reading]);
		erd_fastpath_read_drops(fp, path->stag, path->ctag,
					&path->limited[reading]);
		if (path->stag)
			erd_fastpath_rates(fp, path->stag, &path->rates);
	}
	erd_fastpath_close(fp);
}

/* --- twice -------------------------------------------------------------- */

/* What the module has counted, and how it is, at this moment. */
static void count_module(struct facts *facts, struct erd *erd,
			 enum facts_reading reading)
{
	struct facts_path *path;
	struct erd_subif *subifs;
	struct erd_port *ports;
	size_t n, i, j;

	if (!erd_port_list(erd, &ports, &n, NULL)) {
		for (i = 0; i < n; i++)
			for (j = 0; j < facts->n_ports; j++)
				if (!strcmp(facts->ports[j].name,
					    ports[i].name))
					facts->ports[j].erd = ports[i];
		free(ports);
	}
	if (erd_subif_list(erd, &subifs, &n, NULL))
		return;
	for (i = 0; i < n; i++) {
		path = subifs[i].netnsid < 0 ?
			       facts_path_of(facts, subifs[i].ifindex) : NULL;
		if (!path)
			continue;
		path->stats[reading] = subifs[i].stats;
		path->subif = subifs[i];
	}
	free(subifs);
}

void gather_counts(struct facts *facts, struct erd *erd,
		   enum facts_reading reading)
{
	struct ethtool *ethtool = ethtool_open(NULL);
	struct facts_port *port;
	struct nl_sock *sock;
	struct timespec now;
	size_t i;

	clock_gettime(CLOCK_BOOTTIME, &now);
	facts->boot_ns[reading] = now.tv_sec * 1000000000ull + now.tv_nsec;
	if (erd)
		count_module(facts, erd, reading);
	if (handle_connect(&sock, NETLINK_ROUTE, NULL))
		sock = NULL;
	for (i = 0; i < facts->n_ports; i++) {
		port = &facts->ports[i];
		if (!port->selected)
			continue;
		if (sock)
			read_link(sock, port, reading);
		if (ethtool && port->device)
			read_fec(ethtool, port, reading);
		if (!port->bound)
			continue;
		count_port(port, reading);
		count_paths(facts, port, reading);
	}
	nl_socket_free(sock);
	ethtool_close(ethtool);
}

void gather_devices(struct facts *facts)
{
	struct ethtool *ethtool;
	struct facts_port *port;
	struct erd_error err;
	size_t i;

	ethtool = ethtool_open(&err);
	for (i = 0; i < facts->n_ports; i++) {
		port = &facts->ports[i];
		if (!port->selected)
			continue;
		if (!port->device) {
			look_elsewhere(port);
			continue;
		}
		if (ethtool)
			read_settings(ethtool, port);
		else
			unknown_why(&port->link_known, "%s", err.text);
		read_optics(port);
		read_accepted(port);
		if (port->bound)
			read_fastpath(port);
	}
	ethtool_close(ethtool);
}
