// SPDX-License-Identifier: GPL-2.0-only
/* Any octets as a frame: tags, filter, decoder, account, and what is said. */
#include "capture_account.h"
#include "inner_filter.h"
#include "packet.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct inner_filter *filter_of(const char *expression)
{
	struct inner_filter *filter;

	if (inner_filter_new(expression, &filter, NULL))
		abort();
	return filter;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct inner_filter *filter;
	struct capture_account account = {};
	struct frame frame = { .data = data, .captured = size };
	char text[PACKET_LINE_SIZE];
	struct frame_tags tags;
	struct packet packet;
	const char *at;

	if (!filter)
		filter = filter_of("tcp port 179 or udp port 3784 or arp or icmp6[icmp6type] == 135");
	if (size < 14)
		return 0;
	frame.length = size + data[0];
	frame_read_tags(data, size, FRAME_ETHERNET_TYPE_AT, &tags);
	inner_filter_match(filter, data, size, frame.length, &tags);
	packet_read(data + tags.type_at, size - tags.type_at,
		    frame.length - tags.type_at, &packet);
	for (at = packet_write(&packet, text); *at; at++)
		if (*at < ' ' || *at > '~')
			abort();
	if (capture_account_add(&account, &frame, FRAME_ETHERNET_TYPE_AT))
		abort();
	capture_account_sort(&account);
	capture_account_free(&account);
	return 0;
}
