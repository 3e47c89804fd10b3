// SPDX-License-Identifier: LGPL-2.1-or-later
/* erdd's decisions: when to look, what is told of what has changed. */
#include "event.h"
#include "pace.h"
#include "watch_bgp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <syslog.h>
#include <cmocka.h>

#define S	PACE_SECOND

/* --- pace --------------------------------------------------------------- */

static void begins_at_once(void **state)
{
	struct pace pace;

	(void)state;
	pace_begin(&pace, 60 * S, 1000 * S);
	assert_true(pace.due == 1000 * S);
	pace_done(&pace, PACE_SETTLED, 1000 * S, 1000 * S);
	assert_true(pace.due == 1060 * S);
	pace_begin(&pace, 0, 1000 * S);
	pace_done(&pace, PACE_SETTLED, 1000 * S, 1000 * S);
	assert_true(pace.due == PACE_NEVER);
}

static void waits_for_quiet(void **state)
{
	uint64_t now = 1000 * S, first;
	struct pace pace;

	(void)state;
	pace_begin(&pace, 60 * S, now);
	pace_done(&pace, PACE_SETTLED, now, now);
	first = now += 10 * S;
	pace_event(&pace, now);
	assert_true(pace.due == now + PACE_QUIET);
	/* Another one puts it off, but not for ever. */
	now += PACE_QUIET / 2;
	pace_event(&pace, now);
	assert_true(pace.due == now + PACE_QUIET);
	while (now < first + 10 * S) {
		pace_event(&pace, now);
		assert_true(pace.due <= first + PACE_LONGEST);
		now += PACE_QUIET / 2;
	}
	pace_done(&pace, PACE_SETTLED, now, now);
	pace_event(&pace, now);
	assert_true(pace.due == now + PACE_QUIET);
}

/* What is slow to look at is looked at less often. */
static void takes_its_share(void **state)
{
	uint64_t now = 1000 * S;
	struct pace pace;

	(void)state;
	pace_begin(&pace, 60 * S, now);
	pace_done(&pace, PACE_SETTLED, now, now + 2 * S);
	now += 2 * S;
	pace_event(&pace, now);
	assert_true(pace.due == now + PACE_SHARE * 2 * S);
	/* But the operator does not wait. */
	pace_fresh(&pace, now);
	assert_true(pace.due == now + PACE_QUIET);
}

static void backs_off(void **state)
{
	static const unsigned int waits[] = { 1, 2, 4, 8, 16, 32, 60, 60, 60 };
	uint64_t now = 1000 * S;
	struct pace pace;
	size_t i;

	(void)state;
	pace_begin(&pace, 60 * S, now);
	for (i = 0; i < sizeof(waits) / sizeof(waits[0]); i++) {
		pace_done(&pace, PACE_FAILED, now, now);
		assert_true(pace.due == now + waits[i] * S);
		/* What it did itself is an event, and hastens nothing. */
		pace_event(&pace, now);
		assert_true(pace.due == now + waits[i] * S);
		now = pace.due;
	}
	/* There was an event already, so there is nothing to wait for. */
	pace_fresh(&pace, now);
	assert_true(pace.due <= now);
	pace_done(&pace, PACE_FAILED, now, now);
	assert_true(pace.due == now + S);
	/* Failures that are far apart are in a row all the same. */
	pace_done(&pace, PACE_FAILED, now + 100 * S, now + 100 * S);
	assert_true(pace.due == now + 102 * S);
}

/* Somebody undoes what it does, again and again, at once. */
static void does_not_quarrel(void **state)
{
	uint64_t now = 1000 * S, end = now + 600 * S;
	unsigned int times = 0;
	struct pace pace;

	(void)state;
	pace_begin(&pace, 60 * S, now);
	while (now < end) {
		pace_done(&pace, PACE_CHANGED, now, now);
		times++;
		pace_event(&pace, now);
		now = pace.due;
	}
	assert_in_range(times, 10, 20);
	/* After a quiet while the first one is put right at once again. */
	pace_done(&pace, PACE_SETTLED, now, now);
	now += PACE_CALM + PACE_BACK_OFF + S;
	pace_event(&pace, now);
	assert_true(pace.due == now + PACE_QUIET);
	pace_done(&pace, PACE_CHANGED, now, now);
	pace_event(&pace, now);
	assert_true(pace.due == now + PACE_QUIET);
}

