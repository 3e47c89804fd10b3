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

/* A second, and twice as long after each further try. */
static uint64_t back_off(unsigned int tries)
{
	if (tries > 6)
		return PACE_BACK_OFF;
	return least(PACE_SECOND << (tries - 1), PACE_BACK_OFF);
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
	switch (outcome) {
	case PACE_FAILED:
	case PACE_AGAIN:
		pace->tries++;
		pace->last = now;
		break;
	default:
		if (now - pace->last > PACE_CALM)
			pace->tries = 0;
	}
	if (outcome == PACE_SETTLED || outcome == PACE_CHANGED)
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
