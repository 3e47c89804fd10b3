// SPDX-License-Identifier: LGPL-2.1-or-later
/* Routing by FRR: plans are made, carried out, read back and taken back. */
#include "error.h"
#include "frr_diff.h"
#include "frr_ends.h"
#include "frr_kinds.h"
#include "frr_render.h"
#include "frr_state.h"
#include "frr_vty.h"
#include "routing.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/*
 * How long new sessions have to come up before they are watched by BFD, how long
 * to hear from the other end, and how long it may take one that was reset to
 * come again.
 */
#define UP_WAIT_MS	6000
#define HEAR_WAIT_MS	2000
#define HELD_WAIT_MS	20000
#define UP_POLL_MS	100

/* A plan's own part. */
struct frr_plan {
	struct frr_ops ops;
	struct frr_lines wanted;	/* what is ours afterwards */
	struct frr_lines before;	/* what was */
};

char *routing_render(const struct routing_config *config, struct erd_error *err)
{
	struct frr_lines lines = FRR_LINES;
	char *text = NULL;

	if (!routing_check(config, err)) {
		frr_render(config, &lines);
		text = frr_lines_text(&lines);
		if (!text)
			erd_fail(err, ERD_ERROR, "out of memory");
	}
	frr_lines_free(&lines);
	return text;
}

/* --- what is running ---------------------------------------------------- */

static int read_daemon(const char *run, enum frr_daemon daemon,
		       struct frr_running *running, struct erd_error *err)
{
	struct frr_vty vty;
	char *text;
	int ret;

	ret = frr_vty_open(&vty, run, daemon, err);
	if (ret)
		return ret;
	ret = frr_vty_command(&vty, "show running-config", &text, err);
	if (!ret) {
		frr_lines_parse(&running->all, daemon, text);
		free(text);
	}
	frr_vty_close(&vty);
	return ret;
}

static bool needs(const struct frr_lines *lines, enum frr_daemon daemon)
{
	size_t i;

	for (i = 0; i < lines->list.n; i++)
		if (frr_line_at(lines, i)->daemon == daemon)
			return true;
	return false;
}

/* A daemon that is not there matters only if something is wanted of it. */
static int read_running(const char *run, const struct frr_lines *wanted,
			struct frr_running *running, struct erd_error *err)
{
	enum frr_daemon daemon;
	int ret;

	for (daemon = 0; daemon < FRR_DAEMONS; daemon++) {
		ret = read_daemon(run, daemon, running, err);
		if (ret == ERD_NOT_FOUND && !needs(wanted, daemon))
			ret = ERD_OK;
		if (ret)
			return ret;
	}
	return frr_running_sort(running, err);
}

/* --- plans -------------------------------------------------------------- */

static void plan_free(struct frr_plan *plan)
{
	if (!plan)
		return;
	frr_ops_free(&plan->ops);
	frr_lines_free(&plan->wanted);
	frr_lines_free(&plan->before);
	free(plan);
}

void routing_plan_free(struct routing_plan *plan)
{
	size_t i;

	if (!plan)
		return;
	for (i = 0; plan->changes && i < plan->n; i++) {
		free(plan->changes[i].text);
		free(plan->changes[i].subject);
	}
	free(plan->changes);
	plan_free(plan->frr);
	free(plan);
}

static struct frr_plan *plan_new(void)
{
	struct frr_plan *plan = malloc(sizeof(*plan));

	if (plan)
		*plan = (struct frr_plan){ FRR_OPS, FRR_LINES, FRR_LINES };
	return plan;
}

/* An instance that is there keeps of its own what it may. */
static void keep_own(const struct frr_running *running,
		     struct routing_instance *one)
{
	static const char mark[] = "bgp router-id ";
	const struct frr_instance *is;
	const struct frr_line *line;

	is = frr_instance_of(&running->instances, one->vrf ? one->vrf : "");
	if (!is)
		return;
	if (one->as_stays)
		one->as = is->as;
	line = frr_lines_find(&running->ours, is->header, mark);
	if (one->router_id_stays && line)
		inet_pton(AF_INET, line->text + strlen(mark), &one->router_id);
}

