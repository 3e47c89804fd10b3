/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_NET_H
#define ERD_NET_H

#include <linux/list.h>
#include <linux/types.h>
#include <net/net_namespace.h>

/**
 * struct erd_net - what erd keeps for a network namespace
 * @pairs: &struct erd_pair; RTNL
 * @ports: &struct erd_port; RTNL
 * @event_seq: number of the last event; RTNL
 * @generation: changes with every object made or deleted, so that a dump in
 *	parts can tell that it is torn; never 0; RTNL
 */
struct erd_net {
	struct list_head pairs;
	struct list_head ports;
	u64 event_seq;
	unsigned int generation;
};

struct erd_net *erd_net(const struct net *net);
void erd_net_changed(struct erd_net *en);
int erd_net_init(void);
void erd_net_exit(void);

#endif /* ERD_NET_H */
