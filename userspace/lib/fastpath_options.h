/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a port's fast path does beside counting. It is told by the pinned maps
 * alone, so that it outlives every process, and whoever loads the programs
 * loads those that do it. Private to liberd.
 */
#ifndef LIBERD_FASTPATH_OPTIONS_H
#define LIBERD_FASTPATH_OPTIONS_H

#include "fastpath_maps.h"

/* The enum erd_option that the maps of a port ask for. */
__u32 fastpath_options(const char *port);

/*
 * Makes those maps of @options that there are not yet. Programs use them when
 * they are loaded the next time. 0 or a negative errno.
 */
int fastpath_make_maps(const char *port, __u32 cpus, __u32 options);

/* Forgets the maps of @options; programs use them until they are replaced. */
void fastpath_drop_maps(const char *port, __u32 options);

#endif /* LIBERD_FASTPATH_OPTIONS_H */
