// SPDX-License-Identifier: LGPL-2.1-or-later
/* Why a session does not stand. */
#include "judge.h"

#include <stdio.h>
#include <string.h>

/* A session that has just come back may be about to go again. */
#define YOUNG_S	20

/* What is being judged. */
struct session {
	struct judge *judge;
	const struct facts_path *path;
	const struct facts_family *f;
	const struct routing_session_state *s;
	const struct facts_probe *p;
};

static struct doctor_finding *say(const struct session *x, enum doctor_id id,
				  const char *text)
{
	struct doctor_finding *d;

	d = found(x->judge, id, SEVERITY_BROKEN, NULL, x->path, x->f->family,
		  "%s", text);
	evidence(d, "the session with %s is %s", x->s->peer, x->s->state);
	return d;
}

/* Who said it: we told them, or they told us. */
static bool is_sent(const struct routing_session_state *s)
{
	return strstr(s->last_reset, "send");
}

static bool says(const struct routing_session_state *s, const char *word)
{
	return strstr(s->last_notification, word) ||
	       strstr(s->last_reset, word);
}

/*
 * Whether the far end has said goodbye, and kept to it: then nobody is there,
 * and neither its silence nor its forgotten key mean anything.
 */
static bool has_ceased(const struct session *x)
{
	return strstr(x->s->last_reset, "received") && says(x->s, "Cease") &&
	       !x->p->heard.syn_signed && !x->p->heard.syn_unsigned;
}

static bool failed(const struct facts_probe *p, enum facts_tcp how)
{
	return p->tcp[how] == FACTS_TCP_SILENT;
}

static bool answered(const struct facts_probe *p, enum facts_tcp how)
{
	return p->tcp[how] == FACTS_TCP_CONNECTED ||
	       p->tcp[how] == FACTS_TCP_CLOSED ||
	       p->tcp[how] == FACTS_TCP_REFUSED;
}

/* Whether it takes connections and has no session for them; its key is gone. */
static bool is_closed(const struct session *x)
{
	return x->p->tcp[FACTS_TCP_OTHER_KEY] == FACTS_TCP_CLOSED &&
	       !x->p->heard.syn_signed && !x->p->heard.syn_unsigned;
}

/* --- TCP ---------------------------------------------------------------- */

static bool judge_refused(const struct session *x)
{
	struct doctor_finding *d;

	/* What is signed is not even refused by who has no key. */
	if (x->p->tcp[FACTS_TCP_AS_BGP] != FACTS_TCP_REFUSED &&
	    !(x->s->authenticated && failed(x->p, FACTS_TCP_AS_BGP) &&
	      x->p->tcp[FACTS_TCP_OTHER_KEY] == FACTS_TCP_REFUSED))
		return false;
	d = say(x, DOCTOR_BGP_REFUSED,
		"Microsoft's router refuses TCP on port 179: it has no session with this address");
	evidence(d, "the connection was reset");
	next_step(d, "compare the peering's prefixes and state (Enabled) in Azure; if they are right, open a ticket");
	return true;
}

/* Both ends send with 1; with TTL security, with 255. */
static bool judge_ttl(const struct session *x)
{
	const struct facts_unheard *unheard = &x->p->heard.unheard;
	bool far = failed(x->p, FACTS_TCP_AS_BGP) &&
		   answered(x->p, FACTS_TCP_FAR);
	struct doctor_finding *d;

	if (x->s->ttl_security && x->p->heard.ttl < FACTS_TTL_SECURE) {
		d = say(x, DOCTOR_TTL_SHORT,
			"our session listens only to packets with a high TTL");
		d->owner = OWNER_US;
		if (x->p->heard.ttl)
			evidence(d, "what Microsoft sends comes with a TTL of %u",
				 x->p->heard.ttl);
		next_step(d, "FRR has ttl-security for it (RFC 5082), which Azure has not: take that away, or erdctl apply");
		return true;
	}
	if (!far && x->p->heard.ttl != FACTS_TTL_SECURE)
		return false;
	d = say(x, DOCTOR_TTL_SHORT,
		"the far end listens only to packets with a high TTL");
	if (far)
		evidence(d, "a connection with a TTL of 255 is answered, one with BGP's usual 1 is not");
	if (unheard->answered)
		evidence(d, "it has not acknowledged the same octets %u times, but a segment with a TTL of 255",
			 unheard->retransmits);
	if (x->p->heard.ttl)
		evidence(d, "what it sends comes with a TTL of %u",
			 x->p->heard.ttl);
	next_step(d, "it uses the TTL security of RFC 5082, or is a router further away: Azure has neither, so ask who runs that address");
	return true;
}

