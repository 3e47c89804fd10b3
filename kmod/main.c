// SPDX-License-Identifier: GPL-2.0-only
#include <linux/module.h>

#include "genl.h"
#include "link.h"
#include "net.h"
#include "port.h"

static int __init erd_init(void)
{
	int err;

	err = erd_net_init();
	if (err)
		return err;
	err = erd_port_init();
	if (err)
		goto err_net;
	err = erd_link_init();
	if (err)
		goto err_port;
	err = erd_genl_init();
	if (err)
		goto err_link;
	return 0;

err_link:
	erd_link_exit();
err_port:
	erd_port_exit();
err_net:
	erd_net_exit();
	return err;
}

/*
 * The reverse: no new ports and circuits, then no sub-interfaces, then no
 * ports, then no circuits; last, whatever RCU is about to free.
 */
static void __exit erd_exit(void)
{
	erd_genl_exit();
	erd_link_exit();
	erd_port_exit();
	erd_net_exit();
	rcu_barrier();
}

module_init(erd_init);
module_exit(erd_exit);

MODULE_DESCRIPTION("ExpressRoute Direct edge: ports, circuits and peerings");
MODULE_LICENSE("GPL");
/* its notifier renews tag filters of devices that switch filtering on */
MODULE_SOFTDEP("pre: 8021q");
