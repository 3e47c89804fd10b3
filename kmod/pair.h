/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_PAIR_H
#define ERD_PAIR_H

#include <linux/erd.h>
#include <linux/hashtable.h>
#include <linux/kref.h>
#include <linux/netlink.h>
#include <linux/rcupdate.h>
#include <linux/xarray.h>

#include "net.h"

#define ERD_ROLES	(ERD_ROLE_SECONDARY + 1)
/* sixteen circuits a bucket if a pair has all that there can be */
#define ERD_CIRCUIT_NAME_BITS	8

struct erd_port;

/**
 * struct erd_pair - a port pair, there while it has a port or a circuit
 * @list: in &erd_net.pairs
 * @net: its network namespace
 * @name: unique in @net
 * @encap: fixed
 * @outer_tpid: of the outer tag, the only one on dot1q pairs; fixed
 * @ports: by &enum erd_role, NULL where there is none
 * @circuits: &struct erd_circuit, by S-tag on QinQ pairs, by a number without
 *	meaning on dot1q pairs; RCU readers
 * @circuit_names: the same by a hash of their names
 * @refs: held by its place in the list, by ports and by circuits
 * @rcu: frees it
 *
 * Members change under RTNL.
 */
struct erd_pair {
	struct list_head list;
	struct net *net;
	char name[ERD_NAME_MAX];
	enum erd_encap encap;
	__be16 outer_tpid;
	struct erd_port *ports[ERD_ROLES];
	struct xarray circuits;
	DECLARE_HASHTABLE(circuit_names, ERD_CIRCUIT_NAME_BITS);
	struct kref refs;
	struct rcu_head rcu;
};

static inline bool erd_pair_is_qinq(const struct erd_pair *pair)
{
	return pair->encap == ERD_ENCAP_QINQ;
}

bool erd_name_valid(const char *name);

struct erd_pair *erd_pair_find(struct erd_net *en, const char *name);
struct erd_pair *erd_pair_create(struct net *net, const char *name,
				 enum erd_encap encap, __be16 outer_tpid);
void erd_pair_get(struct erd_pair *pair);
void erd_pair_put(struct erd_pair *pair);
void erd_pair_release(struct erd_pair *pair);
void erd_pairs_flush(struct erd_net *en);

#endif /* ERD_PAIR_H */
