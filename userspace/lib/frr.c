// SPDX-License-Identifier: LGPL-2.1-or-later
/* Routing by FRR: plans are made, carried out, read back and taken back. */
#include "error.h"
#include "frr_diff.h"
#include "frr_kinds.h"
#include "frr_render.h"
#include "frr_vty.h"
#include "routing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static int make_plan(const char *run, const struct routing_config *config,
		     struct frr_plan *plan, struct erd_error *err)
{
	struct frr_running running = FRR_RUNNING;
	size_t i;
	int ret;

	frr_render(config, &plan->wanted);
	ret = read_running(run, &plan->wanted, &running, err);
	if (!ret)
		ret = frr_fit(&running, &plan->wanted, err);
	if (!ret)
		ret = frr_diff(&running, &plan->wanted, false, &plan->ops, err);
	for (i = 0; !ret && i < running.ours.list.n; i++)
		frr_lines_copy(&plan->before, frr_line_at(&running.ours, i));
	if (!ret && (plan->before.no_memory || plan->wanted.no_memory))
		ret = erd_fail(err, ERD_ERROR, "out of memory");
	frr_running_free(&running);
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
		if (op->impact > plan->impact)
			plan->impact = op->impact;
		if (!plan->changes[i].text || !plan->changes[i].subject)
			return erd_fail(err, ERD_ERROR, "out of memory");
	}
	return plan->changes ? ERD_OK :
			       erd_fail(err, ERD_ERROR, "out of memory");
}

int routing_diff(const char *run, const struct routing_config *config,
		 struct routing_plan **result, struct erd_error *err)
{
	struct routing_plan *plan;
	int ret;

	*result = NULL;
	ret = routing_check(config, err);
	if (ret)
		return ret;
	plan = calloc(1, sizeof(*plan));
	if (plan)
		plan->frr = plan_new();
	if (!plan || !plan->frr)
		ret = erd_fail(err, ERD_ERROR, "out of memory");
	else
		ret = make_plan(run, config, plan->frr, err);
	if (!ret)
		ret = show_plan(plan, err);
	if (ret)
		routing_plan_free(plan);
	else
		*result = plan;
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
		ret = frr_vty_open(vty, sender->run, op->daemon, err);
	if (!ret)
		ret = enter(sender, vty, op, err);
	if (!ret)
		ret = frr_vty_command(vty, op->command, NULL, err);
	/* "profile X" leads into a block of its own. */
	if (op->daemon == FRR_BFDD)
		sender->at[op->daemon] = NULL;
	return ret;
}

static int send_ops(const char *run, const struct frr_ops *ops,
		    struct erd_error *err)
{
	struct sender sender = { .run = run };
	enum frr_daemon daemon;
	size_t i;
	int ret = ERD_OK;

	for (daemon = 0; daemon < FRR_DAEMONS; daemon++)
		sender.vty[daemon].fd = -1;
	for (i = 0; !ret && i < ops->list.n; i++)
		ret = send_op(&sender, frr_op_at(ops, i), err);
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
