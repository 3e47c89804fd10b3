// SPDX-License-Identifier: GPL-2.0-only
#include <linux/bitops.h>
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
	kfree(table->spare);
	kvfree(table);
}

/**
 * erd_table_reserve() - make room, so that the next erd_table_insert() cannot fail
 * @table: table
 *
 * Room that is not used stays for the next one.
 *
 * Context: RTNL.
 * Return: 0 or -ENOMEM.
 */
int erd_table_reserve(struct erd_table *table)
{
	if (!table->spare)
		table->spare = kzalloc(sizeof(*table->spare), GFP_KERNEL);
	return table->spare ? 0 : -ENOMEM;
}

/* How many C-tags belong to a branch. */
static unsigned int erd_branch_span(const struct erd_branch *branch)
{
	return ERD_BRANCH_SIZE << branch->shift;
}

static bool erd_branch_has(const struct erd_branch *branch, u16 ctag)
{
	return !((ctag ^ branch->first) & ~(erd_branch_span(branch) - 1));
}

/*
 * Where the entry is, or is to be, that has this C-tag to itself.
 * @parent: the branch that this is in, or NULL
 * @at: where that branch itself is
 */
static void __rcu **erd_table_find(struct erd_table *table, u16 stag, u16 ctag,
				   struct erd_branch **parent,
				   void __rcu ***at)
{
	void __rcu **slot = &table->slot[stag];
	struct erd_branch *branch;

	*parent = NULL;
	while ((branch = erd_entry_branch(rtnl_dereference(*slot))) &&
	       erd_branch_has(branch, ctag)) {
		*parent = branch;
		*at = slot;
		slot = &branch->slot[erd_branch_digit(branch, ctag)];
	}
	return slot;
}

/* The spare branch, as the one in which the C-tags of two entries part. */
static void *erd_table_part(struct erd_table *table, void *entry,
			    struct erd_subif *subif)
{
	const struct erd_branch *below = erd_entry_branch(entry);
	u16 other = below ? below->first : ((struct erd_subif *)entry)->ctag;
	struct erd_branch *branch = table->spare;

	table->spare = NULL;
	branch->shift = round_down(fls(subif->ctag ^ other) - 1,
				   ERD_BRANCH_SHIFT);
	branch->first = round_down(other, erd_branch_span(branch));
	branch->used = 2;
	RCU_INIT_POINTER(branch->slot[erd_branch_digit(branch, other)], entry);
	RCU_INIT_POINTER(branch->slot[erd_branch_digit(branch, subif->ctag)],
			 subif);
	return (void *)((unsigned long)branch | ERD_ENTRY_BRANCH);
}

/**
 * erd_table_insert() - publish a sub-interface
 * @table: table, in which room is reserved and these tags are not
 * @subif: sub-interface, ready for frames
 *
 * Context: RTNL.
 */
void erd_table_insert(struct erd_table *table, struct erd_subif *subif)
{
	struct erd_branch *parent;
	void __rcu **slot, **at;
	void *entry;

	slot = erd_table_find(table, subif->stag, subif->ctag, &parent, &at);
	entry = rtnl_dereference(*slot);
	if (entry) {
		rcu_assign_pointer(*slot, erd_table_part(table, entry, subif));
		return;
	}
	rcu_assign_pointer(*slot, subif);
	if (parent)
		parent->used++;
}

/**
 * erd_table_remove() - take a sub-interface out, if it is there
 * @table: table
 * @subif: sub-interface
 *
 * Readers may see it for a grace period.
 *
 * Context: RTNL.
 */
void erd_table_remove(struct erd_table *table, struct erd_subif *subif)
{
	struct erd_branch *parent;
	void __rcu **slot, **at;
	unsigned int i = 0;

	slot = erd_table_find(table, subif->stag, subif->ctag, &parent, &at);
	if (rtnl_dereference(*slot) != subif)
		return;
	RCU_INIT_POINTER(*slot, NULL);
	if (!parent || --parent->used > 1)
		return;
	/* nothing parts here any more */
	while (!rcu_access_pointer(parent->slot[i]))
		i++;
	rcu_assign_pointer(*at, rtnl_dereference(parent->slot[i]));
	kfree_rcu(parent, rcu);
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
		/* the C-tag to look at, and the first one of what comes then */
		u32 ctag = *key % VLAN_N_VID, then = VLAN_N_VID;
		u32 stag = *key / VLAN_N_VID;
		struct erd_branch *branch;
		struct erd_subif *subif;
		void *entry;

		entry = rtnl_dereference(table->slot[stag]);
		while ((branch = erd_entry_branch(entry))) {
			if (ctag >= branch->first + erd_branch_span(branch)) {
				entry = NULL;
				break;
			}
			ctag = max_t(u32, ctag, branch->first);
			then = round_down(ctag, BIT(branch->shift)) +
			       BIT(branch->shift);
			entry = rtnl_dereference(branch->slot[erd_branch_digit(branch, ctag)]);
		}
		subif = entry;
		if (subif && subif->ctag >= ctag) {
			*key = stag * VLAN_N_VID + subif->ctag + 1;
			return subif;
		}
		*key = stag * VLAN_N_VID + then;
	}
	return NULL;
}
