// SPDX-License-Identifier: LGPL-2.1-or-later
/* Attributes as a kernel sends them, and as no kernel should. */
#include "parse.h"
#include "events.h"
#include "handle.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define FAMILY	0x1f

/* --- writing attributes, without libnl, which is what reads them -------- */

struct writer {
	_Alignas(4) unsigned char at[4096];
	size_t len;
};

static size_t put(struct writer *w, int type, const void *data, size_t size)
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

static void put_u8(struct writer *w, int type, uint8_t value)
{
	put(w, type, &value, sizeof(value));
}

static void put_u16(struct writer *w, int type, uint16_t value)
{
	put(w, type, &value, sizeof(value));
}

static void put_u32(struct writer *w, int type, uint32_t value)
{
	put(w, type, &value, sizeof(value));
}

static void put_u64(struct writer *w, int type, uint64_t value)
{
	put(w, type, &value, sizeof(value));
}

static void put_string(struct writer *w, int type, const char *string)
{
	put(w, type, string, strlen(string) + 1);
}

static size_t begin_nest(struct writer *w, int type)
{
	return put(w, type, NULL, 0);
}

static void end_nest(struct writer *w, size_t begin)
{
	struct nlattr attr;

	memcpy(&attr, w->at + begin, sizeof(attr));
	attr.nla_len = w->len - begin;
	memcpy(w->at + begin, &attr, sizeof(attr));
}

/*
 * In memory of exactly that size, so that the sanitizer sees a read behind
 * its end.
 */
