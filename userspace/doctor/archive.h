/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An archive of texts, as tar and gzip read it, out of which words are kept.
 * It is there whole under its name, or not at all.
 */
#ifndef ERD_ARCHIVE_H
#define ERD_ARCHIVE_H

#include "list.h"

#include <erd.h>
#include <stddef.h>
#include <time.h>
#include <zlib.h>

struct archive {
	gzFile gz;
	char path[256], temporary[272];
	char folder[64];	/* all members are in it */
	time_t time;		/* of all members */
	struct list secrets;	/* of char[ARCHIVE_SECRET_MAX] */
	bool failed;
};

#define ARCHIVE_SECRET_MAX	96
/* What stands in the place of a secret. */
#define ARCHIVE_REMOVED		"(removed)"

int archive_begin(struct archive *archive, const char *path,
		  const char *folder, time_t time, struct erd_error *err);
/*
 * A word that no member shall have, added before them. False without memory.
 * NULL and "" are none.
 */
bool archive_hide(struct archive *archive, const char *secret);
/* Adds a file, without the secrets. What fails is told at the end. */
void archive_add(struct archive *archive, const char *name, const char *text,
		 size_t len);
/* Closes it, or throws it away if not @keep or anything failed. */
int archive_end(struct archive *archive, bool keep, struct erd_error *err);

/* @text without the archive's secrets, to be freed; NULL without memory. */
char *archive_censor(const struct archive *archive, const char *text,
		     size_t len, size_t *censored);

#endif /* ERD_ARCHIVE_H */
