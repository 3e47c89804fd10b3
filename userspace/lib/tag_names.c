// SPDX-License-Identifier: LGPL-2.1-or-later
#include "tag_names.h"
#include "names.h"

#include <errno.h>
#include <linux/types.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "erd_maps.h"

#define BUCKETS	4096	/* one for each outer VID */

struct entry {
	struct tag_name name;
	int next;		/* of the same outer VID, or -1 */
};

struct tag_names {
	struct entry *entry;
	size_t n, room;
	int first[BUCKETS];
};

struct tag_names *tag_names_new(void)
{
	struct tag_names *names = calloc(1, sizeof(*names));
	size_t i;

	for (i = 0; names && i < BUCKETS; i++)
		names->first[i] = -1;
	return names;
}

void tag_names_free(struct tag_names *names)
{
	if (!names)
		return;
	free(names->entry);
	free(names);
}

/* The outer VID of its frames; 0 where that is the peering's. */
static uint16_t outer_vid(const struct tag_name *name)
{
	return (name->encap == ERD_ENCAP_QINQ ? name->stag : name->ctag) %
	       BUCKETS;
}

static bool is_same(const struct tag_name *a, const struct tag_name *b)
{
	return !strcmp(a->pair, b->pair) && !strcmp(a->circuit, b->circuit) &&
	       a->encap == b->encap && a->outer_tpid == b->outer_tpid &&
	       a->stag == b->stag && a->ctag == b->ctag &&
	       a->peering == b->peering;
}

int tag_names_add(struct tag_names *names, const struct tag_name *name)
{
	uint16_t bucket = outer_vid(name);
	struct entry *more;
	int at;

	for (at = names->first[bucket]; at >= 0; at = names->entry[at].next)
		if (is_same(&names->entry[at].name, name))
			return 0;
	if (names->n == names->room) {
		more = realloc(names->entry,
			       (2 * names->room + 64) * sizeof(*more));
		if (!more)
			return -ENOMEM;
		names->entry = more;
		names->room = 2 * names->room + 64;
	}
	names->entry[names->n].name = *name;
	names->entry[names->n].next = names->first[bucket];
	names->first[bucket] = names->n++;
	return 0;
}

size_t tag_names_count(const struct tag_names *names)
{
	return names->n;
}

const struct tag_name *tag_names_at(const struct tag_names *names, size_t i)
{
	return &names->entry[i].name;
}

/* --- finding ------------------------------------------------------------ */

static bool has_tags(const struct tag_name *name, const struct frame_tags *tags)
{
	if (name->outer_tpid != tags->tag[0].tpid)
		return false;
	if (name->encap != ERD_ENCAP_QINQ || !name->ctag)
		return true;
	return tags->n > 1 && tags->tag[1].tpid == ERD_TPID_CTAG &&
	       frame_vid(tags->tag[1]) == name->ctag;
}

const struct tag_name *tag_names_find(const struct tag_names *names,
				      const char *pair,
				      const struct frame_tags *tags)
{
	const struct tag_name *best = NULL;
	unsigned int n = 0;	/* that say as much as the best */
	int at;

	if (!tags->n || !frame_vid(tags->tag[0]))
		return NULL;
	at = names->first[frame_vid(tags->tag[0])];
	for (; at >= 0; at = names->entry[at].next) {
		const struct tag_name *name = &names->entry[at].name;

		if ((pair && strcmp(pair, name->pair)) ||
		    !has_tags(name, tags))
			continue;
		if (best && !name->ctag == !best->ctag) {
			n++;
		} else if (!best || name->ctag) {
			/* A peering says more than its circuit. */
			best = name;
			n = 1;
		}
	}
	/* Two pairs may have the same tags, and then nobody can tell. */
	return n == 1 ? best : NULL;
}

/* --- as text ------------------------------------------------------------ */

void tag_name_write(const struct tag_name *name, char text[TAG_NAME_TEXT_SIZE])
{
	int n;

	n = snprintf(text, TAG_NAME_TEXT_SIZE, "circuit %s of %s, %s:",
		     name->circuit, name->pair,
		     name->ctag ? erd_peering_name(name->peering) : "all");
	if (name->encap == ERD_ENCAP_QINQ)
		n += snprintf(text + n, TAG_NAME_TEXT_SIZE - n,
			      " S-tag %u (0x%04x)", name->stag,
			      name->outer_tpid);
	if (name->ctag)
		n += snprintf(text + n, TAG_NAME_TEXT_SIZE - n, "%s C-tag %u",
			      name->encap == ERD_ENCAP_QINQ ? "," : "",
			      name->ctag);
	if (name->encap == ERD_ENCAP_DOT1Q)
		snprintf(text + n, TAG_NAME_TEXT_SIZE - n, " (0x%04x)",
			 name->outer_tpid);
}

static bool read_peering(const char *word, enum erd_peering *peering)
{
	for (*peering = ERD_PEERING_UNSPEC; *peering <= ERD_PEERING_MICROSOFT;
	     ++*peering)
		if (!strcmp(word, erd_peering_name(*peering)))
			return true;
	return false;
}

static bool is_vid(unsigned int vid)
{
	return vid >= ERD_VID_MIN && vid <= ERD_VID_MAX;
}

/* Behind "circuit NAME of PAIR, PEERING:". */
static bool read_tags(const char *text, struct tag_name *name)
{
	unsigned int stag = 0, ctag = 0, tpid = 0;

	if (sscanf(text, " S-tag %u (0x%x), C-tag %u", &stag, &tpid,
		   &ctag) >= 2)
		name->encap = ERD_ENCAP_QINQ;
	else if (sscanf(text, " C-tag %u (0x%x)", &ctag, &tpid) == 2)
		name->encap = ERD_ENCAP_DOT1Q;
	else
		return false;
	name->stag = stag;
	name->ctag = ctag;
	name->outer_tpid = tpid;
	return is_vid(name->encap == ERD_ENCAP_QINQ ? stag : ctag) &&
	       (!ctag || is_vid(ctag)) && tpid <= 0xffff;
}

bool tag_name_read(const char *text, struct tag_name *name)
{
	char word[16], again[TAG_NAME_TEXT_SIZE];
	int n = 0;

	memset(name, 0, sizeof(*name));
	if (sscanf(text, "circuit %31s of %31[^,], %15[a-z]:%n", name->circuit,
		   name->pair, word, &n) != 3 || !n)
		return false;
	if (!name_valid(name->circuit) || !name_valid(name->pair) ||
	    !read_tags(text + n, name) ||
	    (name->ctag && !read_peering(word, &name->peering)))
		return false;
	/* Nothing else than what is written above. */
	tag_name_write(name, again);
	return !strcmp(again, text);
}
