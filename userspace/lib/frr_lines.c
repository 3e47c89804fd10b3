// SPDX-License-Identifier: LGPL-2.1-or-later
#include "frr_lines.h"
#include "hash.h"
#include "routing.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- the list ----------------------------------------------------------- */

struct frr_line *frr_line_at(const struct frr_lines *lines, size_t i)
{
	return (struct frr_line *)lines->list.items + i;
}

static uint64_t hash_line(const struct frr_line *line)
{
	uint64_t hash = HASH_BEGIN ^ line->daemon;

	hash = hash_text(hash, line->block[0]);
	hash = hash_text(hash, line->block[1]);
	return hash_text(hash, line->text);
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

bool frr_same_block(const struct frr_line *a, const struct frr_line *b)
{
	return a->daemon == b->daemon && same_text(a->block[0], b->block[0]) &&
	       same_text(a->block[1], b->block[1]);
}

bool frr_lines_has(const struct frr_lines *lines, const struct frr_line *line)
{
	const struct frr_line *at;
	size_t i;

	for (i = 0; i < lines->list.n; i++) {
		at = frr_line_at(lines, i);
		if (at->hash == line->hash && frr_same_block(at, line) &&
		    same_text(at->text, line->text))
			return true;
	}
	return false;
}

static void line_free(struct frr_line *line)
{
	free(line->block[0]);
	free(line->block[1]);
	free(line->text);
}

/* "ip prefix-list X seq 10 permit …": the number goes, and is kept aside. */
static void take_seq(struct frr_line *line)
{
	char *seq = strstr(line->text, " seq "), *end;

	if (!seq || !strstr(line->text, "prefix-list ") || line->block[0])
		return;
	line->seq = strtoul(seq + 5, &end, 10);
	memmove(seq, end, strlen(end) + 1);
}

void frr_lines_copy(struct frr_lines *lines, const struct frr_line *line)
{
	struct frr_line copy = *line, *item;

	if (frr_lines_has(lines, line))
		return;
	copy.block[0] = line->block[0] ? strdup(line->block[0]) : NULL;
	copy.block[1] = line->block[1] ? strdup(line->block[1]) : NULL;
	copy.text = strdup(line->text);
	item = list_add(&lines->list);
	if (!item || !copy.text || !copy.block[0] != !line->block[0] ||
	    !copy.block[1] != !line->block[1]) {
		lines->no_memory = true;
		if (item)
			lines->list.n--;
		line_free(&copy);
		return;
	}
	*item = copy;
}

void frr_lines_add(struct frr_lines *lines, enum frr_daemon daemon,
		   const char *outer, const char *inner,
		   const char *format, ...)
{
	struct frr_line line = {
		.daemon = daemon,
		.block = { (char *)outer, (char *)inner },
	};
	va_list args;
	int len;

	va_start(args, format);
	len = vasprintf(&line.text, format, args);
	va_end(args);
	if (len < 0) {
		lines->no_memory = true;
		return;
	}
	take_seq(&line);
	line.hash = hash_line(&line);
	frr_lines_copy(lines, &line);
	free(line.text);
}

const struct frr_line *frr_lines_find(const struct frr_lines *lines,
				      const char *header, const char *text)
{
	const struct frr_line *at;
	size_t i;

	for (i = 0; i < lines->list.n; i++) {
		at = frr_line_at(lines, i);
		if ((header ? at->block[0] && !strcmp(at->block[0], header) :
			      !at->block[0]) &&
		    frr_begins(at->text, text))
			return at;
	}
	return NULL;
}

void frr_lines_remove(struct frr_lines *lines, size_t i)
{
	line_free(frr_line_at(lines, i));
	memmove(frr_line_at(lines, i), frr_line_at(lines, i + 1),
		(lines->list.n - i - 1) * sizeof(struct frr_line));
	lines->list.n--;
}

void frr_lines_free(struct frr_lines *lines)
{
	size_t i;

	for (i = 0; i < lines->list.n; i++)
		line_free(frr_line_at(lines, i));
	list_free(&lines->list);
}

/* --- reading ------------------------------------------------------------ */

void frr_word(const char *text, unsigned int n, char *word, size_t size)
{
	size_t len;

	for (; n; n--) {
		text += strcspn(text, " ");
		text += strspn(text, " ");
	}
	len = strcspn(text, " ");
	if (len >= size)
		len = size - 1;
	memcpy(word, text, len);
	word[len] = '\0';
}

void frr_neighbor_address(const struct frr_line *line,
			  char address[FRR_WORD_SIZE])
{
	address[0] = '\0';
	if (line->block[0] && frr_begins(line->text, "neighbor "))
		frr_word(line->text, 1, address, FRR_WORD_SIZE);
}

/* What only ends a block, or is a remark. */
static bool is_noise(const char *text)
{
	return !*text || *text == '!' || frr_begins(text, "exit") ||
	       !strcmp(text, "end");
}

/* FRR indents the lines of a block by one space more than what began it. */
void frr_lines_parse(struct frr_lines *lines, enum frr_daemon daemon,
		     const char *text)
{
	char *path[3] = {};
	unsigned int i, depth;
	size_t len;

	for (; *text; text += len + (text[len] != '\0')) {
		len = strcspn(text, "\r\n");
		depth = strspn(text, " ");
		if (depth > len)
			depth = len;
		if (depth > 2)
			continue;
		for (i = depth; i < 3; i++) {
			free(path[i]);
			path[i] = NULL;
		}
		path[depth] = strndup(text + depth, len - depth);
		if (!path[depth]) {
			lines->no_memory = true;
			break;
		}
		if (!is_noise(path[depth]) && (!depth || path[0]))
			frr_lines_add(lines, daemon, depth ? path[0] : NULL,
				      depth > 1 ? path[1] : NULL, "%s",
				      path[depth]);
	}
	for (i = 0; i < 3; i++)
		free(path[i]);
}

/* --- whose they are ----------------------------------------------------- */

static bool is_in(const struct frr_line *line, const char *header)
{
	return line->daemon == FRR_BGPD && line->block[0] &&
	       !strcmp(line->block[0], header);
}

static bool is_marked(const struct frr_lines *all, const char *header,
		      const char *address)
{
	const struct frr_line *line;
	char mark[128];
	size_t i;

	snprintf(mark, sizeof(mark), "neighbor %s description %s", address,
		 FRR_MARK);
	for (i = 0; i < all->list.n; i++) {
		line = frr_line_at(all, i);
		if (is_in(line, header) && !line->block[1] &&
		    frr_begins(line->text, mark))
			return true;
	}
	return false;
}

/*
 * FRR takes a neighbour's AS, ours for it and its description by one command
 * each, and whoever sends them may be killed between them. What is left carries
 * no family, so it is nobody's session.
 */
static bool was_begun(const struct frr_lines *all, const char *header,
		      const char *address)
{
	bool no_default = false, as = false;
	char remote[128], local[128], any[128];
	const char *text;
	size_t i;

	snprintf(remote, sizeof(remote), "neighbor %s remote-as %u", address,
		 ROUTING_MICROSOFT_AS);
	snprintf(local, sizeof(local), "neighbor %s local-as ", address);
	snprintf(any, sizeof(any), "neighbor %s ", address);
	for (i = 0; i < all->list.n; i++) {
		if (!is_in(frr_line_at(all, i), header))
			continue;
		text = frr_line_at(all, i)->text;
		if (!strcmp(text, FRR_NO_DEFAULT))
			no_default = true;
		if (frr_begins(text, "no neighbor "))
			text += 3;
		if (!strcmp(text, remote))
			as = true;
		else if (frr_begins(text, any) && !frr_begins(text, local))
			return false;
	}
	return no_default && as;
}

bool frr_neighbor_ours(const struct frr_lines *all, const char *header,
		       const char *address)
{
	return is_marked(all, header, address) ||
	       was_begun(all, header, address);
}

/* Lines that each instance of ours has, and that are nobody's in another. */
static bool of_instance(const char *text)
{
	return frr_begins(text, "bgp router-id ") || !strcmp(text, FRR_NO_DEFAULT);
}

enum owner {
	OURS,		/* for itself */
	INSTANCE,	/* whose the instance is */
	THEIRS,
};

static enum owner owner_in_bgp(const struct frr_lines *all,
			       const struct frr_line *line)
{
	char address[64], word[64];
	const char *text = line->text;

	if (frr_begins(text, "no neighbor "))
		text += 3;
	if (frr_begins(text, "neighbor ")) {
		frr_word(text, 1, address, sizeof(address));
		return frr_neighbor_ours(all, line->block[0], address) ?
		       OURS : THEIRS;
	}
	if (line->block[1]) {
		/* A word for itself: what is there before its first line. */
		frr_word(text, 3, word, sizeof(word));
		return frr_begins(text, "network ") && !strcmp(word, FRR_ORIGIN) ?
		       OURS : THEIRS;
	}
	if (frr_begins(text, "address-family "))
		return INSTANCE;
	return of_instance(text) ? INSTANCE : THEIRS;
}

static enum owner owner_of(const struct frr_lines *all,
			   const struct frr_line *line)
{
	const char *top = line->block[0] ? line->block[0] : line->text;
	char name[64];

	if (line->daemon == FRR_ZEBRA)
		return strcmp(top, FRR_PLAIN_HOPS) ? THEIRS : OURS;
	if (frr_begins(top, "router bgp "))
		return line->block[0] ? owner_in_bgp(all, line) : INSTANCE;
	if (frr_begins(top, "ip prefix-list ") || frr_begins(top, "ipv6 prefix-list "))
		frr_word(top, 2, name, sizeof(name));
	else if (frr_begins(top, "route-map "))
		frr_word(top, 1, name, sizeof(name));
	else if (line->daemon == FRR_BFDD && !strcmp(top, "bfd") &&
		 line->block[0])
		frr_word(line->block[1] ? line->block[1] : line->text, 1, name,
			 sizeof(name));
	else
		return THEIRS;
	return frr_begins(name, FRR_PREFIX) ? OURS : THEIRS;
}

static void instance_add(const struct frr_line *line, struct frr_instance *one)
{
	char word[64];

	one->header = line->text;
	frr_word(line->text, 2, word, sizeof(word));
	one->as = strtoul(word, NULL, 10);
	frr_word(line->text, 3, word, sizeof(word));
	if (!strcmp(word, "vrf"))
		frr_word(line->text, 4, one->vrf, sizeof(one->vrf));
	else if (word[0])
		one->foreign = true;	/* a view: no VRF is called so */
	one->activates = true;
}

bool frr_instances(const struct frr_lines *all, struct list *instances)
{
	struct frr_instance *one = NULL;
	const struct frr_line *line;
	size_t i;

	for (i = 0; i < all->list.n; i++) {
		line = frr_line_at(all, i);
		if (line->daemon != FRR_BGPD)
			continue;
		if (!line->block[0] && frr_begins(line->text, "router bgp ")) {
			one = list_add(instances);
			if (!one)
				return false;
			instance_add(line, one);
		} else if (one && line->block[0] &&
			   !strcmp(line->block[0], one->header)) {
			if (!strcmp(line->text, FRR_NO_DEFAULT))
				one->activates = false;
			if (owner_of(all, line) == THEIRS)
				one->foreign = true;
			else if (frr_begins(line->text, "neighbor "))
				one->populated = true;
		}
	}
	return true;
}

const struct frr_instance *frr_instance_of(const struct list *instances,
					   const char *vrf)
{
	const struct frr_instance *all = instances->items;
	size_t i;

	for (i = 0; i < instances->n; i++)
		if (!strcmp(all[i].vrf, vrf) && !strstr(all[i].header, " view "))
			return &all[i];
	return NULL;
}

const struct frr_instance *frr_instance_at(const struct list *instances,
					   const struct frr_line *line)
{
	const char *header = line->block[0] ? line->block[0] : line->text;
	const struct frr_instance *all = instances->items;
	size_t i;

	for (i = 0; i < instances->n; i++)
		if (!strcmp(all[i].header, header))
			return &all[i];
	return NULL;
}

/*
 * Without FRR_NO_DEFAULT every neighbour has IPv4 and FRR shows only where it
 * does not. Here it is shown where it does.
 */
static void make_activation_plain(const struct frr_lines *all,
				  const struct frr_instance *one,
				  struct frr_lines *ours)
{
	static const char mark[] = " remote-as ";
	const struct frr_line *line;
	struct frr_lines off = FRR_LINES;
	char address[64];
	size_t i;

	for (i = 0; i < all->list.n; i++) {
		line = frr_line_at(all, i);
		if (!line->block[0] || strcmp(line->block[0], one->header) ||
		    line->block[1] || !frr_begins(line->text, "neighbor ") ||
		    !strstr(line->text, mark))
			continue;
		frr_word(line->text, 1, address, sizeof(address));
		if (!frr_neighbor_ours(all, one->header, address))
			continue;
		list_clear(&off.list);
		frr_lines_add(&off, FRR_BGPD, one->header, FRR_IPV4,
			      "no neighbor %s activate", address);
		if (off.list.n && !frr_lines_has(all, frr_line_at(&off, 0)))
			frr_lines_add(ours, FRR_BGPD, one->header, FRR_IPV4,
				      "neighbor %s activate", address);
		ours->no_memory |= off.no_memory;
		if (off.list.n)
			line_free(frr_line_at(&off, 0));
	}
	list_free(&off.list);
}

void frr_lines_ours(const struct frr_lines *all, const struct list *instances,
		    struct frr_lines *ours)
{
	const struct frr_instance *one;
	const struct frr_line *line;
	enum owner owner;
	size_t i;

	for (i = 0; i < all->list.n; i++) {
		line = frr_line_at(all, i);
		if (frr_begins(line->text, "address-family ") ||
		    (frr_begins(line->text, "no neighbor ") &&
		     strstr(line->text, " activate")))
			continue;
		owner = owner_of(all, line);
		one = owner == INSTANCE ? frr_instance_at(instances, line) : NULL;
		if (owner == OURS || (one && !line->block[0]) ||
		    (one && !one->foreign))
			frr_lines_copy(ours, line);
	}
	for (i = 0; i < instances->n; i++) {
		one = (const struct frr_instance *)instances->items + i;
		if (one->activates)
			make_activation_plain(all, one, ours);
	}
}