/* Renders @config as it is with what is kept of what runs. */
static int render(const struct frr_running *running,
		  const struct routing_config *config,
		  struct frr_lines *lines, struct erd_error *err)
{
	struct routing_config kept = *config;
	struct routing_instance *instances;
	size_t i;

	instances = calloc(config->n_instances + 1, sizeof(*instances));
	if (!instances)
		return erd_fail(err, ERD_ERROR, "out of memory");
	for (i = 0; i < config->n_instances; i++) {
		instances[i] = config->instances[i];
		keep_own(running, &instances[i]);
	}
	kept.instances = instances;
	frr_render(&kept, lines);
	free(instances);
	return ERD_OK;
}

static int make_ops(const struct frr_running *running, struct frr_plan *plan,
		    struct erd_error *err)
{
	size_t i;

	for (i = 0; i < running->ours.list.n; i++)
		frr_lines_copy(&plan->before, frr_line_at(&running->ours, i));
	if (plan->before.no_memory || plan->wanted.no_memory)
		return erd_fail(err, ERD_ERROR, "out of memory");
	return frr_diff(running, &plan->wanted, false, &plan->ops, err);
}

static int make_plans(const char *run, const struct routing_config *config,
		      struct frr_plan *ends, struct frr_plan *rest,
		      struct erd_error *err)
{
	struct frr_running running = FRR_RUNNING, after = FRR_RUNNING;
	struct frr_lines needed = FRR_LINES;
	size_t i;
	int ret;

	frr_render(config, &needed);
	ret = read_running(run, &needed, &running, err);
	if (!ret)
		ret = render(&running, config, &rest->wanted, err);
	if (!ret)
		ret = frr_fit(&running, &rest->wanted, err);
	if (!ret)
		ret = frr_ends(&running, &rest->wanted, config, &after, err);
	for (i = 0; !ret && i < after.ours.list.n; i++)
		frr_lines_copy(&ends->wanted, frr_line_at(&after.ours, i));
	if (!ret)
		ret = make_ops(&running, ends, err);
	if (!ret)
		ret = make_ops(&after, rest, err);
	frr_lines_free(&needed);
	frr_running_free(&running);
	frr_running_free(&after);
	return ret;
}

/* What the caller sees of it. */
static int show_plan(struct routing_plan *plan, struct erd_error *err)
{
	const struct frr_ops *ops = &plan->frr->ops;
	char shown[FRR_COMMAND_SIZE];
	const struct frr_op *op;
	size_t i;

	plan->n = ops->list.n;
	plan->changes = calloc(plan->n + 1, sizeof(*plan->changes));
	for (i = 0; plan->changes && i < plan->n; i++) {
		op = frr_op_at(ops, i);
		frr_shown(op->command, shown, sizeof(shown));
		plan->changes[i].text = strdup(shown);
		plan->changes[i].subject = strdup(op->subject);
		plan->changes[i].impact = op->impact;
		plan->changes[i].turn = op->turn;
		if (op->impact > plan->impact)
			plan->impact = op->impact;
		if (!plan->changes[i].text || !plan->changes[i].subject)
			return erd_fail(err, ERD_ERROR, "out of memory");
	}
	return plan->changes ? ERD_OK :
			       erd_fail(err, ERD_ERROR, "out of memory");
}

static struct routing_plan *routing_plan_new(void)
{
	struct routing_plan *plan = calloc(1, sizeof(*plan));

	if (plan)
		plan->frr = plan_new();
	if (!plan || plan->frr)
		return plan;
	free(plan);
	return NULL;
}

int routing_diff(const char *run, const struct routing_config *config,
		 struct routing_plan **ends, struct routing_plan **rest,
		 struct erd_error *err)
{
	int ret;

	*ends = *rest = NULL;
	ret = routing_check(config, err);
	if (ret)
		return ret;
	*ends = routing_plan_new();
	*rest = routing_plan_new();
	if (!*ends || !*rest)
		ret = erd_fail(err, ERD_ERROR, "out of memory");
	else
		ret = make_plans(run, config, (*ends)->frr, (*rest)->frr, err);
	if (!ret)
		ret = show_plan(*ends, err);
	if (!ret)
		ret = show_plan(*rest, err);
	if (!ret)
		return ERD_OK;
	routing_plan_free(*ends);
	routing_plan_free(*rest);
	*ends = *rest = NULL;
	return ret;
}

