// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who may pass. A frame passes a sub-interface if its port, its circuit and its
 * peering are enabled. The datapath does not ask the three of them: what they
 * say together is kept in each sub-interface, and changes here.
 *
 * A gate is closed before anything else happens and before it is said to be
 * closed; it is opened after everything else.
 */
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>

#include "circuit.h"
#include "compat/compat.h"
#include "event.h"
#include "gate.h"
#include "port.h"
#include "subif.h"

/* The first gate that is closed, as reason to refuse a frame; or 0. */
static u8 erd_gate_closed(const struct erd_subif *subif)
{
	if (!subif->port->open)
		return ERD_DROP_PORT_DISABLED;
	if (!subif->circuit->enabled)
		return ERD_DROP_CIRCUIT_DISABLED;
	if (!subif->enabled)
		return ERD_DROP_PEERING_DISABLED;
	return 0;
}

/**
 * erd_gate_update() - make a sub-interface's gate what its objects say
 * @subif: sub-interface
 *
 * After one was closed, synchronize_net() waits for the frames that are
 * behind it.
 *
 * Context: RTNL.
 */
void erd_gate_update(struct erd_subif *subif)
{
	u8 closed = erd_gate_closed(subif);

	WRITE_ONCE(subif->refuse[ERD_TX], closed);
	if (!closed && !netif_running(subif->dev))
		closed = ERD_DROP_SUBIF_DOWN;
	WRITE_ONCE(subif->refuse[ERD_RX], closed);
}

/**
 * erd_gate_update_carrier() - make the carrier what gates and port say
 * @subif: sub-interface
 * @cause: why it may have changed
 *
 * Context: RTNL.
 */
void erd_gate_update_carrier(struct erd_subif *subif, enum erd_cause cause)
{
	struct net_device *dev = subif->dev;
	bool old = netif_carrier_ok(dev);
	bool new = !erd_gate_closed(subif) && erd_port_carrier_ok(subif->port);

	if (old == new)
		return;
	if (new) {
		netif_carrier_on(dev);
	} else {
		netif_carrier_off(dev);
		/* who reads it must not wait for the core to come round to it */
		if (netif_running(dev) && !erd_port_carrier_ok(subif->port))
			erd_set_operstate(dev, IF_OPER_LOWERLAYERDOWN);
	}
	erd_event_subif(subif, ERD_EVENT_SUBIF_CARRIER, cause, old, new);
}

/**
 * erd_gate_port_changed() - carry the state of port and device on
 * @port: port
 * @cause: why it may have changed
 *
 * Context: RTNL.
 */
void erd_gate_port_changed(struct erd_port *port, enum erd_cause cause)
{
	bool carrier = erd_port_carrier_ok(port);
	struct erd_subif *subif;

	if (carrier != port->carrier) {
		port->carrier = carrier;
		erd_event_port(port, ERD_EVENT_PORT_CARRIER, cause, !carrier,
			       carrier);
	}
	list_for_each_entry(subif, &port->subifs, list)
		erd_gate_update_carrier(subif, cause);
}

static void erd_gate_set_open(struct erd_port *port, bool open)
{
	struct erd_subif *subif;

	WRITE_ONCE(port->open, open);
	list_for_each_entry(subif, &port->subifs, list)
		erd_gate_update(subif);
}

/**
 * erd_gate_port_close() - let no frame of a port pass any more
 * @port: port
 *
 * Context: RTNL. Frames that are behind the gate may still be on their way.
 */
void erd_gate_port_close(struct erd_port *port)
{
	erd_gate_set_open(port, false);
}

static int erd_gate_enable_port(struct erd_port *port,
				struct netlink_ext_ack *extack)
{
	int err = dev_open(port->dev, extack);

	if (err)
		return err;
	erd_gate_set_open(port, true);
	erd_event_port(port, ERD_EVENT_PORT_ADMIN, ERD_CAUSE_REQUEST,
		       ERD_ADMIN_STATE_DISABLED, ERD_ADMIN_STATE_ENABLED);
	erd_gate_port_changed(port, ERD_CAUSE_PORT);
	return 0;
}

static void erd_gate_disable_port(struct erd_port *port)
{
	erd_gate_port_close(port);
	/* from here on no frame is behind the gate */
	synchronize_net();
	erd_event_port(port, ERD_EVENT_PORT_ADMIN, ERD_CAUSE_REQUEST,
		       ERD_ADMIN_STATE_ENABLED, ERD_ADMIN_STATE_DISABLED);
	erd_gate_port_changed(port, ERD_CAUSE_PORT);
	dev_close(port->dev);
}

/**
 * erd_gate_set_port() - enable or disable a port
 * @port: port
 * @state: new state; no change is no error and no event
 * @extack: says what is wrong
 *
 * The gate opens after the device is up and closes before it goes down.
 *
 * Context: RTNL.
 * Return: 0, or what the device said when it should come up.
 */
int erd_gate_set_port(struct erd_port *port, enum erd_admin_state state,
		      struct netlink_ext_ack *extack)
{
	bool enable = state == ERD_ADMIN_STATE_ENABLED;

	port->was_up = false;
	if (port->open == enable)
		return 0;
	if (enable)
		return erd_gate_enable_port(port, extack);
	erd_gate_disable_port(port);
	return 0;
}

/**
 * erd_gate_set_circuit() - enable or disable a circuit, on all ports
 * @circuit: circuit
 * @state: new state; no change is no event
 *
 * Context: RTNL.
 */
void erd_gate_set_circuit(struct erd_circuit *circuit,
			  enum erd_admin_state state)
{
	bool enable = state == ERD_ADMIN_STATE_ENABLED;
	struct erd_subif *subif;

	if (circuit->enabled == enable)
		return;
	circuit->enabled = enable;
	list_for_each_entry(subif, &circuit->subifs, of_circuit)
		erd_gate_update(subif);
	if (!enable)
		synchronize_net();
	erd_event_circuit(circuit, ERD_EVENT_CIRCUIT_ADMIN, ERD_CAUSE_REQUEST,
			  !enable, enable);
	list_for_each_entry(subif, &circuit->subifs, of_circuit)
		erd_gate_update_carrier(subif, ERD_CAUSE_CIRCUIT);
}

/**
 * erd_gate_set_peering() - enable or disable a peering, on all ports
 * @circuit: its circuit
 * @ctag: its C-tag
 * @state: new state; no change is no event
 *
 * Context: RTNL.
 * Return: 0, or -ENOENT if the circuit has no sub-interface with this C-tag.
 */
int erd_gate_set_peering(struct erd_circuit *circuit, u16 ctag,
			 enum erd_admin_state state)
{
	bool enable = state == ERD_ADMIN_STATE_ENABLED;
	bool found = false, changed = false;
	struct erd_subif *subif;

	list_for_each_entry(subif, &circuit->subifs, of_circuit) {
		if (subif->ctag != ctag)
			continue;
		found = true;
		/* all have the same: they take it over from one another */
		changed = subif->enabled != enable;
		subif->enabled = enable;
		erd_gate_update(subif);
	}
	if (!found)
		return -ENOENT;
	if (!changed)
		return 0;
	if (!enable)
		synchronize_net();
	list_for_each_entry(subif, &circuit->subifs, of_circuit) {
		if (subif->ctag != ctag)
			continue;
		erd_event_subif(subif, ERD_EVENT_PEERING_ADMIN,
				ERD_CAUSE_REQUEST, !enable, enable);
		erd_gate_update_carrier(subif, ERD_CAUSE_PEERING);
	}
	return 0;
}