static bool judge_md5_unexpected(const struct session *x)
{
	struct doctor_finding *d;

	if (!x->s->authenticated || !failed(x->p, FACTS_TCP_AS_BGP))
		return false;
	if (x->p->tcp[FACTS_TCP_OTHER_KEY] != FACTS_TCP_CONNECTED &&
	    !(x->p->heard.syn_unsigned && !x->p->heard.syn_signed))
		return false;
	d = say(x, DOCTOR_MD5_UNEXPECTED,
		"we sign the session with MD5, and the far end has no key");
	if (x->p->tcp[FACTS_TCP_OTHER_KEY] == FACTS_TCP_CONNECTED)
		evidence(d, "a connection that is not signed is answered, a signed one is not");
	if (x->p->heard.syn_unsigned)
		evidence(d, "%u of its own attempts came without a signature",
			 x->p->heard.syn_unsigned);
	next_step(d, "set sharedKey of the peering in Azure, or take the key away here");
	return true;
}

static bool judge_md5_missing(const struct session *x)
{
	struct doctor_finding *d;

	if (x->s->authenticated || !x->p->heard.syn_signed ||
	    x->p->heard.syn_unsigned)
		return false;
	d = say(x, DOCTOR_MD5_MISSING,
		"the far end signs the session with MD5, and we have no key");
	evidence(d, "%u of its own attempts came signed",
		 x->p->heard.syn_signed);
	next_step(d, "set md5_key of the peering to Azure's sharedKey");
	return true;
}

static bool judge_md5_wrong(const struct session *x)
{
	const struct routing_md5_failures *md5 =
		&x->judge->facts->routing.state.md5;
	struct doctor_finding *d;

	if (!x->s->authenticated || !x->p->heard.syn_wrong)
		return false;
	d = say(x, DOCTOR_MD5_WRONG, "the MD5 keys of both ends differ");
	evidence(d, "%u of its own attempts are signed with another key than ours",
		 x->p->heard.syn_wrong);
	if (md5->wrong)
		evidence(d, "the kernel has thrown away %llu segments with another key",
			 (unsigned long long)md5->wrong);
	next_step(d, "type Azure's sharedKey of the peering once more into md5_key; keys are letters and digits, at most 25");
	return true;
}

static bool judge_filtered(const struct session *x)
{
	struct doctor_finding *d;

	if (!failed(x->p, FACTS_TCP_AS_BGP) || is_closed(x))
		return false;
	d = say(x, DOCTOR_BGP_FILTERED,
		"Microsoft's router is there, and does not answer TCP on port 179");
	evidence(d, "no answer to a connection%s",
		 x->s->authenticated ? ", signed or not" : "");
	if (x->p->heard.syn_right)
		evidence(d, "it calls us, signed with our key, and does not hear our answer");
	else if (x->s->authenticated)
		evidence(d, "it has not called us meanwhile, so its MD5 key could not be compared");
	next_step(d, "a filter on the way or at the far end%s; check that the peering is Enabled in Azure, then open a ticket",
		  x->s->authenticated && !x->p->heard.syn_right ?
			  ", or another MD5 key" : "");
	return true;
}

static bool judge_tcp(const struct session *x)
{
	return judge_refused(x) || judge_md5_wrong(x) ||
	       judge_md5_missing(x) || judge_md5_unexpected(x) ||
	       judge_ttl(x) || judge_filtered(x);
}

/* --- BGP ---------------------------------------------------------------- */

static bool judge_asn(const struct session *x)
{
	bool other = x->p->heard.open_as &&
		     x->p->heard.open_as != x->s->remote_as;
	struct doctor_finding *d;

	if (!other && !says(x->s, "Bad Peer AS"))
		return false;
	if (other || is_sent(x->s)) {
		d = say(x, DOCTOR_ASN_WRONG,
			"the far end is of another AS than we expect");
		if (x->p->heard.open_as)
			evidence(d, "it says that it is AS %u, we expect %u",
				 x->p->heard.open_as, x->s->remote_as);
		else
			evidence(d, "we expect AS %u", x->s->remote_as);
		next_step(d, "Microsoft is always AS %u: correct azure_asn here; if it is another router, the links or tags are mixed up",
			  ROUTING_MICROSOFT_AS);
	} else {
		d = say(x, DOCTOR_ASN_WRONG, "Microsoft refuses our AS");
		evidence(d, "it answered '%s' to AS %u",
			 x->s->last_notification, x->s->local_as);
		next_step(d, "compare peerASN of the peering in Azure with peer_asn here: %u",
			  x->s->local_as);
	}
	return true;
}

static bool judge_limit(const struct session *x)
{
	struct doctor_finding *d;

	if (!says(x->s, "Maximum Number of Prefixes"))
		return false;
	if (is_sent(x->s)) {
		d = say(x, DOCTOR_PREFIX_LIMIT,
			"Microsoft announces more prefixes than we accept, so we closed the session");
		evidence(d, "the limit here is %u", x->s->accept_limit);
		next_step(d, "see what they announce (az network express-route list-route-tables), raise the limit if it is right, then clear the session");
	} else {
		d = say(x, DOCTOR_PREFIX_LIMIT,
			"we announce more prefixes than Azure takes, so it closed the session");
		d->owner = OWNER_US;
		evidence(d, "it answered '%s'", x->s->last_notification);
		next_step(d, "aggregate what we announce: 4000 (10000 with Premium) on a private peering, 200 on a microsoft peering");
	}
	return true;
}

