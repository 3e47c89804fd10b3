/* SPDX-License-Identifier: GPL-2.0-only */
/* What the module's table takes of the kernel's header of this name. */
#pragma once

#include <linux/types.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;

#define BIT(n)			(1UL << (n))
#define round_down(x, to)	((x) & ~((to) - 1))
#define max_t(type, a, b)	((type)(a) > (type)(b) ? (type)(a) : (type)(b))
