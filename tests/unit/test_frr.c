// SPDX-License-Identifier: LGPL-2.1-or-later
/* FRR's words: what is rendered, and what an edit takes. */
#include "frr_config.h"
#include "frr_diff.h"
#include "frr_render.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void rendering(void **state)
{
	char *text;

	(void)state;
	fresh();
	text = routing_render(&config, NULL);
	assert_string_equal(text, golden);
	free(text);

	sessions[0].peering = ERD_PEERING_MICROSOFT;
	assert_null(routing_render(&config, NULL));
}

/* BFD of a session that is reset ends before and begins when it is up. */
#define HELD(address)		"reset: no neighbor " address " bfd\n"
#define LATE_PROFILE(address, profile)	\
	"none: neighbor " address " bfd profile " profile "\n"
#define LATE(address)		"none: neighbor " address " bfd\n"
#define RESET4(command)		HELD("10.99.0.2") "reset: " command "\n" \
	LATE_PROFILE("10.99.0.2", "erd-300-300-3") LATE("10.99.0.2")

/* An edit of the fresh configuration, against what FRR shows of it. */
#define TAKES(commands, ...)						\
	do {								\
		char text[8192];					\
									\
		fresh();						\
		__VA_ARGS__;						\
		assert_int_equal(plan(golden, text, sizeof(text)), 0);	\
		assert_string_equal(text, commands);			\
	} while (0)

static void edits(void **state)
{
	(void)state;
	TAKES("");
	TAKES(RESET4("neighbor 10.99.0.2 password 0ther"),
	      sessions[0].md5 = "0ther");
	TAKES(RESET4("no neighbor 10.99.0.2 password"), sessions[0].md5 = NULL);
	/* With another profile it begins with that. */
	TAKES("none: profile erd-500-300-3\n"
	      "none: transmit-interval 500\n"
	      HELD("10.99.0.2")
	      "reset: neighbor 10.99.0.2 password 0ther\n"
	      LATE_PROFILE("10.99.0.2", "erd-500-300-3") LATE("10.99.0.2")
	      "none: no profile erd-300-300-3\n",
	      sessions[0].md5 = "0ther"; sessions[0].bfd.tx_ms = 500);
	/* And where it is to be gone, it goes. */
	TAKES("reset: neighbor 10.99.0.2 password 0ther\n"
	      "reset: no neighbor 10.99.0.2 bfd\n"
	      "none: no profile erd-300-300-3\n",
	      sessions[0].md5 = "0ther";
	      sessions[0].bfd = (struct routing_bfd){});
	TAKES("none: neighbor 10.99.0.2 timers 20 60\n",
	      sessions[0].keepalive_s = 20; sessions[0].hold_s = 60);
	TAKES("none: no neighbor 10.99.0.2 timers\n",
	      sessions[0].keepalive_s = 0; sessions[0].hold_s = 0);
	TAKES("none: no neighbor 10.99.0.2 timers connect\n",
	      sessions[0].connect_s = 0);
	TAKES("soft: neighbor 10.99.0.2 maximum-prefix 50 80 restart 5\n",
	      sessions[0].accept_limit = 50);
	TAKES("soft: no neighbor 10.99.0.2 maximum-prefix-out\n",
	      sessions[0].advertise_limit = 0);
	TAKES("none: profile erd-500-300-3\n"
	      "none: transmit-interval 500\n"
	      "none: neighbor 10.99.0.2 bfd profile erd-500-300-3\n"
	      "none: no profile erd-300-300-3\n",
	      sessions[0].bfd.tx_ms = 500);
	/* Without a second "no": it would bring BFD back. */
	TAKES("reset: no neighbor 10.99.0.2 bfd\n"
	      "none: no profile erd-300-300-3\n",
	      sessions[0].bfd = (struct routing_bfd){});
	TAKES(RESET4("neighbor 10.99.0.2 local-as 65099 no-prepend replace-as"),
	      sessions[0].local_as = 65099);
	TAKES("soft: set local-preference 50\n"
	      "soft: set as-path prepend 65010 65010 65010\n"
	      "soft: clear bgp ipv4 unicast 10.99.0.2 soft in\n"
	      "soft: clear bgp ipv4 unicast 10.99.0.2 soft out\n",
	      sessions[0].drained = true);
	TAKES("soft: ip prefix-list erd-hq1.private.1.v4-out seq 10 permit 10.2.0.0/24\n"
	      "soft: network 10.2.0.0/24 route-map erd-origin\n"
	      "soft: clear bgp ipv4 unicast 10.99.0.2 soft out\n",
	      sessions[0].n_advertised = 2);
	/* The number of what is there cannot be had. */
	TAKES("soft: ip prefix-list erd-hq1.private.1.v4-out seq 10 permit 10.2.0.0/24\n"
	      "soft: network 10.2.0.0/24 route-map erd-origin\n"
	      "soft: no network 10.1.0.0/24\n"
	      "soft: no ip prefix-list erd-hq1.private.1.v4-out seq 5 permit 10.1.0.0/24\n"
	      "soft: clear bgp ipv4 unicast 10.99.0.2 soft out\n",
	      sessions[0].advertised = &lan[1]);
	TAKES("soft: ip prefix-list erd-none.v4 seq 5 deny 0.0.0.0/0 le 32\n"
	      "soft: match ip address prefix-list erd-none.v4\n"
	      "soft: no network 10.1.0.0/24\n"
	      "none: no ip prefix-list erd-hq1.private.1.v4-out\n"
	      "soft: clear bgp ipv4 unicast 10.99.0.2 soft out\n",
	      sessions[0].n_advertised = 0);
	TAKES("soft: ip prefix-list erd-hq1.private.1.v4-in seq 5 permit 10.64.0.0/10 le 24\n"
	      "soft: match ip address prefix-list erd-hq1.private.1.v4-in\n"
	      "none: no ip prefix-list erd-any.v4\n"
	      "soft: clear bgp ipv4 unicast 10.99.0.2 soft in\n",
	      sessions[0].accepted = accepted; sessions[0].n_accepted = 1);
	TAKES(HELD("10.99.0.2") HELD("2001:db8:2:2::2")
	      "reset: bgp router-id 10.99.0.7\n"
	      LATE_PROFILE("10.99.0.2", "erd-300-300-3")
	      LATE_PROFILE("2001:db8:2:2::2", "erd-750-750-4")
	      LATE("10.99.0.2") LATE("2001:db8:2:2::2"),
	      inet_pton(AF_INET, "10.99.0.7", &instances[0].router_id));
	TAKES("reset: no neighbor 2001:db8:2:2::2\n"
	      "soft: no network 2001:db8:fe::/48\n"
	      "none: no route-map erd-hq1.microsoft.2.v6-in permit 10\n"
	      "none: no route-map erd-hq1.microsoft.2.v6-out permit 10\n"
	      "none: no ipv6 prefix-list erd-public.v6\n"
	      "none: no ipv6 prefix-list erd-hq1.microsoft.2.v6-out\n"
	      "none: no profile erd-750-750-4\n",
	      config.n_sessions = 1);
	TAKES("reset: no neighbor 10.99.0.2\n"
	      "reset: no neighbor 2001:db8:2:2::2\n"
	      "reset: no router bgp 65010\n"
	      "none: no route-map erd-origin permit 10\n"
	      "none: no route-map erd-hq1.private.1.v4-in permit 10\n"
	      "none: no route-map erd-hq1.private.1.v4-out permit 10\n"
	      "none: no route-map erd-hq1.microsoft.2.v6-in permit 10\n"
	      "none: no route-map erd-hq1.microsoft.2.v6-out permit 10\n"
	      "none: no ip prefix-list erd-any.v4\n"
	      "none: no ip prefix-list erd-hq1.private.1.v4-out\n"
	      "none: no ipv6 prefix-list erd-public.v6\n"
	      "none: no ipv6 prefix-list erd-hq1.microsoft.2.v6-out\n"
	      "none: no profile erd-300-300-3\n"
	      "none: no profile erd-750-750-4\n",
	      config.n_sessions = 0);
}