static bool judge_hold(const struct session *x)
{
	bool theirs = strstr(x->s->last_reset, "received");
	struct doctor_finding *d;

	if (!says(x->s, "Hold Timer Expired"))
		return false;
	d = say(x, DOCTOR_HOLD_EXPIRED,
		theirs ? "Microsoft heard nothing from our BGP until the hold time was over" :
			 "nothing was heard from Microsoft's BGP until the hold time was over");
	if (theirs)
		d->owner = OWNER_US;
	evidence(d, "'%s' %llu s ago; %llu connections made, %llu lost",
		 x->s->last_notification[0] ? x->s->last_notification :
					      x->s->last_reset,
		 (unsigned long long)x->s->last_reset_s,
		 (unsigned long long)x->s->connections_established,
		 (unsigned long long)x->s->connections_dropped);
	next_step(d, "its address answers, so its BGP hangs or large packets are lost: if the session does not come back by itself, open a ticket");
	return true;
}

static void judge_other(const struct session *x)
{
	bool ours = strstr(x->s->last_reset, "Admin") ||
		    (is_sent(x->s) && says(x->s, "Administrative"));
	bool no_bfd = x->s->bfd.present &&
		      !x->judge->facts->routing.bfd_known.is;
	struct doctor_finding *d;

	d = say(x, DOCTOR_BGP_DOWN, no_bfd ?
			"the BGP session ended when our BFD did" :
		is_closed(x) ?
			"Microsoft's router has no session for us: it takes connections and closes them" :
			"the BGP session does not come up");
	if (ours || no_bfd)
		d->owner = OWNER_US;
	if (x->s->reason[0])
		evidence(d, "%s", x->s->reason);
	evidence(d, "%llu s ago; %llu connections made, %llu lost",
		 (unsigned long long)x->s->last_reset_s,
		 (unsigned long long)x->s->connections_established,
		 (unsigned long long)x->s->connections_dropped);
	if (x->p->tcp[FACTS_TCP_AS_BGP] == FACTS_TCP_CONNECTED)
		evidence(d, "TCP on port 179 is answered");
	if (says(x->s, "BFD down") && !x->s->last_notification[0] &&
	    x->s->notifications_in + x->s->notifications_out)
		evidence(d, "BFD fell last, so FRR does not know any more what was said before: it counts %llu notifications received and %llu sent",
			 (unsigned long long)x->s->notifications_in,
			 (unsigned long long)x->s->notifications_out);
	if (is_closed(x))
		next_step(d, "the peering is disabled in Azure, or its session was ended (too many prefixes, maintenance): see its state, and FRR's log of that moment");
	else
		next_step(d, "erdctl bgp show %s; erdctl capture circuit %s 'tcp port 179' shows who ends it",
			  x->path->circuit, x->path->circuit);
}

/* --- a session that is not there ---------------------------------------- */

static bool judge_missing(struct judge *judge, const struct facts_path *path,
			  const struct facts_family *f)
{
	struct doctor_finding *d;

	if (!f->session_wanted || !judge->facts->routing.known.is)
		return false;
	d = found(judge, DOCTOR_SESSION_MISSING, SEVERITY_BROKEN, NULL, path,
		  f->family, "the file wants a BGP session that FRR does not have");
	next_step(d, "erdctl diff shows it, erdctl apply makes it");
	return true;
}

bool judge_bgp(struct judge *judge, const struct facts_path *path,
	       const struct facts_family *f)
{
	const struct session x = { judge, path, f, f->session, &f->probe };

	if (!x.s)
		return judge_missing(judge, path, f);
	/* It speaks, and so the session stands here; it does not hear. */
	if (x.s->established && x.p->heard.unheard.n &&
	    x.p->heard.unheard.answered && judge_ttl(&x))
		return true;
	if (x.s->established) {
		/* It comes and goes. */
		if (x.s->connections_dropped && x.s->uptime_s < YOUNG_S &&
		    !judge_limit(&x))
			judge_hold(&x);
		return false;
	}
	/*
	 * What keeps TCP away is more certain than what was last said, and
	 * what is not listened to ends in the hold time.
	 */
	if (has_ceased(&x) && (judge_limit(&x) || judge_asn(&x)))
		return true;
	if (has_ceased(&x)) {
		judge_other(&x);
		return true;
	}
	if (judge_tcp(&x) || judge_asn(&x) || judge_limit(&x) ||
	    judge_ttl(&x) || judge_hold(&x))
		return true;
	judge_other(&x);
	return true;
}
