// SPDX-License-Identifier: LGPL-2.1-or-later
#include "routing_step.h"
#include "error.h"

#include <stdio.h>
#include <string.h>

/* --- what sessions run over --------------------------------------------- */

static bool is_local(const struct routing_session *session,
		     const struct prefix *address)
{
	return session->local.family == address->family &&
	       !memcmp(&session->local.v6, address->address,
		       address->family == AF_INET ? 4 : 16);
}

/* Whether a change takes away what a session runs over. */
static bool renews(const struct change *change, const struct edge *is,
		   const struct routing_session *session)
{
	const struct edge_subif *subif = &change->subif;
	const struct edge_port *port;

	if (change->kind != CHANGE_MASTER &&
	    ((change->kind != CHANGE_SUBIF && change->kind != CHANGE_ADDRESS) ||
	     change->add))
		return false;
	if (subif->peering != session->peering ||
	    strcmp(subif->circuit, session->circuit))
		return false;
	if (change->kind == CHANGE_ADDRESS &&
	    !is_local(session, &change->address))
		return false;
	port = edge_port(is, subif->port);
	return port && port->role == session->link;
}

static void mark_renewed(struct sessions *sessions, const struct plan *plan,
			 const struct edge *is)
{
	struct routing_session *session;
	const struct change *change;

	desired_each(change, &plan->changes)
		desired_each(session, &sessions->sessions)
			session->renewed |= renews(change, is, session);
}

/* --- adding them to a plan ---------------------------------------------- */

static enum change_impact impact_of(enum routing_impact impact)
{
	static const enum change_impact impacts[] = {
		[ROUTING_IMPACT_NONE] = IMPACT_NONE,
		[ROUTING_IMPACT_SOFT] = IMPACT_SOFT,
		[ROUTING_IMPACT_RESET] = IMPACT_RESET,
	};

	return impacts[impact];
}

static bool add(struct plan *plan, const struct routing_step *step, bool first)
{
	struct change change = {
		.kind = CHANGE_ROUTING,
		.impact = step->plan ? impact_of(step->plan->impact) :
				       IMPACT_NONE,
		.object = "BGP",
		.routing = step,
	}, *at = list_add(&plan->changes);

	if (!at)
		return false;
	plan->steps++;
	change.step = plan->steps;
	if (first) {
		at = plan->changes.items;
		memmove(at + 1, at, (plan->changes.n - 1) * sizeof(*at));
		desired_each(at, &plan->changes)
			at->step++;
		at = plan->changes.items;
		change.step = 1;
	}
	*at = change;
	return true;
}

/* Whether the daemon could be asked, and what is wanted is out of question. */
static bool is_refused(int status)
{
	return status == ERD_USAGE || status == ERD_CONFLICT;
}

int routing_steps_add(struct routing_steps *steps, struct plan *plan,
		      const struct desired *desired, const struct edge *is,
		      struct erd_error *err)
{
	struct routing_step *ends = &steps->ends, *rest = &steps->rest;
	bool good;
	int ret;

	if (!sessions_of(&steps->sessions, desired))
		return erd_fail(err, ERD_ERROR, "out of memory");
	mark_renewed(&steps->sessions, plan, is);
	rest->config = &steps->sessions.config;
	ret = routing_diff(routing_run(), rest->config, &ends->plan,
			   &rest->plan, &rest->why);
	if (is_refused(ret)) {
		if (err)
			*err = rest->why;
		return ret;
	}
	if (ret == ERD_NOT_FOUND)
		snprintf(rest->why.hint + strlen(rest->why.hint),
			 sizeof(rest->why.hint) - strlen(rest->why.hint),
			 ", or say routing: none");
	good = !ends->plan || !ends->plan->n || add(plan, ends, true);
	if (good && (!rest->plan || rest->plan->n))
		good = add(plan, rest, false);
	return good ? ERD_OK : erd_fail(err, ERD_ERROR, "out of memory");
}

void routing_steps_free(struct routing_steps *steps)
{
	routing_plan_free(steps->ends.plan);
	routing_plan_free(steps->rest.plan);
	sessions_free(&steps->sessions);
}

/* --- carrying them out -------------------------------------------------- */

int routing_step_run(struct change *change, struct erd_error *err)
{
	const struct routing_step *step = change->routing;
	int ret;

	if (!step->plan) {
		if (err)
			*err = step->why;
		return step->why.status;
	}
	if (change->undoes)
		return routing_rollback(routing_run(), step->plan, err);
	if (step->config)
		settle(step->config);
	ret = routing_apply(routing_run(), step->plan, err);
	change->torn = ret && !step->plan->restored;
	return ret;
}

/* --- showing them ------------------------------------------------------- */

void routing_step_text(const struct routing_step *step, char *text,
		       size_t size)
{
	if (step->plan)
		snprintf(text, size, "%zu commands to FRR", step->plan->n);
	else
		snprintf(text, size, "%zu sessions: %.150s",
			 step->config->n_sessions, step->why.text);
}

static const char *turn_word(enum routing_turn turn)
{
	return turn == ROUTING_BEGINS ? "begin" : "end";
}

/* What becomes of a session in a plan, and what all of that does. */
static enum routing_turn turn_in(const struct routing_plan *plan,
				 const char *subject, size_t *commands,
				 enum routing_impact *impact)
{
	enum routing_turn turn = ROUTING_STAYS;
	size_t i;

	*commands = 0;
	*impact = ROUTING_IMPACT_NONE;
	for (i = 0; i < plan->n; i++) {
		const struct routing_change *at = &plan->changes[i];

		if (strcmp(at->subject, subject))
			continue;
		++*commands;
		if (at->impact > *impact)
			*impact = at->impact;
		if (at->turn != ROUTING_STAYS)
			turn = at->turn;
	}
	return turn;
}

static bool is_repeated(const struct routing_plan *plan, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(plan->changes[i].subject, plan->changes[n].subject))
			return true;
	return false;
}

static bool add_row(const struct change *change, struct list *rows,
		    const struct routing_plan *plan, size_t n)
{
	const struct routing_change *at = &plan->changes[n];
	enum routing_impact impact;
	enum routing_turn turn;
	struct plan_row *row;
	size_t commands;

	turn = turn_in(plan, at->subject, &commands, &impact);
	if (turn != ROUTING_STAYS && is_repeated(plan, n))
		return true;
	row = list_add(rows);
	if (!row)
		return false;
	row->step = change->step;
	snprintf(row->object, sizeof(row->object), "BGP %s%.80s",
		 strchr(at->subject, '/') ? "session " : "", at->subject);
	row->impact = impact_of(turn == ROUTING_STAYS ? at->impact : impact);
	if (turn == ROUTING_STAYS)
		snprintf(row->text, sizeof(row->text), "%.190s", at->text);
	else
		snprintf(row->text, sizeof(row->text), "%s: %zu commands to FRR",
			 turn_word(turn), commands);
	return true;
}

bool routing_step_rows(const struct change *change, struct list *rows)
{
	const struct routing_plan *plan = change->routing->plan;
	struct plan_row *row;
	size_t i;

	if (!plan) {
		row = list_add(rows);
		if (row)
			plan_row_of(change, row);
		return row;
	}
	for (i = 0; i < plan->n; i++)
		if (!add_row(change, rows, plan, i))
			return false;
	return true;
}
