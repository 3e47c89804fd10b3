// SPDX-License-Identifier: LGPL-2.1-or-later
/* What the kernel tells: events of erd, links, addresses, routes, next hops. */
#include "daemon.h"
#include "error.h"
#include "event.h"

#include <errno.h>
#include <inttypes.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

/* RTPROT_ZEBRA is what FRR's next hops are from, RTPROT_BGP its routes. */
#define ROUTE_BUFFER	(1 << 20)

static void look_soon(struct daemon *daemon, enum daemon_why why)
{
	if (daemon->why < why)
		daemon->why = why;
	if (why == WHY_EVENT)
		pace_event(&daemon->look, daemon_now());
	else
		pace_fresh(&daemon->look, daemon_now());
}

/* --- erd ---------------------------------------------------------------- */

static void tell_lost(const struct erd_event_info *event, uint64_t lost)
{
	struct record record = record_of(RECORD_LOST, LOG_WARNING, "lost");

	if (event)
		record_text(&record, "%" PRIu64 " event%s of erd lost", lost,
			    lost == 1 ? " was" : "s were");
	else
		record_text(&record, "events of erd were lost");
	if (event)
		snprintf(record.new_value, sizeof(record.new_value),
			 "%" PRIu64, lost);
	record_tell(&record);
}

static void on_event(const struct erd_event_info *event, uint64_t lost,
		     void *data)
{
	struct daemon *daemon = data;
	struct record record;

	if (!event || lost)
		tell_lost(event, lost);
	if (event) {
		record = event_record(event);
		record_tell(&record);
	}
	look_soon(daemon, event && event->type == ERD_EVENT_MODULE_LOADED ?
				  WHY_MODULE : WHY_EVENT);
	/* What a session stands on may have gone. */
	pace_event(&daemon->poll, daemon_now());
}

static int on_erd(sd_event_source *source, int fd, uint32_t revents,
		  void *data)
{
	struct daemon *daemon = data;
	struct erd_error err;

	(void)source;
	(void)fd;
	(void)revents;
	if (!erd_events_read(daemon->erd, on_event, daemon, &err))
		return 0;
	fprintf(stderr, "erdd: %s\n", err.text);
	return -EIO;
}

int watch_erd(struct daemon *daemon, struct erd_error *err)
{
	int ret, fd;

	if (daemon->erd)
		return ERD_OK;
	daemon->erd = erd_open(err);
	if (!daemon->erd)
		return err->status;
	ret = erd_events_subscribe(daemon->erd, &fd, err);
	if (!ret && sd_event_add_io(daemon->loop, NULL, fd, EPOLLIN, on_erd,
				    daemon) < 0)
		ret = erd_fail(err, ERD_ERROR, "out of memory");
	if (ret) {
		erd_close(daemon->erd);
		daemon->erd = NULL;
		return ret;
	}
	/* It follows the module itself from now on. */
	daemon->family_source =
		sd_event_source_disable_unref(daemon->family_source);
	nl_socket_free(daemon->family);
	daemon->family = NULL;
	return ERD_OK;
}

/* --- families ----------------------------------------------------------- */

static int on_family(sd_event_source *source, int fd, uint32_t revents,
		     void *data)
{
	struct daemon *daemon = data;
	struct erd_error err;

	(void)source;
	(void)fd;
	(void)revents;
	nl_recvmsgs_default(daemon->family);
	if (!watch_erd(daemon, &err))
		look_soon(daemon, WHY_MODULE);
	return 0;
}

/* --- rtnetlink ---------------------------------------------------------- */

/* A device of a port, which was not there when it was looked for. */
static bool was_absent(const struct daemon *daemon, struct nlmsghdr *nlh)
{
	struct nlattr *name = nlmsg_find_attr(nlh, sizeof(struct ifinfomsg),
					      IFLA_IFNAME);
	const char (*absent)[IFNAMSIZ] = daemon->absent.items;
	size_t i;

	for (i = 0; name && i < daemon->absent.n; i++)
		if (!strncmp(nla_data(name), absent[i], IFNAMSIZ))
			return true;
	return false;
}

