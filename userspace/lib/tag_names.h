/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whose a frame is, by its tags: circuits and peerings, as they are now on
 * this machine or as a capture remembers them.
 */
#ifndef LIBERD_TAG_NAMES_H
#define LIBERD_TAG_NAMES_H

#include "frame.h"

#include <erd.h>

/* A peering, or a circuit as a whole. */
struct tag_name {
	char pair[ERD_NAME_MAX];
	char circuit[ERD_NAME_MAX];
	enum erd_encap encap;
	uint16_t outer_tpid;
	uint16_t stag;			/* 0 on a dot1q pair */
	uint16_t ctag;			/* 0: the circuit, whatever its C-tag */
	enum erd_peering peering;
};

struct tag_names;

struct tag_names *tag_names_new(void);
void tag_names_free(struct tag_names *names);
/* What is there already is not added again. -ENOMEM. */
int tag_names_add(struct tag_names *names, const struct tag_name *name);
size_t tag_names_count(const struct tag_names *names);
const struct tag_name *tag_names_at(const struct tag_names *names, size_t i);

/*
 * Whose tags they are: a peering, else a circuit, else NULL. @pair is that of
 * the port they were seen on; with NULL it is searched in all pairs, and tags
 * that several have are nobody's.
 */
const struct tag_name *tag_names_find(const struct tag_names *names,
				      const char *pair,
				      const struct frame_tags *tags);

/*
 * As a line in a capture's interface, and back: "circuit hq1 of ams, private:
 * S-tag 1000 (0x8100), C-tag 100".
 */
#define TAG_NAME_TEXT_SIZE	160
void tag_name_write(const struct tag_name *name, char text[TAG_NAME_TEXT_SIZE]);
bool tag_name_read(const char *text, struct tag_name *name);

#endif /* LIBERD_TAG_NAMES_H */
