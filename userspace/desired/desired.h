/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the operator wants, and what Azure says of it: the file erd.yaml in
 * memory. fields.c says for each object which keys it has, what they mean and
 * what is there without them; reading, printing and the published schema are
 * all made from that.
 *
 * Texts are NULL where nothing is said, numbers 0, prefixes without a family.
 * Words that are Azure's are kept as texts: Azure may add to them.
 */
#ifndef ERD_DESIRED_H
#define ERD_DESIRED_H

#include "findings.h"
#include "list.h"
#include "prefix.h"

#include <erd.h>

#define DESIRED_SCHEMA		"erd/1"
/* A file that wants nothing. */
#define DESIRED_NOTHING		"schema: " DESIRED_SCHEMA "\n"
#define DESIRED_FIELDS_MAX	32

/* Where an object was said: the head of each of them. */
struct desired_node {
	unsigned int line;		/* 0: of no file */
	/* of its keys, by their number in the object's type; 0: not said */
	unsigned int key_line[DESIRED_FIELDS_MAX];
};

/* Of an ExpressRoute Direct resource, or what a provider hands over. */
enum desired_model {
	DESIRED_DIRECT = 1,
	DESIRED_PARTNER,
};

/* Who speaks BGP. */
enum desired_routing {
	DESIRED_ROUTING_FRR = 1,
	DESIRED_ROUTING_NONE,		/* nobody, or somebody else's doing */
};

/* The letter of authorization. */
struct desired_loa {
	struct desired_node node;
	char *customer, *reference;
	char *issued;			/* a date */
};

struct desired_cross_connect {
	struct desired_node node;
	char *provider, *order;
	char *ordered, *completed, *accepted;	/* dates */
};

struct desired_port {
	struct desired_node node;
	char *name;
	char *device;
	uint32_t role;			/* enum erd_role */
	uint32_t admin_state;		/* enum erd_admin_state */
	uint32_t xdp;			/* enum erd_xdp_mode */
	bool histogram;			/* as of erd_port_set_histogram() */
	bool sample;			/* of frames that no peering has */
	bool drained;			/* its sessions ask for other links */
	/* what Azure says of the link */
	char *router, *interface, *rack, *patch_panel, *colo, *connector;
	struct desired_loa *loa;
	struct desired_cross_connect *cross_connect;
};

/* The two networks of a peering, or the one that they are halves of. */
struct desired_subnets {
	struct desired_node node;
	uint32_t admin_state;		/* enum erd_admin_state */
	struct prefix primary, secondary, split;
};

struct desired_peering {
	struct desired_node node;
	uint32_t type;			/* enum erd_peering */
	uint32_t ctag;
	uint32_t admin_state;		/* enum erd_admin_state */
	uint32_t peer_asn;		/* ours, as Azure calls it */
	uint32_t azure_asn;
	uint32_t mtu;			/* of IP */
	uint8_t egress_pcp[ERD_PRIORITIES]; /* as of struct erd_pcp_maps */
	uint8_t ingress_prio[ERD_PCPS];
	char *vrf;			/* instead of the circuit's */
	char *md5_key;
	struct desired_subnets *ipv4, *ipv6;
	struct list advertise;		/* of struct desired_prefix */
	struct list accept;		/* of struct desired_prefix */
	uint32_t advertise_limit, accept_limit;
	/* of Microsoft peering */
	uint32_t customer_asn;
	char *registry, *prefixes_state, *route_filter;
	/* BGP and BFD */
	uint32_t keepalive_s, hold_s;
	uint32_t bfd_interval_ms, bfd_multiplier;
	bool bfd;
};

/* A virtual network that is linked to the circuit. */
struct desired_connection {
	struct desired_node node;
	char *name, *virtual_network, *state;
	struct list prefixes;		/* of struct desired_prefix */
};

/* Another circuit that this one is joined with. */
struct desired_global_reach {
	struct desired_node node;
	char *name, *peer_circuit, *state;
	struct prefix ipv4, ipv6;
};

