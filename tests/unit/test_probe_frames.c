// SPDX-License-Identifier: LGPL-2.1-or-later
/* What frames on a link say to doctor. */
#include "probe.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static const uint8_t our_mac[6] = { 2, 0, 0, 0, 0, 1 };
static const uint8_t their_mac[6] = { 2, 0, 0, 0, 0, 2 };

static struct facts_path path, other;
static const char *const keys[2] = { "secret", NULL };

static struct prefix host(const char *text, uint8_t len)
{
	struct prefix prefix = {
		.family = strchr(text, ':') ? AF_INET6 : AF_INET,
		.len = len,
	};

	assert_int_equal(inet_pton(prefix.family, text, prefix.address), 1);
	return prefix;
}

static void begin(void)
{
	memset(&path, 0, sizeof(path));
	memset(&other, 0, sizeof(other));
	memcpy(path.mac, our_mac, 6);
	path.other = &other;
	path.family[0] = (struct facts_family){
		.family = AF_INET, .local = host("10.0.0.1", 30),
		.remote = host("10.0.0.2", 30),
	};
	path.family[1] = (struct facts_family){
		.family = AF_INET6, .local = host("2001:db8::1", 126),
		.remote = host("2001:db8::2", 126),
	};
	other.family[0].remote = host("10.0.0.6", 30);
	other.family[1].remote = host("2001:db8::6", 126);
}

/* Somebody says that an address is his, by asking for another. */
static void says(const char *sender, const char *asked)
{
	bool v4 = !strchr(sender, ':');
	struct prefix source = host(sender, v4 ? 30 : 126);
	struct prefix target = host(asked, v4 ? 30 : 126);
	uint8_t frame[PROBE_FRAME_MAX];
	size_t len;

	len = probe_request(frame, their_mac, &source, &target);
	probe_take_frame(&path, keys, frame, len);
}

/* The same as an answer: a reply of ARP, an advertisement. */
static void answers_for(const char *address)
{
	bool v4 = !strchr(address, ':');
	struct prefix source = host(address, v4 ? 30 : 126);
	uint8_t frame[PROBE_FRAME_MAX];
	size_t len;

	len = probe_request(frame, their_mac, &source, &source);
	frame[v4 ? 14 + 7 : 14 + 40] = v4 ? 2 : 136;
	probe_take_frame(&path, keys, frame, len);
}

static void answers(void **state)
{
	(void)state;
	begin();
	/* who only asks does not answer */
	says("10.0.0.2", "10.0.0.1");
	says("2001:db8::2", "2001:db8::1");
	assert_int_equal(path.family[0].probe.remote.n, 0);
	assert_int_equal(path.family[1].probe.remote.n, 0);
	answers_for("10.0.0.2");
	answers_for("10.0.0.2");
	assert_int_equal(path.family[0].probe.remote.n, 1);
	assert_memory_equal(path.family[0].probe.remote.mac[0], their_mac, 6);
	says("10.0.0.1", "10.0.0.2");
	assert_int_equal(path.family[0].probe.own.n, 1);
	says("10.0.0.6", "10.0.0.5");
	assert_int_equal(path.family[0].probe.crossed.n, 1);
	assert_int_equal(path.n_strangers, 0);
	says("10.9.0.2", "10.9.0.1");
	says("10.9.0.2", "10.9.0.1");
	assert_int_equal(path.n_strangers, 1);
	answers_for("2001:db8::2");
	assert_int_equal(path.family[1].probe.remote.n, 1);
	says("2001:db8::6", "2001:db8::5");
	assert_int_equal(path.family[1].probe.crossed.n, 1);
	says("fe80::1", "2001:db8::1");
	assert_int_equal(path.n_strangers, 1);
}

/* What nobody has said is not taken for something; neither is our own. */
static void nothing(void **state)
{
	static const struct prefix nobody;
	const struct prefix target = host("10.0.0.1", 30);
	uint8_t frame[PROBE_FRAME_MAX];
	size_t len;

	(void)state;
	begin();
	len = probe_request(frame, their_mac, &nobody, &target);
	probe_take_frame(&path, keys, frame, len);
	len = probe_request(frame, our_mac, &path.family[0].local, &target);
	probe_take_frame(&path, keys, frame, len);
	assert_int_equal(path.family[0].probe.own.n, 0);
	assert_int_equal(path.family[0].probe.remote.n, 0);
}

