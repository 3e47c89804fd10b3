/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Writes pcapng (draft-ietf-opsawg-pcapng): a section, its interfaces, frames,
 * and the interfaces' statistics at the end. libpcap reads the format but does
 * not write it, and Debian has no other library that would.
 *
 * A file is whole at any time: what is cut off a block by a full disk is taken
 * back to the end of the block before.
 */
#ifndef LIBERD_PCAPNG_H
#define LIBERD_PCAPNG_H

#include "frame.h"

#include <erd.h>

/* An option holds no more. */
#define PCAPNG_TEXT_MAX	65535

struct pcapng_interface {
	const char *name;
	const char *description;	/* or NULL */
	const char *filter;		/* or NULL */
	const char *const *comments;	/* n_comments of them */
	size_t n_comments;
	uint32_t snaplen;		/* 0: whole frames */
};

struct pcapng_statistics {
	uint64_t start_ns, end_ns;	/* since the Epoch */
	uint64_t received;		/* passed the kernel's filter */
	uint64_t dropped;		/* of those, for want of room */
	uint64_t delivered;		/* frames of it that were captured */
};

struct pcapng;

/* What was written, or was to be. */
struct pcapng_result {
	uint64_t frames;		/* whole in the file */
	uint64_t lost;			/* could not be written */
};

/* @fd is the caller's to close; @name is what errors call it. */
int pcapng_new(int fd, const char *name, struct pcapng **writer,
	       struct erd_error *err);
/* The interfaces get the numbers 0, 1, …; all come before the first frame. */
int pcapng_add_interface(struct pcapng *writer,
			 const struct pcapng_interface *interface,
			 struct erd_error *err);
/* Buffered. If it fails, what was begun is taken back; see pcapng_result(). */
int pcapng_write(struct pcapng *writer, const struct frame *frame,
		 struct erd_error *err);
int pcapng_flush(struct pcapng *writer, struct erd_error *err);
/*
 * Ends the section: @statistics has one for each interface. On a full disk the
 * last frames make room for them; it then returns ERD_ERROR, but @err is of use
 * only if no call failed before.
 */
int pcapng_finish(struct pcapng *writer,
		  const struct pcapng_statistics *statistics, size_t n,
		  struct erd_error *err);
struct pcapng_result pcapng_result(const struct pcapng *writer);
/* Octets so far, those in the buffer included. */
uint64_t pcapng_size(const struct pcapng *writer);
/* Octets that a frame, and the end with @n statistics, would take. */
uint64_t pcapng_frame_size(const struct frame *frame);
uint64_t pcapng_end_size(size_t n);
void pcapng_free(struct pcapng *writer);

#endif /* LIBERD_PCAPNG_H */