static int parse_exactly(int (*parse)(struct nlattr *, int, void *),
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

/* --- whole objects ------------------------------------------------------ */

static void put_stats(struct writer *w, int type)
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

static void put_port(struct writer *w)
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

static void check_stats(const struct erd_stats *stats)
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

static void check_port(const struct erd_port *port)
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

/* --- events ------------------------------------------------------------- */

static void put_event(struct writer *w, uint64_t seq, uint32_t type)
{
	put_u64(w, ERD_A_EVENT_SEQ, seq);
	put_u32(w, ERD_A_EVENT_TYPE, type);
}

static void an_event(void **state)
{
	struct erd_event_info event;
	struct writer w = {};
	size_t nest;

	(void)state;
	put_event(&w, 1ULL << 33, ERD_EVENT_PORT_ADMIN);
	put_u32(&w, ERD_A_EVENT_OLD, 0);
	put_u32(&w, ERD_A_EVENT_NEW, 1);
	put_u32(&w, ERD_A_EVENT_CAUSE, ERD_CAUSE_DEVICE);
	nest = begin_nest(&w, ERD_A_EVENT_PORT);
	put_port(&w);
	end_nest(&w, nest);
	assert_int_equal(parse_exactly(parse_event, &w, w.len, &event), 0);
	assert_true(event.seq == 1ULL << 33);
	assert_int_equal(event.type, ERD_EVENT_PORT_ADMIN);
	assert_int_equal(event.old_value, 0);
	assert_int_equal(event.new_value, 1);
	assert_int_equal(event.cause, ERD_CAUSE_DEVICE);
	assert_true(event.has_port);
	assert_false(event.has_circuit);
	assert_false(event.has_subif);
	check_port(&event.port);
}

static void an_event_with_a_broken_object(void **state)
{
	struct erd_event_info event;
	struct writer w = {};
	size_t nest;

	(void)state;
	put_event(&w, 1, ERD_EVENT_CIRCUIT_ADDED);
	nest = begin_nest(&w, ERD_A_EVENT_CIRCUIT);
	put_string(&w, ERD_A_CIRCUIT_PAIR, "direct1");
	end_nest(&w, nest);
	assert_int_equal(parse_exactly(parse_event, &w, w.len, &event),
			 -EBADMSG);
}

struct seen {
	struct erd erd;
	unsigned int events;
	uint32_t last;
	uint64_t lost;
};

static void on_event(const struct erd_event_info *event, void *data)
{
	struct seen *seen = data;

	assert_non_null(event);
	seen->events++;
	seen->last = event->type;
	seen->lost += events_missed(&seen->erd, event);
}

/* A message of the family with an event of that sequence number. */
static void put_message(struct writer *w, int family, int cmd, uint64_t seq)
{
	struct genlmsghdr genl = { .cmd = cmd };
	struct nlmsghdr nlh = { .nlmsg_type = family };
	struct writer attrs = {};

	put_event(&attrs, seq, ERD_EVENT_PORT_CARRIER);
	nlh.nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN + attrs.len;
	memcpy(w->at + w->len, &nlh, sizeof(nlh));
	memcpy(w->at + w->len + NLMSG_HDRLEN, &genl, sizeof(genl));
	memcpy(w->at + w->len + NLMSG_HDRLEN + GENL_HDRLEN, attrs.at,
	       attrs.len);
	w->len += NLMSG_ALIGN(nlh.nlmsg_len);
}

/* What these and those before them add up to. */
static void deliver(struct seen *seen, const uint64_t *seqs, size_t n)
{
	struct writer w = {};
	size_t i;

	seen->events = 0;
	seen->lost = 0;
	for (i = 0; i < n; i++)
		put_message(&w, FAMILY, ERD_CMD_EVENT, seqs[i]);
	events_deliver(&seen->erd, -1, (struct nlmsghdr *)w.at, w.len, on_event,
		       seen);
}

static void gaps_are_lost_events(void **state)
{
	static const uint64_t whole[] = { 5, 6, 7 };
	static const uint64_t gaps[] = { 10, 11, 14 };
	static const uint64_t anew[] = { 1, 2 };
	struct seen seen = { .erd.family = FAMILY };

	(void)state;
	/* What was before the first one is nobody's loss. */
	deliver(&seen, whole, 3);
	assert_int_equal(seen.events, 3);
	assert_int_equal(seen.lost, 0);
	deliver(&seen, gaps, 3);
	assert_int_equal(seen.events, 3);
	assert_int_equal(seen.lost, 2 + 2);
	/* The module was reloaded. */
	deliver(&seen, anew, 2);
	assert_int_equal(seen.events, 2);
	assert_int_equal(seen.lost, 0);
}

static void other_messages_are_no_events(void **state)
{
	struct seen seen = { .erd.family = FAMILY };
	struct writer w = {};

	(void)state;
	put_message(&w, FAMILY + 1, ERD_CMD_EVENT, 1);
	put_message(&w, FAMILY, ERD_CMD_PORT_GET, 2);
	put_message(&w, FAMILY, ERD_CMD_EVENT, 3);
	events_deliver(&seen.erd, -1, (struct nlmsghdr *)w.at, w.len, on_event,
		       &seen);
	assert_int_equal(seen.events, 1);
	/* A header that promises more than there is ends it. */
	w.len -= 8;
	seen.events = 0;
	events_deliver(&seen.erd, -1, (struct nlmsghdr *)w.at, w.len, on_event,
		       &seen);
	assert_int_equal(seen.events, 0);
}

/* What the controller tells of a family. */
static void put_family(struct writer *w, int cmd, const char *name, int id)
{
	struct genlmsghdr genl = { .cmd = cmd };
	struct nlmsghdr nlh = { .nlmsg_type = GENL_ID_CTRL };
	size_t begin = w->len, groups, group;

	w->len += NLMSG_HDRLEN + GENL_HDRLEN;
	put_string(w, CTRL_ATTR_FAMILY_NAME, name);
	put_u16(w, CTRL_ATTR_FAMILY_ID, id);
	groups = begin_nest(w, CTRL_ATTR_MCAST_GROUPS);
	group = begin_nest(w, 1);
	put_string(w, CTRL_ATTR_MCAST_GRP_NAME, ERD_MCGRP_EVENTS);
	put_u32(w, CTRL_ATTR_MCAST_GRP_ID, 55);
	end_nest(w, group);
	end_nest(w, groups);
	nlh.nlmsg_len = w->len - begin;
	memcpy(w->at + begin, &nlh, sizeof(nlh));
	memcpy(w->at + begin + NLMSG_HDRLEN, &genl, sizeof(genl));
}

static void a_family(void **state)
{
	const size_t header = NLMSG_HDRLEN + GENL_HDRLEN;
	struct family family;
	struct writer w = {};

	(void)state;
	put_family(&w, CTRL_CMD_NEWFAMILY, ERD_FAMILY_NAME, 99);
	assert_int_equal(parse_family((struct nlattr *)(w.at + header),
				      w.len - header, &family), 0);
	assert_true(family.is_erd);
	assert_int_equal(family.id, 99);
	assert_int_equal(family.events, 55);
	/* Another one's group of the same name is not ours. */
	memset(&w, 0, sizeof(w));
	put_family(&w, CTRL_CMD_NEWFAMILY, "other", 99);
	assert_int_equal(parse_family((struct nlattr *)(w.at + header),
				      w.len - header, &family), 0);
	assert_false(family.is_erd);
	assert_int_equal(family.events, 0);
}

static void the_module_goes_and_comes_back(void **state)
{
	struct seen seen = { .erd.family = FAMILY };
	struct writer w = {};

	(void)state;
	put_message(&w, FAMILY, ERD_CMD_EVENT, 7);
	put_family(&w, CTRL_CMD_DELFAMILY, "other", FAMILY + 7);
	put_family(&w, CTRL_CMD_DELFAMILY, ERD_FAMILY_NAME, FAMILY);
	events_deliver(&seen.erd, -1, (struct nlmsghdr *)w.at, w.len, on_event,
		       &seen);
	assert_int_equal(seen.events, 2);
	assert_int_equal(seen.last, ERD_EVENT_MODULE_UNLOADED);

	memset(&w, 0, sizeof(w));
	put_family(&w, CTRL_CMD_NEWFAMILY, ERD_FAMILY_NAME, FAMILY + 1);
	events_deliver(&seen.erd, -1, (struct nlmsghdr *)w.at, w.len, on_event,
		       &seen);
	assert_int_equal(seen.last, ERD_EVENT_MODULE_LOADED);
	assert_int_equal(seen.erd.family, FAMILY + 1);

	/* Its third event is the first that is read. */
	memset(&w, 0, sizeof(w));
	put_message(&w, FAMILY + 1, ERD_CMD_EVENT, 3);
	events_deliver(&seen.erd, -1, (struct nlmsghdr *)w.at, w.len, on_event,
		       &seen);
	assert_int_equal(seen.events, 4);
	assert_int_equal(seen.lost, 2);
}

/* --- acknowledgements --------------------------------------------------- */

struct ack {
	struct nlmsghdr nlh;
	struct nlmsgerr e;
	unsigned char rest[256];
};

/* @repeated octets of the request stand between header and attributes. */
static void write_ack(struct ack *ack, int flags, size_t repeated,
		      const char *text)
{
	struct writer w = {};

	memset(ack, 0, sizeof(*ack));
	put_u32(&w, NLMSGERR_ATTR_OFFS, 24);
	put_string(&w, NLMSGERR_ATTR_MSG, text);
	ack->nlh.nlmsg_type = NLMSG_ERROR;
	ack->nlh.nlmsg_flags = flags;
	ack->e.error = -EEXIST;
	ack->e.msg.nlmsg_len = sizeof(ack->e.msg) + repeated;
	if (flags & NLM_F_CAPPED)
		repeated = 0;
	memset(ack->rest, 0xee, repeated);
	memcpy(ack->rest + NLMSG_ALIGN(repeated), w.at, w.len);
	ack->nlh.nlmsg_len = NLMSG_LENGTH(sizeof(ack->e)) +
			     NLMSG_ALIGN(repeated) + w.len;
}

static void texts_of_acknowledgements(void **state)
{
	struct ack ack;
	char text[64];

	(void)state;
	write_ack(&ack, NLM_F_ACK_TLVS | NLM_F_CAPPED, 40, "erd: no room");
	parse_ack_text(&ack.nlh, text, sizeof(text));
	assert_string_equal(text, "no room");
	write_ack(&ack, NLM_F_ACK_TLVS, 37, "Unknown device type");
	parse_ack_text(&ack.nlh, text, sizeof(text));
	assert_string_equal(text, "Unknown device type");
	write_ack(&ack, NLM_F_CAPPED, 0, "no flag, no text");
	parse_ack_text(&ack.nlh, text, sizeof(text));
	assert_string_equal(text, "");
	/* More than there is room for is cut. */
	write_ack(&ack, NLM_F_ACK_TLVS | NLM_F_CAPPED, 0, "erd: long text");
	parse_ack_text(&ack.nlh, text, 5);
	assert_string_equal(text, "long");
}

static void acknowledgements_that_lie(void **state)
{
	struct ack ack, *exact;
	char text[64];
	size_t len;

	(void)state;
	/* It says that more of the request is repeated than it is long. */
	write_ack(&ack, NLM_F_ACK_TLVS, 0, "text");
	ack.e.msg.nlmsg_len = 1 << 20;
	parse_ack_text(&ack.nlh, text, sizeof(text));
	assert_string_equal(text, "");
	ack.e.msg.nlmsg_len = UINT32_MAX;
	parse_ack_text(&ack.nlh, text, sizeof(text));
	assert_string_equal(text, "");
	/* Cut anywhere; this text leaves no padding behind it. */
	write_ack(&ack, NLM_F_ACK_TLVS | NLM_F_CAPPED, 0, "erd: a text");
	for (len = sizeof(ack.nlh); len < ack.nlh.nlmsg_len; len++) {
		exact = malloc(len);
		assert_non_null(exact);
		memcpy(exact, &ack, len);
		exact->nlh.nlmsg_len = len;
		parse_ack_text(&exact->nlh, text, sizeof(text));
		assert_string_equal(text, "");
		free(exact);
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
		cmocka_unit_test(an_event),
		cmocka_unit_test(an_event_with_a_broken_object),
		cmocka_unit_test(gaps_are_lost_events),
		cmocka_unit_test(other_messages_are_no_events),
		cmocka_unit_test(a_family),
		cmocka_unit_test(the_module_goes_and_comes_back),
		cmocka_unit_test(texts_of_acknowledgements),
		cmocka_unit_test(acknowledgements_that_lie),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
