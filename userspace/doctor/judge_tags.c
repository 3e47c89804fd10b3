// SPDX-License-Identifier: LGPL-2.1-or-later
/* What tags arrive where those of a peering should. */
#include "judge.h"

#include <stdio.h>
#include <string.h>

/* "0x8100 1001 / 0x8100 100" */
static const char *tags_text(const struct erd_seen_tag *tag, char text[64])
{
	int at = snprintf(text, 64, "0x%04x", tag->outer_tpid);

	if (tag->outer_vid >= 0)
		at += snprintf(text + at, 64 - at, " %d", tag->outer_vid);
	if (tag->inner_tpid) {
		at += snprintf(text + at, 64 - at, " / 0x%04x",
			       tag->inner_tpid);
		if (tag->inner_vid >= 0)
			snprintf(text + at, 64 - at, " %d", tag->inner_vid);
	}
	return text;
}

/* How well unknown tags explain the silence of a path; greater is better. */
enum match {
	MATCH_NONE,
	MATCH_ANY,		/* something else arrives */
	MATCH_LONE,		/* a tag is missing */
	MATCH_ONE,		/* one of both tags is right */
	MATCH_TPID,
	MATCH_SWAPPED,
};

static enum match match(const struct facts_path *path,
			const struct erd_seen_tag *tag)
{
	int s = path->stag, c = path->ctag;

	switch (tag->reason) {
	case ERD_DROP_WRONG_TPID:
		/* of a TPID that is not read, the numbers are not known */
		if (tag->outer_vid < 0 || tag->outer_vid == (s ? s : c))
			return MATCH_TPID;
		return MATCH_ANY;
	case ERD_DROP_SINGLE_TAG:
		/* Routers send a few such frames of their own: ARP tells. */
		if (path->port->lone.known.is)
			return MATCH_NONE;
		return tag->outer_vid == s || tag->outer_vid == c ?
		       MATCH_LONE : MATCH_ANY;
	case ERD_DROP_UNKNOWN_STAG:
		if (s && tag->outer_vid == c && tag->inner_vid == s)
			return MATCH_SWAPPED;
		return s && tag->inner_vid == c ? MATCH_ONE : MATCH_ANY;
	case ERD_DROP_UNKNOWN_CTAG:
		if (s && tag->outer_vid == c && tag->inner_vid == s)
			return MATCH_SWAPPED;
		return !s || tag->outer_vid == s ? MATCH_ONE : MATCH_ANY;
	default:
		return MATCH_NONE;
	}
}

/* Whether @path is of the circuit of @like. */
static bool is_sibling(const struct facts_path *path,
		       const struct facts_path *like)
{
	return !strcmp(path->circuit, like->circuit) &&
	       !strcmp(path->port->pair, like->port->pair);
}

/* Whether tags explain the silence of another peering of the circuit better. */
static bool is_siblings(const struct facts *facts,
			const struct facts_path *path,
			const struct erd_seen_tag *tag, enum match how)
{
	const struct facts_path *first = facts->paths, *at;

	/* Those of a circuit stand together. */
	for (at = path; at > first && is_sibling(at - 1, path);)
		at--;
	for (; at < first + facts->n_paths && is_sibling(at, path); at++)
		if (at->port == path->port && match(at, tag) > how &&
		    !path_is_alive(at))
			return true;
	return false;
}

/* Seen since @since. */
static const struct erd_seen_tag *best_match(const struct facts *facts,
					     const struct facts_path *path,
					     uint64_t since, enum match *how)
{
	const struct erd_port *port = &path->port->erd;
	const struct erd_seen_tag *best = NULL;
	enum match this;
	size_t i;

	*how = MATCH_NONE;
	for (i = 0; i < port->n_unknown; i++) {
		if (port->unknown[i].last_ns < since)
			continue;
		this = match(path, &port->unknown[i]);
		if (this > *how &&
		    !is_siblings(facts, path, &port->unknown[i], this)) {
			*how = this;
			best = &port->unknown[i];
		}
	}
	return best;
}

static void show(struct doctor_finding *f, const struct judge *judge,
		 const struct erd_seen_tag *tag, const char *configured)
{
	char tags[64], mac[MAC_SIZE];

	evidence(f, "%llu frames with tags %s from %s, the last %.0f s ago; configured: %s",
		 (unsigned long long)tag->frames, tags_text(tag, tags),
		 mac_text(tag->source, mac),
		 (judge->facts->boot_ns[FACTS_LAST] - tag->last_ns) / 1e9,
		 configured);
}

static const char *configured(const struct facts_path *path, char text[48])
{
	if (path->stag)
		snprintf(text, 48, "0x%04x %u / 0x8100 %u",
			 path->port->erd.outer_tpid, path->stag, path->ctag);
	else
		snprintf(text, 48, "0x%04x %u", path->port->erd.outer_tpid,
			 path->ctag);
	return text;
}

static void advise_missing(struct doctor_finding *f)
{
	next_step(f, "something between takes tags off, or the port is Dot1Q in Azure: compare encapsulation of the Direct resource with erdctl pair show, and have the cross-connect made transparent");
}

static struct doctor_finding *say(struct judge *judge,
				  const struct facts_path *path,
				  const struct erd_seen_tag *tag,
				  enum match how)
{
	struct doctor_finding *f;

