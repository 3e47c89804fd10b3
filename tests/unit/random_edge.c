// SPDX-License-Identifier: LGPL-2.1-or-later
#include "random_edge.h"
#include "names.h"
#include "sampling.h"
#include "small_kernel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static int compare_lines(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *sorted(char *text)
{
	char *line[512], *save = NULL, *at, *all = NULL;
	size_t n = 0, i, size;
	FILE *out = open_memstream(&all, &size);

	for (at = strtok_r(text, "\n", &save); at;
	     at = strtok_r(NULL, "\n", &save))
		line[n++] = at;
	if (n)
		qsort(line, n, sizeof(*line), compare_lines);
	for (i = 0; i < n; i++)
		fprintf(out, "%s\n", line[i]);
	fclose(out);
	free(text);
	return all;
}

static char *text_of(const struct edge *edge)
{
	char *text = NULL, address[PREFIX_TEXT_SIZE];
	const struct edge_circuit *circuit;
	const struct edge_subif *subif;
	const struct edge_port *port;
	const struct edge_vrf *vrf;
	const struct prefix *prefix;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	desired_each(vrf, &edge->vrfs)
		fprintf(out, "vrf %s %u\n", vrf->name, vrf->table);
	desired_each(port, &edge->ports)
		fprintf(out, "port %s %s %s %u %u %x %u %u %u %u\n",
			port->name, port->pair, port->ifname, port->role,
			port->encap, port->outer_tpid, port->xdp,
			port->histogram, port->sample, port->admin_state);
	desired_each(circuit, &edge->circuits)
		fprintf(out, "circuit %s %s %u %u %llu/%u %llu/%u %u/%u\n",
			circuit->pair, circuit->name, circuit->stag,
			circuit->admin_state,
			(unsigned long long)circuit->set.rates.rx.bits_per_s,
			circuit->set.rates.rx.burst,
			(unsigned long long)circuit->set.rates.tx.bits_per_s,
			circuit->set.rates.tx.burst,
			circuit->set.sampling.every,
			circuit->set.sampling.snap);
	desired_each(subif, &edge->subifs) {
		fprintf(out, "subif %s %s %s %u %u/%u %s %u %u %u %u:%u %s\n",
			subif->port, subif->pair, subif->circuit,
			subif->peering, subif->stag, subif->ctag,
			subif->ifname, subif->admin_state, subif->up,
			subif->mtu, subif->pcp.egress_pcp[6],
			subif->pcp.ingress_prio[5], subif->vrf);
		desired_each(prefix, &subif->addresses)
			fprintf(out, "address %s %s\n", subif->ifname,
				prefix_text(prefix, address));
	}
	fclose(out);
	return sorted(text);
}

void same(const struct edge *a, const struct edge *b, const char *what)
{
	char *x = text_of(a), *y = text_of(b);

	if (strcmp(x, y))
		fail_msg("%s:\n%s--- instead of\n%s", what, x, y);
	free(x);
	free(y);
}

/* --- random files ------------------------------------------------------- */

unsigned int seed;

static unsigned int any(unsigned int n)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 16) % n;
}

static void one_of_ports(struct edge *edge, const char *pair, int index,
			 enum erd_encap encap, uint16_t tpid, int swap)
{
	struct edge_port *port = list_add(&edge->ports);

	snprintf(port->name, sizeof(port->name), "%s-%d", pair, index);
	strcpy(port->pair, pair);
	/* Devices and roles move between ports. */
	snprintf(port->ifname, sizeof(port->ifname), "eth%d",
		 (index + (swap & 1)) % 2 + 2 * (pair[0] - 'a'));
	port->role = (index + (swap >> 1)) % 2;
	port->encap = encap;
	port->outer_tpid = tpid;
	port->xdp = any(4) ? ERD_XDP_NATIVE : ERD_XDP_NONE;
	port->histogram = port->xdp != ERD_XDP_NONE && !any(3);
	port->sample = port->xdp != ERD_XDP_NONE && !any(3);
	port->admin_state = any(2);
}

/* Only what can be so: of a circuit with an S-tag, on a fast path. */
static void any_settings(const struct edge *edge, struct edge_circuit *circuit)
{
	static const struct erd_rate rates[] = {
		{}, { 1000000000, 625000 }, { 1000000000, 1 << 20 },
		{ 50000000, 65536 },
	};

	if (!circuit->stag || !edge_has_fastpath(edge, circuit->pair, NULL))
		return;
	circuit->set.rates.rx = rates[any(4)];
	circuit->set.rates.tx = rates[any(4)];
	if (!any(3))
		circuit->set.sampling = sampling_of_circuit(1 + any(2), 128);
}

