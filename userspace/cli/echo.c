// SPDX-License-Identifier: LGPL-2.1-or-later
#include "echo.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ECHO_OCTETS	(ECHO_SIZE - sizeof(struct iphdr))

struct in_addr echo_other_host(struct in_addr address, struct in_addr mask)
{
	uint32_t host = ntohl(address.s_addr), bits = ~ntohl(mask.s_addr);
	struct in_addr other = {};

	if (bits == 1)
		other.s_addr = htonl(host ^ 1);
	else if (bits == 3 && ((host & 3) == 1 || (host & 3) == 2))
		other.s_addr = htonl(host ^ 3);
	return other;
}

static struct in_addr find_remote(const char *ifname)
{
	struct in_addr remote = {};
	struct ifaddrs *all, *one;

	if (getifaddrs(&all))
		return remote;
	for (one = all; one && !remote.s_addr; one = one->ifa_next)
		if (one->ifa_addr && one->ifa_netmask &&
		    one->ifa_addr->sa_family == AF_INET &&
		    !strcmp(one->ifa_name, ifname))
			remote = echo_other_host(
				((struct sockaddr_in *)one->ifa_addr)->sin_addr,
				((struct sockaddr_in *)one->ifa_netmask)->sin_addr);
	freeifaddrs(all);
	return remote;
}

/* Bound to the device, so that no route and no VRF is in the way. */
static int open_socket(const struct echo_peer *peer)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_addr = peer->remote,
	};
	int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
			IPPROTO_ICMP);

	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, peer->ifname,
		       strlen(peer->ifname) + 1) ||
	    connect(fd, (struct sockaddr *)&to, sizeof(to))) {
		close(fd);
		return -1;
	}
	return fd;
}

bool echo_add(struct echo *echo, const char *ifname)
{
	struct echo_peer *peer = &echo->peer[echo->n];

	if (echo->n == ECHO_PEERS_MAX)
		return false;
	memset(peer, 0, sizeof(*peer));
	snprintf(peer->ifname, sizeof(peer->ifname), "%s", ifname);
	peer->remote = find_remote(ifname);
	if (!peer->remote.s_addr)
		return false;
	peer->fd = open_socket(peer);
	if (peer->fd < 0)
		return false;
	echo->n++;
	return true;
}

static uint16_t checksum(const uint8_t *data, size_t len)
{
	uint32_t sum = 0;
	size_t i;

	for (i = 0; i + 1 < len; i += 2)
		sum += data[i] << 8 | data[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons(~sum);
}

static uint16_t own_id(void)
{
	return htons(getpid() & 0xffff);
}

static void send_one(struct echo_peer *peer)
{
	union {
		struct icmphdr head;
		uint8_t octets[ECHO_OCTETS];
	} packet = {};

	packet.head.type = ICMP_ECHO;
	packet.head.un.echo.id = own_id();
	packet.head.un.echo.sequence = htons(peer->sent);
	packet.head.checksum = checksum(packet.octets, sizeof(packet));
	if (send(peer->fd, &packet, sizeof(packet), 0) > 0)
		peer->sent++;
}

void echo_send(struct echo *echo, unsigned int count)
{
	size_t i;

	for (; count; count--)
		for (i = 0; i < echo->n; i++)
			send_one(&echo->peer[i]);
}

/* A raw socket hands out all of ICMP that the far end sends, with its header. */
static bool is_answer(const uint8_t *packet, size_t len)
{
	size_t header = len ? (packet[0] & 15) * 4 : 0;
	struct icmphdr icmp;

	if (header < sizeof(struct iphdr) || len < header + sizeof(icmp))
		return false;
	memcpy(&icmp, packet + header, sizeof(icmp));
	return icmp.type == ICMP_ECHOREPLY && icmp.un.echo.id == own_id();
}

void echo_take(struct echo *echo)
{
	uint8_t packet[2048];
	ssize_t len;
	size_t i;

	for (i = 0; i < echo->n; i++)
		while ((len = recv(echo->peer[i].fd, packet, sizeof(packet),
				   0)) > 0)
			echo->peer[i].answered += is_answer(packet, len);
}

void echo_close(struct echo *echo)
{
	size_t i;

	for (i = 0; i < echo->n; i++)
		close(echo->peer[i].fd);
	echo->n = 0;
}
