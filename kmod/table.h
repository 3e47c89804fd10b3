/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_TABLE_H
#define ERD_TABLE_H

#include <linux/bits.h>
#include <linux/if_vlan.h>
#include <linux/rcupdate.h>

struct erd_subif;

#define ERD_BRANCH_SHIFT	4
#define ERD_BRANCH_SIZE		BIT(ERD_BRANCH_SHIFT)
/* of the uppermost branch's digit in a C-tag, which has twelve bits */
#define ERD_BRANCH_TOP		(2 * ERD_BRANCH_SHIFT)

/**
 * struct erd_branch - the C-tags of one S-tag that begin alike
 * @slot: by the next four bits of the C-tag: branches, on the last level
 *	sub-interfaces
 * @used: how many there are
 * @rcu: frees it
 *
 * Small, as a circuit has few C-tags and they may lie far apart: with two of
 * them a circuit takes at most five of these.
 */
struct erd_branch {
	void __rcu *slot[ERD_BRANCH_SIZE];
	unsigned int used;
	struct rcu_head rcu;
};

/**
 * struct erd_table - from tags to sub-interface in four loads, whatever it
 * holds; RCU readers, RTNL writers
 * @branch: by S-tag; dot1q ports keep theirs under 0, which is no S-tag
 */
struct erd_table {
	struct erd_branch __rcu *branch[VLAN_N_VID];
};

static inline unsigned int erd_branch_digit(u16 ctag, unsigned int shift)
{
	return (ctag >> shift) & (ERD_BRANCH_SIZE - 1);
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
	const struct erd_branch *branch;
	unsigned int shift, digit;

	branch = rcu_dereference_rtnl(table->branch[stag]);
	for (shift = ERD_BRANCH_TOP; branch && shift;
	     shift -= ERD_BRANCH_SHIFT) {
		digit = erd_branch_digit(ctag, shift);
		branch = rcu_dereference_rtnl(branch->slot[digit]);
	}
	if (!branch)
		return NULL;
	return rcu_dereference_rtnl(branch->slot[erd_branch_digit(ctag, 0)]);
}

struct erd_table *erd_table_alloc(void);
void erd_table_free(struct erd_table *table);
int erd_table_reserve(struct erd_table *table, u16 stag, u16 ctag);
void erd_table_insert(struct erd_table *table, u16 stag, u16 ctag,
		      struct erd_subif *subif);
void erd_table_remove(struct erd_table *table, u16 stag, u16 ctag);
struct erd_subif *erd_table_next(const struct erd_table *table, u32 *key);

#endif /* ERD_TABLE_H */
