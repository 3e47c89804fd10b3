/* SPDX-License-Identifier: GPL-2.0-only */
/* What the module's table takes of the kernel's header of this name. */
#pragma once

/* the number of the highest bit set, from 1; 0 if none is */
static inline int fls(unsigned int x)
{
	return x ? 32 - __builtin_clz(x) : 0;
}
