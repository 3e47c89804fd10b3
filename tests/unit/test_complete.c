// SPDX-License-Identifier: LGPL-2.1-or-later
#include "complete.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/*
 * There is a port er1 of pair d1, a circuit hq1 with a connection v1 and one of
 * Global Reach, r1, and a device eth0.
 */
static void objects(enum cli_kind kind, complete_offer_fn offer, void *data)
{
	if (kind == CLI_PORT || kind == CLI_PORT_OR_CIRCUIT)
		offer("er1", "d1", data);
	if (kind == CLI_CIRCUIT || kind == CLI_PORT_OR_CIRCUIT)
		offer("hq1", "d1", data);
	if (kind == CLI_PAIR)
		offer("d1", NULL, data);
	if (kind == CLI_CONNECTION)
		offer("v1", "hq1", data);
	if (kind == CLI_GLOBAL_REACH)
		offer("r1", "hq1", data);
	if (kind == CLI_DEVICE)
		offer("eth0", NULL, data);
}

/* What is offered, without the help; words are separated by one blank each. */
static char *complete(const char *line, char *result, size_t size)
{
	char words[256], *word[32], *at = words, *printed = NULL, *end;
	size_t len, n = 0;
	FILE *out;

	snprintf(words, sizeof(words), "%s", line);
	do {
		word[n++] = strsep(&at, " ");
	} while (at);
	out = open_memstream(&printed, &len);
	assert_non_null(out);
	complete_words(word, n, objects, out);
	fclose(out);
	result[0] = '\0';
	for (at = printed; *at; at = end + 1) {
		end = strchr(at, '\n');
		assert_non_null(end);
		snprintf(result + strlen(result), size - strlen(result),
			 "%s%.*s", result[0] ? " " : "",
			 (int)strcspn(at, "\t\n"), at);
	}
	free(printed);
	return result;
}

