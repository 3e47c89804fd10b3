/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One far end that is probed, and the ways to. */
#ifndef ERD_PROBE_TARGET_H
#define ERD_PROBE_TARGET_H

#include "probe.h"

#include <sys/socket.h>

/* One family of a path. */
struct probe_target {
	struct facts_path *path;
	struct facts_family *f;
	int ping;			/* descriptors; -1: none */
	int tcp[FACTS_TCPS];
	const char *key;		/* of MD5, or NULL */
};

/* --- probe_target.c ----------------------------------------------------- */

socklen_t target_sockaddr(const struct prefix *host, uint16_t port,
			  struct sockaddr_storage *to);
/* A socket that uses this sub-interface and our address there, or -1. */
int target_socket(const struct probe_target *target, int type, int protocol);
void target_option(int fd, int level, int name, int value);
/* Of what is sent by a socket: in IPv6 its hop limit. */
void target_ttl(const struct probe_target *target, int fd, int ttl);

/* --- probe_ping.c ------------------------------------------------------- */

/* Opens target->ping, or leaves it at -1, and chooses what sizes are tried. */
void target_open_ping(struct probe_target *target);
/* A small one, the @n-th from 0, that says who asks. */
void target_ping(struct probe_target *target, uint16_t id, uint16_t n);
/* One of each size that has no answer yet. */
void target_ping_sizes(struct probe_target *target, uint16_t id);
void target_read_pongs(struct probe_target *target, uint16_t id);

/* --- probe_tcp.c -------------------------------------------------------- */

/* Tries port 179 in all ways, where a session is wanted and does not stand. */
void target_open_tcp(struct probe_target *target);
/* What poll() is to wait for of one of them. */
short target_tcp_events(const struct probe_target *target, enum facts_tcp how);
/* One of them is ready: takes what became of it. */
void target_take_tcp(struct probe_target *target, enum facts_tcp how);
void target_close_tcp(struct probe_target *target, enum facts_tcp how);
/* Whether one of them has no answer yet. */
bool target_tries_tcp(const struct probe_target *target);

/* --- probe_unheard.c ---------------------------------------------------- */

/*
 * Finds connections on which the far ends acknowledge nothing, and asks each with
 * a TTL of 255. Answers are what arrives: probe_take_frame(). Who is asked answers
 * twice a second at most.
 */
void targets_ask_unheard(struct probe_target *targets, size_t n);

#endif /* ERD_PROBE_TARGET_H */
