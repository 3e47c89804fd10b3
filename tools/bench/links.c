// SPDX-License-Identifier: GPL-2.0-only
/*
 * Creates or deletes the devices of many circuits on one lower device and says
 * how long that took: for erd and for stock vlan devices by the same client,
 * over one socket, each request answered before the next is sent.
 */
#include <linux/erd.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <inttypes.h>
#include <net/if.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/netlink.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NS_PER_S	1000000000ULL
/* vlan devices that others stand on have indexes from here on: no need to ask */
#define OUTER_INDEX	1000000
#define PRIVATE		100	/* C-tags of a circuit's two peerings */
#define MICROSOFT	200

struct client {
	struct nl_sock *route;
	struct nl_sock *genl;
	int family;		/* of erd, 0 if nobody needs it */
	unsigned int lower;	/* index of the lower device */
	const char *pair;	/* that the lower device is a port of */
	const char *prefix;	/* of the names of devices */
};

/* How circuit @n comes and goes. */
struct kind {
	const char *name;
	void (*create)(const struct client *client, unsigned int n);
	void (*delete)(const struct client *client, unsigned int n);
	bool erd;
};

static void die(const char *what, int err)
{
	fprintf(stderr, "links: %s: %s\n", what, nl_geterror(err));
	exit(1);
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

/* Sends @msg and waits for its acknowledgement. */
static void request(struct nl_sock *socket, struct nl_msg *msg,
		    const char *what)
{
	int err = nl_send_sync(socket, msg);

	if (err < 0)
		die(what, err);
}

static struct nl_msg *link_message(int type, int flags, const char *name,
				   unsigned int index)
{
	struct ifinfomsg ifi = { .ifi_index = index, .ifi_change = IFF_UP };
	struct nl_msg *msg = nlmsg_alloc_simple(type, flags);

	if (type == RTM_NEWLINK)
		ifi.ifi_flags = IFF_UP;
	nlmsg_append(msg, &ifi, sizeof(ifi), NLMSG_ALIGNTO);
	nla_put_string(msg, IFLA_IFNAME, name);
	return msg;
}

/* @index 0 is any */
static void add_vlan(const struct client *client, const char *name,
		     unsigned int index, unsigned int lower, unsigned int vid)
{
	struct nl_msg *msg = link_message(RTM_NEWLINK,
					  NLM_F_CREATE | NLM_F_EXCL, name,
					  index);
	struct nlattr *info, *data;

	nla_put_u32(msg, IFLA_LINK, lower);
	info = nla_nest_start(msg, IFLA_LINKINFO);
	nla_put_string(msg, IFLA_INFO_KIND, "vlan");
	data = nla_nest_start(msg, IFLA_INFO_DATA);
	nla_put_u16(msg, IFLA_VLAN_ID, vid);
	nla_nest_end(msg, data);
	nla_nest_end(msg, info);
	request(client->route, msg, name);
}

static void add_subif(const struct client *client, const char *name,
		      const char *circuit, unsigned int ctag,
		      enum erd_peering peering)
{
	struct nl_msg *msg = link_message(RTM_NEWLINK,
					  NLM_F_CREATE | NLM_F_EXCL, name, 0);
	struct nlattr *info, *data;

	nla_put_u32(msg, IFLA_LINK, client->lower);
	info = nla_nest_start(msg, IFLA_LINKINFO);
	nla_put_string(msg, IFLA_INFO_KIND, ERD_LINK_KIND);
	data = nla_nest_start(msg, IFLA_INFO_DATA);
	nla_put_string(msg, IFLA_ERD_CIRCUIT, circuit);
	nla_put_u16(msg, IFLA_ERD_CTAG, ctag);
	nla_put_u32(msg, IFLA_ERD_PEERING, peering);
	nla_nest_end(msg, data);
	nla_nest_end(msg, info);
	request(client->route, msg, name);
}

static struct nl_msg *circuit_message(const struct client *client,
				      enum erd_cmd command, const char *name)
{
	struct nl_msg *msg = nlmsg_alloc();

	genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, client->family, 0, 0,
		    command, ERD_FAMILY_VERSION);
	nla_put_string(msg, ERD_A_CIRCUIT_PAIR, client->pair);
	nla_put_string(msg, ERD_A_CIRCUIT_NAME, name);
	return msg;
}

/* NAME of circuit @n, or of its peering @suffix */
static void name_of(const struct client *client, unsigned int n,
		    const char *suffix, char name[IFNAMSIZ])
{
	snprintf(name, IFNAMSIZ, "%s%u%s", client->prefix, n, suffix);
}

