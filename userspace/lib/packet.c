// SPDX-License-Identifier: LGPL-2.1-or-later
#include "packet.h"
#include "packet_parts.h"

#include <netinet/in.h>
#include <string.h>

#define TYPE_IP4	0x0800
#define TYPE_ARP	0x0806
#define TYPE_IP6	0x86dd
#define TYPE_SLOW	0x8809
#define TYPE_LLDP	0x88cc

/* Deeper chains of IPv6 headers are nobody's that means well. */
#define EXTENSIONS_MAX	8

const uint8_t *packet_take(struct packet_rest *rest, size_t n)
{
	const uint8_t *at = rest->at;

	if (n > rest->left)
		return NULL;
	rest->at += n;
	rest->left -= n;
	return at;
}

static uint16_t get16(const uint8_t *at)
{
	return at[0] << 8 | at[1];
}

static uint32_t get32(const uint8_t *at)
{
	return (uint32_t)get16(at) << 16 | get16(at + 2);
}

/* --- behind TCP and UDP ------------------------------------------------- */

static void read_open(const uint8_t *at, size_t n,
		      struct packet_bgp_message *message)
{
	size_t parameters, i;

	message->as = get16(at + 1);
	message->hold_s = get16(at + 3);
	memcpy(message->id, at + 5, sizeof(message->id));
	parameters = at[9];
	at += 10;
	n -= 10;
	if (parameters > n)
		parameters = n;
	/* Capabilities (type 2), of them that of four octets (65). */
	for (i = 0; i + 2 <= parameters; i += 2 + at[i + 1]) {
		size_t end = i + 2 + at[i + 1], c = i + 2;

		if (at[i] != 2 || end > parameters)
			continue;
		for (; c + 2 <= end; c += 2 + at[c + 1])
			if (at[c] == 65 && at[c + 1] == 4 && c + 6 <= end)
				message->as = get32(at + c + 2);
	}
}

static void read_bgp(struct packet_rest rest, struct packet *packet)
{
	static const uint8_t marker[16] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	};
	const uint8_t *at;
	size_t body;

	while (packet->n_bgp < PACKET_BGP_MESSAGES_MAX &&
	       (at = packet_take(&rest, 19))) {
		struct packet_bgp_message *message;

		if (memcmp(at, marker, sizeof(marker)) || get16(at + 16) < 19 ||
		    !at[18] || at[18] >= PACKET_BGP_TYPES)
			return;
		message = &packet->bgp[packet->n_bgp++];
		memset(message, 0, sizeof(*message));
		message->type = at[18];
		message->length = get16(at + 16);
		body = message->length - 19;
		if (message->type == PACKET_BGP_OPEN && body >= 10 &&
		    rest.left >= 10)
			read_open(rest.at, body < rest.left ? body : rest.left,
				  message);
		if (message->type == PACKET_BGP_NOTIFICATION && body >= 2 &&
		    rest.left >= 2) {
			message->code = rest.at[0];
			message->subcode = rest.at[1];
		}
		if (!packet_take(&rest, body))
			return;
	}
}

static void read_bfd(struct packet_rest rest, struct packet *packet)
{
	const uint8_t *at = packet_take(&rest, 24);
	struct packet_bfd *bfd = &packet->bfd;

	if (!at || at[0] >> 5 != 1)
		return;
	packet->has_bfd = true;
	bfd->diagnostic = at[0] & 31;
	bfd->state = at[1] >> 6;
	bfd->flags = at[1] & 63;
	bfd->multiplier = at[2];
	bfd->mine = get32(at + 4);
	bfd->yours = get32(at + 8);
	bfd->tx_us = get32(at + 12);
	bfd->rx_us = get32(at + 16);
}

/* --- behind IP ---------------------------------------------------------- */

static void read_tcp(struct packet_rest rest, struct packet *packet)
{
	const uint8_t *at = packet_take(&rest, 20);
	size_t header;

	if (!at) {
		packet->cut = true;
		return;
	}
	packet->transport = PACKET_TCP;
	packet->sport = get16(at);
	packet->dport = get16(at + 2);
	packet->tcp.seq = get32(at + 4);
	packet->tcp.ack = get32(at + 8);
	header = (at[12] >> 4) * 4;
	packet->tcp.flags = at[13];
	packet->tcp.window = get16(at + 14);
	packet->payload = packet->ip.length > header ?
			  packet->ip.length - header : 0;
	if (header < 20 || !packet_take(&rest, header - 20))
		return;
	if (packet->sport == PACKET_PORT_BGP ||
	    packet->dport == PACKET_PORT_BGP)
		read_bgp(rest, packet);
}

static void read_udp(struct packet_rest rest, struct packet *packet)
{
	const uint8_t *at = packet_take(&rest, 8);
	uint16_t length;

	if (!at) {
		packet->cut = true;
		return;
	}
	packet->transport = PACKET_UDP;
	packet->sport = get16(at);
	packet->dport = get16(at + 2);
	length = get16(at + 4);
	packet->payload = length > 8 ? length - 8 : 0;
	if (packet->dport == PACKET_PORT_BFD ||
	    packet->dport == PACKET_PORT_BFD_MULTIHOP ||
	    packet->dport == PACKET_PORT_BFD_LAG)
		read_bfd(rest, packet);
}

static void read_icmp(struct packet_rest rest, enum packet_transport which,
		      struct packet *packet)
{
	const uint8_t *at = packet_take(&rest, 8), *target;

