// SPDX-License-Identifier: LGPL-2.1-or-later
/* Networks that must not overlap: of peerings, and of what is behind them. */
#include "rules.h"
#include "fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A network and whose it is. */
struct network {
	size_t number;				/* in the order of the file */
	struct prefix prefix;
	const struct desired_circuit *circuit;
	const struct desired_peering *peering;	/* NULL: of what is named */
	const char *what;
	unsigned int line;
};

static struct network *add(struct list *list, struct findings *findings,
			   const struct prefix *prefix,
			   const struct desired_circuit *circuit)
{
	struct network *network;

	if (!prefix->family)
		return NULL;
	network = list_add(list);
	if (!network) {
		findings->no_memory = true;
		return NULL;
	}
	network->number = list->n;
	network->prefix = *prefix;
	network->circuit = circuit;
	return network;
}

static void add_subnets(struct list *list, struct findings *findings,
			const struct desired_circuit *circuit,
			const struct desired_peering *peering,
			const struct desired_subnets *subnets)
{
	static const char *const keys[] = { "primary", "secondary" };
	struct network *network;
	struct prefix prefix;
	int role;

	for (role = 0; role < 2; role++) {
		prefix = desired_subnet(subnets, role);
		network = add(list, findings, &prefix, circuit);
		if (!network)
			continue;
		network->peering = peering;
		network->line = object_line(&desired_subnets_type, subnets,
					    subnets->split.family ? "split" :
								    keys[role]);
	}
}

/* What a circuit's peerings must keep clear of. */
static void add_behind(struct list *list, struct findings *findings,
		       const struct desired_circuit *circuit)
{
	const struct desired_connection *connection;
	const struct desired_global_reach *global_reach;
	const struct desired_prefix *prefix;
	struct network *network;

	desired_each(connection, &circuit->connections) {
		desired_each(prefix, &connection->prefixes) {
			network = add(list, findings, &prefix->prefix,
				      circuit);
			if (!network)
				continue;
			network->what = connection->name;
			network->line = prefix->line;
		}
	}
	desired_each(global_reach, &circuit->global_reach) {
		network = add(list, findings, &global_reach->ipv4, circuit);
		if (network) {
			network->what = global_reach->name;
			network->line = line_at(global_reach, ipv4);
		}
		network = add(list, findings, &global_reach->ipv6, circuit);
		if (network) {
			network->what = global_reach->name;
			network->line = line_at(global_reach, ipv6);
		}
	}
}

static bool same_vrf(const struct network *a, const struct network *b)
{
	const char *x = desired_vrf_of(a->circuit, a->peering);
	const char *y = desired_vrf_of(b->circuit, b->peering);

	return x && y ? !strcmp(x, y) : x == y;
}

static bool both_microsoft(const struct network *a, const struct network *b)
{
	return a->peering->type == ERD_PEERING_MICROSOFT &&
	       b->peering->type == ERD_PEERING_MICROSOFT;
}

/* Two of peerings. A peering's own two are its own affair. */
static void compare_peerings(const struct network *a, const struct network *b,
			     struct findings *findings)
{
	char one[PREFIX_TEXT_SIZE], other[PREFIX_TEXT_SIZE];

	if (a->peering == b->peering ||
	    !(same_vrf(a, b) || both_microsoft(a, b)))
		return;
	findings_error(findings, a->line,
		       "circuit '%s': %s peering: %s overlaps %s of the %s peering of circuit '%s', line %u",
		       a->circuit->name, erd_peering_name(a->peering->type),
		       prefix_text(&a->prefix, one),
		       prefix_text(&b->prefix, other),
		       erd_peering_name(b->peering->type), b->circuit->name,
		       b->line);
	if (!same_vrf(a, b))
		findings_hint(findings, "each Microsoft peering has networks of its own");
	else
		findings_hint(findings, "where circuits have the same networks, give each a VRF");
}

static void compare_behind(const struct network *behind,
			   const struct network *peering,
			   struct findings *findings)
{
	char one[PREFIX_TEXT_SIZE], other[PREFIX_TEXT_SIZE];

	if (behind->circuit != peering->circuit)
		return;
	findings_error(findings, behind->line,
		       "circuit '%s': %s of connection '%s' overlaps %s of its %s peering",
		       behind->circuit->name,
		       prefix_text(&behind->prefix, one), behind->what,
		       prefix_text(&peering->prefix, other),
		       erd_peering_name(peering->peering->type));
}

static void compare(const struct network *a, const struct network *b,
		    struct findings *findings)
{
	/* What is later in the file is told to be in the way. */
	if (a->number < b->number) {
		const struct network *later = b;

		b = a;
		a = later;
	}
	if (a->peering && b->peering)
		compare_peerings(a, b, findings);
	else if (a->peering)
		compare_behind(b, a, findings);
	else if (b->peering)
		compare_behind(a, b, findings);
}

/* A network stands before all that are in it, and these before others. */
static int compare_place(const void *a, const void *b)
{
	const struct network *x = a, *y = b;
	int order = (int)x->prefix.family - (int)y->prefix.family;

	if (!order)
		order = memcmp(x->prefix.address, y->prefix.address,
			       sizeof(x->prefix.address));
	if (!order)
		order = (int)x->prefix.len - (int)y->prefix.len;
	return order ? order : (int)x->number - (int)y->number;
}

/* Two networks overlap if one is in the other. */
static void compare_all(const struct list *list, struct findings *findings)
{
	const struct network *network = list->items;
	size_t i, j;

	for (i = 0; i < list->n; i++)
		for (j = i + 1; j < list->n; j++) {
			if (!prefix_contains(&network[i].prefix,
					     &network[j].prefix))
				break;
			compare(&network[i], &network[j], findings);
		}
}

void rules_networks(const struct desired *desired, struct findings *findings)
{
	struct list list = LIST_OF(struct network);
	const struct desired_circuit *circuit;
	const struct desired_peering *peering;
	const struct desired_pair *pair;

	desired_each(pair, &desired->pairs) {
		desired_each(circuit, &pair->circuits) {
			desired_each(peering, &circuit->peerings) {
				add_subnets(&list, findings, circuit, peering,
					    peering->ipv4);
				add_subnets(&list, findings, circuit, peering,
					    peering->ipv6);
			}
			add_behind(&list, findings, circuit);
		}
	}
	if (list.n)
		qsort(list.items, list.n, list.size, compare_place);
	compare_all(&list, findings);
	list_free(&list);
}
