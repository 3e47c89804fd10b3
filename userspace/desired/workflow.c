// SPDX-License-Identifier: LGPL-2.1-or-later
#include "workflow.h"
#include "rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* After which ports are billed, whether a link is enabled or not. */
#define BILLING_DAYS	45

struct workflow {
	struct list *steps;
	bool failed;
};

const char *workflow_state_name(enum workflow_state state)
{
	static const char *const names[] = {
		[WORKFLOW_DONE] = "done",
		[WORKFLOW_WAITS] = "waits",
		[WORKFLOW_OPEN] = "open",
	};

	return names[state];
}

static void add(struct workflow *w, const char *step, const char *noun,
		const char *name, enum workflow_state state,
		const char *format, ...) __attribute__((format(printf, 6, 7)));

/* What is done needs no more words. */
static void add(struct workflow *w, const char *step, const char *noun,
		const char *name, enum workflow_state state,
		const char *format, ...)
{
	struct workflow_step *added = list_add(w->steps);
	va_list args;

	if (!added) {
		w->failed = true;
		return;
	}
	added->step = step;
	snprintf(added->object, sizeof(added->object), "%s '%s'", noun, name);
	added->state = state;
	if (state == WORKFLOW_DONE)
		return;
	va_start(args, format);
	vsnprintf(added->what, sizeof(added->what), format, args);
	va_end(args);
}

static enum workflow_state done_if(bool done)
{
	return done ? WORKFLOW_DONE : WORKFLOW_OPEN;
}

/* --- ports -------------------------------------------------------------- */

static const char *or_unknown(const char *text)
{
	return text ? text : "?";
}

static void cross_connect(struct workflow *w, const struct desired_port *port)
{
	const struct desired_cross_connect *is = port->cross_connect;

	if (!is || !is->ordered)
		add(w, "cross-connect", "port", port->name, WORKFLOW_OPEN,
		    "order it from the colocation, to router %s, interface %s, rack %s, patch panel %s, connector %s",
		    or_unknown(port->router), or_unknown(port->interface),
		    or_unknown(port->rack), or_unknown(port->patch_panel),
		    or_unknown(port->connector));
	else if (!is->completed)
		add(w, "cross-connect", "port", port->name, WORKFLOW_WAITS,
		    "the colocation patches order %s of %s",
		    or_unknown(is->order), is->ordered);
	else
		add(w, "cross-connect", "port", port->name, WORKFLOW_DONE,
		    "%s", "");
	add(w, "acceptance", "port", port->name,
	    done_if(is && is->accepted),
	    "erdctl port test %s --accept: it watches light and link, and writes cross_connect: accepted",
	    port->name);
}

static void port(struct workflow *w, const struct desired_port *is)
{
	add(w, "authorization", "port", is->name,
	    done_if(is->loa && is->loa->issued),
	    "az network express-route port generate-loa, and record it as loa: issued");
	cross_connect(w, is);
	add(w, "admin state", "port", is->name,
	    done_if(is->admin_state == ERD_ADMIN_STATE_ENABLED),
	    "admin_state: enabled here, and at Azure: az network express-route port link update --admin-state Enabled");
}

static void direct(struct workflow *w, const struct desired_pair *pair)
{
	const struct desired_port *is;

	add(w, "reservation", "pair", pair->name,
	    done_if(pair->reserved || pair->allocation_date ||
		    pair->resource_id),
	    "az network express-route port create, and import what it says");
	desired_each(is, &pair->ports)
		port(w, is);
}

/* --- circuits ----------------------------------------------------------- */

static void provisioning(struct workflow *w, const struct desired_pair *pair,
			 const struct desired_circuit *circuit)
{
	const char *state = circuit->provider_state;

	if (rules_is_provisioned(circuit) &&
	    (state || pair->model == DESIRED_DIRECT))
		add(w, "provisioning", "circuit", circuit->name, WORKFLOW_DONE,
		    "%s", "");
	else if (rules_is(state, "Deprovisioning"))
		add(w, "provisioning", "circuit", circuit->name,
		    WORKFLOW_WAITS, "it is being taken down");
	else if (rules_is(state, "Provisioning"))
		add(w, "provisioning", "circuit", circuit->name,
		    WORKFLOW_WAITS, "%s works on it",
		    circuit->provider ? circuit->provider : "the provider");
	else if (circuit->service_key && circuit->provider)
		add(w, "provisioning", "circuit", circuit->name, WORKFLOW_OPEN,
		    "give service key %s and the C-tags to %s",
		    circuit->service_key, circuit->provider);
	else
		add(w, "provisioning", "circuit", circuit->name, WORKFLOW_OPEN,
		    "az network express-route show, and import what it says");
}

