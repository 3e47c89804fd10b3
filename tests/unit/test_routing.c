// SPDX-License-Identifier: LGPL-2.1-or-later
/* The rules of routing: what is refused, and with which words. */
#include "routing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static struct routing_prefix prefixes[4];
static struct routing_instance instance = { .as = 65010 };
static struct routing_session session, second;

static void address(struct routing_address *to, const char *text)
{
	assert_int_equal(routing_address_parse(text, to, NULL), ERD_OK);
}

static const struct routing_prefix *prefix(size_t i, const char *text)
{
	assert_int_equal(routing_prefix_parse(text, &prefixes[i], NULL), ERD_OK);
	return &prefixes[i];
}

/* A private session of IPv4 that is as it should be. */
static void fresh(void)
{
	instance = (struct routing_instance){ .as = 65010 };
	session = (struct routing_session){
		.circuit = "hq1",
		.peering = ERD_PEERING_PRIVATE,
		.link = ERD_ROLE_PRIMARY,
		.local_as = 65010,
		.remote_as = ROUTING_MICROSOFT_AS,
		.md5 = "s3cret",
		.bfd = { 300, 300, 3 },
		.advertised = prefix(0, "10.1.0.0/24"),
		.n_advertised = 1,
	};
	address(&session.local, "10.99.0.1");
	address(&session.remote, "10.99.0.2");
}

static int check(const char *words)
{
	const struct routing_session both[] = { session, second };
	struct routing_config config = {
		&instance, 1, both, second.circuit ? 2 : 1,
	};
	struct erd_error err = {};
	int ret = routing_check(&config, &err);

	if (words && !strstr(err.text, words))
		fail_msg("expected '%s', seen '%s'", words, err.text);
	return ret;
}

