/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The newest kernel's interface on the kernels that lack it. Everything that
 * differs between kernels is here and nowhere else; probe.mk finds out what
 * there is.
 */
#ifndef ERD_COMPAT_H
#define ERD_COMPAT_H

#include <linux/netdevice.h>
#include <net/genetlink.h>
#include <net/rtnetlink.h>

#include "../link.h"

#ifdef ERD_HAVE_GSO_H
#include <net/gso.h>
#endif

#ifdef ERD_HAVE_NETDEV_LOCK_H
#include <net/netdev_lock.h>
#endif

/* The attributes that came with a dump request. */
static inline struct nlattr **erd_dump_attrs(struct netlink_callback *cb)
{
#ifdef ERD_HAVE_DUMP_INFO
	return genl_dumpit_info(cb)->info.attrs;
#else
	return genl_dumpit_info(cb)->attrs;
#endif
}

/* Transmit without the core's queue lock. */
static inline void erd_set_lltx(struct net_device *dev)
{
#ifdef ERD_HAVE_LLTX
	dev->lltx = true;
#else
	dev->features |= NETIF_F_LLTX;
#endif
}

/* In a tracepoint: the new form knows the source from __string(). */
#ifdef ERD_HAVE_ASSIGN_STR_1
#define erd_assign_str(dst, ...)	__assign_str(dst)
#else
#define erd_assign_str(dst, ...)	__assign_str(dst, __VA_ARGS__)
#endif

/* What a reader of the operational state sees, until the core looks itself. */
static inline void erd_set_operstate(struct net_device *dev,
				     unsigned char state)
{
#ifdef ERD_HAVE_DEV_BASE_LOCK
	write_lock(&dev_base_lock);
	WRITE_ONCE(dev->operstate, state);
	write_unlock(&dev_base_lock);
#else
	WRITE_ONCE(dev->operstate, state);
#endif
}

/* Where lltx is a feature bit it must survive ndo_fix_features. */
#ifdef ERD_HAVE_LLTX
#define ERD_FEATURES_FIXED	((netdev_features_t)0)
#else
#define ERD_FEATURES_FIXED	NETIF_F_LLTX
#endif

/*
 * rtnl_link_ops.newlink: link.c has the newest form, erd_link_newlink(); the
 * operation to register is ERD_NEWLINK_OP.
 */
#ifdef ERD_HAVE_NEWLINK_PARAMS
#define ERD_NEWLINK_OP	erd_link_newlink
#else
#define ERD_NEWLINK_OP	erd_link_newlink_old

struct rtnl_newlink_params {
	struct net *link_net;
	struct nlattr **tb;
	struct nlattr **data;
};

static inline struct net *
rtnl_newlink_link_net(const struct rtnl_newlink_params *params)
{
	return params->link_net;
}

static inline int erd_link_newlink_old(struct net *link_net,
				       struct net_device *dev,
				       struct nlattr *tb[],
				       struct nlattr *data[],
				       struct netlink_ext_ack *extack)
{
	struct rtnl_newlink_params params = {
		.link_net = link_net,
		.tb = tb,
		.data = data,
	};

	return erd_link_newlink(dev, &params, extack);
}
#endif

#endif /* ERD_COMPAT_H */
