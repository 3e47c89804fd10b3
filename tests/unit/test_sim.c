// SPDX-License-Identifier: GPL-2.0-only
/* The optical bench's part of erdctl: numbers with decimals, and answers. */
#include "optical_bench_parse.h"
#include "sim.h"

#include <errno.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static int decimal(const char *text, uint32_t *number)
{
	struct erd_error err;

	return sim_decimal("db", text, 2, 6000, number, &err);
}

static void decimals(void **state)
{
	static const struct {
		const char *text;
		uint32_t number;
	} good[] = {
		{ "0", 0 }, { "3", 300 }, { "3.", 300 }, { "3.5", 350 },
		{ "3.05", 305 }, { "0.01", 1 }, { "60", 6000 },
		{ "60.00", 6000 }, { "007", 700 },
	};
	static const char *const bad[] = {
		"", ".", ".5", "-1", "+1", "1e1", "3.555", "60.01", "61",
		"99999999999999999999", "3,5", "3 ", " 3", "0x3",
	};
	uint32_t number;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(decimal(good[i].text, &number), ERD_OK);
		assert_int_equal(number, good[i].number);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(decimal(bad[i], &number), ERD_USAGE);
}

static int parse(struct nl_msg *msg, struct sim_port *port)
{
	return sim_parse_port(nlmsg_attrdata(nlmsg_hdr(msg), 0),
			      nlmsg_attrlen(nlmsg_hdr(msg), 0), port);
}

static void put_lane(struct nl_msg *msg, uint32_t index)
{
	struct nlattr *nest = nla_nest_start(msg, ERDSIM_A_PORT_LANE);

	nla_put_u32(msg, ERDSIM_A_LANE_INDEX, index);
	nla_put_s32(msg, ERDSIM_A_LANE_RX_POWER, -250);
	nla_nest_end(msg, nest);
}

static void a_port(void **state)
{
	struct nl_msg *msg = nlmsg_alloc_simple(0, 0);
	struct sim_port port;

	(void)state;
	assert_int_equal(parse(msg, &port), -EBADMSG);
	nla_put_string(msg, ERDSIM_A_PORT_NAME, "er1");
	put_lane(msg, 0);
	put_lane(msg, 3);
	assert_int_equal(parse(msg, &port), 0);
	assert_string_equal(port.name, "er1");
	assert_int_equal(port.lanes, 4);
	assert_true(port.lane[3].has_rx_power);
	assert_int_equal(port.lane[3].rx_power, -250);
	/* no light is no number */
	assert_false(port.lane[1].has_rx_power);
	assert_false(port.strand[ERDSIM_SOCKET_RX].patched);
	assert_int_equal(port.netnsid, -1);
	nlmsg_free(msg);
}

static void what_does_not_fit(void **state)
{
	struct nl_msg *msg = nlmsg_alloc_simple(0, 0);
	struct nlattr *nest;
	struct sim_port port;

	(void)state;
	nla_put_string(msg, ERDSIM_A_PORT_NAME, "er1");
	put_lane(msg, ERDSIM_LANES_MAX);
	assert_int_equal(parse(msg, &port), -EBADMSG);
	nlmsg_free(msg);

	msg = nlmsg_alloc_simple(0, 0);
	nla_put_string(msg, ERDSIM_A_PORT_NAME, "er1");
	nest = nla_nest_start(msg, ERDSIM_A_PORT_STRAND);
	nla_put_u32(msg, ERDSIM_A_STRAND_SOCKET, 2);
	nla_nest_end(msg, nest);
	assert_int_equal(parse(msg, &port), -EBADMSG);
	nlmsg_free(msg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decimals),
		cmocka_unit_test(a_port),
		cmocka_unit_test(what_does_not_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
