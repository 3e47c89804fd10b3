/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERDSIM_FILL_H
#define ERDSIM_FILL_H

#include <linux/types.h>

struct erdsim_port;
struct sk_buff;

int erdsim_fill_port(struct sk_buff *skb, struct erdsim_port *port,
		     bool trusted);

#endif /* ERDSIM_FILL_H */
