// SPDX-License-Identifier: LGPL-2.1-or-later
#include "quarrel.h"
#include "hash.h"
#include "plan.h"

#include <string.h>

static bool is_made(const struct quarrel *quarrel, uint64_t hash, uint64_t now,
		    uint64_t within)
{
	unsigned int i;

	for (i = 0; i < QUARREL_MAX; i++)
		if (quarrel->made[i].hash == hash &&
		    now - quarrel->made[i].time <= within)
			return true;
	return false;
}

bool quarrel_again(struct quarrel *quarrel, const struct list *rows,
		   uint64_t now, uint64_t within)
{
	const struct plan_row *row;
	bool again = false;
	uint64_t hash;

	desired_each(row, rows) {
		hash = hash_text(HASH_BEGIN, row->text);
		again |= is_made(quarrel, hash, now, within);
		quarrel->made[quarrel->next].hash = hash;
		quarrel->made[quarrel->next].time = now;
		quarrel->next = (quarrel->next + 1) % QUARREL_MAX;
	}
	return again;
}
