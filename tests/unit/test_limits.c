// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The arithmetic of rates, which programs and tests share, on a clock that the
 * test moves: what passes in any time T is at most rate * T + burst, and no
 * less than the rate if that much is offered. Also the classes of sizes.
 */
#include "fastpath_load.h"
#include "limit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define CPUS_MAX	64

/* xorshift: the same numbers on every machine, for a failure to be found. */
static uint64_t seed = 0x9e3779b97f4a7c15;

static uint64_t any(uint64_t from, uint64_t to)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return from + (to - from == UINT64_MAX ? seed : seed % (to - from + 1));
}

/* As the programs do it: octets that a CPU has, and the rest from the limit. */
static bool pass(struct erd_limit *limit, uint64_t *credit, uint64_t ns,
		 uint64_t octets)
{
	if (*credit < octets)
		*credit += erd_take(limit, ns << ERD_NS_SHIFT, octets - *credit);
	if (*credit < octets)
		return false;
	*credit -= octets;
	return true;
}

/* --- policing ----------------------------------------------------------- */

/**
 * struct window - the greatest excess over the rate of any stretch of time
 * @least: least of passed - rate * t so far
 * @most: greatest rise above that: the burst that was seen
 */
struct window {
	double least, most;
};

static void see(struct window *window, double rate, uint64_t ns,
		uint64_t before, uint64_t after)
{
	double at = rate * ns / 8e9;

	if (before - at < window->least)
		window->least = before - at;
	if (after - at - window->least > window->most)
		window->most = after - at - window->least;
}

/* Frames at @load times the rate, steady or in bursts of a millisecond. */
static void police(uint64_t rate, uint32_t burst, unsigned int cpus,
		   double load, bool bursts, uint64_t start)
{
	uint64_t credit[CPUS_MAX] = {}, passed = 0, offered = 0, i, ns;
	struct window window = { 1e30, 0 };
	struct erd_limit limit;
	double clock = start, expected;

	limit_make(&limit, rate, burst, ERD_DIRECTION_RX, cpus);
	for (i = 0; i < 30000; i++) {
		unsigned int cpu = any(0, cpus - 1);
		uint64_t octets = any(0, 9) ? any(60, 1522) : any(1522, 9022);
		uint64_t before = passed;
		double gap = octets * 8e9 / (rate * load);

		/* A millisecond's frames at once, then a millisecond's rest. */
		if (!bursts)
			clock += gap;
		else if ((uint64_t)((clock + gap) / 1e6) >
			 (uint64_t)(clock / 1e6))
			clock += 1e6 / 2 + gap;
		else
			clock += gap / 2;
		ns = clock;
		offered += octets;
		if (pass(&limit, &credit[cpu], ns, octets))
			passed += octets;
		see(&window, rate, ns - start, before, passed);
	}
	/* A frame's time is cut to nanoseconds, so an octet or some at 400G. */
	if (window.most > burst + rate / 8e9 + 1)
		fail_msg("rate %lu burst %u cpus %u load %g: burst of %.0f",
			 rate, burst, cpus, load, window.most);
	expected = rate * (clock - start) / 8e9;
	if (expected > offered)
		expected = offered;
	if (passed < expected * 0.98 - 9022)
		fail_msg("rate %lu burst %u cpus %u load %g%s: %lu of %.0f octets passed",
			 rate, burst, cpus, load, bursts ? " in bursts" : "",
			 passed, expected);
}

