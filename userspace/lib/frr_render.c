// SPDX-License-Identifier: LGPL-2.1-or-later
#include "frr_render.h"
#include "error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The longest prefix of a family. */
static unsigned int most(int family)
{
	return family == AF_INET ? 32 : 128;
}

/* What FRR calls a family, in commands of prefix-lists and matches. */
static const char *ip(int family)
{
	return family == AF_INET ? "ip" : "ipv6";
}

/* Names of a session's objects: "erd-hq1.private.1.v4-out". */
#define OBJECT_NAME_SIZE	128

static void object_name(const struct routing_session *s, const char *direction,
			char name[OBJECT_NAME_SIZE])
{
	snprintf(name, OBJECT_NAME_SIZE, FRR_PREFIX "%s.%s.%u.%s-%s",
		 s->circuit, erd_peering_name(s->peering),
		 routing_link_number(s->link),
		 s->remote.family == AF_INET ? "v4" : "v6", direction);
}

static void header_text(const struct routing_instance *one, char *text,
			size_t size)
{
	snprintf(text, size, "router bgp %u%s%s", one->as,
		 one->vrf ? " vrf " : "", one->vrf ? one->vrf : "");
}

static void profile_name(const struct routing_bfd *bfd, char *name, size_t size)
{
	snprintf(name, size, FRR_PREFIX "%u-%u-%u", bfd->tx_ms, bfd->rx_ms,
		 bfd->multiplier);
}

/* --- prefix-lists ------------------------------------------------------- */

/* A prefix-list, while it is written. */
struct writer {
	struct frr_lines *lines;
	int family;
	char name[OBJECT_NAME_SIZE];
	unsigned int seq;
};

static void list_entry(struct writer *w, const char *rule)
{
	w->seq += 5;
	frr_lines_add(w->lines, FRR_BGPD, NULL, NULL,
		      "%s prefix-list %s seq %u %s", ip(w->family), w->name,
		      w->seq, rule);
}

static void list_prefix(struct writer *w, const struct routing_prefix *prefix)
{
	char address[INET6_ADDRSTRLEN], rule[128], ge[8] = "", le[8] = "";

	if (prefix->ge)
		snprintf(ge, sizeof(ge), " ge %u", prefix->ge);
	if (prefix->le)
		snprintf(le, sizeof(le), " le %u", prefix->le);
	snprintf(rule, sizeof(rule), "permit %s/%u%s%s",
		 routing_address_text(&prefix->address, address), prefix->len,
		 ge, le);
	list_entry(w, rule);
}

static void list_any(struct writer *w, const char *verb)
{
	char rule[64];

	snprintf(rule, sizeof(rule), "%s %s le %u", verb,
		 w->family == AF_INET ? "0.0.0.0/0" : "::/0", most(w->family));
	list_entry(w, rule);
}

/* Everything but what never comes from Microsoft's public network. */
static void list_public(struct writer *w)
{
	if (w->family == AF_INET) {
		list_entry(w, "deny 0.0.0.0/0");
		list_entry(w, "deny 10.0.0.0/8 le 32");
		list_entry(w, "deny 172.16.0.0/12 le 32");
		list_entry(w, "deny 192.168.0.0/16 le 32");
	} else {
		list_entry(w, "deny ::/0");
		list_entry(w, "deny fc00::/7 le 128");
	}
	list_any(w, "permit");
}

/*
 * Lists of a session permit prefixes and no more, so their order does not
 * matter and they can be changed entry by entry. Those that are the same for
 * all sessions never change.
 */
static void common_name(int family, const char *what, char *name)
{
	snprintf(name, OBJECT_NAME_SIZE, FRR_PREFIX "%s.%s", what,
		 family == AF_INET ? "v4" : "v6");
}

static void name_in(const struct routing_session *s, char *name)
{
	if (s->n_accepted)
		object_name(s, "in", name);
	else
		common_name(s->remote.family,
			    s->peering == ERD_PEERING_MICROSOFT ? "public" :
								  "any", name);
}

/* A list without entries is one that FRR does not have. */
static void name_out(const struct routing_session *s, char *name)
{
	if (s->n_advertised)
		object_name(s, "out", name);
	else
		common_name(s->remote.family, "none", name);
}

