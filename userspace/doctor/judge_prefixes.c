// SPDX-License-Identifier: LGPL-2.1-or-later
/* What is announced, what arrives, and what the kernel makes of it. */
#include "judge.h"

#include <string.h>

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

/* What FRR has told the kernel, and the kernel does not have. */
static void judge_path_missing(struct judge *judge,
			       const struct facts_path *path,
			       const struct facts_family *f)
{
	const struct facts_path *other = path->other;
	bool elsewhere = other && other->family[f->family == AF_INET6].routes;
	struct doctor_finding *d;

	if (f->routes >= f->routes_wanted)
		return;
	d = found(judge, DOCTOR_PATH_MISSING,
		  elsewhere ? SEVERITY_DEGRADED : SEVERITY_BROKEN, NULL, path,
		  f->family, "the kernel lacks routes over this link that FRR believes are there");
	evidence(d, "FRR has %zu over %s, the kernel %zu", f->routes_wanted,
		 path->subif.ifname, f->routes);
	next_step(d, "FRR 8.4 forgets a path whose link was gone, if it uses nexthop objects: 'no zebra nexthop kernel enable', then clear the sessions of this link one at a time");
}

/* Nobody has said that it is not linked. */
static bool is_connected(const struct desired_connection *connection)
{
	return !connection->state || !strcmp(connection->state, "Connected");
}

/* How many of one's prefixes have come over no link, and the first of them. */
static unsigned int missing_of(const struct judge *judge,
			       const struct desired_circuit *circuit,
			       const struct desired_connection *connection,
			       int family, char text[PREFIX_TEXT_SIZE])
{
	const struct facts_expected *expected;
	const struct desired_prefix *prefix;
	unsigned int n = 0;

	desired_each(prefix, &connection->prefixes) {
		if (prefix->prefix.family != family)
			continue;
		expected = facts_expected_of(judge->facts, circuit,
					     &prefix->prefix);
		if (expected && !expected->arrived && !n++)
			prefix_text(&prefix->prefix, text);
	}
	return n;
}

/*
 * What the file expects of each virtual network. That there is nothing at all is
 * said elsewhere, and over a link that is not examined it may have come.
 */
static void judge_connections(struct judge *judge,
			      const struct facts_path *path,
			      const struct facts_family *f)
{
	const struct desired_circuit *circuit = path->wanted_circuit;
	const struct desired_connection *connection;
	char prefix[PREFIX_TEXT_SIZE];
	struct doctor_finding *d;
	unsigned int n;

	if (path->peering != ERD_PEERING_PRIVATE || !circuit ||
	    !judge->facts->routing.zebra_known.is || !f->session->prefixes_in ||
	    (path->other && !path->other->selected))
		return;
	desired_each(connection, &circuit->connections) {
		if (!is_connected(connection))
			continue;
		n = missing_of(judge, circuit, connection, f->family, prefix);
		if (!n)
			continue;
		d = found(judge, DOCTOR_CONNECTION_MISSING, SEVERITY_BROKEN,
			  NULL, path, f->family,
			  "not all arrives that connection '%.80s' of circuit '%s' is to bring",
			  connection->name, circuit->name);
		evidence(d, "no route of BGP to %s", prefix);
		if (n > 1)
			evidence(d, "nor to %u more", n - 1);
		next_step(d, "see in Azure that the virtual network is still linked and has that address space; if it is right there, correct the file: erdctl connection set");
	}
}

void judge_prefixes(struct judge *judge, const struct facts_path *path,
		    const struct facts_family *f)
{
	if (!f->session || !f->session->established)
		return;
	judge_default(judge, path, f);
	judge_shadow(judge, path, f);
	judge_path_missing(judge, path, f);
	if (f->session->uptime_s < SETTLED_S)
		return;
	judge_in(judge, path, f);
	judge_connections(judge, path, f);
	judge_out(judge, path, f);
}