static void comes_back_to_the_busy(void **state)
{
	uint64_t now = 1000 * S;
	struct pace pace;

	(void)state;
	pace_begin(&pace, 60 * S, now);
	pace_done(&pace, PACE_BUSY, now, now);
	assert_true(pace.due == now + S);
	pace_at(&pace, now + 5 * S);
	assert_true(pace.due == now + S);
	pace_at(&pace, now);
	assert_true(pace.due == now);
}

/* --- records ------------------------------------------------------------ */

static void names_events(void **state)
{
	struct erd_event_info event = {
		.seq = 7,
		.type = ERD_EVENT_PORT_CARRIER,
		.cause = ERD_CAUSE_CARRIER,
		.old_value = 1,
		.has_port = true,
		.port.name = "ams-1",
	};
	struct record record = event_record(&event);

	(void)state;
	assert_int_equal(record.kind, RECORD_CARRIER);
	assert_int_equal(record.priority, LOG_WARNING);
	assert_string_equal(record.event, "port_carrier");
	assert_string_equal(record.object, "port ams-1");
	assert_string_equal(record.old_value, "up");
	assert_string_equal(record.new_value, "down");
	assert_string_equal(record.cause, "carrier");
	assert_string_equal(record.text,
			    "port ams-1: line down, was up (cause: carrier)");
	/* What somebody asked for is no cause for alarm. */
	event.cause = ERD_CAUSE_PORT;
	assert_int_equal(event_record(&event).priority, LOG_NOTICE);
	event.type = ERD_EVENT_PEERING_ADMIN;
	event.cause = ERD_CAUSE_REQUEST;
	event.old_value = ERD_ADMIN_STATE_DISABLED;
	event.new_value = ERD_ADMIN_STATE_ENABLED;
	event.has_port = false;
	event.has_subif = true;
	event.subif.peering = ERD_PEERING_PRIVATE;
	strcpy(event.subif.circuit, "hq1");
	strcpy(event.subif.port, "ams-1");
	record = event_record(&event);
	assert_int_equal(record.kind, RECORD_ADMIN);
	assert_string_equal(record.text,
			    "private peering of circuit hq1 on port ams-1: admin enabled, was disabled (cause: request)");
	memset(&event, 0, sizeof(event));
	event.type = ERD_EVENT_MODULE_UNLOADED;
	record = event_record(&event);
	assert_int_equal(record.kind, RECORD_MODULE);
	assert_string_equal(record.text, "module erd: unloaded");
	event.seq = 1;
	event.type = 4711;
	assert_string_equal(event_record(&event).event, "unknown");
}

static void messages_are_different(void **state)
{
	int i, j;

	(void)state;
	for (i = 0; i < RECORD_KINDS; i++) {
		assert_int_equal(strlen(record_messages[i].id), 32);
		assert_int_equal(strspn(record_messages[i].id,
					"0123456789abcdef"), 32);
		for (j = 0; j < i; j++) {
			assert_string_not_equal(record_messages[i].id,
						record_messages[j].id);
			assert_string_not_equal(record_messages[i].name,
						record_messages[j].name);
		}
	}
}

/* --- sessions ----------------------------------------------------------- */

static void keep(const struct record *record, void *data)
{
	char *text = data;

	snprintf(text + strlen(text), 2048 - strlen(text), "%d %s\n",
		 record->priority, record->text);
}

static struct routing_session_state session(const char *name, int family,
					    const char *fsm)
{
	struct routing_session_state s = { .family = family };

	snprintf(s.name, sizeof(s.name), "%s", name);
	snprintf(s.state, sizeof(s.state), "%s", fsm);
	snprintf(s.peer, sizeof(s.peer), "%s",
		 family == AF_INET ? "10.0.0.2" : "fd00::2");
	s.established = !strcmp(fsm, "Established");
	return s;
}

