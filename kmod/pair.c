// SPDX-License-Identifier: GPL-2.0-only
#include <linux/ctype.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "circuit.h"
#include "pair.h"

/**
 * erd_name_valid() - whether a pair, port or circuit may be called so
 * @name: NUL-terminated
 *
 * Return: true for a letter or digit, then letters, digits, '.', '_', '-'.
 */
bool erd_name_valid(const char *name)
{
	size_t i;

	if (!isascii(name[0]) || !isalnum(name[0]))
		return false;
	for (i = 1; name[i]; i++) {
		if (isascii(name[i]) && isalnum(name[i]))
			continue;
		if (!strchr("._-", name[i]))
			return false;
	}
	return i < ERD_NAME_MAX;
}

/**
 * erd_pair_find() - the pair of a name
 * @en: namespace
 * @name: name
 *
 * Context: RTNL.
 * Return: it, or NULL.
 */
struct erd_pair *erd_pair_find(struct erd_net *en, const char *name)
{
	struct erd_pair *pair;

	list_for_each_entry(pair, &en->pairs, list)
		if (!strcmp(pair->name, name))
			return pair;
	return NULL;
}

/**
 * erd_pair_create() - make a pair, without ports and circuits
 * @net: namespace, in which no pair has that name
 * @name: a valid name
 * @encap: encapsulation
 * @outer_tpid: outer TPID
 *
 * Context: RTNL.
 * Return: it, or NULL if there is no memory. Give it a port or circuit, or
 * call erd_pair_release().
 */
struct erd_pair *erd_pair_create(struct net *net, const char *name,
				 enum erd_encap encap, __be16 outer_tpid)
{
	struct erd_pair *pair = kzalloc(sizeof(*pair), GFP_KERNEL);

	if (!pair)
		return NULL;
	pair->net = net;
	strscpy(pair->name, name, sizeof(pair->name));
	pair->encap = encap;
	pair->outer_tpid = outer_tpid;
	kref_init(&pair->refs);
	xa_init_flags(&pair->circuits, XA_FLAGS_ALLOC1);
	hash_init(pair->circuit_names);
	list_add_tail(&pair->list, &erd_net(net)->pairs);
	return pair;
}

/**
 * erd_pair_get() - keep a pair's memory
 * @pair: pair
 */
void erd_pair_get(struct erd_pair *pair)
{
	kref_get(&pair->refs);
}

static void erd_pair_free(struct kref *refs)
{
	kfree_rcu(container_of(refs, struct erd_pair, refs), rcu);
}

/**
 * erd_pair_put() - undo erd_pair_get()
 * @pair: pair
 */
void erd_pair_put(struct erd_pair *pair)
{
	kref_put(&pair->refs, erd_pair_free);
}

/**
 * erd_pair_release() - let go of a pair that may have lost its last object
 * @pair: taken away if it has neither port nor circuit
 *
 * Context: RTNL.
 */
void erd_pair_release(struct erd_pair *pair)
{
	if (pair->ports[ERD_ROLE_PRIMARY] || pair->ports[ERD_ROLE_SECONDARY] ||
	    !xa_empty(&pair->circuits))
		return;
	list_del(&pair->list);
	erd_pair_put(pair);
}

/**
 * erd_pairs_flush() - delete every circuit, and with them the pairs
 * @en: a namespace that has no ports any more
 *
 * Context: RTNL.
 */
void erd_pairs_flush(struct erd_net *en)
{
	struct erd_pair *pair, *next;
	struct erd_circuit *circuit;
	unsigned long index;

	list_for_each_entry_safe(pair, next, &en->pairs, list) {
		xa_for_each(&pair->circuits, index, circuit) {
			xa_erase(&pair->circuits, index);
			hash_del(&circuit->by_name);
			erd_circuit_put(circuit);
		}
		erd_pair_release(pair);
	}
}