static void render_lists(const struct routing_session *s,
			 struct frr_lines *lines)
{
	struct writer w = { .lines = lines, .family = s->remote.family };
	size_t i;

	name_in(s, w.name);
	for (i = 0; i < s->n_accepted; i++)
		list_prefix(&w, &s->accepted[i]);
	if (!s->n_accepted && s->peering == ERD_PEERING_MICROSOFT)
		list_public(&w);
	else if (!s->n_accepted)
		list_any(&w, "permit");

	w.seq = 0;
	name_out(s, w.name);
	for (i = 0; i < s->n_advertised; i++)
		list_prefix(&w, &s->advertised[i]);
	if (!s->n_advertised)
		list_any(&w, "deny");
}

/* --- route-maps --------------------------------------------------------- */

static void render_map(const struct routing_session *s, const char *direction,
		       const char *list, struct frr_lines *lines, char *map,
		       size_t size)
{
	char name[OBJECT_NAME_SIZE];

	object_name(s, direction, name);
	snprintf(map, size, "route-map %s permit 10", name);
	frr_lines_add(lines, FRR_BGPD, NULL, NULL, "%s", map);
	frr_lines_add(lines, FRR_BGPD, map, NULL,
		      "match %s address prefix-list %s", ip(s->remote.family),
		      list);
}

static void render_maps(const struct routing_session *s,
			struct frr_lines *lines)
{
	char map[OBJECT_NAME_SIZE + 32], path[16 * FRR_DRAIN_PREPENDS] = "";
	char list[OBJECT_NAME_SIZE];
	size_t len = 0;
	int i;

	name_in(s, list);
	render_map(s, "in", list, lines, map, sizeof(map));
	if (s->drained)
		frr_lines_add(lines, FRR_BGPD, map, NULL,
			      "set local-preference %d", FRR_DRAIN_PREFERENCE);
	name_out(s, list);
	render_map(s, "out", list, lines, map, sizeof(map));
	if (!s->drained)
		return;
	for (i = 0; i < FRR_DRAIN_PREPENDS; i++)
		len += snprintf(path + len, sizeof(path) - len, " %u",
				s->local_as);
	frr_lines_add(lines, FRR_BGPD, map, NULL, "set as-path prepend%s", path);
}

/* --- neighbours --------------------------------------------------------- */

static void render_neighbor(const struct routing_session *s,
			    const struct routing_instance *one,
			    struct frr_lines *lines)
{
	char header[64], peer[INET6_ADDRSTRLEN], local[INET6_ADDRSTRLEN];
	char name[ROUTING_NAME_SIZE], profile[64];

	header_text(one, header, sizeof(header));
	routing_address_text(&s->remote, peer);
	routing_address_text(&s->local, local);
	routing_session_name(s, name);
#define NEIGHBOR(format, ...)						\
	frr_lines_add(lines, FRR_BGPD, header, NULL,			\
		      "neighbor %s " format, peer, ##__VA_ARGS__)
	NEIGHBOR("remote-as %u", s->remote_as);
	if (s->local_as != one->as)
		NEIGHBOR("local-as %u no-prepend replace-as", s->local_as);
	NEIGHBOR("description " FRR_MARK "%s", name);
	if (s->bfd.multiplier) {
		profile_name(&s->bfd, profile, sizeof(profile));
		NEIGHBOR("bfd");
		NEIGHBOR("bfd profile %s", profile);
	}
	if (s->md5)
		NEIGHBOR("password %s", s->md5);
	NEIGHBOR("update-source %s", local);
	if (s->hold_s)
		NEIGHBOR("timers %u %u", s->keepalive_s, s->hold_s);
	if (s->connect_s)
		NEIGHBOR("timers connect %u", s->connect_s);
#undef NEIGHBOR
}

static void render_limit(const struct routing_session *s, const char *header,
			 const char *family, const char *peer,
			 struct frr_lines *lines)
{
	/* FRR does not show the restart that is not there; without it a
	 * session that was once too full would stay down for good. */
	if (s->accept_limit)
		frr_lines_add(lines, FRR_BGPD, header, family,
			      "neighbor %s maximum-prefix %u %d restart 5",
			      peer, s->accept_limit,
			      ROUTING_LIMIT_WARN_PERCENT);
	if (s->advertise_limit)
		frr_lines_add(lines, FRR_BGPD, header, family,
			      "neighbor %s maximum-prefix-out %u", peer,
			      s->advertise_limit);
}

static void render_networks(const struct routing_session *s,
			    const char *header, const char *family,
			    struct frr_lines *lines)
{
	char address[INET6_ADDRSTRLEN];
	size_t i;

