// SPDX-License-Identifier: LGPL-2.1-or-later
/* Attributes as a kernel sends them, and as no kernel should. */
#include "attributes.h"
#include "parse.h"

#include <errno.h>
#include <linux/if_link.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void put_circuit(struct writer *w)
{
	put_string(w, ERD_A_CIRCUIT_PAIR, "direct1");
	put_string(w, ERD_A_CIRCUIT_NAME, "hq1");
	put_u16(w, ERD_A_CIRCUIT_STAG, 1000);
	put_u32(w, ERD_A_CIRCUIT_SUBIFS, 4);
	put_u32(w, ERD_A_CIRCUIT_ADMIN_STATE, ERD_ADMIN_STATE_DISABLED);
}

static void put_subif(struct writer *w)
{
	put_u32(w, ERD_A_SUBIF_IFINDEX, 9);
	put_string(w, ERD_A_SUBIF_IFNAME, "hq1.p1");
	put_string(w, ERD_A_SUBIF_PORT, "er1");
	put_string(w, ERD_A_SUBIF_PAIR, "direct1");
	put_string(w, ERD_A_SUBIF_CIRCUIT, "hq1");
	put_u32(w, ERD_A_SUBIF_PEERING, ERD_PEERING_PRIVATE);
	put_u16(w, ERD_A_SUBIF_STAG, 1000);
	put_u16(w, ERD_A_SUBIF_CTAG, 100);
	put_u32(w, ERD_A_SUBIF_ADMIN_STATE, ERD_ADMIN_STATE_DISABLED);
	put_u8(w, ERD_A_SUBIF_UP, 1);
	put_u8(w, ERD_A_SUBIF_CARRIER, 0);
	put_stats(w, ERD_A_SUBIF_STATS);
}

static void a_port(void **state)
{
	struct writer w = {};
	struct erd_port port;

	(void)state;
	put_port(&w);
	assert_int_equal(parse_exactly(parse_port, &w, w.len, &port), 0);
	check_port(&port);
}

static void a_circuit(void **state)
{
	struct erd_circuit circuit;
	struct writer w = {};

	(void)state;
	put_circuit(&w);
	assert_int_equal(parse_exactly(parse_circuit, &w, w.len, &circuit), 0);
	assert_string_equal(circuit.pair, "direct1");
	assert_string_equal(circuit.name, "hq1");
	assert_int_equal(circuit.stag, 1000);
	assert_int_equal(circuit.subifs, 4);
	assert_int_equal(circuit.admin_state, ERD_ADMIN_STATE_DISABLED);
}

static void a_circuit_without_stag(void **state)
{
	struct erd_circuit circuit = { .stag = 77 };
	struct writer w = {};

	(void)state;
	put_string(&w, ERD_A_CIRCUIT_PAIR, "direct1");
	put_string(&w, ERD_A_CIRCUIT_NAME, "hq1");
	assert_int_equal(parse_exactly(parse_circuit, &w, w.len, &circuit), 0);
	assert_int_equal(circuit.stag, 0);
	/* Nor did it say that it has a gate. */
	assert_int_equal(circuit.admin_state, ERD_ADMIN_STATE_ENABLED);
}

static void a_subif(void **state)
{
	struct erd_subif subif;
	struct writer w = {};

	(void)state;
	put_subif(&w);
	assert_int_equal(parse_exactly(parse_subif, &w, w.len, &subif), 0);
	assert_string_equal(subif.ifname, "hq1.p1");
	assert_string_equal(subif.port, "er1");
	assert_string_equal(subif.pair, "direct1");
	assert_string_equal(subif.circuit, "hq1");
	assert_int_equal(subif.ifindex, 9);
	assert_int_equal(subif.netnsid, -1);
	assert_int_equal(subif.peering, ERD_PEERING_PRIVATE);
	assert_int_equal(subif.stag, 1000);
	assert_int_equal(subif.ctag, 100);
	assert_int_equal(subif.admin_state, ERD_ADMIN_STATE_DISABLED);
	assert_true(subif.up);
	assert_false(subif.carrier);
	check_stats(&subif.stats);
}

