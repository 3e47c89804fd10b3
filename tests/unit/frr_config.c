// SPDX-License-Identifier: LGPL-2.1-or-later
#include "frr_config.h"
#include "frr_diff.h"
#include "frr_kinds.h"
#include "frr_render.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

struct routing_prefix lan[2], public[1], accepted[1];
struct routing_instance instances[1];
struct routing_session sessions[2];
struct routing_config config;

void address(struct routing_address *to, const char *text)
{
	assert_int_equal(routing_address_parse(text, to, NULL), ERD_OK);
}

void fresh(void)
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

const char golden[] =
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

void show(struct frr_running *running, const char *text)
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

int plan(const char *shown, char *text, size_t size)
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
