// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Plans between any two states, on a small kernel in memory that refuses what
 * the real one refuses: they converge, to what a fresh apply makes, whatever
 * fails in between; and what is somebody else's stays.
 */
#include "apply.h"
#include "names.h"
#include "sampling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ROUNDS	1500

/* --- a small kernel ----------------------------------------------------- */

struct kernel {
	struct edge edge;
	int fail_at;		/* the number of the change that fails; or -1 */
	int n;
};

/* Why it refuses, or NULL. */
static const char *refuse_port(const struct edge *edge,
			       const struct edge_port *port, bool add)
{
	const struct edge_circuit *circuit;
	const struct edge_port *is;
	const struct edge_subif *subif;

	if (!add) {
		desired_each(subif, &edge->subifs)
			if (!strcmp(subif->port, port->name))
				return "the port has sub-interfaces";
		return edge_port(edge, port->name) ? NULL : "no such port";
	}
	desired_each(is, &edge->ports) {
		if (!strcmp(is->name, port->name))
			return "the port exists";
		if (!strcmp(is->ifname, port->ifname))
			return "the device is taken";
		if (strcmp(is->pair, port->pair))
			continue;
		if (is->role == port->role)
			return "the role is taken";
		if (is->encap != port->encap ||
		    is->outer_tpid != port->outer_tpid)
			return "the pair is another";
	}
	desired_each(circuit, &edge->circuits)
		if (!strcmp(circuit->pair, port->pair) &&
		    !circuit->stag != (port->encap == ERD_ENCAP_DOT1Q))
			return "the pair's circuits are others";
	return NULL;
}

static bool has_port(const struct edge *edge, const char *pair)
{
	const struct edge_port *port;

	desired_each(port, &edge->ports)
		if (!strcmp(port->pair, pair))
			return true;
	return false;
}

/* A pair lasts until its last port or circuit goes. */
static bool has_circuit(const struct edge *edge, const char *pair)
{
	const struct edge_circuit *circuit;

	desired_each(circuit, &edge->circuits)
		if (!strcmp(circuit->pair, pair))
			return true;
	return false;
}

static const char *refuse_circuit(const struct edge *edge,
				  const struct edge_circuit *circuit, bool add)
{
	const struct edge_circuit *is;
	const struct edge_subif *subif;

	if (add && !has_port(edge, circuit->pair) &&
	    !has_circuit(edge, circuit->pair))
		return "there is no such pair";

	if (!add) {
		desired_each(subif, &edge->subifs)
			if (!strcmp(subif->pair, circuit->pair) &&
			    !strcmp(subif->circuit, circuit->name))
				return "the circuit has sub-interfaces";
		return edge_circuit(edge, circuit->pair, circuit->name) ?
			       NULL : "no such circuit";
	}
	desired_each(is, &edge->circuits) {
		if (strcmp(is->pair, circuit->pair))
			continue;
		if (!strcmp(is->name, circuit->name))
			return "the circuit exists";
		if (circuit->stag && is->stag == circuit->stag)
			return "the S-tag is taken";
	}
	return NULL;
}

static const char *refuse_subif(const struct edge *edge,
				const struct edge_subif *subif, bool add)
{
	const struct edge_circuit *circuit;
	const struct edge_subif *is;

	if (!add)
		return edge_subif(edge, subif) ? NULL : "no such sub-interface";
	circuit = edge_circuit(edge, subif->pair, subif->circuit);
	if (!circuit || circuit->stag != subif->stag)
		return "no such circuit";
	if (!edge_port(edge, subif->port))
		return "no such port";
	desired_each(is, &edge->subifs) {
		if (edge_subif_same(is, subif))
			return is->ctag == subif->ctag ? NULL :
							 "it has another C-tag";
		if (!strcmp(is->ifname, subif->ifname))
			return "the name is taken";
		if (!strcmp(is->port, subif->port) &&
		    is->stag == subif->stag && is->ctag == subif->ctag)
			return "the C-tag is taken";
	}
	return NULL;
}

