/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_TABLE_H
#define ERD_TABLE_H

#include <linux/bits.h>
#include <linux/if_vlan.h>
#include <linux/rcupdate.h>

#include "subif.h"

#define ERD_BRANCH_SHIFT	4
#define ERD_BRANCH_SIZE		BIT(ERD_BRANCH_SHIFT)

/* in an entry: it is a branch, not a sub-interface */
#define ERD_ENTRY_BRANCH	BIT(0)

/**
 * struct erd_branch - where the C-tags of an S-tag part
 * @shift: 0, 4 or 8; fixed
 * @used: how many entries there are, two at least
 * @first: the lowest C-tag that belongs here: all are alike above the bits that
 *	@shift leaves to @slot and what is below; fixed
 * @slot: entries, by the four bits of the C-tag from @shift on
 * @rcu: frees it
 *
 * There is none where C-tags do not part, so a circuit of one peering has none and
 * one of two has one.
 */
struct erd_branch {
	u8 shift;
	u8 used;
	u16 first;
	void __rcu *slot[ERD_BRANCH_SIZE];
	struct rcu_head rcu;
};

/**
 * struct erd_table - from tags to sub-interface, by way of three branches at
 * most, whatever it holds; RCU readers, RTNL writers
 * @slot: entries by S-tag: a sub-interface, or a branch with %ERD_ENTRY_BRANCH;
 *	dot1q ports keep theirs under 0, which is no S-tag
 * @spare: a branch for the next insertion, or NULL; RTNL
 */
struct erd_table {
	void __rcu *slot[VLAN_N_VID];
	struct erd_branch *spare;
};

/* The branch that an entry is, or NULL if it is none. */
static inline struct erd_branch *erd_entry_branch(const void *entry)
{
	unsigned long bits = (unsigned long)entry;

	if (!(bits & ERD_ENTRY_BRANCH))
		return NULL;
	return (struct erd_branch *)(bits & ~ERD_ENTRY_BRANCH);
}

static inline unsigned int erd_branch_digit(const struct erd_branch *branch,
					    u16 ctag)
{
	return (ctag >> branch->shift) & (ERD_BRANCH_SIZE - 1);
}

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
	void *entry = rcu_dereference_rtnl(table->slot[stag]);
	const struct erd_branch *branch;
	struct erd_subif *subif;

	while ((branch = erd_entry_branch(entry)))
		entry = rcu_dereference_rtnl(branch->slot[erd_branch_digit(branch, ctag)]);
	/* the bits where no C-tags part were not looked at */
	subif = entry;
	return subif && subif->ctag == ctag ? subif : NULL;
}

struct erd_table *erd_table_alloc(void);
void erd_table_free(struct erd_table *table);
int erd_table_reserve(struct erd_table *table);
void erd_table_insert(struct erd_table *table, struct erd_subif *subif);
void erd_table_remove(struct erd_table *table, struct erd_subif *subif);
struct erd_subif *erd_table_next(const struct erd_table *table, u32 *key);

#endif /* ERD_TABLE_H */
