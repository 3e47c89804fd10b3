// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The fast path of ports, and what it is told of circuits: limits and samples.
 * That is told on all ports of a pair, and a port whose fast path comes takes it
 * from the other one. So it goes before the last fast path of a pair does, and
 * before its circuit: then undoing brings it back, and nothing comes back that
 * is not wanted any more.
 */
#include "planner.h"

#include <string.h>

/* --- circuits ----------------------------------------------------------- */

static void plan_rate(struct planner *p, const struct edge_circuit *is,
		      enum change_kind kind, const struct erd_rate *was,
		      const struct erd_rate *will)
{
	struct change change = {
		.kind = kind,
		.impact = IMPACT_NONE,
		.circuit = *is,
		.from.rate = *was,
		.to.rate = *will,
	};

	if (is->uneven || !edge_same_rate(was, will))
		planner_add(p, &change);
}

static void plan_sampling(struct planner *p, const struct edge_circuit *is,
			  const struct erd_sampling *will)
{
	struct change change = {
		.kind = CHANGE_CIRCUIT_SAMPLE,
		.impact = IMPACT_NONE,
		.circuit = *is,
		.from.sampling = is->set.sampling,
		.to.sampling = *will,
	};

	if (is->uneven || !edge_same_sampling(&is->set.sampling, will))
		planner_add(p, &change);
}

void plan_circuit_settings(struct planner *p, const struct edge_circuit *like,
			   const struct erd_circuit_settings *will)
{
	const struct edge_circuit *at = edge_circuit(&p->now, like->pair,
						     like->name);
	struct edge_circuit is;

	/* Without a fast path nobody could be told. */
	if (!at || !edge_has_fastpath(&p->now, like->pair, NULL))
		return;
	is = *at;
	plan_rate(p, &is, CHANGE_RATE_IN, &is.set.rates.rx, &will->rates.rx);
	plan_rate(p, &is, CHANGE_RATE_OUT, &is.set.rates.tx, &will->rates.tx);
	plan_sampling(p, &is, &will->sampling);
}

void plan_no_settings(struct planner *p, const struct edge_circuit *circuit)
{
	const struct erd_circuit_settings none = {};

	plan_circuit_settings(p, circuit, &none);
}

/* --- ports -------------------------------------------------------------- */

static void plan_of_port(struct planner *p, const struct edge_port *is,
			 enum change_kind kind, uint32_t was, uint32_t will)
{
	const struct change change = {
		.kind = kind,
		.impact = IMPACT_NONE,
		.port = *is,
		.was = was,
		.will = will,
	};

	planner_add(p, &change);
}

static void plan_histogram(struct planner *p, const struct edge_port *is,
			   bool will)
{
	if (is->xdp != ERD_XDP_NONE && is->histogram != will)
		plan_of_port(p, is, CHANGE_HISTOGRAM, !will, will);
}

static void plan_port_sample(struct planner *p, const struct edge_port *is,
			     bool will)
{
	if (is->xdp != ERD_XDP_NONE && is->sample != will)
		plan_of_port(p, is, CHANGE_PORT_SAMPLE, !will, will);
}

void plan_fastpath_goes(struct planner *p, const struct edge_port *is)
{
	const struct edge_circuit *circuit;

	plan_histogram(p, is, false);
	plan_port_sample(p, is, false);
	if (is->xdp == ERD_XDP_NONE ||
	    edge_has_fastpath(&p->now, is->pair, is->name))
		return;
	desired_each(circuit, &p->now.circuits)
		if (!strcmp(circuit->pair, is->pair))
			plan_no_settings(p, circuit);
}

/* What is counted stays, so it concerns no frame. */
static void plan_xdp(struct planner *p, const struct edge_port *is,
		     const struct edge_port *wanted)
{
	if (is->xdp != ERD_XDP_NONE && wanted->xdp == ERD_XDP_NONE)
		plan_fastpath_goes(p, is);
	if (is->xdp != wanted->xdp ||
	    (is->outdated && wanted->xdp != ERD_XDP_NONE))
		plan_of_port(p, is, CHANGE_XDP, is->xdp, wanted->xdp);
}

void plan_fastpath(struct planner *p, const struct edge_port *wanted)
{
	const struct edge_port *is = edge_port(&p->now, wanted->name);

	plan_xdp(p, is, wanted);
	plan_histogram(p, is, wanted->histogram);
	plan_port_sample(p, is, wanted->sample);
}