static void test_police(void **state)
{
	static const uint64_t rates[] = {
		1000000, 50000000, 100000000, 333333333, 1000000000,
		10000000000, 100000000000, 400000000000,
	};
	static const unsigned int cpus[] = { 1, 2, 7, CPUS_MAX };
	size_t r, c;

	(void)state;
	for (r = 0; r < sizeof(rates) / sizeof(rates[0]); r++)
		for (c = 0; c < sizeof(cpus) / sizeof(cpus[0]); c++) {
			uint64_t rate = rates[r];
			uint32_t burst = limit_burst(rate);

			police(rate, burst, cpus[c], 2.0, false, 5000000000);
			police(rate, burst, cpus[c], 1.01, false, 5000000000);
			police(rate, burst, cpus[c], 20.0, false, 5000000000);
			police(rate, ERD_BURST_MIN, cpus[c], 2.0, false, 1);
			police(rate, ERD_BURST_MAX, cpus[c], 2.0, false, 1);
		}
	/* Bursts, where the bucket holds those of a millisecond. */
	for (r = 1; r < sizeof(rates) / sizeof(rates[0]); r++)
		for (c = 0; c < 2; c++)
			police(rates[r], limit_burst(rates[r]), cpus[c], 2.0,
			       true, 7000000000);
}

/* What is offered within the rate all passes. */
static void test_within(void **state)
{
	const uint64_t rate = 1000000000;
	struct erd_limit limit;
	uint64_t credit = 0, ns = 1000, i;

	(void)state;
	limit_make(&limit, rate, limit_burst(rate), ERD_DIRECTION_RX, 2);
	for (i = 0; i < 100000; i++) {
		uint64_t octets = any(60, 9022);

		ns += octets * 8 + 1;
		assert_true(pass(&limit, &credit, ns, octets));
	}
}

/* At the edge: a full bucket holds its depth and not an octet more. */
static void test_edge(void **state)
{
	struct erd_limit limit;
	uint64_t now = 1000000000ULL << ERD_NS_SHIFT, held = 0, took;

	(void)state;
	/* 8 Mb/s: an octet a microsecond. */
	limit_make(&limit, 8000000, 100000, ERD_DIRECTION_RX, 1);
	assert_int_equal(limit.quantum, 50);
	limit.tat = now - limit.depth;
	while ((took = erd_take(&limit, now, 1)))
		held += took;
	assert_int_equal(held, 100000 - 50);
	assert_int_equal(erd_take(&limit, now + (999 << ERD_NS_SHIFT), 1), 0);
	assert_int_equal(erd_take(&limit, now + (1000 << ERD_NS_SHIFT), 1), 1);
	assert_int_equal(erd_take(&limit, now + (1000 << ERD_NS_SHIFT), 1), 0);
	/* Less than asked for is nothing taken. */
	now += 11000ULL << ERD_NS_SHIFT;
	assert_int_equal(erd_take(&limit, now, 11), 0);
	assert_int_equal(erd_take(&limit, now, 10), 10);
}

/* Long unused, whatever the clock has become by then: the burst, no more. */
static void test_idle(void **state)
{
	struct erd_limit limit;
	uint64_t i, took, held;

	(void)state;
	limit_make(&limit, 1000000000, 100000, ERD_DIRECTION_RX, 1);
	for (i = 0; i < 10000; i++) {
		uint64_t now = any(0, UINT64_MAX);

		limit.tat = any(0, UINT64_MAX);
		/* Nobody is that far ahead. */
		if (limit.tat - now < (uint64_t)ERD_AHEAD_MAX)
			continue;
		for (held = 0; (took = erd_take(&limit, now, 1000));
		     held += took)
			assert_in_range(held, 0, 100000);
		assert_true(held > 0 || now - limit.tat < limit.depth);
	}
}

/* --- shaping ------------------------------------------------------------ */