static const char *refuse_of_subif(const struct edge *edge,
				   const struct change *change)
{
	const struct edge_subif *is = edge_subif(edge, &change->subif);

	if (!is)
		return "no such sub-interface";
	switch (change->kind) {
	case CHANGE_ADDRESS:
		return edge_subif_has(is, &change->address) == change->add ?
			       "the address is there, or not" : NULL;
	case CHANGE_MTU:
		return is->mtu == change->was ? NULL : "it had another MTU";
	case CHANGE_PCP:
		return edge_same_pcp(&is->pcp, &change->from.pcp) ?
			       NULL : "it had other maps";
	case CHANGE_MASTER:
		if (change->to.vrf[0] && !edge_vrf(edge, change->to.vrf))
			return "no such VRF";
		return strcmp(is->vrf, change->from.vrf) ?
			       "it had another VRF" : NULL;
	default:
		return NULL;
	}
}

/* What a fast path is told of: there must be one. */
static const char *refuse_of_circuit(const struct edge *edge,
				     const struct change *change)
{
	const struct edge_circuit *is = edge_circuit(edge, change->circuit.pair,
						     change->circuit.name);

	if (!is)
		return "no such circuit";
	if (change->kind == CHANGE_CIRCUIT_ADMIN)
		return NULL;
	if (!is->stag)
		return "the circuit has no S-tag";
	if (!edge_has_fastpath(edge, is->pair, NULL))
		return "the pair has no fast path";
	switch (change->kind) {
	case CHANGE_RATE_IN:
		return edge_same_rate(&is->set.rates.rx, &change->from.rate) ?
			       NULL : "it had another rate in";
	case CHANGE_RATE_OUT:
		return edge_same_rate(&is->set.rates.tx, &change->from.rate) ?
			       NULL : "it had another rate out";
	default:
		return edge_same_sampling(&is->set.sampling,
					  &change->from.sampling) ?
			       NULL : "it was sampled otherwise";
	}
}

static const char *refuse_of_port(const struct edge *edge,
				  const struct change *change)
{
	const struct edge_port *is = edge_port(edge, change->port.name);

	if (!is)
		return "no such port";
	if (change->kind != CHANGE_HISTOGRAM &&
	    change->kind != CHANGE_PORT_SAMPLE)
		return NULL;
	if (is->xdp == ERD_XDP_NONE)
		return "the port has no fast path";
	return (change->kind == CHANGE_HISTOGRAM ? is->histogram :
						   is->sample) == change->was ?
		       NULL : "it was otherwise";
}

/* The kernel would, but not FRR's zebra. */
static const char *refuse_vrf(const struct edge *edge,
			      const struct edge_vrf *vrf, bool add)
{
	const struct edge_vrf *is;

	if (!edge_vrf(edge, vrf->name) != add)
		return "the VRF is there, or not";
	desired_each(is, &edge->vrfs)
		if (add && is->table == vrf->table)
			return "the table is taken";
	return NULL;
}

static const char *refuse(const struct edge *edge, const struct change *change)
{
	switch (change->kind) {
	case CHANGE_VRF:
		return refuse_vrf(edge, &change->vrf, change->add);
	case CHANGE_PORT:
		return change->undoes && !change->add ? NULL :
			refuse_port(edge, &change->port, change->add);
	case CHANGE_CIRCUIT:
		return refuse_circuit(edge, &change->circuit, change->add);
	case CHANGE_SUBIF:
		return refuse_subif(edge, &change->subif, change->add);
	case CHANGE_XDP:
	case CHANGE_HISTOGRAM:
	case CHANGE_PORT_SAMPLE:
	case CHANGE_PORT_ADMIN:
		return refuse_of_port(edge, change);
	case CHANGE_RATE_IN:
	case CHANGE_RATE_OUT:
	case CHANGE_CIRCUIT_SAMPLE:
	case CHANGE_CIRCUIT_ADMIN:
		return refuse_of_circuit(edge, change);
	default:
		return refuse_of_subif(edge, change);
	}
}

static void lose_ipv6(struct edge_subif *subif)
{
	size_t i;

	for (i = subif->addresses.n; i--;) {
		struct prefix *address =
			(struct prefix *)subif->addresses.items + i;

		if (address->family == AF_INET6)
			edge_remove(&subif->addresses, address);
	}
}

/*
 * With the last fast path of a pair goes what it was told, and a port that comes
 * is told what the other one was. So nothing may be left that is lost then.
 */
