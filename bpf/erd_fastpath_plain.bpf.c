// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fast path for kernels without bpf_cast_to_kern_ctx(). An extern that they
 * do not have, be it weak, makes libbpf look for it in all modules, which takes
 * CAP_SYS_ADMIN.
 */
#define ERD_PLAIN
#include "erd_fastpath.bpf.c"
