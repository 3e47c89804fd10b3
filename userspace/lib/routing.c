// SPDX-License-Identifier: LGPL-2.1-or-later
/* What a configuration of routing must be like: the rules, and the words. */
#include "routing.h"
#include "error.h"
#include "names.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What Azure takes; see expressroute-routing and expressroute-bfd there. */
#define MD5_KEY_MAX		25
#define KEEPALIVE_MIN_S		3
#define HOLD_MIN_S		10
#define BFD_MIN_MS		300
#define BFD_MAX_MS		60000

const char *routing_run(void)
{
	const char *run = getenv("ERD_FRR_RUN");

	return run && run[0] ? run : "/run/frr";
}

const char *routing_impact_name(enum routing_impact impact)
{
	static const char *const names[] = {
		[ROUTING_IMPACT_NONE] = "none",
		[ROUTING_IMPACT_SOFT] = "soft",
		[ROUTING_IMPACT_RESET] = "reset",
	};

	return names[impact];
}

unsigned int routing_link_number(enum erd_role link)
{
	return link + 1;
}

void routing_session_name(const struct routing_session *session,
			  char name[ROUTING_NAME_SIZE])
{
	snprintf(name, ROUTING_NAME_SIZE, "%s/%s/%u", session->circuit,
		 erd_peering_name(session->peering),
		 routing_link_number(session->link));
}

/* --- rules -------------------------------------------------------------- */

static bool in_range(uint32_t as, uint32_t first, uint32_t last)
{
	return as >= first && as <= last;
}

bool routing_as_private(uint32_t as)
{
	return in_range(as, 64512, 65534) ||
	       in_range(as, 4200000000, 4294967294);
}

static const char *as_fault(const struct routing_session *s)
{
	if (!s->local_as || s->local_as == 65535 || s->local_as == UINT32_MAX)
		return "is reserved";
	if (s->local_as == 23456)
		return "stands for those that 16 bits cannot hold";
	if (s->local_as == s->remote_as)
		return "is the one of the other end";
	if (s->peering == ERD_PEERING_PRIVATE &&
	    in_range(s->local_as, 65515, 65520))
		return "is one of 65515 to 65520, which Azure keeps for itself";
	if (s->peering == ERD_PEERING_MICROSOFT &&
	    in_range(s->local_as, 64496, 64511))
		return "is one of 64496 to 64511, which are for documentation";
	return NULL;
}

/* Whether one of them holds the other. */
static bool overlap(const struct routing_prefix *a,
		    const struct routing_prefix *b)
{
	unsigned int len = a->len < b->len ? a->len : b->len, bit;

	if (a->address.family != b->address.family)
		return false;
	for (bit = 0; bit < len; bit++)
		if ((a->address.v6.s6_addr[bit / 8] ^
		     b->address.v6.s6_addr[bit / 8]) & (0x80 >> bit % 8))
			return false;
	return true;
}

/* Private ones (RFC 1918, RFC 4193): what of them @prefix has, or NULL. */
static const char *private_part(const struct routing_prefix *prefix)
{
	static const char *const nets[] = {
		"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7",
	};
	struct routing_prefix net;
	size_t i;

	for (i = 0; i < sizeof(nets) / sizeof(*nets); i++)
		if (!routing_prefix_parse(nets[i], &net, NULL) &&
		    overlap(&net, prefix))
			return nets[i];
	return NULL;
}

struct subject {
	const struct routing_session *session;
	char name[ROUTING_NAME_SIZE];
	struct erd_error *err;
};

