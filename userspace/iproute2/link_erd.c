// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The kind erd of ip-link(8):
 *
 *	ip link add link PORTDEV name NAME type erd ctag N ...
 *	ip link set dev NAME type erd egress-pcp 6:5,7:7
 *	ip -d link show NAME
 */
#include "iproute2.h"
#include "pcp_map.h"

#include <erd.h>
#include <string.h>

static void print_usage(FILE *f)
{
	fputs("Usage: ... erd [ stag N ] [ circuit NAME ] ctag N\n"
	      "		[ peering { private | microsoft } ]\n"
	      "		[ egress-pcp PRIO:PCP[,...] ]\n"
	      "		[ ingress-prio PCP:PRIO[,...] ]\n"
	      "\n"
	      "N := 1-4094\n"
	      "PRIO := 0-15, PCP := 0-7; what is not named is mapped to 0\n"
	      "\n"
	      "The circuit, which must exist, is named by its S-tag or its name.\n",
	      f);
}

/* --- from words to attributes ------------------------------------------- */

struct option {
	const char *key;
	int type;
	int (*put)(struct nlmsghdr *n, const struct option *option,
		   const char *text);
	/* of a map: how many numbers it has, and how large they may be */
	unsigned int numbers, max;
};

static int put_u16(struct nlmsghdr *n, const struct option *option,
		   const char *text)
{
	__u16 value;

	if (get_u16(&value, text, 0))
		invarg("not a tag", text);
	return addattr16(n, IPROUTE2_REQUEST_MAX, option->type, value);
}

static int put_string(struct nlmsghdr *n, const struct option *option,
		      const char *text)
{
	return addattr_l(n, IPROUTE2_REQUEST_MAX, option->type, text,
			 strlen(text) + 1);
}

static int put_peering(struct nlmsghdr *n, const struct option *option,
		       const char *text)
{
	enum erd_peering peering;

	for (peering = ERD_PEERING_PRIVATE; peering <= ERD_PEERING_MICROSOFT;
	     peering++)
		if (!strcmp(text, erd_peering_name(peering)))
			return addattr32(n, IPROUTE2_REQUEST_MAX, option->type,
					 peering);
	invarg("a peering is private or microsoft", text);
}

static int put_map(struct nlmsghdr *n, const struct option *option,
		   const char *text)
{
	const char *bad;
	uint8_t map[ERD_PRIORITIES];
	char why[96];

	bad = pcp_map_parse(text, map, option->numbers, option->max);
	if (bad) {
		snprintf(why, sizeof(why),
			 "%s is FROM:TO[,...], FROM once each and 0 to %u, TO 0 to %u",
			 option->key, option->numbers - 1, option->max);
		invarg(why, bad);
	}
	return addattr_l(n, IPROUTE2_REQUEST_MAX, option->type, map,
			 option->numbers);
}

static const struct option options[] = {
	{ "stag", IFLA_ERD_STAG, put_u16, 0, 0 },
	{ "ctag", IFLA_ERD_CTAG, put_u16, 0, 0 },
	{ "circuit", IFLA_ERD_CIRCUIT, put_string, 0, 0 },
	{ "peering", IFLA_ERD_PEERING, put_peering, 0, 0 },
	{ "egress-pcp", IFLA_ERD_EGRESS_PCP, put_map, ERD_PRIORITIES,
	  ERD_PCPS - 1 },
	{ "ingress-prio", IFLA_ERD_INGRESS_PRIO, put_map, ERD_PCPS,
	  ERD_PRIORITIES - 1 },
};

#define OPTIONS	(sizeof(options) / sizeof(options[0]))

static int parse_opt(struct link_util *lu, int argc, char **argv,
		     struct nlmsghdr *n)
{
	unsigned int seen = 0;
	size_t i;