/* --- sending ------------------------------------------------------------ */

/* The daemons, and the block of configuration that each is in. */
struct sender {
	const char *run;
	struct frr_vty vty[FRR_DAEMONS];
	const struct frr_op *at[FRR_DAEMONS];	/* in whose block; NULL: none */
};

static int enter(struct sender *sender, struct frr_vty *vty,
		 const struct frr_op *op, struct erd_error *err)
{
	const struct frr_op *at = sender->at[op->daemon];
	unsigned int i;
	int ret;

	if (at && !op->exec && at->block[0] && op->block[0] &&
	    !strcmp(at->block[0], op->block[0]) &&
	    !at->block[1] == !op->block[1] &&
	    (!at->block[1] || !strcmp(at->block[1], op->block[1])))
		return ERD_OK;
	sender->at[op->daemon] = NULL;
	ret = frr_vty_command(vty, "end", NULL, err);
	if (ret || op->exec)
		return ret;
	ret = frr_vty_command(vty, "configure terminal", NULL, err);
	for (i = 0; !ret && i < 2 && op->block[i]; i++)
		ret = frr_vty_command(vty, op->block[i], NULL, err);
	if (!ret && op->block[0])
		sender->at[op->daemon] = op;
	return ret;
}

static int send_op(struct sender *sender, const struct frr_op *op,
		   struct erd_error *err)
{
	struct frr_vty *vty = &sender->vty[op->daemon];
	int ret = ERD_OK;

	if (vty->fd < 0)
		ret = frr_vty_open_for(vty, sender->run, op->daemon,
				       FRR_VTY_CHANGE_PATIENCE_S, err);
	if (!ret)
		ret = enter(sender, vty, op, err);
	if (!ret)
		ret = frr_vty_command(vty, op->command, NULL, err);
	/* "profile X" leads into a block of its own. */
	if (op->daemon == FRR_BFDD)
		sender->at[op->daemon] = NULL;
	return ret;
}

/* The state of the session that a late command is about; NULL: it has none. */
static const char *state_of(const struct list *sessions, const struct frr_op *op)
{
	char address[FRR_WORD_SIZE], vrf[FRR_WORD_SIZE];
	const struct routing_session_state *s = sessions->items;
	size_t i;

	frr_word(op->command, 1, address, sizeof(address));
	frr_word(op->block[0], 4, vrf, sizeof(vrf));
	for (i = 0; i < sessions->n; i++)
		if (!strcmp(s[i].peer, address) && !strcmp(s[i].vrf, vrf))
			return s[i].state;
	return NULL;
}

/* How long a session that is not up is waited for. */
static int patience_ms(const struct frr_op *op, const char *state)
{
	if (op->held)
		return HELD_WAIT_MS;
	return frr_begins(state, "Open") ? UP_WAIT_MS : HEAR_WAIT_MS;
}

/* None, if they cannot be read. To be freed. */
static struct list read_sessions(struct frr_vty *vty)
{
	struct list sessions = LIST_OF(struct routing_session_state);
	char *reply;

	if (frr_vty_command(vty, FRR_SHOW_NEIGHBORS, &reply, NULL))
		return sessions;
	if (frr_state_parse_bgp(reply, &sessions, NULL))
		sessions.n = 0;
	free(reply);
	return sessions;
}

/* Whether, after so long, a session is waited for. */
static bool any_comes(struct frr_vty *vty, const struct frr_ops *ops, int ms)
{
	struct list sessions = read_sessions(vty);
	const struct frr_op *op;
	const char *state;
	bool comes = false;
	size_t i;

	for (i = 0; !comes && i < ops->list.n; i++) {
		op = frr_op_at(ops, i);
		state = op->late ? state_of(&sessions, op) : NULL;
		comes = state && strcmp(state, "Established") &&
			ms < patience_ms(op, state);
	}
	list_free(&sessions);
	return comes;
}

/* One that is not up before is not waited for as if it were to come back. */
static void forget_held(const char *run, struct frr_ops *ops)
{
	struct list sessions;
	struct frr_vty vty;
	const char *state;
	struct frr_op *op;
	size_t i;

	if (frr_vty_open(&vty, run, FRR_BGPD, NULL))
		return;
	sessions = read_sessions(&vty);
	for (i = 0; i < ops->list.n; i++) {
		op = frr_op_at(ops, i);
		state = op->held ? state_of(&sessions, op) : NULL;
		op->held = state && !strcmp(state, "Established");
	}
	list_free(&sessions);
	frr_vty_close(&vty);
}

