/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rates and sizes as people write them. */
#ifndef LIBERD_RATE_H
#define LIBERD_RATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * "50mbit", "2.5gbit", "1000000" (bit/s), "none" (0): in decimal powers. False
 * if it is nothing of that kind.
 */
bool rate_parse(const char *text, uint64_t *bits_per_s);
/* Octets: "65536", "64k", "1m": in binary powers. */
bool size_parse(const char *text, uint32_t *octets);

/* "50mbit", as short as it can be said exactly; "none" for 0. */
const char *rate_text(uint64_t bits_per_s, char *buffer, size_t size);

#endif /* LIBERD_RATE_H */
