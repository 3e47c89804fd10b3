// SPDX-License-Identifier: LGPL-2.1-or-later
#include "pace.h"

static uint64_t least(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t most(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

/* After one try nothing, then a second, and twice as long each time. */
static uint64_t back_off(unsigned int tries)
{
	if (tries < 2)
		return 0;
	if (tries > 7)
		return PACE_BACK_OFF;
	return least(PACE_SECOND << (tries - 2), PACE_BACK_OFF);
}

static uint64_t next_period(const struct pace *pace, uint64_t now)
{
	return pace->period ? now + pace->period : PACE_NEVER;
}

void pace_begin(struct pace *pace, uint64_t period, uint64_t now)
{
	*pace = (struct pace){ .period = period, .due = now };
}

void pace_event(struct pace *pace, uint64_t now)
{
	uint64_t then;

	if (!pace->first)
		pace->first = now;
	then = least(now + PACE_QUIET, pace->first + PACE_LONGEST);
	pace->due = most(then, pace->earliest);
}

void pace_fresh(struct pace *pace, uint64_t now)
{
	pace->tries = 0;
	pace->earliest = now;
	pace_event(pace, now);
}

void pace_done(struct pace *pace, enum pace_outcome outcome, uint64_t began,
	       uint64_t now)
{
	uint64_t share = now + PACE_SHARE * (now - began);

	pace->first = 0;
	pace->due = next_period(pace, now);
	if (outcome == PACE_BUSY) {
		pace_at(pace, now + PACE_SECOND);
		return;
	}
	/* Failures are far apart in the end, and are no less in a row for it. */
	if (outcome != PACE_FAILED && now - pace->last > PACE_CALM)
		pace->tries = 0;
	if (outcome != PACE_SETTLED) {
		pace->tries++;
		pace->last = now;
	}
	if (outcome == PACE_FAILED && pace->tries == 1)
		pace->tries = 2;
	if (outcome == PACE_SETTLED)
		pace->earliest = most(pace->earliest, share);
	else
		pace->earliest = most(now + back_off(pace->tries), share);
	if (outcome == PACE_FAILED)
		pace_at(pace, pace->earliest);
}

void pace_at(struct pace *pace, uint64_t then)
{
	pace->due = least(pace->due, then);
}
