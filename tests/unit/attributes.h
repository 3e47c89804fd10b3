/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Attributes, written without libnl, which is what reads them. */
#ifndef TEST_ATTRIBUTES_H
#define TEST_ATTRIBUTES_H

#include "erd.h"

#include <linux/netlink.h>
#include <stddef.h>
#include <stdint.h>

struct writer {
	_Alignas(4) unsigned char at[4096];
	size_t len;
};

/* Each adds an attribute; where it begins. */
size_t put(struct writer *w, int type, const void *data, size_t size);
void put_u8(struct writer *w, int type, uint8_t value);
void put_u16(struct writer *w, int type, uint16_t value);
void put_u32(struct writer *w, int type, uint32_t value);
void put_u64(struct writer *w, int type, uint64_t value);
void put_string(struct writer *w, int type, const char *string);
/* What is put until end_nest(), which takes what this returned, is in it. */
size_t begin_nest(struct writer *w, int type);
void end_nest(struct writer *w, size_t begin);

/*
 * What @parse makes of the first @len octets, which are in memory of exactly
 * that size, so that the sanitizer sees a read behind its end.
 */
int parse_exactly(int (*parse)(struct nlattr *, int, void *),
		  const struct writer *w, size_t len, void *object);

/* A whole port, with statistics; and that what was read is that one. */
void put_stats(struct writer *w, int type);
void check_stats(const struct erd_stats *stats);
void put_port(struct writer *w);
void check_port(const struct erd_port *port);

#endif /* TEST_ATTRIBUTES_H */
