/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Routing: BGP sessions with Microsoft's edge, as they should be and as they
 * are. Six calls stand between erd and the daemon that speaks BGP: check and
 * render say what a configuration means, diff what it takes to get there, apply
 * and rollback go there and back, state says how it is. FRR answers them
 * (frr*.c). @run is the folder of its sockets.
 *
 * Only what erd made is read, changed or removed: neighbours whose description
 * begins with "erd ", prefix-lists, route-maps and BFD profiles whose names
 * begin with "erd-".
 */
#ifndef LIBERD_ROUTING_H
#define LIBERD_ROUTING_H

#include <erd.h>
#include <net/if.h>
#include <netinet/in.h>

#define ROUTING_MICROSOFT_AS	12076
/* The folder of FRR's sockets, unless ERD_FRR_RUN says otherwise. */
const char *routing_run(void);

/* IPv4 or IPv6, by @family: AF_INET or AF_INET6. */
struct routing_address {
	int family;
	union {
		struct in_addr v4;
		struct in6_addr v6;
	};
};

/* A prefix; a longer one below it matches from @ge to @le, 0: only itself. */
struct routing_prefix {
	struct routing_address address;	/* no bit is set beyond @len */
	uint8_t len;
	uint8_t ge, le;
};

/* BFD; all 0 is without. Azure's sessions run at 300 or 750 ms. */
struct routing_bfd {
	uint32_t tx_ms, rx_ms;		/* 300 to 60000 */
	uint8_t multiplier;		/* 2 to 255 */
};

/* One BGP session: a peering of a circuit, on one link, in one family. */
struct routing_session {
	const char *circuit;
	enum erd_peering peering;
	enum erd_role link;
	const char *vrf;		/* NULL: the default one */
	struct routing_address local, remote;	/* their family is its own */
	uint32_t local_as;
	uint32_t remote_as;		/* ROUTING_MICROSOFT_AS, but in tests */
	const char *md5;		/* 1 to 25 letters and digits, or NULL */
	struct routing_bfd bfd;
	uint16_t keepalive_s, hold_s;	/* both 0: FRR's 60 and 180 */
	uint16_t connect_s;		/* between attempts; 0: FRR's 120 */
	/* What is announced: these, and nothing else. */
	const struct routing_prefix *advertised;
	size_t n_advertised;
	/*
	 * What is accepted; none: everything, of a microsoft peering without
	 * the default route and private addresses.
	 */
	const struct routing_prefix *accepted;
	size_t n_accepted;
	/* Most prefixes in and out, 0: no limit; those in warn at 80 %. */
	uint32_t accept_limit, advertise_limit;
	bool drained;			/* traffic is asked to take other links */
	/* What it runs over is made anew: it ends before that, and begins again. */
	bool renewed;
};

#define ROUTING_LIMIT_WARN_PERCENT	80

/* BGP in one VRF. Each VRF that sessions are in has one. */
struct routing_instance {
	const char *vrf;		/* NULL: the default one */
	uint32_t as;			/* sessions of another use local-as */
	struct in_addr router_id;	/* 0.0.0.0: FRR chooses */
	/* One that is there already keeps its own, whatever is said here. */
	bool as_stays, router_id_stays;
};

struct routing_config {
	const struct routing_instance *instances;
	size_t n_instances;
	const struct routing_session *sessions;
	size_t n_sessions;
};

/*
 * ERD_USAGE unless the configuration is one that Azure and FRR take; the
 * sentence names the session and the rule.
 */
int routing_check(const struct routing_config *config, struct erd_error *err);

/*
 * The configuration in FRR's words, each line as FRR prints it. NULL if it
 * fails; to be freed. It has the keys of MD5 in it.
 */
char *routing_render(const struct routing_config *config, struct erd_error *err);

/* What a change does to a session that is established. */
enum routing_impact {
	ROUTING_IMPACT_NONE,	/* nothing, or not before its next start */
	ROUTING_IMPACT_SOFT,	/* routes are told or judged anew */
	ROUTING_IMPACT_RESET,	/* it ends, and begins again if it is to stay */
};

const char *routing_impact_name(enum routing_impact impact);

/* What becomes of its session as a whole. */
enum routing_turn {
	ROUTING_STAYS,
	ROUTING_BEGINS,
	ROUTING_ENDS,
};

struct routing_change {
	char *text;		/* the command, without keys */
	char *subject;		/* "hq1/private/1 v4", or of which VRF */
	enum routing_impact impact;
	enum routing_turn turn;
};

