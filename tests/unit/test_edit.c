// SPDX-License-Identifier: LGPL-2.1-or-later
/* A file changed in place: what is said otherwise, and nothing else. */
#include "desired_edit.h"
#include "fields.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* --- what is changed ---------------------------------------------------- */

static struct desired_pair *pair(struct desired *d)
{
	return d->pairs.items;
}

static struct desired_port *port(struct desired *d, size_t i)
{
	return (struct desired_port *)pair(d)->ports.items + i;
}

static struct desired_circuit *circuit(struct desired *d, size_t i)
{
	return (struct desired_circuit *)pair(d)->circuits.items + i;
}

static struct desired_peering *peering(struct desired *d)
{
	return circuit(d, 0)->peerings.items;
}

static void set(char **text, const char *word)
{
	free(*text);
	*text = word ? strdup(word) : NULL;
}

/* The item goes out of its list, or comes behind it. */
static void drop(const struct object_type *type, struct list *list, size_t i)
{
	char *item = (char *)list->items + i * list->size;

	object_clear(type, item);
	memmove(item, item + list->size, (list->n - i - 1) * list->size);
	list->n--;
}

static struct desired_circuit *new_circuit(struct desired *d, const char *name)
{
	struct desired_circuit *new = list_add(&pair(d)->circuits);

	object_init(&desired_circuit_type, new);
	new->name = strdup(name);
	new->stag = 7;
	return new;
}

static void nothing(struct desired *d)
{
	(void)d;
}

static void enable_port(struct desired *d)
{
	port(d, 0)->admin_state = ERD_ADMIN_STATE_ENABLED;
}

static void enable_both(struct desired *d)
{
	enable_port(d);
	port(d, 1)->admin_state = ERD_ADMIN_STATE_ENABLED;
}

static void disable_port(struct desired *d)
{
	port(d, 0)->admin_state = ERD_ADMIN_STATE_DISABLED;
}

static void disable_circuit(struct desired *d)
{
	circuit(d, 0)->admin_state = ERD_ADMIN_STATE_DISABLED;
}

static void set_provider_state(struct desired *d)
{
	set(&circuit(d, 0)->provider_state, "Provisioned");
}

static void forget_tier(struct desired *d)
{
	set(&circuit(d, 0)->tier, NULL);
}

static void add_circuit(struct desired *d)
{
	new_circuit(d, "new");
}

static void add_two(struct desired *d)
{
	new_circuit(d, "new");
	new_circuit(d, "newer");
}

static void drop_circuit(struct desired *d)
{
	drop(&desired_circuit_type, &pair(d)->circuits, 0);
}

static void replace_circuit(struct desired *d)
{
	drop_circuit(d);
	new_circuit(d, "new");
}

static void add_peering(struct desired *d)
{
	struct desired_peering *new = list_add(&circuit(d, 0)->peerings);

	object_init(&desired_peering_type, new);
	new->type = ERD_PEERING_PRIVATE;
	new->ctag = 100;
}

static void add_pair(struct desired *d)
{
	struct desired_pair *new = list_add(&d->pairs);

	object_init(&desired_pair_type, new);
	new->name = strdup("p");
}

static void add_loa(struct desired *d)
{
	struct desired_loa *loa = malloc(sizeof(*loa));

	object_init(&desired_loa_type, loa);
	loa->issued = strdup("2026-11-25");
	port(d, 0)->loa = loa;
}

static void add_prefix(struct desired *d)
{
	struct desired_prefix *new = list_add(&peering(d)->advertise);

	prefix_parse("203.0.113.0/24", &new->prefix);
}

static void drop_prefixes(struct desired *d)
{
	list_clear(&peering(d)->advertise);
}

static void other_prefix(struct desired *d)
{
	drop_prefixes(d);
	add_prefix(d);
}

static void drop_first_prefixes(struct desired *d)
{
	struct list *list = &peering(d)->advertise;
	struct desired_prefix *prefix = list->items;

	prefix[0] = prefix[list->n - 1];
	list->n = 1;
}

static void swap_circuits(struct desired *d)
{
	struct desired_circuit moved = *circuit(d, 0);

	*circuit(d, 0) = *circuit(d, 1);
	*circuit(d, 1) = moved;
}

/* --- what comes of it --------------------------------------------------- */

#define HEAD	"schema: erd/1\npairs:\n- name: d\n"
#define ONE	HEAD "  circuits:\n  - name: a\n    stag: 5\n"

