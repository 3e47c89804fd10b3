// SPDX-License-Identifier: LGPL-2.1-or-later
#include "pcapng.h"
#include "error.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

/* A block of the largest frame and its options fits. */
#define BUFFER_SIZE	(1U << 20)
#define BLOCK_HEAD	8	/* type, length */
#define BLOCK_TAIL	4	/* length again */
#define LINKTYPE_ETHERNET	1

enum block_type {
	BLOCK_SECTION = 0x0a0d0d0a,
	BLOCK_INTERFACE = 1,
	BLOCK_STATISTICS = 5,
	BLOCK_FRAME = 6,
};

enum option {
	OPTION_END = 0,
	OPTION_COMMENT = 1,
	SECTION_OS = 3,
	SECTION_APPLICATION = 4,
	INTERFACE_NAME = 2,
	INTERFACE_DESCRIPTION = 3,
	INTERFACE_TSRESOL = 9,
	INTERFACE_FILTER = 11,
	FRAME_FLAGS = 2,
	FRAME_DROPCOUNT = 4,
	STATISTICS_START = 2,
	STATISTICS_END = 3,
	STATISTICS_RECEIVED = 4,
	STATISTICS_DROPPED = 5,
	STATISTICS_DELIVERED = 8,
};

#define TSRESOL_NS	9	/* 10^-9 s */
#define FLAG_INBOUND	1
#define FLAG_OUTBOUND	2

struct pcapng {
	int fd;
	char name[256];
	bool regular;		/* a file that can be cut */
	bool broken;		/* a write failed: nothing more is tried */
	uint64_t flushed;	/* octets in the file, whole blocks */
	uint64_t head;		/* of those: the section and its interfaces */
	size_t interfaces;
	/*
	 * A block's end in the file that has as much behind it as statistics
	 * take, and the frames behind it: what a full disk costs.
	 */
	uint64_t spare, spare_frames;
	uint64_t frames;	/* in the file and the buffer */
	uint64_t lost;
	size_t used;
	uint8_t buffer[BUFFER_SIZE];
};

/* --- blocks ------------------------------------------------------------- */

static size_t padded(size_t n)
{
	return (n + 3) & ~(size_t)3;
}

static void put(struct pcapng *w, const void *data, size_t n)
{
	memcpy(w->buffer + w->used, data, n);
	memset(w->buffer + w->used + n, 0, padded(n) - n);
	w->used += padded(n);
}

static void put32(struct pcapng *w, uint32_t value)
{
	put(w, &value, sizeof(value));
}

static void put_option(struct pcapng *w, enum option code, const void *data,
		       size_t n)
{
	uint16_t head[2] = { code, n };

	put(w, head, sizeof(head));
	put(w, data, n);
}

static void put_end(struct pcapng *w)
{
	put_option(w, OPTION_END, "", 0);
}

static size_t text_length(const char *text)
{
	size_t n = strlen(text);

	return n > PCAPNG_TEXT_MAX ? PCAPNG_TEXT_MAX : n;
}

static void put_text(struct pcapng *w, enum option code, const char *text)
{
	put_option(w, code, text, text_length(text));
}

static void put_u64(struct pcapng *w, enum option code, uint64_t value)
{
	put_option(w, code, &value, sizeof(value));
}

/* A time is two halves, the upper one first, in either byte order. */
static void put_time(struct pcapng *w, enum option code, uint64_t ns)
{
	uint32_t halves[2] = { ns >> 32, ns };

	put_option(w, code, halves, sizeof(halves));
}

static size_t begin(struct pcapng *w, enum block_type type)
{
	size_t at = w->used;

	put32(w, type);
	put32(w, 0);
	return at;
}

static void end(struct pcapng *w, size_t at)
{
	uint32_t length = w->used + BLOCK_TAIL - at;

	put32(w, length);
	memcpy(w->buffer + at + 4, &length, sizeof(length));
}

/* --- the file ----------------------------------------------------------- */

static uint32_t u32_at(const struct pcapng *w, size_t at)
{
	uint32_t value;

	memcpy(&value, w->buffer + at, sizeof(value));
	return value;
}

/* The end of the last block that ends at or before @limit. */
static size_t boundary(const struct pcapng *w, size_t limit)
{
	size_t at = 0;

	while (at < w->used && at + u32_at(w, at + 4) <= limit)
		at += u32_at(w, at + 4);
	return at;
}

static uint64_t frames_between(const struct pcapng *w, size_t from, size_t to)
{
	uint64_t n = 0;
	size_t at;

	for (at = from; at < to; at += u32_at(w, at + 4))
		n += u32_at(w, at) == BLOCK_FRAME;
	return n;
}

/* Writes until the end or an error. Returns how much. */
static size_t write_some(struct pcapng *w, size_t n, int *sys_errno)
{
	size_t done = 0;
	ssize_t ret;

	*sys_errno = 0;
	while (done < n) {
		ret = write(w->fd, w->buffer + done, n - done);
		if (ret < 0 && errno == EINTR)
			continue;
		if (ret <= 0) {
			*sys_errno = ret ? errno : EIO;
			break;
		}
		done += ret;
	}
	return done;
}

