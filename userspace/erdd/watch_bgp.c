// SPDX-License-Identifier: LGPL-2.1-or-later
#include "watch_bgp.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <syslog.h>

/* --- one session -------------------------------------------------------- */

static struct record begin(enum record_kind kind, int priority,
			   const char *event,
			   const struct routing_session_state *s,
			   const char *old, const char *new, const char *cause)
{
	struct record record = record_of(kind, priority, event);

	snprintf(record.object, sizeof(record.object), "session %s %s",
		 s->name, s->family == AF_INET ? "ipv4" : "ipv6");
	snprintf(record.old_value, sizeof(record.old_value), "%s", old);
	snprintf(record.new_value, sizeof(record.new_value), "%s", new);
	snprintf(record.cause, sizeof(record.cause), "%s", cause);
	return record;
}

static void compare_state(const struct routing_session_state *was,
			  const struct routing_session_state *is,
			  bgp_fn fn, void *data)
{
	uint64_t fell = is->connections_dropped - was->connections_dropped;
	struct record record;

	/* The states on the way up come and go with every attempt. */
	if (was->established != is->established) {
		record = begin(RECORD_SESSION,
			       is->established ? LOG_NOTICE : LOG_WARNING,
			       "session", is, was->state, is->state,
			       is->established ? "" : is->reason);
		record_text(&record, "%s with %s: %s, was %s%s%s",
			    record.object, is->peer, is->state, was->state,
			    record.cause[0] ? ": " : "", record.cause);
	} else if (is->established &&
		   is->connections_dropped > was->connections_dropped) {
		record = begin(RECORD_SESSION, LOG_WARNING, "session_flapped",
			       is, was->state, is->state, is->last_reset);
		record_text(&record,
			    "%s with %s: fell %" PRIu64 " time%s and is back: %s",
			    record.object, is->peer, fell, fell == 1 ? "" : "s",
			    is->last_reset);
	} else {
		return;
	}
	fn(&record, data);
}

static const char *bfd_status(const struct routing_bfd_state *bfd)
{
	return bfd->present ? bfd->status : "none";
}

static void compare_bfd(const struct routing_session_state *was,
			const struct routing_session_state *is,
			bgp_fn fn, void *data)
{
	const char *old = bfd_status(&was->bfd), *new = bfd_status(&is->bfd);
	struct record record;
	bool down;

	if (!strcmp(old, new))
		return;
	down = !strcmp(new, "down");
	record = begin(RECORD_BFD, down ? LOG_WARNING : LOG_NOTICE, "bfd", is,
		       old, new, down ? is->bfd.diagnostic : "");
	record_text(&record, "%s with %s: BFD %s, was %s%s%s", record.object,
		    is->peer, new, old, record.cause[0] ? ": " : "",
		    record.cause);
	fn(&record, data);
}

static void compare_drained(const struct routing_session_state *was,
			    const struct routing_session_state *is,
			    bgp_fn fn, void *data)
{
	struct record record;

	if (was->drained == is->drained)
		return;
	record = begin(RECORD_SESSION, LOG_NOTICE, "session_drained", is,
		       was->drained ? "drained" : "not drained",
		       is->drained ? "drained" : "not drained", "");
	record_text(&record, "%s with %s: %s", record.object, is->peer,
		    record.new_value);
	fn(&record, data);
}

static bool near_limit(const struct routing_session_state *s)
{
	return s->accept_limit &&
	       (uint64_t)s->prefixes_in * 100 >=
		       (uint64_t)s->accept_limit * ROUTING_LIMIT_WARN_PERCENT;
}

