// SPDX-License-Identifier: LGPL-2.1-or-later
#include "event.h"

#include <stdio.h>
#include <syslog.h>

static void name_object(struct record *record,
			const struct erd_event_info *event)
{
	const struct erd_subif *subif = &event->subif;
	const size_t size = sizeof(record->object);

	if (event->type == ERD_EVENT_PEERING_ADMIN && event->has_subif)
		snprintf(record->object, size,
			 "%s peering of circuit %s on port %s",
			 erd_peering_name(subif->peering), subif->circuit,
			 subif->port);
	else if (event->has_subif)
		snprintf(record->object, size, "sub-interface %s",
			 subif->ifname);
	else if (event->has_circuit)
		snprintf(record->object, size, "circuit %s of pair %s",
			 event->circuit.name, event->circuit.pair);
	else if (event->has_port)
		snprintf(record->object, size, "port %s", event->port.name);
	else
		snprintf(record->object, size, "module erd");
}

static struct record change(enum record_kind kind, int priority,
			    const struct erd_event_info *event,
			    const char *what, const char *old,
			    const char *new)
{
	struct record record = record_of(kind, priority,
					 erd_event_name(event->type));

	name_object(&record, event);
	snprintf(record.old_value, sizeof(record.old_value), "%s", old);
	snprintf(record.new_value, sizeof(record.new_value), "%s", new);
	if (event->seq)
		snprintf(record.cause, sizeof(record.cause), "%s",
			 erd_cause_name(event->cause));
	if (old[0])
		record_text(&record, "%s: %s %s, was %s (cause: %s)",
			    record.object, what, new, old, record.cause);
	else if (record.cause[0])
		record_text(&record, "%s: %s (cause: %s)", record.object, new,
			    record.cause);
	else
		record_text(&record, "%s: %s", record.object, new);
	return record;
}

static const char *line_word(uint32_t value)
{
	return value ? "up" : "down";
}

static struct record carrier(const struct erd_event_info *event)
{
	bool down = !event->new_value;

	/* What somebody asked for is no cause for alarm. */
	return change(RECORD_CARRIER,
		      down && event->cause == ERD_CAUSE_CARRIER ?
			      LOG_WARNING : LOG_NOTICE,
		      event, "line", line_word(event->old_value),
		      line_word(event->new_value));
}

static struct record mtu(const struct erd_event_info *event)
{
	char old[12], new[12];

	snprintf(old, sizeof(old), "%u", event->old_value);
	snprintf(new, sizeof(new), "%u", event->new_value);
	return change(RECORD_MTU, LOG_NOTICE, event, "MTU", old, new);
}

struct record event_record(const struct erd_event_info *event)
{
	switch (event->type) {
	case ERD_EVENT_PORT_ADMIN:
	case ERD_EVENT_CIRCUIT_ADMIN:
	case ERD_EVENT_PEERING_ADMIN:
		return change(RECORD_ADMIN, LOG_NOTICE, event, "admin",
			      erd_admin_state_name(event->old_value),
			      erd_admin_state_name(event->new_value));
	case ERD_EVENT_PORT_CARRIER:
	case ERD_EVENT_SUBIF_CARRIER:
		return carrier(event);
	case ERD_EVENT_SUBIF_MTU:
		return mtu(event);
	case ERD_EVENT_PORT_DELETED:
	case ERD_EVENT_CIRCUIT_DELETED:
	case ERD_EVENT_SUBIF_DELETED:
		return change(RECORD_OBJECT, LOG_INFO, event, "", "",
			      "deleted");
	case ERD_EVENT_PORT_ADDED:
	case ERD_EVENT_CIRCUIT_ADDED:
	case ERD_EVENT_SUBIF_ADDED:
		return change(RECORD_OBJECT, LOG_INFO, event, "", "",
			      "added");
	case ERD_EVENT_MODULE_LOADED:
		return change(RECORD_MODULE, LOG_NOTICE, event, "", "",
			      "loaded");
	case ERD_EVENT_MODULE_UNLOADED:
		return change(RECORD_MODULE, LOG_WARNING, event, "", "",
			      "unloaded");
	default:
		return change(RECORD_OBJECT, LOG_INFO, event, "", "",
			      "changed in a way that this erdd does not know");
	}
}
