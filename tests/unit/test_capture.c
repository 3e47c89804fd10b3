// SPDX-License-Identifier: LGPL-2.1-or-later
/* The parts of a capture: filters through tags, names, files, the account. */
#include "capture_account.h"
#include "capture_file.h"
#include "inner_filter.h"
#include "kernel_filter.h"
#include "pcapng_names.h"
#include "tag_names.h"

#include <fcntl.h>
#include <linux/if_packet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

/* IPv4, TCP from 40000 to 179, and to 80; IPv6 UDP to 53; ARP. */
static const uint8_t packets[][64] = {
	{ 0x08, 0x00, 0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0, 192, 0, 2, 1,
	  192, 0, 2, 2, 0x9c, 0x40, 0, 179, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 2 },
	{ 0x08, 0x00, 0x45, 0, 0, 40, 0, 0, 0, 0, 64, 6, 0, 0, 192, 0, 2, 1,
	  192, 0, 2, 2, 0x9c, 0x40, 0, 80, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 16 },
	{ 0x86, 0xdd, 0x60, 0, 0, 0, 0, 8, 17, 64, 0x20, 1, 0xd, 0xb8, 0, 0, 0,
	  0, 0, 0, 0, 0, 0, 0, 0, 1, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0,
	  0, 0, 0, 0, 2, 0x9c, 0x40, 0, 53, 0, 8 },
	{ 0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 192, 0, 2, 1, 0,
	  0, 0, 0, 0, 0, 192, 0, 2, 2 },
};

/* Addresses, @n tags of 0x8100 with VIDs 100, 101, …, the packet. */
static size_t make_frame(uint8_t *frame, unsigned int n, size_t packet)
{
	size_t at = 12, i;

	for (i = 0; i < 12; i++)
		frame[i] = 2 * (i % 6 == 0) + (i == 11);
	for (i = 0; i < n; i++) {
		const uint8_t tag[4] = { 0x81, 0, 0xa0, 100 + i };

		memcpy(frame + at, tag, sizeof(tag));
		at += sizeof(tag);
	}
	memcpy(frame + at, packets[packet], sizeof(packets[packet]));
	return at + sizeof(packets[packet]);
}

/* --- filters ------------------------------------------------------------ */

static const struct {
	const char *expression;
	unsigned int matches;	/* a bit for each packet */
} filters[] = {
	{ "tcp port 179", 1 << 0 },
	{ "tcp", 1 << 0 | 1 << 1 },
	{ "tcp[tcpflags] & tcp-syn != 0", 1 << 0 },
	{ "ip6 and udp port 53", 1 << 2 },
	{ "port 53", 1 << 2 },
	{ "arp", 1 << 3 },
	{ "not arp", 1 << 0 | 1 << 1 | 1 << 2 },
	{ "host 192.0.2.2", 1 << 0 | 1 << 1 | 1 << 3 },
	{ "ether src 02:00:00:00:00:01", 15 },
	{ "ether src 02:00:00:00:00:02", 0 },
	{ "ether proto 0x86dd", 1 << 2 },
	{ "greater 76", 15 },
	{ "less 75", 0 },
	{ "ether[12:2] = 0x0806", 1 << 3 },
	{ "ip[2:2] = 40 and tcp dst portrange 170-180", 1 << 0 },
};

static void inner_filters(void **state)
{
	unsigned int n;
	size_t f, p;

	(void)state;
	for (f = 0; f < COUNT(filters); f++) {
		struct inner_filter *filter;
		struct erd_error err;

		if (inner_filter_new(filters[f].expression, &filter, &err))
			fail_msg("%s", err.text);
		for (n = 0; n <= 5; n++)
			for (p = 0; p < COUNT(packets); p++) {
				uint8_t frame[128];
				size_t size = make_frame(frame, n, p);
				struct frame_tags tags;

				frame_read_tags(frame, size, 12, &tags);
				assert_int_equal(tags.n, n);
				if (inner_filter_match(filter, frame, size,
						       size, &tags) !=
				    !!(filters[f].matches & 1 << p))
					fail_msg("'%s': packet %zu in %u tags",
						 filters[f].expression, p, n);
			}
		inner_filter_free(filter);
	}
}