static void create_circuit(const struct client *client, unsigned int n,
			   bool qinq)
{
	struct nl_msg *msg;
	char name[IFNAMSIZ];

	name_of(client, n, "", name);
	msg = circuit_message(client, ERD_CMD_CIRCUIT_NEW, name);
	if (qinq)
		nla_put_u16(msg, ERD_A_CIRCUIT_STAG, n);
	request(client->genl, msg, name);
}

static void create_qinq(const struct client *client, unsigned int n)
{
	char circuit[IFNAMSIZ], name[IFNAMSIZ];

	create_circuit(client, n, true);
	name_of(client, n, "", circuit);
	name_of(client, n, "p", name);
	add_subif(client, name, circuit, PRIVATE, ERD_PEERING_PRIVATE);
	name_of(client, n, "m", name);
	add_subif(client, name, circuit, MICROSOFT, ERD_PEERING_MICROSOFT);
}

static void create_dot1q(const struct client *client, unsigned int n)
{
	char circuit[IFNAMSIZ];

	create_circuit(client, n, false);
	name_of(client, n, "", circuit);
	add_subif(client, circuit, circuit, n, ERD_PEERING_PRIVATE);
}

static void delete_circuit(const struct client *client, unsigned int n)
{
	struct nl_msg *msg;
	char name[IFNAMSIZ];

	name_of(client, n, "", name);
	msg = circuit_message(client, ERD_CMD_CIRCUIT_DEL, name);
	nla_put_flag(msg, ERD_A_CIRCUIT_CASCADE);
	request(client->genl, msg, name);
}

static unsigned int outer_index(const struct client *client, unsigned int n)
{
	return client->lower * OUTER_INDEX + n;
}

static void create_vlan(const struct client *client, unsigned int n)
{
	char name[IFNAMSIZ];

	name_of(client, n, "", name);
	add_vlan(client, name, outer_index(client, n), client->lower, n);
}

static void create_stack(const struct client *client, unsigned int n)
{
	char name[IFNAMSIZ];

	create_vlan(client, n);
	name_of(client, n, "p", name);
	add_vlan(client, name, 0, outer_index(client, n), PRIVATE);
	name_of(client, n, "m", name);
	add_vlan(client, name, 0, outer_index(client, n), MICROSOFT);
}

/* Takes those that stand on it along. */
static void delete_vlan(const struct client *client, unsigned int n)
{
	char name[IFNAMSIZ];

	name_of(client, n, "", name);
	request(client->route, link_message(RTM_DELLINK, 0, name, 0), name);
}

static const struct kind kinds[] = {
	{ "qinq", create_qinq, delete_circuit, true },
	{ "dot1q", create_dot1q, delete_circuit, true },
	{ "vlan", create_vlan, delete_vlan, false },
	{ "stack", create_stack, delete_vlan, false },
	{}
};

static struct nl_sock *connect_to(int protocol)
{
	struct nl_sock *socket = nl_socket_alloc();
	int err = nl_connect(socket, protocol);

	if (err)
		die("netlink", err);
	return socket;
}

static void usage(void)
{
	fputs("Usage: links create|delete KIND LOWER FIRST LAST PREFIX [PAIR]\n"
	      "Prints the nanoseconds that it took. KIND is qinq or dot1q, on erd's port\n"
	      "LOWER of PAIR, or vlan or stack. The devices of circuit N are called:\n"
	      "  qinq           PREFIXNp, PREFIXNm\n"
	      "  dot1q, vlan    PREFIXN\n"
	      "  stack          PREFIXNp, PREFIXNm on PREFIXN\n", stderr);
	exit(2);
}

int main(int argc, char **argv)
{
	void (*act)(const struct client *client, unsigned int n);
	const struct kind *kind = kinds;
	unsigned int n, first, last;
	struct client client = {};
	uint64_t began;

	if (argc < 7)
		usage();
	while (kind->name && strcmp(kind->name, argv[2]))
		kind++;
	if (!kind->name || (kind->erd && argc != 8))
		usage();
	act = !strcmp(argv[1], "create") ? kind->create : kind->delete;
	client.lower = if_nametoindex(argv[3]);
	first = atoi(argv[4]);
	last = atoi(argv[5]);
	client.prefix = argv[6];
	client.pair = argv[7];
	client.route = connect_to(NETLINK_ROUTE);
	if (kind->erd) {
		client.genl = connect_to(NETLINK_GENERIC);
		client.family = genl_ctrl_resolve(client.genl, ERD_FAMILY_NAME);
		if (client.family < 0)
			die(ERD_FAMILY_NAME, client.family);
	}

	began = now_ns();
	for (n = first; n <= last; n++)
		act(&client, n);
	printf("%" PRIu64 "\n", now_ns() - began);
	nl_socket_free(client.route);
	nl_socket_free(client.genl);
	return 0;
}
