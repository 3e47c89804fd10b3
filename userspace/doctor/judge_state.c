// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether this machine is what the file says, and knows the time. */
#include "judge.h"

#include "change.h"

/* Of the changes that are shown; the rest are counted. */
#define SHOWN	3

static void judge_drift(struct judge *judge)
{
	const struct facts *facts = judge->facts;
	const char *text = facts->drift.items;
	struct doctor_finding *d;
	size_t i;

	if (!facts->drift_known.is) {
		unchecked(judge, "desired state", "%s", facts->drift_known.why);
		return;
	}
	if (!facts->drift.n)
		return;
	d = found(judge, DOCTOR_DRIFT, SEVERITY_DEGRADED, NULL, NULL, 0,
		  "this machine differs from the file %s", facts->file.path);
	for (i = 0; i < facts->drift.n && i < SHOWN; i++)
		evidence(d, "%.90s", text + i * CHANGE_TEXT_SIZE);
	if (facts->drift.n > SHOWN)
		evidence(d, "and %zu more", facts->drift.n - SHOWN);
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
