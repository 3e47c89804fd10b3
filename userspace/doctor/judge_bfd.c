// SPDX-License-Identifier: LGPL-2.1-or-later
/* BFD, which is what makes a failure short. */
#include "judge.h"

#include <string.h>

/* Azure has 300 ms, and 750 ms in places. */
#define SLOW_MS		600
/* A session that has just come up brings BFD up in a moment. */
#define SETTLED_S	10

static struct doctor_finding *say(struct judge *judge, enum doctor_id id,
				  const struct facts_path *path,
				  const struct facts_family *f,
				  const char *text)
{
	return found(judge, id, SEVERITY_DEGRADED, NULL, path, f->family, "%s",
		     text);
}

static bool is_wanted(const struct facts_path *path)
{
	return path->wanted_peering && path->wanted_peering->bfd;
}

static void judge_down(struct judge *judge, const struct facts_path *path,
		       const struct facts_family *f)
{
	const struct routing_bfd_state *bfd = &f->session->bfd;
	const struct facts_heard *heard = &f->probe.heard;
	struct doctor_finding *d;

	if (path->probed ? !heard->bfd_packets :
			   strcmp(bfd->diagnostic, "control detection time expired")) {
		d = say(judge, DOCTOR_BFD_ABSENT, path, f,
			"Microsoft's router does not speak BFD on this session");
		if (path->probed)
			evidence(d, "not one packet of BFD came in %.1f s",
				 facts_seconds(judge->facts));
		next_step(d, "circuits from before August 2018 (microsoft peering: October 2019) get BFD when the peering is disabled and enabled again in Azure; else a failure takes the hold time, up to %u s",
			  f->session->hold_s);
	} else {
		d = say(judge, DOCTOR_BFD_DOWN, path, f,
			"BFD is down though the session stands");
		if (path->probed)
			evidence(d, "%u packets of BFD came in %.1f s",
				 heard->bfd_packets,
				 facts_seconds(judge->facts));
		next_step(d, "packets pass one way only, or more are lost than BFD allows: see loss, and erdctl bgp show %s",
			  path->circuit);
	}
	evidence(d, "BFD here is %s%s%s", bfd->status,
		 bfd->diagnostic[0] && strcmp(bfd->diagnostic, "ok") ? ", " : "",
		 strcmp(bfd->diagnostic, "ok") ? bfd->diagnostic : "");
	if (bfd->remote_diagnostic[0] && strcmp(bfd->remote_diagnostic, "ok"))
		evidence(d, "the far end says: %s", bfd->remote_diagnostic);
}

void judge_bfd(struct judge *judge, const struct facts_path *path,
	       const struct facts_family *f)
{
	const struct routing_session_state *s = f->session;
	struct doctor_finding *d;

	if (!s || !s->established || s->uptime_s < SETTLED_S ||
	    !judge->facts->routing.bfd_known.is)
		return;
	if (!s->bfd.present) {
		if (!is_wanted(path))
			return;
		d = say(judge, DOCTOR_BFD_ABSENT, path, f,
			"the file wants BFD and our session has none");
		d->owner = OWNER_US;
		next_step(d, "erdctl apply");
	} else if (strcmp(s->bfd.status, "up")) {
		judge_down(judge, path, f);
	/* It begins with a packet a second (RFC 5880, 6.8.3). */
	} else if (s->bfd.rx_ms > SLOW_MS && s->bfd.uptime_s >= SETTLED_S) {
		d = say(judge, DOCTOR_BFD_SLOW, path, f,
			"BFD is slow: a failure is seen late");
		evidence(d, "a packet each %u ms, down after %u ms",
			 s->bfd.rx_ms, s->bfd.detect_ms);
		if (f->probe.heard.bfd_packets)
			evidence(d, "the far end wants to send each %u ms and to hear each %u ms",
				 f->probe.heard.bfd_tx_ms,
				 f->probe.heard.bfd_rx_ms);
		next_step(d, "Azure has 300 ms, in places 750: if ours are 300, it is theirs, and works");
	}
}
