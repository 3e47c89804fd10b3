// SPDX-License-Identifier: LGPL-2.1-or-later
/* The shape of erdctl's JSON: events. */
#include "document.h"
#include "json_edge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

static void events(void **state)
{
	struct erd_event_info event = {
		.seq = 7,
		.type = ERD_EVENT_PORT_ADMIN,
		.new_value = ERD_ADMIN_STATE_ENABLED,
		.has_port = true,
		.port = port_template,
	};
	json_t *object = json_event(&event);

	(void)state;
	check_number(object, "seq", 7);
	check_text(object, "type", "port_admin");
	check_text(object, "cause", "request");
	check_text(object, "old", "disabled");
	check_text(object, "new", "enabled");
	check_null(object, "count");
	check_null(object, "circuit");
	check_null(object, "sub_interface");
	check_text(object, "port/name", "er1");
	json_decref(object);

	event.type = ERD_EVENT_SUBIF_CARRIER;
	event.cause = ERD_CAUSE_CIRCUIT;
	event.has_port = false;
	event.has_subif = true;
	event.subif = subif_template;
	object = json_event(&event);
	check_text(object, "old", "down");
	check_text(object, "new", "up");
	check_text(object, "cause", "circuit");
	check_text(object, "sub_interface/admin_state", "disabled");
	check_text(object, "sub_interface/circuit", "hq1");
	json_decref(object);

	event.type = ERD_EVENT_PEERING_ADMIN;
	object = json_event(&event);
	check_text(object, "old", "disabled");
	check_text(object, "new", "enabled");
	json_decref(object);

	event.type = ERD_EVENT_SUBIF_MTU;
	event.old_value = 1500;
	event.new_value = 1400;
	object = json_event(&event);
	check_number(object, "old", 1500);
	check_number(object, "new", 1400);
	json_decref(object);

	event.type = ERD_EVENT_SUBIF_ADDED;
	object = json_event(&event);
	check_null(object, "old");
	check_null(object, "new");
	json_decref(object);
}

static void events_of_the_library(void **state)
{
	const struct erd_event_info event = {
		.type = ERD_EVENT_MODULE_UNLOADED,
	};
	json_t *object = json_event(&event);

	(void)state;
	check_text(object, "type", "module_unloaded");
	check_null(object, "seq");
	check_null(object, "cause");
	check_null(object, "port");
	json_decref(object);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(events),
		cmocka_unit_test(events_of_the_library),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