static void compare_limit(const struct routing_session_state *was,
			  const struct routing_session_state *is,
			  bgp_fn fn, void *data)
{
	struct record record;
	char old[16], new[16];

	if (!near_limit(is) || near_limit(was))
		return;
	snprintf(old, sizeof(old), "%u", was->prefixes_in);
	snprintf(new, sizeof(new), "%u", is->prefixes_in);
	record = begin(RECORD_SESSION, LOG_WARNING, "session_limit", is, old,
		       new, "");
	record_text(&record,
		    "%s with %s: %u prefixes of at most %u; beyond that it is reset",
		    record.object, is->peer, is->prefixes_in,
		    is->accept_limit);
	fn(&record, data);
}

static void tell_whole(const struct routing_session_state *s, bool comes,
		       bgp_fn fn, void *data)
{
	struct record record = begin(RECORD_SESSION, LOG_NOTICE,
				     comes ? "session_added" :
					     "session_removed",
				     s, comes ? "" : s->state,
				     comes ? s->state : "", "");

	record_text(&record, "%s with %s: %s, %s", record.object, s->peer,
		    comes ? "added" : "removed", s->state);
	fn(&record, data);
}

/* --- all of them -------------------------------------------------------- */

static const struct routing_session_state *
find(const struct routing_state *state, const struct routing_session_state *like)
{
	size_t i;

	for (i = 0; i < state->n; i++)
		if (state->sessions[i].family == like->family &&
		    !strcmp(state->sessions[i].name, like->name))
			return &state->sessions[i];
	return NULL;
}

void bgp_compare(const struct routing_state *was,
		      const struct routing_state *is, bgp_fn fn,
		      void *data)
{
	const struct routing_session_state *old, *new;
	size_t i;

	for (i = 0; i < was->n; i++)
		if (!find(is, &was->sessions[i]))
			tell_whole(&was->sessions[i], false, fn, data);
	for (i = 0; i < is->n; i++) {
		new = &is->sessions[i];
		old = find(was, new);
		if (!old) {
			tell_whole(new, true, fn, data);
			continue;
		}
		compare_bfd(old, new, fn, data);
		compare_state(old, new, fn, data);
		compare_drained(old, new, fn, data);
		compare_limit(old, new, fn, data);
	}
}

/* --- looking ------------------------------------------------------------ */

static void tell(const struct record *record, void *data)
{
	(void)data;
	record_tell(record);
}

static void tell_daemon(const char *old, const char *new, int priority,
			const char *text)
{
	struct record record = record_of(RECORD_ROUTING, priority,
					 "routing_daemon");

	snprintf(record.object, sizeof(record.object), "FRR");
	snprintf(record.old_value, sizeof(record.old_value), "%s", old);
	snprintf(record.new_value, sizeof(record.new_value), "%s", new);
	record_text(&record, "%s", text);
	record_tell(&record);
}

/*
 * Once for each reason; without FRR there may be nothing for it to do. How
 * sessions were is kept: when it answers again, they are compared with that.
 */
static bool is_away(struct bgp *bgp, const struct erd_error *err)
{
	bool answered = bgp->known && !bgp->away;

	if (strcmp(bgp->fault, err->text) &&
	    (answered || err->status != ERD_NOT_FOUND))
		tell_daemon(answered ? "answers" : "", "does not answer",
			    LOG_WARNING, err->text);
	snprintf(bgp->fault, sizeof(bgp->fault), "%s", err->text);
	bgp->known = true;
	bgp->away = true;
	return answered;
}

bool bgp_look(struct bgp *bgp, const char *run)
{
	struct routing_state is;
	struct erd_error err;
	bool news;

	if (routing_state(run, &is, &err))
		return is_away(bgp, &err);
	news = bgp->away || (bgp->known && bgp->state.n != is.n);
	if (bgp->away)
		tell_daemon("does not answer", "answers", LOG_NOTICE,
			    "FRR answers");
	if (bgp->known)
		bgp_compare(&bgp->state, &is, tell, NULL);
	routing_state_free(&bgp->state);
	*bgp = (struct bgp){ .known = true, .state = is };
	return news;
}

void bgp_free(struct bgp *bgp)
{
	routing_state_free(&bgp->state);
}
