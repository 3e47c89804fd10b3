// SPDX-License-Identifier: LGPL-2.1-or-later
/* Faults of the way to the far end: tags, addresses, MTU, traffic, state. */
#include "doctor_faults.h"
#include "change.h"

#include <string.h>

/* The far end cannot be reached, and tags that nobody has arrive. */
void unreachable(void)
{
	int i;

	e.path[0].stats[FACTS_LAST].rx_frames = 0;
	for (i = 0; i < 2; i++) {
		e.path[0].family[i].probe.remote.n = 0;
		e.path[0].family[i].probe.pongs = 0;
		e.session[i].established = false;
		strcpy(e.session[i].state, "Active");
	}
}

static void seen(enum erd_drop reason, int outer, int inner)
{
	unreachable();
	e.port[0].erd.n_unknown = 1;
	e.port[0].erd.unknown[0] = (struct erd_seen_tag){
		.reason = reason,
		.outer_tpid = reason == ERD_DROP_WRONG_TPID ? 0x88a8 : 0x8100,
		.outer_vid = outer,
		.inner_tpid = inner >= 0 ? 0x8100 : 0,
		.inner_vid = inner,
		.frames = 7,
		.last_ns = 1001 * SECOND,
	};
}

static void stag(void) { seen(ERD_DROP_UNKNOWN_STAG, 1001, 100); }
static void ctag(void) { seen(ERD_DROP_UNKNOWN_CTAG, 1000, 101); }
static void swapped(void) { seen(ERD_DROP_UNKNOWN_STAG, 100, 1000); }
static void single(void) { seen(ERD_DROP_SINGLE_TAG, 100, -1); }
static void tpid(void) { seen(ERD_DROP_WRONG_TPID, 1000, 100); }

/* Another peering's that nobody has, beside one that works. */
static void stag_beside(void)
{
	stag();
	begin();
	e.port[0].erd.n_unknown = 1;
	e.port[0].erd.unknown[0].last_ns = 1001 * SECOND;
	e.port[0].erd.unknown[0].reason = ERD_DROP_UNKNOWN_STAG;
}

static void untagged(void)
{
	unreachable();
	e.port[0].lone.known.is = true;
	e.port[0].lone.untagged = 4;
}

/* Whatever else arrives with one tag, ARP is of the peering. */
static void single_arp(void)
{
	single();
	e.port[0].lone.known.is = true;
	e.port[0].lone.single = 2;
}

static void single_of_its_own(void)
{
	single();
	e.port[0].lone.known.is = true;
}

static void address_missing(void) { v4()->local.family = 0; }

static void address_swapped(void)
{
	unreachable();
	v4()->local = host("10.0.0.2/30");
	v4()->remote = host("10.0.0.1/30");
}

static void address_swapped_there(void)
{
	unreachable();
	v4()->probe.own.n = 1;
}

static void stranger(void)
{
	unreachable();
	e.path[0].n_strangers = 1;
	e.path[0].stranger[0].sender.family = AF_INET;
}

static void stranger_wanted(void)
{
	want();
	stranger();
}

static void unlike(void)
{
	want();
	unreachable();
	v4()->wanted = host("10.9.0.1/30");
}

static void duplicate(void) { v4()->probe.own.n = 1; }
static void duplicate_there(void) { v4()->probe.remote.n = 2; }

static void crossed(void)
{
	unreachable();
	v4()->probe.crossed.n = 1;
}

static void silent(void) { unreachable(); }

static void failed_neighbour(void)
{
	unreachable();
	v4()->probe.arp_done = e.path[0].probed = false;
	v4()->neighbour = FACTS_NEIGHBOUR_FAILED;
}

static void vrf(void) { strcpy(e.path[0].vrf, "red"); }

static void mtu_theirs(void)
{
	v4()->probe.size[1] = 1492;
	v4()->probe.sized[1] = 1;
	v4()->probe.sized[FACTS_SIZES - 1] = 0;
}

static void mtu_ours(void)
{
	want();
	e.path[0].mtu = 1496;
}

static void mtu_card(void)
{
	mtu_theirs();
	e.port[0].counts[FACTS_LAST].rx_too_long = 3;
}

static void mtu_card_out(void)
{
	mtu_theirs();
	e.port[0].counts[FACTS_LAST].tx_errors = 4;
}

static void loss(void) { v4()->probe.pongs = 40; }

static void limited(void)
{
	e.path[0].limited[FACTS_LAST].rx.frames = 9;
	v4()->probe.pongs = 40;
}

static void circuit_full(void)
{
	want();
	e.path[0].stats[FACTS_LAST].tx_bytes = 240000000;
}

static void port_full(void)
{
	e.port[0].counts[FACTS_LAST].rx_bytes = 24000000000;
}

struct facts_drift drifting;

void drift(void)
{
	drifting = (struct facts_drift){ .object = "port 'ams-1'",
					 .text = "disable port 'ams-1'",
					 .kind = CHANGE_PORT_ADMIN };
	e.facts.drift = (struct list){ &drifting, 1, 1, sizeof(drifting) };
}

static void clock_off(void) { e.facts.clock_synchronised = false; }

const struct fault path_faults[] = {
	FAULT(stag, "stag_unknown", "microsoft", "broken"),
	FAULT(ctag, "ctag_unknown", "microsoft", "broken"),
	FAULT(swapped, "tags_swapped", "microsoft", "broken"),
	FAULT(single, "tag_missing", "microsoft", "broken"),
	FAULT(tpid, "tpid_wrong", "microsoft", "broken"),
	FAULT(stag_beside, "stag_unknown", "microsoft", "degraded"),
	FAULT(untagged, "tag_missing", "microsoft", "broken"),
	FAULT(single_arp, "tag_missing", "microsoft", "broken"),
	FAULT(single_of_its_own, "neighbour_silent", "microsoft", "broken"),
	FAULT(address_missing, "address_missing", "us", "broken"),
	FAULT(address_swapped, "address_swapped", "us", "broken"),
	FAULT(address_swapped_there, "address_swapped", "microsoft", "broken"),
	FAULT(stranger, "subnet_wrong", "us", "broken"),
	FAULT(stranger_wanted, "subnet_wrong", "microsoft", "broken"),
	FAULT(unlike, "subnet_wrong", "us", "broken"),
	FAULT(duplicate, "address_duplicate", "us", "broken"),
	FAULT(duplicate_there, "address_duplicate", "us", "broken"),
	FAULT(crossed, "links_crossed", "cross_connect", "broken"),
	FAULT(silent, "neighbour_silent", "microsoft", "broken"),
	FAULT(failed_neighbour, "neighbour_silent", "microsoft", "broken"),
	FAULT(vrf, "vrf_wrong", "us", "broken"),
	FAULT(mtu_theirs, "mtu_short", "microsoft", "broken"),
	FAULT(mtu_ours, "mtu_short", "us", "broken"),
	FAULT(mtu_card, "mtu_short", "us", "broken"),
	FAULT(mtu_card_out, "mtu_short", "us", "broken"),
	FAULT(loss, "loss", "cross_connect", "degraded"),
	FAULT(limited, "rate_limited", "us", "degraded"),
	FAULT(circuit_full, "utilisation_high", "us", "degraded"),
	FAULT(port_full, "utilisation_high", "us", "degraded"),
	FAULT(drift, "drift", "us", "degraded"),
	FAULT(clock_off, "clock_unsynchronised", "us", "degraded"),
	{}
};