static void tells(struct routing_session_state *was, size_t n_was,
		  struct routing_session_state *is, size_t n_is,
		  const char *expected)
{
	const struct routing_state old = { .sessions = was, .n = n_was };
	const struct routing_state new = { .sessions = is, .n = n_is };
	char text[2048] = "";

	bgp_compare(&old, &new, keep, text);
	assert_string_equal(text, expected);
}

static void follows_sessions(void **state)
{
	struct routing_session_state was, is;

	(void)state;
	was = session("hq1/private/1", AF_INET, "Established");
	is = was;
	tells(&was, 1, &is, 1, "");
	/* down, with the reason */
	is = session("hq1/private/1", AF_INET, "Idle");
	is.connections_dropped = 1;
	strcpy(is.reason, "Hold Timer Expired");
	tells(&was, 1, &is, 1,
	      "4 session hq1/private/1 ipv4 with 10.0.0.2: Idle, was Established: Hold Timer Expired\n");
	/* and up again */
	tells(&is, 1, &was, 1,
	      "5 session hq1/private/1 ipv4 with 10.0.0.2: Established, was Idle\n");
	/* the attempts in between are nobody's news */
	was = session("hq1/private/1", AF_INET, "Connect");
	tells(&is, 1, &was, 1, "");
	/* fell and came back between two looks */
	was = session("hq1/private/1", AF_INET, "Established");
	is = was;
	is.connections_dropped = 2;
	strcpy(is.last_reset, "BFD down received");
	tells(&was, 1, &is, 1,
	      "4 session hq1/private/1 ipv4 with 10.0.0.2: fell 2 times and is back: BFD down received\n");
	/* FRR was started anew and counts from nothing */
	tells(&is, 1, &was, 1, "");
	tells(NULL, 0, &was, 1,
	      "5 session hq1/private/1 ipv4 with 10.0.0.2: added, Established\n");
	tells(&was, 1, NULL, 0,
	      "5 session hq1/private/1 ipv4 with 10.0.0.2: removed, Established\n");
}

static void follows_what_sessions_have(void **state)
{
	struct routing_session_state was[2], is[2];

	(void)state;
	was[0] = session("hq1/private/1", AF_INET, "Established");
	was[1] = session("hq1/private/1", AF_INET6, "Established");
	was[1].bfd.present = true;
	strcpy(was[1].bfd.status, "up");
	/* their order is nothing */
	is[0] = was[1];
	is[1] = was[0];
	tells(was, 2, is, 2, "");
	strcpy(is[0].bfd.status, "down");
	strcpy(is[0].bfd.diagnostic, "control detection time expired");
	tells(was, 2, is, 2,
	      "4 session hq1/private/1 ipv6 with fd00::2: BFD down, was up: control detection time expired\n");
	is[0] = was[1];
	is[1].drained = true;
	tells(was, 2, is, 2,
	      "5 session hq1/private/1 ipv4 with 10.0.0.2: drained\n");
	is[1].drained = false;
	is[1].accept_limit = 4000;
	is[1].prefixes_in = 3199;
	tells(was, 2, is, 2, "");
	is[1].prefixes_in = 3200;
	tells(was, 2, is, 2,
	      "4 session hq1/private/1 ipv4 with 10.0.0.2: 3200 prefixes of at most 4000; beyond that it is reset\n");
	/* once */
	tells(is, 2, is, 2, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(begins_at_once),
		cmocka_unit_test(waits_for_quiet),
		cmocka_unit_test(takes_its_share),
		cmocka_unit_test(backs_off),
		cmocka_unit_test(does_not_quarrel),
		cmocka_unit_test(comes_back_to_the_busy),
		cmocka_unit_test(names_events),
		cmocka_unit_test(messages_are_different),
		cmocka_unit_test(follows_sessions),
		cmocka_unit_test(follows_what_sessions_have),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
