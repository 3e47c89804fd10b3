/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERDSIM_RX_H
#define ERDSIM_RX_H

#include <linux/list.h>
#include <linux/netdevice.h>
#include <linux/spinlock.h>
#include <net/xdp.h>

struct bpf_prog;
struct erdsim_frame;
struct erdsim_port;

/* Frames that the receiver holds before the processor takes them. */
#define ERDSIM_RX_RING		2048

/**
 * struct erdsim_rx - a card's receiver
 * @lock: guards @frames and @queued
 * @frames: arrived, not yet taken
 * @queued: how many
 * @napi: takes them
 * @spoilt: how many arrive with bit errors, in ERDSIM_CERTAIN
 * @error: runs up to ERDSIM_CERTAIN, and then a frame is spoilt; NAPI's
 * @prog: XDP program, or NULL; RTNL and RCU
 * @rxq: tells XDP where frames come from
 */
struct erdsim_rx {
	spinlock_t lock;	/* of the two below */
	struct list_head frames;
	unsigned int queued;
	struct napi_struct napi;
	u64 spoilt;
	u64 error;
	struct bpf_prog __rcu *prog;
	struct xdp_rxq_info rxq;
};

void erdsim_rx_setup(struct erdsim_port *port);
int erdsim_rx_open(struct erdsim_port *port);
void erdsim_rx_stop(struct erdsim_port *port);
void erdsim_rx_arrive(struct erdsim_port *port, struct erdsim_frame *frame);

#endif /* ERDSIM_RX_H */
