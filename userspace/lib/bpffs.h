/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The BPF file system: where the fast path of each port is pinned. */
#ifndef LIBERD_BPFFS_H
#define LIBERD_BPFFS_H

#include <erd.h>
#include <limits.h>

/* $ERD_BPFFS, or /sys/fs/bpf. */
const char *bpffs_root(void);

/*
 * The path of a pin of a port; with @pin NULL of the folder of its pins, with
 * @port NULL too of the folder of these folders, which is named after the
 * schema of the maps. bpffs reserves dots; in a port's name '+' stands for
 * them.
 */
void bpffs_path(char path[PATH_MAX], const char *port, const char *pin);

/*
 * bpf_obj_pin(), and the pin belongs to whom its folder belongs. 0, or -1 with
 * errno.
 */
int bpffs_pin(int fd, const char *path);

/* The schema of pins of this port that are not ours to read; 0: none. */
unsigned int bpffs_other_schema(const char *port);

/*
 * Makes sure that there is a BPF file system. /sys/fs/bpf is mounted if
 * need be, $ERD_BPFFS never. @port is for the error's text.
 */
int bpffs_find(const char *port, struct erd_error *err);

#endif /* LIBERD_BPFFS_H */
