// SPDX-License-Identifier: LGPL-2.1-or-later
#include "keys.h"
#include "frr_lines.h"

#include <stdio.h>
#include <string.h>

struct keys_entry {
	char vrf[IFNAMSIZ];
	char peer[INET6_ADDRSTRLEN];
	char key[82];		/* TCP_MD5SIG takes 80 octets */
};

void keys_begin(struct keys *keys)
{
	keys->list = (struct list)LIST_OF(struct keys_entry);
}

void keys_read(struct keys *keys, const char *running)
{
	struct frr_lines lines = FRR_LINES;
	struct keys_entry *entry;
	char peer[FRR_WORD_SIZE], header[FRR_WORD_SIZE * 2];
	const struct frr_line *line;
	size_t i;

	frr_lines_parse(&lines, FRR_BGPD, running);
	for (i = 0; i < lines.list.n; i++) {
		line = frr_line_at(&lines, i);
		frr_word(line->text, 2, header, sizeof(header));
		if (!line->block[0] || !frr_begins(line->text, "neighbor ") ||
		    strcmp(header, "password"))
			continue;
		entry = list_add(&keys->list);
		if (!entry)
			break;
		frr_word(line->text, 1, peer, sizeof(peer));
		snprintf(entry->peer, sizeof(entry->peer), "%.45s", peer);
		/* "router bgp AS vrf NAME" */
		frr_word(line->block[0], 4, entry->vrf, sizeof(entry->vrf));
		frr_word(line->text, 3, entry->key, sizeof(entry->key));
	}
	frr_lines_free(&lines);
}

const char *keys_find(const struct keys *keys, const struct facts_path *path,
		      int family)
{
	const struct facts_family *f = &path->family[family == AF_INET6];
	const struct keys_entry *entry;

	if (f->session)
		desired_each(entry, &keys->list)
			if (!strcmp(entry->peer, f->session->peer) &&
			    !strcmp(entry->vrf, f->session->vrf))
				return entry->key;
	if (!f->session && path->wanted_peering &&
	    path->wanted_peering->md5_key)
		return path->wanted_peering->md5_key;
	return NULL;
}

void keys_end(struct keys *keys)
{
	if (keys->list.items)
		explicit_bzero(keys->list.items,
			       keys->list.n * keys->list.size);
	list_free(&keys->list);
}