/* Frames that end anywhere: what the filter reads must be there. */
static void inner_filter_cut(void **state)
{
	struct inner_filter *filter;
	struct erd_error err;
	unsigned int n;
	size_t cut;

	(void)state;
	assert_int_equal(inner_filter_new("tcp port 179", &filter, &err), 0);
	for (n = 0; n <= 3; n++) {
		uint8_t frame[128];
		size_t size = make_frame(frame, n, 0);

		for (cut = 0; cut <= size; cut++) {
			uint8_t *exact = malloc(cut + !cut);
			struct frame_tags tags;

			memcpy(exact, frame, cut);
			frame_read_tags(exact, cut, 12, &tags);
			/* TCP's ports end 24 octets behind the EtherType. */
			assert_int_equal(inner_filter_match(filter, exact, cut,
							    size, &tags),
					 cut >= 12 + 4 * n + 2 + 24);
			free(exact);
		}
	}
	inner_filter_free(filter);
}

static void filters_refused(void **state)
{
	static const char *const bad[] = {
		"tcp prot 179", "vlan", "vlan 100 and tcp", "tcp and (vlan)",
		"not vlan 5", "(",
	};
	struct inner_filter *filter;
	struct erd_error err;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(bad); i++)
		assert_int_equal(inner_filter_new(bad[i], &filter, &err),
				 ERD_USAGE);
	/* "vlan" as a part of another word asks for nothing. */
	assert_int_equal(inner_filter_new("ether host 02:00:00:00:00:01", &filter,
					  &err), 0);
	inner_filter_free(filter);
}

/* --- the kernel's filter ------------------------------------------------ */

/* What the kernel knows beside a frame. */
struct beside {
	bool present;
	uint16_t tci;
	uint8_t type;		/* PACKET_OUTGOING or another */
};

static uint32_t load(const uint8_t *frame, size_t size,
		     const struct beside *beside, uint32_t k, unsigned int n,
		     bool *there)
{
	uint32_t value = 0;
	unsigned int i;

	if (k == (uint32_t)(SKF_AD_OFF + SKF_AD_PKTTYPE))
		return beside->type;
	if (k == (uint32_t)(SKF_AD_OFF + SKF_AD_VLAN_TAG_PRESENT))
		return beside->present;
	if (k == (uint32_t)(SKF_AD_OFF + SKF_AD_VLAN_TAG))
		return beside->tci;
	*there = k + (size_t)n <= size;
	for (i = 0; *there && i < n; i++)
		value = value << 8 | frame[k + i];
	return value;
}

static unsigned int width(uint16_t code)
{
	return BPF_SIZE(code) == BPF_W ? 4 : BPF_SIZE(code) == BPF_H ? 2 : 1;
}

/* As much of classic BPF as filters are made of; else the test fails. */
static uint32_t run(const struct kernel_filter *filter, const uint8_t *frame,
		    size_t size, const struct beside *beside)
{
	uint32_t a = 0, x = 0, mem[16] = {}, b;
	unsigned int pc;

	for (pc = 0; pc < filter->n; pc++) {
		const struct sock_filter *insn = &filter->code[pc];
		bool there = true, taken;

		switch (BPF_CLASS(insn->code)) {
		case BPF_RET:
			return insn->k;
		case BPF_ST:
			mem[insn->k] = a;
			break;
		case BPF_LD:
			if (BPF_MODE(insn->code) == BPF_LEN)
				a = size;
			else if (BPF_MODE(insn->code) == BPF_IMM)
				a = insn->k;
			else if (BPF_MODE(insn->code) == BPF_MEM)
				a = mem[insn->k];
			else
				a = load(frame, size, beside,
					 insn->k + (BPF_MODE(insn->code) ==
						    BPF_IND ? x : 0),
					 width(insn->code), &there);
			break;
		case BPF_LDX:
			assert_int_equal(BPF_MODE(insn->code), BPF_MSH);
			x = (load(frame, size, beside, insn->k, 1, &there) &
			     15) * 4;
			break;
		case BPF_ALU:
			assert_int_equal(insn->code,
					 BPF_ALU | BPF_AND | BPF_K);
			a &= insn->k;
			break;
		case BPF_MISC:
			assert_int_equal(insn->code, BPF_MISC | BPF_TAX);
			x = a;
			break;
		case BPF_JMP:
			if (BPF_OP(insn->code) == BPF_JA) {
				pc += insn->k;
				break;
			}
			b = BPF_SRC(insn->code) == BPF_X ? x : insn->k;
			taken = BPF_OP(insn->code) == BPF_JEQ ? a == b :
				BPF_OP(insn->code) == BPF_JGT ? a > b :
				BPF_OP(insn->code) == BPF_JGE ? a >= b :
								!!(a & b);
			pc += taken ? insn->jt : insn->jf;
			break;
		default:
			fail_msg("code 0x%x", insn->code);
		}
		if (!there)
			return 0;
	}
	fail_msg("the program has no end");
	return 0;
}

