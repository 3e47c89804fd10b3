// SPDX-License-Identifier: GPL-2.0-only
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "table.h"

/* a key is S-tag and C-tag, twelve bits each */
#define ERD_KEY_END		(VLAN_N_VID * VLAN_N_VID)

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

static struct erd_branch *erd_branch_child(const struct erd_branch *branch,
					   u16 ctag, unsigned int shift)
{
	if (!branch)
		return NULL;
	return rtnl_dereference(branch->slot[erd_branch_digit(ctag, shift)]);
}

static void erd_branch_cut(struct erd_branch *branch, struct erd_branch *child,
			   u16 ctag, unsigned int shift)
{
	RCU_INIT_POINTER(branch->slot[erd_branch_digit(ctag, shift)], NULL);
	branch->used--;
	kfree_rcu(child, rcu);
}

/* Takes away what reserve() made and nobody uses, from the last level up. */
static void erd_table_prune(struct erd_table *table, u16 stag, u16 ctag)
{
	struct erd_branch *top = rtnl_dereference(table->branch[stag]);
	struct erd_branch *middle, *last;

	middle = erd_branch_child(top, ctag, ERD_BRANCH_TOP);
	last = erd_branch_child(middle, ctag, ERD_BRANCH_SHIFT);
	if (last && !last->used)
		erd_branch_cut(middle, last, ctag, ERD_BRANCH_SHIFT);
	if (middle && !middle->used)
		erd_branch_cut(top, middle, ctag, ERD_BRANCH_TOP);
	if (top && !top->used) {
		RCU_INIT_POINTER(table->branch[stag], NULL);
		kfree_rcu(top, rcu);
	}
}

/* The branch below @branch, made if need be; NULL without memory. */
static struct erd_branch *erd_branch_grow(struct erd_branch *branch, u16 ctag,
					  unsigned int shift)
{
	struct erd_branch *child = erd_branch_child(branch, ctag, shift);

	if (child)
		return child;
	child = kzalloc(sizeof(*child), GFP_KERNEL);
	if (!child)
		return NULL;
	rcu_assign_pointer(branch->slot[erd_branch_digit(ctag, shift)], child);
	branch->used++;
	return child;
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
	struct erd_branch *branch = rtnl_dereference(table->branch[stag]);
	unsigned int shift;

	if (!branch) {
		branch = kzalloc(sizeof(*branch), GFP_KERNEL);
		if (!branch)
			return -ENOMEM;
		rcu_assign_pointer(table->branch[stag], branch);
	}
	for (shift = ERD_BRANCH_TOP; shift; shift -= ERD_BRANCH_SHIFT) {
		branch = erd_branch_grow(branch, ctag, shift);
		if (!branch) {
			erd_table_prune(table, stag, ctag);
			return -ENOMEM;
		}
	}
	return 0;
}

/* The last branch on the way to a C-tag for which room is reserved. */
static struct erd_branch *erd_table_last(struct erd_table *table, u16 stag,
					 u16 ctag)
{
	struct erd_branch *branch = rtnl_dereference(table->branch[stag]);

	branch = erd_branch_child(branch, ctag, ERD_BRANCH_TOP);
	return erd_branch_child(branch, ctag, ERD_BRANCH_SHIFT);
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
	struct erd_branch *last = erd_table_last(table, stag, ctag);

	rcu_assign_pointer(last->slot[erd_branch_digit(ctag, 0)], subif);
	last->used++;
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
	struct erd_branch *last = erd_table_last(table, stag, ctag);
	unsigned int digit = erd_branch_digit(ctag, 0);

	if (rtnl_dereference(last->slot[digit])) {
		RCU_INIT_POINTER(last->slot[digit], NULL);
		last->used--;
	}
	erd_table_prune(table, stag, ctag);
}

/* What is at @key, or NULL and how many keys there have nothing at all. */
static struct erd_subif *erd_table_at(const struct erd_table *table, u32 key,
				      u32 *span)
{
	const struct erd_branch *branch;
	u16 ctag = key % VLAN_N_VID;
	unsigned int shift;

	*span = VLAN_N_VID;
	branch = rtnl_dereference(table->branch[key / VLAN_N_VID]);
	for (shift = ERD_BRANCH_TOP; branch && shift;
	     shift -= ERD_BRANCH_SHIFT) {
		*span = BIT(shift);
		branch = erd_branch_child(branch, ctag, shift);
	}
	if (!branch)
		return NULL;
	*span = 1;
	return rtnl_dereference(branch->slot[erd_branch_digit(ctag, 0)]);
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
		struct erd_subif *subif;
		u32 span;

		subif = erd_table_at(table, *key, &span);
		*key = (*key | (span - 1)) + 1;
		if (subif)
			return subif;
	}
	return NULL;
}
