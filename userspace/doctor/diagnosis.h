/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the facts mean: findings, and what could not be checked. */
#ifndef ERD_DIAGNOSIS_H
#define ERD_DIAGNOSIS_H

#include "facts.h"

/* The chain, from what everything stands on to what it is for. */
enum doctor_layer {
	LAYER_SOFTWARE,
	LAYER_PORT,
	LAYER_LIGHT,
	LAYER_LINK,
	LAYER_TAGS,
	LAYER_ADDRESS,
	LAYER_MTU,
	LAYER_BGP,
	LAYER_PREFIXES,
	LAYER_BFD,
	LAYER_TRAFFIC,
	LAYER_STATE,
	LAYERS
};

enum doctor_owner {
	OWNER_US,
	OWNER_CROSS_CONNECT,
	OWNER_MICROSOFT,
};

enum doctor_severity {
	SEVERITY_DEGRADED,	/* it works, and less well than it should */
	SEVERITY_BROKEN,	/* traffic of something does not pass */
};

/* All there are: name, layer, and whose it is unless the facts say otherwise. */
#define DOCTOR_FINDINGS(F)						\
	F(MODULE_MISSING, module_missing, SOFTWARE, US)			\
	F(VERSION_MISMATCH, version_mismatch, SOFTWARE, US)		\
	F(FASTPATH_MISSING, fastpath_missing, SOFTWARE, US)		\
	F(XDP_FOREIGN, xdp_foreign, SOFTWARE, US)			\
	F(TAGS_HIDDEN, tags_hidden, SOFTWARE, US)			\
	F(ROUTING_DAEMON_MISSING, routing_daemon_missing, SOFTWARE, US)	\
	F(DEVICE_MISSING, device_missing, PORT, US)			\
	F(PORT_MISSING, port_missing, PORT, US)				\
	F(DEVICE_DOWN, device_down, PORT, US)				\
	F(PORT_DISABLED, port_disabled, PORT, US)			\
	F(CIRCUIT_DISABLED, circuit_disabled, PORT, US)			\
	F(PEERING_DISABLED, peering_disabled, PORT, US)			\
	F(OPTIC_MISSING, optic_missing, LIGHT, US)			\
	F(LASER_OFF, laser_off, LIGHT, US)				\
	F(LIGHT_MISSING, light_missing, LIGHT, CROSS_CONNECT)		\
	F(LIGHT_LOW, light_low, LIGHT, CROSS_CONNECT)			\
	F(LIGHT_HIGH, light_high, LIGHT, CROSS_CONNECT)			\
	F(LIGHT_FALLEN, light_fallen, LIGHT, CROSS_CONNECT)		\
	F(SPEED_MISMATCH, speed_mismatch, LINK, MICROSOFT)		\
	F(FEC_MISMATCH, fec_mismatch, LINK, MICROSOFT)			\
	F(CARRIER_MISSING, carrier_missing, LINK, CROSS_CONNECT)	\
	F(LINK_ERRORS, link_errors, LINK, CROSS_CONNECT)		\
	F(LINK_FLAPS, link_flaps, LINK, CROSS_CONNECT)			\
	F(STAG_UNKNOWN, stag_unknown, TAGS, MICROSOFT)			\
	F(CTAG_UNKNOWN, ctag_unknown, TAGS, MICROSOFT)			\
	F(TAGS_SWAPPED, tags_swapped, TAGS, MICROSOFT)			\
	F(TAG_MISSING, tag_missing, TAGS, MICROSOFT)			\
	F(TPID_WRONG, tpid_wrong, TAGS, MICROSOFT)			\
	F(ADDRESS_MISSING, address_missing, ADDRESS, US)		\
	F(ADDRESS_SWAPPED, address_swapped, ADDRESS, US)		\
	F(SUBNET_WRONG, subnet_wrong, ADDRESS, US)			\
	F(ADDRESS_DUPLICATE, address_duplicate, ADDRESS, US)		\
	F(LINKS_CROSSED, links_crossed, ADDRESS, CROSS_CONNECT)		\
	F(NEIGHBOUR_SILENT, neighbour_silent, ADDRESS, MICROSOFT)	\
	F(MTU_SHORT, mtu_short, MTU, MICROSOFT)				\
	F(LOSS, loss, MTU, CROSS_CONNECT)				\
	F(BGP_FILTERED, bgp_filtered, BGP, MICROSOFT)			\
	F(BGP_REFUSED, bgp_refused, BGP, MICROSOFT)			\
	F(TTL_SHORT, ttl_short, BGP, MICROSOFT)				\
	F(MD5_WRONG, md5_wrong, BGP, US)				\
	F(MD5_MISSING, md5_missing, BGP, US)				\
	F(MD5_UNEXPECTED, md5_unexpected, BGP, US)			\
	F(ASN_WRONG, asn_wrong, BGP, US)				\
	F(HOLD_EXPIRED, hold_expired, BGP, MICROSOFT)			\
	F(BGP_DOWN, bgp_down, BGP, MICROSOFT)				\
	F(SESSION_MISSING, session_missing, BGP, US)			\
	F(PREFIX_LIMIT, prefix_limit, PREFIXES, MICROSOFT)		\
	F(PREFIXES_MISSING, prefixes_missing, PREFIXES, MICROSOFT)	\
	F(CONNECTION_MISSING, connection_missing, PREFIXES, US)		\
	F(ADVERTISE_MISSING, advertise_missing, PREFIXES, US)		\
	F(DEFAULT_LEAKED, default_leaked, PREFIXES, MICROSOFT)		\
	F(ROUTE_SHADOWED, route_shadowed, PREFIXES, US)			\
	F(PATH_MISSING, path_missing, PREFIXES, US)			\
	F(VRF_WRONG, vrf_wrong, ADDRESS, US)				\
	F(BFD_ABSENT, bfd_absent, BFD, MICROSOFT)			\
	F(BFD_DOWN, bfd_down, BFD, MICROSOFT)				\
	F(BFD_SLOW, bfd_slow, BFD, MICROSOFT)				\
	F(ASYMMETRY, asymmetry, TRAFFIC, US)				\
	F(RATE_LIMITED, rate_limited, TRAFFIC, US)			\
	F(UTILISATION_HIGH, utilisation_high, TRAFFIC, US)		\
	F(DRIFT, drift, STATE, US)					\
	F(CLOCK_UNSYNCHRONISED, clock_unsynchronised, STATE, US)