static void add_address(struct edge_subif *subif, const char *format)
{
	char text[64];

	snprintf(text, sizeof(text), format, any(3));
	prefix_parse(text, list_add(&subif->addresses));
	/* A host of it, as addresses are. */
	((struct prefix *)subif->addresses.items)[subif->addresses.n - 1]
		.address[strchr(format, ':') ? 15 : 3] |= 1;
}

static void add_subifs(struct edge *edge, const struct edge_circuit *circuit,
		       enum erd_peering peering, uint16_t ctag, bool any_vrf)
{
	enum erd_admin_state admin_state = any(4) ? ERD_ADMIN_STATE_ENABLED :
						   ERD_ADMIN_STATE_DISABLED;
	uint32_t mtu = any(2) ? 1500 : 1400;
	uint8_t pcp = any(2) ? 0 : 5;
	struct edge_subif *subif;
	size_t i;

	for (i = 0; i < edge->ports.n; i++) {
		const struct edge_port *port =
			(struct edge_port *)edge->ports.items + i;

		if (strcmp(port->pair, circuit->pair))
			continue;
		subif = list_add(&edge->subifs);
		subif->addresses = (struct list)LIST_OF(struct prefix);
		strcpy(subif->port, port->name);
		strcpy(subif->pair, circuit->pair);
		strcpy(subif->circuit, circuit->name);
		subif->peering = peering;
		subif->stag = circuit->stag;
		subif->ctag = ctag;
		ifname_make(subif->ifname, NULL, circuit->name, peering,
			    port->role, NULL);
		subif->admin_state = admin_state;
		subif->up = true;
		subif->mtu = mtu;
		subif->pcp.egress_pcp[6] = pcp;
		subif->pcp.ingress_prio[5] = pcp;
		if (any_vrf && edge->vrfs.n)
			strcpy(subif->vrf, ((struct edge_vrf *)
				edge->vrfs.items)[any(edge->vrfs.n)].name);
		if (any(3))
			add_address(subif, "10.0.%u.0/30");
		if (any(3))
			add_address(subif, "fd00:%u::/126");
	}
}

static void add_circuit(struct edge *edge, const char *pair, int index,
			enum erd_encap encap, int shift)
{
	struct edge_circuit *circuit = list_add(&edge->circuits);
	struct edge_circuit copy;
	uint16_t ctag;
	int swap = any(2);
	bool any_vrf = any(2);

	strcpy(circuit->pair, pair);
	snprintf(circuit->name, sizeof(circuit->name), "%s%d", pair, index);
	/* S-tags move between circuits, C-tags between peerings. */
	circuit->stag = encap == ERD_ENCAP_QINQ ? 1 + (index + shift) % 3 : 0;
	circuit->admin_state = any(2);
	any_settings(edge, circuit);
	copy = *circuit;
	ctag = encap == ERD_ENCAP_QINQ ? 100 : 100 + 10 * ((index + shift) % 3);
	if (any(4))
		add_subifs(edge, &copy, ERD_PEERING_PRIVATE, ctag + swap,
			   any_vrf);
	if (any(2))
		add_subifs(edge, &copy, ERD_PEERING_MICROSOFT, ctag + 1 - swap,
			   any_vrf);
}

void random_edge(struct edge *edge)
{
	static const char *const vrfs[] = { "red", "blue", "green" };
	const char *const pairs[] = { "a", "b" };
	struct edge_vrf *vrf;
	int j, turn;
	size_t i;

	edge_init(edge);
	turn = any(3);
	for (i = 0; i < 3; i++) {
		if (!any(2))
			continue;
		vrf = list_add(&edge->vrfs);
		strcpy(vrf->name, vrfs[i]);
		vrf->table = 1001 + (i + turn) % 3;
	}
	for (i = 0; i < 2; i++) {
		enum erd_encap encap = any(4) ? ERD_ENCAP_QINQ :
						ERD_ENCAP_DOT1Q;
		uint16_t tpid = any(4) ? 0x8100 : 0x88a8;
		int swap = any(4), shift = any(3);

		if (!any(4))
			continue;
		for (j = 0; j < 2; j++)
			if (any(5))
				one_of_ports(edge, pairs[i], j, encap, tpid,
					     swap);
		for (j = 0; j < 3; j++)
			if (any(3) && has_port(edge, pairs[i]))
				add_circuit(edge, pairs[i], j, encap, shift);
	}
}
