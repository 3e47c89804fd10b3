// SPDX-License-Identifier: LGPL-2.1-or-later
/* The octets of pcapng, and what is left of a file on a full disk. */
#include "pcapng.h"

#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static uint8_t file[1 << 22];

static uint32_t u32(size_t at)
{
	uint32_t value;

	memcpy(&value, file + at, sizeof(value));
	return value;
}

static uint16_t u16(size_t at)
{
	uint16_t value;

	memcpy(&value, file + at, sizeof(value));
	return value;
}

static size_t read_back(int fd)
{
	ssize_t n = pread(fd, file, sizeof(file), 0);

	assert_true(n >= 0 && (size_t)n < sizeof(file));
	return n;
}

/* The block behind the one at @at, or the end. Lengths must agree. */
static size_t next(size_t at, size_t size)
{
	uint32_t length = u32(at + 4);

	assert_int_equal(length % 4, 0);
	assert_true(at + length <= size);
	assert_int_equal(u32(at + length - 4), length);
	return at + length;
}

/* Where an option's value is, its length in *n; 0 if it is not there. */
static size_t option(size_t block, size_t at, uint16_t code, uint16_t *n)
{
	size_t end = block + u32(block + 4) - 4;

	for (; at + 4 <= end && u16(at); at += 4 + ((u16(at + 2) + 3) & ~3)) {
		*n = u16(at + 2);
		if (u16(at) == code)
			return at + 4;
	}
	return 0;
}

static void check_text(size_t block, size_t at, uint16_t code,
		       const char *expected)
{
	uint16_t n = 0;
	size_t value = option(block, at, code, &n);

	assert_true(value);
	assert_int_equal(n, strlen(expected));
	assert_memory_equal(file + value, expected, n);
}

static void octets(void **state)
{
	static const char *const comments[] = { "one", "four" };
	const struct pcapng_interface interface = {
		.name = "er1", .description = "ens1f0, primary",
		.filter = "tcp port 179", .comments = comments,
		.n_comments = 2, .snaplen = 96,
	};
	const struct frame frames[] = {
		{ .data = (const uint8_t *)"12345", .captured = 5, .length = 9,
		  .time_ns = 0x123456789abcdef0, .interface = 0,
		  .direction = FRAME_DIRECTION_OUT, .dropped = 7,
		  .comment = "why" },
		{ .data = (const uint8_t *)"1234", .captured = 4, .length = 4 },
	};
	const struct pcapng_statistics statistics = {
		.start_ns = 0x0000000500000006, .end_ns = 0x0000000700000008,
		.received = 10, .dropped = 3, .delivered = 2,
	};
	int fd = memfd_create("x", 0);
	struct pcapng *writer;
	struct erd_error err;
	size_t at = 0, size;
	uint16_t n;

	(void)state;
	assert_int_equal(pcapng_new(fd, "x", &writer, &err), 0);
	assert_int_equal(pcapng_add_interface(writer, &interface, &err), 0);
	assert_int_equal(pcapng_write(writer, &frames[0], &err), 0);
	assert_int_equal(pcapng_write(writer, &frames[1], &err), 0);
	assert_int_equal(pcapng_finish(writer, &statistics, 1, &err), 0);
	size = read_back(fd);
	assert_int_equal(size, pcapng_size(writer));
	assert_int_equal(pcapng_result(writer).frames, 2);
	pcapng_free(writer);
	close(fd);

	/* The section. */
	assert_int_equal(u32(at), 0x0a0d0d0a);
	assert_int_equal(u32(at + 8), 0x1a2b3c4d);
	assert_int_equal(u16(at + 12), 1);
	assert_int_equal(u16(at + 14), 0);
	assert_int_equal(u32(at + 16), 0xffffffff);
	assert_int_equal(u32(at + 20), 0xffffffff);
	check_text(at, at + 24, 4, "erdctl " ERD_VERSION);
	at = next(at, size);

	/* The interface. */
	assert_int_equal(u32(at), 1);
	assert_int_equal(u16(at + 8), 1);
	assert_int_equal(u16(at + 10), 0);
	assert_int_equal(u32(at + 12), 96);
	check_text(at, at + 16, 2, "er1");
	check_text(at, at + 16, 3, "ens1f0, primary");
	check_text(at, at + 16, 9, "\x09");
	n = 0;
	assert_true(option(at, at + 16, 11, &n));
	assert_int_equal(n, 13);
	assert_memory_equal(file + option(at, at + 16, 11, &n),
			    "\0tcp port 179", 13);
	check_text(at, at + 16, 1, "one");
	at = next(at, size);

	/* The frames. */
	assert_int_equal(u32(at), 6);
	assert_int_equal(u32(at + 8), 0);
	assert_int_equal(u32(at + 12), 0x12345678);
	assert_int_equal(u32(at + 16), 0x9abcdef0);
	assert_int_equal(u32(at + 20), 5);
	assert_int_equal(u32(at + 24), 9);
	assert_memory_equal(file + at + 28, "12345\0\0\0", 8);
	assert_int_equal(u32(option(at, at + 36, 2, &n)), 2);
	assert_int_equal(u32(option(at, at + 36, 4, &n)), 7);
	assert_int_equal(n, 8);
	check_text(at, at + 36, 1, "why");
	assert_int_equal(next(at, size) - at, pcapng_frame_size(&frames[0]));
	at = next(at, size);
	assert_int_equal(u32(at), 6);
	assert_int_equal(u32(at + 4), 36);
	assert_int_equal(pcapng_frame_size(&frames[1]), 36);
	at = next(at, size);

	/* The statistics. */
	assert_int_equal(u32(at), 5);
	assert_int_equal(u32(at + 12), 7);
	assert_int_equal(u32(at + 16), 8);
	assert_int_equal(u32(option(at, at + 20, 2, &n)), 5);
	assert_int_equal(u32(option(at, at + 20, 2, &n) + 4), 6);
	assert_int_equal(u32(option(at, at + 20, 3, &n)), 7);
	assert_int_equal(u32(option(at, at + 20, 4, &n)), 10);
	assert_int_equal(u32(option(at, at + 20, 5, &n)), 3);
	assert_int_equal(u32(option(at, at + 20, 8, &n)), 2);
	assert_int_equal(u32(at + 4), pcapng_end_size(1));
	assert_int_equal(next(at, size), size);
}

