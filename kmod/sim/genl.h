/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERDSIM_GENL_H
#define ERDSIM_GENL_H

#include <linux/erdsim.h>
#include <net/genetlink.h>

#define ERDSIM_POLICY_NAME \
	{ .type = NLA_NUL_STRING, .len = ERDSIM_NAME_MAX - 1 }

struct erdsim_port;

extern struct genl_family erdsim_genl_family;

struct erdsim_port *erdsim_request_port(struct genl_info *info, int type);

/* the commands: genl_port.c, genl_strand.c */
extern const struct nla_policy erdsim_port_new_policy[ERDSIM_A_PORT_SPEED + 1];
extern const struct nla_policy erdsim_port_set_policy[ERDSIM_A_PORT_STRONG + 1];
extern const struct nla_policy erdsim_port_name_policy[ERDSIM_A_PORT_NAME + 1];
extern const struct nla_policy erdsim_patch_policy[ERDSIM_A_STRAND_LOSS + 1];
extern const struct nla_policy erdsim_unpatch_policy[ERDSIM_A_STRAND_SOCKET + 1];
extern const struct nla_policy erdsim_cross_policy[ERDSIM_A_STRAND_PEER + 1];
extern const struct nla_policy
erdsim_strand_set_policy[ERDSIM_A_STRAND_CORRUPT + 1];

int erdsim_cmd_port_new(struct sk_buff *skb, struct genl_info *info);
int erdsim_cmd_port_del(struct sk_buff *skb, struct genl_info *info);
int erdsim_cmd_port_set(struct sk_buff *skb, struct genl_info *info);
int erdsim_cmd_port_get(struct sk_buff *skb, struct genl_info *info);
int erdsim_dump_ports(struct sk_buff *skb, struct netlink_callback *cb);
int erdsim_cmd_patch(struct sk_buff *skb, struct genl_info *info);
int erdsim_cmd_unpatch(struct sk_buff *skb, struct genl_info *info);
int erdsim_cmd_cross(struct sk_buff *skb, struct genl_info *info);
int erdsim_cmd_strand_set(struct sk_buff *skb, struct genl_info *info);

int erdsim_genl_init(void);
void erdsim_genl_exit(void);

#endif /* ERDSIM_GENL_H */
