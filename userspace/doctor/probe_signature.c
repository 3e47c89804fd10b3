// SPDX-License-Identifier: LGPL-2.1-or-later
#include "probe.h"
#include "md5.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

static void add_u16(struct md5 *md5, uint16_t value)
{
	const uint8_t octets[] = { value >> 8, value };

	md5_add(md5, octets, sizeof(octets));
}

/* RFC 793 and RFC 8200: their pseudo-headers differ. */
static void add_pseudo(struct md5 *md5, const struct probe_segment *segment)
{
	size_t size = segment->family == AF_INET ? 4 : 16;

	md5_add(md5, segment->source, size);
	md5_add(md5, segment->destination, size);
	if (segment->family == AF_INET) {
		add_u16(md5, IPPROTO_TCP);
		add_u16(md5, segment->len);
	} else {
		add_u16(md5, 0);
		add_u16(md5, segment->len);
		add_u16(md5, 0);
		add_u16(md5, IPPROTO_TCP);
	}
}

bool probe_signature(const struct probe_segment *segment, const char *key,
		     uint8_t signature[PROBE_SIGNATURE_SIZE])
{
	struct tcphdr tcp;
	struct md5 md5;
	size_t header;

	if (segment->len < sizeof(tcp))
		return false;
	memcpy(&tcp, segment->data, sizeof(tcp));
	header = 4u * tcp.th_off;
	if (header < sizeof(tcp) || header > segment->len)
		return false;
	tcp.th_sum = 0;
	md5_begin(&md5);
	add_pseudo(&md5, segment);
	/* without its options */
	md5_add(&md5, &tcp, sizeof(tcp));
	md5_add(&md5, segment->data + header, segment->len - header);
	md5_add(&md5, key, strlen(key));
	md5_end(&md5, signature);
	explicit_bzero(&md5, sizeof(md5));
	return true;
}