/* As the stack has it: the outer tag beside the frame, if there is one. */
static size_t strip(uint8_t *frame, size_t size, struct beside *beside)
{
	beside->present = true;
	beside->tci = frame_u16(frame + 14);
	memmove(frame + 12, frame + 16, size - 16);
	return size - 4;
}

/* It passes all that is wanted, and of what it can tell, nothing else. */
static void kernel_filters(void **state)
{
	static struct kernel_filter kernel;
	unsigned int n, stripped;
	size_t f, p;

	(void)state;
	for (f = 0; f < COUNT(filters); f++) {
		struct kernel_filter_config config = { .snaplen = 999 };
		struct inner_filter *filter;
		struct erd_error err;
		bool exact;

		assert_int_equal(inner_filter_new(filters[f].expression,
						  &filter, &err), 0);
		config.inner = inner_filter_program(filter);
		kernel_filter_make(&config, &kernel);
		/* Lengths it cannot tell. */
		exact = !strstr(filters[f].expression, "greater") &&
			!strstr(filters[f].expression, "less");
		for (n = 0; n <= 3; n++)
			for (stripped = 0; stripped <= (n > 0); stripped++)
				for (p = 0; p < COUNT(packets); p++) {
					bool wanted = filters[f].matches & 1 << p;
					struct beside beside = {};
					uint8_t frame[128];
					size_t size = make_frame(frame, n, p);
					uint32_t got;

					if (stripped)
						size = strip(frame, size,
							     &beside);
					got = run(&kernel, frame, size, &beside);
					if (got != (wanted || !exact ? 999 : 0))
						fail_msg("'%s': packet %zu in %u tags, %u stripped: %u",
							 filters[f].expression,
							 p, n, stripped, got);
				}
		inner_filter_free(filter);
	}
}

static void kernel_tags(void **state)
{
	static const struct tag_choice choices[] = {
		{ 100, 101 }, { 7, -1 }, { 100, 55 },
	};
	static struct kernel_filter kernel;
	struct kernel_filter_config config = {
		.direction = FRAME_DIRECTION_IN,
		.tags = choices,
		.n_tags = COUNT(choices),
		.snaplen = 96,
	};
	unsigned int n, stripped;

	(void)state;
	kernel_filter_make(&config, &kernel);
	for (n = 0; n <= 4; n++)
		for (stripped = 0; stripped <= (n > 0); stripped++) {
			struct beside beside = { .type = PACKET_HOST };
			uint8_t frame[128];
			size_t size = make_frame(frame, n, 0);

			if (stripped)
				size = strip(frame, size, &beside);
			assert_int_equal(run(&kernel, frame, size, &beside),
					 n >= 2 ? 96 : 0);
			beside.type = PACKET_OUTGOING;
			assert_int_equal(run(&kernel, frame, size, &beside), 0);
		}
	/* Another VID; and the outer one alone. */
	for (stripped = 0; stripped <= 1; stripped++) {
		struct beside beside = {};
		uint8_t frame[128];
		size_t size = make_frame(frame, 2, 0);

		frame[15] = 7;
		if (stripped)
			size = strip(frame, size, &beside);
		assert_int_equal(run(&kernel, frame, size, &beside), 96);
		beside = (struct beside){};
		size = make_frame(frame, 2, 0);
		frame[19] = 102;
		if (stripped)
			size = strip(frame, size, &beside);
		assert_int_equal(run(&kernel, frame, size, &beside), 0);
	}
	/* A frame that may end in its tags is for user space to judge. */
	assert_int_equal(run(&kernel, (const uint8_t[20]){}, 20,
			     &(struct beside){}), 96);
}

/* --- names -------------------------------------------------------------- */

static const struct tag_name hq1 = {
	.pair = "ams", .circuit = "hq1", .encap = ERD_ENCAP_QINQ,
	.outer_tpid = 0x8100, .stag = 1000, .ctag = 100,
	.peering = ERD_PEERING_PRIVATE,
};

static struct frame_tags two_tags(uint16_t tpid, uint16_t outer, uint16_t inner)
{
	return (struct frame_tags){
		.n = 2,
		.tag = { { tpid, 0xe000 | outer }, { 0x8100, inner } },
	};
}

