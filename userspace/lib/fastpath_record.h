/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is to be known of an attachment that the kernel does not know: kept in
 * a map of its own beside the pins, so that any process can undo it. It is
 * written before what it tells of is done. Private to liberd.
 */
#ifndef LIBERD_FASTPATH_RECORD_H
#define LIBERD_FASTPATH_RECORD_H

#include "tag_source.h"

#define FASTPATH_RECORD	"record"	/* the pin */

/**
 * struct fastpath_record - of one port
 * @netns: the port's namespace, see netns_mark()
 * @build: of the programs, see programs_build()
 * @tags: where tags are, and what was changed for that
 * @ifindex: of the port
 * @whole: it once was attached as a whole, so its counts are to be kept
 * @clsact: the port had no clsact
 * @version: of the liberd that loaded the programs
 */
struct fastpath_record {
	uint64_t netns;
	uint64_t build;
	struct tag_source tags;
	uint32_t ifindex;
	uint8_t whole;
	uint8_t clsact;
	char version[18];
};

/* False, and all zero, if there is none, or one of another layout. */
bool fastpath_record_read(const char *port, struct fastpath_record *record);
/* 0 or a negative errno. */
int fastpath_record_write(const char *port,
			  const struct fastpath_record *record);

#endif /* LIBERD_FASTPATH_RECORD_H */
