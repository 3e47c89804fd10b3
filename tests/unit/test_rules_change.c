// SPDX-License-Identifier: LGPL-2.1-or-later
/* What may become of a file, and what must come first. */
#include "desired.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define HEAD		"schema: erd/1\npairs:\n- name: d\n"
#define CIRCUITS	"  circuits:\n"
#define PRIVATE		", peerings: [{type: private, ctag: 1}]"
#define CONNECTED	", connections: [{name: v}]"
#define REACHING	", global_reach: [{name: r}]"

/* Circuits of a Direct pair, and of a partner's. */
#define DIRECT(circuit)	HEAD CIRCUITS "  - {" circuit "}\n"
#define PARTNER(circuit) HEAD "  model: partner\n" CIRCUITS "  - {" circuit "}\n"
#define ONE		"name: c, stag: 5"
/* A port with what is recorded of it. */
#define PORT(is)	HEAD "  ports: [{name: p, role: primary, device: e" is "}]\n"
#define LOA		", loa: {issued: 2026-10-01}"
#define CONNECT(is)	", cross_connect: {provider: x" is "}"
#define ORDERED		", ordered: 2026-10-02"
#define COMPLETED	", completed: 2026-10-03"
#define ACCEPTED	", accepted: 2026-10-04"
#define LINKS_FIRST(noun, name)	\
	"connections and Global Reach go first, then peerings, then the circuit: erdctl " \
	noun " delete c " name ", or a file without it"
/* A Microsoft peering, with what is said of its prefixes. */
#define MICROSOFT(is)	DIRECT(ONE ", peerings: [{type: microsoft, ctag: 2" is "}]")
#define ADVERTISED	", advertise: [9.9.9.0/24]"
#define PREFIXES(state)	", prefixes_state: " state
#define NOTHING_ADVERTISED(state)	\
	"circuit 'c': microsoft peering: prefixes_state does not become " state ": it advertises no prefixes"
#define ADVERTISE_FIRST	\
	"its prefixes come first: erdctl peering advertise c microsoft prefixes PREFIX,..."
#define STATE(state)	PARTNER(ONE ", provider_state: " state)

