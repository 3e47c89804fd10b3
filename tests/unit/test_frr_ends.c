// SPDX-License-Identifier: LGPL-2.1-or-later
/* What ends before an edit, and what is left to do then. */
#include "frr_config.h"
#include "frr_diff.h"
#include "frr_ends.h"
#include "frr_render.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
