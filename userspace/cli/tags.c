// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tags.h"

#include <stdio.h>

double tag_age(uint64_t then_ns, const struct timespec *now)
{
	uint64_t now_ns = now->tv_sec * 1000000000ULL + now->tv_nsec;

	return now_ns > then_ns ? (now_ns - then_ns) / 1e9 : 0;
}

static void write_tag(char *text, size_t size, uint16_t tpid, int vid)
{
	if (!tpid)
		snprintf(text, size, "-");
	else if (vid < 0)
		snprintf(text, size, "0x%04x", tpid);
	else
		snprintf(text, size, "0x%04x:%d", tpid, vid);
}

void tag_text(const struct erd_seen_tag *tag, const struct timespec *now,
	      struct tag_text *text)
{
	const uint8_t *source = tag->source;

	write_tag(text->outer, sizeof(text->outer), tag->outer_tpid,
		  tag->outer_vid);
	write_tag(text->inner, sizeof(text->inner), tag->inner_tpid,
		  tag->inner_vid);
	snprintf(text->source, sizeof(text->source),
		 "%02x:%02x:%02x:%02x:%02x:%02x", source[0], source[1],
		 source[2], source[3], source[4], source[5]);
	snprintf(text->last, sizeof(text->last), "%.1f s ago",
		 tag_age(tag->last_ns, now));
}
