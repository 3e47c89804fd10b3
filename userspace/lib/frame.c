// SPDX-License-Identifier: LGPL-2.1-or-later
#include "frame.h"

#include <linux/types.h>

#include "erd_maps.h"

void frame_read_tags(const uint8_t *data, size_t captured, size_t type_at,
		     struct frame_tags *tags)
{
	tags->n = 0;
	tags->type_at = type_at;
	/* A tag is whole if there is an EtherType behind it. */
	while (tags->n < FRAME_TAGS_MAX && tags->type_at + 6 <= captured) {
		uint16_t tpid = frame_u16(data + tags->type_at);

		if (!erd_is_tag(tpid))
			break;
		tags->tag[tags->n].tpid = tpid;
		tags->tag[tags->n++].tci = frame_u16(data + tags->type_at + 2);
		tags->type_at += 4;
	}
}
