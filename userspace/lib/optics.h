/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading a module: which pieces of its memory, and what they say. */
#ifndef LIBERD_OPTICS_H
#define LIBERD_OPTICS_H

#include "eeprom.h"

#include <erd.h>

/*
 * Reads a half. Returns how many bytes came, at most EEPROM_HALF_SIZE, or a
 * negative errno with *why in words.
 */
typedef int (*optics_read_fn)(struct eeprom_where where,
			      uint8_t bytes[EEPROM_HALF_SIZE],
			      const char **why, void *data);

/*
 * Reads what the module's standard asks for, half after half. Fails if the
 * first cannot be read or means nothing to this library. Without another one
 * what stands there is unreported; if that is not simply how the module or
 * its driver is, @err->text becomes a warning, else "".
 */
int optics_collect(const char *ifname, optics_read_fn read, void *data,
		   struct eeprom *eeprom, struct erd_error *err);

/* What a collected module says, and what its light is like. */
void optics_decode(const struct eeprom *eeprom, struct erd_optics *optics);

#endif /* LIBERD_OPTICS_H */
