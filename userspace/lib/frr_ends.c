// SPDX-License-Identifier: LGPL-2.1-or-later
#include "frr_ends.h"
#include "error.h"

#include <stdio.h>
#include <string.h>

struct ends {
	const struct frr_running *running;
	const struct frr_lines *wanted;
	const struct routing_config *config;
	struct frr_lines *left;
};

/* --- neighbours --------------------------------------------------------- */

static bool is_renewed(const struct routing_config *config, const char *header,
		       const char *address)
{
	char vrf[FRR_WORD_SIZE], text[INET6_ADDRSTRLEN];
	const struct routing_session *s;
	size_t i;

	frr_word(header, 4, vrf, sizeof(vrf));
	for (i = 0; i < config->n_sessions; i++) {
		s = &config->sessions[i];
		if (s->renewed && !strcmp(s->vrf ? s->vrf : "", vrf) &&
		    !strcmp(routing_address_text(&s->remote, text), address))
			return true;
	}
	return false;
}

/* Whether a line is about a neighbour of ours that ends. */
static bool of_ending(const struct ends *e, const struct frr_line *line)
{
	char address[FRR_WORD_SIZE], text[FRR_WORD_SIZE + 32];
	const char *at = line->text;

	if (!line->block[0] || line->daemon != FRR_BGPD)
		return false;
	if (frr_begins(at, "no neighbor "))
		at += 3;
	if (!frr_begins(at, "neighbor "))
		return false;
	frr_word(at, 1, address, sizeof(address));
	if (!frr_neighbor_ours(&e->running->all, line->block[0], address))
		return false;
	snprintf(text, sizeof(text), "neighbor %s remote-as ", address);
	return !frr_lines_find(e->wanted, line->block[0], text) ||
	       is_renewed(e->config, line->block[0], address);
}

/* Whether a line is of an instance of ours whose last neighbour ends. */
static bool of_empty_instance(const struct ends *e, const struct frr_line *line)
{
	const char *header = line->block[0] ? line->block[0] : line->text;
	const struct frr_instance *one =
		frr_instance_at(&e->running->instances, line);
	const struct frr_line *at;
	size_t i;

	if (line->daemon != FRR_BGPD || !one || one->foreign || !one->populated)
		return false;
	for (i = 0; i < e->running->all.list.n; i++) {
		at = frr_line_at(&e->running->all, i);
		if (at->block[0] && !strcmp(at->block[0], header) &&
		    frr_begins(at->text, "neighbor ") && !of_ending(e, at))
			return false;
	}
	return true;
}

/* --- what only they need ------------------------------------------------ */

/* Whether a line in a block that begins with @block ends with @name. */
static bool is_named(const struct frr_lines *lines, enum frr_daemon daemon,
		     const char *block, const char *words, const char *name)
{
	const struct frr_line *at;
	char text[FRR_WORD_SIZE + 128];
	const char *found;
	size_t i;

	snprintf(text, sizeof(text), "%s%s", words, name);
	for (i = 0; i < lines->list.n; i++) {
		at = frr_line_at(lines, i);
		if (at->daemon != daemon || !at->block[0] ||
		    !frr_begins(at->block[0], block))
			continue;
		found = strstr(at->text, text);
		if (found && (!found[strlen(text)] || found[strlen(text)] == ' '))
			return true;
	}
	return false;
}

/* A route-map, prefix-list or profile of ours that nothing names any more. */
static bool is_idle(const struct ends *e, const struct frr_line *line)
{
	const char *top = line->block[0] ? line->block[0] : line->text;
	char name[128];

	if (line->daemon == FRR_BFDD && line->block[0]) {
		frr_word(line->block[1] ? line->block[1] : line->text, 1, name,
			 sizeof(name));
		return !is_named(e->left, FRR_BGPD, "router bgp ",
				 "bfd profile ", name);
	}
	if (frr_begins(top, "route-map ")) {
		frr_word(top, 1, name, sizeof(name));
		return !is_named(e->left, FRR_BGPD, "router bgp ",
				 "route-map ", name);
	}
	if (!line->seq)
		return false;
	frr_word(top, 2, name, sizeof(name));
	return !is_named(e->left, FRR_BGPD, "route-map ", "prefix-list ", name);
}

/* Route-maps go before the lists that they name. */
static void remove_idle(struct ends *e)
{
	const struct frr_line *line;
	bool lists;
	size_t i;

	for (lists = false;; lists = true) {
		for (i = e->left->list.n; i--;) {
			line = frr_line_at(e->left, i);
			if (!line->seq == !lists &&
			    frr_lines_has(&e->running->ours, line) &&
			    is_idle(e, line))
				frr_lines_remove(e->left, i);
		}
		if (lists)
			return;
	}
}

int frr_ends(const struct frr_running *running, const struct frr_lines *wanted,
	     const struct routing_config *config, struct frr_running *after,
	     struct erd_error *err)
{
	struct ends e = { running, wanted, config, &after->all };
	const struct frr_line *line;
	bool any = false;
	size_t i;

	for (i = 0; i < running->all.list.n; i++) {
		line = frr_line_at(&running->all, i);
		if (of_ending(&e, line) || of_empty_instance(&e, line))
			any = true;
		else
			frr_lines_copy(&after->all, line);
	}
	if (any)
		remove_idle(&e);
	return frr_running_sort(after, err);
}
