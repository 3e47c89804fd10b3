/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An archive of texts, as tar and gzip read it, out of which words are kept.
 * It is there whole under its name, or not at all.
 */
#ifndef ERD_BUNDLE_H
#define ERD_BUNDLE_H

#include "list.h"

#include <erd.h>
#include <stddef.h>
#include <time.h>

struct bundle {
	struct archive *archive;	/* libarchive's; NULL: not begun */
	int fd;
	char path[256], temporary[272];
	char folder[64];	/* all members are in it */
	time_t time;		/* of all members */
	struct list secrets;	/* of char[BUNDLE_SECRET_MAX] */
	bool failed;
};

#define BUNDLE_SECRET_MAX	96
/* What stands in the place of a secret. */
#define BUNDLE_REMOVED		"(removed)"

int bundle_begin(struct bundle *bundle, const char *path,
		 const char *folder, time_t time, struct erd_error *err);
/*
 * A word that no member shall have, added before them. False without memory.
 * NULL and "" are none.
 */
bool bundle_hide(struct bundle *bundle, const char *secret);
/* Adds a file, without the secrets. What fails is told at the end. */
void bundle_add(struct bundle *bundle, const char *name, const char *text,
		size_t len);
/* Closes it, or throws it away if not @keep or anything failed. */
int bundle_end(struct bundle *bundle, bool keep, struct erd_error *err);

/* @text without the archive's secrets, to be freed; NULL without memory. */
char *bundle_censor(const struct bundle *bundle, const char *text,
		    size_t len, size_t *censored);

#endif /* ERD_BUNDLE_H */
