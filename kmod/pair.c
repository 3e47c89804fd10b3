// SPDX-License-Identifier: GPL-2.0-only
#include <linux/ctype.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/stringhash.h>

#include "event.h"
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

static u32 erd_name_hash(const char *name)
{
	return full_name_hash(NULL, name, strlen(name));
}

/**
 * erd_circuit_find() - the circuit of a name
 * @pair: its pair
 * @name: name
 *
 * Context: RTNL.
 * Return: it, or NULL.
 */
struct erd_circuit *erd_circuit_find(struct erd_pair *pair, const char *name)
{
	struct erd_circuit *circuit;

	hash_for_each_possible(pair->circuit_names, circuit, by_name,
			       erd_name_hash(name))
		if (!strcmp(circuit->name, name))
			return circuit;
	return NULL;
}

/**
 * erd_circuit_by_stag() - the circuit of an S-tag
 * @pair: a QinQ pair
 * @stag: S-tag
 *
 * Context: RTNL or RCU.
 * Return: it, or NULL.
 */
struct erd_circuit *erd_circuit_by_stag(struct erd_pair *pair, u16 stag)
{
	return xa_load(&pair->circuits, stag);
}

/**
 * erd_circuit_get() - keep a circuit's memory
 * @circuit: circuit
 */
void erd_circuit_get(struct erd_circuit *circuit)
{
	kref_get(&circuit->refs);
}

static void erd_circuit_free(struct kref *refs)
{
	struct erd_circuit *circuit;

	circuit = container_of(refs, struct erd_circuit, refs);
	erd_pair_put(circuit->pair);
	kfree_rcu(circuit, rcu);
}

/**
 * erd_circuit_put() - undo erd_circuit_get()
 * @circuit: circuit
 */
void erd_circuit_put(struct erd_circuit *circuit)
{
	kref_put(&circuit->refs, erd_circuit_free);
}

/* Puts a new circuit where it can be found. */
static int erd_circuit_insert(struct erd_circuit *circuit,
			      struct netlink_ext_ack *extack)
{
	struct xarray *circuits = &circuit->pair->circuits;
	int err;

	if (!erd_pair_is_qinq(circuit->pair))
		return xa_alloc(circuits, &circuit->index, circuit,
				xa_limit_31b, GFP_KERNEL);

	circuit->index = circuit->stag;
	err = xa_insert(circuits, circuit->index, circuit, GFP_KERNEL);
	if (err != -EBUSY)
		return err;
	NL_SET_ERR_MSG_MOD(extack, "another circuit of the pair has this S-tag");
	return -EEXIST;
}

/**
 * erd_circuit_create() - make a circuit
 * @pair: its pair
 * @name: a valid name
 * @stag: S-tag on a QinQ pair, else 0
 * @extack: says what is wrong
 *
 * Context: RTNL.
 * Return: 0, -EEXIST if the name or the S-tag is taken, -ENOMEM.
 */
int erd_circuit_create(struct erd_pair *pair, const char *name, u16 stag,
		       struct netlink_ext_ack *extack)
{
	struct erd_circuit *circuit;
	int err;

	if (erd_circuit_find(pair, name)) {
		NL_SET_ERR_MSG_MOD(extack,
				   "the pair has a circuit of this name");
		return -EEXIST;
	}
	circuit = kzalloc(sizeof(*circuit), GFP_KERNEL);
	if (!circuit)
		return -ENOMEM;
	kref_init(&circuit->refs);
	circuit->pair = pair;
	circuit->stag = stag;
	strscpy(circuit->name, name, sizeof(circuit->name));
	err = erd_circuit_insert(circuit, extack);
	if (err) {
		kfree(circuit);
		return err;
	}
	hash_add(pair->circuit_names, &circuit->by_name, erd_name_hash(name));
	erd_pair_get(pair);
	erd_net_changed(erd_net(pair->net));
	erd_event_circuit(circuit, ERD_EVENT_CIRCUIT_ADDED);
	return 0;
}

/**
 * erd_circuit_delete() - delete a circuit, and its pair if that was its last
 * @circuit: a circuit without sub-interfaces
 *
 * Context: RTNL.
 */
void erd_circuit_delete(struct erd_circuit *circuit)
{
	struct erd_pair *pair = circuit->pair;

	xa_erase(&pair->circuits, circuit->index);
	hash_del(&circuit->by_name);
	erd_net_changed(erd_net(pair->net));
	erd_event_circuit(circuit, ERD_EVENT_CIRCUIT_DELETED);
	erd_pair_release(pair);
	erd_circuit_put(circuit);
}