static bool any_held(const struct frr_ops *ops)
{
	size_t i;

	for (i = 0; i < ops->list.n; i++)
		if (frr_op_at(ops, i)->held)
			return true;
	return false;
}

/*
 * Those that are not up in a while get the rest all the same. bgpd ends a session
 * a moment after the command that does so, hence the wait comes first.
 */
static void wait_for_sessions(const char *run, const struct frr_ops *ops)
{
	const struct timespec while_ = { .tv_nsec = UP_POLL_MS * 1000000 };
	struct frr_vty vty;
	int ms = 0;

	if (frr_vty_open(&vty, run, FRR_BGPD, NULL))
		return;
	do {
		nanosleep(&while_, NULL);
		ms += UP_POLL_MS;
	} while (any_comes(&vty, ops, ms));
	frr_vty_close(&vty);
}

static int send_ops(const char *run, struct frr_ops *ops,
		    struct erd_error *err)
{
	struct sender sender = { .run = run };
	enum frr_daemon daemon;
	bool waited = false;
	size_t i;
	int ret = ERD_OK;

	for (daemon = 0; daemon < FRR_DAEMONS; daemon++)
		sender.vty[daemon].fd = -1;
	if (any_held(ops))
		forget_held(run, ops);
	for (i = 0; !ret && i < ops->list.n; i++) {
		if (frr_op_at(ops, i)->late && !waited) {
			wait_for_sessions(run, ops);
			waited = true;
		}
		ret = send_op(&sender, frr_op_at(ops, i), err);
	}
	for (daemon = 0; daemon < FRR_DAEMONS; daemon++)
		frr_vty_close(&sender.vty[daemon]);
	return ret;
}

/* --- applying, and taking back ------------------------------------------ */

/* What it takes from what is running to @wanted. */
static int remains(const char *run, const struct frr_lines *wanted,
		   bool restoring, struct frr_ops *ops, struct erd_error *err)
{
	struct frr_running running = FRR_RUNNING;
	int ret;

	ret = read_running(run, wanted, &running, err);
	if (!ret)
		ret = frr_diff(&running, wanted, restoring, ops, err);
	frr_running_free(&running);
	return ret;
}

/* Reads back whether all is as @wanted. */
static int verify(const char *run, const struct frr_lines *wanted,
		  bool restoring, struct erd_error *err)
{
	struct frr_ops ops = FRR_OPS;
	char shown[FRR_COMMAND_SIZE];
	int ret;

	ret = remains(run, wanted, restoring, &ops, err);
	if (!ret && ops.list.n) {
		frr_shown(frr_op_at(&ops, 0)->command, shown, sizeof(shown));
		ret = erd_fail(err, ERD_ERROR,
			       "FRR took every command, but '%s' remains to be done",
			       shown);
	}
	frr_ops_free(&ops);
	return ret;
}

static int restore(const char *run, const struct frr_lines *before,
		   struct erd_error *err)
{
	struct frr_ops ops = FRR_OPS;
	int ret;

	ret = remains(run, before, true, &ops, err);
	if (!ret && ops.list.n)
		ret = send_ops(run, &ops, err);
	if (!ret)
		ret = verify(run, before, true, err);
	frr_ops_free(&ops);
	return ret;
}

int routing_rollback(const char *run, const struct routing_plan *plan,
		     struct erd_error *err)
{
	return restore(run, &plan->frr->before, err);
}

int routing_apply(const char *run, struct routing_plan *plan,
		  struct erd_error *err)
{
	struct erd_error second = {};
	int ret;

	if (!plan->n)
		return ERD_OK;
	ret = send_ops(run, &plan->frr->ops, err);
	if (!ret)
		ret = verify(run, &plan->frr->wanted, false, err);
	if (!ret)
		return ERD_OK;
	plan->restored = !restore(run, &plan->frr->before, &second);
	if (plan->restored)
		erd_hint(err, "what was before is back");
	else
		erd_hint(err, "putting back what was before failed too: %.120s",
			 second.text);
	return ret;
}