static void prefixes(struct workflow *w, const struct desired_circuit *circuit,
		     const struct desired_peering *peering)
{
	const char *state = peering->prefixes_state;

	if (peering->type != ERD_PEERING_MICROSOFT)
		return;
	if (rules_is(state, "Configured"))
		add(w, "prefixes", "circuit", circuit->name, WORKFLOW_DONE,
		    "%s", "");
	else if (rules_is(state, "Configuring"))
		add(w, "prefixes", "circuit", circuit->name, WORKFLOW_WAITS,
		    "Microsoft configures them");
	else if (rules_needs_proof(state))
		add(w, "prefixes", "circuit", circuit->name, WORKFLOW_OPEN,
		    "open a ticket with Microsoft and prove that prefixes and ASN are yours; BGP stays down until then");
	else if (state && !rules_is(state, "NotConfigured"))
		add(w, "prefixes", "circuit", circuit->name, WORKFLOW_WAITS,
		    "Azure says %s", state);
	else
		add(w, "prefixes", "circuit", circuit->name, WORKFLOW_OPEN,
		    "advertise public prefixes, and import what Azure says of them");
}

static void peerings(struct workflow *w, const struct desired_circuit *circuit)
{
	const struct desired_peering *peering;
	bool complete = circuit->peerings.n;

	desired_each(peering, &circuit->peerings)
		complete &= peering->peer_asn &&
			    (peering->ipv4 || peering->ipv6);
	if (rules_is_provisioned(circuit))
		add(w, "peerings", "circuit", circuit->name, done_if(complete),
		    "az network express-route peering create, with peer_asn and networks, and import what it says");
	desired_each(peering, &circuit->peerings)
		prefixes(w, circuit, peering);
}

static void connections(struct workflow *w,
			const struct desired_circuit *circuit)
{
	const struct desired_peering *peering;

	desired_each(peering, &circuit->peerings)
		if (peering->type == ERD_PEERING_PRIVATE)
			add(w, "connections", "circuit", circuit->name,
			    done_if(circuit->connections.n ||
				    circuit->global_reach.n),
			    "link virtual networks to it, and record them as connections");
}

bool workflow_of(const struct desired_pair *pair, struct list *steps)
{
	struct workflow w = { .steps = steps };
	const struct desired_circuit *circuit;

	if (pair->model == DESIRED_DIRECT)
		direct(&w, pair);
	if (!pair->circuits.n)
		add(&w, "circuit", "pair", pair->name, WORKFLOW_OPEN,
		    "az network express-route create, and import what it says");
	desired_each(circuit, &pair->circuits) {
		provisioning(&w, pair, circuit);
		peerings(&w, circuit);
		connections(&w, circuit);
	}
	return !w.failed;
}

/* --- sessions ----------------------------------------------------------- */

const char *workflow_no_session(const struct desired_circuit *circuit,
				const struct desired_peering *peering,
				const struct desired_subnets *subnets)
{
	const char *state = peering->prefixes_state;

	if (circuit->admin_state == ERD_ADMIN_STATE_DISABLED)
		return "the circuit is disabled";
	if (rules_is(circuit->status, "Disabled"))
		return "Azure has the circuit as Disabled";
	if (!rules_is_provisioned(circuit))
		return "the circuit is not Provisioned";
	if (peering->admin_state == ERD_ADMIN_STATE_DISABLED)
		return "the peering is disabled";
	if (!subnets)
		return "the peering has no networks of this family";
	if (subnets->admin_state == ERD_ADMIN_STATE_DISABLED)
		return "this family of the peering is disabled";
	if (!peering->peer_asn)
		return "the peering has no peer_asn";
	if (peering->type == ERD_PEERING_MICROSOFT && state &&
	    !rules_is(state, "Configured"))
		return "Azure does not have the advertised prefixes as Configured";
	return NULL;
}

/* --- of a pair as a whole ----------------------------------------------- */

uint64_t pair_provisioned_mbps(const struct desired_pair *pair)
{
	const struct desired_circuit *circuit;
	uint64_t sum = 0;

	desired_each(circuit, &pair->circuits)
		sum += desired_bandwidth_mbps(circuit);
	return sum;
}

bool pair_billed_by(const struct desired_pair *pair, char date[11])
{
	struct tm tm = {};

	if (!pair->reserved)
		return false;
	tm.tm_year = atoi(pair->reserved) - 1900;
	tm.tm_mon = atoi(pair->reserved + 5) - 1;
	tm.tm_mday = atoi(pair->reserved + 8) + BILLING_DAYS;
	timegm(&tm);
	return strftime(date, 11, "%Y-%m-%d", &tm);
}
