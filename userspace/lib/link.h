/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sub-interfaces as rtnetlink makes and deletes them. */
#ifndef LIBERD_LINK_H
#define LIBERD_LINK_H

#include "request.h"

#include <erd.h>

struct link_config {
	const char *ifname;
	uint32_t port_ifindex;
	const char *circuit;
	enum erd_peering peering;
	uint16_t ctag;
	const struct erd_pcp_maps *pcp;	/* NULL: as the kernel has it */
	bool up;
};

/*
 * The index of a network device, or 0 if there is none of that name. Unlike
 * if_nametoindex() this does not have the kernel run modprobe for a name that
 * it does not know, which takes longer than all else that is done here.
 */
uint32_t link_find(struct erd *erd, const char *ifname);

/* These return 0 or a positive errno, as request_route() does. */
int link_create(struct erd *erd, const struct link_config *config,
		struct reply *reply);
/* Where @subif has no ifindex, by its name. */
int link_delete(struct erd *erd, const struct erd_subif *subif,
		struct reply *reply);
int link_get_pcp(struct erd *erd, const struct erd_subif *subif,
		 struct erd_pcp_maps *maps, struct reply *reply);
/*
 * A map that is NULL stays. @subif must be in this namespace: rtnetlink takes
 * the number of another one for where the link is to go.
 */
int link_set_pcp(struct erd *erd, const struct erd_subif *subif,
		 const uint8_t *egress_pcp, const uint8_t *ingress_prio,
		 struct reply *reply);

#endif /* LIBERD_LINK_H */