static const struct {
	const char *name;
	const char *was;
	void (*change)(struct desired *d);
	const char *will;	/* NULL: the same */
} edits[] = {
	{
		"nothing",
		HEAD, nothing, NULL,
	}, {
		"a word becomes another, and its comment stays",
		HEAD "  ports:\n  # ours\n  - name: p   # one\n"
		"    admin_state:  disabled  # yet\n"
		"    role: primary\n    device: e1\n",
		enable_port,
		HEAD "  ports:\n  # ours\n  - name: p   # one\n"
		"    admin_state:  enabled  # yet\n"
		"    role: primary\n    device: e1\n",
	}, {
		"what holds anyway stays said where it was said",
		HEAD "  ports:\n  - name: p\n    admin_state: enabled\n"
		"    role: primary\n    device: e1\n",
		disable_port,
		HEAD "  ports:\n  - name: p\n    admin_state: disabled\n"
		"    role: primary\n    device: e1\n",
	}, {
		"a key comes where the schema has it",
		HEAD "  ports:\n  - name: p\n    role: primary\n    device: e1  # left\n"
		"    rack: 12-1\n\n# end\n",
		enable_port,
		HEAD "  ports:\n  - name: p\n    role: primary\n    device: e1  # left\n"
		"    admin_state: enabled\n    rack: 12-1\n\n# end\n",
	}, {
		"in braces",
		HEAD "  ports:\n  - {name: p, role: primary, device: e1}  # 1\n"
		"  - {name: q, role: secondary, device: e2, admin_state: disabled}\n",
		enable_both,
		HEAD "  ports:\n  - {name: p, role: primary, device: e1, admin_state: enabled}  # 1\n"
		"  - {name: q, role: secondary, device: e2, admin_state: enabled}\n",
	}, {
		"in JSON, which stays JSON",
		"{\n  \"schema\": \"erd/1\",\n  \"pairs\": [\n    {\n      \"name\": \"d\",\n"
		"      \"circuits\": [\n        {\n          \"name\": \"a\",\n          \"stag\": 5\n"
		"        }\n      ]\n    }\n  ]\n}\n",
		disable_circuit,
		"{\n  \"schema\": \"erd/1\",\n  \"pairs\": [\n    {\n      \"name\": \"d\",\n"
		"      \"circuits\": [\n        {\n          \"name\": \"a\",\n          \"stag\": 5,\n"
		"          \"admin_state\": \"disabled\"\n"
		"        }\n      ]\n    }\n  ]\n}\n",
	}, {
		"in JSON on one line",
		"{\"schema\":\"erd/1\",\"pairs\":[{\"name\":\"d\",\"circuits\":[{\"name\":\"a\",\"stag\":5}]}]}",
		add_circuit,
		"{\"schema\":\"erd/1\",\"pairs\":[{\"name\":\"d\",\"circuits\":[{\"name\":\"a\",\"stag\":5}, "
		"{\"name\": \"new\", \"stag\": 7}]}]}",
	}, {
		"a text",
		ONE "    provider_state: \"NotProvisioned\"\n", set_provider_state,
		ONE "    provider_state: Provisioned\n",
	}, {
		"a key goes",
		ONE "    tier: Local # small\n    family: MeteredData\n", forget_tier,
		ONE "    family: MeteredData\n",
	}, {
		"a key goes that is the first of its item",
		HEAD "  circuits:\n  - tier: Local\n    name: a\n    stag: 5\n",
		forget_tier,
		HEAD "  circuits:\n  - name: a\n    stag: 5\n",
	}, {
		"a key goes in braces",
		HEAD "  circuits: [{name: a, tier: Local, stag: 5}]\n", forget_tier,
		HEAD "  circuits: [{name: a, stag: 5}]\n",
	}, {
		"an item comes last, with the others' indentation",
		HEAD "  circuits:\n      - name: a   # first\n        stag: 5\n\n# vrfs\nvrfs:\n- name: r\n",
		add_circuit,
		HEAD "  circuits:\n      - name: a   # first\n        stag: 5\n"
		"      - name: new\n        stag: 7\n\n# vrfs\nvrfs:\n- name: r\n",
	}, {
		"two come, in a file whose last line has no end",
		HEAD "  circuits:\n  - name: a\n    stag: 5", add_two,
		HEAD "  circuits:\n  - name: a\n    stag: 5\n  - name: new\n    stag: 7\n"
		"  - name: newer\n    stag: 7\n",
	}, {
		"the first of a list",
		HEAD, add_circuit,
		HEAD "  circuits:\n  - name: new\n    stag: 7\n",
	}, {
		"the first of a list that was said to be empty",
		HEAD "  circuits: [] # none\n  mtu: 1500\n", add_circuit,
		HEAD "  circuits:\n  - name: new\n    stag: 7\n  mtu: 1500\n",
	}, {
		"an item in brackets",
		HEAD "  circuits: [{name: a, stag: 5}]\n", add_circuit,
		HEAD "  circuits: [{name: a, stag: 5}, {\"name\": \"new\", \"stag\": 7}]\n",
	}, {
		"an item goes, and what is in it; comments before it stay",
		HEAD "  circuits:\n  # all\n  - name: a # x\n    # y\n    stag: 5\n"
		"  # more\n  - name: b\n    stag: 6\n",
		drop_circuit,
		HEAD "  circuits:\n  # all\n  # more\n  - name: b\n    stag: 6\n",
	}, {
		"the first in brackets goes",
		HEAD "  circuits: [{name: a, stag: 5}, {name: b, stag: 6}]\n",
		drop_circuit,
		HEAD "  circuits: [{name: b, stag: 6}]\n",
	}, {
		"the last of a list goes, with its key",
		ONE "  mtu: 1400\n", drop_circuit, HEAD "  mtu: 1400\n",
	}, {
		"all items are others",
		ONE "  mtu: 1400\n", replace_circuit,
		HEAD "  circuits:\n  - name: new\n    stag: 7\n  mtu: 1400\n",
	}, {
		"a peering of a circuit that had none",
		ONE "  - name: b\n    stag: 6\n", add_peering,
		ONE "    peerings:\n    - type: private\n      ctag: 100\n"
		"  - name: b\n    stag: 6\n",
	}, {
		"a pair in a file that has nothing",
		"# what is wanted\nschema: erd/1\n", add_pair,
		"# what is wanted\nschema: erd/1\npairs:\n- name: p\n",
	}, {
		"an object in an object",
		HEAD "  ports:\n  - name: p\n    role: primary\n    device: e1\n"
		"  - {name: q, role: secondary, device: e2}\n",
		add_loa,
		HEAD "  ports:\n  - name: p\n    role: primary\n    device: e1\n"
		"    loa:\n      issued: \"2026-11-25\"\n"
		"  - {name: q, role: secondary, device: e2}\n",
	}, {
		"a network in brackets",
		ONE "    peerings:\n    - {type: microsoft, ctag: 1, advertise: [198.51.100.0/24]}\n",
		add_prefix,
		ONE "    peerings:\n    - {type: microsoft, ctag: 1, advertise: [198.51.100.0/24, 203.0.113.0/24]}\n",
	}, {
		"networks in lines",
		ONE "    peerings:\n    - type: microsoft\n      ctag: 1\n      advertise:\n"
		"      - 198.51.100.0/24 # head office\n      - 2001:db8::/32\n",
		add_prefix,
		ONE "    peerings:\n    - type: microsoft\n      ctag: 1\n      advertise:\n"
		"      - 198.51.100.0/24 # head office\n      - 2001:db8::/32\n      - 203.0.113.0/24\n",
	}, {
		"another network instead",
		ONE "    peerings:\n    - {type: microsoft, ctag: 1, advertise: [198.51.100.0/24]}\n",
		other_prefix,
		ONE "    peerings:\n    - {type: microsoft, ctag: 1, advertise: [\"203.0.113.0/24\"]}\n",
	}, {
		"all networks but the last",
		ONE "    peerings:\n    - {type: microsoft, ctag: 1, advertise: [10.0.0.0/24, 10.0.1.0/24, 10.0.2.0/24]}\n",
		drop_first_prefixes,
		ONE "    peerings:\n    - {type: microsoft, ctag: 1, advertise: [10.0.2.0/24]}\n",
	}, {
		"no networks",
		ONE "    peerings:\n    - {type: microsoft, ctag: 1, advertise: [10.0.0.0/24]}\n",
		drop_prefixes,
		ONE "    peerings:\n    - {type: microsoft, ctag: 1}\n",
	}, {
		"behind letters of more than one octet, and with lines of CR LF",
		"# \303\234berg\303\244nge\r\nschema: erd/1\r\npairs:\r\n- name: d\r\n"
		"  location: Z\303\274rich\r\n  circuits:\r\n  - name: a\r\n    stag: 5\r\n"
		"    admin_state: enabled\r\n    region: \303\226\r\n",
		disable_circuit,
		"# \303\234berg\303\244nge\r\nschema: erd/1\r\npairs:\r\n- name: d\r\n"
		"  location: Z\303\274rich\r\n  circuits:\r\n  - name: a\r\n    stag: 5\r\n"
		"    admin_state: disabled\r\n    region: \303\226\r\n",
	}, {
		"another order takes another file",
		"# lost\n" ONE "  - name: b\n    stag: 6\n", swap_circuits,
		HEAD "  circuits:\n  - name: b\n    stag: 6\n  - name: a\n    stag: 5\n",
	},
};

static void test_edits(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		struct findings findings = {};
		struct erd_error err = {};
		struct desired will;
		char *text;
		size_t len;
		bool anew;
		int ret;

		findings_begin(&findings);
		desired_parse(&will, edits[i].was, strlen(edits[i].was),
			      &findings);
		if (findings.errors)
			fail_msg("%s: %s", edits[i].name,
				 findings_first_error(&findings)->text);
		edits[i].change(&will);
		ret = desired_edit(edits[i].was, strlen(edits[i].was), &will,
				   &text, &len, &anew, &err);
		if (ret != (edits[i].will ? ERD_OK : ERD_UNCHANGED))
			fail_msg("%s: returned %d", edits[i].name, ret);
		if (edits[i].will && (strlen(edits[i].will) != len ||
				      memcmp(edits[i].will, text, len)))
			fail_msg("%s: expected:\n%s\nseen:\n%.*s",
				 edits[i].name, edits[i].will, (int)len, text);
		/* Only that takes it. */
		if (anew != (edits[i].change == swap_circuits))
			fail_msg("%s: printed anew: %d", edits[i].name, anew);
		free(text);
		desired_free(&will);
		findings_free(&findings);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
