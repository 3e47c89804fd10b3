// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The perfect hash of a circuit's C-tags against the plainest of oracles: the
 * list of which C-tag was put in which slot, searched from the front.
 */
#include "config_word.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define TAGS	4096
#define RANDOM	20000

/* What should be: slots[n] is the C-tag of slot n, 0 if it is free. */
struct oracle {
	unsigned int slots[3];
};

static unsigned int oracle_slot(const struct oracle *oracle, unsigned int ctag)
{
	unsigned int slot;

	for (slot = 0; slot < 3; slot++)
		if (oracle->slots[slot] && oracle->slots[slot] == ctag)
			return slot;
	return 3;
}

static void check_all(__u64 word, const struct oracle *oracle)
{
	unsigned int ctag;

	assert_true(word);
	for (ctag = 0; ctag < TAGS; ctag++) {
		if (erd_config_slot(word, ctag) == oracle_slot(oracle, ctag))
			continue;
		fail_msg("word %016llx of {%u %u %u}: C-tag %u is in slot %u, not %u",
			 (unsigned long long)word, oracle->slots[0],
			 oracle->slots[1], oracle->slots[2], ctag,
			 erd_config_slot(word, ctag),
			 oracle_slot(oracle, ctag));
	}
}

/* Learns from the word alone which slot a new C-tag got, and holds it to it. */
static void add(__u64 *word, struct oracle *oracle, unsigned int ctag)
{
	unsigned int slot;

	assert_false(config_word_has(*word, ctag));
	assert_true(config_word_add(word, ctag));
	assert_true(config_word_has(*word, ctag));
	slot = erd_config_slot(*word, ctag);
	assert_in_range(slot, 0, 2);
	assert_int_equal(oracle->slots[slot], 0);
	oracle->slots[slot] = ctag;
	check_all(*word, oracle);
}

static void delete(__u64 *word, struct oracle *oracle, unsigned int ctag)
{
	oracle->slots[oracle_slot(oracle, ctag)] = 0;
	config_word_delete(word, ctag);
	assert_false(config_word_has(*word, ctag));
	check_all(*word, oracle);
}

static const int orders[6][3] = {
	{ 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
	{ 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 },
};

/* One way in, one way out, and back in through the slots left free. */
static void check_order(const unsigned int *ctags, const int *in,
			const int *out)
{
	__u64 word = CONFIG_WORD_EMPTY, full;
	struct oracle oracle = {};
	int i;

	for (i = 0; i < 3; i++)
		add(&word, &oracle, ctags[in[i]]);
	full = word;
	assert_false(config_word_add(&word, 77));
	assert_true(word == full);
	for (i = 0; i < 3; i++)
		delete(&word, &oracle, ctags[out[i]]);
	assert_true(word == CONFIG_WORD_EMPTY);
}

static void check_triple(unsigned int a, unsigned int b, unsigned int c)
{
	const unsigned int ctags[3] = { a, b, c };
	__u64 word = CONFIG_WORD_EMPTY;
	struct oracle oracle = {};
	int i;

	for (i = 0; i < 3; i++)
		add(&word, &oracle, ctags[i]);
	for (i = 0; i < 3; i++) {
		delete(&word, &oracle, ctags[i]);
		add(&word, &oracle, ctags[i]);
	}
}

static void test_empty(void **state)
{
	const struct oracle none = {};
	__u64 word = CONFIG_WORD_EMPTY;

	(void)state;
	check_all(word, &none);
	config_word_delete(&word, 5);
	assert_true(word == CONFIG_WORD_EMPTY);
	assert_false(config_word_has(0, 5));
}

static void test_one(void **state)
{
	unsigned int ctag;

	(void)state;
	for (ctag = 1; ctag < TAGS - 1; ctag++) {
		__u64 word = CONFIG_WORD_EMPTY;
		struct oracle oracle = {};

		add(&word, &oracle, ctag);
	}
}

static void test_two(void **state)
{
	unsigned int a;

	(void)state;
	for (a = 1; a < TAGS - 1; a++) {
		__u64 word = CONFIG_WORD_EMPTY;
		struct oracle oracle = {};
		unsigned int b;

		/* Apart in a single bit, which moves through all places. */
		b = a ^ 1U << a % 12;
		if (!b || b == TAGS - 1)
			continue;
		add(&word, &oracle, a);
		add(&word, &oracle, b);
	}
}

static void test_structured(void **state)
{
	unsigned int i, j, k;

	(void)state;
	check_triple(1, 2, 3);
	check_triple(4092, 4093, 4094);
	for (i = 1; i < TAGS - 3; i += 7)
		check_triple(i, i + 1, i + 2);
	for (i = 0; i < 12; i++)
		for (j = 0; j < i; j++)
			for (k = 0; k < j; k++)
				check_triple(1U << i, 1U << j, 1U << k);
	/* A tag, its complement, and one that shares half with each. */
	for (i = 1; i < TAGS - 1; i += 5)
		if (i != 0x555 && i != 0xaaa)
			check_triple(i, ~i & 0xfff, 0x555);
	/* Apart in bits i and j alone. */
	for (i = 0; i < 12; i++)
		for (j = 0; j < i; j++)
			check_triple(0x555 ^ 1U << i, 0x555,
				     0x555 ^ 1U << j);
}

static void test_orders(void **state)
{
	static const unsigned int triples[][3] = {
		{ 1, 2, 3 }, { 4092, 4093, 4094 }, { 100, 200, 300 },
		{ 1, 2048, 2049 }, { 0x555, 0xaaa, 0x0f0 }, { 10, 11, 4094 },
	};
	size_t t;
	int i, j;

	(void)state;
	for (t = 0; t < sizeof(triples) / sizeof(triples[0]); t++)
		for (i = 0; i < 6; i++)
			for (j = 0; j < 6; j++)
				check_order(triples[t], orders[i], orders[j]);
}

/* xorshift: the same numbers on every machine, for a failure to be found. */
static unsigned int random_tag(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return 1 + *seed % 4094;
}

static void test_random(void **state)
{
	uint64_t seed = 0x9e3779b97f4a7c15;
	int n;

	(void)state;
	for (n = 0; n < RANDOM; n++) {
		unsigned int a = random_tag(&seed), b = random_tag(&seed),
			     c = random_tag(&seed);
		__u64 word = CONFIG_WORD_EMPTY;
		struct oracle oracle = {};

		if (a == b || b == c || a == c)
			continue;
		add(&word, &oracle, a);
		add(&word, &oracle, b);
		add(&word, &oracle, c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_one),
		cmocka_unit_test(test_two),
		cmocka_unit_test(test_structured),
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests_name("config_word", tests, NULL, NULL);
}
