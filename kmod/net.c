// SPDX-License-Identifier: GPL-2.0-only
#include <linux/rtnetlink.h>
#include <net/netns/generic.h>

#include "net.h"
#include "pair.h"

static unsigned int erd_net_id __read_mostly;

/**
 * erd_net() - erd's state of a network namespace
 * @net: the namespace
 *
 * Return: it; valid as long as @net.
 */
struct erd_net *erd_net(const struct net *net)
{
	return net_generic(net, erd_net_id);
}

/**
 * erd_net_changed() - an object was made or deleted
 * @en: where
 *
 * Context: RTNL.
 */
void erd_net_changed(struct erd_net *en)
{
	if (!++en->generation)
		en->generation = 1;
}

static int __net_init erd_net_start(struct net *net)
{
	struct erd_net *en = erd_net(net);

	INIT_LIST_HEAD(&en->pairs);
	INIT_LIST_HEAD(&en->ports);
	en->generation = 1;
	return 0;
}

/* Ports and sub-interfaces went with their devices; circuits have none. */
static void __net_exit erd_net_stop(struct net *net)
{
	rtnl_lock();
	erd_pairs_flush(erd_net(net));
	rtnl_unlock();
}

static struct pernet_operations erd_net_ops = {
	.init = erd_net_start,
	.exit = erd_net_stop,
	.id = &erd_net_id,
	.size = sizeof(struct erd_net),
};

int __init erd_net_init(void)
{
	return register_pernet_subsys(&erd_net_ops);
}

void erd_net_exit(void)
{
	unregister_pernet_subsys(&erd_net_ops);
}
