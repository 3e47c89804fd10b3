/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the kernel has of IPv4 and IPv6, by netlink. */
#ifndef ERD_DOCTOR_DUMP_H
#define ERD_DOCTOR_DUMP_H

#include <libmnl/libmnl.h>

/*
 * Asks @bus (NETLINK_ROUTE, …) for a dump of each family. @ask completes the
 * request, behind whose header there is room: its type, and what follows; @take is
 * called with each answer and @data. What cannot be had is missing.
 */
void dump_families(int bus, void (*ask)(struct nlmsghdr *nlh, int family),
		   mnl_cb_t take, void *data);

#endif /* ERD_DOCTOR_DUMP_H */
