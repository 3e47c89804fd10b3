/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_GATE_H
#define ERD_GATE_H

#include <linux/erd.h>

struct erd_circuit;
struct erd_port;
struct erd_subif;
struct netlink_ext_ack;

void erd_gate_update(struct erd_subif *subif);
void erd_gate_update_carrier(struct erd_subif *subif, enum erd_cause cause);
void erd_gate_port_changed(struct erd_port *port, enum erd_cause cause);
void erd_gate_port_close(struct erd_port *port);
int erd_gate_set_port(struct erd_port *port, enum erd_admin_state state,
		      struct netlink_ext_ack *extack);
void erd_gate_set_circuit(struct erd_circuit *circuit,
			  enum erd_admin_state state);
int erd_gate_set_peering(struct erd_circuit *circuit, u16 ctag,
			 enum erd_admin_state state);

#endif /* ERD_GATE_H */
