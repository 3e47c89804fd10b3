// SPDX-License-Identifier: LGPL-2.1-or-later
#include "frr_differ.h"
#include "error.h"
#include "frr_kinds.h"
#include "frr_subject.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_header(const struct frr_line *line)
{
	return !line->block[0] ? frr_begins(line->text, "router bgp ") ||
					 frr_begins(line->text, "route-map ") :
				 line->daemon == FRR_BFDD && !line->block[1];
}

/* --- looking up --------------------------------------------------------- */

/* The line of the same block that sets the same thing, or NULL. */
static const struct frr_line *same_key(const struct frr_lines *lines,
				       const struct frr_line *line)
{
	char key[FRR_COMMAND_SIZE], other[FRR_COMMAND_SIZE];
	const struct frr_line *at;
	size_t i;

	if (!frr_kind_of(line->text)->key)
		return NULL;
	frr_key(line->text, key, sizeof(key));
	for (i = 0; i < lines->list.n; i++) {
		at = frr_line_at(lines, i);
		if (!frr_same_block(at, line))
			continue;
		frr_key(at->text, other, sizeof(other));
		if (!strcmp(key, other))
			return at;
	}
	return NULL;
}

static bool has_neighbor(const struct frr_lines *lines, const char *header,
			 const char *address)
{
	char text[FRR_WORD_SIZE + 32];

	snprintf(text, sizeof(text), "neighbor %s remote-as ", address);
	return frr_lines_find(lines, header, text);
}

static bool has_header(const struct frr_lines *lines, const char *header)
{
	const struct frr_line *at = frr_lines_find(lines, NULL, header);

	return at && !strcmp(at->text, header);
}

bool differ_stays(const struct differ *d, const char *header,
		  const char *address)
{
	return has_neighbor(&d->running->ours, header, address) &&
	       has_neighbor(d->wanted, header, address);
}

/* --- commands ----------------------------------------------------------- */

struct frr_op *frr_op_at(const struct frr_ops *ops, size_t i)
{
	return (struct frr_op *)ops->list.items + i;
}

static void op_free(struct frr_op *op)
{
	free(op->block[0]);
	free(op->block[1]);
	free(op->command);
	free(op->subject);
}

void frr_ops_free(struct frr_ops *ops)
{
	size_t i;

	for (i = 0; i < ops->list.n; i++)
		op_free(frr_op_at(ops, i));
	list_free(&ops->list);
}

/* What becomes of the session of a line about a neighbour. */
static enum routing_turn turn_of(const struct differ *d,
				 const struct frr_line *line)
{
	const char *header = line->block[0];
	char address[FRR_WORD_SIZE];

	frr_neighbor_address(line, address);
	if (!address[0] || differ_stays(d, header, address))
		return ROUTING_STAYS;
	return has_neighbor(d->wanted, header, address) ? ROUTING_BEGINS :
							  ROUTING_ENDS;
}

struct frr_op *differ_emit(struct differ *d, const struct frr_line *line,
			   enum rank rank, enum routing_impact impact,
			   const char *format, ...)
{
	struct frr_op *op = list_add(&d->ops->list);
	char subject[128];
	va_list args;

	if (!op) {
		d->ops->no_memory = true;
		return NULL;
	}
	frr_subject(d->running, d->wanted, line, subject, sizeof(subject));
	op->daemon = line->daemon;
	op->impact = impact;
	op->turn = turn_of(d, line);
	op->rank = rank;
	op->index = d->ops->list.n;
	op->subject = strdup(subject);
	op->block[0] = line->block[0] ? strdup(line->block[0]) : NULL;
	op->block[1] = line->block[1] ? strdup(line->block[1]) : NULL;
	va_start(args, format);
	if (vasprintf(&op->command, format, args) < 0)
		op->command = NULL;
	va_end(args);
	if (op->subject && op->command && !op->block[0] == !line->block[0] &&
	    !op->block[1] == !line->block[1])
		return op;
	d->ops->no_memory = true;
	return NULL;
}

void differ_remove(struct differ *d, size_t i)
{
	struct frr_op *op = frr_op_at(d->ops, i);

	op_free(op);
	memmove(op, op + 1, (--d->ops->list.n - i) * sizeof(*op));
}

/* --- filters in use ----------------------------------------------------- */

