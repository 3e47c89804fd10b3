// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The fast path's programs, frame by frame, through BPF_PROG_TEST_RUN. Each
 * run must leave the frame alone, give the verdict that lets it go on, and
 * change exactly one place in all the counters by exactly one frame: a copy of
 * them is changed as expected and then compared whole.
 *
 * What should happen is told by the row a frame was made from, not by the
 * frame. Not tested here, because test runs do not take such frames: less
 * than 14 octets, and with tc on some kernels exactly 14.
 */
#include "config_word.h"

#include <erd_fastpath.skel.h>
#include <linux/erd.h>
#include <linux/pkt_cls.h>

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#define CPUS		2	/* counted for; the test itself stays on one */
#define COUNTERS	(CPUS * ERD_VIDS * ERD_SLOTS)
#define PAYLOAD		0x88b5	/* IEEE 802: for local experiments */
#define MAX_FRAME	9018
#define JUMBO		3000	/* more than one buffer of XDP, on any kernel */

/* --- the ports ---------------------------------------------------------- */

struct port {
	const char *name;
	unsigned int encap, tpid;
	struct erd_fastpath_bpf *skel;
	struct erd_counter *now[2], *before[2];		/* by direction */
	struct erd_port_counters *classes, *classes_before;
	int push;	/* takes the outer tag out of the data, then egress */
};

static struct port ports[] = {
	{ .name = "qinq 8100", .encap = ERD_ENCAP_QINQ, .tpid = 0x8100 },
	{ .name = "qinq 88a8", .encap = ERD_ENCAP_QINQ, .tpid = 0x88a8 },
	{ .name = "dot1q 8100", .encap = ERD_ENCAP_DOT1Q, .tpid = 0x8100 },
	{ .name = "dot1q 88a8", .encap = ERD_ENCAP_DOT1Q, .tpid = 0x88a8 },
};

#define PORTS	(sizeof(ports) / sizeof(ports[0]))

/* What the QinQ ports know; S-tag 500 is a circuit without peerings. */
static const struct {
	unsigned int stag, ctag;
	unsigned int slot;	/* filled in by the order of adding */
} peerings[] = {
	{ 100, 200, 0 }, { 100, 300, 1 }, { 100, 4094, 2 },
	{ 1, 1, 0 },	 { 4094, 4094, 0 }, { 500, 0, 3 },
};

#define PEERINGS (sizeof(peerings) / sizeof(peerings[0]))

/* And the dot1q ports. */
static const unsigned int vids[] = { 100, 1, 4094 };

#define VIDS	(sizeof(vids) / sizeof(vids[0]))

static int cpu;
static const char *not_permitted;

static void *map_memory(const struct bpf_map *map, size_t size)
{
	void *at = mmap(NULL, size, PROT_READ, MAP_SHARED, bpf_map__fd(map),
			0);

	assert_ptr_not_equal(at, MAP_FAILED);
	return at;
}

static void set_config(struct port *port, unsigned int outer, __u64 word)
{
	assert_return_code(bpf_map_update_elem(
		bpf_map__fd(port->skel->maps.config), &outer, &word, BPF_ANY),
			   errno);
}

static void configure(struct port *port)
{
	__u64 words[ERD_VIDS] = {};
	size_t i;

	for (i = 0; port->encap == ERD_ENCAP_QINQ && i < PEERINGS; i++) {
		__u64 *word = &words[peerings[i].stag];

		if (!*word)
			*word = CONFIG_WORD_EMPTY;
		if (peerings[i].ctag)
			assert_true(config_word_add(word, peerings[i].ctag));
	}
	for (i = 0; port->encap == ERD_ENCAP_DOT1Q && i < VIDS; i++)
		words[vids[i]] = ERD_CONFIG_DOT1Q;
	for (i = 0; i < ERD_VIDS; i++)
		set_config(port, i, words[i]);
}

#define INSN(c, d, s, o, i) \
	{ .code = (c), .dst_reg = (d), .src_reg = (s), .off = (o), .imm = (i) }

/*
 * Puts the tag whose TPID is in skb->mark (network byte order) and whose TCI
 * is in skb->priority beside the frame, as a NIC or a VLAN device would, and
 * goes on with the egress program.
 */
