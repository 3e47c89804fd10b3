/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MD5 (RFC 1321), of which TCP's signatures are made (RFC 2385). */
#ifndef LIBERD_MD5_H
#define LIBERD_MD5_H

#include <stddef.h>
#include <stdint.h>

#define MD5_SIZE	16

struct md5 {
	uint32_t state[4];
	uint64_t octets;
	uint8_t block[64];
};

void md5_begin(struct md5 *md5);
void md5_add(struct md5 *md5, const void *data, size_t len);
void md5_end(struct md5 *md5, uint8_t digest[MD5_SIZE]);

#endif /* LIBERD_MD5_H */
