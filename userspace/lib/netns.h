/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Network namespaces, as far as processes or `ip netns` keep them in sight. */
#ifndef LIBERD_NETNS_H
#define LIBERD_NETNS_H

#include "ethtool.h"

#include <stdint.h>

/* What tells a namespace from all others for as long as it is: its inode. */
uint64_t netns_mine(void);

/*
 * A descriptor of the namespace that this one knows by the number @nsid, or
 * of the one that is @inode; -1 if nobody shows it.
 */
int netns_by_number(int32_t nsid);
int netns_by_inode(uint64_t inode);
uint64_t netns_inode(int fd);

/*
 * What tells it from those to come too, which get the inodes of those that are
 * no more: the inode, and before it as much of the kernel's cookie as there is
 * room for; 0 if it has none.
 */
uint64_t netns_mark(void);
bool netns_is_mine(uint64_t mark);
/* As netns_by_inode(), -1 also if that is another namespace's by now. */
int netns_by_mark(uint64_t mark);

/* As ethtool_open(), for the devices of a namespace. */
struct ethtool *netns_ethtool(int fd, struct erd_error *err);

#endif /* LIBERD_NETNS_H */
