// SPDX-License-Identifier: LGPL-2.1-or-later
/* Commands that record: what becomes of a file, and what comes first. */
#include "error.h"
#include "file_key.h"
#include "objects.h"
#include "parse_args.h"
#include "print.h"
#include "record_command.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#define HEAD		"schema: erd/1\npairs:\n- name: d\n"
#define PORT(is)	HEAD "  ports: [{name: p, role: primary, device: e" is "}]\n"
#define CIRCUIT(is)	HEAD "  circuits: [{name: c, stag: 5" is "}]\n"
#define PRIVATE		", peerings: [{type: private, ctag: 1}]"
#define CONNECTED	PRIVATE ", connections: [{name: v, state: Connecting}]"
#define REACHING	PRIVATE ", global_reach: [{name: r}]"
#define MICROSOFT(is)	CIRCUIT(", peerings: [{type: microsoft, ctag: 2" is "}]")
#define STATE(state)	CIRCUIT(", provider_state: " state)

/* Of the file, what follows from a command, or why it is refused. */
static const struct {
	const char *was;
	const char *line;
	int status;
	/* ERD_OK: what the file says then; else the message and the hint */
	const char *said, *hint;
} rows[] = {
	/* pairs */
	{ HEAD, "pair set d reserved 2026-10-01 billing metereddata", ERD_OK,
	  HEAD "  billing: MeteredData\n  reserved: 2026-10-01\n", NULL },
	{ HEAD "  reserved: 2026-10-01\n", "pair set d reserved none", ERD_OK,
	  HEAD, NULL },
	{ HEAD, "pair set d", ERD_USAGE,
	  "pair set: nothing to record: reserved is a beginning", "" },
	{ HEAD, "pair set x location AMS", ERD_NOT_FOUND, "pair 'x'", NULL },
	{ HEAD, "pair set d billing Free", ERD_USAGE,
	  "billing Free: must be MeteredData or UnlimitedData or none", "" },

	/* ports */
	{ PORT(""), "port loa p rack A51 connector lc issued 2026-10-01",
	  ERD_OK, PORT(", rack: A51, connector: LC, loa: {issued: 2026-10-01}"),
	  NULL },
	/* a part goes with the last that it says */
	{ PORT(", loa: {issued: 2026-10-01, customer: x}"),
	  "port loa p issued none", ERD_OK, PORT(", loa: {customer: x}"), NULL },
	{ PORT(", loa: {customer: x}"), "port loa p customer none", ERD_OK,
	  PORT(""), NULL },
	{ PORT(""), "port loa p customer none", ERD_OK, PORT(""), NULL },
	{ PORT(""), "port loa p", ERD_USAGE,
	  "port loa: nothing to record: issued is a beginning", "" },
	{ PORT(""), "port loa p issued yesterday", ERD_USAGE,
	  "issued yesterday: is no date",
	  "like 2026-11-25, or today, or none" },
	{ PORT(""), "port loa p connector CS", ERD_USAGE,
	  "connector CS: must be LC or SC or none", "did you mean 'SC'?" },
	{ PORT(""), "port loa q rack 1", ERD_NOT_FOUND, "port 'q'", NULL },
	{ PORT(""), "port cross-connect p ordered 2026-10-01", ERD_CONFLICT,
	  "port 'p': its cross-connect cannot be ordered: the letter of authorization is issued first",
	  "erdctl port loa p issued DATE records that" },
	{ PORT(", loa: {issued: 2026-10-01}"),
	  "port cross-connect p order 7 ordered 2026-10-02", ERD_OK,
	  PORT(", loa: {issued: 2026-10-01}, cross_connect: {order: '7', ordered: 2026-10-02}"),
	  NULL },

	/* circuits */
	{ STATE("NotProvisioned"), "circuit provider c state provisioned",
	  ERD_OK, STATE("Provisioned"), NULL },
	{ STATE("NotProvisioned"), "circuit provider c state Deprovisioning",
	  ERD_CONFLICT,
	  "circuit 'c': provider_state does not go from NotProvisioned to Deprovisioning; Provisioned comes first", "" },
	{ STATE("NotProvisioned"), "circuit provider c state Provisoned",
	  ERD_USAGE,
	  "state Provisoned: must be NotProvisioned or Provisioning or Provisioned or Deprovisioning or none",
	  "did you mean 'Provisioned'?" },
	{ CIRCUIT(PRIVATE), "circuit provider c state Provisioning",
	  ERD_CONFLICT,
	  "circuit 'c': has peerings, but its provider_state is Provisioning; peerings take Provisioned",
	  "read the circuit from Azure again when it says Provisioned" },
	{ HEAD, "circuit provider c status Enabled", ERD_NOT_FOUND,
	  "circuit 'c'", NULL },
	{ HEAD "  circuits: [{name: c, stag: 5}]\n- name: e\n  circuits: [{name: c, stag: 5}]\n",
	  "circuit provider c status Enabled", ERD_CONFLICT,
	  "circuit 'c' is there on the pairs 'd' and 'e'",
	  "say which: pair e" },
	{ HEAD "  circuits: [{name: c, stag: 5}]\n- name: e\n  circuits: [{name: c, stag: 5}]\n",
	  "circuit provider c pair e status Enabled", ERD_OK,
	  HEAD "  circuits: [{name: c, stag: 5}]\n- name: e\n  circuits: [{name: c, stag: 5, status: Enabled}]\n",
	  NULL },

	/* what is advertised */
	{ MICROSOFT(""),
	  "peering advertise c microsoft prefixes 9.9.9.0/24,2620:fe::/48 customer-asn 19281 registry arin route-filter rf",
	  ERD_OK,
	  MICROSOFT(", advertise: [9.9.9.0/24, '2620:fe::/48'], customer_asn: 19281, registry: ARIN, route_filter: rf"),
	  NULL },
	{ MICROSOFT(", advertise: [9.9.9.0/24], registry: ARIN"),
	  "peering advertise c microsoft prefixes 9.9.8.0/24 registry NONE",
	  ERD_OK, MICROSOFT(", advertise: [9.9.8.0/24]"), NULL },
	{ MICROSOFT(", advertise: [9.9.9.0/24], customer_asn: 19281"),
	  "peering advertise c MicrosoftPeering prefixes none customer-asn none",
	  ERD_OK, MICROSOFT(""), NULL },
	{ MICROSOFT(""), "peering advertise c microsoft state configured",
	  ERD_CONFLICT,
	  "circuit 'c': microsoft peering: prefixes_state does not become Configured: it advertises no prefixes",
	  "its prefixes come first: erdctl peering advertise c microsoft prefixes PREFIX,..." },
	{ MICROSOFT(""),
	  "peering advertise c microsoft state ManualValidation prefixes 9.9.9.0/24",
	  ERD_OK,
	  MICROSOFT(", advertise: [9.9.9.0/24], prefixes_state: ManualValidation"),
	  NULL },
	{ MICROSOFT(""), "peering advertise c microsoft state Validated",
	  ERD_USAGE,
	  "state Validated: must be NotConfigured or Configuring or Configured or ValidationNeeded or ManualValidation or none",
	  "" },
	{ MICROSOFT(""), "peering advertise c microsoft prefixes 9.9.9.0/33",
	  ERD_USAGE, "prefixes 9.9.9.0/33: is no network: ADDRESS/LENGTH", "" },
	{ MICROSOFT(""), "peering advertise c microsoft prefixes 9.9.9.0/24,",
	  ERD_USAGE, "prefixes : is no network: ADDRESS/LENGTH", "" },
	{ MICROSOFT(""),
	  "peering advertise c microsoft prefixes 9.9.9.0/24,9.9.8.7/24",
	  ERD_USAGE,
	  "prefixes 9.9.8.7/24: is no network: it is an address in 9.9.8.0/24",
	  "" },
	{ MICROSOFT(""),
	  "peering advertise c microsoft prefixes 2620:00fe:0000:0000:0000:0000:0000:0000:0000:0000/48",
	  ERD_USAGE, NULL, "" },
	{ MICROSOFT(""), "peering advertise c microsoft prefixes 10.0.0.0/8",
	  ERD_CONFLICT,
	  "circuit 'c': microsoft peering: advertises 10.0.0.0/8, which is private (RFC 1918); a Microsoft peering takes public prefixes only", "" },
	{ MICROSOFT(""), "peering advertise c microsoft customer-asn 0",
	  ERD_USAGE, "customer-asn 0: must be 1 to 4294967295, or none", "" },
	{ MICROSOFT(""), "peering advertise c microsoft customer-asn 64512",
	  ERD_CONFLICT,
	  "circuit 'c': microsoft peering: customer_asn 64512 is private; prefixes are registered to a public one", "" },
	{ MICROSOFT(""), "peering advertise c microsoft", ERD_USAGE,
	  "peering advertise: nothing to record: prefixes is a beginning", "" },
	{ CIRCUIT(PRIVATE), "peering advertise c private registry ARIN",
	  ERD_CONFLICT,
	  "circuit 'c': private peering: registry is of a Microsoft peering",
	  "" },
	{ CIRCUIT(PRIVATE), "peering advertise c private prefixes 10.1.0.0/16",
	  ERD_OK,
	  CIRCUIT(", peerings: [{type: private, ctag: 1, advertise: [10.1.0.0/16]}]"),
	  NULL },
	{ CIRCUIT(PRIVATE), "peering advertise c microsoft state none",
	  ERD_NOT_FOUND, "microsoft peering of circuit 'c'", NULL },

	/* connections */
	{ CIRCUIT(PRIVATE),
	  "connection create c v virtual-network hub prefixes 10.2.0.0/16,10.3.0.0/16 state connected",
	  ERD_OK,
	  CIRCUIT(PRIVATE ", connections: [{name: v, virtual_network: hub, state: Connected, prefixes: [10.2.0.0/16, 10.3.0.0/16]}]"),
	  NULL },
	{ CIRCUIT(PRIVATE), "connection create c v", ERD_OK,
	  CIRCUIT(PRIVATE ", connections: [{name: v}]"), NULL },
	{ CIRCUIT(""), "connection create c v", ERD_CONFLICT,
	  "circuit 'c': has connections, but no private peering",
	  "connections come after the peering, and go before it" },
	{ STATE("Provisioning"), "connection create c v", ERD_CONFLICT,
	  "circuit 'c': has connections, but no private peering",
	  "connections come after the peering, and go before it" },
	{ CIRCUIT(CONNECTED), "connection create c v state Connecting", ERD_OK,
	  CIRCUIT(CONNECTED), NULL },
	{ CIRCUIT(CONNECTED), "connection create c v state Connected",
	  ERD_CONFLICT,
	  "connection 'v' of circuit 'c' is there already, with other values",
	  "erdctl connection set changes it" },
	{ CIRCUIT(CONNECTED), "connection set c v state Connected", ERD_OK,
	  CIRCUIT(PRIVATE ", connections: [{name: v, state: Connected}]"),
	  NULL },
	{ CIRCUIT(CONNECTED), "connection set c v state Conected", ERD_USAGE,
	  "state Conected: must be Connected or Connecting or Disconnected or none",
	  "did you mean 'Connected'?" },
	{ CIRCUIT(CONNECTED), "connection set c v", ERD_USAGE,
	  "connection set: nothing to record: virtual-network is a beginning",
	  "" },
	{ CIRCUIT(CONNECTED), "connection set c w state Connected",
	  ERD_NOT_FOUND, "connection 'w' of circuit 'c'", NULL },
	{ CIRCUIT(CONNECTED), "connection delete c v", ERD_OK,
	  CIRCUIT(PRIVATE), NULL },
	{ CIRCUIT(CONNECTED), "connection delete c w", ERD_NOT_FOUND,
	  "connection 'w' of circuit 'c'", NULL },
	{ HEAD, "connection create c v", ERD_NOT_FOUND,
	  "connection 'v' of circuit 'c'", NULL },
	{ CIRCUIT(", peerings: [{type: private, ctag: 1, ipv4: {split: 10.9.0.0/29}}]"),
	  "connection create c v prefixes 10.9.0.0/16", ERD_CONFLICT,
	  "circuit 'c': 10.9.0.0/16 of connection 'v' overlaps 10.9.0.0/30 of its private peering",
	  "" },

	/* Global Reach */
	{ CIRCUIT(PRIVATE),
	  "global-reach create c r peer-circuit lon ipv4 172.18.0.0/29 ipv6 fd01::/125",
	  ERD_OK,
	  CIRCUIT(PRIVATE ", global_reach: [{name: r, peer_circuit: lon, ipv4: 172.18.0.0/29, ipv6: 'fd01::/125'}]"),
	  NULL },
	{ CIRCUIT(""), "global-reach create c r", ERD_CONFLICT,
	  "circuit 'c': has Global Reach, but no private peering",
	  "Global Reach comes after the peering, and goes before it" },
	{ CIRCUIT(PRIVATE ", tier: Local"), "global-reach create c r",
	  ERD_CONFLICT,
	  "circuit 'c': has Global Reach, but tier Local has none", "" },
	{ CIRCUIT(PRIVATE), "global-reach create c r ipv4 172.18.0.0/30",
	  ERD_CONFLICT,
	  "circuit 'c': Global Reach connection 'r': 172.18.0.0/30 must be a /29 of IPv4", "" },
	{ CIRCUIT(PRIVATE), "global-reach create c r ipv4 172.18.0.1/29",
	  ERD_USAGE,
	  "ipv4 172.18.0.1/29: is no network: it is an address in 172.18.0.0/29",
	  "" },
	{ CIRCUIT(REACHING), "global-reach create c r state Connected",
	  ERD_CONFLICT,
	  "Global Reach connection 'r' of circuit 'c' is there already, with other values",
	  "erdctl global-reach set changes it" },
	{ CIRCUIT(REACHING), "global-reach set c r state Connected", ERD_OK,
	  CIRCUIT(PRIVATE ", global_reach: [{name: r, state: Connected}]"),
	  NULL },
	{ CIRCUIT(PRIVATE ", global_reach: [{name: r, ipv4: 172.18.0.0/29}]"),
	  "global-reach set c r ipv4 none", ERD_OK, CIRCUIT(REACHING), NULL },
	{ CIRCUIT(REACHING), "global-reach delete c r", ERD_OK,
	  CIRCUIT(PRIVATE), NULL },
	{ CIRCUIT(REACHING), "global-reach delete c s", ERD_NOT_FOUND,
	  "Global Reach connection 's' of circuit 'c'", NULL },
};

