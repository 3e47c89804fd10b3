// SPDX-License-Identifier: LGPL-2.1-or-later
/* FRR's words: what is rendered, what an edit takes, what a reply says. */
#include "frr_diff.h"
#include "frr_ends.h"
#include "frr_kinds.h"
#include "frr_render.h"
#include "frr_state.h"
#include "frr_vty.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* --- a configuration ---------------------------------------------------- */

static struct routing_prefix lan[2], public[1], accepted[1];
static struct routing_instance instances[1];
static struct routing_session sessions[2];
static struct routing_config config;

static void address(struct routing_address *to, const char *text)
{
	assert_int_equal(routing_address_parse(text, to, NULL), ERD_OK);
}

/* A private session of IPv4 on link 1, a microsoft one of IPv6 on link 2. */
static void fresh(void)
{
	config = (struct routing_config){ instances, 1, sessions, 2 };
	instances[0] = (struct routing_instance){ .as = 65010 };
	inet_pton(AF_INET, "10.99.0.1", &instances[0].router_id);
	routing_prefix_parse("10.1.0.0/24", &lan[0], NULL);
	routing_prefix_parse("10.2.0.0/24", &lan[1], NULL);
	routing_prefix_parse("2001:db8:fe::/48", &public[0], NULL);
	routing_prefix_parse("10.64.0.0/10", &accepted[0], NULL);
	accepted[0].le = 24;
	sessions[0] = (struct routing_session){
		.circuit = "hq1", .peering = ERD_PEERING_PRIVATE,
		.link = ERD_ROLE_PRIMARY, .local_as = 65010,
		.remote_as = ROUTING_MICROSOFT_AS, .md5 = "s3cret",
		.bfd = { 300, 300, 3 }, .keepalive_s = 10, .hold_s = 30,
		.connect_s = 5, .advertised = lan, .n_advertised = 1,
		.accept_limit = 4000, .advertise_limit = 1000,
	};
	address(&sessions[0].local, "10.99.0.1");
	address(&sessions[0].remote, "10.99.0.2");
	sessions[1] = (struct routing_session){
		.circuit = "hq1", .peering = ERD_PEERING_MICROSOFT,
		.link = ERD_ROLE_SECONDARY, .local_as = 3320,
		.remote_as = ROUTING_MICROSOFT_AS, .bfd = { 750, 750, 4 },
		.advertised = public, .n_advertised = 1,
	};
	address(&sessions[1].local, "2001:db8:2:2::1");
	address(&sessions[1].remote, "2001:db8:2:2::2");
}

