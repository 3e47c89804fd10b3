// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether this machine is what the file says, and knows the time. */
#include "judge.h"

#include <string.h>

/* Of the changes that are shown; the rest are counted. */
#define SHOWN	3

/* Whether a finding is that what a change would make is not so. */
static bool speaks_of(enum doctor_id id, enum change_kind kind)
{
	switch (id) {
	case DOCTOR_FASTPATH_MISSING:
	case DOCTOR_XDP_FOREIGN:
	case DOCTOR_VERSION_MISMATCH:
	case DOCTOR_TAGS_HIDDEN:
		return kind == CHANGE_XDP;
	case DOCTOR_ROUTING_DAEMON_MISSING:
		return kind == CHANGE_ROUTING;
	case DOCTOR_DEVICE_MISSING:
	case DOCTOR_PORT_MISSING:
		return true;
	case DOCTOR_PORT_DISABLED:
		return kind == CHANGE_PORT_ADMIN;
	case DOCTOR_CIRCUIT_DISABLED:
		return kind == CHANGE_CIRCUIT_ADMIN;
	case DOCTOR_PEERING_DISABLED:
		return kind == CHANGE_PEERING_ADMIN;
	/*
	 * The kernel takes addresses of IPv6 away with these; and a session
	 * whose address comes back begins anew.
	 */
	case DOCTOR_DEVICE_DOWN:
		return kind == CHANGE_UP || kind == CHANGE_ADDRESS ||
		       kind == CHANGE_ROUTING;
	case DOCTOR_VRF_WRONG:
		return kind == CHANGE_MASTER || kind == CHANGE_ADDRESS ||
		       kind == CHANGE_ROUTING;
	case DOCTOR_ADDRESS_MISSING:
	case DOCTOR_ADDRESS_SWAPPED:
	case DOCTOR_SUBNET_WRONG:
		return kind == CHANGE_ADDRESS || kind == CHANGE_ROUTING;
	case DOCTOR_MTU_SHORT:
		return kind == CHANGE_MTU;
	default:
		return kind == CHANGE_ROUTING &&
		       (doctor_id_layer(id) == LAYER_BGP ||
			doctor_id_layer(id) == LAYER_BFD);
	}
}

static bool is_of_path(const struct facts_drift *drift,
		       const struct facts_path *path)
{
	return !strcmp(drift->circuit, path->circuit) &&
	       (!drift->port[0] || !strcmp(drift->port, path->port->name)) &&
	       (!drift->peering[0] ||
		!strcmp(drift->peering, erd_peering_name(path->peering))) &&
	       (!drift->link ||
		drift->link == routing_link_number(path->port->role));
}

/* Its own, and of sessions that run over it. */
static bool is_of_port(const struct facts *facts,
		       const struct facts_drift *drift,
		       const struct facts_port *port)
{
	size_t i;

	if (!drift->link)
		return !strcmp(drift->port, port->name);
	for (i = 0; i < facts->n_paths; i++)
		if (facts->paths[i].port == port &&
		    is_of_path(drift, &facts->paths[i]))
			return true;
	return false;
}

/* Whether what is at @place is what a change would be of. */
static bool is_at(const struct facts *facts, const struct doctor_place *place,
		  const struct facts_drift *drift)
{
	if (place->path)
		return is_of_path(drift, place->path);
	if (place->port)
		return is_of_port(facts, drift, place->port);
	/* what is of this machine is of all sessions */
	return drift->kind == CHANGE_ROUTING;
}

/* Whether a finding of ours has said it already. */
static bool is_explained(const struct judge *judge,
			 const struct facts_drift *drift)
{
	const struct doctor_finding *finding;
	const struct doctor_place *place;

	desired_each(finding, &judge->diagnosis->findings) {
		if (finding->owner != OWNER_US ||
		    !speaks_of(finding->id, drift->kind))
			continue;
		desired_each(place, &finding->places)
			if (is_at(judge->facts, place, drift))
				return true;
	}
	return false;
}

static void judge_drift(struct judge *judge)
{
	const struct facts *facts = judge->facts;
	const struct facts_drift *drift;
	struct doctor_finding *d = NULL;
	size_t n = 0;

	if (!facts->drift_known.is) {
		unchecked(judge, "desired state", "%s", facts->drift_known.why);
		return;
	}
	desired_each(drift, &facts->drift) {
		if (is_explained(judge, drift))
			continue;
		if (!d)
			d = found(judge, DOCTOR_DRIFT, SEVERITY_DEGRADED, NULL,
				  NULL, 0, "this machine differs from the file %s",
				  facts->file.path);
		if (n++ < SHOWN)
			evidence(d, "%.60s: %.80s", drift->object, drift->text);
	}
	if (!d)
		return;
	if (n > SHOWN)
		evidence(d, "and %zu more", n - SHOWN);
	next_step(d, "erdctl diff shows all of it; erdctl apply makes it as the file says");
}

void judge_state(struct judge *judge)
{
	const struct facts *facts = judge->facts;
	struct doctor_finding *d;

	judge_drift(judge);
	if (!facts->clock_known.is) {
		unchecked(judge, "clock", "%s", facts->clock_known.why);
	} else if (!facts->clock_synchronised) {
		d = found(judge, DOCTOR_CLOCK_UNSYNCHRONISED, SEVERITY_DEGRADED,
			  NULL, NULL, 0, "the clock is not synchronised");
		evidence(d, "the kernel has no source of time");
		next_step(d, "start chrony or systemd-timesyncd: times in logs and tickets do not match Microsoft's otherwise");
	}
}