static int fail(struct pcapng *w, int sys_errno, struct erd_error *err)
{
	erd_fail(err, ERD_ERROR, "%.200s: %s", w->name, strerror(sys_errno));
	if (err)
		err->sys_errno = sys_errno;
	return ERD_ERROR;
}

/* Back to the end of a block, of which @keep octets are in the buffer. */
static void cut_back(struct pcapng *w, size_t keep)
{
	uint64_t lost = frames_between(w, keep, w->used);

	w->lost += lost;
	w->frames -= lost;
	w->used = keep;
	if (w->regular && ftruncate(w->fd, w->flushed + keep) == 0)
		lseek(w->fd, w->flushed + keep, SEEK_SET);
}

/* The buffer goes into the file: as much of it as can stay there. */
static void move_spare(struct pcapng *w)
{
	size_t end = pcapng_end_size(w->interfaces), keep;

	if (w->used < end) {
		w->spare_frames += frames_between(w, 0, w->used);
		return;
	}
	keep = boundary(w, w->used - end);
	w->spare = w->flushed + keep;
	w->spare_frames = frames_between(w, keep, w->used);
}

int pcapng_flush(struct pcapng *w, struct erd_error *err)
{
	int sys_errno;
	size_t done;

	if (w->broken || !w->used)
		return ERD_OK;
	done = write_some(w, w->used, &sys_errno);
	if (sys_errno) {
		/* The blocks that are in the file stay in the buffer too. */
		cut_back(w, boundary(w, done));
		w->broken = true;
		return fail(w, sys_errno, err);
	}
	move_spare(w);
	w->flushed += w->used;
	w->used = 0;
	return ERD_OK;
}

/* Room for a block of @n octets. */
static int reserve(struct pcapng *w, size_t n, struct erd_error *err)
{
	if (n > BUFFER_SIZE)
		return erd_fail(err, ERD_USAGE, "%.200s: a block is too large",
				w->name);
	return w->used + n > BUFFER_SIZE ? pcapng_flush(w, err) : ERD_OK;
}

/* --- what is written ---------------------------------------------------- */

static int write_section(struct pcapng *w, struct erd_error *err)
{
	static const struct {
		uint32_t magic;
		uint16_t major, minor;
		int64_t length;		/* of the section: not said */
	} __attribute__((packed)) section = { 0x1a2b3c4d, 1, 0, -1 };
	struct utsname system;
	char os[160];
	size_t at;
	int ret;

	ret = reserve(w, 512, err);
	if (ret)
		return ret;
	at = begin(w, BLOCK_SECTION);
	put(w, &section, sizeof(section));
	if (!uname(&system)) {
		snprintf(os, sizeof(os), "%s %s", system.sysname,
			 system.release);
		put_text(w, SECTION_OS, os);
	}
	put_text(w, SECTION_APPLICATION, "erdctl " ERD_VERSION);
	put_end(w);
	end(w, at);
	w->head = pcapng_size(w);
	return ERD_OK;
}

int pcapng_new(int fd, const char *name, struct pcapng **writer,
	       struct erd_error *err)
{
	struct pcapng *w = calloc(1, sizeof(*w));
	struct stat stat;
	int ret;

	if (!w)
		return erd_fail(err, ERD_ERROR, "out of memory");
	w->fd = fd;
	w->regular = !fstat(fd, &stat) && S_ISREG(stat.st_mode);
	snprintf(w->name, sizeof(w->name), "%s", name);
	ret = write_section(w, err);
	if (ret) {
		free(w);
		return ret;
	}
	*writer = w;
	return ERD_OK;
}

static size_t text_size(const char *text)
{
	return text ? 4 + padded(text_length(text) + 1) : 0;
}

/* The first octet says that libpcap's language follows. */
static void put_filter(struct pcapng *w, const char *filter)
{
	char text[PCAPNG_TEXT_MAX + 1];
	int n = snprintf(text, sizeof(text), "%c%s", 0, filter);

	put_option(w, INTERFACE_FILTER, text,
		   n < PCAPNG_TEXT_MAX ? n : PCAPNG_TEXT_MAX);
}

int pcapng_add_interface(struct pcapng *w,
			 const struct pcapng_interface *interface,
			 struct erd_error *err)
{
	static const uint8_t tsresol = TSRESOL_NS;
	const uint16_t link[2] = { LINKTYPE_ETHERNET, 0 };
	size_t size = 64, i, at;
	int ret;

	size += text_size(interface->name) +
		text_size(interface->description) +
		text_size(interface->filter);
	for (i = 0; i < interface->n_comments; i++)
		size += text_size(interface->comments[i]);
	ret = reserve(w, size, err);
	if (ret)
		return ret;
	at = begin(w, BLOCK_INTERFACE);
	put(w, link, sizeof(link));
	put32(w, interface->snaplen);
	put_text(w, INTERFACE_NAME, interface->name);
	if (interface->description)
		put_text(w, INTERFACE_DESCRIPTION, interface->description);
	put_option(w, INTERFACE_TSRESOL, &tsresol, sizeof(tsresol));
	if (interface->filter)
		put_filter(w, interface->filter);
	for (i = 0; i < interface->n_comments; i++)
		put_text(w, OPTION_COMMENT, interface->comments[i]);
	put_end(w);
	end(w, at);
	w->head = pcapng_size(w);
	w->interfaces++;
	return ERD_OK;
}