/* Frames leave no sooner than the rate lets them, and all of them do. */
static void test_shape(void **state)
{
	static const uint64_t rates[] = { 50000000, 1000000000, 10000000000,
					  100000000000 };
	size_t r;

	(void)state;
	for (r = 0; r < sizeof(rates) / sizeof(rates[0]); r++) {
		struct window window = { 1e30, 0 };
		uint64_t passed = 0, dropped = 0, ns = 1000000, last = 0, i;
		uint32_t burst = ERD_BURST_MIN;
		struct erd_limit limit;
		double expected;

		limit_make(&limit, rates[r], burst, ERD_DIRECTION_TX, 64);
		assert_int_equal(limit.quantum, 0);
		for (i = 0; i < 50000; i++) {
			uint64_t octets = any(0, 99) ? any(60, 1522) :
						       any(1522, 65226);
			__u64 after;

			ns += octets * 4000000000.0 / rates[r];
			if (!erd_depart(&limit, ns << ERD_NS_SHIFT, octets,
					&after)) {
				dropped += octets;
				continue;
			}
			last = ns + (after >> ERD_NS_SHIFT);
			assert_true(after <= (uint64_t)ERD_HORIZON);
			see(&window, rates[r], last, passed,
			    passed + octets);
			passed += octets;
		}
		/* An aggregate leaves at once; what is cut is a nanosecond. */
		assert_true(window.most < burst + 65226 + rates[r] / 8e9 + 1);
		/* At the greater rates it is all over before 50 ms. */
		assert_true(dropped > 0 || r > 1);
		expected = rates[r] * (last - 1000000.0) / 8e9;
		assert_true(passed > expected * 0.98);
		assert_true(passed < expected * 1.02 + burst + 65226);
	}
}

/* --- settings ----------------------------------------------------------- */

static void test_make(void **state)
{
	uint64_t i;

	(void)state;
	assert_int_equal(limit_burst(1000000), 65536);
	assert_int_equal(limit_burst(1000000000), 625000);
	assert_int_equal(limit_burst(ERD_RATE_MAX), 250000000);
	for (i = 0; i < 100000; i++) {
		uint64_t rate = any(ERD_RATE_MIN, ERD_RATE_MAX);
		uint32_t burst = any(ERD_BURST_MIN, ERD_BURST_MAX);
		unsigned int cpus = any(1, 1024);
		struct erd_limit limit;
		double octet_ns;

		limit_make(&limit, rate, burst, ERD_DIRECTION_RX, cpus);
		assert_true((uint64_t)limit.quantum * cpus <= burst / 2);
		octet_ns = limit.per_octet / 1073741824.0;
		assert_true(octet_ns * rate / 8e9 > 0.9999999);
		assert_true(octet_ns * rate / 8e9 < 1.0000001);
		/* Products of the programs do not overflow. */
		assert_true(ERD_TAKE_MAX <=
			    UINT64_MAX / limit.per_octet - 1);
		assert_true(limit.depth < 1ULL << 62);
		assert_true(erd_cost(&limit, ERD_TAKE_MAX) <
			    (uint64_t)ERD_AHEAD_MAX);
	}
	{
		struct erd_limit none = { .rate = 1 };

		limit_make(&none, 0, 0, ERD_DIRECTION_RX, 4);
		assert_int_equal(none.per_octet | none.rate | none.burst, 0);
	}
}

/* --- sizes -------------------------------------------------------------- */

static void test_sizes(void **state)
{
	unsigned int octets, class, expected;
	struct erd_facts facts;

	(void)state;
	programs_set_size_classes(&facts);
	for (octets = 0; octets < 128 * ERD_SIZE_STEPS; octets++) {
		for (class = 0; class < ERD_SIZES - 1; class++)
			if (octets <= erd_size_bound(class))
				break;
		expected = class;
		if (erd_size_class(facts.size_class, octets) != expected)
			fail_msg("%u octets are in class %u", octets,
				 erd_size_class(facts.size_class, octets));
	}
	assert_int_equal(erd_size_bound(0), 64);
	assert_int_equal(erd_size_bound(6), 2047);
	assert_int_equal(erd_size_bound(7), UINT32_MAX);
}

/* From any mark to as far as a count may be beyond it. */
static void test_marks(void **state)
{
	const uint64_t marks[] = { 0, 1, 0x7fff, 0x8000, 0xffff, 0x10000,
				   0x123456789abcULL, UINT64_MAX - 0x20000 };
	uint64_t beyond;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		for (beyond = 0; beyond < 0x10000; beyond++)
			assert_int_equal(erd_marked(marks[i],
						    marks[i] + beyond),
					 marks[i] + beyond);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_police),
		cmocka_unit_test(test_within),
		cmocka_unit_test(test_edge),
		cmocka_unit_test(test_idle),
		cmocka_unit_test(test_shape),
		cmocka_unit_test(test_make),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_marks),
	};

	return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
