// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * BFD begins when its BGP session is up. bgpd 8.4 watches a neighbour before
 * that over any interface, and when the session is up over its own, by another
 * session of BFD; of IPv6 it makes another one each time. If the first was up by
 * then, its end takes BGP down once more, at the latest when the other end has
 * not heard of it for its detect time. So a new neighbour gets BFD late, and one
 * whose session is reset is without it meanwhile.
 */
#include "frr_differ.h"

#include <stdio.h>
#include <string.h>

/* Whether a line says of @address that it has BFD, or by which profile. */
static bool is_of_bfd(const char *text, const char *address)
{
	char start[FRR_WORD_SIZE + 32];
	size_t len;

	len = snprintf(start, sizeof(start), "neighbor %s bfd", address);
	return frr_begins(text, start) && (!text[len] || text[len] == ' ');
}

/* The profile is first, so that BFD has its intervals from the first packet. */
static struct frr_op *begin_late(struct differ *d, const struct frr_line *line)
{
	struct frr_op *op = differ_emit(d, line,
					strstr(line->text, " profile ") ?
						RANK_BFD_PROFILE : RANK_BFD,
					ROUTING_IMPACT_NONE, "%s", line->text);

	if (op)
		op->late = true;
	return op;
}

bool late_bfd_of_new(struct differ *d, const struct frr_line *line,
		     const char *address)
{
	if (!is_of_bfd(line->text, address) ||
	    differ_stays(d, line->block[0], address))
		return false;
	begin_late(d, line);
	return true;
}

/* --- sessions that are reset -------------------------------------------- */

static bool resets(const struct frr_op *op, const char *header,
		   const char *address)
{
	const char *command = op->command;
	char word[FRR_WORD_SIZE];

	if (op->daemon != FRR_BGPD || op->impact != ROUTING_IMPACT_RESET ||
	    !op->block[0] || strcmp(op->block[0], header))
		return false;
	if (frr_begins(command, "no "))
		command += 3;
	if (frr_begins(command, "bgp router-id"))
		return true;
	frr_word(command, 1, word, sizeof(word));
	return frr_begins(command, "neighbor ") && !strcmp(word, address);
}

static bool is_reset(const struct differ *d, const char *header,
		     const char *address)
{
	size_t i;

	for (i = 0; i < d->ops->list.n; i++)
		if (resets(frr_op_at(d->ops, i), header, address))
			return true;
	return false;
}

/* What else was to be done about it is done when it begins again. */
static void forget_bfd(struct differ *d, const char *header,
		       const char *address)
{
	size_t i;

	for (i = d->ops->list.n; i--;) {
		const struct frr_op *op = frr_op_at(d->ops, i);
		const char *command = op->command;

		if (frr_begins(command, "no "))
			command += 3;
		if (op->block[0] && !strcmp(op->block[0], header) &&
		    is_of_bfd(command, address))
			differ_remove(d, i);
	}
}

static void hold(struct differ *d, const struct frr_line *bfd,
		 const char *address)
{
	const char *header = bfd->block[0];
	char text[FRR_WORD_SIZE + 32];
	const struct frr_line *profile;
	struct frr_op *op;

	forget_bfd(d, header, address);
	if (frr_lines_has(&d->running->ours, bfd))
		differ_emit(d, bfd, RANK_BFD_HELD, ROUTING_IMPACT_RESET,
			    "no neighbor %s bfd", address);
	snprintf(text, sizeof(text), "neighbor %s bfd profile ", address);
	profile = frr_lines_find(d->wanted, header, text);
	op = profile ? begin_late(d, profile) : NULL;
	if (op)
		op->held = true;
	op = begin_late(d, bfd);
	if (op)
		op->held = true;
}

void late_bfd_of_reset(struct differ *d)
{
	char address[FRR_WORD_SIZE], text[FRR_WORD_SIZE + 32];
	const struct frr_line *line;
	size_t i;

	for (i = 0; i < d->wanted->list.n && !d->ops->no_memory; i++) {
		line = frr_line_at(d->wanted, i);
		frr_neighbor_address(line, address);
		snprintf(text, sizeof(text), "neighbor %s bfd", address);
		if (address[0] && !strcmp(line->text, text) &&
		    differ_stays(d, line->block[0], address) &&
		    is_reset(d, line->block[0], address))
			hold(d, line, address);
	}
}
