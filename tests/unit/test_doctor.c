// SPDX-License-Identifier: LGPL-2.1-or-later
/* The judges: from facts to what is found first, for every finding there is. */
#include "doctor_faults.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static const struct fault *const lists[] = {
	port_faults, path_faults, session_faults,
};

#define LISTS	(sizeof(lists) / sizeof(lists[0]))

static void healthy(void **state)
{
	(void)state;
	begin();
	check_none();
	want();
	check_none();
}

static void check_fault(const struct fault *fault)
{
	const struct doctor_finding *first;
	struct diagnosis d;
	char text[160], wanted[160];

	begin();
	fault->spoil();
	assert_true(diagnose(&e.facts, &d));
	first = d.findings.items;
	snprintf(wanted, sizeof(wanted), "%s: %s %s %s", fault->name,
		 fault->id, fault->owner, fault->verdict);
	snprintf(text, sizeof(text), "%s: %s %s %s", fault->name,
		 first ? doctor_id_name(first->id) : "none",
		 first ? doctor_owner_name(first->owner) : "-",
		 doctor_verdict_name(diagnosis_verdict(&d)));
	assert_string_equal(text, wanted);
	/* each says what to do, and where it is */
	assert_true(first->next[0]);
	assert_true(first->places.n);
	diagnosis_free(&d);
}

static void each_finding(void **state)
{
	const struct fault *fault;
	size_t i;

	(void)state;
	for (i = 0; i < LISTS; i++)
		for (fault = lists[i]; fault->name; fault++)
			check_fault(fault);
}

/* No finding is in the list that nothing leads to. */
static void all_covered(void **state)
{
	const struct fault *fault;
	size_t id, i;
	bool covered;

	(void)state;
	for (id = 0; id < DOCTOR_IDS; id++) {
		covered = false;
		for (i = 0; i < LISTS; i++)
			for (fault = lists[i]; fault->name; fault++)
				covered |= !strcmp(fault->id,
						   doctor_id_name(id));
		if (!covered)
			print_error("no case for %s\n", doctor_id_name(id));
		assert_true(covered);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(healthy),
		cmocka_unit_test(each_finding),
		cmocka_unit_test(all_covered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
