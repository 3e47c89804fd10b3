// SPDX-License-Identifier: LGPL-2.1-or-later
#include "reconcile.h"
#include "error.h"

#include <string.h>
#include <unistd.h>

static bool same_text(const struct desired_file *a,
		      const struct desired_file *b)
{
	return a->len == b->len && !memcmp(a->text, b->text, a->len);
}

static int read_owned(struct reconcile *r, bool force, struct erd_error *err)
{
	struct desired_file last;
	bool has_last;
	int ret;

	ret = store_owned(&r->store, &r->owned, &last, &has_last, err);
	r->news = !has_last || !same_text(&last, r->file);
	if (!ret && has_last && !force)
		ret = desired_file_check_change(&last, r->file, err);
	if (has_last)
		desired_file_free(&last);
	return ret;
}

static bool device_exists(const char *ifname)
{
	return if_nametoindex(ifname);
}

int reconcile_begin(struct reconcile *r, struct erd *erd,
		    const struct desired_file *file, const char *folder,
		    unsigned int how, struct erd_error *err)
{
	bool force = how & RECONCILE_FORCE;
	int ret;

	memset(r, 0, sizeof(*r));
	r->erd = erd;
	r->file = file;
	edge_init(&r->is);
	edge_init(&r->wanted);
	edge_init(&r->owned);
	r->absent = (struct list){ .size = IFNAMSIZ };
	ret = store_open(&r->store, folder, how & RECONCILE_APPLY, err);
	if (!ret)
		ret = read_owned(r, force, err);
	r->record = how & RECONCILE_RECORD;
	if (ret || r->record)
		return ret;
	if (!edge_add_desired(&r->wanted, &file->desired))
		ret = erd_fail(err, ERD_ERROR, "out of memory");
	if (!ret)
		ret = edge_read(erd, &r->is, err);
	if (!ret && !edge_add_link_local(&r->wanted, &r->is))
		ret = erd_fail(err, ERD_ERROR, "out of memory");
	if (!ret && how & RECONCILE_PRESENT &&
	    !edge_take_absent(&r->wanted, &r->is, device_exists, &r->absent))
		ret = erd_fail(err, ERD_ERROR, "out of memory");
	if (!ret)
		ret = plan_make(&r->plan, &r->is, &r->wanted, &r->owned, err);
	if (!ret && !force)
		ret = plan_check_paths(&r->plan, &r->is, err);
	if (!ret && (r->wanted.routing || r->owned.routing))
		ret = routing_steps_add(&r->routing, &r->plan, &file->desired,
					&r->is, err);
	return ret;
}

/*
 * Before anything changes, so that after a crash it is known what was begun.
 * ERD_UNCHANGED if it is kept already.
 */
static int keep(struct reconcile *r, const char *path, unsigned int *number,
		struct erd_error *err)
{
	int ret, kept;

	kept = store_keep(&r->store, r->file->text, r->file->len, number, err);
	if (kept < 0)
		return kept;
	if (!path) {
		r->kept = kept == ERD_OK;
		return kept;
	}
	ret = store_make_folder_of(path, err);
	if (!ret)
		ret = store_write(path, r->file->text, r->file->len, err);
	if (ret < 0)
		return ret;
	r->kept = kept == ERD_OK || ret == ERD_OK;
	/* What was wanted for this run of the machine is not any more. */
	if (!strcmp(path, DESIRED_PATH) && !unlink(DESIRED_RUNTIME_PATH))
		r->kept = true;
	return kept;
}

/*
 * Says that the file was applied to its end. One that only records more was, if
 * the one before it was.
 */
static int say_applied(const struct reconcile *r, unsigned int number, bool fresh,
		       struct erd_error *err)
{
	unsigned int last = store_last_applied(&r->store);

	if (r->record && (!fresh || !last || last + 1 != number))
		return ERD_OK;
	return store_applied(&r->store, number, err);
}

static int fail_step(const struct reconcile *r, struct erd_error *err)
{
	const struct apply_result *result = &r->result;
	const struct change *failed = result->failed;
	char text[CHANGE_TEXT_SIZE];
	struct erd_error why = *err;

	erd_fail(err, result->restored ? ERD_PARTIAL : ERD_TORN, "%s: %s",
		 failed->kind == CHANGE_ROUTING ? failed->object :
						  change_text(failed, text),
		 why.text);
	err->sys_errno = why.sys_errno;
	if (result->restored)
		erd_hint(err, "%u of %u objects are new; %s and those after it are as before%s%s",
			 result->steps_done, r->plan.steps, failed->object,
			 why.hint[0] ? "; " : "", why.hint);
	else
		erd_hint(err, "%s could not be put back: %s", failed->object,
			 result->undo.text);
	return err->status;
}

int reconcile_apply(struct reconcile *r, const char *path,
		    struct erd_error *err)
{
	const struct apply_backend backend = apply_kernel(r->erd);
	unsigned int number;
	int ret, kept;

	kept = keep(r, path, &number, err);
	if (kept < 0)
		return kept;
	r->why = apply_plan(&r->plan, &backend, &r->result, err);
	if (r->why)
		return fail_step(r, err);
	ret = say_applied(r, number, kept == ERD_OK, err);
	if (ret < 0)
		return ret;
	return r->plan.changes.n || r->kept ? ERD_OK : ERD_UNCHANGED;
}

void reconcile_end(struct reconcile *r)
{
	plan_free(&r->plan);
	routing_steps_free(&r->routing);
	edge_free(&r->is);
	edge_free(&r->wanted);
	edge_free(&r->owned);
	list_free(&r->absent);
	store_close(&r->store);
}
