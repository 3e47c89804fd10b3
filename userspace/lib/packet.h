/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a packet is, as far as operating a cross-connect asks: the facts of its
 * headers, and of BGP, BFD, ARP, neighbour discovery, LACP and LLDP. The data
 * is the peer's: nothing in it is believed, and nothing is read beyond its end.
 */
#ifndef LIBERD_PACKET_H
#define LIBERD_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum packet_network {
	PACKET_OTHER,
	PACKET_ARP,
	PACKET_IP4,
	PACKET_IP6,
	PACKET_LACP,
	PACKET_LLDP,
};

enum packet_transport {
	PACKET_NO_TRANSPORT,	/* another protocol, a later fragment, or cut */
	PACKET_TCP,
	PACKET_UDP,
	PACKET_ICMP,
	PACKET_ICMP6,
};

#define PACKET_TCP_FIN	0x01
#define PACKET_TCP_SYN	0x02
#define PACKET_TCP_RST	0x04
#define PACKET_TCP_PSH	0x08
#define PACKET_TCP_ACK	0x10
#define PACKET_TCP_URG	0x20

#define PACKET_PORT_BGP		179
#define PACKET_PORT_BFD		3784
#define PACKET_PORT_BFD_MULTIHOP 4784
#define PACKET_PORT_BFD_LAG	6784

enum packet_bgp_type {
	PACKET_BGP_OPEN = 1,
	PACKET_BGP_UPDATE,
	PACKET_BGP_NOTIFICATION,
	PACKET_BGP_KEEPALIVE,
	PACKET_BGP_ROUTE_REFRESH,
	PACKET_BGP_TYPES
};

/* Types of ICMPv6 that neighbour discovery has. */
#define PACKET_ND_SOLICITATION	135
#define PACKET_ND_ADVERTISEMENT	136

/* ARP's operations. */
#define PACKET_ARP_REQUEST	1
#define PACKET_ARP_REPLY	2

#define PACKET_BGP_MESSAGES_MAX	16
#define PACKET_TEXT_SIZE	64	/* of LLDP, printable */

struct packet_arp {
	uint16_t op;
	uint8_t sender_mac[6], target_mac[6];
	uint8_t sender[4], target[4];
};

struct packet_ip {
	uint8_t protocol;	/* behind extension headers */
	uint8_t ttl;
	uint16_t length;	/* octets of its payload */
	uint16_t fragment;	/* offset in octets */
	bool more_fragments;
	uint8_t source[16], destination[16];	/* IPv4: the first four */
};

struct packet_bgp_message {
	enum packet_bgp_type type;
	uint16_t length;
	uint32_t as;		/* OPEN: four octets if it says so there */
	uint16_t hold_s;	/* OPEN */
	uint8_t id[4];		/* OPEN */
	uint8_t code, subcode;	/* NOTIFICATION */
};

struct packet_bfd {
	uint8_t diagnostic, state, flags, multiplier;
	uint32_t mine, yours;
	uint32_t tx_us, rx_us;
};

struct packet_lacp {
	struct packet_lacp_side {
		uint8_t system[6];
		uint16_t key, port;
		uint8_t state;
	} actor, partner;
};

struct packet_lldp {
	char chassis[PACKET_TEXT_SIZE];
	char port[PACKET_TEXT_SIZE];
	char system[PACKET_TEXT_SIZE];
	uint16_t ttl_s;
};

struct packet {
	uint16_t type;		/* EtherType; below 0x600 a length, as in 802.3 */
	size_t length;		/* octets behind it, on the wire */
	bool cut;		/* the capture ends in a header */
	enum packet_network network;
	enum packet_transport transport;

	struct packet_arp arp;
	struct packet_lacp lacp;
	struct packet_lldp lldp;
	struct packet_ip ip;

	uint16_t sport, dport;	/* TCP and UDP */
	size_t payload;		/* octets of their payload */
	struct {
		uint32_t seq, ack;
		uint16_t window;
		uint8_t flags;
	} tcp;
	struct {
		uint8_t type, code;
		uint16_t id, seq;	/* of echoes */
		uint8_t target[16];	/* of neighbour discovery */
	} icmp;

	/* Messages that begin where a segment does, and those behind them. */
	struct packet_bgp_message bgp[PACKET_BGP_MESSAGES_MAX];
	size_t n_bgp;
	bool has_bfd;
	struct packet_bfd bfd;
};

/* From the EtherType behind the last tag on; @length is that on the wire. */
void packet_read(const uint8_t *data, size_t captured, size_t length,
		 struct packet *packet);

/*
 * A line, as tcpdump would say it. Only printable characters, whatever the
 * packet has. Returns @text.
 */
#define PACKET_LINE_SIZE	512
char *packet_write(const struct packet *packet, char text[PACKET_LINE_SIZE]);

const char *packet_bgp_type_name(enum packet_bgp_type type);
const char *packet_bfd_state_name(unsigned int state);
const char *packet_bfd_diagnostic_name(unsigned int diagnostic);
/* "Cease: Administrative Shutdown", of a notification. */
void packet_bgp_reason(uint8_t code, uint8_t subcode, char *text, size_t size);

#endif /* LIBERD_PACKET_H */
