// SPDX-License-Identifier: LGPL-2.1-or-later
/* The fast path: aggregates, records of unknown tags, the cost of a frame. */
#include "fastpath_run.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/pkt_cls.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include <cmocka.h>

/* --- aggregates --------------------------------------------------------- */

/* @len octets of headers and payload in one packet, on port qinq 8100. */
static void segments(bool aside, unsigned int len, unsigned int gso_segs,
		     unsigned int gso_size, unsigned int wire_len,
		     unsigned int frames)
{
	const struct row row = {
		.n = 2, .tag = { { 0x8100, 100 }, { 0x8100, 300 } },
		.size = len
	};
	struct expected expected = expect(&ports[0], &row, ERD_DIRECTION_TX);
	struct __sk_buff ctx = { .mark = htons(0x8100),
				 .priority = 100,
				 .gso_segs = gso_segs,
				 .gso_size = gso_size,
				 .wire_len = wire_len };
	int prog = bpf_program__fd(ports[0].skel->progs.erd_transmit);

	snprintf(what, sizeof(what),
		 "len %u, gso_segs %u, gso_size %u, wire_len %u, tag %s", len,
		 gso_segs, gso_size, wire_len, aside ? "aside" : "inside");
	make_frame(&row, aside);
	if (!run(aside ? ports[0].push : prog, len, &ctx, sizeof(ctx),
		 TC_ACT_UNSPEC))
		fail_msg("%s: refused by the kernel", what);
	check_counters(&ports[0], &expected, 100, frames,
		       wire_len + (aside ? 4 * frames : 0));
}

/* Headers: Ethernet and inner tag 18, outer tag 4, IPv4 20, TCP 20. */
static void test_segments(void **state)
{
	(void)state;
	begin_test();
	segments(false, 62 + 3000, 3, 1000, 62 * 3 + 3000, 3);
	segments(false, 62 + 3000, 0, 1000, 62 * 3 + 3000, 3);
	segments(false, 62 + 2001, 3, 1000, 62 * 3 + 2001, 3);
	segments(false, 62 + 2001, 0, 1000, 62 * 3 + 2001, 3);
	segments(true, 58 + 3000, 3, 1000, 58 * 3 + 3000, 3);
	segments(true, 58 + 3000, 0, 1000, 58 * 3 + 3000, 3);
	segments(true, 58 + 2999, 0, 1000, 58 * 3 + 2999, 3);
	/* One segment, which has nothing added. */
	segments(false, 62 + 1000, 1, 1000, 62 + 1000, 1);
	segments(false, 62 + 1000, 0, 1000, 62 + 1000, 1);
	segments(false, 62 + 1, 0, 1000, 62 + 1, 1);
	/* Two full ones: the case where a header of half the size fits too. */
	segments(false, 74 + 2 * 1448, 0, 1448, 74 * 2 + 2 * 1448, 2);
	segments(false, 62 + 2 * 1400, 0, 1400, 62 * 2 + 2 * 1400, 2);
	/* No aggregate: the wire length is the length, whatever it says. */
	segments(false, 62 + 1000, 0, 0, 62 + 1000, 1);
}

