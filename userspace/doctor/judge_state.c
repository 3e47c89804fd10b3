// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether this machine is what the file says, and knows the time. */
#include "judge.h"

#include <string.h>

/* Of the changes that are shown; the rest are counted. */
#define SHOWN	3

/* Whether a finding of ours at @place says what @drift would change. */
static bool explains(const struct doctor_place *place,
		     const struct facts_drift *drift)
{
	/* what is not of a port is of all of this machine */
	if (!place->port)
		return drift->routing;
	if (drift->port[0] && strcmp(drift->port, place->port->name))
		return false;
	if (drift->link &&
	    drift->link != routing_link_number(place->port->role))
		return false;
	if (!place->path)
		return drift->port[0] || drift->link;
	return drift->circuit[0] &&
	       !strcmp(drift->circuit, place->path->circuit);
}

static bool is_explained(const struct judge *judge,
			 const struct facts_drift *drift)
{
	const struct doctor_finding *finding;
	const struct doctor_place *place;

	desired_each(finding, &judge->diagnosis->findings) {
		if (finding->owner != OWNER_US)
			continue;
		desired_each(place, &finding->places)
			if (explains(place, drift))
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
