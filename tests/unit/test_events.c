// SPDX-License-Identifier: LGPL-2.1-or-later
/* Events: what they say, what is lost between them, and whose they are. */
#include "attributes.h"
#include "events.h"
#include "handle.h"
#include "parse.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define FAMILY	0x1f
#define HEADERS	(NLMSG_HDRLEN + GENL_HDRLEN)

static void put_event(struct writer *w, uint64_t seq, uint32_t type)
{
	put_u64(w, ERD_A_EVENT_SEQ, seq);
	put_u32(w, ERD_A_EVENT_TYPE, type);
}

static void an_event(void **state)
{
	struct erd_event_info event;
	struct writer w = {};
	size_t nest;

	(void)state;
	put_event(&w, 1ULL << 33, ERD_EVENT_PORT_ADMIN);
	put_u32(&w, ERD_A_EVENT_OLD, 0);
	put_u32(&w, ERD_A_EVENT_NEW, 1);
	put_u32(&w, ERD_A_EVENT_CAUSE, ERD_CAUSE_DEVICE);
	nest = begin_nest(&w, ERD_A_EVENT_PORT);
	put_port(&w);
	end_nest(&w, nest);
	assert_int_equal(parse_exactly(parse_event, &w, w.len, &event), 0);
	assert_true(event.seq == 1ULL << 33);
	assert_int_equal(event.type, ERD_EVENT_PORT_ADMIN);
	assert_int_equal(event.old_value, 0);
	assert_int_equal(event.new_value, 1);
	assert_int_equal(event.cause, ERD_CAUSE_DEVICE);
	assert_true(event.has_port);
	assert_false(event.has_circuit);
	assert_false(event.has_subif);
	check_port(&event.port);
}

static void an_event_with_a_broken_object(void **state)
{
	struct erd_event_info event;
	struct writer w = {};
	size_t nest;

	(void)state;
	put_event(&w, 1, ERD_EVENT_CIRCUIT_ADDED);
	nest = begin_nest(&w, ERD_A_EVENT_CIRCUIT);
	put_string(&w, ERD_A_CIRCUIT_PAIR, "direct1");
	end_nest(&w, nest);
	assert_int_equal(parse_exactly(parse_event, &w, w.len, &event),
			 -EBADMSG);
}

/* What is put until end_message() is the message's. */
static size_t begin_message(struct writer *w)
{
	size_t begin = w->len;

	w->len += HEADERS;
	return begin;
}

static void end_message(struct writer *w, size_t begin, int type, int cmd)
{
	struct genlmsghdr genl = { .cmd = cmd };
	struct nlmsghdr nlh = {
		.nlmsg_type = type,
		.nlmsg_len = w->len - begin,
	};

	memcpy(w->at + begin, &nlh, sizeof(nlh));
	memcpy(w->at + begin + NLMSG_HDRLEN, &genl, sizeof(genl));
}

struct seen {
	struct erd erd;
	unsigned int events;
	uint32_t last;
	uint64_t lost;
};

static void on_event(const struct erd_event_info *event, void *data)
{
	struct seen *seen = data;

	assert_non_null(event);
	seen->events++;
	seen->last = event->type;
	seen->lost += events_missed(&seen->erd, event);
}

/* A message of the family with an event of that sequence number. */
static void put_message(struct writer *w, int family, int cmd, uint64_t seq)
{
	size_t begin = begin_message(w);

	put_event(w, seq, ERD_EVENT_PORT_CARRIER);
	end_message(w, begin, family, cmd);
}

static void take(struct seen *seen, struct writer *w)
{
	events_deliver(&seen->erd, -1, (struct nlmsghdr *)w->at, w->len,
		       on_event, seen);
}

/* What these and those before them add up to. */
static void deliver(struct seen *seen, const uint64_t *seqs, size_t n)
{
	struct writer w = {};
	size_t i;

	seen->events = 0;
	seen->lost = 0;
	for (i = 0; i < n; i++)
		put_message(&w, FAMILY, ERD_CMD_EVENT, seqs[i]);
	take(seen, &w);
}

