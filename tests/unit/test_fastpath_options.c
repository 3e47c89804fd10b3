// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What the fast path does beside counting, through BPF_PROG_TEST_RUN: the
 * protocols of a port, sizes of aggregates, samples, and rates at the edge and
 * in time. Nothing is judged by how fast this machine is: what may have passed
 * is reckoned from the time that did pass.
 */
#include "fastpath_run.h"
#include "limit.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/pkt_cls.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#define QINQ	(&ports[KINDS])		/* qinq 8100 with everything */

static const struct row peering = { .n = 2,
				    .tag = { { 0x8100, 100 },
					     { 0x8100, 300 } },
				    .size = 1500 };

static int receiver(const struct port *port)
{
	return bpf_program__fd(port->skel->progs.erd_receive);
}

static int sender(const struct port *port)
{
	return bpf_program__fd(port->skel->progs.erd_transmit);
}

static uint64_t mono_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

/* --- settings ----------------------------------------------------------- */

static void put(const struct bpf_map *map, uint32_t index, const void *value)
{
	assert_return_code(bpf_map_update_elem(bpf_map__fd(map), &index, value,
					       BPF_ANY), errno);
}

/* A frame of this CPU looks again. */
static void shut_gate(struct port *port, int direction, unsigned int outer)
{
	port->now[direction][erd_tally_index(this_cpu, outer)].gate = 0;
}

static struct erd_limit set_limit(struct port *port, int direction,
				  unsigned int outer, uint64_t rate,
				  uint32_t burst)
{
	struct erd_limit limit;

	limit_make(&limit, rate, burst, direction, CPUS);
	limit.tat = (mono_ns() << ERD_NS_SHIFT) - limit.depth;
	put(port->skel->maps.limits, erd_limit_index(direction, outer),
	    &limit);
	shut_gate(port, direction, outer);
	return limit;
}

static void set_watch(struct port *port, unsigned int outer,
		      const struct erd_watch *watch)
{
	put(port->skel->maps.watches, outer, watch);
	shut_gate(port, ERD_DIRECTION_RX, outer);
	shut_gate(port, ERD_DIRECTION_TX, outer);
}

static struct erd_counter drops_of(struct port *port, int direction,
				   unsigned int outer, unsigned int slot)
{
	const struct bpf_map *map = direction ? port->skel->maps.tx_drops :
						port->skel->maps.rx_drops;
	struct erd_counter counter = {}, sum = {};
	uint32_t i, index;

	for (i = 0; i < CPUS; i++) {
		index = erd_slot_index(erd_tally_index(i, outer), slot);
		assert_return_code(bpf_map_lookup_elem(bpf_map__fd(map), &index,
						       &counter), errno);
		sum.frames += counter.frames;
		sum.bytes += counter.bytes;
	}
	return sum;
}

static struct erd_counter count_of(struct port *port, int direction,
				   unsigned int outer, unsigned int slot)
{
	struct erd_counter sum = {};
	uint32_t i;

	for (i = 0; i < CPUS; i++) {
		const struct erd_counter *at =
			&port->now[direction][erd_tally_index(i, outer)]
				 .count[slot];

		sum.frames += at->frames;
		sum.bytes += at->bytes;
	}
	return sum;
}

/* Runs the frame as it is. The verdict. */
static int verdict_of(int prog, size_t size, unsigned int repeat)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame,
		    .data_size_in = size, .repeat = repeat);

	assert_return_code(bpf_prog_test_run_opts(prog, &opts), errno);
	return opts.retval;
}

/* --- protocols of the port ---------------------------------------------- */

