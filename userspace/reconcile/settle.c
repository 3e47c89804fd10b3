// SPDX-License-Identifier: LGPL-2.1-or-later
#include "routing_step.h"
#include "handle.h"

#include <linux/if_addr.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* It takes up to two seconds; then what is missing is not waited for. */
#define TRIES		100
#define EACH_NS		50000000
/* In so many tries what the daemon does not know is told once. */
#define TELL_EACH	4

struct found {
	struct nl_cache *links, *addresses;
};

static const void *octets_of(struct rtnl_addr *addr)
{
	struct nl_addr *local = rtnl_addr_get_local(addr);

	return local && rtnl_addr_get_family(addr) == AF_INET6 ?
	       nl_addr_get_binary_addr(local) : NULL;
}

static bool is_tentative(struct rtnl_addr *addr)
{
	unsigned int flags = rtnl_addr_get_flags(addr);

	return (flags & IFA_F_TENTATIVE) && !(flags & IFA_F_DADFAILED);
}

static bool has_carrier(const struct found *found, int ifindex)
{
	struct rtnl_link *link = rtnl_link_get(found->links, ifindex);
	bool carrier;

	if (!link)
		return false;
	carrier = rtnl_link_get_carrier(link);
	rtnl_link_put(link);
	return carrier;
}

/* Whether a device has a link-local address that can be used. */
static bool has_link_local(const struct found *found, int ifindex)
{
	const unsigned char *octets;
	struct nl_object *at;

	for (at = nl_cache_get_first(found->addresses); at;
	     at = nl_cache_get_next(at)) {
		struct rtnl_addr *addr = (struct rtnl_addr *)at;

		octets = octets_of(addr);
		if (octets && rtnl_addr_get_ifindex(addr) == ifindex &&
		    octets[0] == 0xfe && (octets[1] & 0xc0) == 0x80 &&
		    !is_tentative(addr))
			return true;
	}
	return false;
}

/*
 * Tells whoever listens once more that an address is there. False if it is
 * not, and nobody can know it.
 */
static bool tell(struct nl_sock *sock, const struct found *found,
		 const struct routing_session *session)
{
	int len = session->local.family == AF_INET ? 4 : 16;
	struct nl_object *at;

	for (at = nl_cache_get_first(found->addresses); at;
	     at = nl_cache_get_next(at)) {
		struct rtnl_addr *addr = (struct rtnl_addr *)at;
		struct nl_addr *local = rtnl_addr_get_local(addr);

		if (!local ||
		    rtnl_addr_get_family(addr) != session->local.family ||
		    memcmp(nl_addr_get_binary_addr(local),
			   &session->local.v6, len))
			continue;
		if (sock)
			rtnl_addr_add(sock, addr, NLM_F_REPLACE);
		return true;
	}
	return false;
}

/* Whether one may still be waited for. */
static bool is_unsettled(const struct found *found,
			 const struct routing_session *session)
{
	struct nl_object *at;
	const void *octets;
	int ifindex;

	for (at = nl_cache_get_first(found->addresses); at;
	     at = nl_cache_get_next(at)) {
		struct rtnl_addr *addr = (struct rtnl_addr *)at;

		octets = octets_of(addr);
		ifindex = rtnl_addr_get_ifindex(addr);
		if (octets && !memcmp(octets, &session->local.v6, 16) &&
		    has_carrier(found, ifindex) &&
		    (is_tentative(addr) || !has_link_local(found, ifindex)))
			return true;
	}
	return false;
}

/* With @teller, what the daemon does not know is told. */
static bool all_known(const struct found *found, struct nl_sock *teller,
		      const struct routing_config *config)
{
	bool *known = calloc(config->n_sessions + 1, sizeof(*known));
	bool all = true;
	size_t i;

	/* One that cannot be asked will say so when it is told the rest. */
	if (known && !routing_known(routing_run(), config, known, NULL))
		for (i = 0; i < config->n_sessions; i++)
			if (!known[i] &&
			    tell(teller, found, &config->sessions[i]))
				all = false;
	free(known);
	return all;
}

static bool all_settled(struct nl_sock *sock, struct nl_sock *teller,
			const struct routing_config *config)
{
	struct found found = {};
	bool settled = true;
	size_t i;

	/* What cannot be read is not waited for. */
	if (!rtnl_link_alloc_cache(sock, AF_UNSPEC, &found.links) &&
	    !rtnl_addr_alloc_cache(sock, &found.addresses)) {
		for (i = 0; settled && i < config->n_sessions; i++)
			settled = config->sessions[i].local.family != AF_INET6 ||
				  !is_unsettled(&found, &config->sessions[i]);
		if (settled)
			settled = all_known(&found, teller, config);
	}
	if (found.addresses)
		nl_cache_free(found.addresses);
	if (found.links)
		nl_cache_free(found.links);
	return settled;
}

void settle(const struct routing_config *config)
{
	const struct timespec while_ = { .tv_nsec = EACH_NS };
	struct nl_sock *sock, *teller = NULL;
	int i;

	/* libnl counts the answers of each by itself. */
	if (!handle_connect(&sock, NETLINK_ROUTE, NULL) &&
	    !handle_connect(&teller, NETLINK_ROUTE, NULL))
		for (i = 1; i <= TRIES &&
		     !all_settled(sock, i % TELL_EACH ? NULL : teller, config);
		     i++)
			nanosleep(&while_, NULL);
	nl_socket_free(teller);
	nl_socket_free(sock);
}
