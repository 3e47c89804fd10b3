// SPDX-License-Identifier: LGPL-2.1-or-later
/* Reading desired state and printing it again. */
#include "fields.h"
#include "print.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* --- what is wrong is said, with its line ------------------------------- */

#define HEAD	"schema: erd/1\npairs:\n- name: d\n"	/* three lines */

static const struct {
	const char *text;
	unsigned int line;
	const char *said;
	const char *hint;
} wrong[] = {
	{ "", 1, "the file is empty", "it begins with 'schema: erd/1'" },
	{ "# nothing\n", 1, "the file is empty", "it begins with 'schema: erd/1'" },
	{ "- a\n", 1, "the file must be an object: keys with values", "" },
	{ "pairs: []\n", 1, "file: the key 'schema' is missing", "" },
	{ "schema: erd/2\n", 1, "schema 'erd/2' is not known: this is erd/1", "" },
	{ "schema: erd/1\n---\nschema: erd/1\n", 2,
	  "a second document in one file", "" },
	{ "schema: erd/1\npair: []\n", 2, "file: there is no key 'pair'",
	  "did you mean 'pairs'?" },
	{ "schema: erd/1\nwhatever: 1\n", 2, "file: there is no key 'whatever'",
	  "" },
	{ "schema: erd/1\npairs:\n- name: a\n  name: b\n", 4,
	  "pair: the key 'name' is there twice; the first is in line 3", "" },
	{ "schema: erd/1\npairs:\n- encap: qinq\n", 3,
	  "pair: the key 'name' is missing", "" },
	{ "schema: erd/1\npairs: {name: d}\n", 2, "file: pairs: must be a list",
	  "" },
	{ "schema: erd/1\npairs: [d]\n", 2,
	  "file: pairs: must be an object: keys with values", "" },
	{ HEAD "  encap: [qinq]\n", 4, "pair: encap: must be one value", "" },
	{ HEAD "  encap: QinQ\n", 4, "pair: encap: 'QinQ' must be qinq or dot1q",
	  "did you mean 'qinq'?" },
	{ HEAD "  mtu: many\n", 4,
	  "pair: mtu: 'many' is not a number; must be 68 to 9216", "" },
	{ HEAD "  mtu: '1500'\n", 4,
	  "pair: mtu: '1500' is not a number but a text in quotes; must be 68 to 9216", "" },
	{ HEAD "  mtu: 67\n", 4, "pair: mtu: 67 must be 68 to 9216", "" },
	{ HEAD "  mtu: -1500\n", 4, "pair: mtu: -1500 must be 68 to 9216", "" },
	{ HEAD "  mtu: 99999999999999999999\n", 4,
	  "pair: mtu: 99999999999999999999 must be 68 to 9216", "" },
	{ HEAD "  mtu: 1500.0\n", 4,
	  "pair: mtu: '1500.0' is not a number; must be 68 to 9216", "" },
	{ HEAD "  outer_tpid: 0x9100\n", 4,
	  "pair: outer_tpid: '0x9100' must be 0x8100 or 0x88a8", "did you mean '0x8100'?" },
	{ HEAD "  allow_over_subscription: yes\n", 4,
	  "pair: allow_over_subscription: 'yes' must be true or false", "" },
	{ HEAD "  location: 12\n", 4, "pair: location: 12 is a number and no text",
	  "put it in quotes: '12'" },
	{ HEAD "  location: 1e3\n", 4,
	  "pair: location: 1e3 is a number and no text",
	  "put it in quotes: '1e3'" },
	{ HEAD "  location: true\n", 4,
	  "pair: location: true is true or false and no text",
	  "put it in quotes: 'true'" },
	{ HEAD "  location: ''\n", 4, "pair: location: is empty", "" },
	{ HEAD "  location:\n", 4, "pair: location: has no value",
	  "leave the key out" },
	{ HEAD "  location: ~\n", 4, "pair: location: has no value",
	  "leave the key out" },
	{ HEAD "  location: \"a\\tb\"\n", 4,
	  "pair: location: has a control character, 0x09", "" },
	{ HEAD "  location: \"a\\0b\"\n", 4,
	  "pair: location: has a control character, 0x00", "" },
	{ HEAD "  reserved: 2026-13-01\n", 4,
	  "pair: reserved: '2026-13-01' is not a date like 2026-11-25", "" },
	{ HEAD "  reserved: today\n", 4,
	  "pair: reserved: 'today' is not a date like 2026-11-25", "" },
	{ "schema: erd/1\npairs:\n- name: -d\n", 3,
	  "pair: name: '-d' is not a valid name",
	  "a name begins with a letter or digit, goes on with those, '.', '_' and '-', and has at most 31 characters" },
	{ HEAD "  ports: [{name: p, role: primary, device: eth/1}]\n", 4,
	  "port: device: 'eth/1' is no name of a network device: 1 to 15 characters, none of them '/', ':', '%' or blank", "" },
	{ HEAD "  circuits: [{name: c, peerings: [{type: public, ctag: 1}]}]\n", 4,
	  "peering: type: 'public' must be private or microsoft", "" },
	{ HEAD "  circuits: [{name: c, peerings: [{type: private, ctag: 4095}]}]\n", 4,
	  "peering: ctag: 4095 must be 1 to 4094", "" },
	{ HEAD "  circuits: [{name: c, peerings: [{type: private, ctag: 1, advertise: 10.0.0.0/8}]}]\n", 4,
	  "peering: advertise: must be a list", "" },
	{ HEAD "  circuits: [{name: c, peerings: [{type: private, ctag: 1, advertise: [10.0.0.1]}]}]\n", 4,
	  "peering: advertise: '10.0.0.1' is no network: ADDRESS/LENGTH", "" },
	{ HEAD "  circuits: [{name: c, peerings: [{type: private, ctag: 1, ipv4: 10.0.0.0/29}]}]\n", 4,
	  "peering: ipv4: must be an object: keys with values", "" },
	{ HEAD "  circuits: [{name: c, rate_in: 5}]\n", 4,
	  "circuit: rate_in: 5 is a number and no text",
	  "put it in quotes: '5'" },
	{ HEAD "  circuits: [{name: c, rate_in: much}]\n", 4,
	  "circuit: rate_in: 'much' is no rate",
	  "a number and bit, kbit, mbit or gbit: 50mbit, 2.5gbit" },
	{ HEAD "  circuits: [{name: c, rate_in: none}]\n", 4,
	  "circuit: rate_in: 'none' is no rate", NULL },
	{ HEAD "  circuits: [{name: c, rate_out: 999kbit}]\n", 4,
	  "circuit: rate_out: 999kbit must be 1mbit to 400gbit", "" },
	{ HEAD "  circuits: [{name: c, rate_out: 401gbit}]\n", 4,
	  "circuit: rate_out: 401gbit must be 1mbit to 400gbit", "" },
	{ HEAD "  circuits: [{name: c, burst_in: 18431}]\n", 4,
	  "circuit: burst_in: 18431 must be 18432 to 1073741824", "" },
	{ HEAD "  circuits: [{name: c, peerings: [{type: private, ctag: 1, egress_pcp: '6:5,7:8'}]}]\n", 4,
	  "peering: egress_pcp: '7:8' is not FROM:TO[,...], FROM once each and 0 to 15, TO 0 to 7", "" },
	{ HEAD "  circuits: [{name: c, peerings: [{type: private, ctag: 1, ingress_prio: '8:1'}]}]\n", 4,
	  "peering: ingress_prio: '8:1' is not FROM:TO[,...], FROM once each and 0 to 7, TO 0 to 15", "" },
	{ HEAD "  location: &a x\n", 4,
	  "an anchor (&) of YAML is not understood here", "" },
	{ HEAD "  location: *a\n", 4,
	  "an alias (*) of YAML is not understood here", "" },
	{ HEAD "  location: !!str 5\n", 4,
	  "a tag (!) of YAML is not understood here", "" },
	{ HEAD "  [a]: b\n", 4, "pair: a key must be one word", "" },
	{ HEAD "  location: \"x\n", 5, "not YAML: ", NULL },
	{ HEAD "\tlocation: x\n", 4, "not YAML: ", NULL },
};

