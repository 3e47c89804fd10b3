/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERDSIM_BENCH_H
#define ERDSIM_BENCH_H

#include <linux/list.h>

struct erdsim_port;
struct net;

/**
 * struct erdsim_bench - the ports made in one network namespace
 * @ports: &erdsim_port.list
 * @nports: how many
 * @generation: counts ports made and deleted, for dumps; never 0
 * @net: the namespace
 *
 * Everything in it is read and written under RTNL.
 */
struct erdsim_bench {
	struct list_head ports;
	unsigned int nports;
	unsigned int generation;
	struct net *net;
};

struct erdsim_bench *erdsim_bench(const struct net *net);
struct erdsim_port *erdsim_bench_find(const struct erdsim_bench *bench,
				      const char *name);
void erdsim_bench_add(struct erdsim_bench *bench, struct erdsim_port *port);
void erdsim_bench_remove(struct erdsim_bench *bench, struct erdsim_port *port);
int erdsim_bench_init(void);
void erdsim_bench_exit(void);

#endif /* ERDSIM_BENCH_H */
