/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The judges, one file a layer: functions of the facts. Those of a port or a
 * path return whether it is broken there, so that what stands on it is not
 * looked at. What they say of several places is the same text, so that it is
 * said once.
 */
#ifndef ERD_JUDGE_H
#define ERD_JUDGE_H

#include "diagnosis.h"

struct judge {
	const struct facts *facts;
	struct diagnosis *diagnosis;
};

bool judge_software(struct judge *judge);
bool judge_software_port(struct judge *judge, const struct facts_port *port);
bool judge_port(struct judge *judge, const struct facts_port *port);
bool judge_port_path(struct judge *judge, const struct facts_path *path);
bool judge_light(struct judge *judge, const struct facts_port *port);
bool judge_link(struct judge *judge, const struct facts_port *port);
bool judge_tags(struct judge *judge, const struct facts_path *path);
bool judge_vrf(struct judge *judge, const struct facts_path *path);
void judge_tags_port(struct judge *judge, const struct facts_port *port);
/* From here on by family of a path. */
bool judge_address(struct judge *judge, const struct facts_path *path,
		   const struct facts_family *f);
bool judge_mtu(struct judge *judge, const struct facts_path *path,
	       const struct facts_family *f);
bool judge_bgp(struct judge *judge, const struct facts_path *path,
	       const struct facts_family *f);
void judge_prefixes(struct judge *judge, const struct facts_path *path,
		    const struct facts_family *f);
void judge_bfd(struct judge *judge, const struct facts_path *path,
	       const struct facts_family *f);
void judge_traffic(struct judge *judge, const struct facts_path *path);
void judge_traffic_port(struct judge *judge, const struct facts_port *port);
void judge_state(struct judge *judge);

/* --- saying ------------------------------------------------------------- */

/*
 * Adds a finding, or the place to one that says the same. What is returned is
 * where evidence, next step and owner go; never NULL. The text of the next
 * step and owner are those of the first place.
 */
struct doctor_finding *found(struct judge *judge, enum doctor_id id,
			     enum doctor_severity severity,
			     const struct facts_port *port,
			     const struct facts_path *path, int family,
			     const char *format, ...)
	__attribute__((format(printf, 7, 8)));
/* Of the place that was added last. */
void evidence(struct doctor_finding *finding, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void next_step(struct doctor_finding *finding, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void unchecked(struct judge *judge, const char *what, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* --- what several of them ask ------------------------------------------- */

/* How many frames of tags that nobody has are of now: seconds. */
#define JUDGE_RECENT_S	30

/* Whether a path's far end was heard in any way. */
bool path_is_alive(const struct facts_path *path);
/* "52:54:00:12:34:56" */
#define MAC_SIZE	18
const char *mac_text(const uint8_t mac[6], char text[MAC_SIZE]);
/* Without the length. */
const char *host_text(const struct prefix *host, char text[INET6_ADDRSTRLEN]);
bool same_host(const struct prefix *a, const struct prefix *b);
/* "IPv4" */
const char *family_text(int family);

#endif /* ERD_JUDGE_H */