/* Whether the clauses of @map, a header, match by the list @name. */
static bool map_uses(const struct frr_lines *lines, const char *map,
		     const char *name)
{
	const struct frr_line *at;
	const char *last;
	size_t i;

	for (i = 0; i < lines->list.n; i++) {
		at = frr_line_at(lines, i);
		if (!at->block[0] || strcmp(at->block[0], map) ||
		    !frr_begins(at->text, "match "))
			continue;
		last = strrchr(at->text, ' ') + 1;
		if (!strcmp(last, name))
			return true;
	}
	return false;
}

/*
 * Whether a filter, the name of a list or a map, is one of the session that
 * @use applies a map to, "neighbor A route-map M in", which was there and stays.
 */
static bool use_concerns(const struct differ *d, const struct frr_line *use,
			 const char *name, bool list)
{
	char address[FRR_WORD_SIZE], map[128], header[160];

	if (!use->block[1] || !strstr(use->text, " route-map ") ||
	    !frr_begins(use->text, "neighbor "))
		return false;
	frr_word(use->text, 1, address, sizeof(address));
	if (!differ_stays(d, use->block[0], address))
		return false;
	frr_word(use->text, 3, map, sizeof(map));
	snprintf(header, sizeof(header), "route-map %s permit 10", map);
	return list ? map_uses(d->wanted, header, name) : !strcmp(map, name);
}

/* After all else the session is asked, or told, its routes anew. */
static void clear(struct differ *d, const struct frr_line *use)
{
	char address[FRR_WORD_SIZE], vrf[FRR_WORD_SIZE], direction[FRR_WORD_SIZE];
	struct frr_op *op;
	char command[256];
	size_t i;

	frr_word(use->text, 1, address, sizeof(address));
	frr_word(use->text, 4, direction, sizeof(direction));
	frr_word(use->block[0], 4, vrf, sizeof(vrf));
	snprintf(command, sizeof(command), "clear bgp %s%s%s%s unicast %s soft %s",
		 vrf[0] ? "vrf " : "", vrf, vrf[0] ? " " : "",
		 strchr(address, ':') ? "ipv6" : "ipv4", address, direction);
	for (i = 0; i < d->ops->list.n; i++)
		if (!strcmp(frr_op_at(d->ops, i)->command, command))
			return;
	op = differ_emit(d, use, RANK_CLEAR, ROUTING_IMPACT_SOFT, "%s",
			 command);
	if (op)
		op->exec = true;
}

/*
 * What a change of a filter does: soft to sessions that use it, which are
 * then told, and nothing if none does.
 */
static enum routing_impact filter_impact(struct differ *d,
					 const struct frr_line *line)
{
	enum routing_impact impact = ROUTING_IMPACT_NONE;
	const struct frr_line *use;
	char name[128];
	size_t i;

	frr_object_name(line, name, sizeof(name));
	for (i = 0; i < d->wanted->list.n; i++) {
		use = frr_line_at(d->wanted, i);
		if (!use_concerns(d, use, name, !line->block[0]))
			continue;
		impact = ROUTING_IMPACT_SOFT;
		clear(d, use);
	}
	return impact;
}

static enum routing_impact impact_of(struct differ *d,
				     const struct frr_line *line, bool set)
{
	const struct frr_kind *kind = frr_kind_of(line->text);
	enum routing_impact impact = set ? kind->set : kind->unset;
	char address[FRR_WORD_SIZE];

	frr_neighbor_address(line, address);
	if (address[0] && !differ_stays(d, line->block[0], address))
		return ROUTING_IMPACT_NONE;
	if (address[0] && strstr(line->text, " route-map "))
		clear(d, line);
	if (line->seq || (line->block[0] && frr_begins(line->block[0], "route-map ")))
		return filter_impact(d, line);
	if ((frr_begins(line->text, "bgp router-id ") ||
	     frr_begins(line->text, "network ")) &&
	    !has_header(&d->running->ours, line->block[0]))
		return ROUTING_IMPACT_NONE;
	return impact;
}

/* --- setting ------------------------------------------------------------ */

static enum rank rank_of(const struct frr_line *line)
{
	const char *top = line->block[0] ? line->block[0] : line->text;

	if (line->daemon == FRR_ZEBRA)
		return RANK_ZEBRA;
	if (line->daemon == FRR_BFDD)
		return RANK_PROFILE;
	if (line->seq)
		return RANK_LIST;
	if (frr_begins(top, "route-map "))
		return RANK_MAP;
	if (frr_begins(line->text, "network "))
		return RANK_NETWORK;
	return frr_begins(line->text, "neighbor ") ? RANK_NEIGHBOR : RANK_INSTANCE;
}