enum doctor_id {
#define F(id, name, layer, owner) DOCTOR_##id,
	DOCTOR_FINDINGS(F)
#undef F
	DOCTOR_IDS
};

/* Where something was found: a port, and of a path also what follows. */
struct doctor_place {
	const struct facts_port *port;	/* NULL: on this machine */
	const struct facts_path *path;	/* or NULL */
	int family;			/* AF_INET, AF_INET6; 0: both */
	char evidence[320];
};

/* The same thing, wherever it was found. */
struct doctor_finding {
	enum doctor_id id;
	enum doctor_severity severity;
	enum doctor_owner owner;
	char text[256];			/* what is wrong */
	char next[320];			/* what to do next */
	struct list places;		/* of struct doctor_place */
};

/* What was not looked at, and why. */
struct doctor_unchecked {
	char what[96];
	char why[160];
};

struct diagnosis {
	struct list findings;		/* by layer, what is broken first */
	struct list unchecked;
	bool no_memory;
};

enum doctor_verdict {
	VERDICT_HEALTHY,
	VERDICT_DEGRADED,
	VERDICT_BROKEN,
};

/* Judges. To be followed by diagnosis_free(). False without memory. */
bool diagnose(const struct facts *facts, struct diagnosis *diagnosis);
void diagnosis_free(struct diagnosis *diagnosis);
enum doctor_verdict diagnosis_verdict(const struct diagnosis *diagnosis);
/* The worst that was found at a port or its paths. */
enum doctor_verdict diagnosis_of_port(const struct diagnosis *diagnosis,
				      const struct facts_port *port);

const char *doctor_id_name(enum doctor_id id);
enum doctor_layer doctor_id_layer(enum doctor_id id);
const char *doctor_layer_name(enum doctor_layer layer);
const char *doctor_owner_name(enum doctor_owner owner);
const char *doctor_severity_name(enum doctor_severity severity);
const char *doctor_verdict_name(enum doctor_verdict verdict);

#define DOCTOR_PLACE_SIZE	96
/* "hq1/private/1 v4", "port ams-1" */
const char *doctor_place_text(const struct doctor_place *place,
			      char text[DOCTOR_PLACE_SIZE]);

#endif /* ERD_DIAGNOSIS_H */