	for (i = 0; i < s->n_advertised; i++)
		frr_lines_add(lines, FRR_BGPD, header, family,
			      "network %s/%u route-map " FRR_ORIGIN,
			      routing_address_text(&s->advertised[i].address,
						   address),
			      s->advertised[i].len);
}

static void render_family(const struct routing_session *s,
			  const struct routing_instance *one,
			  struct frr_lines *lines)
{
	const char *family = s->remote.family == AF_INET ? FRR_IPV4 : FRR_IPV6;
	char header[64], peer[INET6_ADDRSTRLEN], name[OBJECT_NAME_SIZE];

	header_text(one, header, sizeof(header));
	routing_address_text(&s->remote, peer);
	render_networks(s, header, family, lines);
	frr_lines_add(lines, FRR_BGPD, header, family, "neighbor %s activate",
		      peer);
	render_limit(s, header, family, peer, lines);
	object_name(s, "in", name);
	frr_lines_add(lines, FRR_BGPD, header, family,
		      "neighbor %s route-map %s in", peer, name);
	object_name(s, "out", name);
	frr_lines_add(lines, FRR_BGPD, header, family,
		      "neighbor %s route-map %s out", peer, name);
}

/* --- all of it ---------------------------------------------------------- */

static bool in_vrf(const struct routing_session *s,
		   const struct routing_instance *one)
{
	return s->vrf && one->vrf ? !strcmp(s->vrf, one->vrf) :
				    s->vrf == one->vrf;
}

static void render_instance(const struct routing_config *config,
			    const struct routing_instance *one,
			    struct frr_lines *lines)
{
	char header[64], id[INET6_ADDRSTRLEN];
	struct routing_address router_id = { AF_INET, { one->router_id } };
	const struct routing_session *s;
	size_t i;

	for (i = 0; i < config->n_sessions; i++)
		if (in_vrf(&config->sessions[i], one))
			break;
	if (i == config->n_sessions)
		return;
	header_text(one, header, sizeof(header));
	frr_lines_add(lines, FRR_BGPD, NULL, NULL, "%s", header);
	if (one->router_id.s_addr)
		frr_lines_add(lines, FRR_BGPD, header, NULL,
			      "bgp router-id %s",
			      routing_address_text(&router_id, id));
	frr_lines_add(lines, FRR_BGPD, header, NULL, FRR_NO_DEFAULT);
	for (i = 0; i < config->n_sessions; i++) {
		s = &config->sessions[i];
		if (in_vrf(s, one))
			render_neighbor(s, one, lines);
	}
	for (i = 0; i < config->n_sessions; i++) {
		s = &config->sessions[i];
		if (in_vrf(s, one))
			render_family(s, one, lines);
	}
}

static void render_profile(const struct routing_bfd *bfd,
			   struct frr_lines *lines)
{
	char profile[96] = "profile ";