static void candidates(void **state)
{
	static const struct {
		const char *line, *expected;
	} cases[] = {
		{ "", "status pair port circuit peering connection global-reach bgp config import preflight diff apply confirm history rollback daemon stats monitor capture doctor sim help" },
		{ "p", "pair port peering preflight" },
		{ "x", "" },
		{ "port ", "add delete list show loa cross-connect optics locate test set upgrade enable disable" },
		{ "port d", "delete disable" },
		{ "config show /dev/nul", "/dev/null" },
		{ "import azure /dev/null into /dev/nul", "/dev/null" },
		{ "nix ", "" },
		{ "port nix ", "" },
		{ "--json port e", "enable" },
		{ "-j --color never port e", "enable" },
		{ "port set er1 ", "xdp histogram sample --runtime" },
		{ "port set er1 xdp ", "native generic off" },
		{ "port upgrade ", "er1" },
		{ "port test er1 ", "dev seconds --locate --accept" },
		{ "port loa er1 ",
		  "issued customer reference router interface rack patch-panel colo connector --force --runtime" },
		{ "port loa er1 issued ", "today none" },
		{ "port loa er1 connector ", "LC SC none" },
		{ "port cross-connect er1 ",
		  "provider order ordered completed accepted --force --runtime" },
		{ "pair ", "list show set" },
		{ "pair set d1 ",
		  "reserved allocation-date location billing --force --runtime" },
		{ "circuit provider hq1 ",
		  "pair state status service-key provider location --force --runtime" },
		{ "circuit provider hq1 state P", "Provisioning Provisioned" },
		{ "peering advertise hq1 microsoft ",
		  "pair prefixes state customer-asn registry route-filter --force --runtime" },
		{ "peering advertise hq1 microsoft state C", "Configuring Configured" },
		{ "peering advertise hq1 microsoft registry R", "RADB RIPENCC" },
		{ "peering advertise hq1 microsoft customer-asn ", "none" },
		{ "connection ", "create set delete list" },
		{ "connection create ", "hq1" },
		{ "connection create hq1 ", "" },
		{ "connection create hq1 v2 ",
		  "pair virtual-network prefixes state --force --runtime" },
		{ "connection set hq1 ", "v1" },
		{ "connection set hq1 v1 prefixes ", "none" },
		{ "connection set hq1 v1 state C", "Connected Connecting" },
		{ "connection delete hq1 v1 ", "pair --force --runtime" },
		{ "connection list circuit ", "hq1" },
		{ "global-reach delete hq1 ", "r1" },
		{ "global-reach create hq1 r2 ",
		  "pair peer-circuit ipv4 ipv6 state --force --runtime" },
		{ "circuit set hq1 ",
		  "pair rate-in rate-out burst sample snap --runtime" },
		{ "port show ", "er1" },
		{ "doctor ", "er1 hq1 file bundle" },
		{ "doctor hq1 b", "bundle" },
		{ "port show er1 ", "" },
		{ "port add ", "" },
		{ "port add er1 ", "dev pair role encap tpid xdp --runtime" },
		{ "port add er1 dev ", "eth0" },
		{ "port add er1 --dev ", "eth0" },
		{ "port add er1 dev eth0 ", "pair role encap tpid xdp --runtime" },
		{ "port add er1 dev eth0 p", "pair" },
		{ "port add er1 --dev=eth0 pair d1 ", "role encap tpid xdp --runtime" },
		{ "port add er1 role ", "primary secondary" },
		{ "port add er1 role s", "secondary" },
		{ "port add er1 tpid ", "0x8100 0x88a8" },
		{ "port add er1 pair ", "d1" },
		{ "port delete er1 ", "--force --runtime" },
		{ "port delete er1 --f", "--force" },
		{ "port delete er1 f", "force" },
		{ "port delete er1 --force ", "--runtime" },
		{ "port optics ", "er1 dev" },
		{ "port optics d", "dev" },
		{ "port optics dev ", "eth0" },
		{ "port optics er1 ", "dev" },
		{ "port locate dev eth0 ", "er1 seconds" },
		{ "port locate er1 s", "seconds" },
		{ "peering create ", "hq1" },
		{ "peering create hq1 ", "private microsoft" },
		{ "peering create hq1 private ctag ", "" },
		{ "peering create hq1 private ctag 5 ", "pair ifname --runtime" },
		{ "circuit ", "create delete list show set provider enable disable" },
		{ "circuit create hq2 pair d1 admin ", "enabled disabled" },
		{ "circuit disable ", "hq1" },
		{ "circuit disable hq1 ", "pair --runtime --yes --force" },
		{ "peering e", "enable" },
		{ "bgp ", "list show drain undrain" },
		{ "bgp drain ", "er1 hq1" },
		{ "bgp undrain er1 ", "pair --runtime" },
		{ "bgp show ", "hq1" },
		{ "peering disable hq1 p", "private" },
		{ "peering set hq1 private ",
		  "egress-pcp ingress-prio pair port --runtime" },
		{ "peering set hq1 private egress-pcp ", "" },
		{ "peering set hq1 private port ", "er1" },
		{ "stats ", "er1 hq1" },
		{ "capture r", "read ring" },
		{ "capture c", "circuit ctag count" },
		{ "capture circuit ", "hq1" },
		{ "capture port er1 circuit hq1 peering p", "private" },
		{ "capture port er1 -w x link ", "primary secondary" },
		{ "capture dev eth0 tap ", "port sub-interface" },
		{ "capture read ", "" },
		{ "help p", "pair port peering preflight" },
		{ "help port s", "show set" },
		{ "--col", "--color" },
		{ "--color ", "" },
		{ "port --he", "--help" },
		{ "port list --j", "--json" },
	};
	char result[512];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		complete(cases[i].line, result, sizeof(result));
		if (strcmp(result, cases[i].expected))
			fail_msg("'%s' is completed by '%s', not by '%s'",
				 cases[i].line, result, cases[i].expected);
	}
}

static void help_is_behind_a_tab(void **state)
{
	char word[] = "mon", *words[] = { word }, *printed = NULL;
	size_t len;
	FILE *out = open_memstream(&printed, &len);

	(void)state;
	assert_non_null(out);
	complete_words(words, 1, objects, out);
	fclose(out);
	assert_string_equal(printed, "monitor\tprint events as they happen, until interrupted\n");
	free(printed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(candidates),
		cmocka_unit_test(help_is_behind_a_tab),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
