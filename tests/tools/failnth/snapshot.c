// SPDX-License-Identifier: LGPL-2.1-or-later
#include "failnth.h"

#include <linux/erd.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/attr.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* What a request of erd's can change of a device. */
#define DEVICE_FLAGS	(IFF_UP | IFF_PROMISC | IFF_ALLMULTI)

#define MAX_LINES	1024

static struct nl_sock *generic, *route, *events;

static struct nl_sock *sock_open(int protocol)
{
	struct nl_sock *sock = nl_socket_alloc();

	if (!sock || nl_connect(sock, protocol))
		die("no netlink socket");
	nl_socket_disable_auto_ack(sock);
	return sock;
}

static void put_attr(FILE *to, const struct nlattr *attr)
{
	const unsigned char *data = nla_data(attr);
	int i;

	fprintf(to, " %d:", nla_type(attr));
	for (i = 0; i < nla_len(attr); i++)
		fprintf(to, "%02x", data[i]);
}

/* --- erd's objects -------------------------------------------------------- */

static const struct kind {
	const char *name;
	int cmd;
	int varying[3];		/* attributes to leave out, then 0 */
} kinds[] = {
	{ "port", ERD_CMD_PORT_GET, { ERD_A_PORT_STATS } },
	{ "circuit", ERD_CMD_CIRCUIT_GET, {} },
	{ "subif", ERD_CMD_SUBIF_GET,
	  { ERD_A_SUBIF_IFINDEX, ERD_A_SUBIF_STATS } },
};

struct where {
	FILE *to;
	const struct kind *kind;
};

static bool varies(const struct kind *kind, int type)
{
	const int *varying;

	for (varying = kind->varying; *varying; varying++)
		if (*varying == type)
			return true;
	return false;
}

static int on_object(struct nl_msg *msg, void *data)
{
	struct genlmsghdr *ghdr = nlmsg_data(nlmsg_hdr(msg));
	struct where *where = data;
	struct nlattr *attr;
	int left;

	fputs(where->kind->name, where->to);
	nla_for_each_attr(attr, genlmsg_attrdata(ghdr, 0),
			  genlmsg_attrlen(ghdr, 0), left)
		if (!varies(where->kind, nla_type(attr)))
			put_attr(where->to, attr);
	fputc('\n', where->to);
	return NL_OK;
}

static void put_objects(FILE *to)
{
	struct where where = { .to = to };
	size_t i;
	int family = genl_ctrl_resolve(generic, ERD_FAMILY_NAME);

	if (family < 0) {
		fputs("no module\n", to);
		return;
	}
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		where.kind = &kinds[i];
		nl_socket_modify_cb(generic, NL_CB_VALID, NL_CB_CUSTOM,
				    on_object, &where);
		if (genl_send_simple(generic, family, kinds[i].cmd,
				     ERD_FAMILY_VERSION, NLM_F_DUMP) < 0 ||
		    nl_recvmsgs_default(generic) < 0)
			die("cannot list every %s", kinds[i].name);
	}
	nl_socket_modify_cb(generic, NL_CB_VALID, NL_CB_DEFAULT, NULL, NULL);
}

/* --- devices -------------------------------------------------------------- */

static int on_link(struct nl_msg *msg, void *data)
{
	static const int kept[] = { IFLA_IFNAME, IFLA_MTU, IFLA_LINK,
				    IFLA_MASTER, IFLA_ADDRESS,
				    IFLA_PROMISCUITY, IFLA_LINKINFO };
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	struct ifinfomsg *ifi = nlmsg_data(nlh);
	const struct nlattr *attr;
	FILE *to = data;
	size_t i;

	fprintf(to, "link %x", ifi->ifi_flags & DEVICE_FLAGS);
	for (i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		attr = nlmsg_find_attr(nlh, sizeof(*ifi), kept[i]);
		if (attr)
			put_attr(to, attr);
	}
	fputc('\n', to);
	return NL_OK;
}

static void put_links(FILE *to)
{
	struct ifinfomsg ifi = {};

	nl_socket_modify_cb(route, NL_CB_VALID, NL_CB_CUSTOM, on_link, to);
	if (nl_send_simple(route, RTM_GETLINK, NLM_F_DUMP, &ifi,
			   sizeof(ifi)) < 0 ||
	    nl_recvmsgs_default(route) < 0)
		die("cannot list the devices");
}

/* --- events --------------------------------------------------------------- */

void listen_to_events(void)
{
	int group;

	generic = sock_open(NETLINK_GENERIC);
	route = sock_open(NETLINK_ROUTE);
	events = sock_open(NETLINK_GENERIC);
	group = genl_ctrl_resolve_grp(generic, ERD_FAMILY_NAME,
				      ERD_MCGRP_EVENTS);
	if (group >= 0)
		nl_socket_add_membership(events, group);
}

/* A socket that is full would get no more of them. */
static void drop_events(void)
{
	char event[1];

	while (recv(nl_socket_get_fd(events), event, sizeof(event),
		    MSG_DONTWAIT | MSG_TRUNC) > 0)
		;
}

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What is deleted and made again is listed elsewhere: the order says nothing. */
static char *sorted(char *text)
{
	char *lines[MAX_LINES], *line, *rest = text, *result;
	size_t n = 0, i, size;
	FILE *to = open_memstream(&result, &size);

	while ((line = strsep(&rest, "\n")) && *line) {
		if (n == MAX_LINES)
			die("more than %d objects", MAX_LINES);
		lines[n++] = line;
	}
	qsort(lines, n, sizeof(lines[0]), compare_lines);
	for (i = 0; to && i < n; i++)
		fprintf(to, "%s\n", lines[i]);
	if (!to || fclose(to))
		die("out of memory");
	free(text);
	return result;
}

char *snapshot(void)
{
	char *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	if (!to)
		die("out of memory");
	drop_events();
	put_objects(to);
	put_links(to);
	if (fclose(to))
		die("out of memory");
	return sorted(text);
}