static void gaps_are_lost_events(void **state)
{
	static const uint64_t whole[] = { 5, 6, 7 };
	static const uint64_t gaps[] = { 10, 11, 14 };
	static const uint64_t anew[] = { 1, 2 };
	struct seen seen = { .erd.family = FAMILY };

	(void)state;
	/* What was before the first one is nobody's loss. */
	deliver(&seen, whole, 3);
	assert_int_equal(seen.events, 3);
	assert_int_equal(seen.lost, 0);
	deliver(&seen, gaps, 3);
	assert_int_equal(seen.events, 3);
	assert_int_equal(seen.lost, 2 + 2);
	/* The module was reloaded. */
	deliver(&seen, anew, 2);
	assert_int_equal(seen.events, 2);
	assert_int_equal(seen.lost, 0);
}

static void other_messages_are_no_events(void **state)
{
	struct seen seen = { .erd.family = FAMILY };
	struct writer w = {};

	(void)state;
	put_message(&w, FAMILY + 1, ERD_CMD_EVENT, 1);
	put_message(&w, FAMILY, ERD_CMD_PORT_GET, 2);
	put_message(&w, FAMILY, ERD_CMD_EVENT, 3);
	take(&seen, &w);
	assert_int_equal(seen.events, 1);
	/* A header that promises more than there is ends it. */
	w.len -= 8;
	seen.events = 0;
	take(&seen, &w);
	assert_int_equal(seen.events, 0);
}

/* What the controller tells of a family. */
static void put_family(struct writer *w, int cmd, const char *name, int id)
{
	size_t begin = begin_message(w), groups, group;

	put_string(w, CTRL_ATTR_FAMILY_NAME, name);
	put_u16(w, CTRL_ATTR_FAMILY_ID, id);
	groups = begin_nest(w, CTRL_ATTR_MCAST_GROUPS);
	group = begin_nest(w, 1);
	put_string(w, CTRL_ATTR_MCAST_GRP_NAME, ERD_MCGRP_EVENTS);
	put_u32(w, CTRL_ATTR_MCAST_GRP_ID, 55);
	end_nest(w, group);
	end_nest(w, groups);
	end_message(w, begin, GENL_ID_CTRL, cmd);
}

static void a_family(void **state)
{
	struct family family;
	struct writer w = {};

	(void)state;
	put_family(&w, CTRL_CMD_NEWFAMILY, ERD_FAMILY_NAME, 99);
	assert_int_equal(parse_family((struct nlattr *)(w.at + HEADERS),
				      w.len - HEADERS, &family), 0);
	assert_true(family.is_erd);
	assert_int_equal(family.id, 99);
	assert_int_equal(family.events, 55);
	/* Another one's group of the same name is not ours. */
	memset(&w, 0, sizeof(w));
	put_family(&w, CTRL_CMD_NEWFAMILY, "other", 99);
	assert_int_equal(parse_family((struct nlattr *)(w.at + HEADERS),
				      w.len - HEADERS, &family), 0);
	assert_false(family.is_erd);
	assert_int_equal(family.events, 0);
}

static void the_module_goes_and_comes_back(void **state)
{
	struct seen seen = { .erd.family = FAMILY };
	struct writer w = {};

	(void)state;
	put_message(&w, FAMILY, ERD_CMD_EVENT, 7);
	put_family(&w, CTRL_CMD_DELFAMILY, "other", FAMILY + 7);
	put_family(&w, CTRL_CMD_DELFAMILY, ERD_FAMILY_NAME, FAMILY);
	take(&seen, &w);
	assert_int_equal(seen.events, 2);
	assert_int_equal(seen.last, ERD_EVENT_MODULE_UNLOADED);

	memset(&w, 0, sizeof(w));
	put_family(&w, CTRL_CMD_NEWFAMILY, ERD_FAMILY_NAME, FAMILY + 1);
	take(&seen, &w);
	assert_int_equal(seen.last, ERD_EVENT_MODULE_LOADED);
	assert_int_equal(seen.erd.family, FAMILY + 1);

	/* Its third event is the first that is read. */
	memset(&w, 0, sizeof(w));
	put_message(&w, FAMILY + 1, ERD_CMD_EVENT, 3);
	take(&seen, &w);
	assert_int_equal(seen.events, 4);
	assert_int_equal(seen.lost, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_event),
		cmocka_unit_test(an_event_with_a_broken_object),
		cmocka_unit_test(gaps_are_lost_events),
		cmocka_unit_test(other_messages_are_no_events),
		cmocka_unit_test(a_family),
		cmocka_unit_test(the_module_goes_and_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
