// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Plans between any two states, on a small kernel in memory that refuses what
 * the real one refuses: they converge, to what a fresh apply makes, whatever
 * fails in between; and what is somebody else's stays.
 */
#include "random_edge.h"
#include "small_kernel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#define ROUNDS	1500

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
