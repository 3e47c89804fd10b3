// SPDX-License-Identifier: GPL-2.0-only
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/stringhash.h>

#include "circuit.h"
#include "event.h"

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
 * @state: its admin state
 * @extack: says what is wrong
 *
 * Context: RTNL.
 * Return: 0, -EEXIST if the name or the S-tag is taken, -ENOMEM.
 */
int erd_circuit_create(struct erd_pair *pair, const char *name, u16 stag,
		       enum erd_admin_state state,
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
	circuit->enabled = state == ERD_ADMIN_STATE_ENABLED;
	INIT_LIST_HEAD(&circuit->subifs);
	strscpy(circuit->name, name, sizeof(circuit->name));
	err = erd_circuit_insert(circuit, extack);
	if (err) {
		kfree(circuit);
		return err;
	}
	hash_add(pair->circuit_names, &circuit->by_name, erd_name_hash(name));
	erd_pair_get(pair);
	erd_net_changed(erd_net(pair->net));
	erd_event_circuit(circuit, ERD_EVENT_CIRCUIT_ADDED, ERD_CAUSE_REQUEST,
			  0, 0);
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
	erd_event_circuit(circuit, ERD_EVENT_CIRCUIT_DELETED, ERD_CAUSE_REQUEST,
			  0, 0);
	erd_pair_release(pair);
	erd_circuit_put(circuit);
}