static void a_subif_of_another_namespace(void **state)
{
	struct erd_subif subif;
	struct writer w = {};

	(void)state;
	put_subif(&w);
	put_u32(&w, ERD_A_SUBIF_NETNSID, 3);
	assert_int_equal(parse_exactly(parse_subif, &w, w.len, &subif), 0);
	assert_int_equal(subif.netnsid, 3);
}

/* --- unknown tags ------------------------------------------------------- */

static void put_unknown(struct writer *w, uint64_t last_ns)
{
	static const uint8_t source[] = { 2, 0, 0, 0, 0, 9 };
	size_t nest = begin_nest(w, ERD_A_PORT_UNKNOWN);

	put_u32(w, ERD_A_UNKNOWN_REASON, ERD_DROP_UNKNOWN_CTAG);
	put_u16(w, ERD_A_UNKNOWN_OUTER_TPID, 0x8100);
	put_u16(w, ERD_A_UNKNOWN_OUTER_VID, 0);
	put_u16(w, ERD_A_UNKNOWN_INNER_TPID, 0x8100);
	put_u16(w, ERD_A_UNKNOWN_INNER_VID, 4095);
	put(w, ERD_A_UNKNOWN_SOURCE, source, sizeof(source));
	put_u64(w, ERD_A_UNKNOWN_FRAMES, 1ULL << 33);
	put_u64(w, ERD_A_UNKNOWN_FIRST_NS, 5);
	put_u64(w, ERD_A_UNKNOWN_LAST_NS, last_ns);
	end_nest(w, nest);
}

static void put_wrong_tpid(struct writer *w, uint64_t last_ns)
{
	size_t nest = begin_nest(w, ERD_A_PORT_UNKNOWN);

	put_u32(w, ERD_A_UNKNOWN_REASON, ERD_DROP_WRONG_TPID);
	put_u16(w, ERD_A_UNKNOWN_OUTER_TPID, 0x9100);
	put_u64(w, ERD_A_UNKNOWN_LAST_NS, last_ns);
	end_nest(w, nest);
}

static void unknown_tags(void **state)
{
	static const uint8_t source[] = { 2, 0, 0, 0, 0, 9 };
	const struct erd_seen_tag *tag;
	struct erd_port port = {};
	struct writer w = {};

	(void)state;
	put_unknown(&w, 70);
	put_port(&w);
	put_wrong_tpid(&w, 90);
	assert_int_equal(parse_exactly(parse_port, &w, w.len, &port), 0);
	check_port(&port);
	assert_int_equal(port.n_unknown, 2);
	/* The latest comes first, wherever it stood. */
	tag = &port.unknown[0];
	assert_int_equal(tag->reason, ERD_DROP_WRONG_TPID);
	assert_int_equal(tag->outer_tpid, 0x9100);
	assert_int_equal(tag->outer_vid, -1);
	assert_int_equal(tag->inner_tpid, 0);
	assert_int_equal(tag->inner_vid, -1);
	tag = &port.unknown[1];
	assert_int_equal(tag->reason, ERD_DROP_UNKNOWN_CTAG);
	assert_int_equal(tag->outer_vid, 0);
	assert_int_equal(tag->inner_tpid, 0x8100);
	assert_int_equal(tag->inner_vid, 4095);
	assert_memory_equal(tag->source, source, sizeof(source));
	assert_true(tag->frames == 1ULL << 33);
	assert_int_equal(tag->first_ns, 5);
	assert_int_equal(tag->last_ns, 70);
}

static void more_unknown_tags_than_there_is_room_for(void **state)
{
	struct erd_port port = { .n_unknown = 77 };
	struct writer w = {};
	int i;

	(void)state;
	put_port(&w);
	for (i = 0; i < ERD_UNKNOWN_MAX + 3; i++)
		put_unknown(&w, i);
	assert_int_equal(parse_exactly(parse_port, &w, w.len, &port), 0);
	assert_int_equal(port.n_unknown, ERD_UNKNOWN_MAX);
}

