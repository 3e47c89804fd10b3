// SPDX-License-Identifier: LGPL-2.1-or-later
#include "attributes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

size_t put(struct writer *w, int type, const void *data, size_t size)
{
	struct nlattr attr = { .nla_type = type };
	size_t begin = w->len;

	attr.nla_len = NLA_HDRLEN + size;
	assert_true(begin + NLA_ALIGN(attr.nla_len) <= sizeof(w->at));
	memset(w->at + begin, 0, NLA_ALIGN(attr.nla_len));
	memcpy(w->at + begin, &attr, sizeof(attr));
	if (size)
		memcpy(w->at + begin + NLA_HDRLEN, data, size);
	w->len = begin + NLA_ALIGN(attr.nla_len);
	return begin;
}

void put_u8(struct writer *w, int type, uint8_t value)
{
	put(w, type, &value, sizeof(value));
}

void put_u16(struct writer *w, int type, uint16_t value)
{
	put(w, type, &value, sizeof(value));
}

void put_u32(struct writer *w, int type, uint32_t value)
{
	put(w, type, &value, sizeof(value));
}

void put_u64(struct writer *w, int type, uint64_t value)
{
	put(w, type, &value, sizeof(value));
}

void put_string(struct writer *w, int type, const char *string)
{
	put(w, type, string, strlen(string) + 1);
}

size_t begin_nest(struct writer *w, int type)
{
	return put(w, type, NULL, 0);
}

void end_nest(struct writer *w, size_t begin)
{
	struct nlattr attr;

	memcpy(&attr, w->at + begin, sizeof(attr));
	attr.nla_len = w->len - begin;
	memcpy(w->at + begin, &attr, sizeof(attr));
}

int parse_exactly(int (*parse)(struct nlattr *, int, void *),
			 const struct writer *w, size_t len, void *object)
{
	void *exact = malloc(len ? len : 1);
	int ret;

	assert_non_null(exact);
	memcpy(exact, w->at, len);
	ret = parse(exact, len, object);
	free(exact);
	return ret;
}

void put_stats(struct writer *w, int type)
{
	size_t stats = begin_nest(w, type), drops;

	put_u64(w, ERD_A_STATS_RX_FRAMES, 1ULL << 40);
	put_u64(w, ERD_A_STATS_RX_BYTES, UINT64_MAX);
	put_u64(w, ERD_A_STATS_TX_FRAMES, 3);
	put_u64(w, ERD_A_STATS_TX_BYTES, 4);
	drops = begin_nest(w, ERD_A_STATS_RX_DROPS);
	put_u64(w, ERD_DROP_UNKNOWN_STAG, 5);
	put_u64(w, ERD_DROP_LOWER, 6);
	end_nest(w, drops);
	end_nest(w, stats);
}

void put_port(struct writer *w)
{
	put_string(w, ERD_A_PORT_NAME, "er1");
	put_u32(w, ERD_A_PORT_IFINDEX, 7);
	put_string(w, ERD_A_PORT_IFNAME, "ens1f0");
	put_string(w, ERD_A_PORT_PAIR, "direct1");
	put_u32(w, ERD_A_PORT_ROLE, ERD_ROLE_SECONDARY);
	put_u32(w, ERD_A_PORT_ENCAP, ERD_ENCAP_DOT1Q);
	put_u16(w, ERD_A_PORT_OUTER_TPID, 0x88a8);
	put_u32(w, ERD_A_PORT_ADMIN_STATE, ERD_ADMIN_STATE_ENABLED);
	put_u8(w, ERD_A_PORT_CARRIER, 1);
	put_u32(w, ERD_A_PORT_SUBIFS, 2);
	put_u32(w, ERD_A_PORT_SUBIF_MTU, 1500);
	put_stats(w, ERD_A_PORT_STATS);
}

void check_stats(const struct erd_stats *stats)
{
	assert_true(stats->rx_frames == 1ULL << 40);
	assert_true(stats->rx_bytes == UINT64_MAX);
	assert_int_equal(stats->tx_frames, 3);
	assert_int_equal(stats->tx_bytes, 4);
	assert_int_equal(stats->rx_drops[ERD_DROP_UNKNOWN_STAG], 5);
	assert_int_equal(stats->rx_drops[ERD_DROP_LOWER], 6);
	assert_int_equal(stats->rx_drops[ERD_DROP_MALFORMED], 0);
	assert_int_equal(stats->tx_drops[ERD_DROP_LOWER], 0);
}

void check_port(const struct erd_port *port)
{
	assert_string_equal(port->name, "er1");
	assert_string_equal(port->pair, "direct1");
	assert_string_equal(port->ifname, "ens1f0");
	assert_int_equal(port->ifindex, 7);
	assert_int_equal(port->role, ERD_ROLE_SECONDARY);
	assert_int_equal(port->encap, ERD_ENCAP_DOT1Q);
	assert_int_equal(port->outer_tpid, 0x88a8);
	assert_int_equal(port->admin_state, ERD_ADMIN_STATE_ENABLED);
	assert_true(port->carrier);
	assert_int_equal(port->subifs, 2);
	assert_int_equal(port->subif_mtu, 1500);
	check_stats(&port->stats);
}
