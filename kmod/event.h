/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef ERD_EVENT_H
#define ERD_EVENT_H

#include <linux/erd.h>
#include <linux/types.h>

struct erd_port;
struct erd_circuit;
struct erd_subif;

void erd_event_port(const struct erd_port *port, enum erd_event type,
		    enum erd_cause cause, u32 old, u32 new);
void erd_event_circuit(const struct erd_circuit *circuit, enum erd_event type,
		       enum erd_cause cause, u32 old, u32 new);
void erd_event_subif(const struct erd_subif *subif, enum erd_event type,
		     enum erd_cause cause, u32 old, u32 new);

#endif /* ERD_EVENT_H */