#define REFUSE(subject, format, ...)					\
	erd_fail((subject)->err, ERD_USAGE, "session %s: " format,	\
		 (subject)->name, ##__VA_ARGS__)

static int check_prefix(const struct subject *subject, const char *what,
			const struct routing_prefix *prefix)
{
	unsigned int most = prefix->address.family == AF_INET ? 32 : 128;
	char address[INET6_ADDRSTRLEN], text[INET6_ADDRSTRLEN + 8];
	struct routing_prefix again;

	routing_address_text(&prefix->address, address);
	snprintf(text, sizeof(text), "%s/%u", address, prefix->len);
	if (prefix->address.family != subject->session->remote.family)
		return REFUSE(subject, "%s prefix %s is of the other family",
			      what, text);
	if (routing_prefix_parse(text, &again, NULL))
		return REFUSE(subject,
			      "%s prefix %s has bits set beyond its length",
			      what, text);
	if ((prefix->ge && (prefix->ge <= prefix->len || prefix->ge > most)) ||
	    (prefix->le && (prefix->le <= prefix->len || prefix->le > most ||
			    prefix->le < prefix->ge)))
		return REFUSE(subject,
			      "%s prefix %s: %u < ge <= le <= %u does not hold",
			      what, text, prefix->len, most);
	return ERD_OK;
}

static int check_advertised(const struct subject *subject,
			    const struct routing_prefix *prefix)
{
	char text[INET6_ADDRSTRLEN];
	const char *part;
	int ret;

	ret = check_prefix(subject, "advertised", prefix);
	if (ret)
		return ret;
	routing_address_text(&prefix->address, text);
	if (prefix->ge || prefix->le)
		return REFUSE(subject,
			      "advertised prefix %s/%u: ge and le are for what is accepted",
			      text, prefix->len);
	if (subject->session->peering != ERD_PEERING_MICROSOFT)
		return ERD_OK;
	if (!prefix->len)
		return REFUSE(subject,
			      "a default route is not for a microsoft peering");
	part = private_part(prefix);
	if (part)
		return REFUSE(subject,
			      "%s/%u has addresses of %s in it, which Microsoft refuses on a microsoft peering",
			      text, prefix->len, part);
	return ERD_OK;
}

static int check_prefixes(const struct subject *subject)
{
	const struct routing_session *s = subject->session;
	size_t i;
	int ret;

	if (s->advertise_limit && s->n_advertised > s->advertise_limit)
		return REFUSE(subject,
			      "%zu prefixes are to be advertised, and Microsoft ends the session beyond %u",
			      s->n_advertised, s->advertise_limit);
	for (i = 0; i < s->n_advertised; i++) {
		ret = check_advertised(subject, &s->advertised[i]);
		if (ret)
			return ret;
	}
	for (i = 0; i < s->n_accepted; i++) {
		ret = check_prefix(subject, "accepted", &s->accepted[i]);
		if (ret)
			return ret;
	}
	return ERD_OK;
}

static bool md5_valid(const char *key)
{
	size_t i;

	for (i = 0; key[i]; i++)
		if (!isascii(key[i]) || !isalnum(key[i]))
			return false;
	return i && i <= MD5_KEY_MAX;
}

static int check_timers(const struct subject *subject)
{
	const struct routing_session *s = subject->session;
	const struct routing_bfd *bfd = &s->bfd;

	if ((s->keepalive_s || s->hold_s) &&
	    (s->keepalive_s < KEEPALIVE_MIN_S || s->hold_s < HOLD_MIN_S ||
	     s->hold_s < 3 * s->keepalive_s))
		return REFUSE(subject,
			      "timers %u %u: keepalive is at least %d s, hold at least %d s and three times keepalive",
			      s->keepalive_s, s->hold_s, KEEPALIVE_MIN_S,
			      HOLD_MIN_S);
	if (!bfd->tx_ms && !bfd->rx_ms && !bfd->multiplier)
		return ERD_OK;
	if (bfd->tx_ms < BFD_MIN_MS || bfd->tx_ms > BFD_MAX_MS ||
	    bfd->rx_ms < BFD_MIN_MS || bfd->rx_ms > BFD_MAX_MS ||
	    bfd->multiplier < 2)
		return REFUSE(subject,
			      "BFD at %u ms, %u ms, times %u: Microsoft takes %d ms and more, FRR up to %d ms, and times 2 to 255",
			      bfd->tx_ms, bfd->rx_ms, bfd->multiplier,
			      BFD_MIN_MS, BFD_MAX_MS);
	return ERD_OK;
}

static int check_session(const struct subject *subject)
{
	const struct routing_session *s = subject->session;
	const char *fault;

	if (s->remote.family != AF_INET && s->remote.family != AF_INET6)
		return REFUSE(subject, "the other end has no address");
	if (s->local.family != s->remote.family)
		return REFUSE(subject, "its addresses are of two families");
	if (!memcmp(&s->local.v6, &s->remote.v6,
		    s->remote.family == AF_INET ? 4 : 16))
		return REFUSE(subject, "both ends have the same address");
	fault = as_fault(s);
	if (fault)
		return REFUSE(subject, "AS %u %s", s->local_as, fault);
	if (!s->remote_as)
		return REFUSE(subject, "the other end has no AS");
	if (s->md5 && !md5_valid(s->md5))
		return REFUSE(subject,
			      "its MD5 key must be 1 to %d letters and digits",
			      MD5_KEY_MAX);
	if (s->drained && s->peering == ERD_PEERING_MICROSOFT &&
	    routing_as_private(s->local_as))
		return REFUSE(subject,
			      "Microsoft takes the private AS %u out of the path, so prepending it drains nothing",
			      s->local_as);
	return check_timers(subject);
}

static bool same_vrf(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* What a VRF may be called: it becomes a word of a command. */
static bool vrf_valid(const char *vrf)
{
	const char *c;

	for (c = vrf; *c; c++)
		if (!isascii(*c) || !isgraph(*c) || *c == '/' || *c == '"')
			return false;
	return vrf[0] && c - vrf < IFNAMSIZ && strcmp(vrf, "default") &&
	       strcmp(vrf, "all");
}

static int check_instances(const struct routing_config *config,
			   struct erd_error *err)
{
	const struct routing_instance *one;
	size_t i, j;

	for (i = 0; i < config->n_instances; i++) {
		one = &config->instances[i];
		if (one->vrf && !vrf_valid(one->vrf))
			return erd_fail(err, ERD_USAGE,
					"'%s' cannot be the name of a VRF",
					one->vrf);
		if (!one->as)
			return erd_fail(err, ERD_USAGE,
					"BGP of VRF '%s' has no AS",
					one->vrf ? one->vrf : "default");
		for (j = 0; j < i; j++)
			if (same_vrf(one->vrf, config->instances[j].vrf))
				return erd_fail(err, ERD_USAGE,
						"VRF '%s' has BGP twice",
						one->vrf ? one->vrf : "default");
	}
	return ERD_OK;
}

/* What only the others make wrong. */
static int check_among(const struct routing_config *config, size_t n,
		       const struct subject *subject)
{
	const struct routing_session *s = subject->session, *other;
	char name[ROUTING_NAME_SIZE];
	size_t i;

	for (i = 0; i < config->n_instances; i++)
		if (same_vrf(s->vrf, config->instances[i].vrf))
			break;
	if (i == config->n_instances)
		return REFUSE(subject, "VRF '%s' has no BGP",
			      s->vrf ? s->vrf : "default");
	for (i = 0; i < n; i++) {
		other = &config->sessions[i];
		if (other->remote.family != s->remote.family)
			continue;
		routing_session_name(other, name);
		if (!strcmp(name, subject->name))
			return REFUSE(subject, "is there twice");
		if (same_vrf(s->vrf, other->vrf) &&
		    !memcmp(&s->remote.v6, &other->remote.v6,
			    s->remote.family == AF_INET ? 4 : 16))
			return REFUSE(subject,
				      "session %s has the same other end, in the same VRF",
				      name);
	}
	return ERD_OK;
}

int routing_check(const struct routing_config *config, struct erd_error *err)
{
	struct subject subject = { .err = err };
	size_t i;
	int ret;

	ret = check_instances(config, err);
	for (i = 0; !ret && i < config->n_sessions; i++) {
		subject.session = &config->sessions[i];
		ret = name_check("circuit", subject.session->circuit, err);
		if (ret)
			break;
		if (subject.session->peering != ERD_PEERING_PRIVATE &&
		    subject.session->peering != ERD_PEERING_MICROSOFT)
			return erd_fail(err, ERD_USAGE,
					"circuit '%s': BGP is for private and microsoft peerings",
					subject.session->circuit);
		routing_session_name(subject.session, subject.name);
		ret = check_session(&subject);
		if (!ret)
			ret = check_prefixes(&subject);
		if (!ret)
			ret = check_among(config, i, &subject);
	}
	return ret;
}
