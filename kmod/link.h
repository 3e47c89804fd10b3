/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_LINK_H
#define ERD_LINK_H

struct net_device;
struct netlink_ext_ack;
struct rtnl_newlink_params;

int erd_link_newlink(struct net_device *dev, struct rtnl_newlink_params *params,
		     struct netlink_ext_ack *extack);
int erd_link_init(void);
void erd_link_exit(void);

#endif /* ERD_LINK_H */