static int load_push(int egress)
{
	int key = 0, array = bpf_map_create(BPF_MAP_TYPE_PROG_ARRAY, "egress",
					    sizeof(key), sizeof(egress), 1,
					    NULL);
	const struct bpf_insn insns[] = {
		INSN(BPF_ALU64 | BPF_MOV | BPF_X, 6, 1, 0, 0),
		INSN(BPF_LDX | BPF_MEM | BPF_W, 2, 1,
		     offsetof(struct __sk_buff, mark), 0),
		INSN(BPF_LDX | BPF_MEM | BPF_W, 3, 1,
		     offsetof(struct __sk_buff, priority), 0),
		INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_skb_vlan_push),
		INSN(BPF_ALU64 | BPF_MOV | BPF_X, 1, 6, 0, 0),
		INSN(BPF_LD | BPF_DW | BPF_IMM, 2, BPF_PSEUDO_MAP_FD, 0, array),
		INSN(0, 0, 0, 0, 0),
		INSN(BPF_ALU64 | BPF_MOV | BPF_K, 3, 0, 0, 0),
		INSN(BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_tail_call),
		INSN(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, TC_ACT_SHOT),
		INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0),
	};
	int prog = bpf_prog_load(BPF_PROG_TYPE_SCHED_CLS, "push", "GPL", insns,
				 sizeof(insns) / sizeof(insns[0]), NULL);

	assert_return_code(array, errno);
	assert_return_code(prog, errno);
	assert_return_code(bpf_map_update_elem(array, &key, &egress, BPF_ANY),
			   errno);
	return prog;
}

static int load_port(struct port *port)
{
	const struct erd_facts facts = { .cpus = CPUS,
					 .encap = port->encap,
					 .outer_tpid = port->tpid };
	struct erd_fastpath_bpf *skel = erd_fastpath_bpf__open();
	int ret;

	assert_non_null(skel);
	skel->rodata->facts = facts;
	bpf_map__set_max_entries(skel->maps.rx, COUNTERS);
	bpf_map__set_max_entries(skel->maps.tx, COUNTERS);
	bpf_map__set_max_entries(skel->maps.port, CPUS);
	ret = erd_fastpath_bpf__load(skel);
	if (ret) {
		erd_fastpath_bpf__destroy(skel);
		return ret;
	}
	port->skel = skel;
	return 0;
}

static void prepare_port(struct port *port)
{
	size_t size = COUNTERS * sizeof(struct erd_counter);

	configure(port);
	port->now[0] = map_memory(port->skel->maps.rx, size);
	port->now[1] = map_memory(port->skel->maps.tx, size);
	port->before[0] = calloc(1, size);
	port->before[1] = calloc(1, size);
	port->classes = map_memory(port->skel->maps.port,
				   CPUS * sizeof(*port->classes));
	port->classes_before = aligned_alloc(64, CPUS *
						 sizeof(*port->classes));
	memset(port->classes_before, 0, CPUS * sizeof(*port->classes));
	port->push =
		load_push(bpf_program__fd(port->skel->progs.erd_transmit));
}

/* Counters are known to be this CPU's if the test stays on it. */
static void stay_on_cpu(void)
{
	cpu_set_t set;

	cpu = sched_getcpu() % CPUS;
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		cpu = 0;
}

static int setup(void **state)
{
	size_t i;
	int ret;

	(void)state;
	stay_on_cpu();
	libbpf_set_print(NULL);
	for (i = 0; i < PORTS; i++) {
		ret = load_port(&ports[i]);
		if (ret == -EPERM || ret == -EACCES) {
			not_permitted = "loading BPF programs takes root";
			return 0;
		}
		assert_return_code(ret, -ret);
		prepare_port(&ports[i]);
	}
	return 0;
}

static int teardown(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < PORTS && ports[i].skel; i++) {
		erd_fastpath_bpf__destroy(ports[i].skel);
		free(ports[i].before[0]);
		free(ports[i].before[1]);
		free(ports[i].classes_before);
	}
	return 0;
}

/* What a failed test has left counted does not fail the next one. */
static void begin_test(void)
{
	size_t size = COUNTERS * sizeof(struct erd_counter), i;
	struct erd_unknown_key key;

	if (not_permitted) {
		print_message("skipped: %s\n", not_permitted);
		skip();
	}
	for (i = 0; i < PORTS; i++) {
		int map = bpf_map__fd(ports[i].skel->maps.unknown);

		memcpy(ports[i].before[0], ports[i].now[0], size);
		memcpy(ports[i].before[1], ports[i].now[1], size);
		memcpy(ports[i].classes_before, ports[i].classes,
		       CPUS * sizeof(*ports[i].classes));
		while (!bpf_map_get_next_key(map, NULL, &key))
			bpf_map_delete_elem(map, &key);
	}
}

