// SPDX-License-Identifier: LGPL-2.1-or-later
/* Ports and paths: those there are, and those that the file wants. */
#include "error.h"
#include "gather.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct actual {
	struct erd_port *ports;
	struct erd_circuit *circuits;
	struct erd_subif *subifs;
	size_t n_ports, n_circuits, n_subifs;
};

static int read_actual(struct erd *erd, struct actual *is,
		       struct erd_error *err)
{
	int ret = erd_port_list(erd, &is->ports, &is->n_ports, err);

	if (!ret)
		ret = erd_circuit_list(erd, &is->circuits, &is->n_circuits,
				       err);
	if (!ret)
		ret = erd_subif_list(erd, &is->subifs, &is->n_subifs, err);
	return ret;
}

static void free_actual(struct actual *is)
{
	free(is->ports);
	free(is->circuits);
	free(is->subifs);
}

/* How many ports and paths a file can want. */
static void count_wanted(const struct desired *desired, size_t *ports,
			 size_t *paths)
{
	const struct desired_circuit *circuit;
	const struct desired_pair *pair;

	*ports = *paths = 0;
	desired_each(pair, &desired->pairs) {
		*ports += pair->ports.n;
		desired_each(circuit, &pair->circuits)
			*paths += circuit->peerings.n * pair->ports.n;
	}
}

/* --- ports -------------------------------------------------------------- */

static struct facts_port *find_port(const struct facts *facts,
				    const char *name)
{
	size_t i;

	for (i = 0; i < facts->n_ports; i++)
		if (!strcmp(facts->ports[i].name, name))
			return &facts->ports[i];
	return NULL;
}

static struct facts_port *add_port(struct facts *facts, const char *name,
				   const char *pair, const char *ifname,
				   enum erd_role role)
{
	struct facts_port *port = &facts->ports[facts->n_ports++];

	snprintf(port->name, sizeof(port->name), "%s", name);
	snprintf(port->pair, sizeof(port->pair), "%s", pair);
	snprintf(port->ifname, sizeof(port->ifname), "%s", ifname);
	port->role = role;
	return port;
}

static void add_actual_ports(struct facts *facts, const struct actual *is)
{
	struct facts_port *port;
	size_t i;

	for (i = 0; i < is->n_ports; i++) {
		port = add_port(facts, is->ports[i].name, is->ports[i].pair,
				is->ports[i].ifname, is->ports[i].role);
		port->bound = true;
		port->erd = is->ports[i];
	}
}

static void add_wanted_ports(struct facts *facts)
{
	const struct desired_pair *pair;
	const struct desired_port *wanted;
	struct facts_port *port;

	desired_each(pair, &facts->file.desired.pairs) {
		desired_each(wanted, &pair->ports) {
			port = find_port(facts, wanted->name);
			if (!port)
				port = add_port(facts, wanted->name, pair->name,
						wanted->device, wanted->role);
			port->wanted = wanted;
			port->wanted_pair = pair;
		}
	}
}

/* As all that erdctl lists; the kernel has them as they were made. */
static int compare_ports(const void *a, const void *b)
{
	const struct facts_port *x = a, *y = b;
	int order = strcmp(x->pair, y->pair);

	return order ? order : (int)x->role - (int)y->role;
}

static void sort_ports(struct facts *facts)
{
	if (facts->n_ports)
		qsort(facts->ports, facts->n_ports, sizeof(*facts->ports),
		      compare_ports);
}

/* --- paths -------------------------------------------------------------- */

static int compare_paths(const void *a, const void *b)
{
	const struct facts_path *x = a, *y = b;
	int order = strcmp(x->port->pair, y->port->pair);

	if (!order)
		order = strcmp(x->circuit, y->circuit);
	if (!order)
		order = (int)x->peering - (int)y->peering;
	/* one that was made by hand may have several C-tags */
	if (!order && x->peering == ERD_PEERING_UNSPEC)
		order = (int)x->ctag - (int)y->ctag;
	return order ? order : (int)x->port->role - (int)y->port->role;
}

static void sort_paths(struct facts *facts)
{
	if (facts->n_paths)
		qsort(facts->paths, facts->n_paths, sizeof(*facts->paths),
		      compare_paths);
}

static int compare_circuits(const void *a, const void *b)
{
	const struct erd_circuit *x = a, *y = b;
	int order = strcmp(x->pair, y->pair);

	return order ? order : strcmp(x->name, y->name);
}