static void a_broken_unknown_tag(void **state)
{
	struct erd_port port;
	struct writer w = {};
	size_t nest;

	(void)state;
	put_port(&w);
	nest = begin_nest(&w, ERD_A_PORT_UNKNOWN);
	put_u32(&w, ERD_A_UNKNOWN_REASON, ERD_DROP_UNKNOWN_STAG);
	put_u16(&w, ERD_A_UNKNOWN_OUTER_TPID, 0x8100);
	put(&w, ERD_A_UNKNOWN_SOURCE, "short", 5);
	end_nest(&w, nest);
	assert_int_equal(parse_exactly(parse_port, &w, w.len, &port),
			 -EBADMSG);
}

/* --- 802.1p ------------------------------------------------------------- */

static const uint8_t egress[ERD_PRIORITIES] = { [6] = 5, [15] = 7 };
static const uint8_t ingress[ERD_PCPS] = { [7] = 15 };

static void put_link(struct writer *w, const char *kind, size_t size)
{
	size_t info, data;

	put_string(w, IFLA_IFNAME, "hq1.p1");
	info = begin_nest(w, IFLA_LINKINFO);
	put_string(w, IFLA_INFO_KIND, kind);
	data = begin_nest(w, IFLA_INFO_DATA);
	put_u16(w, IFLA_ERD_CTAG, 100);
	put(w, IFLA_ERD_EGRESS_PCP, egress, size);
	put(w, IFLA_ERD_INGRESS_PRIO, ingress, sizeof(ingress));
	end_nest(w, data);
	end_nest(w, info);
}

static void maps_of_a_link(void **state)
{
	struct erd_pcp_maps maps;
	struct writer w = {};

	(void)state;
	put_link(&w, "erd", sizeof(egress));
	assert_int_equal(parse_exactly(parse_link_pcp, &w, w.len, &maps), 0);
	assert_memory_equal(maps.egress_pcp, egress, sizeof(egress));
	assert_memory_equal(maps.ingress_prio, ingress, sizeof(ingress));
}

static void maps_of_what_is_none(void **state)
{
	struct erd_pcp_maps maps;
	struct writer w = {};

	(void)state;
	put_link(&w, "vlan", sizeof(egress));
	assert_int_equal(parse_exactly(parse_link_pcp, &w, w.len, &maps),
			 -EBADMSG);
	memset(&w, 0, sizeof(w));
	put_link(&w, "erd", sizeof(egress) - 1);
	assert_int_equal(parse_exactly(parse_link_pcp, &w, w.len, &maps),
			 -EBADMSG);
	assert_int_equal(parse_exactly(parse_link_pcp, &w, 0, &maps), -EBADMSG);
}

/* --- what a newer kernel or a broken one sends -------------------------- */

static void unknown_attributes(void **state)
{
	struct erd_port port;
	struct writer w = {};

	(void)state;
	put_u64(&w, ERD_A_PORT_MAX + 1, 1);
	put_port(&w);
	put_string(&w, 500, "from the future");
	assert_int_equal(parse_exactly(parse_port, &w, w.len, &port), 0);
	check_port(&port);
}

static void unknown_drop_reasons(void **state)
{
	size_t stats, drops;
	struct writer w = {};
	struct erd_port port;

	(void)state;
	put_string(&w, ERD_A_PORT_NAME, "er1");
	put_string(&w, ERD_A_PORT_PAIR, "direct1");
	stats = begin_nest(&w, ERD_A_PORT_STATS);
	drops = begin_nest(&w, ERD_A_STATS_TX_DROPS);
	put_u64(&w, ERD_DROP_MAX + 3, 1);
	put_u64(&w, ERD_DROP_LOWER, 2);
	end_nest(&w, drops);
	end_nest(&w, stats);
	assert_int_equal(parse_exactly(parse_port, &w, w.len, &port), 0);
	assert_int_equal(port.stats.tx_drops[ERD_DROP_LOWER], 2);
}

