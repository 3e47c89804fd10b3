/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* FRR's configuration as lines, each with the block that it stands in. */
#ifndef LIBERD_FRR_LINES_H
#define LIBERD_FRR_LINES_H

#include "list.h"

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define FRR_PREFIX	"erd-"		/* of what is ours by name */
#define FRR_MARK	"erd "		/* of a description */
#define FRR_ORIGIN	"erd-origin"	/* the route-map of our networks */
#define FRR_NO_DEFAULT	"no bgp default ipv4-unicast"
/*
 * Without it zebra gives the kernel groups of next hops. The kernel takes those
 * out of a group whose carrier goes, zebra is not told, and when they are back
 * it takes the group for whole: traffic would not return to a link.
 */
#define FRR_PLAIN_HOPS	"no zebra nexthop kernel enable"
#define FRR_IPV4	"address-family ipv4 unicast"
#define FRR_IPV6	"address-family ipv6 unicast"

enum frr_daemon {
	FRR_BGPD,
	FRR_BFDD,
	FRR_ZEBRA,
	FRR_DAEMONS
};

struct frr_line {
	enum frr_daemon daemon;
	char *block[2];		/* commands that lead to it; NULL: there is none */
	char *text;		/* an entry of a prefix-list without "seq N" */
	uint64_t hash;		/* of all of the above */
	uint32_t seq;		/* of an entry of a prefix-list, or 0 */
};

struct frr_lines {
	struct list list;
	bool no_memory;		/* an addition failed: something is missing */
};

#define FRR_LINES { .list = LIST_OF(struct frr_line) }

/* The @i-th of them. */
struct frr_line *frr_line_at(const struct frr_lines *lines, size_t i);
/* Adds one, unless it is there. @outer and @inner may be NULL. */
void frr_lines_add(struct frr_lines *lines, enum frr_daemon daemon,
		   const char *outer, const char *inner,
		   const char *format, ...)
	__attribute__((format(printf, 5, 6)));
/* Adds a copy of one, unless it is there. */
void frr_lines_copy(struct frr_lines *lines, const struct frr_line *line);
bool frr_lines_has(const struct frr_lines *lines, const struct frr_line *line);
/* That which begins with @text, in the outer block @header or, NULL, in none. */
const struct frr_line *frr_lines_find(const struct frr_lines *lines,
				      const char *header, const char *text);
/* Removes the @i-th; the others keep their order. */
void frr_lines_remove(struct frr_lines *lines, size_t i);
void frr_lines_free(struct frr_lines *lines);

/* Adds what a daemon shows as its running configuration. */
void frr_lines_parse(struct frr_lines *lines, enum frr_daemon daemon,
		     const char *text);

/* Whether both stand in the same block of the same daemon. */
bool frr_same_block(const struct frr_line *a, const struct frr_line *b);
/* Copies the @n-th word, from 0, of @text; "" if there is none. */
void frr_word(const char *text, unsigned int n, char *word, size_t size);
#define FRR_WORD_SIZE	64

static inline bool frr_begins(const char *text, const char *with)
{
	return !strncmp(text, with, strlen(with));
}
/* The address of a line about a neighbour; "" if it is about something else. */
void frr_neighbor_address(const struct frr_line *line,
			  char address[FRR_WORD_SIZE]);

/* What a BGP instance of FRR is, by its lines. */
struct frr_instance {
	const char *header;	/* "router bgp 65010 vrf red", of the lines */
	char vrf[IFNAMSIZ];	/* "" is the default one */
	uint32_t as;
	bool foreign;		/* it has lines that are not ours */
	bool populated;		/* it has neighbours of ours */
	bool activates;		/* IPv4, for each new neighbour by itself */
};

/*
 * The instances of @all, as struct frr_instance; they point into it. False
 * without memory.
 */
bool frr_instances(const struct frr_lines *all, struct list *instances);
/* That of a VRF, "" being the default one, or NULL. */
const struct frr_instance *frr_instance_of(const struct list *instances,
					   const char *vrf);
/* That which a line is in or begins, or NULL. */
const struct frr_instance *frr_instance_at(const struct list *instances,
					   const struct frr_line *line);

/*
 * Whether the neighbour of @address in the instance is ours: by its description,
 * or as one of Microsoft's that was begun: it has numbers of ASes, nothing else yet.
 */
bool frr_neighbor_ours(const struct frr_lines *all, const char *header,
		       const char *address);
/* Those lines of @all that are ours, as if no neighbour were activated by itself. */
void frr_lines_ours(const struct frr_lines *all, const struct list *instances,
		    struct frr_lines *ours);

#endif /* LIBERD_FRR_LINES_H */