static void read(struct desired *desired, const char *text)
{
	struct findings findings;

	findings_begin(&findings);
	desired_parse(desired, text, strlen(text), &findings);
	if (findings.errors)
		fail_msg("%s: %s", text, findings_first_error(&findings)->text);
	findings_free(&findings);
}

/* As an edit does: what must come first, then what is wrong. */
static int judge(const struct desired *was, const struct desired *will,
		 struct erd_error *err)
{
	const struct finding *first;
	struct findings findings;
	int ret = ERD_OK;

	findings_begin(&findings);
	desired_check_change(was, will, &findings);
	if (!findings.errors)
		desired_check(will, &findings);
	first = findings_first_error(&findings);
	if (first) {
		ret = erd_fail(err, ERD_CONFLICT, "%s", first->text);
		erd_hint(err, "%s", first->hint);
	}
	findings_free(&findings);
	return ret;
}

static int run(char *line, const struct desired *was, struct desired *will,
	       struct erd_error *err)
{
	struct cli_value value[CLI_PARAMS_MAX];
	char *word[32], *save = NULL, *at;
	struct cli_words words = { word, 0 };
	const struct cli_command *noun;
	struct recording r = { NULL, value };
	int ret;

	for (at = strtok_r(line, " ", &save); at; at = strtok_r(NULL, " ", &save))
		word[words.n++] = at;
	ret = parse_command(&words, false, &noun, &r.command, err);
	if (!ret)
		ret = parse_params(r.command, &words, value, err);
	if (!ret)
		ret = record_check(&r, err);
	if (ret)
		return ret;
	ret = record_change(will, &r, err);
	if (ret == ERD_NOT_FOUND)
		record_object(&r, err->text, sizeof(err->text));
	return ret ? ret : judge(was, will, err);
}