/* A neighbour is made shut and opened once all is said of it. */
static void set_new_neighbor(struct differ *d, const struct frr_line *line,
			     const char *address)
{
	const struct frr_instance *one =
		frr_instance_at(&d->running->instances, line);
	struct frr_line family = *line;

	differ_emit(d, line, RANK_NEIGHBOR, ROUTING_IMPACT_NONE, "%s", line->text);
	differ_emit(d, line, RANK_NEIGHBOR, ROUTING_IMPACT_NONE,
	     "neighbor %s shutdown", address);
	family.block[1] = (char *)FRR_IPV4;
	if (strchr(address, ':') && one && one->activates)
		differ_emit(d, &family, RANK_NEIGHBOR, ROUTING_IMPACT_NONE,
		     "no neighbor %s activate", address);
	differ_emit(d, line, RANK_START, ROUTING_IMPACT_NONE,
	     "no neighbor %s shutdown", address);
}

/* Whether it is an entry of the same prefix-list. */
static bool same_list(const struct frr_line *a, const struct frr_line *b)
{
	char name[128], other[128];

	if (!a->seq || !b->seq || a->text[2] != b->text[2])
		return false;	/* ip, ipv6 */
	frr_object_name(a, name, sizeof(name));
	frr_object_name(b, other, sizeof(other));
	return !strcmp(name, other);
}

/*
 * The number of a new entry of a prefix-list: its own or, if an entry that is
 * there has that, one behind all. Lists in which the order matters never
 * change, so there each has its own.
 */
static uint32_t free_seq(const struct differ *d, const struct frr_line *line)
{
	const struct frr_lines *both[] = { &d->running->ours, d->wanted };
	const struct frr_line *at;
	bool taken = false;
	uint32_t most = 0;
	size_t i, j;

	for (i = 0; i < 2; i++)
		for (j = 0; j < both[i]->list.n; j++) {
			at = frr_line_at(both[i], j);
			if (!same_list(at, line))
				continue;
			taken |= !i && at->seq == line->seq;
			if (at->seq > most)
				most = at->seq;
		}
	return taken ? most + line->seq : line->seq;
}

static void set_line(struct differ *d, const struct frr_line *line)
{
	char address[FRR_WORD_SIZE], command[FRR_COMMAND_SIZE];

	frr_neighbor_address(line, address);
	if (address[0] && strstr(line->text, " remote-as ") &&
	    !has_neighbor(&d->running->ours, line->block[0], address)) {
		set_new_neighbor(d, line, address);
		return;
	}
	if (address[0] && late_bfd_of_new(d, line, address))
		return;
	frr_command(line->text, line->seq ? free_seq(d, line) : 0, command,
		    sizeof(command));
	differ_emit(d, line, rank_of(line), impact_of(d, line, true), "%s", command);
}

/* --- undoing ------------------------------------------------------------ */

/* Whether another instance is wanted in the VRF of one that is not. */
static bool is_replaced(const struct differ *d, const char *header)
{
	const struct frr_line *at;
	char vrf[FRR_WORD_SIZE], other[FRR_WORD_SIZE];
	size_t i;

	if (has_header(d->wanted, header))
		return false;
	frr_word(header, 4, vrf, sizeof(vrf));
	for (i = 0; i < d->wanted->list.n; i++) {
		at = frr_line_at(d->wanted, i);
		frr_word(at->text, 4, other, sizeof(other));
		if (!at->block[0] && frr_begins(at->text, "router bgp ") &&
		    !strcmp(other, vrf))
			return true;
	}
	return false;
}

static enum rank rank_gone(const struct differ *d, const struct frr_line *line)
{
	switch (rank_of(line)) {
	case RANK_PROFILE:
		return RANK_PROFILE_GONE;
	case RANK_LIST:
		return RANK_LIST_GONE;
	case RANK_MAP:
		/* A clause of a map that stays is changed in its place. */
		return line->block[0] ? RANK_MAP : RANK_MAP_GONE;
	case RANK_NEIGHBOR:
		return strstr(line->text, " remote-as ") ? RANK_NEIGHBOR_GONE :
							   RANK_NEIGHBOR;
	case RANK_INSTANCE:
		if (line->block[0])
			return RANK_INSTANCE;
		return is_replaced(d, line->text) ? RANK_OTHER_AS :
						    RANK_INSTANCE_GONE;
	default:
		return RANK_NEIGHBOR_GONE;
	}
}