/* Golden, with a line more before the one that @where begins. */
static void with(const char *where, const char *line, char *text, size_t size)
{
	const char *at = strstr(golden, where);

	assert_non_null(at);
	snprintf(text, size, "%.*s%s%s", (int)(at - golden), golden, line, at);
}

static void others(void **state)
{
	char shown[8192], text[8192];

	(void)state;
	fresh();
	with(" bgp router-id", " neighbor 172.31.0.1 remote-as 65099\n", shown,
	     sizeof(shown));
	inet_pton(AF_INET, "10.99.0.7", &instances[0].router_id);
	assert_int_equal(plan(shown, text, sizeof(text)), 0);
	assert_string_equal(text, "");	/* its router ID is theirs to say */

	config.n_sessions = 0;
	assert_int_equal(plan(shown, text, sizeof(text)), 0);
	assert_null(strstr(text, "no router bgp"));
	assert_null(strstr(text, "172.31.0.1"));
	assert_non_null(strstr(text, "no neighbor 10.99.0.2\n"));

	fresh();
	instances[0].as = 65011;
	assert_int_equal(plan(shown, text, sizeof(text)), ERD_CONFLICT);
	/* If only we are in it, it ends before another takes its place. */
	assert_int_equal(plan(golden, text, sizeof(text)), 0);
	assert_non_null(strstr(text, "reset: no router bgp 65010\n"));
	assert_true(strstr(text, "no router bgp 65010\n") <
		    strstr(text, "none: router bgp 65011\n"));

	fresh();
	assert_int_equal(plan("router bgp 65010\n"
			      " neighbor 10.99.0.2 remote-as 12076\n",
			      text, sizeof(text)), ERD_CONFLICT);
	/* Where no family comes by itself, that is what a killed one left. */
	assert_int_equal(plan("router bgp 65010\n"
			      " no bgp default ipv4-unicast\n"
			      " neighbor 10.99.0.2 remote-as 12076\n"
			      " neighbor 10.99.0.77 remote-as 12076\n",
			      text, sizeof(text)), 0);
	assert_null(strstr(text, "neighbor 10.99.0.2 remote-as"));
	assert_non_null(strstr(text, "neighbor 10.99.0.2 description erd "));
	assert_non_null(strstr(text, "no neighbor 10.99.0.77\n"));
	/* With anything more, or of another AS, it is theirs. */
	assert_int_equal(plan("router bgp 65010\n"
			      " no bgp default ipv4-unicast\n"
			      " neighbor 10.99.0.2 remote-as 12076\n"
			      " neighbor 10.99.0.2 timers 10 30\n",
			      text, sizeof(text)), ERD_CONFLICT);
	assert_int_equal(plan("router bgp 65010\n"
			      " no bgp default ipv4-unicast\n"
			      " neighbor 10.99.0.2 remote-as 64999\n",
			      text, sizeof(text)), ERD_CONFLICT);
	assert_int_equal(plan("router bgp 65010\n"
			      " no bgp default ipv4-unicast\n"
			      " neighbor 10.99.0.77 remote-as 12076\n"
			      " address-family ipv4 unicast\n"
			      "  neighbor 10.99.0.77 activate\n"
			      " exit-address-family\n",
			      text, sizeof(text)), 0);
	assert_null(strstr(text, "10.99.0.77"));
	/* Somebody else's network of the same prefix does. */
	assert_int_equal(plan("router bgp 65010\n"
			      " neighbor 1.1.1.1 remote-as 1\n"
			      " !\n address-family ipv4 unicast\n"
			      "  network 10.1.0.0/24\n exit-address-family\n",
			      text, sizeof(text)), 0);
	assert_null(strstr(text, "network 10.1.0.0/24"));
	/* Where IPv4 comes by itself a neighbour of IPv6 must be rid of it. */
	assert_non_null(strstr(text, "no neighbor 2001:db8:2:2::2 activate\n"));
	assert_null(strstr(text, "bgp router-id"));
}