	switch (how) {
	case MATCH_SWAPPED:
		f = found(judge, DOCTOR_TAGS_SWAPPED, SEVERITY_BROKEN, NULL,
			  path, 0, "S-tag and C-tag arrive in each other's place");
		next_step(f, "compare stag and vlanId in Azure with erdctl circuit show %s; whoever has them the other way round swaps them",
			  path->circuit);
		return f;
	case MATCH_TPID:
		f = found(judge, DOCTOR_TPID_WRONG, SEVERITY_BROKEN, NULL, path,
			  0, "frames arrive with another TPID than the pair's");
		next_step(f, "ExpressRoute Direct uses 0x8100 for both tags (etherType of the Direct resource); 0x88a8 is the usual mistake of the switch in between");
		return f;
	case MATCH_LONE:
		f = found(judge, DOCTOR_TAG_MISSING, SEVERITY_BROKEN, NULL, path,
			  0, "frames arrive with one tag where there should be two");
		advise_missing(f);
		return f;
	default:
		break;
	}
	if (tag->reason == ERD_DROP_UNKNOWN_CTAG) {
		f = found(judge, DOCTOR_CTAG_UNKNOWN, SEVERITY_BROKEN, NULL,
			  path, 0, "Microsoft uses C-tag %d, and none of ours is that",
			  path->stag ? tag->inner_vid : tag->outer_vid);
		next_step(f, "compare vlanId of the peering in Azure with ctag of erdctl peering show %s %s; it is ours to choose, so make both the same",
			  path->circuit, erd_peering_name(path->peering));
	} else {
		f = found(judge, DOCTOR_STAG_UNKNOWN, SEVERITY_BROKEN, NULL,
			  path, 0, "Microsoft uses S-tag %d, and no circuit here has it",
			  tag->outer_vid);
		next_step(f, "compare stag of the circuit in Azure with erdctl circuit show %s; Azure gives it, so ours follows",
			  path->circuit);
	}
	return f;
}

/* ARP of the peering arrives with fewer tags: somebody took one off. */
static bool judge_lone(struct judge *judge, const struct facts_path *path)
{
	const struct facts_lone *lone = &path->port->lone;
	char sender[INET6_ADDRSTRLEN], asked[INET6_ADDRSTRLEN], mac[MAC_SIZE];
	struct doctor_finding *f;

	if (!lone->single && !lone->untagged)
		return false;
	f = found(judge, DOCTOR_TAG_MISSING, SEVERITY_BROKEN, NULL, path, 0,
		  lone->single ?
			"frames arrive with one tag where there should be two" :
			"frames arrive without any tag");
	routing_address_text(&lone->sender, sender);
	routing_address_text(&lone->asked, asked);
	if (lone->single)
		evidence(f, "%u times ARP with the one tag %u", lone->single,
			 lone->vid);
	else
		evidence(f, "%u times ARP without a tag", lone->untagged);
	evidence(f, "from %s: %s looks for %s", mac_text(lone->mac, mac),
		 sender, asked);
	advise_missing(f);
	return true;
}

bool judge_tags(struct judge *judge, const struct facts_path *path)
{
	const struct facts *facts = judge->facts;
	const struct erd_seen_tag *tag;
	struct doctor_finding *f;
	enum match how;
	char text[48];

	if (path_is_alive(path))
		return false;
	/* Of now, or else of a moment ago. */
	if (judge_lone(judge, path))
		return true;
	tag = best_match(facts, path, facts->boot_ns[FACTS_FIRST], &how);
	if (!tag)
		tag = best_match(facts, path,
				 facts->boot_ns[FACTS_LAST] -
					 JUDGE_RECENT_S * 1000000000ull,
				 &how);
	if (!tag)
		return false;
	f = say(judge, path, tag, how);
	show(f, judge, tag, configured(path, text));
	return true;
}

static bool is_explained(const struct judge *judge,
			 const struct facts_port *port)
{
	const struct doctor_finding *finding;
	const struct doctor_place *place;

	desired_each(finding, &judge->diagnosis->findings) {
		if (doctor_id_layer(finding->id) != LAYER_TAGS)
			continue;
		desired_each(place, &finding->places)
			if (place->port == port)
				return true;
	}
	return false;
}

/* Tags that nobody has, beside peerings that all work. */
void judge_tags_port(struct judge *judge, const struct facts_port *port)
{
	const struct erd_seen_tag *tag;
	struct doctor_finding *f;
	enum doctor_id id;
	size_t i;

	if (is_explained(judge, port))
		return;
	for (i = 0; i < port->erd.n_unknown; i++) {
		tag = &port->erd.unknown[i];
		if (tag->last_ns < judge->facts->boot_ns[FACTS_FIRST])
			continue;
		/* With fewer tags routers have frames of their own. */
		if (tag->reason == ERD_DROP_SINGLE_TAG ||
		    (port->erd.encap == ERD_ENCAP_QINQ && tag->inner_vid < 0))
			continue;
		id = tag->reason == ERD_DROP_UNKNOWN_CTAG ?
				DOCTOR_CTAG_UNKNOWN :
		     tag->reason == ERD_DROP_WRONG_TPID ? DOCTOR_TPID_WRONG :
							  DOCTOR_STAG_UNKNOWN;
		f = found(judge, id, SEVERITY_DEGRADED, port, NULL, 0,
			  "frames arrive with tags that no peering here has, beside those that are right");
		show(f, judge, tag, "see erdctl peering list");
		next_step(f, "a circuit or peering in Azure that is not set up here; or somebody else's frames");
	}
}
