// SPDX-License-Identifier: GPL-2.0-only
/*
 * failover cut|silent PORT DEVICE PREFIX TABLE [PREFIX TABLE]...: breaks the
 * fibre of a port of the optical bench and says, as JSON, after how long the
 * kernel's routes to the prefixes leave the device. With cut its carrier goes;
 * with silent all that is received is broken and carrier stays. The fibre is
 * whole again afterwards.
 *
 * The clock begins before the fault is asked for. It is read when rtnetlink
 * tells that a route changed; then the kernel is asked how its routes are.
 */
#include "optical_bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define TIMEOUT_MS	60000
#define MOST		16
#define OCTETS		262144

struct watched {
	const char *text;
	int family;
	uint8_t address[16];
	uint8_t len;
	uint32_t table;
	bool there;		/* over the device, by the last look */
	double gone_ms;		/* or -1 */
};

static struct watched watched[MOST];
static int n_watched;
static uint32_t device;
static double link_ms = -1;
static char buffer[OCTETS];

static void die(const char *what)
{
	fprintf(stderr, "failover: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return 1e3 * time.tv_sec + time.tv_nsec / 1e6;
}

static void watch(const char *prefix, const char *table)
{
	struct watched *w = &watched[n_watched++];
	char address[INET6_ADDRSTRLEN];
	const char *slash = strchr(prefix, '/');

	if (!slash || (size_t)(slash - prefix) >= sizeof(address)) {
		errno = EINVAL;
		die(prefix);
	}
	snprintf(address, sizeof(address), "%.*s", (int)(slash - prefix),
		 prefix);
	w->text = prefix;
	w->family = strchr(prefix, ':') ? AF_INET6 : AF_INET;
	w->len = atoi(slash + 1);
	w->table = atoi(table);
	w->gone_ms = -1;
	if (inet_pton(w->family, address, w->address) != 1) {
		errno = EINVAL;
		die(prefix);
	}
}

/* --- routes ------------------------------------------------------------- */

static bool over_device(struct rtattr *multipath)
{
	struct rtnexthop *hop = RTA_DATA(multipath);
	int left = RTA_PAYLOAD(multipath);

	for (; RTNH_OK(hop, left); left -= NLMSG_ALIGN(hop->rtnh_len),
	     hop = RTNH_NEXT(hop))
		if (hop->rtnh_ifindex == (int)device)
			return true;
	return false;
}

/* Notes a route that goes over the device. */
static void see_route(struct nlmsghdr *nlh)
{
	struct rtmsg *rtm = NLMSG_DATA(nlh);
	struct rtattr *attr = RTM_RTA(rtm);
	uint32_t table = rtm->rtm_table;
	const void *dst = NULL;
	int left = RTM_PAYLOAD(nlh), i;
	bool over = false;

	for (; RTA_OK(attr, left); attr = RTA_NEXT(attr, left)) {
		if (attr->rta_type == RTA_DST)
			dst = RTA_DATA(attr);
		else if (attr->rta_type == RTA_TABLE)
			table = *(uint32_t *)RTA_DATA(attr);
		else if (attr->rta_type == RTA_OIF)
			over |= *(uint32_t *)RTA_DATA(attr) == device;
		else if (attr->rta_type == RTA_MULTIPATH)
			over |= over_device(attr);
	}
	for (i = 0; dst && over && i < n_watched; i++)
		if (watched[i].family == rtm->rtm_family &&
		    watched[i].len == rtm->rtm_dst_len &&
		    watched[i].table == table &&
		    !memcmp(watched[i].address, dst,
			    rtm->rtm_family == AF_INET ? 4 : 16))
			watched[i].there = true;
}

/* Asks the kernel for all routes of a family. */
static void look_family(int sock, int family)
{
	struct {
		struct nlmsghdr nlh;
		struct rtmsg rtm;
	} request = {
		.nlh = {
			.nlmsg_len = sizeof(request),
			.nlmsg_type = RTM_GETROUTE,
			.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
		},
		.rtm = { .rtm_family = family },
	};
	struct nlmsghdr *nlh;
	ssize_t n;

	if (send(sock, &request, sizeof(request), 0) < 0)
		die("asking for routes");
	for (;;) {
		n = recv(sock, buffer, sizeof(buffer), 0);
		if (n < 0)
			die("reading routes");
		for (nlh = (void *)buffer; NLMSG_OK(nlh, n);
		     nlh = NLMSG_NEXT(nlh, n)) {
			if (nlh->nlmsg_type == NLMSG_DONE)
				return;
			if (nlh->nlmsg_type == RTM_NEWROUTE)
				see_route(nlh);
		}
	}
}

/* How many are over the device; @ms is noted of those that no longer are. */
static int look(int sock, double ms)
{
	int i, there = 0;

	for (i = 0; i < n_watched; i++)
		watched[i].there = false;
	look_family(sock, AF_INET);
	look_family(sock, AF_INET6);
	for (i = 0; i < n_watched; i++) {
		there += watched[i].there;
		if (watched[i].there)
			watched[i].gone_ms = -1;
		else if (watched[i].gone_ms < 0)
			watched[i].gone_ms = ms;
	}
	return there;
}

/* --- the fault ---------------------------------------------------------- */

static void fault(struct sim *sim, const char *port, bool silent, bool on)
{
	struct sim_attr attrs[] = {
		{ .type = ERDSIM_A_STRAND_PORT, .kind = SIM_TEXT, .text = port },
		{ .type = ERDSIM_A_STRAND_CUT, .kind = SIM_U8, .number = on },
		{ .type = ERDSIM_A_STRAND_SOCKET, .kind = SIM_U32,
		  .number = ERDSIM_SOCKET_RX },
	};
	struct sim_request request = {
		.cmd = ERDSIM_CMD_STRAND_SET,
		.attrs = attrs,
		.n = silent ? 3 : 2,
	};
	struct erd_error err;

	if (silent) {
		attrs[1].type = ERDSIM_A_STRAND_CORRUPT;
		attrs[1].kind = SIM_U32;
		attrs[1].number = on ? ERDSIM_CORRUPT_MAX : 0;
	}
	if (sim_do(sim, &request, port, &err)) {
		fprintf(stderr, "failover: %s\n", err.text);
		exit(1);
	}
}

/* --- listening ---------------------------------------------------------- */

static int open_route(unsigned int groups)
{
	struct sockaddr_nl address = {
		.nl_family = AF_NETLINK,
		.nl_groups = groups,
	};
	int octets = 1 << 22;
	int sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (sock < 0 || bind(sock, (struct sockaddr *)&address,
			     sizeof(address)))
		die("rtnetlink");
	setsockopt(sock, SOL_SOCKET, SO_RCVBUF, &octets, sizeof(octets));
	return sock;
}

/* Whether the messages tell of routes; notes the loss of the carrier. */
static bool hear(int sock, double ms)
{
	struct nlmsghdr *nlh;
	bool routes = false;
	ssize_t n = recv(sock, buffer, sizeof(buffer), 0);

	if (n < 0)
		die("listening");
	for (nlh = (void *)buffer; NLMSG_OK(nlh, n); nlh = NLMSG_NEXT(nlh, n)) {
		struct ifinfomsg *ifi = NLMSG_DATA(nlh);

		if (nlh->nlmsg_type == RTM_NEWROUTE ||
		    nlh->nlmsg_type == RTM_DELROUTE)
			routes = true;
		if (nlh->nlmsg_type == RTM_NEWLINK && link_ms < 0 &&
		    ifi->ifi_index == (int)device &&
		    !(ifi->ifi_flags & IFF_RUNNING))
			link_ms = ms;
	}
	return routes;
}

static void print(const char *kind)
{
	double last = 0;
	int i;

	printf("{\"kind\":\"%s\",\"carrier_ms\":", kind);
	if (link_ms < 0)
		printf("null");
	else
		printf("%.3f", link_ms);
	printf(",\"routes\":{");
	for (i = 0; i < n_watched; i++) {
		printf("%s\"%s\":%.3f", i ? "," : "", watched[i].text,
		       watched[i].gone_ms);
		if (watched[i].gone_ms > last)
			last = watched[i].gone_ms;
	}
	printf("},\"ms\":%.3f}\n", last);
}

int main(int argc, char **argv)
{
	struct pollfd told = { .events = POLLIN };
	int asks, left = 1, i;
	struct erd_error err;
	struct sim *sim;
	double begun;
	bool silent;

	if (argc < 6 || argc % 2 || argc > 4 + 2 * MOST) {
		fprintf(stderr, "usage: failover cut|silent PORT DEVICE PREFIX TABLE...\n");
		return 2;
	}
	silent = !strcmp(argv[1], "silent");
	device = if_nametoindex(argv[3]);
	if (!device)
		die(argv[3]);
	for (i = 4; i < argc; i += 2)
		watch(argv[i], argv[i + 1]);
	told.fd = open_route(RTMGRP_LINK | RTMGRP_IPV4_ROUTE |
			     RTMGRP_IPV6_ROUTE);
	asks = open_route(0);
	if (sim_open(&sim, &err)) {
		fprintf(stderr, "failover: %s\n", err.text);
		return 1;
	}
	if (look(asks, 0) != n_watched) {
		fprintf(stderr, "failover: not all routes are over %s\n",
			argv[3]);
		return 1;
	}
	begun = now_ms();
	fault(sim, argv[2], silent, true);
	while (left && now_ms() - begun < TIMEOUT_MS) {
		if (poll(&told, 1, 1000) > 0 && hear(told.fd, now_ms() - begun))
			left = look(asks, now_ms() - begun);
	}
	fault(sim, argv[2], silent, false);
	sim_close(sim);
	if (left) {
		fprintf(stderr, "failover: after %d s routes are still over %s\n",
			TIMEOUT_MS / 1000, argv[3]);
		return 1;
	}
	print(argv[1]);
	return 0;
}
