// SPDX-License-Identifier: LGPL-2.1-or-later
#include "ports.h"
#include "events.h"
#include "handle.h"

#include <stdlib.h>
#include <unistd.h>

static void on_event(const struct erd_event_info *event, void *data)
{
	struct ports *ports = data;

	/* What was missed may have been it. */
	if (!event || event->type == ERD_EVENT_PORT_ADDED ||
	    event->type == ERD_EVENT_PORT_DELETED ||
	    event->type == ERD_EVENT_MODULE_LOADED ||
	    event->type == ERD_EVENT_MODULE_UNLOADED)
		ports->known = false;
}

/*
 * The kernel has put an event into the socket before the request that caused
 * it is answered, so that no change made before this call is overlooked.
 */
static int listen_for_changes(struct erd *erd, struct erd_error *err)
{
	struct ports *ports = &erd->ports;

	if (ports->events >= 0)
		return events_receive(erd, ports->events, on_event, ports, err);
	ports->known = false;
	return events_socket(erd, &ports->events, err);
}

int ports_get(struct erd *erd, const struct erd_port **port, size_t *n,
	      struct erd_error *err)
{
	struct ports *ports = &erd->ports;
	int ret;

	ret = listen_for_changes(erd, err);
	if (!ret && !ports->known) {
		free(ports->port);
		ports->port = NULL;
		ret = erd_port_list(erd, &ports->port, &ports->n, err);
		ports->known = !ret;
	}
	*port = ports->port;
	*n = ret ? 0 : ports->n;
	return ret;
}

void ports_forget(struct erd *erd)
{
	/* The events of a module that was reloaded are another group's. */
	if (erd->ports.events >= 0)
		close(erd->ports.events);
	erd->ports.events = -1;
	erd->ports.known = false;
}

void ports_close(struct erd *erd)
{
	ports_forget(erd);
	free(erd->ports.port);
	erd->ports.port = NULL;
}