/* --- frames ------------------------------------------------------------- */

struct tag {
	unsigned int tpid, vid;
};

/* What a frame is made from. */
struct row {
	unsigned int n;
	struct tag tag[3];
	unsigned int size;	/* 0: 60 */
	unsigned int prio;	/* PCP and DEI of all tags, 0 to 15 */
};

static uint8_t frame[MAX_FRAME];

static size_t size_of(const struct row *row)
{
	return row->size ? row->size : 60;
}

/* Leaves out the first @skip tags. Cut to its size only where it is used. */
static void make_frame(const struct row *row, unsigned int skip)
{
	static uint8_t serial;
	uint8_t *at = frame + 12;
	unsigned int i;
	uint16_t word;

	memset(frame, 0xa5, sizeof(frame));
	memcpy(frame + 6, "\x02\x00\x5e\x10\x00", 5);
	frame[11] = serial++;
	for (i = skip; i < row->n; i++) {
		word = htons(row->tag[i].tpid);
		memcpy(at, &word, 2);
		word = htons(row->prio << 12 | row->tag[i].vid);
		memcpy(at + 2, &word, 2);
		at += 4;
	}
	word = htons(PAYLOAD);
	memcpy(at, &word, 2);
}

/* --- what should happen ------------------------------------------------- */

struct expected {
	enum erd_class class;
	int slot;		/* -1: none */
	struct erd_unknown_key key;
};

static int qinq_slot(unsigned int stag, unsigned int ctag)
{
	int slot = -1;
	size_t i;

	for (i = 0; i < PEERINGS; i++) {
		if (peerings[i].stag != stag)
			continue;
		slot = ERD_SLOT_REST;
		if (peerings[i].ctag && peerings[i].ctag == ctag)
			return peerings[i].slot;
	}
	return slot;
}

static int dot1q_slot(unsigned int vid)
{
	size_t i;

	for (i = 0; i < VIDS; i++)
		if (vids[i] == vid)
			return 0;
	return -1;
}

static enum erd_class classify(const struct port *port, const struct row *row,
			       int *slot)
{
	const struct tag *s = &row->tag[0], *c = &row->tag[1];
	bool has_s = size_of(row) >= 18, has_c = size_of(row) >= 22;

	*slot = -1;
	if (!row->n || (has_s && !s->vid))
		return ERD_CLASS_UNTAGGED;
	if (!has_s)
		return ERD_CLASS_MALFORMED;
	if (s->tpid != port->tpid)
		return ERD_CLASS_WRONG_TPID;
	if (port->encap == ERD_ENCAP_DOT1Q) {
		*slot = dot1q_slot(s->vid);
		return *slot ? ERD_CLASS_UNKNOWN_CTAG : ERD_CLASS_MATCHED;
	}
	if (row->n == 1)
		return ERD_CLASS_SINGLE_TAG;
	if (c->tpid != 0x8100)
		return ERD_CLASS_WRONG_TPID;
	if (!has_c)
		return ERD_CLASS_MALFORMED;
	*slot = qinq_slot(s->vid, c->vid);
	if (*slot < 0)
		return ERD_CLASS_UNKNOWN_STAG;
	return *slot == ERD_SLOT_REST ? ERD_CLASS_UNKNOWN_CTAG :
					ERD_CLASS_MATCHED;
}

static struct expected expect(const struct port *port, const struct row *row,
			      enum erd_direction direction)
{
	struct expected expected = {};
	struct erd_unknown_key *key = &expected.key;

	expected.class = classify(port, row, &expected.slot);
	key->class = expected.class;
	key->direction = direction;
	if (row->n)
		key->outer_tpid = row->tag[0].tpid;
	if (size_of(row) >= 18) {
		key->outer_vid = row->tag[0].vid;
		key->inner_tpid = row->n > 1 ? row->tag[1].tpid : PAYLOAD;
	}
	if (size_of(row) >= 22 && row->n > 1)
		key->inner_vid = row->tag[1].vid;
	return expected;
}

/* --- what happened ------------------------------------------------------ */

static char what[200];	/* the run that is being checked */

