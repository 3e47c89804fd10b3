/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_TABLE_H
#define ERD_TABLE_H

#include <linux/bits.h>
#include <linux/if_vlan.h>
#include <linux/rcupdate.h>

struct erd_subif;

#define ERD_LEAF_SHIFT	6
#define ERD_LEAF_SIZE	BIT(ERD_LEAF_SHIFT)
#define ERD_NODE_SIZE	(VLAN_N_VID >> ERD_LEAF_SHIFT)

/**
 * struct erd_leaf - the sub-interfaces of 64 neighbouring C-tags
 * @subif: by the low six bits of the C-tag
 * @used: how many there are
 * @rcu: frees it
 */
struct erd_leaf {
	struct erd_subif __rcu *subif[ERD_LEAF_SIZE];
	unsigned int used;
	struct rcu_head rcu;
};

/**
 * struct erd_node - the C-tags of one S-tag
 * @leaf: by the high six bits of the C-tag
 * @used: how many there are
 * @rcu: frees it
 */
struct erd_node {
	struct erd_leaf __rcu *leaf[ERD_NODE_SIZE];
	unsigned int used;
	struct rcu_head rcu;
};

/**
 * struct erd_table - from tags to sub-interface in three loads, whatever it
 * holds; RCU readers, RTNL writers
 * @node: by S-tag; dot1q ports keep theirs under 0, which is no S-tag
 */
struct erd_table {
	struct erd_node __rcu *node[VLAN_N_VID];
};

/**
 * erd_table_lookup() - the sub-interface of two tags
 * @table: table
 * @stag: S-tag, 0 to 4095
 * @ctag: C-tag, 0 to 4095
 *
 * Context: RCU or RTNL.
 * Return: it, or NULL.
 */
static inline struct erd_subif *
erd_table_lookup(const struct erd_table *table, u16 stag, u16 ctag)
{
	const struct erd_node *node = rcu_dereference_rtnl(table->node[stag]);
	const struct erd_leaf *leaf;

	if (!node)
		return NULL;
	leaf = rcu_dereference_rtnl(node->leaf[ctag >> ERD_LEAF_SHIFT]);
	if (!leaf)
		return NULL;
	return rcu_dereference_rtnl(leaf->subif[ctag & (ERD_LEAF_SIZE - 1)]);
}

struct erd_table *erd_table_alloc(void);
void erd_table_free(struct erd_table *table);
int erd_table_reserve(struct erd_table *table, u16 stag, u16 ctag);
void erd_table_insert(struct erd_table *table, u16 stag, u16 ctag,
		      struct erd_subif *subif);
void erd_table_remove(struct erd_table *table, u16 stag, u16 ctag);
struct erd_subif *erd_table_next(const struct erd_table *table, u32 *key);

#endif /* ERD_TABLE_H */
