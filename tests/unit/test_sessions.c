// SPDX-License-Identifier: LGPL-2.1-or-later
/* From a file of desired state to the sessions that FRR is told of. */
#include "sessions.h"
#include "workflow.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const char file[] =
	"schema: erd/1\n"
	"asn: 65500\n"
	"vrfs:\n"
	"- {name: red, table: 1001}\n"
	"pairs:\n"
	"- name: ams\n"
	"  bandwidth_gbps: 100\n"
	"  ports:\n"
	"  - {name: ams-1, role: primary, device: eth1}\n"
	"  - {name: ams-2, role: secondary, device: eth2}\n"
	"  circuits:\n"
	"  - name: hq1\n"
	"    stag: 1000\n"
	"    bandwidth_gbps: 10\n"
	"    tier: Premium\n"
	"    peerings:\n"
	"    - type: private\n"
	"      ctag: 100\n"
	"      vrf: red\n"
	"      peer_asn: 65010\n"
	"      md5_key: s3cret\n"
	"      ipv4: {split: 10.99.0.0/29}\n"
	"      ipv6: {primary: 'fd00::/126', secondary: 'fd00::4/126'}\n"
	"      advertise: [10.1.0.0/24, 10.2.0.0/24, 'fd01::/48']\n"
	"    - type: microsoft\n"
	"      ctag: 200\n"
	"      peer_asn: 65011\n"
	"      bfd_interval_ms: 750\n"
	"      ipv4: {split: 5.5.5.8/29}\n"
	"      advertise: [9.9.9.0/24]\n"
	"      accept: [20.0.0.0/8, '2600::/16']\n";

static struct desired desired;
static struct sessions sessions;

/* Reads the file with @text replaced. */
static void read_file(const char *text, const char *instead)
{
	struct findings findings;
	char *edited = NULL;
	const char *at;
	size_t size;
	FILE *out = open_memstream(&edited, &size);

	at = text ? strstr(file, text) : file;
	assert_non_null(at);
	fprintf(out, "%.*s%s%s", (int)(at - file), file, text ? instead : "",
		at + (text ? strlen(text) : 0));
	fclose(out);
	findings_begin(&findings);
	desired_parse(&desired, edited, size, &findings);
	desired_check(&desired, &findings);
	assert_int_equal(findings.errors, 0);
	findings_free(&findings);
	free(edited);
	assert_true(sessions_of(&sessions, &desired));
}

static void done(void)
{
	struct erd_error err = {};

	/* Whatever a correct file wants, FRR can be told. */
	if (routing_check(&sessions.config, &err))
		fail_msg("%s", err.text);
	sessions_free(&sessions);
	desired_free(&desired);
}

static const struct routing_session *find(const char *wanted, int family)
{
	char name[ROUTING_NAME_SIZE];
	size_t i;

	for (i = 0; i < sessions.config.n_sessions; i++) {
		routing_session_name(&sessions.config.sessions[i], name);
		if (!strcmp(name, wanted) &&
		    sessions.config.sessions[i].remote.family == family)
			return &sessions.config.sessions[i];
	}
	return NULL;
}

static const struct routing_session *must(const char *name, int family)
{
	const struct routing_session *found = find(name, family);

	if (!found)
		fail_msg("there is no session %s", name);
	return found;
}

static void is_address(const struct routing_address *address, const char *text)
{
	char seen[INET6_ADDRSTRLEN];

	assert_string_equal(routing_address_text(address, seen), text);
}

static void one_for_each(void **state)
{
	const struct routing_session *s;

	(void)state;
	read_file(NULL, NULL);
	assert_int_equal(sessions.config.n_sessions, 6);
	s = must("hq1/private/1", AF_INET);
	is_address(&s->local, "10.99.0.1");
	is_address(&s->remote, "10.99.0.2");
	assert_string_equal(s->vrf, "red");
	assert_int_equal(s->local_as, 65010);
	assert_int_equal(s->remote_as, 12076);
	assert_string_equal(s->md5, "s3cret");
	assert_int_equal(s->keepalive_s, 60);
	assert_int_equal(s->hold_s, 180);
	assert_int_equal(s->bfd.tx_ms, 300);
	assert_int_equal(s->bfd.multiplier, 3);
	assert_int_equal(s->n_advertised, 2);
	assert_int_equal(s->n_accepted, 0);
	assert_int_equal(s->accept_limit, 4000);
	assert_int_equal(s->advertise_limit, 10000);
	assert_false(s->drained);
	s = must("hq1/private/2", AF_INET6);
	is_address(&s->local, "fd00::5");
	is_address(&s->remote, "fd00::6");
	assert_int_equal(s->n_advertised, 1);
	assert_int_equal(s->advertise_limit, 100);
	s = must("hq1/microsoft/2", AF_INET);
	is_address(&s->local, "5.5.5.13");
	is_address(&s->remote, "5.5.5.14");
	assert_null(s->vrf);
	assert_null(s->md5);
	assert_int_equal(s->bfd.rx_ms, 750);
	assert_int_equal(s->advertise_limit, 200);
	assert_int_equal(s->accept_limit, 0);
	assert_int_equal(s->n_accepted, 1);
	assert_int_equal(s->accepted[0].le, 32);
	assert_null(find("hq1/microsoft/1", AF_INET6));
	done();
}

