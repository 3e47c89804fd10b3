// SPDX-License-Identifier: LGPL-2.1-or-later
/* The file as a whole, pairs and ports. */
#include "rules.h"
#include "fields.h"
#include "hash.h"
#include "list_index.h"
#include "names.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool rules_is(const char *word, const char *one)
{
	return word && !strcmp(word, one);
}

/* --- names -------------------------------------------------------------- */

/* A name that must be there once, and whose it is. */
struct claim {
	const char *name;
	char owner[80];
	unsigned int line;
};

struct claims {
	struct list list;
	struct list_index index;
	const char *what;	/* "device" */
	struct findings *findings;
};

static void claim(struct claims *claims, const char *name, unsigned int line,
		  const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static uint64_t hash_claim(const void *item)
{
	return hash_text(HASH_BEGIN, ((const struct claim *)item)->name);
}

static const struct claim *find_claim(struct claims *claims, const char *name)
{
	const struct claim *one;

	for (one = list_index_first(&claims->index, &claims->list, hash_claim,
				    hash_text(HASH_BEGIN, name));
	     one; one = list_index_next(&claims->index, &claims->list, one))
		if (!strcmp(one->name, name))
			return one;
	return NULL;
}

static void free_claims(struct claims *claims)
{
	list_index_free(&claims->index);
	list_free(&claims->list);
}

static void claim(struct claims *claims, const char *name, unsigned int line,
		  const char *format, ...)
{
	const struct claim *other;
	struct claim *one;
	char owner[sizeof(one->owner)];
	va_list args;

	if (!name)
		return;
	va_start(args, format);
	vsnprintf(owner, sizeof(owner), format, args);
	va_end(args);
	other = find_claim(claims, name);
	if (other) {
		findings_error(claims->findings, line,
			       "%s: %s '%s' is there already: %s, line %u",
			       owner, claims->what, name, other->owner,
			       other->line);
		return;
	}
	one = list_add(&claims->list);
	if (!one) {
		claims->findings->no_memory = true;
		return;
	}
	one->name = name;
	one->line = line;
	strcpy(one->owner, owner);
}

#define CLAIMS(is)						\
	{ .list = LIST_OF(struct claim), .what = (is), .findings = findings }

static void check_names(const struct desired *desired,
			struct findings *findings)
{
	struct claims pairs = CLAIMS("pair"), ports = CLAIMS("port"),
		      devices = CLAIMS("device"), vrfs = CLAIMS("VRF"),
		      keys = CLAIMS("service key");
	const struct desired_circuit *circuit;
	const struct desired_pair *pair;
	const struct desired_port *port;
	const struct desired_vrf *vrf;

	desired_each(vrf, &desired->vrfs)
		claim(&vrfs, vrf->name, line_at(vrf, name), "VRF");
	desired_each(pair, &desired->pairs) {
		struct claims circuits = CLAIMS("circuit");

		claim(&pairs, pair->name, line_at(pair, name), "pair");
		desired_each(port, &pair->ports) {
			claim(&ports, port->name, line_at(port, name), "port");
			claim(&devices, port->device, line_at(port, device),
			      "port '%s'", port->name);
		}
		desired_each(circuit, &pair->circuits) {
			claim(&circuits, circuit->name,
			      line_at(circuit, name), "pair '%s'", pair->name);
			claim(&keys, circuit->service_key,
			      line_at(circuit, service_key), "circuit '%s'",
			      circuit->name);
		}
		free_claims(&circuits);
	}
	free_claims(&pairs);
	free_claims(&ports);
	free_claims(&devices);
	free_claims(&vrfs);
	free_claims(&keys);
}

/* Sub-interfaces are network devices: their names hold for all pairs. */
static void check_ifnames(const struct desired *desired,
			  struct findings *findings)
{
	struct claims devices = CLAIMS("device");
	const struct desired_circuit *circuit;
	const struct desired_peering *peering;
	const struct desired_pair *pair;
	struct list names = { .size = IFNAMSIZ };
	size_t n = 0;

	desired_each(pair, &desired->pairs)
		desired_each(circuit, &pair->circuits)
			n += circuit->peerings.n;
	/* They must not move once they are claimed. */
	names.items = calloc(n + 1, IFNAMSIZ);
	if (!names.items) {
		findings->no_memory = true;
		return;
	}
	desired_each(pair, &desired->pairs) {
		desired_each(circuit, &pair->circuits) {
			desired_each(peering, &circuit->peerings) {
				char *name = (char *)names.items +
					     names.n++ * IFNAMSIZ;

				ifname_make(name, NULL, circuit->name,
					    peering->type, ERD_ROLE_PRIMARY,
					    NULL);
				claim(&devices, name, peering->node.line,
				      "%s peering of circuit '%s' of pair '%s'",
				      erd_peering_name(peering->type),
				      circuit->name, pair->name);
			}
		}
	}
	free_claims(&devices);
	list_free(&names);
}

/* What a BGP instance is called by others: four octets, but for 0.0.0.0. */
static void check_router_id(const char *id, unsigned int line,
			    struct findings *findings)
{
	struct in_addr address;

	if (id && (inet_pton(AF_INET, id, &address) != 1 || !address.s_addr))
		findings_error(findings, line,
			       "router_id '%.40s' is not like an address of IPv4",
			       id);
}

static void check_vrfs(const struct desired *desired,
		       struct findings *findings)
{
	const struct desired_vrf *vrf, *other;

	check_router_id(desired->router_id,
			object_line(&desired_type, desired, "router_id"),
			findings);
	desired_each(vrf, &desired->vrfs) {
		check_router_id(vrf->router_id, line_at(vrf, router_id),
				findings);
		if (!strcmp(vrf->name, "default") || !strcmp(vrf->name, "all"))
			findings_error(findings, line_at(vrf, name),
				       "VRF '%s': FRR means something else by that",
				       vrf->name);
	}
	desired_each(vrf, &desired->vrfs) {
		if (vrf->table >= 253 && vrf->table <= 255)
			findings_error(findings, line_at(vrf, table),
				       "VRF '%s': table %u is one of the kernel's own",
				       vrf->name, vrf->table);
		for (other = desired->vrfs.items; other != vrf; other++)
			if (vrf->table && vrf->table == other->table)
				findings_error(findings, line_at(vrf, table),
					       "VRF '%s': table %u is that of VRF '%s'",
					       vrf->name, vrf->table,
					       other->name);
	}
}

/* --- tags --------------------------------------------------------------- */

static void check_stags(const struct desired_pair *pair,
			struct findings *findings)
{
	const struct desired_circuit *circuit, *other;

	desired_each(circuit, &pair->circuits) {
		if (!circuit->stag)
			continue;
		for (other = pair->circuits.items; other != circuit; other++) {
			if (other->stag != circuit->stag)
				continue;
			findings_error(findings, line_at(circuit, stag),
				       "circuit '%s': S-tag %u is that of circuit '%s' on pair '%s', line %u",
				       circuit->name, circuit->stag,
				       other->name, pair->name,
				       object_line(&desired_circuit_type, other,
						   "stag"));
			findings_hint(findings, "an S-tag is unique within its pair; Azure shows it as the circuit's stag");
			break;
		}
	}
}

struct tagged {
	const struct desired_circuit *circuit;
	const struct desired_peering *peering;
};

static void check_ctag(const struct tagged *one, const struct tagged *other,
		       struct findings *findings)
{
	const struct desired_peering *peering = one->peering;

	if (one->circuit == other->circuit)
		findings_error(findings, line_at(peering, ctag),
			       "circuit '%s': %s peering: C-tag %u is that of its %s peering",
			       one->circuit->name,
			       erd_peering_name(peering->type), peering->ctag,
			       erd_peering_name(other->peering->type));
	else
		findings_error(findings, line_at(peering, ctag),
			       "circuit '%s': %s peering: C-tag %u is that of the %s peering of circuit '%s'; a C-tag is unique on a dot1q pair",
			       one->circuit->name,
			       erd_peering_name(peering->type), peering->ctag,
			       erd_peering_name(other->peering->type),
			       other->circuit->name);
}

/* On a qinq pair only its own circuit's can be in a peering's way. */
static void check_ctags(const struct desired_pair *pair,
			struct findings *findings)
{
	const struct desired_circuit *circuit;
	const struct desired_peering *peering;
	struct tagged first[ERD_VID_MAX + 1] = {};

	desired_each(circuit, &pair->circuits) {
		if (pair->encap == ERD_ENCAP_QINQ)
			memset(first, 0, sizeof(first));
		desired_each(peering, &circuit->peerings) {
			struct tagged one = { circuit, peering };
			struct tagged *other = &first[peering->ctag];

			if (other->peering)
				check_ctag(&one, other, findings);
			else
				*other = one;
		}
	}
}

/* --- a pair ------------------------------------------------------------- */

/* ISO dates: their order is that of the letters. */
static void check_order(const struct desired_port *port, const char *first,
			const char *first_date, const char *then,
			const char *then_date, struct findings *findings)
{
	if (first_date && then_date && strcmp(then_date, first_date) < 0)
		findings_error(findings, port->cross_connect->node.line,
			       "port '%s': its cross-connect was %s on %s, before %s on %s",
			       port->name, then, then_date, first, first_date);
}

static void check_dates(const struct desired_port *port,
			struct findings *findings)
{
	const struct desired_cross_connect *is = port->cross_connect;

	if (!is)
		return;
	check_order(port, "the letter of authorization was issued",
		    port->loa ? port->loa->issued : NULL, "ordered",
		    is->ordered, findings);
	check_order(port, "it was ordered", is->ordered, "completed",
		    is->completed, findings);
	check_order(port, "it was completed", is->completed, "accepted",
		    is->accepted, findings);
}

static void check_ports(const struct desired_pair *pair,
			struct findings *findings)
{
	const struct desired_port *port, *first = pair->ports.items;

	desired_each(port, &pair->ports) {
		if (port != first && port->role == first->role)
			findings_error(findings, line_at(port, role),
				       "port '%s': pair '%s' has a %s port already: '%s'",
				       port->name, pair->name,
				       erd_role_name(port->role), first->name);
		if (port->admin_state == ERD_ADMIN_STATE_ENABLED &&
		    port->cross_connect && !port->cross_connect->completed)
			findings_warn(findings, line_at(port, admin_state),
				      "port '%s': is enabled, but its cross-connect is not completed",
				      port->name);
		check_dates(port, findings);
		if (port->xdp == ERD_XDP_NONE &&
		    (port->histogram || port->sample))
			findings_warn(findings, line_at(port, xdp),
				      "port '%s': %s is without effect while xdp is off",
				      port->name, port->histogram ?
						  "histogram" : "sample");
	}
	if (pair->ports.n > 2)
		findings_error(findings, pair->node.line,
			       "pair '%s': has %zu ports; a pair has two",
			       pair->name, pair->ports.n);
	if (pair->ports.n == 1)
		findings_warn(findings, pair->node.line,
			      "pair '%s': has one port; Microsoft's SLA takes both links",
			      pair->name);
}

static unsigned long subscribed_gbps(const struct desired_pair *pair)
{
	const struct desired_circuit *circuit;
	unsigned long sum = 0;

	desired_each(circuit, &pair->circuits)
		sum += circuit->bandwidth_gbps;
	return sum;
}

unsigned int desired_permit(struct desired *desired)
{
	struct desired_pair *pair;
	unsigned int n = 0;

	desired_each(pair, &desired->pairs) {
		if (pair->model != DESIRED_DIRECT || !pair->bandwidth_gbps ||
		    pair->allow_over_subscription ||
		    subscribed_gbps(pair) <= 2UL * pair->bandwidth_gbps)
			continue;
		pair->allow_over_subscription = true;
		n++;
	}
	return n;
}

static void check_subscription(const struct desired_pair *pair,
			       struct findings *findings)
{
	unsigned long sum = subscribed_gbps(pair), port = pair->bandwidth_gbps;

	if (!port || sum <= port)
		return;
	if (sum <= 2 * port || pair->allow_over_subscription) {
		findings_warn(findings, pair->node.line,
			      "pair '%s': its circuits sum up to %lu Gb/s on ports of %lu Gb/s: more than one link carries when the other fails",
			      pair->name, sum, port);
		return;
	}
	findings_error(findings, pair->node.line,
		       "pair '%s': its circuits sum up to %lu Gb/s; ports of %lu Gb/s take twice their own, %lu Gb/s",
		       pair->name, sum, port, 2 * port);
	findings_hint(findings, "if Microsoft agreed to more, set allow_over_subscription: true; --force does");
}

static void check_direct(const struct desired_pair *pair,
			 struct findings *findings)
{
	if (!pair->bandwidth_gbps)
		findings_warn(findings, pair->node.line,
			      "pair '%s': without bandwidth_gbps, sizes of circuits and over-subscription are not checked",
			      pair->name);
	else if (pair->bandwidth_gbps != 10 && pair->bandwidth_gbps != 100 &&
		 pair->bandwidth_gbps != 400)
		findings_warn(findings, line_at(pair, bandwidth_gbps),
			      "pair '%s': ports of ExpressRoute Direct have 10, 100 or 400 Gb/s; sizes of circuits on %u Gb/s are not checked",
			      pair->name, pair->bandwidth_gbps);
	if (pair->outer_tpid != 0x8100)
		findings_warn(findings, line_at(pair, outer_tpid),
			      "pair '%s': Microsoft's ports take the outer TPID 0x8100 only",
			      pair->name);
	if (pair->circuits.n > 10)
		findings_warn(findings, pair->node.line,
			      "pair '%s': has %zu circuits; a subscription has 10 unless its limit was raised",
			      pair->name, pair->circuits.n);
	check_subscription(pair, findings);
}

static void check_pair(const struct desired *desired,
		       const struct desired_pair *pair,
		       struct findings *findings)
{
	struct rules_place place = {
		.desired = desired,
		.pair = pair,
		.findings = findings,
	};

	check_ports(pair, findings);
	if (pair->model == DESIRED_DIRECT)
		check_direct(pair, findings);
	check_stags(pair, findings);
	check_ctags(pair, findings);
	desired_each(place.circuit, &pair->circuits)
		rules_circuit(&place);
}

void desired_check(const struct desired *desired, struct findings *findings)
{
	const struct desired_pair *pair;

	check_names(desired, findings);
	check_ifnames(desired, findings);
	check_vrfs(desired, findings);
	desired_each(pair, &desired->pairs)
		check_pair(desired, pair, findings);
	rules_networks(desired, findings);
}