static const struct erd_circuit *find_circuit(const struct actual *is,
					      const struct erd_subif *subif)
{
	struct erd_circuit like;

	if (!is->n_circuits)
		return NULL;
	strcpy(like.pair, subif->pair);
	strcpy(like.name, subif->circuit);
	return bsearch(&like, is->circuits, is->n_circuits, sizeof(like),
		       compare_circuits);
}

static void add_actual_paths(struct facts *facts, const struct actual *is)
{
	const struct erd_circuit *circuit;
	const struct erd_subif *subif;
	struct facts_path *path;
	struct facts_port *port;
	size_t i;

	if (is->n_circuits)
		qsort(is->circuits, is->n_circuits, sizeof(*is->circuits),
		      compare_circuits);
	for (i = 0; i < is->n_subifs; i++) {
		subif = &is->subifs[i];
		/* A port may go between two readings. */
		port = find_port(facts, subif->port);
		if (!port)
			continue;
		path = &facts->paths[facts->n_paths++];
		path->there = true;
		path->port = port;
		path->subif = *subif;
		strcpy(path->circuit, subif->circuit);
		path->peering = subif->peering;
		path->stag = subif->stag;
		path->ctag = subif->ctag;
		circuit = find_circuit(is, subif);
		path->circuit_enabled = !circuit || circuit->admin_state ==
						ERD_ADMIN_STATE_ENABLED;
	}
	sort_paths(facts);
}

static void want_path(struct facts *facts, size_t n_actual,
		      struct facts_port *port,
		      const struct desired_circuit *circuit,
		      const struct desired_peering *peering)
{
	struct facts_path like = { .port = port, .peering = peering->type };
	struct facts_path *path = NULL;

	snprintf(like.circuit, sizeof(like.circuit), "%s", circuit->name);
	if (n_actual)
		path = bsearch(&like, facts->paths, n_actual, sizeof(like),
			       compare_paths);
	if (!path) {
		path = &facts->paths[facts->n_paths++];
		*path = like;
		path->stag = circuit->stag;
		path->ctag = peering->ctag;
	}
	path->wanted_circuit = circuit;
	path->wanted_peering = peering;
	path->wanted_mtu = peering->mtu ? peering->mtu :
					  port->wanted_pair->mtu;
}

static void add_wanted_paths(struct facts *facts)
{
	const struct desired_circuit *circuit;
	const struct desired_peering *peering;
	const struct desired_port *wanted;
	const struct desired_pair *pair;
	size_t n_actual = facts->n_paths;

	desired_each(pair, &facts->file.desired.pairs)
		desired_each(wanted, &pair->ports)
			desired_each(circuit, &pair->circuits)
				desired_each(peering, &circuit->peerings)
					want_path(facts, n_actual,
						  find_port(facts, wanted->name),
						  circuit, peering);
	sort_paths(facts);
}

/* The two links of a peering are neighbours. */
static void pair_paths(struct facts *facts)
{
	struct facts_path *a, *b;
	size_t i;

	for (i = 0; i + 1 < facts->n_paths; i++) {
		a = &facts->paths[i];
		b = a + 1;
		if (a->peering == ERD_PEERING_UNSPEC ||
		    a->peering != b->peering || a->port == b->port ||
		    strcmp(a->circuit, b->circuit) ||
		    strcmp(a->port->pair, b->port->pair))
			continue;
		a->other = b;
		b->other = a;
	}
}

int gather_objects(struct facts *facts, struct erd *erd, struct erd_error *err)
{
	size_t wanted_ports, wanted_paths;
	struct actual is = {};
	int ret = ERD_OK;

	if (erd)
		ret = read_actual(erd, &is, err);
	if (ret) {
		/* The module went, or memory did: the latter ends all. */
		unknown_why(&facts->module, "%s", err->text);
		free_actual(&is);
		memset(&is, 0, sizeof(is));
	}
	count_wanted(&facts->file.desired, &wanted_ports, &wanted_paths);
	facts->ports = calloc(is.n_ports + wanted_ports + 1,
			      sizeof(*facts->ports));
	facts->paths = calloc(is.n_subifs + wanted_paths + 1,
			      sizeof(*facts->paths));
	if (facts->ports && facts->paths) {
		add_actual_ports(facts, &is);
		add_wanted_ports(facts);
		sort_ports(facts);
		add_actual_paths(facts, &is);
		add_wanted_paths(facts);
		pair_paths(facts);
		ret = ERD_OK;
	} else {
		ret = erd_fail(err, ERD_ERROR, "out of memory");
	}
	free_actual(&is);
	return ret;
}