static const struct routing_instance *instance(const char *vrf)
{
	size_t i;

	for (i = 0; i < sessions.config.n_instances; i++) {
		const struct routing_instance *one =
			&sessions.config.instances[i];

		if (vrf ? one->vrf && !strcmp(one->vrf, vrf) : !one->vrf)
			return one;
	}
	fail_msg("there is no BGP in VRF %s", vrf ? vrf : "default");
	return NULL;
}

static void one_instance_for_each_vrf(void **state)
{
	(void)state;
	read_file(NULL, NULL);
	assert_int_equal(sessions.config.n_instances, 2);
	/* what is not said is suggested, and does not move what runs */
	assert_int_equal(instance("red")->as, 65010);
	assert_true(instance("red")->as_stays);
	assert_true(instance("red")->router_id_stays);
	assert_int_equal(instance("red")->router_id.s_addr,
			 inet_addr("10.99.0.1"));
	assert_int_equal(instance(NULL)->as, 65500);
	assert_false(instance(NULL)->as_stays);
	done();
	read_file("table: 1001", "table: 1001, asn: 65012, router_id: 10.0.0.1");
	assert_int_equal(instance("red")->as, 65012);
	assert_false(instance("red")->as_stays);
	assert_false(instance("red")->router_id_stays);
	assert_int_equal(instance("red")->router_id.s_addr,
			 inet_addr("10.0.0.1"));
	done();
	/* without IPv4 there is nothing to take it from */
	read_file("ipv4: {split: 10.99.0.0/29}", "mtu: 1400");
	assert_int_equal(instance("red")->router_id.s_addr, 0);
	done();
}

static void drained(void **state)
{
	(void)state;
	read_file("device: eth1", "device: eth1, drained: true");
	assert_true(must("hq1/private/1", AF_INET)->drained);
	assert_true(must("hq1/private/1", AF_INET6)->drained);
	assert_false(must("hq1/private/2", AF_INET)->drained);
	/* its ASN is private, so Microsoft would not see it */
	assert_false(must("hq1/microsoft/1", AF_INET)->drained);
	done();
	read_file("stag: 1000", "stag: 1000\n    drained: true");
	assert_true(must("hq1/private/1", AF_INET)->drained);
	assert_true(must("hq1/private/2", AF_INET6)->drained);
	done();
	read_file("peer_asn: 65011", "peer_asn: 3320");
	((struct desired_circuit *)((struct desired_pair *)
		desired.pairs.items)->circuits.items)->drained = true;
	sessions_free(&sessions);
	assert_true(sessions_of(&sessions, &desired));
	assert_true(must("hq1/microsoft/1", AF_INET)->drained);
	done();
}

/* What the workflow does not permit, and how many sessions are left then. */
static const struct {
	const char *text, *instead;
	size_t left;
} obstacles[] = {
	{ "schema: erd/1", "schema: erd/1\nrouting: none", 0 },
	{ "stag: 1000", "stag: 1000\n    admin_state: disabled", 0 },
	{ "stag: 1000", "stag: 1000\n    status: Disabled", 0 },
	{ "stag: 1000", "stag: 1000\n    status: Enabled", 6 },
	{ "stag: 1000", "stag: 1000\n    provider_state: Provisioned", 6 },
	{ "stag: 1000", "stag: 1000\n    provider_state: SomethingNew", 0 },
	{ "ctag: 100", "ctag: 100\n      admin_state: disabled", 2 },
	{ "{split: 10.99", "{admin_state: disabled, split: 10.99", 4 },
	{ "peer_asn: 65010", "mtu: 1400", 2 },
	{ "ctag: 200", "ctag: 200\n      prefixes_state: Configured", 6 },
	{ "ctag: 200", "ctag: 200\n      prefixes_state: NotConfigured", 4 },
	{ "ctag: 200", "ctag: 200\n      prefixes_state: Configuring", 4 },
	{ "ctag: 200", "ctag: 200\n      prefixes_state: ValidationNeeded", 4 },
	{ "ctag: 200", "ctag: 200\n      prefixes_state: ManualValidation", 4 },
	{ "  - {name: ams-2, role: secondary, device: eth2}\n", "", 3 },
};

static void where_the_workflow_permits(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(obstacles) / sizeof(*obstacles); i++) {
		read_file(obstacles[i].text, obstacles[i].instead);
		if (sessions.config.n_sessions != obstacles[i].left)
			fail_msg("%s: %zu sessions instead of %zu",
				 obstacles[i].instead,
				 sessions.config.n_sessions,
				 obstacles[i].left);
		done();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_for_each),
		cmocka_unit_test(one_instance_for_each_vrf),
		cmocka_unit_test(drained),
		cmocka_unit_test(where_the_workflow_permits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
