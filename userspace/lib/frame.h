/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A captured frame, and its tags wherever they stand. */
#ifndef LIBERD_FRAME_H
#define LIBERD_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Deeper stacks are taken for payload. */
#define FRAME_TAGS_MAX	8

/* Octets before the EtherType: of Ethernet, of Linux' cooked header. */
#define FRAME_ETHERNET_TYPE_AT	12
#define FRAME_COOKED_TYPE_AT	14

enum frame_direction {
	FRAME_DIRECTION_UNKNOWN,
	FRAME_DIRECTION_IN,
	FRAME_DIRECTION_OUT,
};

struct frame_tag {
	uint16_t tpid;
	uint16_t tci;
};

struct frame_tags {
	unsigned int n;
	struct frame_tag tag[FRAME_TAGS_MAX];
	size_t type_at;		/* where the EtherType behind the tags begins */
};

struct frame {
	const uint8_t *data;	/* from the destination address, tags in it */
	size_t captured;	/* octets that there are of it */
	size_t length;		/* octets that there were on the wire, no FCS */
	uint64_t time_ns;	/* since the Epoch */
	unsigned int interface;	/* its number in this capture */
	enum frame_direction direction;
	uint64_t dropped;	/* how many the kernel dropped there just before */
	const char *comment;	/* or NULL */
};

static inline uint16_t frame_vid(struct frame_tag tag)
{
	return tag.tci & 0xfff;
}

static inline uint16_t frame_u16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

/* The tags from @type_at on; none in which the frame ends. */
void frame_read_tags(const uint8_t *data, size_t captured, size_t type_at,
		     struct frame_tags *tags);

#endif /* LIBERD_FRAME_H */
