/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The fast path's programs, frame by frame, through BPF_PROG_TEST_RUN. Each
 * run must leave the frame alone, give the verdict that lets it go on, and
 * change exactly one place in all the counters by exactly one frame: a copy of
 * them is changed as expected and then compared whole.
 *
 * What should happen is told by the row a frame was made from, not by the
 * frame. Not tested, because test runs do not take such frames: less than 14
 * octets, and with tc on some kernels exactly 14.
 */
#ifndef TEST_FASTPATH_RUN_H
#define TEST_FASTPATH_RUN_H

#include "config_word.h"

#include <erd_fastpath.skel.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CPUS		2	/* counted for; the test itself stays on one */
#define TALLIES		(CPUS * ERD_VIDS)
#define SLOTS		(TALLIES * ERD_SLOTS)
#define ALL_OPTIONS	(ERD_OPTION_SIZES | ERD_OPTION_POLICE | \
			 ERD_OPTION_SHAPE | ERD_OPTION_SAMPLE)
#define PAYLOAD		0x88b5	/* IEEE 802: for local experiments */
#define MAX_FRAME	9018
#define JUMBO		3000	/* more than one buffer of XDP, on any kernel */

#define INSN(c, d, s, o, i) \
	{ .code = (c), .dst_reg = (d), .src_reg = (s), .off = (o), .imm = (i) }

struct port {
	const char *name;
	unsigned int encap, tpid, options;
	struct erd_fastpath_bpf *skel;
	struct erd_tally *now[2], *before[2];		/* by direction */
	struct erd_port_counters *classes, *classes_before;
	struct erd_sizes *sizes[2], *sizes_before[2];	/* NULL: off */
	struct erd_marks *marks[2];
	int push;	/* takes the outer tag out of the data, then egress */
};

/* Both encapsulations with both TPIDs; the same again with all options on. */
#define PORTS		8
#define KINDS		4
extern struct port ports[PORTS];
extern int this_cpu;			/* the one whose counters count */

/* For cmocka. Without privilege every test is skipped. */
int setup(void **state);
int teardown(void **state);
/* What a failed test has left counted does not fail the next one. */
void begin_test(void);

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

size_t size_of(const struct row *row);

/* The frame that runs are made with, without the first @skip tags of @row. */
extern uint8_t frame[MAX_FRAME];
void make_frame(const struct row *row, unsigned int skip);

struct expected {
	enum erd_class class;
	int slot;		/* -1: none */
	struct erd_unknown_key key;
};

enum erd_class classify(const struct port *port, const struct row *row,
			int *slot);
struct expected expect(const struct port *port, const struct row *row,
		       enum erd_direction direction);

/* The run that is being checked, for messages. */
extern char what[200];
void describe(const struct port *port, const struct row *row, const char *how);

void check_counters(struct port *port, const struct expected *expected,
		    unsigned int outer, uint64_t frames, uint64_t bytes);

/* Loads one more port; what it may be compared with is not needed. */
int load_port(struct port *port);

/* False if the kernel runs no such test. */
bool run(int prog, size_t size, void *ctx, size_t ctx_size,
	 unsigned int verdict);
/* @linear: where the first buffer ends; 0 is in one piece. */
bool receive(struct port *port, const struct row *row, unsigned int linear);
/* Received, transmitted, and transmitted with the outer tag aside. */
void every_way(struct port *port, const struct row *row);
extern unsigned int refused;	/* of the latter two, by the kernel */

#endif /* TEST_FASTPATH_RUN_H */