static const char *lose_settings(const struct edge *edge,
				 const struct change *change)
{
	static const struct erd_circuit_settings none;
	const struct edge_circuit *circuit;
	const struct edge_port *port = edge_port(edge, change->port.name);
	bool goes = change->kind == CHANGE_PORT ? !change->add :
		    change->kind == CHANGE_XDP && change->will == ERD_XDP_NONE;

	if (!goes || !port || port->xdp == ERD_XDP_NONE)
		return NULL;
	if (port->histogram || port->sample)
		return "the port's settings would be lost";
	if (edge_has_fastpath(edge, port->pair, port->name))
		return NULL;
	desired_each(circuit, &edge->circuits)
		if (!strcmp(circuit->pair, port->pair) &&
		    !edge_same_settings(&circuit->set, &none))
			return "a circuit's settings would be lost";
	return NULL;
}

static int run(void *data, struct change *change, struct erd_error *err)
{
	struct kernel *kernel = data;
	char text[CHANGE_TEXT_SIZE];
	const char *why;

	if (kernel->n++ == kernel->fail_at) {
		snprintf(err->text, sizeof(err->text), "as told");
		return ERD_ERROR;
	}
	why = refuse(&kernel->edge, change);
	if (!why)
		why = lose_settings(&kernel->edge, change);
	if (why)
		fail_msg("%s%s: %s", change->undoes ? "undo: " : "",
			 change_text(change, text), why);
	assert_true(change_simulate(change, &kernel->edge));
	if (change->kind == CHANGE_MASTER)
		lose_ipv6(edge_subif(&kernel->edge, &change->subif));
	return ERD_OK;
}

/* --- states as texts ---------------------------------------------------- */

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

static void same(const struct edge *a, const struct edge *b, const char *what)
{
	char *x = text_of(a), *y = text_of(b);

	if (strcmp(x, y))
		fail_msg("%s:\n%s--- instead of\n%s", what, x, y);
	free(x);
	free(y);
}

/* --- random files ------------------------------------------------------- */

static unsigned int seed;

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

static void random_edge(struct edge *edge)
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

/* --- properties --------------------------------------------------------- */

static int apply(struct kernel *kernel, const struct edge *wanted,
		 const struct edge *owned, struct plan *plan,
		 struct apply_result *result)
{
	const struct apply_backend backend = { .run = run, .data = kernel };
	struct erd_error err;

	assert_int_equal(plan_make(plan, &kernel->edge, wanted, owned, &err),
			 ERD_OK);
	kernel->n = 0;
	return apply_plan(plan, &backend, result, &err);
}

static void apply_all(struct kernel *kernel, const struct edge *wanted,
		      const struct edge *owned)
{
	struct apply_result result;
	struct plan plan;

	kernel->fail_at = -1;
	assert_int_equal(apply(kernel, wanted, owned, &plan, &result), ERD_OK);
	assert_int_equal(result.steps_done, plan.steps);
	same(&kernel->edge, &plan.after, "what was made is not what was planned");
	plan_free(&plan);
	/* and again */
	assert_int_equal(apply(kernel, wanted, owned, &plan, &result), ERD_OK);
	if (plan.changes.n) {
		char text[CHANGE_TEXT_SIZE];

		fail_msg("a second apply would %s",
			 change_text(plan.changes.items, text));
	}
	plan_free(&plan);
}

static void converges(void **state)
{
	struct edge was, wanted, none;
	unsigned int round;

	(void)state;
	edge_init(&none);
	for (round = 0; round < ROUNDS; round++) {
		struct kernel kernel, fresh;

		seed = round;
		random_edge(&was);
		random_edge(&wanted);
		edge_init(&kernel.edge);
		edge_init(&fresh.edge);
		apply_all(&kernel, &was, &none);
		same(&kernel.edge, &was, "the first apply");
		apply_all(&kernel, &wanted, &was);
		apply_all(&fresh, &wanted, &none);
		same(&kernel.edge, &fresh.edge, "an apply and a fresh one");
		apply_all(&kernel, &none, &wanted);
		same(&kernel.edge, &none, "nothing is wanted");
		edge_free(&kernel.edge);
		edge_free(&fresh.edge);
		edge_free(&was);
		edge_free(&wanted);
	}
}

/* What there is after the first steps of a plan. */
static void after_steps(struct edge *edge, const struct edge *before,
			const struct plan *plan, unsigned int steps)
{
	const struct change *change;

	assert_true(edge_copy(edge, before));
	desired_each(change, &plan->changes)
		if (change->step <= steps)
			assert_true(change_simulate(change, edge));
}

