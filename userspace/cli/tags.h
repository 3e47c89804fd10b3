/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tags that nobody has, for people. */
#ifndef ERDCTL_TAGS_H
#define ERDCTL_TAGS_H

#include <erd.h>
#include <time.h>

struct tag_text {
	char outer[16], inner[16];	/* "0x8100:1000", or "-" */
	char source[18];
	char last[24];			/* "0.5 s ago" */
};

void tag_text(const struct erd_seen_tag *tag, const struct timespec *now,
	      struct tag_text *text);

/* Seconds since @then_ns; 0 if that is still to come. Both CLOCK_BOOTTIME. */
double tag_age(uint64_t then_ns, const struct timespec *now);

#endif /* ERDCTL_TAGS_H */