static void test_protocols(void **state)
{
	static const struct {
		uint16_t type;
		uint8_t subtype;
		enum erd_class class;
	} kinds[] = {
		{ 0x8809, 1, ERD_CLASS_LACP },  { 0x8809, 2, ERD_CLASS_SLOW },
		{ 0x8809, 3, ERD_CLASS_SLOW },  { 0x8809, 10, ERD_CLASS_SLOW },
		{ 0x88cc, 0, ERD_CLASS_LLDP },  { 0x888e, 0, ERD_CLASS_EAPOL },
		{ 0x88e5, 0, ERD_CLASS_MACSEC },
		{ 0x0800, 1, ERD_CLASS_UNTAGGED },
		{ 0x86dd, 1, ERD_CLASS_UNTAGGED },
		{ 0x0806, 1, ERD_CLASS_UNTAGGED },
		{ 0x0026, 1, ERD_CLASS_UNTAGGED },	/* a length: LLC */
	};
	const struct row row = { .n = 0, .size = 60 };
	size_t i, p;
	int d;

	(void)state;
	begin_test();
	for (p = 0; p < PORTS; p++)
		for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
			for (d = 0; d < ERD_DIRECTIONS; d++) {
				struct expected expected = {
					.class = kinds[i].class, .slot = -1,
					.key.direction = d,
				};
				uint16_t type = htons(kinds[i].type);

				snprintf(what, sizeof(what), "port %s, type %04x/%u",
					 ports[p].name, kinds[i].type,
					 kinds[i].subtype);
				make_frame(&row, 0);
				memcpy(frame + 12, &type, 2);
				frame[14] = kinds[i].subtype;
				assert_true(run(d ? sender(&ports[p]) :
						    receiver(&ports[p]), 60,
						NULL, 0,
						d ? TC_ACT_UNSPEC : XDP_PASS));
				check_counters(&ports[p], &expected, 0, 1, 60);
			}
	/* One that ends after its type has no subtype: not LACP. */
	{
		struct expected expected = { .class = ERD_CLASS_SLOW,
					     .slot = -1 };

		make_frame(&row, 0);
		memcpy(frame + 12, "\x88\x09", 2);
		assert_true(run(receiver(QINQ), 14, NULL, 0, XDP_PASS));
		check_counters(QINQ, &expected, 0, 1, 14);
	}
}

/* --- sizes of aggregates ------------------------------------------------ */

/* Headers of 62 octets in each segment, as in test_fastpath_counts.c. */
static void test_aggregate_sizes(void **state)
{
	const struct {
		unsigned int payload, gso_size, frames;
		unsigned int class[2], n[2];	/* full ones, the last */
	} rows[] = {
		{ 3000, 1000, 3, { 5, 5 }, { 2, 1 } },
		{ 2001, 1000, 3, { 5, 0 }, { 2, 1 } },
		{ 2900, 1400, 3, { 5, 2 }, { 2, 1 } },
		{ 1000, 1000, 1, { 5, 5 }, { 0, 1 } },
	};
	size_t i;

	(void)state;
	begin_test();
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct __sk_buff ctx = {
			.gso_size = rows[i].gso_size,
			.wire_len = 62 * rows[i].frames + rows[i].payload,
		};
		struct erd_sizes before, after, *at;
		struct row row = peering;

		row.size = 62 + rows[i].payload;
		at = &QINQ->sizes[1][erd_tally_index(this_cpu, 100)];
		before = *at;
		make_frame(&row, 0);
		snprintf(what, sizeof(what), "aggregate %zu", i);
		assert_true(run(sender(QINQ), row.size, &ctx, sizeof(ctx),
				TC_ACT_UNSPEC));
		after = *at;
		before.frames[1][rows[i].class[0]] += rows[i].n[0];
		before.frames[1][rows[i].class[1]] += rows[i].n[1];
		assert_memory_equal(&before, &after, sizeof(after));
	}
}

/* What a reader makes of the words of S-tag 100, C-tag 300. */
static uint64_t size_of_class(int direction, unsigned int class)
{
	__u32 tally = erd_tally_index(this_cpu, 100);

	return erd_marked(QINQ->marks[direction][erd_slot_index(tally, 1)]
				  .frames[class],
			  QINQ->sizes[direction][tally].frames[1][class]);
}

/*
 * Counts beyond 2^16, in steps that meet and miss the frames that move a mark;
 * and aggregates of more frames than a mark may be behind.
 */