static void describe(const struct port *port, const struct row *row,
		     const char *how)
{
	snprintf(what, sizeof(what),
		 "port %s, %s, %u tags {%04x %u, %04x %u, %04x %u}, prio %u, %zu octets",
		 port->name, how, row->n, row->tag[0].tpid, row->tag[0].vid,
		 row->tag[1].tpid, row->tag[1].vid, row->tag[2].tpid,
		 row->tag[2].vid, row->prio, size_of(row));
}

static uint64_t boot_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

/* The memory as it should be, against the memory. */
static void check_counters(struct port *port, const struct expected *expected,
			   unsigned int outer, uint64_t frames, uint64_t bytes)
{
	int direction = expected->key.direction, d;
	size_t size = COUNTERS * sizeof(struct erd_counter);
	struct erd_counter *counter;

	if (expected->slot >= 0) {
		counter = port->before[direction] +
			  (((size_t)cpu * ERD_VIDS + outer) * ERD_SLOTS +
			   expected->slot);
		counter->frames += frames;
		counter->bytes += bytes;
	}
	if (expected->class != ERD_CLASS_MATCHED) {
		counter = &port->classes_before[cpu].count[direction]
							  [expected->class];
		counter->frames += frames;
		counter->bytes += bytes;
	}
	for (d = 0; d < 2; d++)
		if (memcmp(port->now[d], port->before[d], size))
			fail_msg("%s: counters of %s are not as expected", what,
				 d ? "tx" : "rx");
	for (d = 0; d < CPUS; d++)
		if (memcmp(&port->classes[d], &port->classes_before[d],
			   sizeof(port->classes[d])))
			fail_msg("%s: classes are not as expected (%d)", what,
				 expected->class);
}

static void check_record(int map, const struct expected *expected,
			 uint64_t start, uint64_t frames, uint64_t bytes)
{
	struct erd_unknown record;

	if (bpf_map_lookup_elem(map, &expected->key, &record))
		fail_msg("%s: not remembered", what);
	if (record.count.frames != frames || record.count.bytes != bytes)
		fail_msg("%s: remembered with %llu frames, %llu octets", what,
			 record.count.frames, record.count.bytes);
	if (record.first_ns < start || record.first_ns > boot_ns() ||
	    record.last_ns != record.first_ns)
		fail_msg("%s: remembered at another time", what);
	if (memcmp(record.source, frame + 6, 6) || record.reserved)
		fail_msg("%s: remembered with another source", what);
	bpf_map_delete_elem(map, &expected->key);
}

static void check_unknown(struct port *port, const struct expected *expected,
			  uint64_t start, uint64_t frames, uint64_t bytes)
{
	int map = bpf_map__fd(port->skel->maps.unknown);
	struct erd_unknown_key other;

	if (expected->class != ERD_CLASS_MATCHED &&
	    expected->class != ERD_CLASS_UNTAGGED)
		check_record(map, expected, start, frames, bytes);
	if (!bpf_map_get_next_key(map, NULL, &other))
		fail_msg("%s: remembered as %04x %u %04x %u, class %u", what,
			 other.outer_tpid, other.outer_vid, other.inner_tpid,
			 other.inner_vid, other.class);
}

/* One run. False if the kernel does not take this frame or context. */
static bool run(int prog, size_t size, void *ctx, size_t ctx_size,
		unsigned int verdict)
{
	static uint8_t out[MAX_FRAME + 64];
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame,
		    .data_size_in = size, .data_out = out,
		    .data_size_out = sizeof(out), .ctx_in = ctx,
		    .ctx_size_in = ctx_size);
	int ret = bpf_prog_test_run_opts(prog, &opts);

	if (ret == -EINVAL)
		return false;
	if (ret)
		fail_msg("%s: test run: %s", what, strerror(-ret));
	if (opts.retval != verdict)
		fail_msg("%s: verdict %d", what, (int)opts.retval);
	if (opts.data_size_out != size || memcmp(out, frame, size))
		fail_msg("%s: the frame was changed", what);
	return true;
}

static bool receive(struct port *port, const struct row *row,
		    unsigned int linear)
{
	struct expected expected = expect(port, row, ERD_DIRECTION_RX);
	struct xdp_md ctx = { .data_end = linear };
	uint64_t start = boot_ns();

	describe(port, row, linear ? "received in pieces" : "received");
	make_frame(row, 0);
	if (!run(bpf_program__fd(port->skel->progs.erd_receive), size_of(row),
		 linear ? &ctx : NULL, linear ? sizeof(ctx) : 0, XDP_PASS))
		return false;
	check_counters(port, &expected, row->tag[0].vid, 1, size_of(row));
	check_unknown(port, &expected, start, 1, size_of(row));
	return true;
}

