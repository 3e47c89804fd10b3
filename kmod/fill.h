/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_FILL_H
#define ERD_FILL_H

#include <linux/skbuff.h>

struct erd_port;
struct erd_circuit;
struct erd_subif;

int erd_fill_port(struct sk_buff *skb, const struct erd_port *port);
int erd_fill_unknowns(struct sk_buff *skb, struct erd_port *port);
int erd_fill_circuit(struct sk_buff *skb, const struct erd_circuit *circuit);
int erd_fill_subif(struct sk_buff *skb, const struct erd_subif *subif);

#endif /* ERD_FILL_H */
