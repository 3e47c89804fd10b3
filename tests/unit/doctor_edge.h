/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The facts of an edge, for those who judge them. */
#ifndef TEST_DOCTOR_EDGE_H
#define TEST_DOCTOR_EDGE_H

#include "diagnosis.h"

#define SECOND	1000000000ull

/* An edge where all is well: two links, one circuit, a private peering. */
struct edge_facts {
	struct facts facts;
	struct facts_port port[2];
	struct facts_path path[2];
	struct routing_session_state session[4];
	struct desired_pair pair;
	struct desired_port wanted_port[2];
	struct desired_circuit circuit;
	struct desired_peering peering;
	struct desired_prefix advertise;
	struct desired_connection connection;
	struct desired_prefix connected[2];
	struct facts_expected expected[2];
};

extern struct edge_facts e;

/* Puts all of it there, without a file; want() adds one. */
void begin(void);
void want(void);
/* Takes FRR away, with its sessions. */
void without_routing(void);

/* The first path's IPv4, and its session. */
struct facts_family *v4(void);
struct routing_session_state *s4(void);
/* "10.0.0.1/30": that host, with the length of its network. */
struct prefix host(const char *text);

/* Nothing is found. */
void check_none(void);

#endif /* TEST_DOCTOR_EDGE_H */