static bool transmit(struct port *port, const struct row *row)
{
	struct expected expected = expect(port, row, ERD_DIRECTION_TX);
	uint64_t start = boot_ns();

	describe(port, row, "transmitted");
	make_frame(row, 0);
	if (!run(bpf_program__fd(port->skel->progs.erd_transmit), size_of(row),
		 NULL, 0, TC_ACT_UNSPEC))
		return false;
	check_counters(port, &expected, row->tag[0].vid, 1, size_of(row));
	check_unknown(port, &expected, start, 1, size_of(row));
	return true;
}

/* With the outer tag beside the data. */
static bool transmit_aside(struct port *port, const struct row *row)
{
	struct expected expected = expect(port, row, ERD_DIRECTION_TX);
	struct __sk_buff ctx = {
		.mark = htons(row->tag[0].tpid),
		.priority = row->prio << 12 | row->tag[0].vid,
	};
	uint64_t start = boot_ns();

	if (!row->n || size_of(row) < 18 ||
	    (row->tag[0].tpid != 0x8100 && row->tag[0].tpid != 0x88a8))
		return true;	/* the kernel keeps no such tag aside */
	describe(port, row, "transmitted with the outer tag aside");
	make_frame(row, 1);
	if (!run(port->push, size_of(row) - 4, &ctx, sizeof(ctx),
		 TC_ACT_UNSPEC))
		return false;
	check_counters(port, &expected, row->tag[0].vid, 1, size_of(row));
	check_unknown(port, &expected, start, 1, size_of(row));
	return true;
}

static unsigned int refused;

static void every_way(struct port *port, const struct row *row)
{
	if (!receive(port, row, 0))
		fail_msg("%s: refused by the kernel", what);
	/* A linear skb is at most a page, less on kernels before 6.18. */
	if (size_of(row) > JUMBO)
		return;
	refused += !transmit(port, row);
	refused += !transmit_aside(port, row);
}

/* --- the table, by hand ------------------------------------------------- */

#define M	ERD_CLASS_MATCHED
#define U	ERD_CLASS_UNTAGGED
#define S	ERD_CLASS_UNKNOWN_STAG
#define C	ERD_CLASS_UNKNOWN_CTAG
#define W	ERD_CLASS_WRONG_TPID
#define T	ERD_CLASS_SINGLE_TAG
#define F	ERD_CLASS_MALFORMED

/*
 * Written from the words of the design and not from any code; holds expect()
 * to account as well as the programs. Columns as in ports[].
 */
