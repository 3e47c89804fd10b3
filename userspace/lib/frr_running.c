// SPDX-License-Identifier: LGPL-2.1-or-later
#include "frr_running.h"
#include "error.h"

#include <stdio.h>
#include <string.h>

int frr_running_sort(struct frr_running *running, struct erd_error *err)
{
	if (!running->all.no_memory &&
	    frr_instances(&running->all, &running->instances)) {
		frr_lines_ours(&running->all, &running->instances,
			       &running->ours);
		if (!running->ours.no_memory)
			return ERD_OK;
	}
	return erd_fail(err, ERD_ERROR, "out of memory");
}

void frr_running_free(struct frr_running *running)
{
	frr_lines_free(&running->all);
	frr_lines_free(&running->ours);
	list_free(&running->instances);
}

/* --- what others have made ---------------------------------------------- */

static int fit_instance(const struct frr_running *running,
			const struct frr_line *header, struct erd_error *err)
{
	const struct frr_instance *one;
	char vrf[FRR_WORD_SIZE];

	frr_word(header->text, 4, vrf, sizeof(vrf));
	one = frr_instance_of(&running->instances, vrf);
	if (!one || !strcmp(one->header, header->text) ||
	    (!one->foreign && one->populated))
		return ERD_OK;
	erd_fail(err, ERD_CONFLICT,
		 "FRR has '%s' there already, made by others", one->header);
	erd_hint(err, "make %u the AS of BGP in this VRF; sessions may have another",
		 one->as);
	return ERD_CONFLICT;
}

static int fit_neighbor(const struct frr_running *running,
			const struct frr_line *line, const char *address,
			struct erd_error *err)
{
	char text[FRR_WORD_SIZE + 16];

	snprintf(text, sizeof(text), "neighbor %s ", address);
	if (!frr_lines_find(&running->all, line->block[0], text) ||
	    frr_neighbor_ours(&running->all, line->block[0], address))
		return ERD_OK;
	erd_fail(err, ERD_CONFLICT,
		 "FRR has a neighbour %s there already, made by others",
		 address);
	erd_hint(err, "remove it, or give it a description that begins with '"
		      FRR_MARK "'");
	return ERD_CONFLICT;
}

/* Whether others have said what the line says, or what only they may say. */
static bool theirs_to_say(const struct frr_running *running,
			  const struct frr_line *line)
{
	const struct frr_instance *one;
	const struct frr_line *at;
	char key[FRR_WORD_SIZE], prefix[FRR_WORD_SIZE];
	size_t i;

	one = line->block[0] ? frr_instance_at(&running->instances, line) : NULL;
	if (!one || !one->foreign)
		return false;
	if (frr_begins(line->text, "bgp ") || !strcmp(line->text, FRR_NO_DEFAULT))
		return true;
	if (!frr_begins(line->text, "network "))
		return false;
	frr_word(line->text, 1, key, sizeof(key));
	for (i = 0; i < running->all.list.n; i++) {
		at = frr_line_at(&running->all, i);
		frr_word(at->text, 1, prefix, sizeof(prefix));
		if (frr_same_block(at, line) && frr_begins(at->text, "network ") &&
		    !strcmp(prefix, key) && strcmp(at->text, line->text))
			return true;
	}
	return false;
}

int frr_fit(const struct frr_running *running, struct frr_lines *wanted,
	    struct erd_error *err)
{
	const struct frr_line *line;
	char address[FRR_WORD_SIZE];
	size_t i;
	int ret;

	for (i = 0; i < wanted->list.n;) {
		line = frr_line_at(wanted, i);
		ret = ERD_OK;
		frr_neighbor_address(line, address);
		if (!line->block[0] && frr_begins(line->text, "router bgp "))
			ret = fit_instance(running, line, err);
		else if (address[0] && strstr(line->text, " remote-as "))
			ret = fit_neighbor(running, line, address, err);
		if (ret)
			return ret;
		if (theirs_to_say(running, line))
			frr_lines_remove(wanted, i);
		else
			i++;
	}
	return ERD_OK;
}