	if (!bfd->multiplier)
		return;
	profile_name(bfd, profile + strlen(profile),
		     sizeof(profile) - strlen(profile));
	frr_lines_add(lines, FRR_BFDD, "bfd", NULL, "%s", profile);
	/* FRR does not show its defaults. */
	if (bfd->multiplier != 3)
		frr_lines_add(lines, FRR_BFDD, "bfd", profile,
			      "detect-multiplier %u", bfd->multiplier);
	if (bfd->tx_ms != 300)
		frr_lines_add(lines, FRR_BFDD, "bfd", profile,
			      "transmit-interval %u", bfd->tx_ms);
	if (bfd->rx_ms != 300)
		frr_lines_add(lines, FRR_BFDD, "bfd", profile,
			      "receive-interval %u", bfd->rx_ms);
}

void frr_render(const struct routing_config *config, struct frr_lines *lines)
{
	size_t i;

	if (config->n_sessions)
		frr_lines_add(lines, FRR_ZEBRA, NULL, NULL, FRR_PLAIN_HOPS);
	for (i = 0; i < config->n_sessions; i++)
		render_profile(&config->sessions[i].bfd, lines);
	for (i = 0; i < config->n_sessions; i++)
		render_lists(&config->sessions[i], lines);
	if (config->n_sessions)
		frr_lines_add(lines, FRR_BGPD, NULL, NULL,
			      "route-map " FRR_ORIGIN " permit 10");
	for (i = 0; i < config->n_sessions; i++)
		render_maps(&config->sessions[i], lines);
	for (i = 0; i < config->n_instances; i++)
		render_instance(config, &config->instances[i], lines);
}

/* --- as a file ---------------------------------------------------------- */

/* Whether other lines stand in the block that @line begins. */
static bool has_block(const struct frr_line *line)
{
	static const char *const begin[] = { "router bgp ", "route-map " };
	size_t i;

	for (i = 0; i < sizeof(begin) / sizeof(*begin); i++)
		if (!strncmp(line->text, begin[i], strlen(begin[i])))
			return true;
	return false;
}

static bool in_block(const struct frr_line *line, const char *outer,
		     const char *inner)
{
	return line->block[0] && !strcmp(line->block[0], outer) &&
	       (inner ? line->block[1] && !strcmp(line->block[1], inner) :
			!line->block[1]);
}

static void print_inner(FILE *out, const struct frr_lines *lines,
			const char *outer, const char *inner)
{
	const struct frr_line *line;
	bool any = false;
	size_t i;

	for (i = 0; i < lines->list.n; i++) {
		line = frr_line_at(lines, i);
		if (!in_block(line, outer, inner))
			continue;
		if (!any)
			fprintf(out, " !\n %s\n", inner);
		any = true;
		fprintf(out, "  %s\n", line->text);
	}
	if (any)
		fprintf(out, " exit-address-family\n");
}

static void print_block(FILE *out, const struct frr_lines *lines,
			const char *outer)
{
	const struct frr_line *line;
	size_t i;

	fprintf(out, "%s\n", outer);
	for (i = 0; i < lines->list.n; i++) {
		line = frr_line_at(lines, i);
		if (in_block(line, outer, NULL))
			fprintf(out, " %s\n", line->text);
	}
	print_inner(out, lines, outer, FRR_IPV4);
	print_inner(out, lines, outer, FRR_IPV6);
	fprintf(out, "exit\n!\n");
}

static void print_profiles(FILE *out, const struct frr_lines *lines)
{
	const struct frr_line *line, *clause;
	bool any = false;
	size_t i, j;

	for (i = 0; i < lines->list.n; i++) {
		line = frr_line_at(lines, i);
		if (!in_block(line, "bfd", NULL))
			continue;
		fprintf(out, "%s %s\n", any ? "" : "bfd\n", line->text);
		any = true;
		for (j = 0; j < lines->list.n; j++) {
			clause = frr_line_at(lines, j);
			if (in_block(clause, "bfd", line->text))
				fprintf(out, "  %s\n", clause->text);
		}
		fprintf(out, " exit\n !\n");
	}
	if (any)
		fprintf(out, "exit\n!\n");
}

/* "ip prefix-list X permit …" with its number after the name. */
static void print_entry(FILE *out, const struct frr_line *line)
{
	const char *name = strstr(line->text, "prefix-list ") + 12;
	size_t len = name - line->text + strcspn(name, " ");

	fprintf(out, "%.*s seq %u%s\n", (int)len, line->text, line->seq,
		line->text + len);
}

char *frr_lines_text(const struct frr_lines *lines)
{
	const struct frr_line *line;
	char *text = NULL;
	size_t size, i;
	FILE *out;

	if (lines->no_memory)
		return NULL;
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	for (i = 0; i < lines->list.n; i++) {
		line = frr_line_at(lines, i);
		if (line->daemon == FRR_ZEBRA)
			fprintf(out, "%s\n", line->text);
		else if (line->seq)
			print_entry(out, line);
	}
	fprintf(out, "!\n");
	for (i = 0; i < lines->list.n; i++) {
		line = frr_line_at(lines, i);
		if (!line->block[0] && has_block(line))
			print_block(out, lines, line->text);
	}
	print_profiles(out, lines);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}
