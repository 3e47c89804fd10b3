// SPDX-License-Identifier: GPL-2.0-only
/*
 * plan_scale [CIRCUITS]: what one edit costs on a machine with that many, and
 * with twice as many: milliseconds of reading the file, of editing it, and of
 * planning, from nothing and from all but one. No machine is touched.
 */
#include "desired_edit.h"
#include "file.h"
#include "plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

/* As many circuits as there are S-tags on a pair, then another pair. */
static char *text_of(unsigned int circuits, size_t *len)
{
	unsigned int i, pair = 0;
	char *text;
	FILE *out = open_memstream(&text, len);

	fprintf(out, "schema: erd/1\npairs:\n");
	for (i = 0; i < circuits; i++) {
		unsigned int stag = 1 + i % 4094;

		if (stag == 1)
			fprintf(out, "- name: d%u\n  ports:\n"
				"  - {name: d%u-1, role: primary, device: e%u}\n"
				"  - {name: d%u-2, role: secondary, device: f%u}\n"
				"  circuits:\n", pair, pair, pair, pair, pair);
		pair += stag == 4094;
		fprintf(out, "  - name: c%u\n    stag: %u\n    peerings:\n"
			"    - type: private\n      ctag: 100\n      peer_asn: 65010\n"
			"      ipv4: {split: 10.%u.%u.%u/29}\n", i, stag,
			i >> 13 & 255, i >> 5 & 255, (i & 31) << 3);
	}
	fclose(out);
	return text;
}

static void fail(const char *what, const char *why)
{
	fprintf(stderr, "plan_scale: %s: %s\n", what, why);
	exit(1);
}

static size_t plan_ms(const struct edge *is, const struct edge *wanted,
		      const struct edge *owned, double *ms)
{
	struct erd_error err;
	struct plan plan;
	double began = now_ms();
	size_t changes;

	if (plan_make(&plan, is, wanted, owned, &err))
		fail("plan", err.text);
	*ms = now_ms() - began;
	changes = plan.changes.n;
	plan_free(&plan);
	return changes;
}

static void measure(unsigned int circuits)
{
	struct edge nothing, all, one_less, owned;
	struct desired_file file, after;
	double began, read, edit, empty, one;
	struct desired_circuit *circuit;
	size_t len, changes;
	struct erd_error err = {};
	char *text = text_of(circuits, &len), *changed;
	bool anew;

	began = now_ms();
	if (desired_file_take(&file, "scale", text, len, &err) ||
	    desired_file_fail(&file, &err))
		fail("read", err.text);
	read = now_ms() - began;
	edge_init(&nothing);
	edge_init(&all);
	edge_init(&owned);
	edge_add_desired(&all, &file.desired);
	edge_add_desired(&owned, &file.desired);
	circuit = ((struct desired_pair *)file.desired.pairs.items)->circuits.items;
	circuit[circuits / 2 % 4094].admin_state = ERD_ADMIN_STATE_DISABLED;
	edge_init(&one_less);
	edge_add_desired(&one_less, &file.desired);
	began = now_ms();
	if (desired_edit(file.text, file.len, &file.desired, &changed, &len,
			 &anew, &err) || anew)
		fail("edit", err.text);
	edit = now_ms() - began;
	if (desired_file_take(&after, "after", changed, len, &err))
		fail("read", err.text);
	changes = plan_ms(&all, &one_less, &owned, &one);
	if (changes != 1)
		fail("one edit", "is not one change");
	plan_ms(&nothing, &all, &nothing, &empty);
	printf("%u circuits: read and check %.0f ms, edit %.0f ms, plan of one edit %.0f ms, of all %.0f ms\n",
	       circuits, read, edit, one, empty);
	desired_file_free(&file);
	desired_file_free(&after);
	edge_free(&nothing);
	edge_free(&all);
	edge_free(&one_less);
	edge_free(&owned);
}

int main(int argc, char **argv)
{
	unsigned int circuits = argc > 1 ? atoi(argv[1]) : 2047;

	measure(circuits);
	measure(2 * circuits);
	return 0;
}
