/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * When to look: soon after something has happened, once for all that happens
 * together, and never so often that looking is all that is done. Times are
 * microseconds of CLOCK_BOOTTIME.
 */
#ifndef ERDD_PACE_H
#define ERDD_PACE_H

#include <stdint.h>

#define PACE_NEVER	UINT64_MAX
#define PACE_SECOND	((uint64_t)1000000)

/* No event for so long, and it is looked; but no later than so long after the
 * first.
 */
#define PACE_QUIET	(PACE_SECOND / 10)
#define PACE_LONGEST	PACE_SECOND
/* One look in so much of the time that looks take. */
#define PACE_SHARE	4
/* The longest time between tries, of which each waits twice the last. */
#define PACE_BACK_OFF	(60 * PACE_SECOND)
/* What changes again within it is a quarrel with somebody, who may win. */
#define PACE_CALM	(60 * PACE_SECOND)

struct pace {
	uint64_t period;	/* without any event; 0: not without one */
	uint64_t due;		/* when to look next, or PACE_NEVER */
	uint64_t first;		/* of the events since the last look; 0: none */
	uint64_t earliest;	/* not before */
	uint64_t last;		/* the last look that changed something or failed */
	unsigned int tries;	/* such looks in a row */
};

/* What came of a look. */
enum pace_outcome {
	PACE_SETTLED,		/* there is nothing to do */
	PACE_CHANGED,		/* something was changed */
	PACE_FAILED,		/* to be tried again */
	PACE_BUSY,		/* somebody else is at it: again in a second */
};

/* Is due at once. */
void pace_begin(struct pace *pace, uint64_t period, uint64_t now);
/* Something happened that may have to do with it. */
void pace_event(struct pace *pace, uint64_t now);
/*
 * The same, and what failed before may do now: the operator asks, or what was
 * missing has come. Nothing that a look itself brings about may be such.
 */
void pace_fresh(struct pace *pace, uint64_t now);
/* A look that began at @began is over. */
void pace_done(struct pace *pace, enum pace_outcome outcome, uint64_t began,
	       uint64_t now);
/* It is due at @then, if not earlier. */
void pace_at(struct pace *pace, uint64_t then);

#endif /* ERDD_PACE_H */
