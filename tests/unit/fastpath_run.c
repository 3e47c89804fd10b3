// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fastpath_run.h"
#include "fastpath_load.h"

#include <linux/erd.h>
#include <linux/pkt_cls.h>

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

/* --- the ports ---------------------------------------------------------- */

#define KINDS_WITH(what, more)						\
	{ "qinq 8100" what, ERD_ENCAP_QINQ, 0x8100, more },		\
	{ "qinq 88a8" what, ERD_ENCAP_QINQ, 0x88a8, more },		\
	{ "dot1q 8100" what, ERD_ENCAP_DOT1Q, 0x8100, more },		\
	{ "dot1q 88a8" what, ERD_ENCAP_DOT1Q, 0x88a8, more }

#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
struct port ports[PORTS] = {
	KINDS_WITH("", 0),
	KINDS_WITH(" with everything", ALL_OPTIONS),
};

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

int this_cpu;
static const char *not_permitted;

static void *zeroes(size_t size)
{
	return memset(aligned_alloc(64, size), 0, size);
}

static void *map_memory(const struct bpf_map *map, size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
			bpf_map__fd(map), 0);

	assert_ptr_not_equal(at, MAP_FAILED);
	return at;
}

static void configure(struct port *port)
{
	__u64 *words = port->skel->bss->config.word;
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
}

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

static void set_sizes(struct port *port)
{
	struct erd_fastpath_bpf *skel = port->skel;

	programs_set_size(skel->maps.rx, FASTPATH_RX, CPUS);
	programs_set_size(skel->maps.tx, FASTPATH_TX, CPUS);
	programs_set_size(skel->maps.port, FASTPATH_PORT, CPUS);
	if (!port->options)
		return;
	programs_set_size(skel->maps.rx_sizes, FASTPATH_RX_SIZES, CPUS);
	programs_set_size(skel->maps.tx_sizes, FASTPATH_TX_SIZES, CPUS);
	programs_set_size(skel->maps.rx_marks, FASTPATH_RX_MARKS, CPUS);
	programs_set_size(skel->maps.tx_marks, FASTPATH_TX_MARKS, CPUS);
	programs_set_size(skel->maps.rx_drops, FASTPATH_RX_DROPS, CPUS);
	programs_set_size(skel->maps.tx_drops, FASTPATH_TX_DROPS, CPUS);
	programs_set_size(skel->maps.limits, FASTPATH_LIMITS, CPUS);
	programs_set_size(skel->maps.watches, FASTPATH_WATCHES, CPUS);
	bpf_map__set_max_entries(skel->maps.samples, ERD_RING_SIZE);
}

int load_port(struct port *port)
{
	struct erd_facts facts = { .cpus = CPUS,
				   .encap = port->encap,
				   .outer_tpid = port->tpid,
				   .options = port->options,
				   .casts = programs_can_cast() };
	struct erd_fastpath_bpf *skel;
	int ret;

	programs_init();
	programs_set_size_classes(&facts);
	skel = erd_fastpath_bpf__open();
	assert_non_null(skel);
	skel->rodata->facts = facts;
	port->skel = skel;
	set_sizes(port);
	ret = erd_fastpath_bpf__load(skel);
	if (ret) {
		erd_fastpath_bpf__destroy(skel);
		port->skel = NULL;
	}
	return ret;
}

static void prepare_port(struct port *port)
{
	size_t size = TALLIES * sizeof(struct erd_tally);

	configure(port);
	port->now[0] = map_memory(port->skel->maps.rx, size);
	port->now[1] = map_memory(port->skel->maps.tx, size);
	port->before[0] = zeroes(size);
	port->before[1] = zeroes(size);
	size = CPUS * sizeof(*port->classes);
	port->classes = map_memory(port->skel->maps.port, size);
	port->classes_before = zeroes(size);
	if (port->options) {
		size = TALLIES * sizeof(struct erd_sizes);
		port->sizes[0] = map_memory(port->skel->maps.rx_sizes, size);
		port->sizes[1] = map_memory(port->skel->maps.tx_sizes, size);
		port->sizes_before[0] = zeroes(size);
		port->sizes_before[1] = zeroes(size);
		size = SLOTS * sizeof(struct erd_marks);
		port->marks[0] = map_memory(port->skel->maps.rx_marks, size);
		port->marks[1] = map_memory(port->skel->maps.tx_marks, size);
	}
	port->push =
		load_push(bpf_program__fd(port->skel->progs.erd_transmit));
}

/* Counters are known to be this CPU's if the test stays on it. */
static void stay_on_cpu(void)
{
	cpu_set_t set;

	this_cpu = sched_getcpu() % CPUS;
	CPU_ZERO(&set);
	CPU_SET(this_cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		this_cpu = 0;
}

int setup(void **state)
{
	size_t i;
	int ret;

	(void)state;
	stay_on_cpu();
	libbpf_set_print(NULL);
	for (i = 0; i < PORTS; i++) {
		ret = load_port(&ports[i]);
		if (geteuid() && (ret == -EPERM || ret == -EACCES)) {
			not_permitted = "loading BPF programs takes root";
			return 0;
		}
		assert_return_code(ret, -ret);
		prepare_port(&ports[i]);
	}
	return 0;
}

int teardown(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < PORTS && ports[i].skel; i++) {
		erd_fastpath_bpf__destroy(ports[i].skel);
		free(ports[i].before[0]);
		free(ports[i].before[1]);
		free(ports[i].classes_before);
		free(ports[i].sizes_before[0]);
		free(ports[i].sizes_before[1]);
	}
	return 0;
}

