// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Words are those of docs/netlink/erd.yaml, with underscores for dashes, and
 * drops have those that the module gives to ethtool.
 */
#include <erd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* --- as functions of a number ------------------------------------------- */

static const char *role(unsigned int value)
{
	return erd_role_name(value);
}

static const char *encap(unsigned int value)
{
	return erd_encap_name(value);
}

static const char *admin_state(unsigned int value)
{
	return erd_admin_state_name(value);
}

static const char *peering(unsigned int value)
{
	return erd_peering_name(value);
}

static const char *event(unsigned int value)
{
	return erd_event_name(value);
}

static const char *cause(unsigned int value)
{
	return erd_cause_name(value);
}

static const char *drop(unsigned int value)
{
	return erd_drop_name(value);
}

static struct {
	const char *name;
	const char *(*word)(unsigned int value);
	unsigned int n, max;
} enums[] = {
	{ "role", role, 0, 0 },
	{ "encap", encap, 0, 0 },
	{ "admin-state", admin_state, 0, 0 },
	{ "peering", peering, 0, 0 },
	{ "event", event, 0, 0 },
	{ "cause", cause, 0, 0 },
	{ "drop", drop, 0, 0 },
	{ "ethtool", drop, 0, 0 },
};

#define ENUMS	(sizeof(enums) / sizeof(enums[0]))

/* --- held against the specification ------------------------------------- */

static void check_word(const char *name, unsigned int value, const char *word)
{
	size_t i;

	for (i = 0; i < ENUMS && strcmp(enums[i].name, name); i++)
		;
	if (i == ENUMS)
		fail_msg("nobody has words for the enum '%s'", name);
	if (strcmp(enums[i].word(value), word))
		fail_msg("%s %u is '%s', not '%s'", name, value,
			 enums[i].word(value), word);
	enums[i].n++;
	if (value > enums[i].max)
		enums[i].max = value;
}

static void the_specification_agrees(void **state)
{
	char command[4096], name[64], word[64];
	unsigned int value;
	FILE *pipe;
	size_t i;

	(void)state;
	if (system("python3 -c 'import yaml' 2>/dev/null"))
		skip();
	snprintf(command, sizeof(command), "python3 '%.*s/../words.py'",
		 (int)(strrchr(__FILE__, '/') - __FILE__), __FILE__);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	while (fscanf(pipe, "%63s %u %63s", name, &value, word) == 3)
		check_word(name, value, word);
	assert_int_equal(pclose(pipe), 0);
	for (i = 0; i < ENUMS; i++) {
		assert_true(enums[i].n > 1);
		/* There is no word of a value that does not exist. */
		assert_string_equal(enums[i].word(enums[i].max + 1), "unknown");
	}
	/* Each reason has a name in ethtool. */
	assert_int_equal(enums[ENUMS - 1].n, ERD_DROP_MAX);
	assert_int_equal(enums[ENUMS - 2].n, ERD_DROP_MAX);
}

static void words_of_the_library_alone(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < ERD_TAGS_CLASSES; i++)
		assert_string_not_equal(erd_tag_class_name(i), "unknown");
	for (i = ERD_CONFLICT; i <= ERD_UNCHANGED; i++)
		assert_string_not_equal(erd_status_name(i), "unknown");
	assert_string_equal(erd_xdp_mode_name(ERD_XDP_NONE), "off");
	assert_string_equal(erd_status_name(ERD_NO_KERNEL), "no_kernel");
	assert_string_equal(erd_event_name(ERD_EVENT_MODULE_LOADED),
			    "module_loaded");
	assert_string_equal(erd_event_name(ERD_EVENT_MODULE_UNLOADED),
			    "module_unloaded");
}

static void words_of_values_from_the_future(void **state)
{
	(void)state;
	assert_string_equal(erd_drop_name(0), "unknown");
	assert_string_equal(erd_peering_name(-1), "unknown");
	assert_string_equal(erd_event_name(UINT32_MAX), "unknown");
	assert_string_equal(erd_status_name(-7), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_specification_agrees),
		cmocka_unit_test(words_of_the_library_alone),
		cmocka_unit_test(words_of_values_from_the_future),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