static const char golden[] =
	"no zebra nexthop kernel enable\n"
	"ip prefix-list erd-any.v4 seq 5 permit 0.0.0.0/0 le 32\n"
	"ip prefix-list erd-hq1.private.1.v4-out seq 5 permit 10.1.0.0/24\n"
	"ipv6 prefix-list erd-public.v6 seq 5 deny ::/0\n"
	"ipv6 prefix-list erd-public.v6 seq 10 deny fc00::/7 le 128\n"
	"ipv6 prefix-list erd-public.v6 seq 15 permit ::/0 le 128\n"
	"ipv6 prefix-list erd-hq1.microsoft.2.v6-out seq 5 permit 2001:db8:fe::/48\n"
	"!\n"
	"route-map erd-origin permit 10\n"
	"exit\n!\n"
	"route-map erd-hq1.private.1.v4-in permit 10\n"
	" match ip address prefix-list erd-any.v4\n"
	"exit\n!\n"
	"route-map erd-hq1.private.1.v4-out permit 10\n"
	" match ip address prefix-list erd-hq1.private.1.v4-out\n"
	"exit\n!\n"
	"route-map erd-hq1.microsoft.2.v6-in permit 10\n"
	" match ipv6 address prefix-list erd-public.v6\n"
	"exit\n!\n"
	"route-map erd-hq1.microsoft.2.v6-out permit 10\n"
	" match ipv6 address prefix-list erd-hq1.microsoft.2.v6-out\n"
	"exit\n!\n"
	"router bgp 65010\n"
	" bgp router-id 10.99.0.1\n"
	" no bgp default ipv4-unicast\n"
	" neighbor 10.99.0.2 remote-as 12076\n"
	" neighbor 10.99.0.2 description erd hq1/private/1\n"
	" neighbor 10.99.0.2 bfd\n"
	" neighbor 10.99.0.2 bfd profile erd-300-300-3\n"
	" neighbor 10.99.0.2 password s3cret\n"
	" neighbor 10.99.0.2 update-source 10.99.0.1\n"
	" neighbor 10.99.0.2 timers 10 30\n"
	" neighbor 10.99.0.2 timers connect 5\n"
	" neighbor 2001:db8:2:2::2 remote-as 12076\n"
	" neighbor 2001:db8:2:2::2 local-as 3320 no-prepend replace-as\n"
	" neighbor 2001:db8:2:2::2 description erd hq1/microsoft/2\n"
	" neighbor 2001:db8:2:2::2 bfd\n"
	" neighbor 2001:db8:2:2::2 bfd profile erd-750-750-4\n"
	" neighbor 2001:db8:2:2::2 update-source 2001:db8:2:2::1\n"
	" !\n"
	" address-family ipv4 unicast\n"
	"  network 10.1.0.0/24 route-map erd-origin\n"
	"  neighbor 10.99.0.2 activate\n"
	"  neighbor 10.99.0.2 maximum-prefix 4000 80 restart 5\n"
	"  neighbor 10.99.0.2 maximum-prefix-out 1000\n"
	"  neighbor 10.99.0.2 route-map erd-hq1.private.1.v4-in in\n"
	"  neighbor 10.99.0.2 route-map erd-hq1.private.1.v4-out out\n"
	" exit-address-family\n"
	" !\n"
	" address-family ipv6 unicast\n"
	"  network 2001:db8:fe::/48 route-map erd-origin\n"
	"  neighbor 2001:db8:2:2::2 activate\n"
	"  neighbor 2001:db8:2:2::2 route-map erd-hq1.microsoft.2.v6-in in\n"
	"  neighbor 2001:db8:2:2::2 route-map erd-hq1.microsoft.2.v6-out out\n"
	" exit-address-family\n"
	"exit\n!\n"
	"bfd\n"
	" profile erd-300-300-3\n"
	" exit\n !\n"
	" profile erd-750-750-4\n"
	"  detect-multiplier 4\n"
	"  transmit-interval 750\n"
	"  receive-interval 750\n"
	" exit\n !\n"
	"exit\n!\n";

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

/* --- what an edit takes ------------------------------------------------- */

/* What a daemon shows: the part of @text that is for it. */
static void show(struct frr_running *running, const char *text)
{
	const char *bfd = strstr(text, "\nbfd\n");
	char *bgp = strndup(text, bfd ? (size_t)(bfd - text + 1) : strlen(text));

	/* What only zebra shows is the first line. */
	if (!strncmp(text, FRR_PLAIN_HOPS, strlen(FRR_PLAIN_HOPS)))
		frr_lines_parse(&running->all, FRR_ZEBRA, FRR_PLAIN_HOPS "\n");
	frr_lines_parse(&running->all, FRR_BGPD, bgp);
	if (bfd)
		frr_lines_parse(&running->all, FRR_BFDD, bfd + 1);
	free(bgp);
	assert_int_equal(frr_running_sort(running, NULL), ERD_OK);
}