/* --- a full disk -------------------------------------------------------- */

/* Frames of all sizes of padding, into a file of at most @limit octets. */
static void fill(const char *path, int report, size_t limit)
{
	const struct rlimit bound = { limit, limit };
	const struct pcapng_interface interface = { .name = "er1" };
	const struct pcapng_statistics statistics = { .received = 1 };
	static uint8_t data[2000];
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600), ret = 0;
	struct pcapng *writer;
	struct erd_error err = {};
	struct pcapng_result result;
	unsigned int i;
	char text[64];

	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &bound);
	if (pcapng_new(fd, path, &writer, &err) ||
	    pcapng_add_interface(writer, &interface, &err))
		_exit(1);
	for (i = 0; i < 3000 && !ret; i++) {
		struct frame frame = { .data = data, .captured = i % 1500,
				       .length = 1500 };

		ret = pcapng_write(writer, &frame, &err);
	}
	if (ret && (ret != ERD_ERROR || err.sys_errno != EFBIG))
		_exit(2);
	if (pcapng_finish(writer, &statistics, 1, &err) != ERD_ERROR)
		_exit(3);
	result = pcapng_result(writer);
	if (result.frames + result.lost != i)
		_exit(4);
	pcapng_free(writer);
	snprintf(text, sizeof(text), "%llu", (unsigned long long)result.frames);
	if (write(report, text, strlen(text)) < 0)
		_exit(5);
	_exit(0);
}

static void full_at(const char *path, size_t limit)
{
	char text[PCAP_ERRBUF_SIZE], told[64] = "";
	struct pcap_pkthdr *header;
	const uint8_t *data;
	unsigned long n = 0;
	size_t at, size, last = 0;
	pcap_t *pcap;
	int status, fd, ret, report[2];
	pid_t pid;

	assert_int_equal(pipe(report), 0);
	pid = fork();
	if (!pid)
		fill(path, report[1], limit);
	waitpid(pid, &status, 0);
	if (status)
		fail_msg("limit %zu: status %d", limit, WEXITSTATUS(status));
	assert_true(read(report[0], told, sizeof(told) - 1) > 0);
	close(report[0]);
	close(report[1]);

	fd = open(path, O_RDONLY);
	size = read_back(fd);
	close(fd);
	assert_true(size <= limit);
	for (at = 0; at < size; at = next(at, size)) {
		n += u32(at) == 6;
		last = at;
	}
	assert_int_equal(n, strtoul(told, NULL, 10));
	/* With room for a frame there is room for the statistics instead. */
	if (n)
		assert_int_equal(u32(last), 5);
	if (size < 300)
		return;
	pcap = pcap_open_offline(path, text);
	if (!pcap)
		fail_msg("limit %zu: %s", limit, text);
	while ((ret = pcap_next_ex(pcap, &header, &data)) == 1)
		n--;
	assert_int_equal(ret, PCAP_ERROR_BREAK);
	assert_int_equal(n, 0);
	pcap_close(pcap);
}

static void full_disk(void **state)
{
	char folder[] = "/tmp/erd-test-XXXXXX", path[64];
	size_t limit;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/x", folder);
	/* In the head, in the first frames, around the end of a buffer. */
	for (limit = 0; limit < 1500; limit += 7)
		full_at(path, limit);
	for (limit = (1 << 20) - 1600; limit < (1 << 20) + 1600; limit += 61)
		full_at(path, limit);
	unlink(path);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(octets),
		cmocka_unit_test(full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
