// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The files of desired state, by their folders: they are replaced, not
 * written, and may not be there.
 */
#include "daemon.h"
#include "file.h"

#include <string.h>
#include <sys/inotify.h>

static void changed(struct daemon *daemon)
{
	daemon->why = WHY_FILE > daemon->why ? WHY_FILE : daemon->why;
	pace_fresh(&daemon->look, daemon_now());
}

static int on_change(sd_event_source *source,
		     const struct inotify_event *event, void *data)
{
	struct daemon *daemon = data;
	sd_event_source **which = source == daemon->etc ? &daemon->etc :
							  &daemon->run;

	/* The folder is gone, and is looked for again with each look. */
	if (event->mask & (IN_IGNORED | IN_DELETE_SELF | IN_MOVE_SELF)) {
		*which = sd_event_source_disable_unref(source);
		changed(daemon);
	} else if (event->mask & IN_Q_OVERFLOW ||
		   (event->len && !strcmp(event->name, DESIRED_NAME))) {
		changed(daemon);
	}
	return 0;
}

static void watch(struct daemon *daemon, sd_event_source **source,
		  const char *folder)
{
	if (!*source)
		sd_event_add_inotify(daemon->loop, source, folder,
				     IN_CLOSE_WRITE | IN_MOVED_TO |
				     IN_MOVED_FROM | IN_DELETE | IN_ATTRIB |
				     IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR,
				     on_change, daemon);
}

void watch_files(struct daemon *daemon)
{
	watch(daemon, &daemon->etc, DESIRED_FOLDER);
	watch(daemon, &daemon->run, DESIRED_RUNTIME_FOLDER);
}