struct desired_circuit {
	struct desired_node node;
	char *name;
	uint32_t stag;
	uint32_t bandwidth_gbps;	/* Direct */
	uint32_t bandwidth_mbps;	/* partner */
	char *tier, *family;
	char *service_key;
	char *status, *provider_state;
	char *region, *resource_id;
	char *provider, *provider_location;
	uint32_t admin_state;		/* enum erd_admin_state */
	bool drained;			/* as of a port */
	bool rate_limit;
	uint64_t rate_in, rate_out;	/* bit/s; 0: no limit */
	uint32_t burst_in, burst_out;	/* octets; 0: as of struct erd_rate */
	uint32_t sample;		/* one of so many frames; 0: none */
	uint32_t snap;			/* octets of each */
	char *vrf;
	struct list peerings;		/* of struct desired_peering */
	struct list connections;	/* of struct desired_connection */
	struct list global_reach;	/* of struct desired_global_reach */
};

struct desired_pair {
	struct desired_node node;
	char *name;
	uint32_t model;			/* enum desired_model */
	uint32_t encap;			/* enum erd_encap */
	uint32_t outer_tpid;
	uint32_t bandwidth_gbps;
	bool allow_over_subscription;
	uint32_t mtu;			/* of IP, as Azure says */
	char *location, *region, *resource_id;
	char *billing, *state, *allocation_date;
	char *reserved;			/* a date */
	struct list ports;		/* of struct desired_port */
	struct list circuits;		/* of struct desired_circuit */
};

struct desired_vrf {
	struct desired_node node;
	char *name;
	uint32_t table;			/* 0: somebody else makes it */
	uint32_t asn;			/* of BGP in it */
	char *router_id;
};

struct desired {
	struct desired_node node;
	char *schema;
	uint32_t routing;		/* enum desired_routing */
	uint32_t asn;			/* of BGP outside of VRFs */
	char *router_id;
	struct list vrfs;		/* of struct desired_vrf */
	struct list pairs;		/* of struct desired_pair */
};

struct desired_prefix {
	struct prefix prefix;
	unsigned int line;
};

/* for (…) over the items of a list of structs */
#define desired_each(item, list)				\
	for ((item) = (list)->items;				\
	     (item) && (size_t)((item) - (__typeof__(item))(list)->items) < \
		(list)->n; (item)++)

/*
 * Reads YAML, of which JSON is a part. What is wrong goes to @findings, all
 * of it. @desired is to be freed in any case.
 */
void desired_parse(struct desired *desired, const char *text, size_t len,
		   struct findings *findings);
void desired_free(struct desired *desired);

/* Holds one against the rules of ExpressRoute. */
void desired_check(const struct desired *desired, struct findings *findings);
/*
 * Whether Azure lets one become the other: what must come first is found wrong.
 * @was is NULL if there was none.
 */
void desired_check_change(const struct desired *was,
			  const struct desired *will,
			  struct findings *findings);

/*
 * Says of pairs that their circuits may sum up to more, where they do. Returns
 * of how many; without it each is an error.
 */
unsigned int desired_permit(struct desired *desired);

/*
 * The networks of a peering, split or not, by role; of no family where there
 * is none. @subnets may be NULL.
 */
struct prefix desired_subnet(const struct desired_subnets *subnets,
			     enum erd_role role);
/* The VRF of a peering, or NULL. */
const char *desired_vrf_of(const struct desired_circuit *circuit,
			   const struct desired_peering *peering);
/*
 * How many prefixes of a family Microsoft takes of a peering before it ends the
 * session.
 */
uint32_t desired_advertise_limit(const struct desired_circuit *circuit,
				 const struct desired_peering *peering,
				 int family);
/* In Mb/s; 0 if it is not said. */
uint32_t desired_bandwidth_mbps(const struct desired_circuit *circuit);

#endif /* ERD_DESIRED_H */
