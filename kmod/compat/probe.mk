# SPDX-License-Identifier: GPL-2.0-only
# What the kernel being built for has, asked of its headers: distributions
# backport, so version numbers would lie. compat.h turns the answers into the
# newest kernel's interface.
erd-has = $(if $(shell grep -sE '$(2)' $(srctree)/include/$(1)),-D$(3))

ccflags-y += $(call erd-has,net/genetlink.h,struct genl_info[[:space:]]+info;,ERD_HAVE_DUMP_INFO)
ccflags-y += $(call erd-has,net/rtnetlink.h,struct rtnl_newlink_params,ERD_HAVE_NEWLINK_PARAMS)
ccflags-y += $(call erd-has,linux/netdevice.h,lltx:1|[[:space:]]lltx;,ERD_HAVE_LLTX)
ccflags-y += $(call erd-has,net/netdev_lock.h,netdev_lockdep_set_classes,ERD_HAVE_NETDEV_LOCK_H)
ccflags-y += $(call erd-has,linux/netdevice.h,extern rwlock_t[[:space:]]+dev_base_lock,ERD_HAVE_DEV_BASE_LOCK)
ccflags-y += $(call erd-has,net/gso.h,skb_gso_validate_mac_len,ERD_HAVE_GSO_H)
ccflags-y += $(call erd-has,trace/stages/stage6_event_callback.h,define __assign_str.dst.[[:space:]]+[^s],ERD_HAVE_ASSIGN_STR_1)
ccflags-y += $(call erd-has,net/xdp.h,xdp_set_features_flag,ERD_HAVE_XDP_FEATURES)
ccflags-y += $(call erd-has,net/xdp.h,xmo_rx_vlan_tag,ERD_HAVE_XMO_VLAN_TAG)
ccflags-y += $(call erd-has,linux/unaligned.h,get_unaligned,ERD_HAVE_UNALIGNED_H)
