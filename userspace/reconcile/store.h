/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is kept of desired state: each file that was applied, in a folder, by a
 * number that grows; and in a file beside them, the number of the last that
 * was applied to its end. What files from that one on want is ours.
 */
#ifndef ERD_STORE_H
#define ERD_STORE_H

#include "edge.h"
#include "file.h"

#include <time.h>

#define STORE_FOLDER	"/var/lib/erd"

struct store {
	char folder[192];
	int lock;		/* a descriptor, or -1 */
};

struct store_entry {
	unsigned int number;
	time_t time;		/* when it was kept */
	bool applied;		/* the last that was applied to its end */
};

/*
 * Makes the folder if @create, and then waits for others that change
 * something. Without @create it may be missing. To be closed in any case.
 */
int store_open(struct store *store, const char *folder, bool create,
	       struct erd_error *err);
void store_close(struct store *store);
/* Whether somebody changes something at the moment. */
bool store_is_busy(const struct store *store);

/* All there are, by number; malloc()ed. */
int store_list(const struct store *store, struct store_entry **entries,
	       size_t *n, struct erd_error *err);
/* Where one is kept. */
void store_path(const struct store *store, unsigned int number, char *path,
		size_t size);

/*
 * Adds to @owned what is ours. *last is the file that was applied last, to be
 * freed if *has_last.
 */
int store_owned(const struct store *store, struct edge *owned,
		struct desired_file *last, bool *has_last,
		struct erd_error *err);

/*
 * Keeps a file before it is applied. ERD_UNCHANGED if it is the newest
 * already; *number is its number.
 */
int store_keep(const struct store *store, const char *text, size_t len,
	       unsigned int *number, struct erd_error *err);
/* Says that it was applied to its end. ERD_UNCHANGED if that was said. */
int store_applied(const struct store *store, unsigned int number,
		  struct erd_error *err);

/* An apply that is undone unless it is confirmed. */
struct store_pending {
	unsigned int before;	/* the number to go back to; 0: to nothing */
	time_t until;		/* CLOCK_BOOTTIME */
	bool abandoned;		/* this machine has been started since */
};

/* False if none waits. */
bool store_pending(const struct store *store, struct store_pending *pending);
/*
 * Whether it is still @like that waits, and not another. To be asked by whoever
 * goes back, once others wait: it may have been confirmed until then.
 */
bool store_is_pending(const struct store *store,
		      const struct store_pending *like);
int store_set_pending(const struct store *store,
		      const struct store_pending *pending,
		      struct erd_error *err);
/* ERD_NOT_FOUND if none waits. */
int store_clear_pending(const struct store *store, struct erd_error *err);
/* The number of the last file that was applied to its end, or 0. */
unsigned int store_last_applied(const struct store *store);

/* Makes the folder that a file is to be in, if it is not there. */
int store_make_folder_of(const char *path, struct erd_error *err);
/*
 * Writes a file that is there whole or not at all, also if the power goes.
 * ERD_UNCHANGED, and nothing is written, if it is there the same.
 */
int store_write(const char *path, const char *text, size_t len,
		struct erd_error *err);

#endif /* ERD_STORE_H */
