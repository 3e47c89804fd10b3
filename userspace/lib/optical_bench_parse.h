/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef LIBERD_OPTICAL_BENCH_PARSE_H
#define LIBERD_OPTICAL_BENCH_PARSE_H

#include "optical_bench.h"

#include <linux/netlink.h>

/* As the functions of parse.h: a struct sim_port from its attributes. */
int sim_parse_port(struct nlattr *attrs, int len, void *port);

#endif /* LIBERD_OPTICAL_BENCH_PARSE_H */