static const struct {
	const char *was, *will;
	const char *said;	/* NULL: it may */
	const char *first;	/* what comes first */
} rows[] = {
	{ DIRECT(ONE), DIRECT(ONE), NULL, NULL },
	{ NULL, STATE("Provisioned"), NULL, NULL },

	/* the provider's state */
	{ STATE("NotProvisioned"), STATE("NotProvisioned"), NULL, NULL },
	{ STATE("NotProvisioned"), STATE("Provisioning"), NULL, NULL },
	{ STATE("NotProvisioned"), STATE("Provisioned"), NULL, NULL },
	{ STATE("NotProvisioned"), STATE("Deprovisioning"),
	  "circuit 'c': provider_state does not go from NotProvisioned to Deprovisioning; Provisioned comes first", "" },
	{ STATE("Provisioning"), STATE("Provisioned"), NULL, NULL },
	{ STATE("Provisioning"), STATE("NotProvisioned"), NULL, NULL },
	{ STATE("Provisioning"), STATE("Deprovisioning"), NULL, NULL },
	{ STATE("Provisioned"), STATE("Deprovisioning"), NULL, NULL },
	{ STATE("Provisioned"), STATE("NotProvisioned"), NULL, NULL },
	{ STATE("Provisioned"), STATE("Provisioning"),
	  "circuit 'c': provider_state does not go from Provisioned to Provisioning; NotProvisioned comes first", "" },
	{ STATE("Deprovisioning"), STATE("NotProvisioned"), NULL, NULL },
	{ STATE("Deprovisioning"), STATE("Provisioned"),
	  "circuit 'c': provider_state does not go from Deprovisioning to Provisioned; NotProvisioned comes first", "" },
	{ STATE("Deprovisioning"), STATE("Provisioning"),
	  "circuit 'c': provider_state does not go from Deprovisioning to Provisioning; NotProvisioned comes first", "" },
	{ STATE("Provisioned"), STATE("Paused"), NULL, NULL },
	{ STATE("Paused"), STATE("Provisioning"), NULL, NULL },
	{ DIRECT(ONE PRIVATE CONNECTED),
	  DIRECT(ONE ", provider_state: Deprovisioning"),
	  "circuit 'c': its private peering cannot be deleted while it has connections or Global Reach",
	  LINKS_FIRST("connection", "v") },

	{ DIRECT(ONE PRIVATE REACHING), DIRECT(ONE),
	  "circuit 'c': its private peering cannot be deleted while it has connections or Global Reach",
	  LINKS_FIRST("global-reach", "r") },

	/* what Azure says of the prefixes */
	{ MICROSOFT(""), MICROSOFT(ADVERTISED), NULL, NULL },
	{ MICROSOFT(""), MICROSOFT(PREFIXES("NotConfigured")), NULL, NULL },
	{ MICROSOFT(""), MICROSOFT(PREFIXES("Configuring")),
	  NOTHING_ADVERTISED("Configuring"), ADVERTISE_FIRST },
	{ MICROSOFT(""), MICROSOFT(PREFIXES("Configured")),
	  NOTHING_ADVERTISED("Configured"), ADVERTISE_FIRST },
	{ MICROSOFT(""), MICROSOFT(PREFIXES("ValidationNeeded")),
	  NOTHING_ADVERTISED("ValidationNeeded"), ADVERTISE_FIRST },
	{ MICROSOFT(""), MICROSOFT(PREFIXES("ManualValidation")),
	  NOTHING_ADVERTISED("ManualValidation"), ADVERTISE_FIRST },
	{ MICROSOFT(""), MICROSOFT(ADVERTISED PREFIXES("Configuring")),
	  NULL, NULL },
	{ MICROSOFT(ADVERTISED), MICROSOFT(ADVERTISED PREFIXES("Configured")),
	  NULL, NULL },
	{ MICROSOFT(ADVERTISED PREFIXES("Configuring")),
	  MICROSOFT(ADVERTISED PREFIXES("ValidationNeeded")), NULL, NULL },
	{ MICROSOFT(ADVERTISED PREFIXES("ValidationNeeded")),
	  MICROSOFT(ADVERTISED PREFIXES("Configured")), NULL, NULL },
	{ MICROSOFT(ADVERTISED PREFIXES("Configured")),
	  MICROSOFT(ADVERTISED PREFIXES("NotConfigured")), NULL, NULL },
	/* as Azure has it, whatever that means */
	{ MICROSOFT(PREFIXES("Configured")), MICROSOFT(PREFIXES("Configured")),
	  NULL, NULL },
	{ DIRECT(ONE), MICROSOFT(PREFIXES("Configured")), NULL, NULL },
	{ MICROSOFT(""), MICROSOFT(PREFIXES("Reviewing")), NULL, NULL },

	/* deleting, in Azure's order */
	{ DIRECT(ONE PRIVATE CONNECTED), DIRECT(ONE PRIVATE), NULL, NULL },
	{ DIRECT(ONE PRIVATE REACHING), DIRECT(ONE PRIVATE), NULL, NULL },
	{ DIRECT(ONE PRIVATE), DIRECT(ONE), NULL, NULL },
	{ DIRECT(ONE), HEAD, NULL, NULL },
	{ HEAD, "schema: erd/1\n", NULL, NULL },
	{ DIRECT(ONE PRIVATE CONNECTED), DIRECT(ONE),
	  "circuit 'c': its private peering cannot be deleted while it has connections or Global Reach",
	  LINKS_FIRST("connection", "v") },
	{ DIRECT(ONE PRIVATE CONNECTED), HEAD,
	  "circuit 'c': cannot be deleted while it has connections",
	  LINKS_FIRST("connection", "v") },
	{ DIRECT(ONE PRIVATE REACHING), HEAD,
	  "circuit 'c': cannot be deleted while it has Global Reach",
	  LINKS_FIRST("global-reach", "r") },
	{ DIRECT(ONE PRIVATE), HEAD,
	  "circuit 'c': cannot be deleted while it has peerings",
	  "its peerings go first: erdctl peering delete c private, or a file without it" },
	{ DIRECT(ONE), "schema: erd/1\n",
	  "pair 'd': cannot be deleted while it has circuits",
	  "apply it without circuits first" },
	{ DIRECT(ONE ", provider_state: Provisioned"), HEAD, NULL, NULL },
	{ STATE("NotProvisioned"), HEAD "  model: partner\n", NULL, NULL },
	{ STATE("Deprovisioning"), HEAD "  model: partner\n", NULL, NULL },
	{ STATE("Provisioning"), HEAD "  model: partner\n",
	  "circuit 'c': cannot be deleted while its provider_state is Provisioning",
	  "the provider deprovisions it first, until Azure says NotProvisioned" },
	{ STATE("Provisioned"), HEAD "  model: partner\n",
	  "circuit 'c': cannot be deleted while its provider_state is Provisioned",
	  "the provider deprovisions it first, until Azure says NotProvisioned" },

	/* a cross-connect, in its order */
	{ PORT(""), PORT(LOA), NULL, NULL },
	{ PORT(LOA), PORT(LOA CONNECT("")), NULL, NULL },
	{ PORT(LOA), PORT(LOA CONNECT(ORDERED)), NULL, NULL },
	{ PORT(""), PORT(LOA CONNECT(ORDERED COMPLETED ACCEPTED)), NULL, NULL },
	{ PORT(""), PORT(CONNECT(ORDERED)),
	  "port 'p': its cross-connect cannot be ordered: the letter of authorization is issued first",
	  "erdctl port loa p issued DATE records that" },
	{ PORT(LOA), PORT(LOA CONNECT(COMPLETED)),
	  "port 'p': its cross-connect cannot be completed: it is ordered first",
	  "erdctl port cross-connect p ordered DATE records that" },
	{ PORT(LOA CONNECT(ORDERED)), PORT(LOA CONNECT(ORDERED ACCEPTED)),
	  "port 'p': its cross-connect cannot be accepted: it is completed first",
	  "erdctl port cross-connect p completed DATE records that" },
	{ PORT(LOA CONNECT(ORDERED)), PORT(LOA CONNECT(ORDERED COMPLETED)),
	  NULL, NULL },
	/* what nobody recorded when it was new is not asked for later */
	{ HEAD, PORT(CONNECT(COMPLETED ACCEPTED)), NULL, NULL },
	{ PORT(CONNECT(COMPLETED)), PORT(CONNECT(COMPLETED ACCEPTED)),
	  NULL, NULL },
	/* and it may be taken back */
	{ PORT(LOA CONNECT(ORDERED COMPLETED)), PORT(LOA), NULL, NULL },

	/* what is given once */
	{ DIRECT(ONE), DIRECT("name: c, stag: 6"),
	  "circuit 'c': S-tag 5 does not become 6: Azure gives it once", "" },
	{ DIRECT(ONE ", bandwidth_gbps: 5"), DIRECT(ONE ", bandwidth_gbps: 10"),
	  NULL, NULL },
	{ DIRECT(ONE ", bandwidth_gbps: 5"), DIRECT(ONE ", bandwidth_gbps: 2"),
	  "circuit 'c': its bandwidth does not shrink from 5000 to 2000 Mb/s; a smaller one is a new circuit", "" },
	{ DIRECT(ONE ", family: MeteredData"),
	  DIRECT(ONE ", family: UnlimitedData"), NULL, NULL },
	{ DIRECT(ONE ", family: UnlimitedData"),
	  DIRECT(ONE ", family: MeteredData"),
	  "circuit 'c': does not go back from UnlimitedData to MeteredData", "" },
	{ DIRECT(ONE), DIRECT(ONE ", service_key: a"), NULL, NULL },
	{ DIRECT(ONE ", service_key: a"), DIRECT(ONE ", service_key: b"),
	  "circuit 'c': its service key does not change; another key is another circuit", "" },
	{ HEAD, HEAD "  encap: dot1q\n",
	  "pair 'd': its encapsulation is fixed for life: qinq", "" },
	{ HEAD, HEAD "  model: partner\n",
	  "pair 'd': ExpressRoute Direct and a partner's ports are two things; give it another name", "" },
	{ HEAD, HEAD "  bandwidth_gbps: 10\n", NULL, NULL },
	{ HEAD "  bandwidth_gbps: 10\n", HEAD "  bandwidth_gbps: 100\n",
	  "pair 'd': the bandwidth of its ports is fixed for life: 10 Gb/s", "" },
	{ HEAD "  location: AMS\n", HEAD "  location: FRA\n",
	  "pair 'd': its peering location is fixed for life: AMS", "" },
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

static void test_row(size_t i)
{
	struct desired was = {}, will;
	const struct finding *said;
	struct findings findings;

	if (rows[i].was)
		read(&was, rows[i].was);
	read(&will, rows[i].will);
	findings_begin(&findings);
	desired_check_change(rows[i].was ? &was : NULL, &will, &findings);
	said = findings_first_error(&findings);
	if (!said != !rows[i].said || findings.list.n > 1)
		fail_msg("from\n%sto\n%s: %zu findings, the first: %s",
			 rows[i].was, rows[i].will, findings.list.n,
			 said ? said->text : "none");
	if (said) {
		assert_string_equal(said->text, rows[i].said);
		assert_string_equal(said->hint, rows[i].first);
	}
	findings_free(&findings);
	desired_free(&will);
	if (rows[i].was)
		desired_free(&was);
}

static void changes(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		test_row(i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