/* The commands from @shown to the configuration, as "impact: command\n"… */
static int plan(const char *shown, char *text, size_t size)
{
	struct frr_running running = FRR_RUNNING;
	struct frr_lines wanted = FRR_LINES;
	struct frr_ops ops = FRR_OPS;
	size_t i, len = 0;
	int ret;

	text[0] = '\0';
	show(&running, shown);
	frr_render(&config, &wanted);
	ret = frr_fit(&running, &wanted, NULL);
	if (!ret)
		ret = frr_diff(&running, &wanted, false, &ops, NULL);
	for (i = 0; !ret && i < ops.list.n; i++)
		len += snprintf(text + len, size - len, "%s: %s\n",
				routing_impact_name(frr_op_at(&ops, i)->impact),
				frr_op_at(&ops, i)->command);
	frr_ops_free(&ops);
	frr_lines_free(&wanted);
	frr_running_free(&running);
	return ret;
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

/*
 * The two parts of a plan from golden to the configuration: what ends, and what
 * is left to do then.
 */
static void parts(char *ends, char *rest, size_t size)
{
	struct frr_running running = FRR_RUNNING, after = FRR_RUNNING;
	struct frr_lines wanted = FRR_LINES;
	struct frr_ops ops = FRR_OPS;
	char *text;
	size_t i, len = 0;

	show(&running, golden);
	frr_render(&config, &wanted);
	assert_int_equal(frr_ends(&running, &wanted, &config, &after, NULL), 0);
	assert_int_equal(frr_diff(&running, &after.ours, false, &ops, NULL), 0);
	ends[0] = '\0';
	for (i = 0; i < ops.list.n; i++)
		len += snprintf(ends + len, size - len, "%s\n",
				frr_op_at(&ops, i)->command);
	frr_ops_free(&ops);
	text = frr_lines_text(&after.all);
	assert_int_equal(plan(text, rest, size), 0);
	free(text);
	frr_lines_free(&wanted);
	frr_running_free(&running);
	frr_running_free(&after);
}

static void ends(void **state)
{
	char first[8192], rest[8192];

	(void)state;
	fresh();
	parts(first, rest, sizeof(first));
	assert_string_equal(first, "");
	assert_string_equal(rest, "");

	/* What is not wanted ends, with all that only it needs. */
	fresh();
	config.n_sessions = 1;
	parts(first, rest, sizeof(first));
	assert_string_equal(first,
			    "no neighbor 2001:db8:2:2::2\n"
			    "no route-map erd-hq1.microsoft.2.v6-in permit 10\n"
			    "no route-map erd-hq1.microsoft.2.v6-out permit 10\n"
			    "no ipv6 prefix-list erd-public.v6\n"
			    "no ipv6 prefix-list erd-hq1.microsoft.2.v6-out\n"
			    "no profile erd-750-750-4\n");
	assert_string_equal(rest, "soft: no network 2001:db8:fe::/48\n");

	/* What it runs over is made anew: it ends, and all of it begins. */
	fresh();
	sessions[1].renewed = true;
	parts(first, rest, sizeof(first));
	assert_non_null(strstr(first, "no neighbor 2001:db8:2:2::2\n"));
	assert_null(strstr(first, "10.99.0.2"));
	assert_non_null(strstr(rest, "none: neighbor 2001:db8:2:2::2 remote-as 12076\n"));
	assert_null(strstr(rest, "10.99.0.2"));

	/* An instance of ours ends with its last. */
	fresh();
	sessions[0].renewed = sessions[1].renewed = true;
	parts(first, rest, sizeof(first));
	assert_non_null(strstr(first, "no router bgp 65010\n"));
	assert_non_null(strstr(rest, "none: router bgp 65010\n"));
	assert_non_null(strstr(rest, "none: no neighbor 10.99.0.2 shutdown\n"));

	/* Another address on the same link is another session. */
	fresh();
	address(&sessions[0].remote, "10.99.0.6");
	address(&sessions[0].local, "10.99.0.5");
	parts(first, rest, sizeof(first));
	assert_non_null(strstr(first, "no neighbor 10.99.0.2\n"));
	assert_non_null(strstr(rest, "none: neighbor 10.99.0.6 remote-as 12076\n"));
	assert_null(strstr(rest, "2001:db8:2:2::2"));
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

/* --- replies ------------------------------------------------------------ */

static void replies(void **state)
{
	unsigned int status = 99;

	(void)state;
	assert_int_equal(frr_reply_end("", 0, &status), -1);
	assert_int_equal(frr_reply_end("\0\0\0", 3, &status), -1);
	assert_int_equal(frr_reply_end("abc\0\0", 5, &status), -1);
	assert_int_equal(frr_reply_end("\0\0\0\0", 4, &status), 0);
	assert_int_equal(status, 0);
	assert_int_equal(frr_reply_end("abc\0\0\0\x0d", 7, &status), 3);
	assert_int_equal(status, 13);
}

static void sessions_told(void **state)
{
	static const char bgp[] =
		"{\"default\":{\"vrfId\":0,\"vrfName\":\"default\","
		"\"10.99.0.2\":{\"remoteAs\":12076,\"localAs\":65010,"
		"\"nbrDesc\":\"erd hq1\\/private\\/1\",\"bgpState\":\"Idle\","
		"\"addressFamilyInfo\":{\"ipv4Unicast\":{"
		"\"acceptedPrefixCounter\":7,\"sentPrefixCounter\":2,"
		"\"prefixAllowedMax\":4000}},\"connectionsDropped\":3,"
		"\"messageStats\":{\"notificationsRecv\":2,"
		"\"notificationsSent\":1},"
		"\"lastNotificationReason\":\"Cease\\/Unspecific \","
		"\"lastResetDueTo\":\"BGP Notification received\","
		"\"peerBfdInfo\":{\"status\":\"Down\"}},"
		"\"10.99.0.9\":{\"nbrDesc\":\"somebody\",\"bgpState\":\"Idle\"},"
		"\"10.99.0.10\":{\"bgpState\":\"Idle\"}}\n,"
		"\"red\":{\"vrfId\":-1,\"2001:db8::2\":{"
		"\"nbrDesc\":\"erd hq2/private/2\",\"bgpState\":\"Established\","
		"\"bgpTimerUpMsec\":61000}}}";
	static const char bfd[] =
		"[{\"peer\":\"10.99.0.2\",\"vrf\":\"red\",\"status\":\"up\"},"
		"{\"peer\":\"10.99.0.2\",\"vrf\":\"default\",\"status\":\"down\","
		"\"diagnostic\":\"control detection time expired\","
		"\"receive-interval\":300,\"transmit-interval\":300,"
		"\"remote-receive-interval\":750,\"remote-transmit-interval\":750,"
		"\"detect-multiplier\":5,\"remote-detect-multiplier\":3}]";
	struct list list = LIST_OF(struct routing_session_state);
	const struct routing_session_state *s;
	struct erd_error err = {};

	(void)state;
	assert_int_equal(frr_state_parse_bgp("\n", &list, &err), ERD_OK);
	assert_int_equal(list.n, 0);
	assert_int_equal(frr_state_parse_bgp("{", &list, &err), ERD_ERROR);
	assert_non_null(strstr(err.text, "no JSON"));
	assert_int_equal(frr_state_parse_bgp(bgp, &list, &err), ERD_OK);
	assert_int_equal(list.n, 2);
	assert_int_equal(frr_state_parse_bfd(bfd, &list, &err), ERD_OK);
	s = list.items;
	assert_string_equal(s[0].name, "hq1/private/1");
	assert_string_equal(s[0].vrf, "");
	assert_string_equal(s[0].last_notification, "Cease/Unspecific");
	assert_int_equal(s[0].prefixes_in, 7);
	assert_int_equal(s[0].prefixes_out, 2);
	assert_int_equal(s[0].connections_dropped, 3);
	assert_int_equal(s[0].notifications_in, 2);
	assert_int_equal(s[0].notifications_out, 1);
	assert_string_equal(s[0].bfd.status, "down");
	assert_int_equal(s[0].bfd.tx_ms, 750);
	assert_int_equal(s[0].bfd.detect_ms, 2250);	/* theirs times 3 */
	assert_false(s[0].established);
	assert_string_equal(s[1].vrf, "red");
	assert_int_equal(s[1].family, AF_INET6);
	assert_true(s[1].established);
	assert_int_equal(s[1].uptime_s, 61);
	assert_false(s[1].bfd.present);
	list_free(&list);
}

static void md5_told(void **state)
{
	struct routing_md5_failures md5;

	(void)state;
	frr_state_parse_netstat("TcpExt: A TCPMD5NotFound TCPMD5Unexpected TCPMD5Failure B\n"
				"TcpExt: 1 2 3 4 5\nIpExt: A\nIpExt: 9\n", &md5);
	assert_int_equal(md5.missing, 2);
	assert_int_equal(md5.unexpected, 3);
	assert_int_equal(md5.wrong, 4);
	frr_state_parse_netstat("TcpExt: A B\nTcpExt: 1\n", &md5);
	assert_int_equal(md5.wrong, 0);
	frr_state_parse_netstat("", &md5);
	assert_int_equal(md5.wrong, 0);
}

static void secrets(void **state)
{
	char shown[FRR_COMMAND_SIZE];

	(void)state;
	frr_shown("neighbor 10.99.0.2 password s3cret", shown, sizeof(shown));
	assert_string_equal(shown, "neighbor 10.99.0.2 password (hidden)");
	frr_shown("neighbor 10.99.0.2 timers 1 3", shown, sizeof(shown));
	assert_string_equal(shown, "neighbor 10.99.0.2 timers 1 3");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rendering),
		cmocka_unit_test(edits),
		cmocka_unit_test(ends),
		cmocka_unit_test(others),
		cmocka_unit_test(drift),
		cmocka_unit_test(nonsense),
		cmocka_unit_test(replies),
		cmocka_unit_test(sessions_told),
		cmocka_unit_test(md5_told),
		cmocka_unit_test(secrets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
