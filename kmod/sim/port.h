/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERDSIM_PORT_H
#define ERDSIM_PORT_H

#include <linux/erdsim.h>
#include <linux/netdevice.h>

#include "carrier.h"
#include "fec.h"
#include "nic.h"
#include "optic.h"
#include "rx.h"
#include "stats.h"
#include "strand.h"

/**
 * struct erdsim_port - a simulated card with its module
 * @dev: its network device, which this is the private part of
 * @stats: its counters
 * @far: where its frames come out, or NULL; RCU
 * @rx: its receiver
 * @nic: how the card behaves
 * @last_tx: the last frame the driver was given; the queue's lock
 * @bench: its bench
 * @list: in &erdsim_bench.ports
 * @name: unique on the bench; fixed
 * @optic: type of its module; fixed
 * @open: the network device is open
 * @plugged: the module is in
 * @lasers: which lanes' are on, a bit each
 * @weak_mb: how much less than typical each sends
 * @strong_mb: and how much more
 * @line_rate: what it runs at, in Mb/s
 * @fec: its decoder
 * @rolled: the duplex connector is in the wrong way round
 * @fibre: strands in the halves of the connector; the first is in the Tx
 *	socket, unless @rolled
 * @signal: what arrives
 * @identify: told to blink
 * @led: lit
 *
 * Under RTNL where nothing else is said.
 */
struct erdsim_port {
	struct net_device *dev;
	struct erdsim_pcpu_stats __percpu *stats;
	struct erdsim_port __rcu *far;
	struct erdsim_rx rx;
	struct erdsim_nic nic;
	struct erdsim_descriptor last_tx;

	struct erdsim_bench *bench;
	struct list_head list;
	char name[ERDSIM_NAME_MAX];
	const struct erdsim_optic *optic;
	bool open;
	bool plugged;
	u32 lasers;
	u32 weak_mb;
	u32 strong_mb;
	u32 line_rate;
	struct erdsim_fec fec;
	bool rolled;
	struct erdsim_strand *fibre[2];
	struct erdsim_signal signal;
	bool identify;
	bool led;
};

struct erdsim_port *erdsim_port_create(struct erdsim_bench *bench,
				       const char *name,
				       const struct erdsim_optic *optic,
				       struct netlink_ext_ack *extack);
void erdsim_port_delete(struct erdsim_port *port, struct list_head *devices);

#endif /* ERDSIM_PORT_H */