static void test_row(size_t i)
{
	struct desired was, will, wanted;
	struct erd_error err = {};
	json_t *is, *should;
	char line[256];
	int status;

	read(&was, rows[i].was);
	read(&will, rows[i].was);
	snprintf(line, sizeof(line), "%s", rows[i].line);
	status = run(line, &was, &will, &err);
	if (status != rows[i].status)
		fail_msg("%s: ended with %d: %s", rows[i].line, status,
			 err.text);
	if (status && rows[i].said)
		assert_string_equal(err.text, rows[i].said);
	if (status && rows[i].hint)
		assert_string_equal(err.hint, rows[i].hint);
	if (!status) {
		read(&wanted, rows[i].said);
		is = desired_json(&will, true);
		should = desired_json(&wanted, true);
		if (!json_equal(is, should))
			fail_msg("%s: the file says %s", rows[i].line,
				 json_dumps(is, 0));
		json_decref(is);
		json_decref(should);
		desired_free(&wanted);
	}
	desired_free(&was);
	desired_free(&will);
}

static void commands(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		test_row(i);
}

static void today_is_utcs(void **state)
{
	struct desired was, will;
	char before[11], after[11], line[] = "port loa p issued today";
	const struct desired_port *port;
	struct erd_error err;
	time_t now;

	(void)state;
	read(&was, PORT(""));
	read(&will, PORT(""));
	/* Midnight may be between. */
	now = time(NULL);
	strftime(before, sizeof(before), "%F", gmtime(&now));
	assert_int_equal(run(line, &was, &will, &err), ERD_OK);
	now = time(NULL);
	strftime(after, sizeof(after), "%F", gmtime(&now));
	port = desired_find_port(&will, "p", NULL);
	assert_true(!strcmp(port->loa->issued, before) ||
		    !strcmp(port->loa->issued, after));
	desired_free(&was);
	desired_free(&will);
}

