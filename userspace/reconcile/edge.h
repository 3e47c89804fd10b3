/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The objects on this machine, as they are or as they should be: what is
 * compared, and what changes are made of. Addresses are hosts' with the length
 * of their network.
 */
#ifndef ERD_EDGE_H
#define ERD_EDGE_H

#include "desired.h"
#include "list_index.h"

#include <net/if.h>

struct edge_vrf {
	char name[IFNAMSIZ];
	uint32_t table;
};

struct edge_port {
	char name[ERD_NAME_MAX];
	char pair[ERD_NAME_MAX];
	char ifname[IFNAMSIZ];
	enum erd_role role;
	enum erd_encap encap;
	uint16_t outer_tpid;
	enum erd_xdp_mode xdp;
	bool outdated;			/* its programs are of another build */
	bool histogram, sample;		/* as of struct desired_port */
	enum erd_admin_state admin_state;
};

struct edge_circuit {
	char pair[ERD_NAME_MAX];
	char name[ERD_NAME_MAX];
	uint16_t stag;
	enum erd_admin_state admin_state;
	struct erd_circuit_settings set; /* with bursts, where there are rates */
	bool uneven;			/* it is not the same on all ports */
};

/* One peering on one port. The peering's admin state is that of each. */
struct edge_subif {
	char port[ERD_NAME_MAX];
	char pair[ERD_NAME_MAX];
	char circuit[ERD_NAME_MAX];
	enum erd_peering peering;
	uint16_t stag, ctag;
	char ifname[IFNAMSIZ];		/* as it is: it may be renamed */
	enum erd_admin_state admin_state;
	bool up;
	bool carrier;			/* frames pass, if it is up */
	bool elsewhere;			/* in another network namespace */
	uint32_t mtu;
	struct erd_pcp_maps pcp;
	char vrf[IFNAMSIZ];		/* "": none */
	struct list addresses;		/* of struct prefix; none of IPv6's own */
	/*
	 * Of what there is: IPv6's own address of the link, which the kernel makes
	 * when carrier comes and not again if it is taken away; family 0 if none
	 * is missing.
	 */
	struct prefix link_local;
};

struct edge {
	struct list vrfs, ports, circuits, subifs;
	/* Of circuits by name, of subifs by peering; not what the edge says. */
	struct list_index by_name, by_peering;
	bool routing;		/* BGP is ours to see to */
};

void edge_init(struct edge *edge);
void edge_free(struct edge *edge);

/* Adds the objects that the file wants. False without memory. */
bool edge_add_desired(struct edge *edge, const struct desired *desired);
/* Reads what there is. @edge is to be freed in any case. */
int edge_read(struct erd *erd, struct edge *edge, struct erd_error *err);

/*
 * The file that would want what there is, as far as a file can say it: of
 * addresses, those that are the first of a /30 or /126 on both links. False
 * without memory. @desired is to be freed in any case.
 */
bool edge_to_desired(const struct edge *edge, struct desired *desired);

/* Each is NULL if there is none. */
struct edge_vrf *edge_vrf(const struct edge *edge, const char *name);
struct edge_port *edge_port(const struct edge *edge, const char *name);
struct edge_circuit *edge_circuit(const struct edge *edge, const char *pair,
				  const char *name);
struct edge_subif *edge_subif(const struct edge *edge,
			      const struct edge_subif *like);
/* Those of a peering, on whichever port: the first, and the one after @subif. */
struct edge_subif *edge_of_peering(const struct edge *edge,
				   const struct edge_subif *like);
struct edge_subif *edge_next_of_peering(const struct edge *edge,
					const struct edge_subif *subif);
#define edge_each_of_peering(subif, edge, like)				\
	for ((subif) = edge_of_peering((edge), (like)); (subif);	\
	     (subif) = edge_next_of_peering((edge), (subif)))
/* Whether a port of a pair has a fast path, other than @but, which may be NULL. */
bool edge_has_fastpath(const struct edge *edge, const char *pair,
		       const char *but);
bool edge_subif_has(const struct edge_subif *subif,
		    const struct prefix *address);
bool edge_same_rate(const struct erd_rate *a, const struct erd_rate *b);
bool edge_same_sampling(const struct erd_sampling *a,
			const struct erd_sampling *b);
bool edge_same_settings(const struct erd_circuit_settings *a,
			const struct erd_circuit_settings *b);
bool edge_same_pcp(const struct erd_pcp_maps *a, const struct erd_pcp_maps *b);
/* Whether two say the same port, circuit, pair and peering. */
bool edge_subif_same(const struct edge_subif *a, const struct edge_subif *b);
/* Whether they are of one peering, on whichever port. */
bool edge_same_peering(const struct edge_subif *a, const struct edge_subif *b);

/*
 * Takes out of @edge, which is what is wanted, the ports whose devices @exists
 * does not find, unless @is has them, and what could be on no other port. Their
 * devices' names, IFNAMSIZ each, are added to @absent. False without memory.
 */
bool edge_take_absent(struct edge *edge, const struct edge *is,
		      bool (*exists)(const char *ifname), struct list *absent);

/*
 * Adds to @edge, which is what is wanted, IPv6's own addresses that @is misses,
 * where there are others of IPv6: without one FRR has no session of IPv6. False
 * without memory.
 */
bool edge_add_link_local(struct edge *edge, const struct edge *is);

/* False without memory. @to is to be freed in any case. */
bool edge_copy(struct edge *to, const struct edge *from);
/* Takes an item out of its list. */
void edge_remove(struct list *list, void *item);
/* Takes one out of edge->circuits; the last comes in its place. */
void edge_remove_circuit(struct edge *edge, struct edge_circuit *circuit);
/* The same of edge->subifs, with its addresses. */
void edge_remove_subif(struct edge *edge, struct edge_subif *subif);

#endif /* ERD_EDGE_H */
