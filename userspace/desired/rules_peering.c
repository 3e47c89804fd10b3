// SPDX-License-Identifier: LGPL-2.1-or-later
#include "rules.h"
#include "fields.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Microsoft's ASN on every peering. */
#define AZURE_ASN	12076
/* Of what ends a session; from here on there is a warning. */
#define LIMIT_WARN_PERCENT	80

/* --- saying it ---------------------------------------------------------- */

/* "circuit 'hq1': private peering: …" */
static void say(const struct rules_place *place,
		const struct desired_peering *peering, bool warning,
		unsigned int line, const char *format, va_list args)
{
	char what[sizeof(((struct finding *)0)->text)];

	vsnprintf(what, sizeof(what), format, args);
	(warning ? findings_warn : findings_error)
		(place->findings, line, "circuit '%s': %s peering: %s",
		 place->circuit->name, erd_peering_name(peering->type), what);
}

static void error(const struct rules_place *place,
		  const struct desired_peering *peering, unsigned int line,
		  const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void error(const struct rules_place *place,
		  const struct desired_peering *peering, unsigned int line,
		  const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(place, peering, false, line, format, args);
	va_end(args);
}

static void warn(const struct rules_place *place,
		 const struct desired_peering *peering, unsigned int line,
		 const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void warn(const struct rules_place *place,
		 const struct desired_peering *peering, unsigned int line,
		 const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(place, peering, true, line, format, args);
	va_end(args);
}

/* --- ASNs --------------------------------------------------------------- */

static bool is_private_asn(uint32_t asn)
{
	return (asn >= 64512 && asn <= 65534) ||
	       (asn >= 4200000000U && asn <= 4294967294U);
}

static void check_peer_asn(const struct rules_place *place,
			   const struct desired_peering *peering)
{
	unsigned int line = line_at(peering, peer_asn);
	bool microsoft = peering->type == ERD_PEERING_MICROSOFT;
	uint32_t asn = peering->peer_asn;

	if (!asn)
		warn(place, peering, line,
		     "without peer_asn there is no BGP session");
	else if (asn >= 65515 && asn <= 65520)
		error(place, peering, line,
		      "ASN %u: 65515 to 65520 are reserved by Azure", asn);
	else if (asn == AZURE_ASN)
		error(place, peering, line,
		      "ASN %u is Microsoft's own; peer_asn is ours", asn);
	else if (asn == peering->azure_asn)
		error(place, peering, line,
		      "ASN %u is azure_asn too; peer_asn is ours", asn);
	else if (asn == 23456 || asn == 65535 || asn == 4294967295U)
		error(place, peering, line, "ASN %u is reserved (RFC %s)", asn,
		      asn == 23456 ? "6793" : "7300");
	else if (microsoft && asn >= 64496 && asn <= 64511)
		error(place, peering, line,
		      "ASN %u: 64496 to 64511 are for documentation and refused by Microsoft",
		      asn);
	else if (microsoft && is_private_asn(asn))
		warn(place, peering, line,
		     "ASN %u is private: Microsoft validates the prefixes by hand and strips it from AS paths, so it cannot be prepended",
		     asn);
}

static void check_asns(const struct rules_place *place,
		       const struct desired_peering *peering)
{
	uint32_t customer = peering->customer_asn;

	check_peer_asn(place, peering);
	if (peering->azure_asn != AZURE_ASN)
		warn(place, peering, line_at(peering, azure_asn),
		     "Microsoft's ASN is %u on every peering, not %u",
		     AZURE_ASN, peering->azure_asn);
	/* Azure keeps this one in 31 bits. */
	if (customer > INT32_MAX)
		error(place, peering, line_at(peering, customer_asn),
		      "customer_asn %u: Azure keeps no more than %d", customer,
		      INT32_MAX);
	else if (customer && is_private_asn(customer))
		error(place, peering, line_at(peering, customer_asn),
		      "customer_asn %u is private; prefixes are registered to a public one",
		      customer);
}

/* --- networks ----------------------------------------------------------- */

static void check_network(const struct rules_place *place,
			  const struct desired_peering *peering,
			  const struct prefix *prefix, uint8_t family,
			  uint8_t len, unsigned int line)
{
	const char *version = family == AF_INET ? "IPv4" : "IPv6", *why;
	char text[PREFIX_TEXT_SIZE];

	if (!prefix->family)
		return;
	prefix_text(prefix, text);
	if (prefix->family != family) {
		error(place, peering, line, "%s is no network of %s", text,
		      version);
		return;
	}
	if (prefix->len != len)
		error(place, peering, line,
		      "%s must be a /%u: it has our address and Microsoft's",
		      text, len);
	why = prefix_not_public(prefix);
	if (why && peering->type == ERD_PEERING_MICROSOFT)
		error(place, peering, line,
		      "%s is %s; networks of a Microsoft peering are public and registered",
		      text, why);
}

static void check_subnets(const struct rules_place *place,
			  const struct desired_peering *peering,
			  const struct desired_subnets *subnets,
			  uint8_t family, uint8_t len)
{
	char a[PREFIX_TEXT_SIZE], b[PREFIX_TEXT_SIZE];

	if (!subnets)
		return;
	check_network(place, peering, &subnets->primary, family, len,
		      line_at(subnets, primary));
	check_network(place, peering, &subnets->secondary, family, len,
		      line_at(subnets, secondary));
	if (subnets->split.family) {
		if (subnets->primary.family || subnets->secondary.family)
			error(place, peering, line_at(subnets, split),
			      "either primary and secondary are said or split, which has both");
		if (subnets->split.family == family &&
		    subnets->split.len != len - 1)
			error(place, peering, line_at(subnets, split),
			      "%s must be a /%u: its halves are for primary and secondary",
			      prefix_text(&subnets->split, a), len - 1);
		else
			check_network(place, peering, &subnets->split, family,
				      len - 1, line_at(subnets, split));
		return;
	}
	if (!subnets->primary.family || !subnets->secondary.family)
		error(place, peering, subnets->node.line,
		      "both links take a network: primary and secondary, or split");
	else if (prefix_overlap(&subnets->primary, &subnets->secondary))
		error(place, peering, line_at(subnets, secondary),
		      "%s of secondary overlaps %s of primary",
		      prefix_text(&subnets->secondary, b),
		      prefix_text(&subnets->primary, a));
}

static void check_mtu(const struct rules_place *place,
		      const struct desired_peering *peering)
{
	if (!peering->mtu)
		return;
	if (peering->mtu > place->pair->mtu)
		error(place, peering, line_at(peering, mtu),
		      "MTU %u is more than the %u of pair '%s'", peering->mtu,
		      place->pair->mtu, place->pair->name);
	if (peering->ipv6 && peering->mtu < 1280)
		error(place, peering, line_at(peering, mtu),
		      "MTU %u: IPv6 takes at least 1280 (RFC 8200)",
		      peering->mtu);
}

static void check_vrf(const struct rules_place *place,
		      const struct desired_peering *peering)
{
	const char *name = desired_vrf_of(place->circuit, peering);
	const struct desired_vrf *vrf;

	if (!name)
		return;
	desired_each(vrf, &place->desired->vrfs)
		if (!strcmp(vrf->name, name))
			return;
	error(place, peering,
	      peering->vrf ? line_at(peering, vrf) :
			     object_line(&desired_circuit_type,
					 place->circuit, "vrf"),
	      "there is no VRF '%s' among vrfs", name);
}

/* --- MD5 ---------------------------------------------------------------- */

static void check_key(const struct rules_place *place,
		      const struct desired_peering *peering)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
	const char *key = peering->md5_key;
	size_t len;

	if (!key)
		return;
	len = strlen(key);
	if (!len || len > 25)
		error(place, peering, line_at(peering, md5_key),
		      "its md5_key has %zu characters; Azure takes 1 to 25",
		      len);
	if (key[strspn(key, allowed)])
		error(place, peering, line_at(peering, md5_key),
		      "its md5_key has characters other than letters and digits, which Azure refuses");
}

/* --- prefixes ----------------------------------------------------------- */

static void check_limit(const struct rules_place *place,
			const struct desired_peering *peering, size_t n,
			int family)
{
	uint32_t limit = desired_advertise_limit(place->circuit, peering,
						 family);
	const char *version = family == AF_INET ? "IPv4" : "IPv6";

	if (n > limit)
		error(place, peering, line_at(peering, advertise),
		      "advertises %zu prefixes of %s; at more than %u Microsoft ends the session",
		      n, version, limit);
	else if (peering->advertise_limit && n > peering->advertise_limit)
		error(place, peering, line_at(peering, advertise),
		      "advertises %zu prefixes of %s; advertise_limit is %u",
		      n, version, peering->advertise_limit);
	else if (100 * n >= LIMIT_WARN_PERCENT * (size_t)limit)
		warn(place, peering, line_at(peering, advertise),
		     "advertises %zu prefixes of %s: near the %u at which Microsoft ends the session",
		     n, version, limit);
}

static void check_advertised(const struct rules_place *place,
			     const struct desired_peering *peering,
			     const struct desired_prefix *advertised)
{
	const struct desired_prefix *other;
	char text[PREFIX_TEXT_SIZE];
	const char *why;

	prefix_text(&advertised->prefix, text);
	for (other = peering->advertise.items; other != advertised; other++)
		if (prefix_equal(&other->prefix, &advertised->prefix))
			error(place, peering, advertised->line,
			      "advertises %s twice", text);
	if (peering->type != ERD_PEERING_MICROSOFT)
		return;
	why = prefix_not_public(&advertised->prefix);
	if (!advertised->prefix.len)
		error(place, peering, advertised->line,
		      "advertises a default route, %s, which Microsoft refuses",
		      text);
	else if (why)
		error(place, peering, advertised->line,
		      "advertises %s, which is %s; a Microsoft peering takes public prefixes only",
		      text, why);
}

static void check_advertise(const struct rules_place *place,
			    const struct desired_peering *peering)
{
	const struct desired_prefix *advertised, *accepted, *other;
	char text[PREFIX_TEXT_SIZE];
	size_t v4 = 0, v6 = 0;

	desired_each(advertised, &peering->advertise) {
		if (advertised->prefix.family == AF_INET)
			v4++;
		else
			v6++;
		check_advertised(place, peering, advertised);
	}
	check_limit(place, peering, v4, AF_INET);
	check_limit(place, peering, v6, AF_INET6);
	desired_each(accepted, &peering->accept)
		for (other = peering->accept.items; other != accepted; other++)
			if (prefix_equal(&other->prefix, &accepted->prefix))
				error(place, peering, accepted->line,
				      "accepts %s twice",
				      prefix_text(&accepted->prefix, text));
}

/* --- what is Microsoft peering's ---------------------------------------- */

static void check_private(const struct rules_place *place,
			  const struct desired_peering *peering)
{
	static const char *const keys[] = {
		"customer_asn", "registry", "prefixes_state", "route_filter",
	};
	const void *said[] = {
		peering->customer_asn ? peering : NULL, peering->registry,
		peering->prefixes_state, peering->route_filter,
	};
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (said[i])
			error(place, peering,
			      object_line(&desired_peering_type, peering,
					  keys[i]),
			      "%s is of a Microsoft peering", keys[i]);
}

/* Azure's portal says manual validation, which its interface has no word for. */
bool rules_needs_proof(const char *state)
{
	return rules_is(state, "ValidationNeeded") ||
	       (state && !strncasecmp(state, "manual", strlen("manual")));
}

static void check_prefixes_state(const struct rules_place *place,
				 const struct desired_peering *peering)
{
	const char *state = peering->prefixes_state;
	unsigned int line = line_at(peering, prefixes_state);

	if (rules_is(state, "NotConfigured"))
		warn(place, peering, line,
		     "its prefixes are NotConfigured: Microsoft takes no routes from it");
	if (rules_is(state, "Configuring"))
		warn(place, peering, line,
		     "its prefixes are Configuring: routes are taken when they are Configured");
	if (rules_needs_proof(state)) {
		warn(place, peering, line,
		     "its prefixes are %s: the BGP session stays down", state);
		findings_hint(place->findings, "open a ticket with Microsoft and prove that the prefixes and the ASN are yours");
	}
}

static void check_microsoft(const struct rules_place *place,
			    const struct desired_peering *peering)
{
	if (!peering->advertise.n)
		warn(place, peering, peering->node.line,
		     "advertises nothing: Microsoft has no way back to us");
	if (!peering->route_filter)
		warn(place, peering, peering->node.line,
		     "without a route_filter Microsoft advertises nothing");
	check_prefixes_state(place, peering);
}

/* --- BGP and BFD -------------------------------------------------------- */

static void check_timers(const struct rules_place *place,
			 const struct desired_peering *peering)
{
	if (peering->keepalive_s < 3)
		error(place, peering, line_at(peering, keepalive_s),
		      "keepalive_s %u: Microsoft takes 3 and more",
		      peering->keepalive_s);
	if (peering->hold_s < 10)
		error(place, peering, line_at(peering, hold_s),
		      "hold_s %u: Microsoft takes 10 and more",
		      peering->hold_s);
	if (peering->hold_s < 3 * peering->keepalive_s)
		error(place, peering, line_at(peering, hold_s),
		     "hold_s %u is less than three times keepalive_s %u (RFC 4271)",
		     peering->hold_s, peering->keepalive_s);
	if (peering->bfd_interval_ms < 300)
		error(place, peering, line_at(peering, bfd_interval_ms),
		      "bfd_interval_ms %u: Microsoft's is 300, which can be lengthened and not shortened",
		      peering->bfd_interval_ms);
}

/* Who drains does not wait for traffic that will not go. */
static void check_drained(const struct rules_place *place,
			  const struct desired_peering *peering)
{
	const struct desired_circuit *circuit = place->circuit;
	const struct desired_port *port;

	if (peering->type != ERD_PEERING_MICROSOFT ||
	    !is_private_asn(peering->peer_asn))
		return;
	desired_each(port, &place->pair->ports)
		if (port->drained)
			warn(place, peering, line_at(port, drained),
			     "is not drained on port '%s': Microsoft takes the private ASN %u out of AS paths",
			     port->name, peering->peer_asn);
	if (circuit->drained)
		warn(place, peering,
		     object_line(&desired_circuit_type, circuit, "drained"),
		     "is not drained: Microsoft takes the private ASN %u out of AS paths",
		     peering->peer_asn);
}

void rules_peering(const struct rules_place *place,
		   const struct desired_peering *peering)
{
	check_asns(place, peering);
	if (!peering->ipv4 && !peering->ipv6)
		warn(place, peering, peering->node.line,
		     "has neither ipv4 nor ipv6, so no addresses");
	check_subnets(place, peering, peering->ipv4, AF_INET, 30);
	check_subnets(place, peering, peering->ipv6, AF_INET6, 126);
	check_mtu(place, peering);
	check_vrf(place, peering);
	check_key(place, peering);
	check_advertise(place, peering);
	if (peering->type == ERD_PEERING_MICROSOFT)
		check_microsoft(place, peering);
	else
		check_private(place, peering);
	check_timers(place, peering);
	check_drained(place, peering);
}
