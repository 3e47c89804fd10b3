// SPDX-License-Identifier: GPL-2.0-only
/* The fast path of a port whose driver takes outer tags out of frames. */
#define ERD_ASIDE
#include "erd_fastpath.bpf.c"
