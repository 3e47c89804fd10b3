/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_GENL_H
#define ERD_GENL_H

#include <linux/erd.h>
#include <net/genetlink.h>

#include "net.h"

#define ERD_GENL_GROUP_EVENTS	0

#define ERD_POLICY_NAME	{ .type = NLA_NUL_STRING, .len = ERD_NAME_MAX - 1 }

typedef int erd_fill_fn(struct sk_buff *skb, const void *object);

extern struct genl_family erd_genl_family;

bool erd_genl_has_listeners(struct net *net);
int erd_check_name(struct genl_info *info, int type);
int erd_reply(struct genl_info *info, u8 cmd, erd_fill_fn *fill,
	      const void *object);
int erd_dump_one(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
		 erd_fill_fn *fill, const void *object);
struct erd_net *erd_dump_begin(struct sk_buff *skb,
			       struct netlink_callback *cb);
int erd_dump_end(struct sk_buff *skb);

/* the commands: genl_port.c, genl_circuit.c, genl_subif.c */
extern const struct nla_policy erd_port_new_policy[ERD_A_PORT_OUTER_TPID + 1];
extern const struct nla_policy erd_port_del_policy[ERD_A_PORT_CASCADE + 1];
extern const struct nla_policy erd_port_set_policy[ERD_A_PORT_ADMIN_STATE + 1];
extern const struct nla_policy erd_port_get_policy[ERD_A_PORT_NAME + 1];
extern const struct nla_policy
erd_circuit_new_policy[ERD_A_CIRCUIT_ADMIN_STATE + 1];
extern const struct nla_policy
erd_circuit_set_policy[ERD_A_CIRCUIT_ADMIN_STATE + 1];
extern const struct nla_policy
erd_peering_set_policy[ERD_A_SUBIF_ADMIN_STATE + 1];
extern const struct nla_policy erd_circuit_del_policy[ERD_A_CIRCUIT_CASCADE + 1];
extern const struct nla_policy erd_circuit_get_policy[ERD_A_CIRCUIT_NAME + 1];
extern const struct nla_policy erd_subif_get_policy[ERD_A_SUBIF_IFINDEX + 1];

int erd_cmd_port_new(struct sk_buff *skb, struct genl_info *info);
int erd_cmd_port_del(struct sk_buff *skb, struct genl_info *info);
int erd_cmd_port_set(struct sk_buff *skb, struct genl_info *info);
int erd_cmd_port_get(struct sk_buff *skb, struct genl_info *info);
int erd_cmd_circuit_new(struct sk_buff *skb, struct genl_info *info);
int erd_cmd_circuit_del(struct sk_buff *skb, struct genl_info *info);
int erd_cmd_circuit_set(struct sk_buff *skb, struct genl_info *info);
int erd_cmd_peering_set(struct sk_buff *skb, struct genl_info *info);
int erd_cmd_circuit_get(struct sk_buff *skb, struct genl_info *info);
int erd_cmd_subif_get(struct sk_buff *skb, struct genl_info *info);
int erd_dump_ports(struct sk_buff *skb, struct netlink_callback *cb);
int erd_dump_circuits(struct sk_buff *skb, struct netlink_callback *cb);
int erd_dump_subifs(struct sk_buff *skb, struct netlink_callback *cb);

int erd_genl_init(void);
void erd_genl_exit(void);

#endif /* ERD_GENL_H */
