/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One thing that becomes another. Each can be undone: it then goes the other
 * way.
 */
#ifndef ERD_CHANGE_H
#define ERD_CHANGE_H

#include "edge.h"

/* The MTU of a sub-interface that is new. */
#define SUBIF_MTU	1500

enum change_kind {
	/* of objects, which come to be or go */
	CHANGE_VRF,
	CHANGE_PORT,
	CHANGE_CIRCUIT,
	CHANGE_SUBIF,
	CHANGE_ADDRESS,
	/* of what they are like, from was to will */
	CHANGE_XDP,		/* to the same: to programs of this build */
	CHANGE_HISTOGRAM,
	CHANGE_PORT_SAMPLE,
	CHANGE_PORT_ADMIN,
	CHANGE_RATE_IN,
	CHANGE_RATE_OUT,
	CHANGE_CIRCUIT_SAMPLE,
	CHANGE_CIRCUIT_ADMIN,
	CHANGE_PEERING_ADMIN,
	CHANGE_UP,
	CHANGE_MTU,
	CHANGE_PCP,
	CHANGE_MASTER,
	/* of all BGP sessions at once */
	CHANGE_ROUTING,
};

/* What a change does to traffic, the mildest first. */
enum change_impact {
	IMPACT_NONE,
	IMPACT_SOFT,		/* sessions stay, routes may change */
	IMPACT_RESET,		/* sessions of the peering begin anew */
	IMPACT_LINK,		/* all that is on the link stops */
};

/* What is more than a number. */
struct change_value {
	char vrf[IFNAMSIZ];
	struct erd_rate rate;
	struct erd_sampling sampling;
	struct erd_pcp_maps pcp;
};

struct change {
	enum change_kind kind;
	enum change_impact impact;
	/* changes of one object stand together and are made or undone as one */
	unsigned int step;
	char object[96];		/* "port 'ams-1'" */

	bool add;			/* of objects: whether it comes */
	bool undoes;			/* another, which was made before */
	uint32_t was, will;		/* states, modes, MTU */
	struct change_value from, to;	/* all else */

	struct edge_vrf vrf;
	struct edge_port port;
	struct edge_circuit circuit;
	struct edge_subif subif;	/* without its addresses */
	struct prefix address;

	const struct routing_step *routing;	/* somebody else's */
	bool torn;			/* it failed, and is neither old nor new */
};

#define CHANGE_TEXT_SIZE	192

/* "add address 10.0.0.1/30 to hq1.p1" */
const char *change_text(const struct change *change,
			char text[CHANGE_TEXT_SIZE]);
const char *impact_name(enum change_impact impact);
/* Turns it round. */
void change_invert(struct change *change);
/*
 * The gate of a sub-interface when it is new: the kernel gives it that of its
 * peering's other one, and without one it is made as @like says.
 */
enum erd_admin_state change_gate(const struct edge *edge,
				 const struct edge_subif *like);
/*
 * What the edge is after it. False without memory. What the kernel does
 * besides is done too: a port comes with the peerings of the other one.
 */
bool change_simulate(const struct change *change, struct edge *edge);

#endif /* ERD_CHANGE_H */
