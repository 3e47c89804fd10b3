// SPDX-License-Identifier: LGPL-2.1-or-later
/* The decoder: what it says of packets, and of packets that end anywhere. */
#include "packet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

/* In hexadecimal, from the EtherType on. */
static const struct {
	const char *hex, *line;
} packets[] = {
	{ "0806 0001 0800 06 04 0001 020000000001 c0000201 000000000000 c0000202",
	  "ARP, Request who-has 192.0.2.2 tell 192.0.2.1, length 28" },
	{ "0806 0001 0800 06 04 0002 02000000000a c0000202 020000000001 c0000201",
	  "ARP, Reply 192.0.2.2 is-at 02:00:00:00:00:0a, length 28" },
	{ "0800 4500 0028 0000 0000 4006 0000 c0000201 c0000202"
	  "9c40 00b3 00000001 00000000 5002 0200 0000 0000",
	  "IP 192.0.2.1.40000 > 192.0.2.2.179: Flags [S], seq 1, win 512, length 0" },
	/* OPEN with AS_TRANS and, as capability 65, AS 4200000000. */
	{ "0800 4500 004d 0000 0000 4006 0000 c0000201 c0000202"
	  "9c40 00b3 00000001 00000001 5018 0200 0000 0000"
	  "ffffffffffffffffffffffffffffffff 0025 01 04 5ba0 00b4 0a000001 08"
	  "02 06 41 04 fa56ea00",
	  "IP 192.0.2.1.40000 > 192.0.2.2.179: Flags [P.], seq 1:38, ack 1, win 512, length 37: BGP Open (AS 4200000000, hold 180 s, id 10.0.0.1)" },
	{ "0800 4500 0050 0000 0000 4006 0000 c0000202 c0000201"
	  "00b3 9c40 00000001 00000001 5018 0200 0000 0000"
	  "ffffffffffffffffffffffffffffffff 0013 04"
	  "ffffffffffffffffffffffffffffffff 0015 03 06 02",
	  "IP 192.0.2.2.179 > 192.0.2.1.40000: Flags [P.], seq 1:41, ack 1, win 512, length 40: BGP Keepalive, Notification (6/2 Cease: Administrative Shutdown)" },
	{ "0800 4500 0034 0000 0000 ff11 0000 c0000201 c0000202"
	  "c000 0ec8 0020 0000"
	  "20 c8 03 18 00000001 00000002 000493e0 000493e0 00000000",
	  "IP 192.0.2.1.49152 > 192.0.2.2.3784: BFDv1, Up, Flags [C], No Diagnostic, mult 3, tx 300000 us, rx 300000 us, mine 0x00000001, yours 0x00000002" },
	{ "0800 4500 0034 0000 0000 ff11 0000 c0000201 c0000202"
	  "c000 0ec8 0020 0000"
	  "21 40 03 18 00000001 00000000 000f4240 000493e0 00000000",
	  "IP 192.0.2.1.49152 > 192.0.2.2.3784: BFDv1, Down, Flags [none], Control Detection Time Expired, mult 3, tx 1000000 us, rx 300000 us, mine 0x00000001, yours 0x00000000" },
	{ "0800 4500 001c 0000 0000 4011 0000 c0000201 c0000202"
	  "1e61 0007 0008 0000",
	  "IP 192.0.2.1.7777 > 192.0.2.2.7: UDP, length 0" },
	{ "0800 4500 001c 0000 00b9 4011 0000 c0000201 c0000202"
	  "1e61 0007 0008 0000",
	  "IP 192.0.2.1 > 192.0.2.2: ip-proto-17, length 8, frag 1480" },
	{ "0800 4500 0054 0000 0000 4001 0000 c0000201 c0000202"
	  "0800 0000 0001 0002",
	  "IP 192.0.2.1 > 192.0.2.2: ICMP echo request, id 1, seq 2, length 64" },
	{ "0800 4500 0038 0000 0000 4001 0000 c0000201 c0000202"
	  "0304 0000 0000 05dc",
	  "IP 192.0.2.1 > 192.0.2.2: ICMP unreachable - need to frag, mtu 1500, length 36" },
	{ "86dd 60000000 0020 3aff 20010db8000000000000000000000001"
	  "ff0200000000000000000001ff000002"
	  "8700 0000 00000000 20010db8000000000000000000000002 0101020000000001",
	  "IP6 2001:db8::1 > ff02::1:ff00:2: ICMP6, neighbor solicitation, who has 2001:db8::2, length 32" },
	{ "86dd 60000000 001c 00ff 20010db8000000000000000000000001"
	  "20010db8000000000000000000000002"
	  "0600 050200000100 d903 00b3 00000005 00000000 5010 0001 0000 0000",
	  "IP6 2001:db8::1.55555 > 2001:db8::2.179: Flags [.], seq 5, ack 0, win 1, length 0" },
	{ "8809 01 01 01 14 8000 020000000001 0001 8000 0002 3d 000000"
	  "02 14 8000 020000000002 0003 8000 0004 05 000000",
	  "LACPv1, actor 02:00:00:00:00:01 key 1 port 2 [AGSCD], partner 02:00:00:00:00:02 key 3 port 4 [AG]" },
	{ "88cc 0207 04 020000000001 0405 05 65746830 0602 0078"
	  "0a06 6d73656531 1b 0000",
	  "LLDP, chassis 02:00:00:00:00:01, port eth0, system msee1., ttl 120 s" },
	{ "88e5 0c00", "MACsec, length 2" },
	{ "1234 00", "ethertype 0x1234, length 1" },
	{ "0026 4242", "802.3, length 2" },
};

