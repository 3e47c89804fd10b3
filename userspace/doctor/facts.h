/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What was seen of this edge: everything that is judged, and nothing of it
 * judged yet. What could not be read says why. Counters are there twice, as at
 * the beginning and at the end of the examination.
 */
#ifndef ERD_FACTS_H
#define ERD_FACTS_H

#include "change.h"
#include "ethtool_link.h"
#include "file.h"
#include "routing.h"

#include <net/if.h>
#include <time.h>

/* Whether something is known; if not, why: "" is that it was not asked for. */
struct known {
	bool is;
	char why[160];
};

enum facts_reading {
	FACTS_FIRST,
	FACTS_LAST,
	FACTS_READINGS
};

/* Of a device, as the kernel counts. */
struct facts_counts {
	uint64_t rx_frames, rx_bytes, tx_frames, tx_bytes;
	uint64_t rx_crc_errors, rx_errors, rx_missed;
	uint64_t rx_too_long, tx_errors;
	uint64_t fec_uncorrectable;
	uint32_t carrier_changes;
};

/* The fast path of a port. */
struct facts_fastpath {
	struct known known;		/* whether there is one */
	bool attached;
	bool other_schema;		/* another erd's, whose maps are others */
	struct erd_attachment attachment;
	char foreign[320];		/* another's program on the device, or "" */
	char foreign_hint[192];
	struct erd_port_account account[FACTS_READINGS];
};

/* ARP that arrived at a port with fewer tags than a peering has. */
struct facts_lone {
	struct known known;		/* it was listened for */
	unsigned int untagged, single;
	uint16_t vid;			/* of the last with one tag */
	uint8_t mac[6];			/* of the last */
	struct routing_address sender, asked;
};

/* The light when the link was tested last, and that passed. */
struct facts_accepted {
	bool is;
	char time[12];			/* "2026-11-26" */
	char serial[17];		/* of the module that measured it */
	size_t n_lanes;
	struct facts_accepted_lane {
		unsigned int number;	/* from 1 */
		double rx_dbm, tx_dbm;	/* the least; NAN: not told */
	} lane[ERD_OPTICS_LANES_MAX];
};

struct facts_port {
	char name[ERD_NAME_MAX];
	char pair[ERD_NAME_MAX];
	enum erd_role role;
	char ifname[IFNAMSIZ];
	bool selected;			/* it is to be examined */

	bool bound;			/* it is a port; then: */
	struct erd_port erd;
	const struct desired_port *wanted;	/* or NULL */
	const struct desired_pair *wanted_pair;	/* or NULL */

	bool device;			/* there is one of that name here */
	char elsewhere[64];		/* namespace that it is in instead, or "" */
	bool up;			/* IFF_UP */
	uint32_t mtu;
	struct facts_counts counts[FACTS_READINGS];

	struct known link_known;
	struct ethtool_link link;
	struct known fec_known;
	struct ethtool_fec fec;
	struct known optics_known;
	bool optics_missing;		/* the driver says there is no module */
	struct erd_optics optics;
	struct facts_accepted accepted;
	struct facts_fastpath fastpath;
	struct facts_lone lone;
};

/* --- what probes found -------------------------------------------------- */

#define FACTS_MACS	3
#define FACTS_HEARD	4
#define FACTS_SIZES	6
#define FACTS_UNHEARD	4

/* Who answered for an address; @n may be more than are kept. */
struct facts_answers {
	unsigned int n;
	uint8_t mac[FACTS_MACS][6];
};

/* Somebody who spoke of addresses of another network. */
struct facts_stranger {
	struct routing_address sender;
	struct routing_address asked;	/* for whom it looked; family 0: nobody */
	uint8_t mac[6];
};

enum facts_tcp_result {
	FACTS_TCP_UNTRIED,
	FACTS_TCP_SILENT,		/* nothing came back */
	FACTS_TCP_REFUSED,		/* it was reset */
	FACTS_TCP_CONNECTED,
	FACTS_TCP_CLOSED,		/* it was connected, and closed at once */
	FACTS_TCP_FAILED,		/* it could not be tried, or ICMP said no */
};

enum facts_tcp {
	FACTS_TCP_AS_BGP,		/* as the session does it */
	FACTS_TCP_OTHER_KEY,		/* unsigned where it signs, else signed */
	FACTS_TCP_FAR,			/* as the session, with the TTL below */
	FACTS_TCPS
};

/* Connections of a session's on which the far end acknowledges nothing of ours. */
struct facts_unheard {
	unsigned int n;			/* as seen last */
	uint16_t local_port[FACTS_UNHEARD], remote_port[FACTS_UNHEARD];
	unsigned int retransmits;	/* without an answer, the most of one */
	unsigned int answered;		/* when it was asked with a TTL of 255 */
};

/* The TTL of all that is sent with the TTL security of RFC 5082. */
#define FACTS_TTL_SECURE	255

/* What the far end itself sent to the ports of BGP and BFD. */
struct facts_heard {
	unsigned int syn_signed, syn_unsigned;
	unsigned int syn_right, syn_wrong; /* those signed, by our key */
	uint8_t ttl;			/* of its last SYN, or data */
	uint32_t open_as;		/* of its last OPEN; 0: none was seen */
	unsigned int bfd_packets;
	uint32_t bfd_tx_ms, bfd_rx_ms;	/* what its last one wants */
	struct facts_unheard unheard;
};