/* Each edits a fresh session; the words are in what is said of it. */
#define REFUSED(words, ...)						\
	do {								\
		fresh();						\
		__VA_ARGS__;						\
		if (check(words) != ERD_USAGE)				\
			fail_msg("not refused: %s", #__VA_ARGS__);	\
	} while (0)

#define TAKEN(...)							\
	do {								\
		fresh();						\
		__VA_ARGS__;						\
		if (check(NULL) != ERD_OK)				\
			fail_msg("refused: %s", #__VA_ARGS__);		\
	} while (0)

static void rules_of_sessions(void **state)
{
	(void)state;
	TAKEN();
	TAKEN(session.md5 = NULL);
	TAKEN(session.md5 = "abcdefghijklmnopqrstuvwxy");
	REFUSED("1 to 25 letters and digits",
		session.md5 = "abcdefghijklmnopqrstuvwxyz");
	REFUSED("1 to 25 letters and digits", session.md5 = "");
	REFUSED("1 to 25 letters and digits", session.md5 = "a b");
	REFUSED("1 to 25 letters and digits", session.md5 = "a\nend");
	REFUSED("name", session.circuit = "a b");
	REFUSED("is reserved", session.local_as = 0);
	REFUSED("is reserved", session.local_as = UINT32_MAX);
	REFUSED("16 bits", session.local_as = 23456);
	REFUSED("the other end", session.local_as = ROUTING_MICROSOFT_AS);
	REFUSED("65515 to 65520", session.local_as = 65515);
	REFUSED("65515 to 65520", session.local_as = 65520);
	TAKEN(session.local_as = 65521);
	TAKEN(session.local_as = 4200000000);
	REFUSED("two families", address(&session.local, "2001:db8::1"));
	REFUSED("same address", session.local = session.remote);
	REFUSED("has no BGP", session.vrf = "red");
	TAKEN(session.vrf = "red"; instance.vrf = "red");
	REFUSED("name of a VRF", instance.vrf = "a b");
	REFUSED("name of a VRF", instance.vrf = "default");
	REFUSED("has no AS", instance.as = 0);
	REFUSED("for private and microsoft",
		session.peering = ERD_PEERING_UNSPEC);
}

static void rules_of_timers(void **state)
{
	(void)state;
	TAKEN(session.bfd = (struct routing_bfd){});
	TAKEN(session.bfd = ((struct routing_bfd){ 750, 750, 3 }));
	REFUSED("BFD at 299 ms", session.bfd.tx_ms = 299);
	REFUSED("60001 ms", session.bfd.rx_ms = 60001);
	REFUSED("times 1", session.bfd.multiplier = 1);
	TAKEN(session.keepalive_s = 3; session.hold_s = 10);
	TAKEN(session.keepalive_s = 60; session.hold_s = 180);
	REFUSED("timers 2 10", session.keepalive_s = 2; session.hold_s = 10);
	REFUSED("timers 3 9", session.keepalive_s = 3; session.hold_s = 9);
	REFUSED("three times", session.keepalive_s = 60; session.hold_s = 120);
	REFUSED("timers 0 180", session.hold_s = 180);
}

static void microsoft(const char *advertised)
{
	session.peering = ERD_PEERING_MICROSOFT;
	session.local_as = 3320;
	session.advertised = prefix(0, advertised);
}

static void rules_of_prefixes(void **state)
{
	(void)state;
	TAKEN(session.advertised = prefix(0, "0.0.0.0/0"));
	TAKEN(microsoft("192.0.2.0/27"));
	REFUSED("default route", microsoft("0.0.0.0/0"));
	REFUSED("10.0.0.0/8", microsoft("10.1.2.0/24"));
	REFUSED("10.0.0.0/8", microsoft("8.0.0.0/6"));
	REFUSED("172.16.0.0/12", microsoft("172.31.255.255/32"));
	TAKEN(microsoft("172.32.0.0/16"));
	REFUSED("192.168.0.0/16", microsoft("192.168.1.0/24"));
	REFUSED("172.16.0.0/12", microsoft("128.0.0.0/1"));
	REFUSED("fc00::/7",
		address(&session.local, "2001:db8::1");
		address(&session.remote, "2001:db8::2");
		microsoft("fd00::/8"));
	REFUSED("other family", session.advertised = prefix(0, "2001:db8::/32"));
	REFUSED("ge and le", prefixes[0].le = 32);
	REFUSED("beyond its length",
		address(&prefixes[0].address, "10.1.0.1"));
	REFUSED("beyond 1",
		session.advertise_limit = 1; prefix(1, "10.2.0.0/24");
		session.n_advertised = 2);
	TAKEN(session.accepted = prefix(1, "10.0.0.0/8"); prefixes[1].ge = 9;
	      prefixes[1].le = 24; session.n_accepted = 1);
	REFUSED("accepted prefix 10.0.0.0/8",
		session.accepted = prefix(1, "10.0.0.0/8"); prefixes[1].ge = 25;
		prefixes[1].le = 24; session.n_accepted = 1);
	REFUSED("accepted prefix 10.0.0.0/8",
		session.accepted = prefix(1, "10.0.0.0/8"); prefixes[1].le = 8;
		session.n_accepted = 1);
	REFUSED("accepted prefix 10.0.0.0/8",
		session.accepted = prefix(1, "10.0.0.0/8"); prefixes[1].le = 33;
		session.n_accepted = 1);
}

static void rules_of_drain(void **state)
{
	(void)state;
	TAKEN(session.drained = true);
	TAKEN(microsoft("192.0.2.0/27"); session.drained = true);
	REFUSED("prepending it drains nothing", microsoft("192.0.2.0/27");
		session.local_as = 65010; session.drained = true);
	TAKEN(microsoft("192.0.2.0/27"); session.local_as = 65010);
	REFUSED("64496 to 64511", microsoft("192.0.2.0/27");
		session.local_as = 64500);
}

static void rules_among_sessions(void **state)
{
	(void)state;
	fresh();
	second = session;
	assert_int_equal(check("is there twice"), ERD_USAGE);
	second.link = ERD_ROLE_SECONDARY;
	assert_int_equal(check("same other end"), ERD_USAGE);
	address(&second.remote, "10.99.0.6");
	assert_int_equal(check(NULL), ERD_OK);
	second = (struct routing_session){};
}

static void addresses(void **state)
{
	static const char *const bad[] = {
		"", "10.0.0.0", "10.0.0.0/", "10.0.0.0/33", "10.0.0.1/24",
		"10.0.0.0/24x", "2001:db8::/129", "2001:db8::1/64", "x/8",
		"10.0.0.0/-1", "10.0.0/8",
	};
	static const char *const good[] = {
		"0.0.0.0/0", "10.0.0.0/8", "10.0.0.1/32", "::/0",
		"2001:db8::/32", "2001:db8::1/128",
	};
	char text[INET6_ADDRSTRLEN];
	struct routing_prefix p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (routing_prefix_parse(bad[i], &p, NULL) != ERD_USAGE)
			fail_msg("'%s' must be refused", bad[i]);
	for (i = 0; i < sizeof(good) / sizeof(*good); i++)
		if (routing_prefix_parse(good[i], &p, NULL))
			fail_msg("'%s' must be taken", good[i]);
	assert_string_equal(routing_address_text(&p.address, text),
			    "2001:db8::1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_of_sessions),
		cmocka_unit_test(rules_of_timers),
		cmocka_unit_test(rules_of_prefixes),
		cmocka_unit_test(rules_of_drain),
		cmocka_unit_test(rules_among_sessions),
		cmocka_unit_test(addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
