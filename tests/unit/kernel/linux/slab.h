/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the module's table takes of the kernel's header of this name. The test
 * says when there is no memory.
 */
#pragma once

#include <stdbool.h>
#include <stdlib.h>

#define GFP_KERNEL	0

extern bool no_memory;

#define kzalloc(size, flags)	(no_memory ? NULL : calloc(1, size))
#define kvzalloc(size, flags)	kzalloc(size, flags)
#define kfree(pointer)		free(pointer)
#define kvfree(pointer)		free(pointer)
