// SPDX-License-Identifier: LGPL-2.1-or-later
/* What comes next, of the state that a file is in. */
#include "workflow.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define PORT(more)	"  ports: [{name: p1, role: primary, device: eth1" more "}]\n"
#define CIRCUIT(more)	"  circuits: [{name: c" more "}]\n"
#define MICROSOFT(state) CIRCUIT(", peerings: [{type: microsoft, ctag: 1, peer_asn: 1, ipv4: {split: 8.8.8.0/29}" state "}]")
#define PRIVATE(more)	CIRCUIT(", peerings: [{type: private, ctag: 1, peer_asn: 1, ipv4: {split: 10.0.0.0/29}}]" more)
#define KEY		"service_key: 11111111-2222-3333-4444-555555555555"

/* A pair; a step of it; whether that is there, and its state and words. */
static const struct {
	const char *pair, *step, *object;
	int state;			/* -1: there is no such step */
	const char *what;		/* how it begins */
} rows[] = {
	{ "", "reservation", "pair 'd'", WORKFLOW_OPEN, "az network express-route port create" },
	{ "  reserved: 2026-10-01\n", "reservation", "pair 'd'", WORKFLOW_DONE, "" },
	{ "  allocation_date: some day\n", "reservation", "pair 'd'", WORKFLOW_DONE, "" },
	{ PORT(""), "authorization", "port 'p1'", WORKFLOW_OPEN, "az network express-route port generate-loa" },
	{ PORT(", loa: {issued: 2026-10-01}"), "authorization", "port 'p1'", WORKFLOW_DONE, "" },
	{ PORT(", router: r1, interface: e1, rack: A1, patch_panel: P1, connector: LC"),
	  "cross-connect", "port 'p1'", WORKFLOW_OPEN,
	  "order it from the colocation, to router r1, interface e1, rack A1, patch panel P1, connector LC" },
	{ PORT(", cross_connect: {order: o-1, ordered: 2026-10-01}"),
	  "cross-connect", "port 'p1'", WORKFLOW_WAITS, "the colocation patches order o-1 of 2026-10-01" },
	{ PORT(", cross_connect: {ordered: 2026-10-01, completed: 2026-10-08}"),
	  "cross-connect", "port 'p1'", WORKFLOW_DONE, "" },
	{ PORT(", cross_connect: {ordered: 2026-10-01, completed: 2026-10-08}"),
	  "acceptance", "port 'p1'", WORKFLOW_OPEN, "erdctl port test p1 --accept" },
	{ PORT(", cross_connect: {ordered: 2026-10-01, completed: 2026-10-08, accepted: 2026-10-09}"),
	  "acceptance", "port 'p1'", WORKFLOW_DONE, "" },
	{ PORT(""), "admin state", "port 'p1'", WORKFLOW_OPEN, "admin_state: enabled here" },
	{ PORT(", admin_state: enabled"), "admin state", "port 'p1'", WORKFLOW_DONE, "" },
	{ "", "circuit", "pair 'd'", WORKFLOW_OPEN, "az network express-route create" },
	{ CIRCUIT(""), "circuit", "pair 'd'", -1, "" },

	/* Direct circuits are provisioned from the first; partners' are not */
	{ CIRCUIT(""), "provisioning", "circuit 'c'", WORKFLOW_DONE, "" },
	{ "  model: partner\n" CIRCUIT(""), "provisioning", "circuit 'c'", WORKFLOW_OPEN,
	  "az network express-route show" },
	{ "  model: partner\n" CIRCUIT(", provider: Equinix, provider_state: NotProvisioned, " KEY),
	  "provisioning", "circuit 'c'", WORKFLOW_OPEN,
	  "give service key 11111111-2222-3333-4444-555555555555 and the C-tags to Equinix" },
	{ "  model: partner\n" CIRCUIT(", provider: Equinix, provider_state: Provisioning"),
	  "provisioning", "circuit 'c'", WORKFLOW_WAITS, "Equinix works on it" },
	{ "  model: partner\n" CIRCUIT(", provider_state: Provisioned"),
	  "provisioning", "circuit 'c'", WORKFLOW_DONE, "" },
	{ "  model: partner\n" CIRCUIT(", provider_state: Deprovisioning"),
	  "provisioning", "circuit 'c'", WORKFLOW_WAITS, "it is being taken down" },
	{ "  model: partner\n" CIRCUIT(", provider_state: NotProvisioned"),
	  "peerings", "circuit 'c'", -1, "" },
	{ "  model: partner\n", "reservation", "pair 'd'", -1, "" },

	/* peerings, prefixes, connections */
	{ CIRCUIT(""), "peerings", "circuit 'c'", WORKFLOW_OPEN, "az network express-route peering create" },
	{ CIRCUIT(", peerings: [{type: private, ctag: 1}]"), "peerings", "circuit 'c'", WORKFLOW_OPEN, "" },
	{ PRIVATE(""), "peerings", "circuit 'c'", WORKFLOW_DONE, "" },
	{ PRIVATE(""), "prefixes", "circuit 'c'", -1, "" },
	{ MICROSOFT(""), "prefixes", "circuit 'c'", WORKFLOW_OPEN, "advertise public prefixes" },
	{ MICROSOFT(", prefixes_state: NotConfigured"), "prefixes", "circuit 'c'", WORKFLOW_OPEN, "advertise public prefixes" },
	{ MICROSOFT(", prefixes_state: Configuring"), "prefixes", "circuit 'c'", WORKFLOW_WAITS, "Microsoft configures them" },
	{ MICROSOFT(", prefixes_state: Configured"), "prefixes", "circuit 'c'", WORKFLOW_DONE, "" },
	{ MICROSOFT(", prefixes_state: ValidationNeeded"), "prefixes", "circuit 'c'", WORKFLOW_OPEN, "open a ticket with Microsoft" },
	{ MICROSOFT(", prefixes_state: ManualValidation"), "prefixes", "circuit 'c'", WORKFLOW_OPEN, "open a ticket with Microsoft" },
	{ MICROSOFT(", prefixes_state: Later"), "prefixes", "circuit 'c'", WORKFLOW_WAITS, "Azure says Later" },
	{ MICROSOFT(""), "connections", "circuit 'c'", -1, "" },
	{ PRIVATE(""), "connections", "circuit 'c'", WORKFLOW_OPEN, "link virtual networks" },
	{ PRIVATE(", connections: [{name: v}]"), "connections", "circuit 'c'", WORKFLOW_DONE, "" },
	{ PRIVATE(", global_reach: [{name: v}]"), "connections", "circuit 'c'", WORKFLOW_DONE, "" },
};