/* Whether a line goes with what it is a part of. */
static bool goes_along(const struct differ *d, const struct frr_line *line)
{
	char address[FRR_WORD_SIZE], text[FRR_WORD_SIZE + 32];
	const struct frr_instance *one;

	frr_neighbor_address(line, address);
	if (address[0] && !has_neighbor(d->wanted, line->block[0], address))
		return !strstr(line->text, " remote-as ") ||
		       is_replaced(d, line->block[0]);
	if (line->block[0] && line->daemon == FRR_BGPD &&
	    !has_header(d->wanted, line->block[0])) {
		one = frr_instance_at(&d->running->instances, line);
		if (!one || !one->foreign)
			return true;
	}
	if (line->block[1] && line->daemon == FRR_BFDD)
		return !frr_lines_find(d->wanted, line->block[0], line->block[1]);
	if (!address[0])
		return false;
	/* "no neighbor A bfd" takes the profile along, and "no neighbor A bfd
	 * profile" after it would bring BFD back. */
	snprintf(text, sizeof(text), "neighbor %s bfd", address);
	return strstr(line->text, " bfd profile ") &&
	       !frr_lines_find(d->wanted, line->block[0], text);
}

/* Whether it is an instance that must stay though we want nothing of it. */
static bool not_ours_to_end(const struct differ *d, const struct frr_line *line)
{
	const struct frr_instance *one;

	if (line->block[0] || !frr_begins(line->text, "router bgp "))
		return false;
	one = frr_instance_at(&d->running->instances, line);
	return !one || one->foreign || (!one->populated && !d->restoring);
}

/* A prefix-list of which nothing is wanted goes as a whole. */
static bool unset_list(struct differ *d, const struct frr_line *line)
{
	const struct frr_line *first = NULL;
	char name[128];
	size_t i;

	for (i = 0; i < d->wanted->list.n; i++)
		if (same_list(frr_line_at(d->wanted, i), line))
			return false;
	for (i = 0; !first; i++)
		if (same_list(frr_line_at(&d->running->ours, i), line))
			first = frr_line_at(&d->running->ours, i);
	if (first != line)
		return true;	/* it has said so */
	frr_object_name(line, name, sizeof(name));
	differ_emit(d, line, RANK_LIST_GONE, ROUTING_IMPACT_NONE,
	     "no %s prefix-list %s", line->text[2] == ' ' ? "ip" : "ipv6", name);
	return true;
}

static void unset_line(struct differ *d, const struct frr_line *line)
{
	char address[FRR_WORD_SIZE], command[FRR_COMMAND_SIZE];

	/* It may be somebody else's wish too, and harms nobody. */
	if (line->daemon == FRR_ZEBRA)
		return;
	if (goes_along(d, line) || not_ours_to_end(d, line) ||
	    (line->seq && unset_list(d, line)))
		return;
	frr_neighbor_address(line, address);
	if (strstr(line->text, " remote-as ") && address[0]) {
		differ_emit(d, line, RANK_NEIGHBOR_GONE, ROUTING_IMPACT_RESET,
		     "no neighbor %s", address);
		return;
	}
	frr_undo(line->text, line->seq, command, sizeof(command));
	differ_emit(d, line, rank_gone(d, line),
	     is_header(line) && !frr_begins(line->text, "router bgp ") ?
	     ROUTING_IMPACT_NONE : impact_of(d, line, false), "%s", command);
}

/* --- all of it ---------------------------------------------------------- */

static int by_rank(const void *a, const void *b)
{
	const struct frr_op *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

int frr_diff(const struct frr_running *running, const struct frr_lines *wanted,
	     bool restoring, struct frr_ops *ops, struct erd_error *err)
{
	struct differ d = { running, wanted, restoring, ops };
	const struct frr_line *line;
	size_t i;

	for (i = 0; i < wanted->list.n; i++) {
		line = frr_line_at(wanted, i);
		if (!frr_lines_has(&running->ours, line))
			set_line(&d, line);
	}
	for (i = 0; i < running->ours.list.n; i++) {
		line = frr_line_at(&running->ours, i);
		if (!frr_lines_has(wanted, line) && !same_key(wanted, line))
			unset_line(&d, line);
	}
	late_bfd_of_reset(&d);
	if (ops->no_memory)
		return erd_fail(err, ERD_ERROR, "out of memory");
	if (ops->list.n)
		qsort(ops->list.items, ops->list.n, sizeof(struct frr_op),
		      by_rank);
	return ERD_OK;
}