static void test_wrong(size_t i)
{
	const struct finding *said;
	struct findings findings;
	struct desired desired;

	findings_begin(&findings);
	desired_parse(&desired, wrong[i].text, strlen(wrong[i].text),
		      &findings);
	said = findings_first_error(&findings);
	if (!said)
		fail_msg("nothing is said of:\n%s", wrong[i].text);
	if (said->line != wrong[i].line ||
	    strncmp(said->text, wrong[i].said, strlen(wrong[i].said)) ||
	    (wrong[i].hint && strcmp(said->hint, wrong[i].hint)))
		fail_msg("of:\n%sis said, line %u: %s (%s)", wrong[i].text,
			 said->line, said->text, said->hint);
	findings_free(&findings);
	desired_free(&desired);
}

static void says_what_is_wrong(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		test_wrong(i);
}

static void says_all_that_is_wrong(void **state)
{
	static const char text[] =
		"schema: erd/1\n"
		"pairs:\n"
		"- name: 5\n"
		"  unknown: {deep: [1, 2, {x: y}]}\n"
		"  mtu: [1]\n"
		"  circuits:\n"
		"  - name: c\n"
		"    stag: 0\n";
	static const unsigned int lines[] = { 3, 4, 5, 8 };
	const struct finding *f;
	struct findings findings;
	struct desired desired;
	size_t i;

	(void)state;
	findings_begin(&findings);
	desired_parse(&desired, text, strlen(text), &findings);
	assert_int_equal(findings.errors, 4);
	f = findings.list.items;
	for (i = 0; i < 4; i++)
		assert_int_equal(f[i].line, lines[i]);
	findings_free(&findings);
	desired_free(&desired);
}

