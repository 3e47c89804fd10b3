/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whether somebody undoes what is done: the same change is made again, and not
 * long after.
 */
#ifndef ERDD_QUARREL_H
#define ERDD_QUARREL_H

#include "list.h"

#include <stdbool.h>
#include <stdint.h>

/* As many changes are remembered. */
#define QUARREL_MAX	64

struct quarrel {
	struct {
		uint64_t hash;
		uint64_t time;
	} made[QUARREL_MAX];
	unsigned int next;
};

/*
 * Remembers the changes of a plan (struct plan_row), made at @now. True if one
 * of them was made within the last @within, too.
 */
bool quarrel_again(struct quarrel *quarrel, const struct list *rows,
		   uint64_t now, uint64_t within);

#endif /* ERDD_QUARREL_H */
