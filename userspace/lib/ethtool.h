/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel's family "ethtool" of generic netlink. */
#ifndef LIBERD_ETHTOOL_H
#define LIBERD_ETHTOOL_H

#include "eeprom.h"

#include <erd.h>

struct ethtool;

/* NULL if it fails. */
struct ethtool *ethtool_open(struct erd_error *err);
void ethtool_close(struct ethtool *ethtool);

/*
 * Reads a half of a page of the module in a device. Returns how many bytes
 * came, at most EEPROM_HALF_SIZE, or a negative errno; ethtool_reason() is
 * then why, in the kernel's words or the C library's.
 */
int ethtool_read_module(struct ethtool *ethtool, const char *ifname,
			struct eeprom_where where,
			uint8_t bytes[EEPROM_HALF_SIZE]);
const char *ethtool_reason(const struct ethtool *ethtool);

#endif /* LIBERD_ETHTOOL_H */