static void drift(void **state)
{
	char shown[8192], text[8192];

	(void)state;
	fresh();
	with(" neighbor 10.99.0.2 bfd\n", " neighbor 10.99.0.2 shutdown\n",
	     shown, sizeof(shown));
	assert_int_equal(plan(shown, text, sizeof(text)), 0);
	assert_string_equal(text, RESET4("no neighbor 10.99.0.2 shutdown"));
	with(" neighbor 10.99.0.2 bfd\n", " neighbor 10.99.0.2 ebgp-multihop 3\n",
	     shown, sizeof(shown));
	assert_int_equal(plan(shown, text, sizeof(text)), 0);
	assert_string_equal(text,
			    RESET4("no neighbor 10.99.0.2 ebgp-multihop 3"));
}

/* Whatever a daemon shows is read and compared without harm. */
static void nonsense(void **state)
{
	static const char *const words[] = {
		"router bgp", "65010", "vrf", "neighbor", "10.99.0.2", "erd",
		"description", "erd-x", "route-map", "permit", "10", "bfd",
		"profile", "no", "address-family ipv4 unicast", "seq", "\n",
		"\n ", "\n  ", "\n   ", "!", "exit", "ip prefix-list",
		"ipv6 prefix-list", "network", "erd-origin", "activate",
		"match ip address prefix-list", "remote-as", "in", "out", "",
	};
	struct frr_running running;
	struct frr_lines wanted;
	struct frr_ops ops;
	char text[1024];
	size_t len, n;
	int i;

	(void)state;
	fresh();
	srand(1);
	for (i = 0; i < 5000; i++) {
		running = (struct frr_running)FRR_RUNNING;
		wanted = (struct frr_lines)FRR_LINES;
		ops = (struct frr_ops)FRR_OPS;
		for (len = 0, n = rand() % 40; n; n--)
			len += snprintf(text + len, sizeof(text) - len, "%s%s",
					words[rand() % (sizeof(words) /
							sizeof(*words))],
					rand() % 4 ? " " : "\n");
		frr_lines_parse(&running.all, FRR_BGPD, text);
		frr_lines_parse(&running.all, FRR_BFDD, text);
		assert_int_equal(frr_running_sort(&running, NULL), ERD_OK);
		frr_render(&config, &wanted);
		if (!frr_fit(&running, &wanted, NULL))
			assert_int_equal(frr_diff(&running, &wanted, i % 2,
						  &ops, NULL), ERD_OK);
		frr_ops_free(&ops);
		frr_lines_free(&wanted);
		frr_running_free(&running);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rendering),
		cmocka_unit_test(edits),
		cmocka_unit_test(others),
		cmocka_unit_test(drift),
		cmocka_unit_test(nonsense),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
