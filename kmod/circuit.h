/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_CIRCUIT_H
#define ERD_CIRCUIT_H

#include <linux/erd.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/rcupdate.h>

#include "pair.h"

/**
 * struct erd_circuit - a circuit of a pair
 * @pair: the pair; referenced
 * @name: unique in @pair; fixed
 * @by_name: in &erd_pair.circuit_names
 * @index: in &erd_pair.circuits; fixed
 * @stag: 0 on dot1q pairs; fixed
 * @enabled: admin state; RTNL
 * @subifs: &erd_subif.of_circuit, on all ports; RTNL
 * @nsubifs: how many; RTNL
 * @refs: held by its place in the pair and by the devices of sub-interfaces,
 *	which the core may still ask about their circuit after they left it
 * @rcu: frees it
 */
struct erd_circuit {
	struct erd_pair *pair;
	char name[ERD_NAME_MAX];
	struct hlist_node by_name;
	u32 index;
	u16 stag;
	bool enabled;
	struct list_head subifs;
	unsigned int nsubifs;
	struct kref refs;
	struct rcu_head rcu;
};

struct erd_circuit *erd_circuit_find(struct erd_pair *pair, const char *name);
struct erd_circuit *erd_circuit_by_stag(struct erd_pair *pair, u16 stag);
int erd_circuit_create(struct erd_pair *pair, const char *name, u16 stag,
		       enum erd_admin_state state,
		       struct netlink_ext_ack *extack);
void erd_circuit_get(struct erd_circuit *circuit);
void erd_circuit_put(struct erd_circuit *circuit);
void erd_circuit_delete(struct erd_circuit *circuit);

#endif /* ERD_CIRCUIT_H */
