// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>

#include "bench.h"
#include "genl.h"

static int __init erdsim_init(void)
{
	int err = erdsim_bench_init();

	if (err)
		return err;
	err = erdsim_genl_init();
	if (err)
		erdsim_bench_exit();
	return err;
}

/* No new ports and strands, then none at all; last what RCU is to free. */
static void __exit erdsim_exit(void)
{
	erdsim_genl_exit();
	erdsim_bench_exit();
	rcu_barrier();
}

module_init(erdsim_init);
module_exit(erdsim_exit);

MODULE_DESCRIPTION("Optical bench: simulated network cards, modules and fibres");
MODULE_LICENSE("GPL");
