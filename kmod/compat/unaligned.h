/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the kernel has its unaligned accesses. */
#ifndef ERD_COMPAT_UNALIGNED_H
#define ERD_COMPAT_UNALIGNED_H

#ifdef ERD_HAVE_UNALIGNED_H
#include <linux/unaligned.h>
#else
#include <asm/unaligned.h>
#endif

#endif /* ERD_COMPAT_UNALIGNED_H */
