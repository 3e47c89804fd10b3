// SPDX-License-Identifier: LGPL-2.1-or-later
/* Echoes: small ones for loss, and of the full size. */
#include "probe_target.h"

#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <string.h>
#include <unistd.h>

/* Octets of IP of a small one. */
#define PING_OCTETS	84
/* No device of ours takes more. */
#define OCTETS_MAX	9216

static void open_socket(struct probe_target *t)
{
	struct sockaddr_storage address;
	struct icmp6_filter filter;
	bool v4 = t->f->family == AF_INET;
	socklen_t len;

	t->ping = target_socket(t, SOCK_RAW, v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6);
	if (t->ping < 0)
		return;
	if (v4) {
		target_option(t->ping, IPPROTO_IP, IP_MTU_DISCOVER,
			   IP_PMTUDISC_PROBE);
	} else {
		ICMP6_FILTER_SETBLOCKALL(&filter);
		ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
		setsockopt(t->ping, IPPROTO_ICMPV6, ICMP6_FILTER, &filter,
			   sizeof(filter));
		target_option(t->ping, IPPROTO_IPV6, IPV6_MTU_DISCOVER,
			   IPV6_PMTUDISC_PROBE);
		target_option(t->ping, IPPROTO_IPV6, IPV6_DONTFRAG, 1);
	}
	target_option(t->ping, SOL_SOCKET, SO_RCVBUF, 1 << 20);
	len = target_sockaddr(&t->f->remote, 0, &address);
	if (connect(t->ping, (struct sockaddr *)&address, len)) {
		close(t->ping);
		t->ping = -1;
	}
}

/* What an echo says, beside its length: who asks, and the how-manieth it is. */
struct echo {
	uint8_t type, code;
	uint16_t checksum;
	uint16_t id, seq;
};

static uint16_t checksum(const uint8_t *data, size_t len)
{
	uint32_t total = 0;
	size_t i;

	for (i = 0; i < len; i += 2)
		total += data[i] << 8 | (i + 1 < len ? data[i + 1] : 0);
	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	return htons(~total);
}

/* Numbers from SIZED on are of sizes, those below of small pings. */
#define SIZED	0x8000

static void send_ping(struct probe_target *t, uint16_t id, uint32_t octets,
		      uint16_t seq)
{
	uint32_t header = t->f->family == AF_INET ? 20 : 40;
	uint8_t data[OCTETS_MAX];
	struct echo echo = {
		.type = t->f->family == AF_INET ? ICMP_ECHO :
						  ICMP6_ECHO_REQUEST,
		.id = id,
		.seq = htons(seq),
	};
	size_t len;

	if (octets < header + sizeof(echo) || octets - header > sizeof(data))
		return;
	len = octets - header;
	memset(data, 0, len);
	memcpy(data, &echo, sizeof(echo));
	/* Of IPv6 the kernel makes it, as the standard has it do. */
	if (t->f->family == AF_INET) {
		echo.checksum = checksum(data, len);
		memcpy(data, &echo, sizeof(echo));
	}
	send(t->ping, data, len, MSG_DONTWAIT);
}

/* What ought to pass, and what still does if a tag or two are one too many. */
static void choose_sizes(struct probe_target *t)
{
	uint32_t mtu = t->path->wanted_mtu ? t->path->wanted_mtu :
					     t->path->mtu;
	const uint32_t less[FACTS_SIZES] = { 100, 8, 4, 2, 1, 0 };
	unsigned int i;

	/* IPv6 has no link with less. */
	for (i = 0; i < FACTS_SIZES && mtu > 1280 + less[0] &&
		    mtu <= OCTETS_MAX; i++)
		t->f->probe.size[i] = mtu - less[i];
}

void target_open_ping(struct probe_target *t)
{
	choose_sizes(t);
	open_socket(t);
	t->f->probe.ping_done = t->ping >= 0;
}

void target_ping(struct probe_target *t, uint16_t id, uint16_t n)
{
	if (t->ping < 0)
		return;
	send_ping(t, id, PING_OCTETS, n);
	t->f->probe.pings++;
}

void target_ping_sizes(struct probe_target *t, uint16_t id)
{
	unsigned int i;

	for (i = 0; t->ping >= 0 && i < FACTS_SIZES; i++)
		if (t->f->probe.size[i] && !t->f->probe.sized[i])
			send_ping(t, id, t->f->probe.size[i], SIZED | i);
}

static void take_pong(struct probe_target *t, uint16_t id, const uint8_t *data,
		      ssize_t n)
{
	bool v4 = t->f->family == AF_INET;
	struct facts_probe *p = &t->f->probe;
	size_t skip = v4 && n > 0 ? 4u * (data[0] & 15) : 0;
	struct echo echo;
	uint16_t seq;

	if (n < (ssize_t)(skip + sizeof(echo)))
		return;
	memcpy(&echo, data + skip, sizeof(echo));
	if (echo.type != (v4 ? ICMP_ECHOREPLY : ICMP6_ECHO_REPLY) ||
	    echo.id != id)
		return;
	seq = ntohs(echo.seq);
	if (seq & SIZED) {
		if ((seq & ~SIZED) < FACTS_SIZES)
			p->sized[seq & ~SIZED]++;
	} else {
		p->pongs++;
	}
}

void target_read_pongs(struct probe_target *t, uint16_t id)
{
	uint8_t data[256];
	ssize_t n;

	while ((n = recv(t->ping, data, sizeof(data), MSG_DONTWAIT)) > 0)
		take_pong(t, id, data, n);
}