static const char *owner(const struct tag_names *names, const char *pair,
			 uint16_t tpid, uint16_t outer, uint16_t inner)
{
	struct frame_tags tags = two_tags(tpid, outer, inner);
	const struct tag_name *name = tag_names_find(names, pair, &tags);

	return name ? name->ctag ? name->circuit : "the circuit" : "nobody";
}

static void names(void **state)
{
	struct tag_names *names = tag_names_new();
	struct tag_name name = hq1;
	struct frame_tags none = {};

	(void)state;
	assert_int_equal(tag_names_add(names, &name), 0);
	assert_int_equal(tag_names_add(names, &name), 0);
	assert_int_equal(tag_names_count(names), 1);
	name.ctag = 0;
	name.peering = ERD_PEERING_UNSPEC;
	tag_names_add(names, &name);
	assert_string_equal(owner(names, NULL, 0x8100, 1000, 100), "hq1");
	assert_string_equal(owner(names, "ams", 0x8100, 1000, 100), "hq1");
	assert_string_equal(owner(names, "fra", 0x8100, 1000, 100), "nobody");
	assert_string_equal(owner(names, NULL, 0x8100, 1000, 101),
			    "the circuit");
	assert_string_equal(owner(names, NULL, 0x8100, 1001, 100), "nobody");
	assert_string_equal(owner(names, NULL, 0x88a8, 1000, 100), "nobody");
	assert_null(tag_names_find(names, NULL, &none));
	/* The same tags in another pair: nobody can tell without the port. */
	name = hq1;
	strcpy(name.pair, "fra");
	strcpy(name.circuit, "lab");
	tag_names_add(names, &name);
	assert_string_equal(owner(names, NULL, 0x8100, 1000, 100), "nobody");
	assert_string_equal(owner(names, "ams", 0x8100, 1000, 100), "hq1");
	assert_string_equal(owner(names, "fra", 0x8100, 1000, 100), "lab");
	tag_names_free(names);
}

static void names_as_text(void **state)
{
	static const char *const good[] = {
		"circuit hq1 of ams, private: S-tag 1000 (0x8100), C-tag 100",
		"circuit hq1 of ams, all: S-tag 1000 (0x88a8)",
		"circuit x of y-1.z, microsoft: C-tag 4094 (0x8100)",
	};
	static const char *const bad[] = {
		"", "circuit", "circuit hq1 of ams, private:",
		"circuit hq1 of ams, other: S-tag 1000 (0x8100), C-tag 100",
		"circuit hq1 of ams, private: S-tag 0 (0x8100), C-tag 100",
		"circuit hq1 of ams, private: S-tag 4095 (0x8100), C-tag 100",
		"circuit hq1 of ams, private: S-tag 1 (0x18100), C-tag 100",
		"circuit hq1 of ams, private: S-tag 1 (0x8100), C-tag 100 x",
		"circuit hq1 of ams, private: S-tag -1 (0x8100), C-tag 100",
		"circuit h\033[1m of ams, private: S-tag 1 (0x8100), C-tag 1",
		"circuit hq1 of a\033ms, private: S-tag 1 (0x8100), C-tag 1",
		"circuit hq1 of ams, private: C-tag 99999999999 (0x8100)",
	};
	char text[TAG_NAME_TEXT_SIZE];
	struct tag_name name;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(good); i++) {
		assert_true(tag_name_read(good[i], &name));
		tag_name_write(&name, text);
		assert_string_equal(text, good[i]);
	}
	for (i = 0; i < COUNT(bad); i++)
		if (tag_name_read(bad[i], &name))
			fail_msg("'%s' is taken", bad[i]);
}

/* --- files -------------------------------------------------------------- */

static void no_statistics(struct pcapng_statistics *statistics, void *data)
{
	*statistics = *(struct pcapng_statistics *)data;
}

static void file_names(void **state)
{
	char name[64];

	(void)state;
	assert_true(capture_file_name("a/b.c/x.pcapng", 7, name, sizeof(name)));
	assert_string_equal(name, "a/b.c/x.00007.pcapng");
	assert_true(capture_file_name("a/b.c/x", 12345, name, sizeof(name)));
	assert_string_equal(name, "a/b.c/x.12345");
	assert_true(capture_file_name(".x", 1, name, sizeof(name)));
	assert_string_equal(name, ".x.00001");
	assert_false(capture_file_name("abc", 1, name, 9));
}

