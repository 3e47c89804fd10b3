// SPDX-License-Identifier: LGPL-2.1-or-later
#include "apply.h"

#include <stdio.h>

/* Undoes the changes of one object from @last back to its first. */
static bool undo(const struct plan *plan, const struct apply_backend *backend,
		 size_t last, struct erd_error *err)
{
	struct change *change = plan->changes.items;
	unsigned int step = change[last].step;
	bool good = true;
	size_t i;

	for (i = last; i-- && change[i].step == step;) {
		struct change back = change[i];
		struct erd_error why;

		change_invert(&back);
		if (backend->run(backend->data, &back, &why) >= 0)
			continue;
		/* The rest is undone as far as it goes. */
		if (good)
			*err = why;
		good = false;
	}
	return good;
}

int apply_plan(const struct plan *plan, const struct apply_backend *backend,
	       struct apply_result *result, struct erd_error *err)
{
	struct change *change = plan->changes.items;
	size_t i;
	int ret;

	*result = (struct apply_result){ .restored = true };
	for (i = 0; i < plan->changes.n; i++) {
		ret = backend->run(backend->data, &change[i], err);
		if (ret < 0) {
			result->failed = &change[i];
			result->steps_done = change[i].step - 1;
			result->restored = undo(plan, backend, i,
						&result->undo);
			if (change[i].torn) {
				result->restored = false;
				snprintf(result->undo.text,
					 sizeof(result->undo.text), "%s",
					 err->hint);
			}
			return ret;
		}
	}
	result->steps_done = plan->steps;
	return ERD_OK;
}
