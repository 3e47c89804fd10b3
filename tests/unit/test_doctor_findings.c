// SPDX-License-Identifier: LGPL-2.1-or-later
/* The judges: what is found beside something else, and what is no finding. */
#include "change.h"
#include "doctor_faults.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* Judges; there must be so many findings, of which the first is returned. */
static const struct doctor_finding *judge_for(struct diagnosis *d, size_t n)
{
	assert_true(diagnose(&e.facts, d));
	assert_int_equal(d->findings.n, n);
	return d->findings.items;
}

/* What stands on something broken is not looked at, and that is said. */
static void stops(void **state)
{
	const struct doctor_finding *finding;
	const struct doctor_unchecked *item;
	struct diagnosis d;
	bool said = false;

	(void)state;
	begin();
	dark();
	unreachable();
	drift();
	finding = judge_for(&d, 2);
	assert_int_equal(finding[0].id, DOCTOR_LIGHT_MISSING);
	assert_int_equal(finding[1].id, DOCTOR_DRIFT);
	desired_each(item, &d.unchecked)
		said |= !strcmp(item->what, "tags to traffic on ams-1");
	assert_true(said);
	assert_int_equal(diagnosis_of_port(&d, &e.port[0]), VERDICT_BROKEN);
	assert_int_equal(diagnosis_of_port(&d, &e.port[1]), VERDICT_HEALTHY);
	diagnosis_free(&d);
}

static void expect_findings(size_t n)
{
	struct diagnosis d;

	judge_for(&d, n);
	diagnosis_free(&d);
}

/* What a finding of ours says already is no drift besides. */
static void drift_is_explained(void **state)
{
	(void)state;
	begin();
	drift();
	strcpy(drifting.port, "ams-1");
	port_disabled();
	expect_findings(1);
	/* what else differs there is */
	drifting.kind = CHANGE_XDP;
	expect_findings(2);
	/* and so is that of another port */
	drifting.kind = CHANGE_PORT_ADMIN;
	strcpy(drifting.port, "ams-2");
	expect_findings(2);

	begin();
	drift();
	drifting.kind = CHANGE_ROUTING;
	strcpy(drifting.circuit, "hq1");
	strcpy(drifting.peering, "private");
	drifting.link = 1;
	md5_wrong();
	expect_findings(1);
	/* that of another session is */
	drifting.link = 2;
	expect_findings(2);
	drifting.link = 1;
	strcpy(drifting.peering, "microsoft");
	expect_findings(2);
}

/* Who had BFD with us ends the session too, and that is not theirs. */
static void bfd_ends_sessions(void **state)
{
	const struct doctor_finding *finding;
	struct diagnosis d;

	(void)state;
	begin();
	bfdd_missing();
	other_reason();
	finding = judge_for(&d, 2);
	assert_int_equal(finding[0].id, DOCTOR_ROUTING_DAEMON_MISSING);
	assert_int_equal(finding[1].id, DOCTOR_BGP_DOWN);
	assert_int_equal(finding[1].owner, OWNER_US);
	diagnosis_free(&d);
}

/* Light is compared with what the same module has said of the same lane. */
static void as_accepted(void **state)
{
	const struct doctor_finding *finding;
	const struct doctor_place *place;
	struct diagnosis d;

	(void)state;
	begin();
	was_tested();
	check_none();
	e.port[0].optics.lane[2].rx.mw = 0.35;
	check_none();
	fallen();
	strcpy(e.port[0].optics.serial, "S2");
	check_none();
	fallen();
	e.port[0].accepted.lane[2].rx_dbm = NAN;
	check_none();
	fallen();
	e.port[0].accepted.is = false;
	check_none();

	/* What is too low is so, and says what it was. */
	begin();
	was_tested();
	low();
	finding = judge_for(&d, 1);
	place = finding->places.items;
	assert_string_equal(place->evidence,
			    "Rx 2: -13.01 dBm, outside of Microsoft's -10 to 0 dBm; on 2026-11-26, when the link was tested, it was 2: -2.22 dBm");
	diagnosis_free(&d);
}

/* The same on both links is one finding with two places. */
static void merged(void **state)
{
	const struct doctor_finding *finding;
	struct diagnosis d;

	(void)state;
	begin();
	e.session[0].prefixes_in = e.session[2].prefixes_in = 0;
	finding = judge_for(&d, 1);
	assert_int_equal(finding->places.n, 2);
	diagnosis_free(&d);
}

/* Of what the file expects nothing is said that is not known. */
static void expected(void **state)
{
	const struct doctor_finding *finding;
	const struct doctor_place *place;
	struct diagnosis d;

	(void)state;
	begin();
	link_network();
	check_none();

	/* it has come over neither link: that is one finding */
	e.expected[0].arrived = false;
	finding = judge_for(&d, 1);
	place = finding->places.items;
	assert_int_equal(finding->places.n, 2);
	assert_string_equal(place->evidence, "no route of BGP to 10.200.0.0/16");
	diagnosis_free(&d);

	e.connection.state = "Disconnected";
	check_none();
	e.connection.state = "Connected";
	e.facts.routing.zebra_known.is = false;
	check_none();
	e.facts.routing.zebra_known.is = true;
	e.path[1].selected = false;
	check_none();
	e.path[1].selected = true;
	e.session[0].uptime_s = e.session[2].uptime_s = 5;
	check_none();
}

/* What the file wants disabled is not broken. */
static void deliberate(void **state)
{
	(void)state;
	begin();
	want();
	port_disabled();
	e.wanted_port[0].admin_state = ERD_ADMIN_STATE_DISABLED;
	check_none();
	begin();
	want();
	peering_disabled();
	e.peering.admin_state = ERD_ADMIN_STATE_DISABLED;
	check_none();
}

/* A pair with one port, a machine without FRR or addresses, a dot1q pair. */
static void less(void **state)
{
	int i, j;

	(void)state;
	begin();
	e.facts.n_ports = e.facts.n_paths = 1;
	e.path[0].other = NULL;
	check_none();
	begin();
	without_routing();
	e.path[0].stag = e.path[1].stag = 0;
	check_none();
	for (i = 0; i < 2; i++)
		for (j = 0; j < 2; j++) {
			e.path[i].family[j] = (struct facts_family){
				.family = j ? AF_INET6 : AF_INET,
			};
			e.path[i].stats[FACTS_LAST].rx_frames = 0;
		}
	check_none();
	/* BFD that has just come up */
	begin();
	bfd_slow();
	s4()->bfd.uptime_s = 1;
	check_none();
	/* without privilege: neither light nor programs nor probes */
	begin();
	for (i = 0; i < 2; i++) {
		e.port[i].optics_known.is = false;
		e.port[i].fastpath = (struct facts_fastpath){};
		e.path[i].probed = false;
		for (j = 0; j < 2; j++)
			e.path[i].family[j].probe = (struct facts_probe){};
	}
	check_none();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stops),
		cmocka_unit_test(drift_is_explained),
		cmocka_unit_test(bfd_ends_sessions),
		cmocka_unit_test(as_accepted),
		cmocka_unit_test(merged),
		cmocka_unit_test(expected),
		cmocka_unit_test(deliberate),
		cmocka_unit_test(less),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
