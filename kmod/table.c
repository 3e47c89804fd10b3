// SPDX-License-Identifier: GPL-2.0-only
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "table.h"

#define ERD_KEY(stag, ctag)	((u32)(stag) * VLAN_N_VID + (ctag))
#define ERD_KEY_END		ERD_KEY(VLAN_N_VID, 0)

/**
 * erd_table_alloc() - an empty table
 *
 * Return: it, or NULL if there is no memory.
 */
struct erd_table *erd_table_alloc(void)
{
	return kvzalloc(sizeof(struct erd_table), GFP_KERNEL);
}

/**
 * erd_table_free() - free an empty table that no reader can reach any more
 * @table: table
 */
void erd_table_free(struct erd_table *table)
{
	kvfree(table);
}

/* Takes away what reserve() made and nobody uses. */
static void erd_table_prune(struct erd_table *table, u16 stag, u16 ctag)
{
	struct erd_node *node = rtnl_dereference(table->node[stag]);
	unsigned int i = ctag >> ERD_LEAF_SHIFT;
	struct erd_leaf *leaf;

	if (!node)
		return;
	leaf = rtnl_dereference(node->leaf[i]);
	if (leaf && !leaf->used) {
		RCU_INIT_POINTER(node->leaf[i], NULL);
		node->used--;
		kfree_rcu(leaf, rcu);
	}
	if (!node->used) {
		RCU_INIT_POINTER(table->node[stag], NULL);
		kfree_rcu(node, rcu);
	}
}

/**
 * erd_table_reserve() - make room, so that erd_table_insert() cannot fail
 * @table: table
 * @stag: S-tag
 * @ctag: C-tag
 *
 * To be followed by erd_table_insert(), or by erd_table_remove() if the
 * sub-interface does not come to be.
 *
 * Context: RTNL.
 * Return: 0 or -ENOMEM.
 */
int erd_table_reserve(struct erd_table *table, u16 stag, u16 ctag)
{
	struct erd_node *node = rtnl_dereference(table->node[stag]);
	unsigned int i = ctag >> ERD_LEAF_SHIFT;
	struct erd_leaf *leaf;

	if (!node) {
		node = kzalloc(sizeof(*node), GFP_KERNEL);
		if (!node)
			return -ENOMEM;
		rcu_assign_pointer(table->node[stag], node);
	}
	if (rtnl_dereference(node->leaf[i]))
		return 0;
	leaf = kzalloc(sizeof(*leaf), GFP_KERNEL);
	if (!leaf) {
		erd_table_prune(table, stag, ctag);
		return -ENOMEM;
	}
	rcu_assign_pointer(node->leaf[i], leaf);
	node->used++;
	return 0;
}

static struct erd_subif __rcu **erd_table_slot(struct erd_table *table,
					       u16 stag, u16 ctag,
					       struct erd_leaf **leaf)
{
	struct erd_node *node = rtnl_dereference(table->node[stag]);

	*leaf = rtnl_dereference(node->leaf[ctag >> ERD_LEAF_SHIFT]);
	return &(*leaf)->subif[ctag & (ERD_LEAF_SIZE - 1)];
}

/**
 * erd_table_insert() - publish a sub-interface
 * @table: table, in which room is reserved
 * @stag: S-tag
 * @ctag: C-tag
 * @subif: sub-interface, ready for frames
 *
 * Context: RTNL.
 */
void erd_table_insert(struct erd_table *table, u16 stag, u16 ctag,
		      struct erd_subif *subif)
{
	struct erd_subif __rcu **slot;
	struct erd_leaf *leaf;

	slot = erd_table_slot(table, stag, ctag, &leaf);
	rcu_assign_pointer(*slot, subif);
	leaf->used++;
}

/**
 * erd_table_remove() - take a sub-interface out, or give up its reserved room
 * @table: table
 * @stag: S-tag
 * @ctag: C-tag
 *
 * Readers may see it for a grace period.
 *
 * Context: RTNL.
 */
void erd_table_remove(struct erd_table *table, u16 stag, u16 ctag)
{
	struct erd_subif __rcu **slot;
	struct erd_leaf *leaf;

	slot = erd_table_slot(table, stag, ctag, &leaf);
	if (rtnl_dereference(*slot)) {
		RCU_INIT_POINTER(*slot, NULL);
		leaf->used--;
	}
	erd_table_prune(table, stag, ctag);
}

/**
 * erd_table_next() - walk the table in the order of its tags
 * @table: table
 * @key: where to look first; 0 to begin. Moves behind what was found.
 *
 * Context: RTNL.
 * Return: the next sub-interface, or NULL at the end.
 */
struct erd_subif *erd_table_next(const struct erd_table *table, u32 *key)
{
	while (*key < ERD_KEY_END) {
		u16 stag = *key / VLAN_N_VID, ctag = *key % VLAN_N_VID;
		struct erd_node *node = rtnl_dereference(table->node[stag]);
		struct erd_subif *subif;
		struct erd_leaf *leaf;

		if (!node) {
			*key = ERD_KEY(stag + 1, 0);
			continue;
		}
		leaf = rtnl_dereference(node->leaf[ctag >> ERD_LEAF_SHIFT]);
		if (!leaf) {
			*key = (*key | (ERD_LEAF_SIZE - 1)) + 1;
			continue;
		}
		subif = rtnl_dereference(leaf->subif[ctag % ERD_LEAF_SIZE]);
		(*key)++;
		if (subif)
			return subif;
	}
	return NULL;
}
