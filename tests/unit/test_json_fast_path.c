// SPDX-License-Identifier: LGPL-2.1-or-later
/* The shape of erdctl's JSON: what the fast path does and counts. */
#include "attachment.h"
#include "document.h"
#include "json_edge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

static void an_attachment(void **state)
{
	const struct erd_attachment is = {
		.mode = ERD_XDP_NATIVE,
		.tag_source = ERD_TAG_SOURCE_UNSTRIPPED,
		.tx_hook = ERD_TX_HOOK_CLSACT,
		.rx = { .id = 7, .tag = "0123456789abcdef",
			.loaded_ns = 1000000000, .runs = 4, .run_ns = 50 },
		.tx = { .id = 8, .tag = "fedcba9876543210" },
		.driver_frags = ERD_FLAG_UNREPORTED,
		.version = "0.1.0",
		.current = true,
	};
	json_t *object = attachment_json(&is, &three_seconds);
	const json_t *rx;

	(void)state;
	assert_non_null(object);
	check_text(object, "mode", "native");
	check_text(object, "tag_source", "unstripped");
	check_text(object, "tx_hook", "clsact");
	check_null(object, "driver_frags");
	check_bool(object, "current", true);
	check_null(object, "warning");
	rx = at(object, "rx_program");
	check_number(rx, "id", 7);
	check_text(rx, "tag", "0123456789abcdef");
	check_real(rx, "loaded_seconds_ago", 2.0);
	check_real(rx, "ns_per_run", 12.5);
	check_null(object, "tx_program/ns_per_run");
	json_decref(object);
}

static void counters_without_a_sign(void **state)
{
	const struct erd_account account = { .rx = { UINT64_MAX, 5 } };
	json_t *object = json_counts(&account);

	(void)state;
	check_number(object, "rx_frames", INT64_MAX);
	check_number(object, "rx_bytes", 5);
	json_decref(object);
}

static void settings_of_a_circuit(void **state)
{
	json_t *object = json_circuit(&circuit_template);

	(void)state;
	json_add_settings(object, NULL);
	check_null(object, "rates");
	check_null(object, "sampling");
	json_add_settings(object, &settings);
	check_number(object, "rates/in/bits_per_second", 50000000);
	check_number(object, "rates/in/burst_bytes", 65536);
	check_null(object, "rates/out");
	check_number(object, "sampling/every", 1000);
	check_number(object, "sampling/snap_bytes", 128);
	json_decref(object);
}

static void fast_path_of_a_subif(void **state)
{
	json_t *object = make_subif_fast_path(), *sizes;

	(void)state;
	check_number(object, "rx_frames", 8);
	check_number(object, "drops/rate_limited/tx_bytes", 4500);
	sizes = at(object, "sizes");
	check_size(sizes, "", ERD_SIZES);
	check_number(sizes, "0/max_bytes", 64);
	check_number(sizes, "1/rx_frames", 2);
	check_null(sizes, "7/max_bytes");
	check_number(sizes, "7/tx_frames", 9);
	json_add_fast(object, &(struct erd_account){}, NULL);
	check_null(object, "sizes");
	json_decref(object);
}

static void unknown_tags(void **state)
{
	json_t *fast_path = make_fast_path(), *tags, *tag;

	(void)state;
	check_size(fast_path, "classes", ERD_TAGS_CLASSES);
	check_number(fast_path, "classes/matched/rx_frames", 8);
	tags = at(fast_path, "unknown_tags");
	tag = json_array_get(tags, 0);
	check_text(tag, "direction", "rx");
	check_number(tag, "outer_vid", 1999);
	check_text(tag, "inner_tpid", "0x8100");
	check_number(tag, "inner_vid", 9);
	check_text(tag, "why", "unknown_stag");
	check_text(tag, "source", "02:65:00:00:00:ff");
	check_real(tag, "first_seconds_ago", 2.0);
	check_real(tag, "last_seconds_ago", 0.5);
	tag = json_array_get(tags, 1);
	check_text(tag, "direction", "tx");
	check_number(tag, "outer_vid", 0);
	check_null(tag, "inner_tpid");
	check_null(tag, "inner_vid");
	check_real(tag, "last_seconds_ago", 0);
	json_decref(fast_path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_attachment),
		cmocka_unit_test(counters_without_a_sign),
		cmocka_unit_test(settings_of_a_circuit),
		cmocka_unit_test(fast_path_of_a_subif),
		cmocka_unit_test(unknown_tags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
