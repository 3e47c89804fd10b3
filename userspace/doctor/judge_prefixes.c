// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is announced, what arrives, and what the kernel makes of it. */
#include "judge.h"

/* What a session that has just come up has to say takes a moment. */
#define SETTLED_S	10

static unsigned int wanted_out(const struct facts_path *path, int family)
{
	const struct desired_prefix *prefix;
	unsigned int n = 0;

	if (path->wanted_peering)
		desired_each(prefix, &path->wanted_peering->advertise)
			n += prefix->prefix.family == family;
	return n;
}

static bool is_near(uint32_t n, uint32_t limit)
{
	return limit && (uint64_t)n * 100 >=
				(uint64_t)limit * ROUTING_LIMIT_WARN_PERCENT;
}

static void judge_in(struct judge *judge, const struct facts_path *path,
		     const struct facts_family *f)
{
	const struct routing_session_state *s = f->session;
	struct doctor_finding *d;

	if (!s->prefixes_in) {
		d = found(judge, DOCTOR_PREFIXES_MISSING, SEVERITY_BROKEN, NULL,
			  path, f->family, "Microsoft announces nothing");
		evidence(d, "the session with %s is up for %llu s and has no prefix",
			 s->peer, (unsigned long long)s->uptime_s);
		if (path->peering == ERD_PEERING_MICROSOFT)
			next_step(d, "a microsoft peering announces nothing without a route filter: see whether one is attached to the circuit");
		else
			next_step(d, "see that the circuit is linked to a gateway of a virtual network (connections of the circuit)");
	} else if (is_near(s->prefixes_in, s->accept_limit)) {
		d = found(judge, DOCTOR_PREFIX_LIMIT, SEVERITY_DEGRADED, NULL,
			  path, f->family,
			  "nearly as many prefixes arrive as we accept");
		evidence(d, "%u of %u; beyond it the session ends",
			 s->prefixes_in, s->accept_limit);
		next_step(d, "see what is new among them, or raise the limit");
	}
}

static void judge_out(struct judge *judge, const struct facts_path *path,
		      const struct facts_family *f)
{
	const struct routing_session_state *s = f->session;
	unsigned int wanted = wanted_out(path, f->family);
	struct doctor_finding *d;

	if (path->wanted_peering ? s->prefixes_out < wanted : !s->prefixes_out) {
		d = found(judge, DOCTOR_ADVERTISE_MISSING,
			  s->prefixes_out ? SEVERITY_DEGRADED : SEVERITY_BROKEN,
			  NULL, path, f->family,
			  s->prefixes_out ?
				"not all is announced that should be" :
				"we announce nothing: Azure has no way back");
		if (wanted)
			evidence(d, "%u of %u prefixes are announced to %s",
				 s->prefixes_out, wanted, s->peer);
		else
			evidence(d, "0 prefixes are announced to %s", s->peer);
		next_step(d, "a prefix is announced while this machine has a route to exactly it: ip route show, and erdctl diff");
	} else if (is_near(s->prefixes_out, s->advertise_limit)) {
		d = found(judge, DOCTOR_PREFIX_LIMIT, SEVERITY_DEGRADED, NULL,
			  path, f->family,
			  "we announce nearly as many prefixes as Azure takes");
		d->owner = OWNER_US;
		evidence(d, "%u of %u; beyond it Azure ends the session",
			 s->prefixes_out, s->advertise_limit);
		next_step(d, "aggregate them");
	}
}

static void judge_default(struct judge *judge, const struct facts_path *path,
			  const struct facts_family *f)
{
	bool microsoft = path->peering == ERD_PEERING_MICROSOFT;
	struct doctor_finding *d;

	if (!f->default_route)
		return;
	d = found(judge, DOCTOR_DEFAULT_LEAKED,
		  microsoft ? SEVERITY_BROKEN : SEVERITY_DEGRADED, NULL, path,
		  f->family, "the default route leads to Microsoft");
	evidence(d, "a default route of BGP is in the kernel over %s",
		 path->subif.ifname);
	next_step(d, microsoft ?
		     "filter it here (erd's own filter of a microsoft peering does), then ask Microsoft why it is announced" :
		     "if nobody wants traffic to the Internet to go through Azure, find the virtual appliance or route server there that announces it");
}

static void judge_shadow(struct judge *judge, const struct facts_path *path,
			 const struct facts_family *f)
{
	struct doctor_finding *d;

	if (!f->shadowed)
		return;
	d = found(judge, DOCTOR_ROUTE_SHADOWED, SEVERITY_BROKEN, NULL, path,
		  f->family, "another route hides what BGP has learned");
	evidence(d, "%s", f->shadow);
	if (f->shadowed > 1)
		evidence(d, "and %u more", f->shadowed - 1);
	next_step(d, "remove that route, or accept that this traffic does not take the circuit");
}

void judge_prefixes(struct judge *judge, const struct facts_path *path,
		    const struct facts_family *f)
{
	if (!f->session || !f->session->established)
		return;
	judge_default(judge, path, f);
	judge_shadow(judge, path, f);
	if (f->session->uptime_s < SETTLED_S)
		return;
	judge_in(judge, path, f);
	judge_out(judge, path, f);
}