static const struct {
	struct row row;
	enum erd_class class[PORTS];
} table[] = {
	{ { 0, {}, 0, 0 }, { U, U, U, U } },
	{ { 1, { { 0x8100, 0 } }, 0, 0 }, { U, U, U, U } },
	{ { 1, { { 0x88a8, 0 } }, 0, 0 }, { U, U, U, U } },
	{ { 2, { { 0x8100, 0 }, { 0x8100, 200 } }, 0, 0 }, { U, U, U, U } },
	{ { 1, { { 0x8100, 100 } }, 0, 0 }, { T, W, M, W } },
	{ { 1, { { 0x88a8, 100 } }, 0, 0 }, { W, T, W, M } },
	{ { 1, { { 0x8100, 101 } }, 0, 0 }, { T, W, C, W } },
	{ { 1, { { 0x9100, 100 } }, 0, 0 }, { W, W, W, W } },
	{ { 1, { { 0x9200, 100 } }, 0, 0 }, { W, W, W, W } },
	{ { 1, { { 0x9300, 100 } }, 0, 0 }, { W, W, W, W } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 200 } }, 0, 0 }, { M, W, M, W } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 300 } }, 0, 0 }, { M, W, M, W } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 200 } }, 0, 15 }, { M, W, M, W } },
	{ { 2, { { 0x88a8, 100 }, { 0x8100, 200 } }, 0, 0 }, { W, M, W, M } },
	{ { 2, { { 0x88a8, 100 }, { 0x8100, 200 } }, 0, 15 }, { W, M, W, M } },
	{ { 2, { { 0x8100, 100 }, { 0x88a8, 200 } }, 0, 0 }, { W, W, M, W } },
	{ { 2, { { 0x88a8, 100 }, { 0x88a8, 200 } }, 0, 0 }, { W, W, W, M } },
	{ { 2, { { 0x8100, 100 }, { 0x9100, 200 } }, 0, 0 }, { W, W, M, W } },
	{ { 2, { { 0x9100, 100 }, { 0x8100, 200 } }, 0, 0 }, { W, W, W, W } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 201 } }, 0, 0 }, { C, W, M, W } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 0 } }, 0, 0 }, { C, W, M, W } },
	{ { 2, { { 0x8100, 500 }, { 0x8100, 200 } }, 0, 0 }, { C, W, C, W } },
	{ { 2, { { 0x8100, 500 }, { 0x8100, 0 } }, 0, 0 }, { C, W, C, W } },
	{ { 2, { { 0x8100, 101 }, { 0x8100, 200 } }, 0, 0 }, { S, W, C, W } },
	{ { 2, { { 0x88a8, 101 }, { 0x8100, 200 } }, 0, 0 }, { W, S, W, C } },
	{ { 2, { { 0x8100, 4095 }, { 0x8100, 200 } }, 0, 0 }, { S, W, C, W } },
	{ { 2, { { 0x8100, 4094 }, { 0x8100, 4094 } }, 0, 0 }, { M, W, M, W } },
	{ { 2, { { 0x8100, 1 }, { 0x8100, 1 } }, 0, 0 }, { M, W, M, W } },
	/* 100 is 0x064: byte order and masks the wrong way round mix these. */
	{ { 2, { { 0x8100, 36 }, { 0x8100, 200 } }, 0, 0 }, { S, W, C, W } },
	{ { 2, { { 0x8100, 148 }, { 0x8100, 200 } }, 0, 0 }, { S, W, C, W } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 184 } }, 0, 0 }, { C, W, M, W } },
	{ { 3, { { 0x8100, 100 }, { 0x8100, 200 }, { 0x8100, 7 } }, 0, 0 },
	  { M, W, M, W } },
	{ { 3, { { 0x88a8, 100 }, { 0x8100, 200 }, { 0x88a8, 7 } }, 0, 0 },
	  { W, M, W, M } },
	/* Cut in the outer tag, in the inner tag, and just not cut. */
	{ { 2, { { 0x8100, 100 }, { 0x8100, 200 } }, 14, 0 }, { F, F, F, F } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 200 } }, 17, 0 }, { F, F, F, F } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 200 } }, 18, 0 }, { F, W, M, W } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 200 } }, 21, 0 }, { F, W, M, W } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 200 } }, 22, 0 }, { M, W, M, W } },
	{ { 1, { { 0x8100, 100 } }, 18, 0 }, { T, W, M, W } },
	{ { 1, { { 0x8100, 0 } }, 17, 0 }, { F, F, F, F } },
	{ { 1, { { 0x9100, 100 } }, 16, 0 }, { F, F, F, F } },
	{ { 0, {}, 14, 0 }, { U, U, U, U } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 200 } }, 1518, 0 },
	  { M, W, M, W } },
	{ { 2, { { 0x8100, 100 }, { 0x8100, 200 } }, 9018, 0 },
	  { M, W, M, W } },
	{ { 2, { { 0x8100, 101 }, { 0x8100, 200 } }, 9018, 0 },
	  { S, W, C, W } },
};

static void test_table(void **state)
{
	size_t i, p;
	int slot;

	(void)state;
	begin_test();
	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		for (p = 0; p < PORTS; p++) {
			describe(&ports[p], &table[i].row, "table");
			if (classify(&ports[p], &table[i].row, &slot) !=
			    table[i].class[p])
				fail_msg("%s: the test's own classes differ",
					 what);
			every_way(&ports[p], &table[i].row);
		}
}

/* --- every combination -------------------------------------------------- */

static const unsigned int tpids[] = { 0x8100, 0x88a8, 0x9100, 0x9200, 0x9300 };
static const unsigned int tag_values[] = { 0, 1, 20, 100, 101, 116, 200, 300,
					   500, 4094, 4095 };
#define TPIDS	(sizeof(tpids) / sizeof(tpids[0]))
#define VALUES	(sizeof(tag_values) / sizeof(tag_values[0]))