static void test_many_sizes(void **state)
{
	static const unsigned int steps[] = { 1, 32766, 1, 1, 32767, 40000,
					      65536, 131072, 3, 100000 };
	static const unsigned int aggregates[] = { 2000, 32768, 65535, 40000,
						   32767, 65534, 65535 };
	struct __sk_buff ctx = { .gso_size = 1 };
	struct row row = peering;
	uint64_t rx, tx;
	size_t i;

	(void)state;
	begin_test();
	make_frame(&row, 0);
	rx = size_of_class(ERD_DIRECTION_RX, 5);
	tx = size_of_class(ERD_DIRECTION_TX, 5);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		assert_int_equal(verdict_of(receiver(QINQ), 1500, steps[i]),
				 XDP_PASS);
		rx += steps[i];
		assert_int_equal(size_of_class(ERD_DIRECTION_RX, 5), rx);
		assert_int_equal(verdict_of(sender(QINQ), 1500, steps[i]),
				 TC_ACT_UNSPEC);
		tx += steps[i];
		assert_int_equal(size_of_class(ERD_DIRECTION_TX, 5), tx);
	}
	/* Of frames of one octet, as the kernel takes no greater sum. */
	row.size = 1062;
	make_frame(&row, 0);
	tx = size_of_class(ERD_DIRECTION_TX, 0);
	for (i = 0; i < sizeof(aggregates) / sizeof(aggregates[0]); i++) {
		ctx.gso_segs = aggregates[i];
		ctx.wire_len = aggregates[i];
		snprintf(what, sizeof(what), "aggregate of %u", aggregates[i]);
		assert_true(run(sender(QINQ), row.size, &ctx, sizeof(ctx),
				TC_ACT_UNSPEC));
		tx += aggregates[i];
		assert_int_equal(size_of_class(ERD_DIRECTION_TX, 0), tx);
	}
}

/* --- samples ------------------------------------------------------------ */

/* The last of those read, and how many. */
static struct erd_sample last;
static uint8_t last_data[ERD_SAMPLE_JUMBO];
static size_t last_room;
static unsigned int n_samples;

static int take(void *ctx, void *data, size_t size)
{
	(void)ctx;
	assert_true(size > sizeof(last));
	memcpy(&last, data, sizeof(last));
	last_room = size - sizeof(last);
	assert_true(last.captured <= last_room);
	assert_true(last_room <= sizeof(last_data));
	memcpy(last_data, (uint8_t *)data + sizeof(last), last.captured);
	n_samples++;
	return 0;
}

static unsigned int read_samples(struct port *port)
{
	static struct ring_buffer *ring;

	if (!ring)
		ring = ring_buffer__new(bpf_map__fd(port->skel->maps.samples),
					take, NULL, NULL);
	assert_non_null(ring);
	n_samples = 0;
	assert_true(ring_buffer__consume(ring) >= 0);
	return n_samples;
}

static const struct erd_watch all = {
	.every = 1, .snap = ERD_SAMPLE_JUMBO, .slots = 7, .directions = 3,
	.verdicts = 3,
};

static void test_one_of_many(void **state)
{
	struct erd_watch watch = all;
	unsigned int i, n;

	(void)state;
	begin_test();
	read_samples(QINQ);
	make_frame(&peering, 0);
	for (watch.every = 1; watch.every < 50; watch.every += 7) {
		set_watch(QINQ, 100, &watch);
		for (i = 0, n = 0; i < 10 * watch.every; i++) {
			verdict_of(receiver(QINQ), 1500, 1);
			n += read_samples(QINQ);
		}
		assert_int_equal(n, 10);
		assert_int_equal(last.every, watch.every);
	}
	watch.every = 0;
	set_watch(QINQ, 100, &watch);
	verdict_of(receiver(QINQ), 1500, 100);
	assert_int_equal(read_samples(QINQ), 0);
}

static void test_record_of_a_frame(void **state)
{
	static const unsigned int sizes[] = { 60, 128, 129, 1500, 1536, 1537,
					      9018 };
	struct erd_watch watch = all;
	struct row row = peering;
	uint64_t start;
	size_t i;

	(void)state;
	begin_test();
	read_samples(QINQ);
	set_watch(QINQ, 100, &watch);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		row.size = sizes[i];
		row.prio = i;
		make_frame(&row, 0);
		start = mono_ns();
		verdict_of(receiver(QINQ), row.size, 1);
		assert_int_equal(read_samples(QINQ), 1);
		assert_true(last.time_ns >= start);
		assert_int_equal(last.length, row.size);
		assert_int_equal(last.captured, row.size);
		assert_int_equal(last.frames, 1);
		assert_int_equal(last.outer_tpid, 0x8100);
		assert_int_equal(last.outer_vid, 100);
		assert_int_equal(last.inner_tpid, 0x8100);
		assert_int_equal(last.inner_vid, 300);
		assert_int_equal(last.class, ERD_CLASS_MATCHED);
		assert_int_equal(last.direction, ERD_DIRECTION_RX);
		assert_int_equal(last.verdict, ERD_VERDICT_PASS);
		assert_int_equal(last.slot, 1);
		assert_int_equal(last.aside_tpid, 0);
		assert_memory_equal(last_data, frame, row.size);
	}
	watch.snap = 64;
	set_watch(QINQ, 100, &watch);
	verdict_of(receiver(QINQ), row.size, 1);
	assert_int_equal(read_samples(QINQ), 1);
	assert_int_equal(last.captured, 64);
	assert_int_equal(last.length, 9018);
	assert_int_equal(last_room, ERD_SAMPLE_SHORT);
	watch.every = 0;
	set_watch(QINQ, 100, &watch);
}