	for (; argc > 0; argc -= 2, argv += 2) {
		for (i = 0; i < OPTIONS && strcmp(*argv, options[i].key); i++)
			;
		if (i == OPTIONS) {
			if (strcmp(*argv, "help"))
				fprintf(stderr, "%s: unknown command \"%s\"?\n",
					lu->id, *argv);
			print_usage(stderr);
			return -1;
		}
		if (argc < 2)
			incomplete_command();
		if (seen & 1U << i)
			duparg(argv[0], argv[1]);
		seen |= 1U << i;
		if (options[i].put(n, &options[i], argv[1]))
			return -1;
	}
	return 0;
}

/* --- from attributes to words ------------------------------------------- */

/* The attribute, if it has @size octets at least. */
static const void *payload(struct rtattr *tb[], int type, size_t size)
{
	return tb[type] && RTA_PAYLOAD(tb[type]) >= size ? RTA_DATA(tb[type]) :
							   NULL;
}

static void print_tag(FILE *f, const char *key, const __u16 *tag)
{
	if (!tag)
		return;
	if (is_json_context())
		jsonw_uint_field(get_json_writer(), key, *tag);
	else
		fprintf(f, "%s %u ", key, *tag);
}

static void print_word(FILE *f, const char *key, const char *word)
{
	if (!word)
		return;
	if (is_json_context())
		jsonw_string_field(get_json_writer(), key, word);
	else
		fprintf(f, "%s %s ", key, word);
}

static const char *peering_word(const __u32 *peering)
{
	return peering && *peering ? erd_peering_name(*peering) : NULL;
}

/* As the maps of kind vlan. */
static void print_json_map(const char *key, const uint8_t *map, unsigned int n)
{
	json_writer_t *writer = get_json_writer();
	unsigned int i;

	jsonw_name(writer, key);
	jsonw_start_array(writer);
	for (i = 0; i < n; i++) {
		if (!map[i])
			continue;
		jsonw_start_object(writer);
		jsonw_uint_field(writer, "from", i);
		jsonw_uint_field(writer, "to", map[i]);
		jsonw_end_object(writer);
	}
	jsonw_end_array(writer);
}

static void print_map(FILE *f, const char *key, const char *json_key,
		      const uint8_t *map, unsigned int n)
{
	char text[PCP_MAP_TEXT_SIZE];

	if (!map)
		return;
	if (is_json_context()) {
		print_json_map(json_key, map, n);
		return;
	}
	pcp_map_text(map, n, text);
	if (text[0])
		fprintf(f, "%s      %s %s ", _SL_, key, text);
}

static void print_opt(struct link_util *lu, FILE *f, struct rtattr *tb[])
{
	(void)lu;
	if (!tb)
		return;
	print_tag(f, "stag", payload(tb, IFLA_ERD_STAG, sizeof(__u16)));
	print_tag(f, "ctag", payload(tb, IFLA_ERD_CTAG, sizeof(__u16)));
	print_word(f, "circuit", payload(tb, IFLA_ERD_CIRCUIT, 1));
	print_word(f, "peering", peering_word(payload(tb, IFLA_ERD_PEERING,
						      sizeof(__u32))));
	print_word(f, "pair", payload(tb, IFLA_ERD_PAIR, 1));
	print_word(f, "port", payload(tb, IFLA_ERD_PORT, 1));
	print_map(f, "egress-pcp", "egress_pcp",
		  payload(tb, IFLA_ERD_EGRESS_PCP, ERD_PRIORITIES),
		  ERD_PRIORITIES);
	print_map(f, "ingress-prio", "ingress_prio",
		  payload(tb, IFLA_ERD_INGRESS_PRIO, ERD_PCPS), ERD_PCPS);
}

static void print_help(struct link_util *lu, int argc, char **argv, FILE *f)
{
	(void)lu;
	(void)argc;
	(void)argv;
	print_usage(f);
}

extern struct link_util erd_link_util;

__attribute__((visibility("default"))) struct link_util erd_link_util = {
	.id = ERD_LINK_KIND,
	.maxattr = IFLA_ERD_MAX,
	.parse_opt = parse_opt,
	.print_opt = print_opt,
	.print_help = print_help,
};