/* What it takes from what there is to what should be, in order. */
struct routing_plan {
	struct routing_change *changes;
	size_t n;
	enum routing_impact impact;	/* the gravest */
	bool restored;		/* it failed, and what was before is back */
	struct frr_plan *frr;		/* what is sent, and what was before */
};

void routing_plan_free(struct routing_plan *plan);

/*
 * Makes two plans, each empty if there is nothing to do: in @ends what ends
 * sessions, to be applied before their devices, addresses and VRFs change; in
 * @rest all else, to be applied after that. ERD_CONFLICT if there is something
 * of somebody else in its place, ERD_NOT_FOUND if a daemon that is needed does
 * not answer.
 */
int routing_diff(const char *run, const struct routing_config *config,
		 struct routing_plan **ends, struct routing_plan **rest,
		 struct erd_error *err);

/*
 * Carries a plan out and reads back what came of it. Nothing is sent for an
 * empty one. If anything fails what was before is put back; @err says what
 * failed, @plan->restored whether it is back.
 */
int routing_apply(const char *run, struct routing_plan *plan,
		  struct erd_error *err);

/* Puts back what there was when the plan was made, and reads it back. */
int routing_rollback(const char *run, const struct routing_plan *plan,
		     struct erd_error *err);

/* BFD of a session. Intervals are those both ends agreed on. */
struct routing_bfd_state {
	bool present;
	char status[16];	/* "up", "down", "init", "shutdown" */
	char diagnostic[48];	/* why it is down, in FRR's words, or "ok" */
	char remote_diagnostic[48];
	uint32_t tx_ms, rx_ms;	/* between packets we send, and they */
	uint32_t detect_ms;	/* silence after which it is down */
	uint64_t uptime_s;	/* 0 unless up */
};

struct routing_session_state {
	char name[80];		/* "hq1/private/1" */
	char vrf[IFNAMSIZ];	/* "" is the default one */
	char peer[INET6_ADDRSTRLEN];
	int family;
	uint32_t local_as, remote_as;
	char state[16];		/* "Established", "Active", … */
	bool established;
	bool authenticated;	/* has a key of MD5 */
	bool ttl_security;	/* takes only a TTL of 255 (RFC 5082) */
	bool drained;
	uint64_t uptime_s;	/* 0 unless established */
	uint64_t connections_established, connections_dropped;
	char last_reset[64];	/* why it last fell, or does not come up */
	uint64_t last_reset_s;	/* how long ago */
	char last_notification[96];	/* "" if there was none */
	uint64_t notifications_in, notifications_out;	/* since it was made */
	uint32_t prefixes_in, prefixes_out;
	uint32_t accept_limit, advertise_limit;	/* 0: none */
	uint32_t hold_s, keepalive_s;	/* agreed on, if established */
	struct routing_bfd_state bfd;
	char reason[192];	/* a sentence, if it is not established */
};

/* Segments that the kernel threw away for their MD5, since the machine began. */
struct routing_md5_failures {
	uint64_t wrong;		/* signed with another key */
	uint64_t unexpected;	/* signed, where we have no key */
	uint64_t missing;	/* not signed, where we have one */
};

struct routing_state {
	struct routing_session_state *sessions;	/* by name, then family */
	size_t n;
	struct routing_md5_failures md5;
};

/* Reads it. To be followed by routing_state_free(), if it succeeds. */
int routing_state(const char *run, struct routing_state *state,
		  struct erd_error *err);
void routing_state_free(struct routing_state *state);

/*
 * Whether the daemon knows of each session's own address that it is there, into
 * @known, by session. FRR 8.4 reads devices and addresses in two threads, and
 * drops an address that it reads before its device.
 */
int routing_known(const char *run, const struct routing_config *config,
		  bool *known, struct erd_error *err);

/* Whether Microsoft takes it out of the paths of a microsoft peering. */
bool routing_as_private(uint32_t as);
/* 1 or 2. */
unsigned int routing_link_number(enum erd_role link);
/* "hq1/private/1", into @name. */
#define ROUTING_NAME_SIZE	80
void routing_session_name(const struct routing_session *session,
			  char name[ROUTING_NAME_SIZE]);
/* Numbers and dots, or colons. Returns @text. */
const char *routing_address_text(const struct routing_address *address,
				 char text[INET6_ADDRSTRLEN]);
/* ERD_USAGE unless @text is an address, without a length. */
int routing_address_parse(const char *text, struct routing_address *address,
			  struct erd_error *err);
/*
 * ERD_USAGE unless @text is ADDRESS/LENGTH with no bit set beyond the length.
 * Leaves @prefix->ge and le at 0.
 */
int routing_prefix_parse(const char *text, struct routing_prefix *prefix,
			 struct erd_error *err);

#endif /* LIBERD_ROUTING_H */