static bool is_of_frr(struct nlmsghdr *nlh)
{
	const struct rtmsg *route = NLMSG_DATA(nlh);
	const struct nhmsg *hop = NLMSG_DATA(nlh);

	if (nlh->nlmsg_type == RTM_NEWROUTE || nlh->nlmsg_type == RTM_DELROUTE)
		return nlh->nlmsg_len >= NLMSG_LENGTH(sizeof(*route)) &&
		       route->rtm_protocol == RTPROT_BGP;
	return nlh->nlmsg_len >= NLMSG_LENGTH(sizeof(*hop)) &&
	       hop->nh_protocol == RTPROT_ZEBRA;
}

static int on_message(struct nl_msg *msg, void *data)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	struct daemon *daemon = data;

	switch (nlh->nlmsg_type) {
	case RTM_NEWLINK:
		look_soon(daemon, was_absent(daemon, nlh) ? WHY_DEVICE :
							    WHY_EVENT);
		break;
	case RTM_DELLINK:
	case RTM_NEWADDR:
	case RTM_DELADDR:
		look_soon(daemon, WHY_EVENT);
		break;
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
	case RTM_NEWNEXTHOP:
	case RTM_DELNEXTHOP:
		if (is_of_frr(nlh))
			pace_event(&daemon->poll, daemon_now());
		break;
	}
	return NL_OK;
}

static int on_route(sd_event_source *source, int fd, uint32_t revents,
		    void *data)
{
	struct daemon *daemon = data;
	int ret;

	(void)source;
	(void)fd;
	(void)revents;
	do {
		ret = nl_recvmsgs_default(daemon->route);
	} while (ret >= 0);
	/* It overflowed: anything may have happened. */
	if (ret == -NLE_NOMEM) {
		look_soon(daemon, WHY_EVENT);
		pace_event(&daemon->poll, daemon_now());
	}
	return 0;
}

/* --- both --------------------------------------------------------------- */

static int fail_netlink(struct erd_error *err, int ret)
{
	return erd_fail(err, ERD_ERROR, "netlink: %s", nl_geterror(ret));
}

static int listen_to(struct daemon *daemon, struct nl_sock **sock, int protocol,
		     const int *groups, nl_recvmsg_msg_cb_t fn,
		     sd_event_io_handler_t on, sd_event_source **source,
		     struct erd_error *err)
{
	int ret;

	*sock = nl_socket_alloc();
	if (!*sock)
		return erd_fail(err, ERD_ERROR, "out of memory");
	nl_socket_disable_seq_check(*sock);
	if (fn)
		nl_socket_modify_cb(*sock, NL_CB_VALID, NL_CB_CUSTOM, fn,
				    daemon);
	ret = nl_connect(*sock, protocol);
	for (; !ret && *groups; groups++)
		ret = nl_socket_add_memberships(*sock, *groups, 0);
	if (!ret)
		ret = nl_socket_set_nonblocking(*sock);
	if (ret)
		return fail_netlink(err, ret);
	nl_socket_set_buffer_size(*sock, ROUTE_BUFFER, 0);
	if (sd_event_add_io(daemon->loop, source, nl_socket_get_fd(*sock),
			    EPOLLIN, on, daemon) < 0)
		return erd_fail(err, ERD_ERROR, "out of memory");
	return ERD_OK;
}

/* A socket that asks is not one that listens. */
static int family_group(void)
{
	struct nl_sock *sock = nl_socket_alloc();
	int group = -1;

	if (sock && !nl_connect(sock, NETLINK_GENERIC))
		group = genl_ctrl_resolve_grp(sock, "nlctrl", "notify");
	nl_socket_free(sock);
	return group;
}

int watch_kernel(struct daemon *daemon, struct erd_error *err)
{
	static const int routes[] = {
		RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR,
		RTNLGRP_IPV4_ROUTE, RTNLGRP_IPV6_ROUTE, RTNLGRP_NEXTHOP, 0
	};
	const int families[] = { family_group(), 0 };
	int ret;

	if (families[0] < 0)
		return fail_netlink(err, families[0]);
	ret = listen_to(daemon, &daemon->route, NETLINK_ROUTE, routes,
			on_message, on_route, NULL, err);
	if (!ret)
		ret = listen_to(daemon, &daemon->family, NETLINK_GENERIC,
				families, NULL, on_family,
				&daemon->family_source, err);
	return ret;
}

void watch_end(struct daemon *daemon)
{
	sd_event_source_disable_unref(daemon->family_source);
	sd_event_source_disable_unref(daemon->etc);
	sd_event_source_disable_unref(daemon->run);
	nl_socket_free(daemon->family);
	nl_socket_free(daemon->route);
	erd_close(daemon->erd);
}
