/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A configuration of two sessions, and what FRR shows of it. */
#ifndef TEST_FRR_CONFIG_H
#define TEST_FRR_CONFIG_H

#include "frr_running.h"
#include "routing.h"

extern struct routing_prefix lan[2], accepted[1];
extern struct routing_instance instances[1];
extern struct routing_session sessions[2];
extern struct routing_config config;

/* A private session of IPv4 on link 1, a microsoft one of IPv6 on link 2. */
void fresh(void);
void address(struct routing_address *to, const char *text);

extern const char golden[];	/* the fresh configuration */

/* What a daemon shows: the part of @text that is for it. */
void show(struct frr_running *running, const char *text);
/* The commands from @shown to the configuration, as "impact: command\n"… */
int plan(const char *shown, char *text, size_t size);

#endif /* TEST_FRR_CONFIG_H */
