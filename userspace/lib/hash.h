/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether two things are the same, where nobody has a reason to forge one: FNV-1a
 * of 64 bits, on from @hash.
 */
#ifndef LIBERD_HASH_H
#define LIBERD_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_BEGIN	0xcbf29ce484222325

uint64_t hash_octets(uint64_t hash, const void *data, size_t len);
/* With its end, so that "a", "bc" are not "ab", "c". NULL is as "". */
uint64_t hash_text(uint64_t hash, const char *text);

#endif /* LIBERD_HASH_H */
