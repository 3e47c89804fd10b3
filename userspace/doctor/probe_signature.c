// SPDX-License-Identifier: LGPL-2.1-or-later
#include "probe.h"

#include <md5.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

static void add_u16(MD5_CTX *md5, uint16_t value)
{
	const uint8_t octets[] = { value >> 8, value };

	MD5Update(md5, octets, sizeof(octets));
}

/* RFC 793 and RFC 8200: their pseudo-headers differ. */
static void add_pseudo(MD5_CTX *md5, const struct probe_segment *segment)
{
	size_t size = segment->family == AF_INET ? 4 : 16;

	MD5Update(md5, segment->source, size);
	MD5Update(md5, segment->destination, size);
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
	MD5_CTX md5;
	size_t header;

	if (segment->len < sizeof(tcp))
		return false;
	memcpy(&tcp, segment->data, sizeof(tcp));
	header = 4u * tcp.th_off;
	if (header < sizeof(tcp) || header > segment->len)
		return false;
	tcp.th_sum = 0;
	MD5Init(&md5);
	add_pseudo(&md5, segment);
	/* without its options */
	MD5Update(&md5, (const uint8_t *)&tcp, sizeof(tcp));
	MD5Update(&md5, segment->data + header, segment->len - header);
	MD5Update(&md5, (const uint8_t *)key, strlen(key));
	MD5Final(signature, &md5);
	explicit_bzero(&md5, sizeof(md5));
	return true;
}