uint64_t pcapng_frame_size(const struct frame *frame)
{
	bool flags = frame->direction != FRAME_DIRECTION_UNKNOWN;
	uint64_t options = (flags ? 8 : 0) + (frame->dropped ? 12 : 0) +
			   (frame->comment ?
			    4 + padded(text_length(frame->comment)) : 0);

	return BLOCK_HEAD + 20 + padded(frame->captured) +
	       (options ? options + 4 : 0) + BLOCK_TAIL;
}

static void put_frame_options(struct pcapng *w, const struct frame *frame)
{
	uint32_t flags = frame->direction == FRAME_DIRECTION_IN ? FLAG_INBOUND :
								  FLAG_OUTBOUND;

	if (frame->direction != FRAME_DIRECTION_UNKNOWN)
		put_option(w, FRAME_FLAGS, &flags, sizeof(flags));
	if (frame->dropped)
		put_u64(w, FRAME_DROPCOUNT, frame->dropped);
	if (frame->comment)
		put_text(w, OPTION_COMMENT, frame->comment);
	if (frame->direction != FRAME_DIRECTION_UNKNOWN || frame->dropped ||
	    frame->comment)
		put_end(w);
}

int pcapng_write(struct pcapng *w, const struct frame *frame,
		 struct erd_error *err)
{
	size_t at;
	int ret;

	ret = reserve(w, pcapng_frame_size(frame), err);
	if (ret || w->broken) {
		w->lost++;
		return ret;
	}
	at = begin(w, BLOCK_FRAME);
	put32(w, frame->interface);
	put32(w, frame->time_ns >> 32);
	put32(w, frame->time_ns);
	put32(w, frame->captured);
	put32(w, frame->length);
	put(w, frame->data, frame->captured);
	put_frame_options(w, frame);
	end(w, at);
	w->frames++;
	return ERD_OK;
}

/* --- the end ------------------------------------------------------------ */

/* Head, interface, time; five options of eight octets and the last; tail. */
#define STATISTICS_SIZE	(BLOCK_HEAD + 12 + 5 * 12 + 4 + BLOCK_TAIL)

uint64_t pcapng_end_size(size_t n)
{
	return n * STATISTICS_SIZE;
}

static void put_statistics(struct pcapng *w, uint32_t interface,
			   const struct pcapng_statistics *s)
{
	size_t at = begin(w, BLOCK_STATISTICS);

	put32(w, interface);
	put32(w, s->end_ns >> 32);
	put32(w, s->end_ns);
	put_time(w, STATISTICS_START, s->start_ns);
	put_time(w, STATISTICS_END, s->end_ns);
	put_u64(w, STATISTICS_RECEIVED, s->received);
	put_u64(w, STATISTICS_DROPPED, s->dropped);
	put_u64(w, STATISTICS_DELIVERED, s->delivered);
	put_end(w);
	end(w, at);
}

/*
 * After a failure the buffer holds what is in the file behind `flushed`. Cuts
 * frames off the file for statistics, and says whether they can be written.
 */
static bool make_room(struct pcapng *w)
{
	size_t end = pcapng_end_size(w->interfaces);
	uint64_t keep, lost = 0;

	if (!w->regular || pcapng_size(w) < w->head)
		return false;
	if (w->used >= end) {
		keep = w->flushed + boundary(w, w->used - end);
	} else {
		keep = w->spare;
		lost = w->spare_frames;
	}
	if (keep < w->head)
		keep = w->head;
	if (keep >= w->flushed) {
		cut_back(w, keep - w->flushed);
	} else {
		w->flushed = keep;
		cut_back(w, 0);
		w->lost += lost;
		w->frames -= lost;
	}
	w->flushed = keep;
	w->used = 0;
	return true;
}

int pcapng_finish(struct pcapng *w, const struct pcapng_statistics *statistics,
		  size_t n, struct erd_error *err)
{
	struct erd_error second;
	size_t i;
	int ret = ERD_OK;

	if (n != w->interfaces || pcapng_end_size(n) > BUFFER_SIZE)
		return erd_fail(err, ERD_USAGE,
				"%.200s: statistics of %zu interfaces", w->name,
				n);
	if (!w->broken)
		ret = pcapng_flush(w, err);
	if (w->broken) {
		/* The first failure is the one to be told. */
		err = &second;
		ret = ERD_ERROR;
		w->broken = !make_room(w);
	}
	for (i = 0; i < n && !w->broken; i++)
		put_statistics(w, i, &statistics[i]);
	return pcapng_flush(w, err) ? ERD_ERROR : ret;
}

struct pcapng_result pcapng_result(const struct pcapng *w)
{
	return (struct pcapng_result){ .frames = w->frames, .lost = w->lost };
}

uint64_t pcapng_size(const struct pcapng *w)
{
	return w->flushed + w->used;
}

void pcapng_free(struct pcapng *w)
{
	free(w);
}