/* All pairs of TPIDs, with tags that have a peering and that have none. */
static void test_tpids(void **state)
{
	struct row row = {};
	size_t p, s, c;

	(void)state;
	begin_test();
	for (p = 0; p < PORTS; p++)
		for (s = 0; s < TPIDS; s++)
			for (c = 0; c < TPIDS; c++)
				for (row.n = 0; row.n <= 3; row.n++) {
					row.tag[0].tpid = tpids[s];
					row.tag[0].vid = 100 + (c == 4);
					row.tag[1].tpid = tpids[c];
					row.tag[1].vid = 200 + (s == 4);
					row.tag[2].tpid = tpids[(s + 1) % TPIDS];
					row.tag[2].vid = 300;
					row.prio = (s * 5 + c) % 16;
					every_way(&ports[p], &row);
				}
}

static void test_values(void **state)
{
	struct row row = { .n = 2 };
	size_t p, s, c;

	(void)state;
	begin_test();
	for (p = 0; p < PORTS; p++)
		for (s = 0; s < VALUES; s++)
			for (c = 0; c < VALUES; c++) {
				row.tag[0].tpid = ports[p].tpid;
				row.tag[0].vid = tag_values[s];
				row.tag[1].tpid = 0x8100;
				row.tag[1].vid = tag_values[c];
				for (row.prio = 0; row.prio < 16;
				     row.prio += 15)
					every_way(&ports[p], &row);
			}
}

/* Every tag of 802.1Q as the outer and as the inner one. */
static void test_all_tags(void **state)
{
	struct row row = { .n = 2, .tag = { { 0, 0 }, { 0x8100, 200 } } };
	unsigned int vid;
	size_t p;

	(void)state;
	begin_test();
	for (p = 0; p < PORTS; p++)
		for (vid = 0; vid < ERD_VIDS; vid += p ? 7 : 1) {
			row.tag[0].tpid = ports[p].tpid;
			row.tag[0].vid = vid;
			row.tag[1].vid = 200;
			assert_true(receive(&ports[p], &row, 0));
			row.tag[0].vid = 100;
			row.tag[1].vid = vid;
			assert_true(receive(&ports[p], &row, 0));
		}
}

static void test_cut(void **state)
{
	struct row row = {};
	size_t p, s, c;

	(void)state;
	begin_test();
	for (p = 0; p < PORTS; p++)
		for (s = 0; s < TPIDS; s++)
			for (c = 0; c < TPIDS; c++)
				for (row.n = 0; row.n <= 3; row.n++)
					for (row.size = 14; row.size <= 27;
					     row.size++) {
						row.tag[0].tpid = tpids[s];
						row.tag[0].vid = 100;
						row.tag[1].tpid = tpids[c];
						row.tag[1].vid = 200;
						row.tag[2].tpid = tpids[c];
						row.tag[2].vid = 300;
						every_way(&ports[p], &row);
					}
	if (refused)
		print_message("%u frames of 14 octets (data) were refused by tc's test run\n",
			      refused);
}

/* The first buffer may end anywhere; what the frame is does not change. */
static void test_pieces(void **state)
{
	struct row row = { .n = 2 };
	unsigned int linear;
	size_t i, p;

	(void)state;
	begin_test();
	for (p = 0; p < PORTS; p++)
		for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
			for (linear = 14; linear <= 24; linear++) {
				row = table[i].row;
				if (size_of(&row) <= linear)
					continue;
				if (receive(&ports[p], &row, linear))
					continue;
				print_message("skipped: this kernel runs no test in pieces\n");
				skip();
			}
}

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
	before = ports[0].classes[cpu].count[0][ERD_CLASS_UNKNOWN_STAG].frames;
	for (row.tag[1].vid = 1; row.tag[1].vid < 4000; row.tag[1].vid++) {
		make_frame(&row, 0);
		assert_true(run(prog, 60, NULL, 0, XDP_PASS));
	}
	assert_int_equal(
		ports[0].classes[cpu].count[0][ERD_CLASS_UNKNOWN_STAG].frames,
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
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_tpids),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_all_tags),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_segments),
		cmocka_unit_test(test_segments_random),
		cmocka_unit_test(test_record),
		cmocka_unit_test(test_flood),
		cmocka_unit_test(test_cost),
	};

	return cmocka_run_group_tests_name("fastpath", tests, setup, teardown);
}