void begin_test(void)
{
	size_t size = TALLIES * sizeof(struct erd_tally), i;
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
		if (ports[i].options) {
			size_t sizes = TALLIES * sizeof(struct erd_sizes);

			memcpy(ports[i].sizes_before[0], ports[i].sizes[0],
			       sizes);
			memcpy(ports[i].sizes_before[1], ports[i].sizes[1],
			       sizes);
		}
		while (!bpf_map_get_next_key(map, NULL, &key))
			bpf_map_delete_elem(map, &key);
	}
}

/* --- frames ------------------------------------------------------------- */

uint8_t frame[MAX_FRAME];

size_t size_of(const struct row *row)
{
	return row->size ? row->size : 60;
}

/* Cut to its size only where it is used. */
void make_frame(const struct row *row, unsigned int skip)
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

enum erd_class classify(const struct port *port, const struct row *row,
			int *slot)
{
	const struct tag *s = &row->tag[0], *c = &row->tag[1];
	bool has_s = size_of(row) >= 18, has_c = size_of(row) >= 22;

	*slot = -1;
	if (!row->n)
		return ERD_CLASS_UNTAGGED;
	if (has_s && !s->vid)
		return ERD_CLASS_PRIORITY;
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

struct expected expect(const struct port *port, const struct row *row,
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

char what[200];

void describe(const struct port *port, const struct row *row, const char *how)
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

/* The bounds of erd_maps.h, in words, as a list. */
static int size_class(uint64_t octets)
{
	static const unsigned int most[] = { 64, 127, 255, 511, 1023, 1535,
					     2047 };
	int i;

	for (i = 0; i < 7 && octets > most[i]; i++)
		;
	return i;
}

static void expect_sizes(struct port *port, const struct expected *expected,
			 unsigned int outer, uint64_t frames, uint64_t bytes)
{
	size_t at = (size_t)this_cpu * ERD_VIDS + outer;
	struct erd_sizes *sizes =
		&port->sizes_before[expected->key.direction][at];

	assert_int_equal(frames, 1);	/* others are tested by themselves */
	sizes->frames[expected->slot][size_class(bytes)]++;
}

/* The gate is no counter. */
static bool same_counts(struct erd_tally *now, struct erd_tally *before)
{
	size_t i;

	for (i = 0; i < TALLIES; i++)
		before[i].gate = now[i].gate;
	return !memcmp(now, before, TALLIES * sizeof(*now));
}

/* The memory as it should be, against the memory. */
void check_counters(struct port *port, const struct expected *expected,
		    unsigned int outer, uint64_t frames, uint64_t bytes)
{
	int direction = expected->key.direction, d;
	size_t at = (size_t)this_cpu * ERD_VIDS + outer;
	struct erd_counter *counter;

	if (expected->class == ERD_CLASS_MATCHED) {
		counter = &port->before[direction][at].count[expected->slot];
		counter->frames += frames;
		counter->bytes += bytes;
		if (port->options)
			expect_sizes(port, expected, outer, frames, bytes);
	}
	if (expected->class != ERD_CLASS_MATCHED) {
		counter = &port->classes_before[this_cpu].count[direction]
							  [expected->class];
		counter->frames += frames;
		counter->bytes += bytes;
	}
	for (d = 0; d < 2; d++) {
		if (!same_counts(port->now[d], port->before[d]))
			fail_msg("%s: counters of %s are not as expected", what,
				 d ? "tx" : "rx");
		if (port->options &&
		    memcmp(&port->sizes[d][at], &port->sizes_before[d][at],
			   sizeof(struct erd_sizes)))
			fail_msg("%s: sizes of %s are not as expected", what,
				 d ? "tx" : "rx");
	}
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
	    expected->class != ERD_CLASS_UNTAGGED &&
	    expected->class != ERD_CLASS_PRIORITY)
		check_record(map, expected, start, frames, bytes);
	if (!bpf_map_get_next_key(map, NULL, &other))
		fail_msg("%s: remembered as %04x %u %04x %u, class %u", what,
			 other.outer_tpid, other.outer_vid, other.inner_tpid,
			 other.inner_vid, other.class);
}

/* One run. False if the kernel does not take this frame or context. */
bool run(int prog, size_t size, void *ctx, size_t ctx_size,
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

bool receive(struct port *port, const struct row *row, unsigned int linear)
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

unsigned int refused;

void every_way(struct port *port, const struct row *row)
{
	if (!receive(port, row, 0))
		fail_msg("%s: refused by the kernel", what);
	/* A linear skb is at most a page, less on kernels before 6.18. */
	if (size_of(row) > JUMBO)
		return;
	refused += !transmit(port, row);
	refused += !transmit_aside(port, row);
}
