/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Echo requests to the far ends of a port's sub-interfaces, so that frames come
 * back whose errors can be counted. By IPv4, in networks of two hosts.
 */
#ifndef ERDCTL_ECHO_H
#define ERDCTL_ECHO_H

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ECHO_PEERS_MAX	64
/* Octets of an echo's IP packet, which any path of a peering takes. */
#define ECHO_SIZE	1400

struct echo_peer {
	char ifname[IFNAMSIZ];
	struct in_addr remote;
	int fd;
	unsigned int sent, answered;
};

struct echo {
	struct echo_peer peer[ECHO_PEERS_MAX];
	size_t n;
};

/* The other host of a network of two; 0.0.0.0 if it is none. */
struct in_addr echo_other_host(struct in_addr address, struct in_addr mask);
/*
 * Adds the far end of a device that has an address of such a network. False if
 * there is none, or no room or privilege.
 */
bool echo_add(struct echo *echo, const char *ifname);
/* So many more requests to each. */
void echo_send(struct echo *echo, unsigned int count);
/* Takes the answers that have come. */
void echo_take(struct echo *echo);
void echo_close(struct echo *echo);

#endif /* ERDCTL_ECHO_H */
