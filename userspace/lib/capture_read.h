/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Captures of any tool, pcap and pcapng, read by libpcap. */
#ifndef LIBERD_CAPTURE_READ_H
#define LIBERD_CAPTURE_READ_H

#include "capture_account.h"
#include "tag_names.h"

#include <erd.h>
#include <stdio.h>

#define CAPTURE_LINK_SIZE	64

/*
 * Reads a whole file ("-": standard input) into a zeroed @account, which is to
 * be freed also if it fails. The names that a capture of erd's has are added to
 * @names. A file that ends in a frame, or says what cannot be, is refused.
 */
int capture_read(const char *path, struct capture_account *account,
		 struct tag_names *names, char link[CAPTURE_LINK_SIZE],
		 struct erd_error *err);

/* The same of an open file, which it closes. */
int capture_read_file(FILE *file, const char *path,
		      struct capture_account *account, char link[CAPTURE_LINK_SIZE],
		      struct erd_error *err);

#endif /* LIBERD_CAPTURE_READ_H */