/* Whichever change fails: each object is new or as it was, and goes on. */
static void survives_failure(const struct edge *was, const struct edge *wanted,
			     int fail_at, bool *failed)
{
	struct edge none, half, owned;
	struct kernel kernel, fresh;
	struct apply_result result;
	struct plan plan;

	edge_init(&none);
	edge_init(&kernel.edge);
	edge_init(&fresh.edge);
	apply_all(&kernel, was, &none);
	kernel.fail_at = fail_at;
	*failed = apply(&kernel, wanted, was, &plan, &result) != ERD_OK;
	if (*failed) {
		assert_true(result.restored);
		after_steps(&half, was, &plan, result.steps_done);
		same(&kernel.edge, &half, "after a failure");
		edge_free(&half);
	}
	plan_free(&plan);
	if (*failed) {
		/* what both files want is ours now */
		assert_true(edge_copy(&owned, was));
		apply_all(&kernel, wanted, &owned);
		apply_all(&fresh, wanted, &none);
		same(&kernel.edge, &fresh.edge, "an apply after a failure");
		edge_free(&owned);
	}
	edge_free(&kernel.edge);
	edge_free(&fresh.edge);
}

static void is_never_a_mixture(void **state)
{
	struct edge was, wanted;
	unsigned int round;
	bool failed;
	int at;

	(void)state;
	for (round = 0; round < ROUNDS / 30; round++) {
		seed = 100000 + round;
		random_edge(&was);
		random_edge(&wanted);
		for (at = 0, failed = true; failed; at++)
			survives_failure(&was, &wanted, at, &failed);
		edge_free(&was);
		edge_free(&wanted);
	}
}

/* What no file of ours ever wanted is not touched, as far as it can be. */
static void leaves_others_alone(void **state)
{
	struct edge theirs, none;
	struct edge_vrf *vrf;
	struct kernel kernel;
	struct plan plan;
	struct erd_error err;
	unsigned int round;

	(void)state;
	edge_init(&none);
	for (round = 0; round < ROUNDS / 10; round++) {
		seed = 200000 + round;
		random_edge(&theirs);
		edge_init(&kernel.edge);
		apply_all(&kernel, &theirs, &none);
		assert_int_equal(plan_make(&plan, &kernel.edge, &none, &none,
					   &err), ERD_OK);
		assert_int_equal(plan.changes.n, 0);
		plan_free(&plan);
		vrf = list_add(&none.vrfs);
		strcpy(vrf->name, "ours");
		vrf->table = 7;
		assert_int_equal(plan_make(&plan, &kernel.edge, &none, &none,
					   &err), ERD_OK);
		assert_int_equal(plan.changes.n, 1);
		plan_free(&plan);
		list_clear(&none.vrfs);
		edge_free(&kernel.edge);
		edge_free(&theirs);
	}
	edge_free(&none);
}

/* Two VRFs of one table would end FRR's zebra. */
static void refuses_tables_of_others(void **state)
{
	struct erd_error err = {};
	struct edge is, wanted, none;
	struct edge_vrf *vrf;
	struct plan plan;

	(void)state;
	edge_init(&is);
	edge_init(&wanted);
	edge_init(&none);
	vrf = list_add(&is.vrfs);
	strcpy(vrf->name, "theirs");
	vrf->table = 7;
	vrf = list_add(&wanted.vrfs);
	strcpy(vrf->name, "ours");
	vrf->table = 7;
	assert_int_equal(plan_make(&plan, &is, &wanted, &none, &err),
			 ERD_CONFLICT);
	assert_string_equal(err.text, "VRF 'ours': table 7 is that of VRF 'theirs', which is not in the file");
	assert_string_equal(err.hint, "give it another table, or use that VRF: name it in vrfs, without a table");
	assert_int_equal(plan.changes.n, 0);
	plan_free(&plan);
	/* It was ours, so it gives it up. */
	assert_int_equal(plan_make(&plan, &is, &wanted, &is, &err), ERD_OK);
	assert_int_equal(plan.changes.n, 2);
	plan_free(&plan);
	edge_free(&is);
	edge_free(&wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_tables_of_others),
		cmocka_unit_test(converges),
		cmocka_unit_test(is_never_a_mixture),
		cmocka_unit_test(leaves_others_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
