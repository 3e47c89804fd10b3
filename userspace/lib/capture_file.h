/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a capture is written: a file, standard output, or a ring of files. */
#ifndef LIBERD_CAPTURE_FILE_H
#define LIBERD_CAPTURE_FILE_H

#include "pcapng.h"

#define CAPTURE_FILES_MAX	10000

struct capture_file_config {
	const char *path;		/* "-": standard output */
	unsigned int files;		/* of a ring; 0: one file without end */
	uint64_t file_size;		/* octets of each of a ring, at most */
	const struct pcapng_interface *interfaces;
	size_t n_interfaces;
};

/*
 * Called at the end of each file for the statistics of its interfaces, which
 * are of the whole capture so far.
 */
typedef void (*capture_file_statistics_fn)(struct pcapng_statistics *statistics,
					   void *data);

struct capture_file;

/*
 * Opens the file, or the first of the ring. What there was of that name is
 * replaced. The files of a ring are FILE with .00001, .00002, … before its last
 * suffix; a new one takes the oldest one's room. @config must stay.
 */
int capture_file_open(const struct capture_file_config *config,
		      capture_file_statistics_fn statistics, void *data,
		      struct capture_file **file, struct erd_error *err);
int capture_file_write(struct capture_file *file, const struct frame *frame,
		       struct erd_error *err);
int capture_file_flush(struct capture_file *file, struct erd_error *err);
/*
 * Ends it, also after a failure. What became of the frames is in @result, of
 * all files together; those of files that the ring has removed count as
 * written.
 */
int capture_file_close(struct capture_file *file, struct pcapng_result *result,
		       struct erd_error *err);

/* "DIR/NAME.00001.pcapng" of "DIR/NAME.pcapng". False if it does not fit. */
bool capture_file_name(const char *path, unsigned int number, char *name,
		       size_t size);

#endif /* LIBERD_CAPTURE_FILE_H */
