/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the module's table takes of the kernel's header of this name. Here are no
 * readers beside the writer: what readers may still see is freed at once.
 */
#pragma once

#include <stdlib.h>

#define __rcu
struct rcu_head {
	void *next;
};

#define rcu_dereference_rtnl(pointer)		(pointer)
#define rcu_access_pointer(pointer)		(pointer)
#define rtnl_dereference(pointer)		(pointer)
#define rcu_assign_pointer(pointer, value)	((pointer) = (value))
#define RCU_INIT_POINTER(pointer, value)	((pointer) = (value))
#define kfree_rcu(pointer, head)		free(pointer)
