/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The daemon: one loop, and what it knows between two turns of it. */
#ifndef ERDD_DAEMON_H
#define ERDD_DAEMON_H

#include "list.h"
#include "pace.h"
#include "quarrel.h"
#include "watch_bgp.h"
#include "state.h"

#include <erd.h>
#include <systemd/sd-event.h>

struct edge;
struct nl_sock;

/* Why it looks: the last of these that has come up since the last look. */
enum daemon_why {
	WHY_PERIOD,		/* a minute is over */
	WHY_EVENT,		/* of the kernel's */
	WHY_ROUTING,		/* FRR or a session came or went */
	WHY_MODULE,		/* was loaded */
	WHY_DEVICE,		/* of a port has come */
	WHY_FILE,
	WHY_SIGNAL,
	WHY_START,
};

/* Without any event: what somebody did to FRR's configuration is found so. */
#define LOOK_PERIOD	(60 * PACE_SECOND)
/*
 * FRR tells nothing; the kernel's routes tell most of it at once. Of programs
 * that are taken off it does not tell.
 */
#define POLL_PERIOD	(5 * PACE_SECOND)

struct daemon {
	sd_event *loop;
	sd_event_source *timer;
	struct pace look;		/* at the edge */
	struct pace poll;		/* of FRR and fast paths */
	enum daemon_why why;

	struct erd *erd;		/* NULL until the module was there once */
	struct nl_sock *route;		/* rtnetlink's events */
	struct nl_sock *family;		/* of families, until @erd is there */
	sd_event_source *family_source;
	sd_event_source *etc, *run;	/* the folders of the files, or NULL */

	struct bgp bgp;
	struct list absent;		/* devices of ports, IFNAMSIZ each */
	struct list attached;		/* ports with a fast path, ERD_NAME_MAX each */
	struct state state;
	char told[1024];		/* what failed, so that it is told once */
	struct quarrel quarrel;
	uint64_t drift;			/* the same of what differed */
	uint64_t warned;		/* and of a file */
	int lock;
	bool ready;			/* systemd was told so */
};

uint64_t daemon_now(void);

/* --- watch_kernel.c ----------------------------------------------------- */

/* Begins to follow rtnetlink and, as soon as there is a module, erd. */
int watch_kernel(struct daemon *daemon, struct erd_error *err);
/* Opens @daemon->erd, if it is not, and follows its events. */
int watch_erd(struct daemon *daemon, struct erd_error *err);
void watch_end(struct daemon *daemon);

/* --- watch_fastpath.c --------------------------------------------------- */

/* Remembers which ports have one. */
void watch_fastpaths(struct daemon *daemon, const struct edge *edge);
/* Whether one of them is off; said once. */
bool fastpaths_are_off(struct daemon *daemon);

/* --- watch_files.c ------------------------------------------------------ */

/* Watches those of the folders that are there and are not watched yet. */
void watch_files(struct daemon *daemon);

/* --- tell.c ------------------------------------------------------------- */

const char *why_name(enum daemon_why why);

/* --- look.c ------------------------------------------------------------- */

/* Holds the machine against the file, and makes it so. */
enum pace_outcome look(struct daemon *daemon);

#endif /* ERDD_DAEMON_H */