struct facts_probe {
	bool arp_done;			/* the three below say something */
	struct facts_answers remote;	/* who answers for the far end's address */
	struct facts_answers own;	/* who else answers for ours */
	struct facts_answers crossed;	/* for that of the other link's far end */
	bool ping_done;
	unsigned int pings, pongs;	/* small ones */
	unsigned int sized[FACTS_SIZES]; /* answers by size, */
	uint32_t size[FACTS_SIZES];	/* octets of IP, ascending; 0: none */
	enum facts_tcp_result tcp[FACTS_TCPS];
	struct facts_heard heard;
};

/* --- paths -------------------------------------------------------------- */

enum facts_neighbour {
	FACTS_NEIGHBOUR_NONE,		/* the kernel has no entry */
	FACTS_NEIGHBOUR_ASKING,		/* it has been asking */
	FACTS_NEIGHBOUR_FAILED,
	FACTS_NEIGHBOUR_KNOWN,
};

/* One family of a path: IPv4 first. */
struct facts_family {
	int family;
	bool used;			/* there is or should be an address */
	struct prefix local;		/* ours, with its network's length */
	struct prefix remote;		/* theirs; family 0: it cannot be told */
	struct prefix wanted;		/* ours by the file; family 0: it is silent */
	enum facts_neighbour neighbour;
	const struct routing_session_state *session;	/* or NULL */
	bool session_wanted;		/* by the file */
	size_t routes;			/* of BGP in the kernel over this device */
	size_t routes_wanted;		/* those that FRR takes to be there */
	bool default_route;		/* one of them is the default route */
	unsigned int shadowed;		/* prefixes that another route hides */
	char shadow[96];		/* the first, and by what */
	struct facts_probe probe;
};

/* A prefix that the file expects of a connection of a circuit. */
struct facts_expected {
	struct prefix prefix;
	const struct desired_circuit *circuit;
	bool arrived;			/* by BGP, over a link of the circuit */
};

/* Something that an apply of the file would change. */
struct facts_drift {
	char object[96];		/* "port 'ams-1'" */
	char text[CHANGE_TEXT_SIZE];
	enum change_kind kind;
	/* what it is about: "" or 0 is all, or none of them */
	char port[ERD_NAME_MAX], circuit[ERD_NAME_MAX], peering[16];
	unsigned int link;		/* 1, 2 */
};

/* One peering on one port: a sub-interface, or the want of one. */
struct facts_path {
	struct facts_port *port;
	bool there;			/* it exists; then: */
	struct erd_subif subif;		/* as at the end */
	char circuit[ERD_NAME_MAX];
	enum erd_peering peering;
	uint16_t stag, ctag;
	bool circuit_enabled;
	const struct desired_circuit *wanted_circuit;	/* or NULL */
	const struct desired_peering *wanted_peering;	/* or NULL */
	bool selected, probed;
	struct known probe_known;	/* why it was not probed */
	uint32_t mtu, wanted_mtu;	/* wanted 0: the file is silent */
	char vrf[IFNAMSIZ];		/* "": none */
	uint8_t mac[6];
	struct erd_stats stats[FACTS_READINGS];
	struct erd_account account[FACTS_READINGS];
	struct erd_account limited[FACTS_READINGS];
	struct erd_rates rates;
	struct facts_family family[2];
	struct facts_stranger stranger[FACTS_HEARD];
	unsigned int n_strangers;
	struct facts_path *other;	/* the same peering on the other link */
};

struct facts_routing {
	struct known known;
	bool dead;			/* a socket is there, and nobody behind it */
	struct routing_state state;
	struct known bfd_known;		/* bfdd answers, or is not needed */
	struct known zebra_known;
};

struct facts {
	struct timespec time;		/* CLOCK_REALTIME at the end */
	uint64_t boot_ns[FACTS_READINGS]; /* CLOCK_BOOTTIME */
	struct known module;
	unsigned int family_version;	/* of its netlink; 0: not told */
	struct known privilege;		/* to see and send all */
	struct known file_known;	/* there is a file of desired state */
	struct desired_file file;
	struct facts_port *ports;
	size_t n_ports;
	struct facts_path *paths;
	size_t n_paths;
	struct facts_path **by_ifindex;	/* those that are examined and here */
	size_t n_by_ifindex;
	struct facts_routing routing;
	struct list expected;		/* of struct facts_expected, in order */
	struct known drift_known;
	struct list drift;		/* of struct facts_drift */
	struct known clock_known;
	bool clock_synchronised;
	double clock_error_s;		/* its own estimate */
	char kernel[65], frr[32];	/* versions */
};

/* The path of a sub-interface in this namespace that is examined, or NULL. */
struct facts_path *facts_path_of(const struct facts *facts, uint32_t ifindex);

/* What is expected of this, or NULL. */
struct facts_expected *facts_expected_of(const struct facts *facts,
					 const struct desired_circuit *circuit,
					 const struct prefix *prefix);

/* How far apart the two readings are. */
double facts_seconds(const struct facts *facts);

#endif /* ERD_FACTS_H */