	if (!at) {
		packet->cut = true;
		return;
	}
	packet->transport = which;
	packet->icmp.type = at[0];
	packet->icmp.code = at[1];
	packet->icmp.id = get16(at + 4);
	packet->icmp.seq = get16(at + 6);
	if (which != PACKET_ICMP6 || (at[0] != PACKET_ND_SOLICITATION &&
				      at[0] != PACKET_ND_ADVERTISEMENT))
		return;
	target = packet_take(&rest, 16);
	if (target)
		memcpy(packet->icmp.target, target, 16);
	else
		packet->cut = true;
}

static void read_transport(struct packet_rest rest, struct packet *packet)
{
	/* What Ethernet filled up a short packet with is not of it. */
	if (rest.left > packet->ip.length)
		rest.left = packet->ip.length;
	if (packet->ip.fragment)
		return;
	switch (packet->ip.protocol) {
	case IPPROTO_TCP:
		read_tcp(rest, packet);
		break;
	case IPPROTO_UDP:
		read_udp(rest, packet);
		break;
	case IPPROTO_ICMP:
		if (packet->network == PACKET_IP4)
			read_icmp(rest, PACKET_ICMP, packet);
		break;
	case IPPROTO_ICMPV6:
		if (packet->network == PACKET_IP6)
			read_icmp(rest, PACKET_ICMP6, packet);
		break;
	}
}

static void read_ip4(struct packet_rest rest, struct packet *packet)
{
	const uint8_t *at = packet_take(&rest, 20);
	struct packet_ip *ip = &packet->ip;
	size_t header, length;

	if (!at || at[0] >> 4 != 4) {
		packet->cut = !at;
		return;
	}
	header = (at[0] & 15) * 4;
	length = get16(at + 2);
	/* Large sends that were not cut yet have no length of their own. */
	if (!length)
		length = packet->length;
	packet->network = PACKET_IP4;
	ip->length = length > header ? length - header : 0;
	ip->fragment = (get16(at + 6) & 0x1fff) * 8;
	ip->more_fragments = get16(at + 6) & 0x2000;
	ip->ttl = at[8];
	ip->protocol = at[9];
	memcpy(ip->source, at + 12, 4);
	memcpy(ip->destination, at + 16, 4);
	if (header < 20 || !packet_take(&rest, header - 20)) {
		packet->cut = header >= 20;
		return;
	}
	read_transport(rest, packet);
}

static bool is_extension(uint8_t protocol)
{
	return protocol == IPPROTO_HOPOPTS || protocol == IPPROTO_ROUTING ||
	       protocol == IPPROTO_DSTOPTS || protocol == IPPROTO_FRAGMENT;
}

/* Leaves the last one's next header in ip->protocol. False if it ends there. */
static bool skip_extensions(struct packet_rest *rest, struct packet *packet)
{
	struct packet_ip *ip = &packet->ip;
	const uint8_t *at;
	size_t size, n;

	for (n = 0; n < EXTENSIONS_MAX && is_extension(ip->protocol); n++) {
		bool fragment = ip->protocol == IPPROTO_FRAGMENT;

		at = packet_take(rest, 8);
		if (!at)
			return false;
		if (fragment) {
			ip->fragment = get16(at + 2) & 0xfff8;
			ip->more_fragments = at[3] & 1;
		}
		ip->protocol = at[0];
		size = fragment ? 8 : 8 + at[1] * 8;
		if (!packet_take(rest, size - 8))
			return false;
		ip->length = ip->length > size ? ip->length - size : 0;
		if (ip->fragment)
			break;
	}
	return true;
}

static void read_ip6(struct packet_rest rest, struct packet *packet)
{
	const uint8_t *at = packet_take(&rest, 40);
	struct packet_ip *ip = &packet->ip;

	if (!at || at[0] >> 4 != 6) {
		packet->cut = !at;
		return;
	}
	packet->network = PACKET_IP6;
	ip->length = get16(at + 4);
	ip->protocol = at[6];
	ip->ttl = at[7];
	memcpy(ip->source, at + 8, 16);
	memcpy(ip->destination, at + 24, 16);
	if (skip_extensions(&rest, packet))
		read_transport(rest, packet);
	else
		packet->cut = true;
}

static void read_arp(struct packet_rest rest, struct packet *packet)
{
	/* Ethernet, IPv4, and the sizes of their addresses. */
	static const uint8_t head[6] = { 0, 1, 8, 0, 6, 4 };
	const uint8_t *at = packet_take(&rest, 28);

	if (!at || memcmp(at, head, sizeof(head))) {
		packet->cut = !at;
		return;
	}
	packet->network = PACKET_ARP;
	packet->arp.op = get16(at + 6);
	memcpy(packet->arp.sender_mac, at + 8, 6);
	memcpy(packet->arp.sender, at + 14, 4);
	memcpy(packet->arp.target_mac, at + 18, 6);
	memcpy(packet->arp.target, at + 24, 4);
}

void packet_read(const uint8_t *data, size_t captured, size_t length,
		 struct packet *packet)
{
	struct packet_rest rest = { data, captured };
	const uint8_t *type = packet_take(&rest, 2);

	memset(packet, 0, sizeof(*packet));
	if (!type) {
		packet->cut = true;
		return;
	}
	packet->type = get16(type);
	packet->length = length > 2 ? length - 2 : 0;
	switch (packet->type) {
	case TYPE_IP4:
		read_ip4(rest, packet);
		break;
	case TYPE_IP6:
		read_ip6(rest, packet);
		break;
	case TYPE_ARP:
		read_arp(rest, packet);
		break;
	case TYPE_SLOW:
		packet_read_lacp(rest, packet);
		break;
	case TYPE_LLDP:
		packet_read_lldp(rest, packet);
		break;
	}
}
