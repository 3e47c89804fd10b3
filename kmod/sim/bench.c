// SPDX-License-Identifier: GPL-2.0-only
#include <linux/rtnetlink.h>
#include <net/netns/generic.h>

#include "bench.h"
#include "port.h"

static unsigned int erdsim_bench_id __read_mostly;

/**
 * erdsim_bench() - the bench of a network namespace
 * @net: the namespace
 *
 * Return: it; valid as long as @net.
 */
struct erdsim_bench *erdsim_bench(const struct net *net)
{
	return net_generic(net, erdsim_bench_id);
}

/**
 * erdsim_bench_find() - a port by its name
 * @bench: bench
 * @name: name
 *
 * Context: RTNL.
 * Return: the port, or NULL.
 */
struct erdsim_port *erdsim_bench_find(const struct erdsim_bench *bench,
				      const char *name)
{
	struct erdsim_port *port;

	list_for_each_entry(port, &bench->ports, list)
		if (!strcmp(port->name, name))
			return port;
	return NULL;
}

static void erdsim_bench_changed(struct erdsim_bench *bench)
{
	if (!++bench->generation)
		bench->generation = 1;
}

/**
 * erdsim_bench_add() - put a port onto a bench
 * @bench: bench
 * @port: port
 *
 * Context: RTNL.
 */
void erdsim_bench_add(struct erdsim_bench *bench, struct erdsim_port *port)
{
	list_add_tail(&port->list, &bench->ports);
	bench->nports++;
	erdsim_bench_changed(bench);
}

/**
 * erdsim_bench_remove() - take a port from a bench
 * @bench: bench
 * @port: port
 *
 * Context: RTNL.
 */
void erdsim_bench_remove(struct erdsim_bench *bench, struct erdsim_port *port)
{
	list_del(&port->list);
	bench->nports--;
	erdsim_bench_changed(bench);
}

static int __net_init erdsim_bench_start(struct net *net)
{
	struct erdsim_bench *bench = erdsim_bench(net);

	INIT_LIST_HEAD(&bench->ports);
	bench->generation = 1;
	bench->net = net;
	return 0;
}

static void __net_exit erdsim_bench_stop(struct net *net)
{
	struct erdsim_bench *bench = erdsim_bench(net);
	struct erdsim_port *port, *next;
	LIST_HEAD(devices);

	rtnl_lock();
	list_for_each_entry_safe(port, next, &bench->ports, list)
		erdsim_port_delete(port, &devices);
	unregister_netdevice_many(&devices);
	rtnl_unlock();
}

/*
 * Operations of devices, not of subsystems: they exit before the core moves
 * devices without link operations, as ours, to the first namespace. A port
 * that was lent to a namespace does go there with it, like any hardware.
 */
static struct pernet_operations erdsim_bench_ops = {
	.init = erdsim_bench_start,
	.exit = erdsim_bench_stop,
	.id = &erdsim_bench_id,
	.size = sizeof(struct erdsim_bench),
};

int __init erdsim_bench_init(void)
{
	return register_pernet_device(&erdsim_bench_ops);
}

void erdsim_bench_exit(void)
{
	unregister_pernet_device(&erdsim_bench_ops);
}