static void read(struct desired *desired, const char *pair)
{
	struct findings findings;
	char *text;

	if (asprintf(&text, "schema: erd/1\npairs:\n- name: d\n%s", pair) < 0)
		abort();
	findings_begin(&findings);
	desired_parse(desired, text, strlen(text), &findings);
	if (findings.errors)
		fail_msg("%s: %s", text, findings_first_error(&findings)->text);
	findings_free(&findings);
	free(text);
}

static void test_row(size_t i)
{
	struct list steps = LIST_OF(struct workflow_step);
	const struct workflow_step *step, *found = NULL;
	struct desired desired;

	read(&desired, rows[i].pair);
	assert_true(workflow_of(desired.pairs.items, &steps));
	desired_each(step, &steps)
		if (!strcmp(step->step, rows[i].step) &&
		    !strcmp(step->object, rows[i].object))
			found = step;
	if (!found != (rows[i].state < 0) ||
	    (found && ((int)found->state != rows[i].state ||
		       strncmp(found->what, rows[i].what,
			       strlen(rows[i].what)))))
		fail_msg("%s: %s of %s is %s: %s", rows[i].pair, rows[i].step,
			 rows[i].object,
			 found ? workflow_state_name(found->state) : "missing",
			 found ? found->what : "");
	list_free(&steps);
	desired_free(&desired);
}

static void steps(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		test_row(i);
}

static void capacity_and_billing(void **state)
{
	const struct desired_pair *pair;
	struct desired desired;
	char date[11];

	(void)state;
	read(&desired, "  reserved: 2026-12-01\n"
	     "  circuits: [{name: a, bandwidth_gbps: 5}, {name: b, bandwidth_mbps: 200}]\n");
	pair = desired.pairs.items;
	assert_int_equal(pair_provisioned_mbps(pair), 5200);
	assert_true(pair_billed_by(pair, date));
	assert_string_equal(date, "2027-01-15");
	desired_free(&desired);
	read(&desired, "");
	assert_false(pair_billed_by(desired.pairs.items, date));
	desired_free(&desired);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps),
		cmocka_unit_test(capacity_and_billing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