static size_t parse(const char *hex, uint8_t *octets)
{
	unsigned int octet;
	size_t n = 0;
	int used;

	while (sscanf(hex, " %2x%n", &octet, &used) == 1) {
		octets[n++] = octet;
		hex += used;
	}
	assert_int_equal(*hex, '\0');
	return n;
}

static void lines(void **state)
{
	char text[PACKET_LINE_SIZE];
	struct packet packet;
	uint8_t octets[256];
	size_t i, n;

	(void)state;
	for (i = 0; i < COUNT(packets); i++) {
		n = parse(packets[i].hex, octets);
		packet_read(octets, n, n, &packet);
		assert_string_equal(packet_write(&packet, text),
				    packets[i].line);
	}
}

static void check_line(const char *text)
{
	for (; *text; text++)
		assert_true(*text >= ' ' && *text <= '~');
}

/* Each packet, cut at every octet, in memory that ends there. */
static void cut_anywhere(void **state)
{
	char text[PACKET_LINE_SIZE];
	struct packet packet;
	uint8_t octets[256];
	size_t i, n, cut;

	(void)state;
	for (i = 0; i < COUNT(packets); i++) {
		n = parse(packets[i].hex, octets);
		for (cut = 0; cut <= n; cut++) {
			uint8_t *exact = malloc(cut + !cut);

			memcpy(exact, octets, cut);
			packet_read(exact, cut, n, &packet);
			check_line(packet_write(&packet, text));
			free(exact);
		}
	}
}

/* And with each octet another one, in turn. */
static void wrong_anywhere(void **state)
{
	static const uint8_t wrong[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
	char text[PACKET_LINE_SIZE];
	struct packet packet;
	uint8_t octets[256];
	size_t i, n, at, w;

	(void)state;
	for (i = 0; i < COUNT(packets); i++) {
		n = parse(packets[i].hex, octets);
		for (at = 0; at < n; at++)
			for (w = 0; w < COUNT(wrong); w++) {
				uint8_t *exact = malloc(n);

				memcpy(exact, octets, n);
				exact[at] = wrong[w];
				packet_read(exact, n, n, &packet);
				check_line(packet_write(&packet, text));
				free(exact);
			}
	}
}

/* What fills up a short frame is not of the packet. */
static void padding(void **state)
{
	uint8_t octets[256];
	struct packet packet;
	size_t n;

	(void)state;
	n = parse("0800 4500 0028 0000 0000 4006 0000 c0000201 c0000202"
		  "9c40 00b3 00000001 00000000 5010 0200 0000 0000"
		  "ffffffffffffffffffffffffffffffff 0013 04", octets);
	packet_read(octets, n, n, &packet);
	assert_int_equal(packet.transport, PACKET_TCP);
	assert_int_equal(packet.payload, 0);
	assert_int_equal(packet.n_bgp, 0);
}

static void reasons(void **state)
{
	char text[96];

	(void)state;
	packet_bgp_reason(2, 2, text, sizeof(text));
	assert_string_equal(text, "OPEN Message Error: Bad Peer AS");
	packet_bgp_reason(4, 0, text, sizeof(text));
	assert_string_equal(text, "Hold Timer Expired");
	packet_bgp_reason(3, 11, text, sizeof(text));
	assert_string_equal(text, "UPDATE Message Error, subcode 11");
	packet_bgp_reason(255, 255, text, sizeof(text));
	assert_string_equal(text, "unknown, subcode 255");
	assert_string_equal(packet_bfd_diagnostic_name(31), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(wrong_anywhere),
		cmocka_unit_test(padding),
		cmocka_unit_test(reasons),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