/* On transmit, with the outer tag beside the frame. */
static void test_record_aside(void **state)
{
	struct __sk_buff ctx = { .mark = htons(0x8100),
				 .priority = 0x6000 | 100 };
	struct erd_watch watch = all;

	(void)state;
	begin_test();
	read_samples(QINQ);
	set_watch(QINQ, 100, &watch);
	make_frame(&peering, 1);
	snprintf(what, sizeof(what), "sample with the tag aside");
	assert_true(run(QINQ->push, 1496, &ctx, sizeof(ctx), TC_ACT_UNSPEC));
	assert_int_equal(read_samples(QINQ), 1);
	assert_int_equal(last.length, 1500);
	assert_int_equal(last.captured, 1496);
	assert_int_equal(last.aside_tpid, 0x8100);
	assert_int_equal(last.aside_tci, 0x6000 | 100);
	assert_int_equal(last.direction, ERD_DIRECTION_TX);
	assert_int_equal(last.outer_vid, 100);
	assert_int_equal(last.inner_vid, 300);
	assert_memory_equal(last_data, frame, 1496);
	watch.every = 0;
	set_watch(QINQ, 100, &watch);
}

/* What is asked for and nothing else. */
static void test_choice(void **state)
{
	const struct row unknown = { .n = 2, .tag = { { 0x8100, 101 },
						      { 0x8100, 7 } } };
	const struct row single = { .n = 1, .tag = { { 0x8100, 100 } } };
	struct erd_watch watch = all;

	(void)state;
	begin_test();
	read_samples(QINQ);
	make_frame(&peering, 0);
	watch.slots = 1 << 0 | 1 << 2;
	set_watch(QINQ, 100, &watch);
	verdict_of(receiver(QINQ), 1500, 3);
	assert_int_equal(read_samples(QINQ), 0);
	watch.slots = 1 << 1;
	watch.directions = 1 << ERD_DIRECTION_TX;
	set_watch(QINQ, 100, &watch);
	verdict_of(receiver(QINQ), 1500, 3);
	assert_int_equal(read_samples(QINQ), 0);
	verdict_of(sender(QINQ), 1500, 3);
	assert_int_equal(read_samples(QINQ), 3);
	watch.directions = 3;
	watch.verdicts = 1 << ERD_VERDICT_DROP;
	set_watch(QINQ, 100, &watch);
	verdict_of(receiver(QINQ), 1500, 3);
	assert_int_equal(read_samples(QINQ), 0);
	watch.every = 0;
	set_watch(QINQ, 100, &watch);

	/* Of no peering: by class, in the entry of tag 0. */
	watch = all;
	watch.classes = 1 << ERD_CLASS_UNKNOWN_STAG;
	set_watch(QINQ, 0, &watch);
	verdict_of(receiver(QINQ), 1500, 3);
	assert_int_equal(read_samples(QINQ), 0);
	make_frame(&unknown, 0);
	verdict_of(receiver(QINQ), 60, 3);
	assert_int_equal(read_samples(QINQ), 3);
	assert_int_equal(last.class, ERD_CLASS_UNKNOWN_STAG);
	assert_int_equal(last.outer_vid, 101);
	assert_int_equal(last.inner_vid, 7);
	make_frame(&single, 0);
	verdict_of(receiver(QINQ), 60, 3);
	assert_int_equal(read_samples(QINQ), 0);
	watch.every = 0;
	set_watch(QINQ, 0, &watch);
}