static void missing_attributes(void **state)
{
	struct erd_circuit circuit;
	struct erd_subif subif;
	struct writer w = {};
	struct erd_port port;

	(void)state;
	assert_int_equal(parse_exactly(parse_port, &w, 0, &port), -EBADMSG);
	put_string(&w, ERD_A_PORT_NAME, "er1");
	assert_int_equal(parse_exactly(parse_port, &w, w.len, &port),
			 -EBADMSG);
	assert_int_equal(parse_exactly(parse_circuit, &w, w.len, &circuit),
			 -EBADMSG);
	assert_int_equal(parse_exactly(parse_subif, &w, 0, &subif), -EBADMSG);
}

static void attributes_of_the_wrong_size(void **state)
{
	char long_name[ERD_NAME_MAX + 8];
	struct erd_port port;
	struct writer w;

	(void)state;
	memset(&w, 0, sizeof(w));
	put_string(&w, ERD_A_PORT_NAME, "er1");
	put_string(&w, ERD_A_PORT_PAIR, "direct1");
	put_u16(&w, ERD_A_PORT_IFINDEX, 1);	/* a u32 it should be */
	assert_int_equal(parse_exactly(parse_port, &w, w.len, &port),
			 -EBADMSG);

	memset(&w, 0, sizeof(w));
	memset(long_name, 'a', sizeof(long_name));
	long_name[sizeof(long_name) - 1] = '\0';
	put_string(&w, ERD_A_PORT_NAME, long_name);
	put_string(&w, ERD_A_PORT_PAIR, "direct1");
	assert_int_equal(parse_exactly(parse_port, &w, w.len, &port),
			 -EBADMSG);

	memset(&w, 0, sizeof(w));
	put(&w, ERD_A_PORT_NAME, "er1", 3);	/* without its NUL */
	put_string(&w, ERD_A_PORT_PAIR, "direct1");
	assert_int_equal(parse_exactly(parse_port, &w, w.len, &port),
			 -EBADMSG);
}

/* Cut anywhere, it is refused or read, and nothing behind the cut is. */
static void truncated_anywhere(void **state)
{
	struct erd_port port;
	struct writer w = {};
	size_t len;
	int ret;

	(void)state;
	put_port(&w);
	for (len = 0; len < w.len; len++) {
		ret = parse_exactly(parse_port, &w, len, &port);
		if (ret && ret != -EBADMSG)
			fail_msg("cut to %zu: returned %d", len, ret);
	}
}

/* Each length in the message made longer than the message. */
static void lengths_that_lie(void **state)
{
	struct erd_subif subif;
	struct writer w = {};
	size_t at;

	(void)state;
	put_subif(&w);
	for (at = 0; at + 1 < w.len; at += 4) {
		struct writer lying = w;

		lying.at[at] = 0xff;
		lying.at[at + 1] = 0xff;
		parse_exactly(parse_subif, &lying, lying.len, &subif);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_port),
		cmocka_unit_test(a_circuit),
		cmocka_unit_test(a_circuit_without_stag),
		cmocka_unit_test(a_subif),
		cmocka_unit_test(a_subif_of_another_namespace),
		cmocka_unit_test(unknown_tags),
		cmocka_unit_test(more_unknown_tags_than_there_is_room_for),
		cmocka_unit_test(a_broken_unknown_tag),
		cmocka_unit_test(maps_of_a_link),
		cmocka_unit_test(maps_of_what_is_none),
		cmocka_unit_test(unknown_attributes),
		cmocka_unit_test(unknown_drop_reasons),
		cmocka_unit_test(missing_attributes),
		cmocka_unit_test(attributes_of_the_wrong_size),
		cmocka_unit_test(truncated_anywhere),
		cmocka_unit_test(lengths_that_lie),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