static void ring(void **state)
{
	char folder[] = "/tmp/erd-test-XXXXXX", path[64], name[64];
	static const char *const comments[] = {
		"circuit hq1 of ams, private: S-tag 1000 (0x8100), C-tag 100",
		"something else",
	};
	const struct pcapng_interface interface = {
		.name = "er1", .comments = comments, .n_comments = 2,
	};
	struct pcapng_statistics statistics = { .received = 5 };
	struct capture_file_config config = {
		.path = path, .files = 2, .file_size = 8192,
		.interfaces = &interface, .n_interfaces = 1,
	};
	uint8_t data[1000] = {};
	struct frame frame = { .data = data, .captured = 1000, .length = 1000 };
	struct pcapng_result result;
	struct capture_file *file;
	struct tag_names *found = tag_names_new();
	struct erd_error err;
	struct stat stat;
	unsigned int i;
	FILE *in;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/x.pcapng", folder);
	assert_int_equal(capture_file_open(&config, no_statistics, &statistics,
					   &file, &err), 0);
	for (i = 0; i < 40; i++)
		assert_int_equal(capture_file_write(file, &frame, &err), 0);
	assert_int_equal(capture_file_close(file, &result, &err), 0);
	assert_int_equal(result.frames, 40);
	assert_int_equal(result.lost, 0);
	/* Seven frames a file, so six files, of which the last two are left. */
	for (i = 1; i <= 7; i++) {
		capture_file_name(path, i, name, sizeof(name));
		assert_int_equal(!lstat(name, &stat), i == 5 || i == 6);
		if (i != 5 && i != 6)
			continue;
		assert_true(stat.st_size <= 8192);
		in = fopen(name, "rb");
		assert_int_equal(pcapng_read_names(in, found), 0);
		fclose(in);
		unlink(name);
	}
	assert_int_equal(tag_names_count(found), 1);
	assert_string_equal(tag_names_at(found, 0)->circuit, "hq1");
	tag_names_free(found);
	rmdir(folder);
}

/* --- the account -------------------------------------------------------- */

static void account(void **state)
{
	struct capture_account account = {};
	uint8_t data[128];
	unsigned int i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		struct frame frame = { .data = data, .time_ns = 5000 - i };

		frame.length = frame.captured = make_frame(data, i % 4, i % 4);
		assert_int_equal(capture_account_add(&account, &frame, 12), 0);
	}
	capture_account_sort(&account);
	assert_int_equal(account.frames, 1000);
	assert_int_equal(account.octets, 250 * (4 * 76 + 4 + 8 + 12));
	assert_int_equal(account.first_ns, 4001);
	assert_int_equal(account.last_ns, 5000);
	/* Third tags are of what is inside. */
	assert_int_equal(account.n_tags, 3);
	assert_int_equal(account.tags[0].n, 0);
	assert_int_equal(account.tags[0].tcp_syns, 250);
	assert_int_equal(account.tags[1].n, 1);
	assert_int_equal(account.tags[1].tcp, 250);
	assert_int_equal(account.tags[1].tcp_syns, 0);
	assert_int_equal(account.tags[2].n, 2);
	assert_int_equal(account.tags[2].frames, 500);
	assert_int_equal(account.tags[2].arp_requests, 250);
	assert_int_equal(account.size[1], 1000);
	capture_account_free(&account);
}

/* No file can make it grow without end. */
static void account_limit(void **state)
{
	struct capture_account account = {};
	uint8_t data[128];
	unsigned int i;

	(void)state;
	for (i = 0; i < CAPTURE_ACCOUNT_MAX + 100; i++) {
		struct frame frame = { .data = data };

		frame.length = frame.captured = make_frame(data, 2, 3);
		data[14] = i >> 12 & 15;
		data[15] = i >> 4;
		data[18] = i & 15;
		data[19] = i >> 16;
		assert_int_equal(capture_account_add(&account, &frame, 12), 0);
	}
	assert_int_equal(account.n_tags, CAPTURE_ACCOUNT_MAX);
	assert_int_equal(account.other_frames, 100);
	capture_account_free(&account);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inner_filters),
		cmocka_unit_test(inner_filter_cut),
		cmocka_unit_test(filters_refused),
		cmocka_unit_test(kernel_filters),
		cmocka_unit_test(kernel_tags),
		cmocka_unit_test(names),
		cmocka_unit_test(names_as_text),
		cmocka_unit_test(file_names),
		cmocka_unit_test(ring),
		cmocka_unit_test(account),
		cmocka_unit_test(account_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