/* The checksum of a solicitation is right: that of all words is 0xffff. */
static void solicitation(void **state)
{
	uint8_t frame[PROBE_FRAME_MAX];
	uint32_t sum;
	size_t len, i;

	(void)state;
	begin();
	len = probe_request(frame, our_mac, &path.family[1].local,
			    &path.family[1].remote);
	assert_int_equal(len, 14 + 40 + 32);
	sum = 32 + 58;
	for (i = 14 + 8; i < len; i += 2)
		sum += frame[i] << 8 | frame[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	assert_int_equal(sum, 0xffff);
	/* 33:33:ff:00:00:02, ff02::1:ff00:2 */
	assert_memory_equal(frame, "\x33\x33\xff\x00\x00\x02", 6);
}

/* --- BGP and BFD -------------------------------------------------------- */

struct packet {
	uint8_t data[256];
	size_t len;
};

static void put(struct packet *packet, const void *data, size_t len)
{
	assert_true(packet->len + len <= sizeof(packet->data));
	memcpy(packet->data + packet->len, data, len);
	packet->len += len;
}

/* Ethernet and IPv4 from 10.0.0.2 with a payload. */
static struct packet ipv4(uint8_t protocol, uint8_t ttl, const void *payload,
			  size_t len)
{
	const uint8_t ip[20] = { 0x45, 0, (20 + len) >> 8, 20 + len, 0, 0, 0,
				 0, ttl, protocol, 0, 0, 10, 0, 0, 2, 10, 0, 0,
				 1 };
	struct packet packet = {};

	put(&packet, our_mac, 6);
	put(&packet, their_mac, 6);
	put(&packet, "\x08\x00", 2);
	put(&packet, ip, sizeof(ip));
	put(&packet, payload, len);
	return packet;
}

static void syn(bool is_signed, uint8_t ttl)
{
	uint8_t tcp[40] = { 0x80, 0, 0, 179, [12] = is_signed ? 0xa0 : 0x50,
			    [13] = 0x02, [20] = 1, 1, 19, 18 };
	struct packet packet = ipv4(6, ttl, tcp, is_signed ? 40 : 20);

	probe_take_frame(&path, keys, packet.data, packet.len);
}

static void syns(void **state)
{
	const struct facts_heard *heard = &path.family[0].probe.heard;

	(void)state;
	begin();
	syn(true, 1);
	assert_int_equal(heard->syn_signed, 1);
	assert_int_equal(heard->syn_unsigned, 0);
	assert_int_equal(heard->ttl, 1);
	/* that is no signature of ours */
	assert_int_equal(heard->syn_wrong, 1);
	syn(false, 255);
	assert_int_equal(heard->syn_unsigned, 1);
	assert_int_equal(heard->ttl, 255);
}

/* An answer on a connection from port 40000 of ours. */
static void answers_tcp(uint8_t flags, uint8_t ttl)
{
	const uint8_t tcp[20] = { 0, 179, 0x9c, 0x40, [12] = 0x50, flags };
	struct packet packet = ipv4(6, ttl, tcp, sizeof(tcp));

	probe_take_frame(&path, keys, packet.data, packet.len);
}

static void unheard(void **state)
{
	struct facts_heard *heard = &path.family[0].probe.heard;

	(void)state;
	begin();
	/* of which connection it is counts, and that it is no first answer */
	answers_tcp(0x10, 255);
	assert_int_equal(heard->ttl, 0);
	heard->unheard = (struct facts_unheard){
		.n = 2, .local_port = { 179, 40000 },
		.remote_port = { 40000, 179 },
	};
	answers_tcp(0x12, 255);
	answers_tcp(0x11, 255);
	answers_tcp(0x04, 255);
	assert_int_equal(heard->ttl, 0);
	answers_tcp(0x10, 1);
	assert_int_equal(heard->ttl, 1);
	assert_int_equal(heard->unheard.answered, 0);
	answers_tcp(0x10, 255);
	assert_int_equal(heard->unheard.answered, 1);
}

/* The sum of a whole segment, and of what is before it, is all ones. */
static void checksum(void **state)
{
	uint8_t tcp[40] = { 0x9c, 0x40, 0, 179, [12] = 0xa0, 0x10, [20] = 1, 1 };
	const uint8_t source[4] = { 10, 0, 0, 1 }, remote[4] = { 10, 0, 0, 2 };
	const struct probe_segment segment = { AF_INET, source, remote, tcp,
					       sizeof(tcp) };
	uint16_t sum;

	(void)state;
	/* ~(0a00 + 0001 + 0a00 + 0002 + 06 + 28 + 9c40 + b3 + a010 + 0101) */
	sum = probe_tcp_checksum(&segment);
	assert_int_equal(ntohs(sum), 0xadc9);
	memcpy(tcp + 16, &sum, 2);
	assert_int_equal(probe_tcp_checksum(&segment), 0);
}

/* An OPEN of AS 23456 that can do four octets: the AS is 4200000000. */
static const uint8_t open_message[] = {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0, 43, 1, 4, 0x5b, 0xa0, 0, 180, 10, 0, 0, 2,
	14, 2, 4, 1, 4, 0, 1, 2, 6, 65, 4, 0xfa, 0x56, 0xea, 0x00,
};

static struct packet open_packet(void)
{
	uint8_t tcp[20 + sizeof(open_message)] = { 0, 179, 0x80, 0,
						   [12] = 0x50, [13] = 0x18 };

	memcpy(tcp + 20, open_message, sizeof(open_message));
	return ipv4(6, 1, tcp, sizeof(tcp));
}

static void open_of_as(void **state)
{
	struct packet packet = open_packet();
	size_t len;

	(void)state;
	begin();
	probe_take_frame(&path, keys, packet.data, packet.len);
	assert_true(path.family[0].probe.heard.open_as == 4200000000u);
	/* cut anywhere it is no crash, and no AS but one of the two */
	for (len = 0; len < packet.len; len++) {
		begin();
		probe_take_frame(&path, keys, packet.data, len);
		assert_true(!path.family[0].probe.heard.open_as ||
			    path.family[0].probe.heard.open_as == 23456 ||
			    path.family[0].probe.heard.open_as == 4200000000u);
	}
}

static void bfd(void **state)
{
	/* intervals of 300 ms and 750 ms, in microseconds */
	const uint8_t udp[32] = { 0xc0, 0, 3784 >> 8, 3784 & 255, 0, 32, 0, 0,
				  0x20, 0x40, 3, 24, [20] = 0, 4, 0x93, 0xe0,
				  0, 0x0b, 0x71, 0xb0 };
	struct packet packet = ipv4(17, 255, udp, sizeof(udp));

	(void)state;
	begin();
	probe_take_frame(&path, keys, packet.data, packet.len);
	assert_int_equal(path.family[0].probe.heard.bfd_packets, 1);
	assert_int_equal(path.family[0].probe.heard.bfd_tx_ms, 300);
	assert_int_equal(path.family[0].probe.heard.bfd_rx_ms, 750);
}

/* ARP at the port's own device, with one tag beside it or none. */
static void lone(void **state)
{
	const struct prefix source = host("10.0.0.2", 30);
	const struct prefix target = host("10.0.0.1", 30);
	struct facts_port port = {};
	uint8_t frame[PROBE_FRAME_MAX];
	size_t len;

	(void)state;
	len = probe_request(frame, their_mac, &source, &target);
	probe_take_arp(&port, -1, frame, len);
	probe_take_arp(&port, 100, frame, len);
	assert_int_equal(port.lone.untagged, 1);
	assert_int_equal(port.lone.single, 1);
	assert_int_equal(port.lone.vid, 100);
	probe_take_arp(&port, 100, frame, len - 1);
	assert_int_equal(port.lone.single, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers),	cmocka_unit_test(nothing),
		cmocka_unit_test(solicitation), cmocka_unit_test(syns),
		cmocka_unit_test(open_of_as),	cmocka_unit_test(bfd),
		cmocka_unit_test(unheard),	cmocka_unit_test(checksum),
		cmocka_unit_test(lone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