/* --- there and back ----------------------------------------------------- */

static void read(struct desired *desired, const char *text)
{
	struct findings findings;

	findings_begin(&findings);
	desired_parse(desired, text, strlen(text), &findings);
	if (findings.errors)
		fail_msg("line %u: %s\n%s",
			 findings_first_error(&findings)->line,
			 findings_first_error(&findings)->text, text);
	findings_free(&findings);
}

static char *print(const struct desired *desired, bool secrets)
{
	json_t *json = desired_json(desired, secrets);
	char *text = NULL;
	size_t size;
	FILE *out;

	assert_non_null(json);
	out = open_memstream(&text, &size);
	yaml_write(json, out);
	fclose(out);
	json_decref(json);
	return text;
}

static const char any_order[] =
	"# a comment\n"
	"pairs:\n"
	"- circuits:\n"
	"  - peerings:\n"
	"    - {ctag: 0x64, type: private, md5_key: s3cret,\n"
	"       egress_pcp: '7:7,0:0,6:5',\n"
	"       bfd: false, hold_s: 180, ipv6: {split: 'FD00:0::/125'},\n"
	"       ipv4: {secondary: 10.0.0.4/30, primary: 10.0.0.0/30}}\n"
	"    tier: premium\n"
	"    sample: 10\n"
	"    rate_in: 1.5GBit\n"
	"    stag: 1000\n"
	"    name: hq1\n"
	"    connections:\n"
	"    - name: 'a: b'\n"
	"      prefixes: [10.1.0.0/16, 10.2.0.0/16]\n"
	"  ports:\n"
	"  - {device: eth1, role: secondary, name: p2, rack: '007', xdp: off,\n"
	"     loa: {customer: \"Contoso \\u00fc\"}}\n"
	"  name: d\n"
	"  outer_tpid: 34984\n"
	"  mtu: 1500\n"
	"schema: erd/1\n";

static const char canonical[] =
	"schema: erd/1\n"
	"pairs:\n"
	"- name: d\n"
	"  outer_tpid: \"0x88a8\"\n"
	"  ports:\n"
	"  - name: p2\n"
	"    role: secondary\n"
	"    device: eth1\n"
	"    xdp: \"off\"\n"
	"    rack: \"007\"\n"
	"    loa:\n"
	"      customer: \"Contoso \u00fc\"\n"
	"  circuits:\n"
	"  - name: hq1\n"
	"    stag: 1000\n"
	"    tier: Premium\n"
	"    rate_in: 1500mbit\n"
	"    sample: 10\n"
	"    peerings:\n"
	"    - type: private\n"
	"      ctag: 100\n"
	"      egress_pcp: \"6:5,7:7\"\n"
	"      md5_key: s3cret\n"
	"      ipv4:\n"
	"        primary: 10.0.0.0/30\n"
	"        secondary: 10.0.0.4/30\n"
	"      ipv6:\n"
	"        split: \"fd00::/125\"\n"
	"      bfd: false\n"
	"    connections:\n"
	"    - name: \"a: b\"\n"
	"      prefixes:\n"
	"      - 10.1.0.0/16\n"
	"      - 10.2.0.0/16\n";