/* A full ring loses samples, says so, and loses no frame. */
static void test_full_ring(void **state)
{
	const unsigned int sent = 2 * ERD_RING_SIZE / ERD_SAMPLE_JUMBO;
	struct erd_watch watch = all;
	struct erd_counter before;
	struct row row = peering;
	uint64_t lost;

	(void)state;
	begin_test();
	read_samples(QINQ);
	set_watch(QINQ, 100, &watch);
	lost = QINQ->classes[this_cpu].samples_lost;
	before = count_of(QINQ, ERD_DIRECTION_RX, 100, 1);
	row.size = 9018;
	make_frame(&row, 0);
	verdict_of(receiver(QINQ), 9018, sent);
	lost = QINQ->classes[this_cpu].samples_lost - lost;
	assert_true(lost > 0);
	assert_int_equal(read_samples(QINQ) + lost, sent);
	assert_int_equal(count_of(QINQ, ERD_DIRECTION_RX, 100, 1).frames,
			 before.frames + sent);
	watch.every = 0;
	set_watch(QINQ, 100, &watch);
}

/* --- rates -------------------------------------------------------------- */

/* A bucket of 12 frames at a rate of one in 12 ms, frame by frame. */
static void edge(int direction)
{
	const int passes = direction ? TC_ACT_UNSPEC : XDP_PASS;
	const int drops = direction ? TC_ACT_SHOT : XDP_DROP;
	int prog = direction ? sender(QINQ) : receiver(QINQ);
	struct erd_counter count = count_of(QINQ, direction, 100, 1), now;
	struct erd_counter dropped = drops_of(QINQ, direction, 100, 1);
	struct erd_watch watch = all;
	unsigned int sent, passed = 0, samples = 0;
	struct erd_limit limit;
	uint64_t start;
	double held;

	read_samples(QINQ);
	watch.verdicts = 1 << ERD_VERDICT_DROP;
	set_watch(QINQ, 100, &watch);
	start = mono_ns();
	limit = set_limit(QINQ, direction, 100, ERD_RATE_MIN, ERD_BURST_MIN);
	held = limit.depth * 1.0 / limit.per_octet * (1 << ERD_PER_OCTET_SHIFT);
	/* A frame may leave as late as the horizon. */
	if (direction)
		held += ERD_RATE_MIN / 8e9 * (ERD_HORIZON >> ERD_NS_SHIFT);
	make_frame(&peering, 0);
	for (sent = 0; sent < 40; sent++) {
		int verdict = verdict_of(prog, 1500, 1);

		assert_true(verdict == passes || verdict == drops);
		passed += verdict == passes;
		samples += read_samples(QINQ);
		if (verdict == drops) {
			assert_int_equal(last.verdict, ERD_VERDICT_DROP);
			assert_int_equal(last.direction, direction);
		}
	}
	assert_int_equal(samples, sent - passed);
	assert_true(passed >= (unsigned int)(held / 1500));
	held += (mono_ns() - start) * (ERD_RATE_MIN / 8e9);
	/* On transmit the first beyond the horizon is the one that is late. */
	assert_true(passed <= held / 1500 + direction);
	now = count_of(QINQ, direction, 100, 1);
	assert_int_equal(now.frames - count.frames, passed);
	assert_int_equal(now.bytes - count.bytes, 1500 * passed);
	now = drops_of(QINQ, direction, 100, 1);
	assert_int_equal(now.frames - dropped.frames, sent - passed);
	assert_int_equal(now.bytes - dropped.bytes, 1500 * (sent - passed));
	/* Another circuit has nothing to do with it. */
	make_frame(&(struct row){ .n = 2, .tag = { { 0x8100, 1 },
						   { 0x8100, 1 } } }, 0);
	assert_int_equal(verdict_of(prog, 60, 1000), passes);
	assert_int_equal(drops_of(QINQ, direction, 1, 0).frames, 0);
	watch.every = 0;
	set_watch(QINQ, 100, &watch);
	set_limit(QINQ, direction, 100, 0, 0);
	make_frame(&peering, 0);
	assert_int_equal(verdict_of(prog, 1500, 1000), passes);
}

static void test_edge(void **state)
{
	(void)state;
	begin_test();
	edge(ERD_DIRECTION_RX);
	edge(ERD_DIRECTION_TX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_protocols),
		cmocka_unit_test(test_aggregate_sizes),
		cmocka_unit_test(test_many_sizes),
		cmocka_unit_test(test_one_of_many),
		cmocka_unit_test(test_record_of_a_frame),
		cmocka_unit_test(test_record_aside),
		cmocka_unit_test(test_choice),
		cmocka_unit_test(test_full_ring),
		cmocka_unit_test(test_edge),
	};

	return cmocka_run_group_tests_name("fastpath_options", tests, setup,
					   teardown);
}