/* Whether it is that object, or a part of it. */
static bool is_of(const struct object_type *type,
		  const struct object_type *part)
{
	const struct field *field;

	for (field = type->fields; field->key; field++)
		if (field->object == part)
			return true;
	return type == part;
}

/* Whatever kind a key is of, its command knows how to take and to put it. */
static void every_key_is_one(void **state)
{
	const struct cli_command *const *noun;
	const struct cli_command *command;
	const struct cli_param *param;

	(void)state;
	for (noun = cli_nouns; *noun; noun++)
		for (command = *noun; command->noun; command++) {
			assert_true(!command->record ==
				    (command->run != record_run));
			for (param = command->params; param->name; param++) {
				if (param->kind != CLI_KEY)
					continue;
				assert_non_null(command->record);
				assert_non_null(file_key_field(param));
				assert_true(is_of(command->record->type,
						  param->type));
				switch (file_key_field(param)->kind) {
				case FIELD_TEXT:
				case FIELD_DATE:
				case FIELD_OPEN:
				case FIELD_NUMBER:
				case FIELD_PREFIX:
				case FIELD_PREFIXES:
					break;
				default:
					fail_msg("%s %s: %s", command->noun,
						 command->verb, param->name);
				}
			}
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(commands),
		cmocka_unit_test(today_is_utcs),
		cmocka_unit_test(every_key_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