static void prints_one_form(void **state)
{
	struct desired desired;
	char *text, *again;
	json_t *json;

	(void)state;
	read(&desired, any_order);
	text = print(&desired, true);
	assert_string_equal(text, canonical);
	desired_free(&desired);

	read(&desired, text);
	again = print(&desired, true);
	assert_string_equal(again, text);
	free(text);
	free(again);

	/* JSON is YAML */
	json = desired_json(&desired, true);
	text = json_dumps(json, JSON_INDENT(1));
	json_decref(json);
	desired_free(&desired);
	read(&desired, text);
	again = print(&desired, true);
	assert_string_equal(again, canonical);
	free(text);
	free(again);
	desired_free(&desired);
}

static void hides_keys(void **state)
{
	struct findings findings;
	struct desired desired;
	char *text;

	(void)state;
	read(&desired, any_order);
	text = print(&desired, false);
	desired_free(&desired);
	assert_null(strstr(text, "s3cret"));
	assert_non_null(strstr(text, "md5_key: \"(hidden)\""));
	/* What was shown so is not taken for a key. */
	findings_begin(&findings);
	desired_parse(&desired, text, strlen(text), &findings);
	desired_check(&desired, &findings);
	assert_non_null(strstr(findings_first_error(&findings)->text,
			       "md5_key"));
	findings_free(&findings);
	desired_free(&desired);
	free(text);
}

/* --- the table of keys -------------------------------------------------- */

static void test_type(const struct object_type *type)
{
	const struct field *field;

	for (field = type->fields; field->key; field++)
		if (field->object)
			test_type(field->object);
	/* each has a line */
	assert_true(field - type->fields <= DESIRED_FIELDS_MAX);
}

static void keys_have_lines(void **state)
{
	(void)state;
	test_type(&desired_type);
}

/* --- networks ----------------------------------------------------------- */

static void networks(void **state)
{
	char text[PREFIX_TEXT_SIZE];
	struct prefix a, b, part;

	(void)state;
	assert_int_equal(prefix_parse("192.168.100.128/29", &a), PREFIX_OK);
	part = prefix_part(&a, 30, 1);
	assert_string_equal(prefix_text(&part, text), "192.168.100.132/30");
	part = prefix_host(&part, 1);
	assert_string_equal(prefix_text(&part, text), "192.168.100.133/30");
	assert_int_equal(prefix_parse("10.0.0.252/30", &a), PREFIX_OK);
	part = prefix_host(&a, 4);
	assert_string_equal(prefix_text(&part, text), "10.0.1.0/30");
	assert_int_equal(prefix_parse("2001:db8::fff8/125", &a), PREFIX_OK);
	part = prefix_part(&a, 126, 1);
	assert_string_equal(prefix_text(&part, text), "2001:db8::fffc/126");
	assert_int_equal(prefix_parse("10.0.0.0/8", &a), PREFIX_OK);
	assert_int_equal(prefix_parse("10.255.0.0/16", &b), PREFIX_OK);
	assert_true(prefix_overlap(&a, &b) && prefix_overlap(&b, &a));
	assert_true(prefix_contains(&a, &b) && !prefix_contains(&b, &a));
	assert_int_equal(prefix_parse("11.0.0.0/16", &b), PREFIX_OK);
	assert_false(prefix_overlap(&a, &b));
	assert_int_equal(prefix_parse("10.0.0.1/8", &a), PREFIX_HOST_BITS);
	assert_string_equal(prefix_text(&a, text), "10.0.0.0/8");
	assert_int_equal(prefix_parse("10.0.0.0", &a), PREFIX_MALFORMED);
	assert_int_equal(prefix_parse("10.0.0.0/33", &a), PREFIX_MALFORMED);
	assert_int_equal(prefix_parse("10.0.0.0/08", &a), PREFIX_MALFORMED);
	assert_int_equal(prefix_parse("10.0.0/8", &a), PREFIX_MALFORMED);
	assert_int_equal(prefix_parse("::/129", &a), PREFIX_MALFORMED);
	assert_int_equal(prefix_parse("0.0.0.0/0", &a), PREFIX_OK);
	assert_int_equal(prefix_parse("::/0", &a), PREFIX_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(says_what_is_wrong),
		cmocka_unit_test(says_all_that_is_wrong),
		cmocka_unit_test(prints_one_form),
		cmocka_unit_test(hides_keys),
		cmocka_unit_test(keys_have_lines),
		cmocka_unit_test(networks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
