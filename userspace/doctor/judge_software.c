// SPDX-License-Identifier: LGPL-2.1-or-later
/* What has to run on this machine, and whether it is one with the rest. */
#include "judge.h"

#include <stdio.h>

static bool sessions_wanted(const struct facts *facts)
{
	size_t i;

	for (i = 0; i < facts->n_paths; i++)
		if (facts->paths[i].family[0].session_wanted ||
		    facts->paths[i].family[1].session_wanted)
			return true;
	return false;
}

static void judge_routing(struct judge *judge)
{
	const struct facts_routing *routing = &judge->facts->routing;
	struct doctor_finding *f;

	if (routing->known.is && !routing->bfd_known.is) {
		f = found(judge, DOCTOR_ROUTING_DAEMON_MISSING,
			  SEVERITY_DEGRADED, NULL, NULL, 0,
			  "FRR's bfdd does not answer: there is no BFD");
		evidence(f, "%s", routing->bfd_known.why);
		next_step(f, "systemctl status frr; bfdd=yes in /etc/frr/daemons");
	}
	if (routing->known.is)
		return;
	if (!routing->dead && !sessions_wanted(judge->facts)) {
		unchecked(judge, "BGP and BFD", "%s", routing->known.why);
		return;
	}
	f = found(judge, DOCTOR_ROUTING_DAEMON_MISSING, SEVERITY_BROKEN, NULL,
		  NULL, 0, "FRR does not answer: there is no BGP");
	evidence(f, "%s", routing->known.why);
	next_step(f, "systemctl status frr; bgpd=yes and bfdd=yes in /etc/frr/daemons");
}

bool judge_software(struct judge *judge)
{
	const struct facts *facts = judge->facts;
	struct doctor_finding *f;

	if (!facts->privilege.is)
		unchecked(judge, "what takes privilege", "%s",
			  facts->privilege.why);
	if (!facts->module.is) {
		f = found(judge, DOCTOR_MODULE_MISSING, SEVERITY_BROKEN, NULL,
			  NULL, 0, "the kernel module erd is not there: no frame passes");
		evidence(f, "%s", facts->module.why);
		next_step(f, "modprobe erd; journalctl -k says why if it does not load");
		unchecked(judge, "everything else",
			  "there are no ports without the module");
		return true;
	}
	if (facts->family_version &&
	    facts->family_version != ERD_FAMILY_VERSION) {
		f = found(judge, DOCTOR_VERSION_MISMATCH, SEVERITY_DEGRADED,
			  NULL, NULL, 0,
			  "the kernel module and erdctl speak different versions of netlink");
		evidence(f, "the module speaks %u, erdctl %u",
			 facts->family_version, ERD_FAMILY_VERSION);
		next_step(f, "install both of one version and load the module anew when traffic allows");
	}
	judge_routing(judge);
	return false;
}

/* Whether it should have a fast path; without a file it is taken for wished. */
static bool is_wanted(const struct facts_port *port)
{
	return !port->wanted || port->wanted->xdp != ERD_XDP_NONE;
}

static void judge_attachment(struct judge *judge, const struct facts_port *port)
{
	const struct erd_attachment *a = &port->fastpath.attachment;
	struct doctor_finding *f;

	if (!a->current) {
		f = found(judge, DOCTOR_VERSION_MISMATCH, SEVERITY_DEGRADED,
			  port, NULL, 0,
			  "the programs of the fast path are of another build than erdctl");
		evidence(f, "programs of erd %s, erdctl %s", a->version,
			 ERD_VERSION);
		next_step(f, "erdctl port upgrade %s: no frame is missed",
			  port->name);
	}
	if (a->warning[0]) {
		f = found(judge, DOCTOR_TAGS_HIDDEN, SEVERITY_DEGRADED, port,
			  NULL, 0,
			  "what hides tags from the fast path, or frames from its account, is on");
		evidence(f, "%s", a->warning);
		next_step(f, "erdctl port upgrade %s turns it off", port->name);
	}
}

static void judge_foreign(struct judge *judge, const struct facts_port *port)
{
	struct doctor_finding *f;

	f = found(judge, DOCTOR_XDP_FOREIGN, SEVERITY_DEGRADED, port, NULL, 0,
		  "another XDP program is on the port's device, in the place of the fast path");
	evidence(f, "%s", port->fastpath.foreign);
	next_step(f, "%s; then erdctl port set %s xdp native",
		  port->fastpath.foreign_hint, port->name);
}

bool judge_software_port(struct judge *judge, const struct facts_port *port)
{
	const struct facts_fastpath *fast = &port->fastpath;
	struct doctor_finding *f;
	char what[64];

	if (!port->bound || !port->device)
		return false;
	snprintf(what, sizeof(what), "the fast path of %s", port->name);
	if (!fast->known.is) {
		if (fast->other_schema) {
			f = found(judge, DOCTOR_VERSION_MISMATCH,
				  SEVERITY_DEGRADED, port, NULL, 0,
				  "the fast path was made by another version of erd");
			evidence(f, "%s", fast->known.why);
			next_step(f, "erdctl port set %s xdp off of that version, then xdp native of this one",
				  port->name);
		} else {
			unchecked(judge, what, "%s", fast->known.why);
		}
	} else if (fast->attached) {
		judge_attachment(judge, port);
	} else if (fast->foreign[0]) {
		judge_foreign(judge, port);
	} else if (port->wanted && is_wanted(port)) {
		f = found(judge, DOCTOR_FASTPATH_MISSING, SEVERITY_DEGRADED,
			  port, NULL, 0,
			  "the fast path is not attached: its account stands still");
		next_step(f, "erdctl port set %s xdp native", port->name);
	}
	return false;
}
