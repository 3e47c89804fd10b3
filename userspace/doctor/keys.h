/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys of MD5 of BGP sessions: for probing, and never to be shown. */
#ifndef ERD_KEYS_H
#define ERD_KEYS_H

#include "facts.h"

struct keys {
	struct list list;	/* of struct keys_entry, see keys.c */
};

void keys_begin(struct keys *keys);
/* Adds those of FRR's running configuration. */
void keys_read(struct keys *keys, const char *running);
/* The key of a session, of FRR's or else of the file's; NULL without one. */
const char *keys_find(const struct keys *keys, const struct facts_path *path,
		      int family);
/* Overwrites and frees them. */
void keys_end(struct keys *keys);

#endif /* ERD_KEYS_H */