static uint32_t random_below(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

/* Random headers of IP and TCP or UDP, segment sizes and payloads. */
static void test_segments_random(void **state)
{
	uint32_t seed = 4711, i;

	(void)state;
	begin_test();
	for (i = 0; i < 20000; i++) {
		bool aside = random_below(&seed, 2);
		uint32_t l3 = random_below(&seed, 2) ? 40 :
				  20 + 4 * random_below(&seed, 5),
			 l4 = random_below(&seed, 4) ?
				  20 + 4 * random_below(&seed, 11) : 8,
			 header = 18 + (aside ? 0 : 4) + l3 + l4,
			 size = header + 1 + random_below(&seed, 1300),
			 payload = 1 + random_below(&seed, JUMBO - 200),
			 n = (payload + size - 1) / size;

		segments(aside, header + payload,
			 random_below(&seed, 4) ? 0 : n, size,
			 n * header + payload, n);
	}
}

/* --- records ------------------------------------------------------------ */

/* The second frame adds to the record of the first. */
static void test_record(void **state)
{
	const struct row row = { .n = 2,
				 .tag = { { 0x8100, 77 }, { 0x8100, 78 } } };
	struct expected expected = expect(&ports[0], &row, ERD_DIRECTION_RX);
	int map, prog;
	struct erd_unknown first, second;

	(void)state;
	begin_test();
	map = bpf_map__fd(ports[0].skel->maps.unknown);
	prog = bpf_program__fd(ports[0].skel->progs.erd_receive);
	make_frame(&row, 0);
	assert_true(run(prog, 60, NULL, 0, XDP_PASS));
	check_counters(&ports[0], &expected, 77, 1, 60);
	assert_return_code(bpf_map_lookup_elem(map, &expected.key, &first),
			   errno);
	make_frame(&row, 0);
	assert_true(run(prog, 100, NULL, 0, XDP_PASS));
	check_counters(&ports[0], &expected, 77, 1, 100);
	assert_return_code(bpf_map_lookup_elem(map, &expected.key, &second),
			   errno);
	assert_int_equal(second.count.frames, 2);
	assert_int_equal(second.count.bytes, 160);
	assert_int_equal(second.first_ns, first.first_ns);
	assert_true(second.last_ns > first.last_ns);
	assert_memory_equal(second.source, frame + 6, 6);
	assert_memory_not_equal(second.source, first.source, 6);
	bpf_map_delete_elem(map, &expected.key);
}

/* More tags than there is room for: old ones go, counting goes on. */
static void test_flood(void **state)
{
	struct row row = { .n = 2, .tag = { { 0x8100, 77 }, { 0x8100, 1 } } };
	int map, prog, n = 0;
	struct erd_unknown_key key, *at = NULL;
	uint64_t before;

	(void)state;
	begin_test();
	map = bpf_map__fd(ports[0].skel->maps.unknown);
	prog = bpf_program__fd(ports[0].skel->progs.erd_receive);
	before = ports[0].classes[this_cpu].count[0][ERD_CLASS_UNKNOWN_STAG].frames;
	for (row.tag[1].vid = 1; row.tag[1].vid < 4000; row.tag[1].vid++) {
		make_frame(&row, 0);
		assert_true(run(prog, 60, NULL, 0, XDP_PASS));
	}
	assert_int_equal(
		ports[0].classes[this_cpu].count[0][ERD_CLASS_UNKNOWN_STAG].frames,
		before + 3999);
	while (!bpf_map_get_next_key(map, at, &key)) {
		n++;
		at = &key;
	}
	assert_in_range(n, 64, ERD_UNKNOWN_TAGS);
}

/* --- cost --------------------------------------------------------------- */

static unsigned int ns_of(int prog)
{
	unsigned int least = ~0U, i;

	for (i = 0; i < 9; i++) {
		LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame,
			    .data_size_in = 64, .repeat = 1000000);

		assert_return_code(bpf_prog_test_run_opts(prog, &opts), errno);
		if (opts.duration < least)
			least = opts.duration;
	}
	return least;
}

/* For information; a machine that runs other things is no measure. */
static void test_cost(void **state)
{
	const struct bpf_insn insns[] = {
		INSN(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, XDP_PASS),
		INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
	};
	const struct row hit = { .n = 2,
				 .tag = { { 0x8100, 100 }, { 0x8100, 300 } } },
			 miss = { .n = 2,
				  .tag = { { 0x8100, 7 }, { 0x8100, 300 } } };
	unsigned int empty_ns, hit_ns, miss_ns;
	int empty, prog;

	(void)state;
	begin_test();
	empty = bpf_prog_load(BPF_PROG_TYPE_XDP, "empty", "GPL", insns, 2,
			      NULL);
	assert_return_code(empty, errno);
	prog = bpf_program__fd(ports[0].skel->progs.erd_receive);
	make_frame(&hit, 0);
	empty_ns = ns_of(empty);
	hit_ns = ns_of(prog);
	make_frame(&miss, 0);
	miss_ns = ns_of(prog);
	print_message("receive, ns a frame, least of 9: %u of a peering, %u of unknown tags, %u by an empty program\n",
		      hit_ns, miss_ns, empty_ns);
	close(empty);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_segments),
		cmocka_unit_test(test_segments_random),
		cmocka_unit_test(test_record),
		cmocka_unit_test(test_flood),
		cmocka_unit_test(test_cost),
	};

	return cmocka_run_group_tests_name("fastpath_counts", tests, setup,
					   teardown);
}
