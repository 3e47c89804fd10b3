/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What libpcap does not tell of a pcapng file: the comments of its interfaces,
 * where a capture of erd's keeps the names of circuits and peerings.
 */
#ifndef LIBERD_PCAPNG_NAMES_H
#define LIBERD_PCAPNG_NAMES_H

#include "tag_names.h"

#include <stdio.h>

/*
 * Adds the names of the interfaces that stand before the first frame. A file
 * of another format, or one that is broken, just has fewer. -ENOMEM.
 */
int pcapng_read_names(FILE *file, struct tag_names *names);

#endif /* LIBERD_PCAPNG_NAMES_H */
