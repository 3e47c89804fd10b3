// SPDX-License-Identifier: LGPL-2.1-or-later
/* Faults of what a port is: software, device, gates, light, link. */
#include "doctor_faults.h"

#include <linux/ethtool.h>
#include <string.h>

static void module_missing(void) { e.facts.module.is = false; }
static void family_version(void) { e.facts.family_version = 99; }
static void other_build(void) { e.port[0].fastpath.attachment.current = false; }

static void other_schema(void)
{
	e.port[0].fastpath.known.is = e.port[0].fastpath.attached = false;
	e.port[0].fastpath.other_schema = true;
}

static void fastpath_missing(void)
{
	want();
	e.port[0].fastpath.attached = false;
}

static void xdp_foreign(void)
{
	e.port[0].fastpath.attached = false;
	strcpy(e.port[0].fastpath.foreign, "another");
}

static void tags_hidden(void)
{
	strcpy(e.port[0].fastpath.attachment.warning, "rxvlan is on");
}

static void frr_dead(void)
{
	without_routing();
	e.facts.routing.dead = true;
}

static void device_missing(void) { e.port[0].device = false; }
static void subif_moved(void) { e.path[0].subif.netnsid = 3; }

static void port_missing(void)
{
	want();
	e.port[0].bound = false;
	e.path[0].there = false;
}

static void device_down(void) { e.port[0].up = e.port[0].erd.carrier = false; }
static void subif_down(void) { e.path[0].subif.up = false; }

void port_disabled(void)
{
	e.port[0].erd.admin_state = ERD_ADMIN_STATE_DISABLED;
	device_down();
}

static void circuit_disabled(void)
{
	e.path[0].circuit_enabled = e.path[1].circuit_enabled = false;
}

void peering_disabled(void)
{
	e.path[0].subif.admin_state = ERD_ADMIN_STATE_DISABLED;
}

static void link_down(void)
{
	e.port[0].erd.carrier = false;
	e.port[0].link.speed_mbps = 0;
}

static void optic_missing(void)
{
	link_down();
	e.port[0].optics_known.is = false;
	e.port[0].link.ext_state = ETHTOOL_LINK_EXT_STATE_NO_CABLE;
}

static void laser_off(void)
{
	link_down();
	e.port[0].optics.lane[2].tx = (struct erd_light){
		0, ERD_LIGHT_NONE, 0 };
}

void dark(void)
{
	int i;

	link_down();
	for (i = 0; i < 4; i++)
		e.port[0].optics.lane[i].rx = (struct erd_light){
			0, ERD_LIGHT_NONE, 0 };
}

void low(void)
{
	e.port[0].optics.lane[1].rx = (struct erd_light){
		0.05, ERD_LIGHT_LOW, 1U << ERD_LIGHT_LIMIT_MICROSOFT };
}

static void weak(void)
{
	e.port[0].optics.lane[1].tx = (struct erd_light){
		0.05, ERD_LIGHT_LOW, 1U << ERD_LIGHT_LIMIT_ALARM };
}

void was_tested(void)
{
	struct facts_accepted *was = &e.port[0].accepted;
	unsigned int i;

	strcpy(e.port[0].optics.serial, "S1");
	was->is = true;
	strcpy(was->time, "2026-11-26");
	strcpy(was->serial, "S1");
	was->n_lanes = 4;
	for (i = 0; i < 4; i++)
		was->lane[i] = (struct facts_accepted_lane){
			i + 1, erd_dbm(0.6), erd_dbm(0.8)
		};
}

void fallen(void)
{
	was_tested();
	e.port[0].optics.lane[2].rx.mw = 0.25;
}

static void ageing(void)
{
	was_tested();
	e.port[0].optics.lane[2].tx.mw = 0.3;
}

static void high(void)
{
	e.port[0].optics.lane[1].rx = (struct erd_light){
		2, ERD_LIGHT_HIGH, 1U << ERD_LIGHT_LIMIT_ALARM };
}

static void unlocked(void)
{
	link_down();
	e.port[0].link.ext_state = ETHTOOL_LINK_EXT_STATE_LINK_LOGICAL_MISMATCH;
	e.port[0].link.ext_substate =
		ETHTOOL_LINK_EXT_SUBSTATE_LLM_PCS_DID_NOT_ACQUIRE_BLOCK_LOCK;
}

static void speed_theirs(void)
{
	unlocked();
	e.port[0].optics.lane[0].rx_lol = ERD_FLAG_SET;
}

static void speed_ours(void)
{
	want();
	speed_theirs();
	e.port[0].link.offered_mbps = 10000;
}

static void speed_10g(void)
{
	unlocked();
	e.port[0].optics.lane[0].rx_lol = ERD_FLAG_UNREPORTED;
	e.port[0].fec.active[0] = '\0';
}

static void fec_ours_on(void)
{
	unlocked();
	strcpy(e.port[0].fec.active, "RS");
	e.port[0].link.ext_substate =
		ETHTOOL_LINK_EXT_SUBSTATE_LLM_RS_FEC_IS_NOT_LOCKED;
}

static void crc(void) { e.port[0].counts[FACTS_LAST].rx_crc_errors = 3; }

static void fec_lost(void)
{
	e.port[0].counts[FACTS_LAST].fec_uncorrectable = 3;
}

static void flapping(void)
{
	dark();
	e.port[0].counts[FACTS_LAST].carrier_changes = 4;
}

const struct fault port_faults[] = {
	FAULT(module_missing, "module_missing", "us", "broken"),
	FAULT(family_version, "version_mismatch", "us", "degraded"),
	FAULT(other_build, "version_mismatch", "us", "degraded"),
	FAULT(other_schema, "version_mismatch", "us", "degraded"),
	FAULT(fastpath_missing, "fastpath_missing", "us", "degraded"),
	FAULT(xdp_foreign, "xdp_foreign", "us", "degraded"),
	FAULT(tags_hidden, "tags_hidden", "us", "degraded"),
	FAULT(frr_dead, "routing_daemon_missing", "us", "broken"),
	FAULT(device_missing, "device_missing", "us", "broken"),
	FAULT(subif_moved, "device_missing", "us", "broken"),
	FAULT(port_missing, "port_missing", "us", "broken"),
	FAULT(device_down, "device_down", "us", "broken"),
	FAULT(subif_down, "device_down", "us", "broken"),
	FAULT(port_disabled, "port_disabled", "us", "broken"),
	FAULT(circuit_disabled, "circuit_disabled", "us", "broken"),
	FAULT(peering_disabled, "peering_disabled", "us", "broken"),
	FAULT(link_down, "carrier_missing", "cross_connect", "broken"),
	FAULT(optic_missing, "optic_missing", "us", "broken"),
	FAULT(laser_off, "laser_off", "us", "broken"),
	FAULT(dark, "light_missing", "cross_connect", "broken"),
	FAULT(low, "light_low", "cross_connect", "degraded"),
	FAULT(weak, "light_low", "us", "degraded"),
	FAULT(fallen, "light_fallen", "cross_connect", "degraded"),
	FAULT(ageing, "light_fallen", "us", "degraded"),
	FAULT(high, "light_high", "cross_connect", "degraded"),
	FAULT(unlocked, "fec_mismatch", "microsoft", "broken"),
	FAULT(speed_theirs, "speed_mismatch", "microsoft", "broken"),
	FAULT(speed_ours, "speed_mismatch", "us", "broken"),
	FAULT(speed_10g, "speed_mismatch", "microsoft", "broken"),
	FAULT(fec_ours_on, "fec_mismatch", "microsoft", "broken"),
	FAULT(crc, "link_errors", "cross_connect", "degraded"),
	FAULT(fec_lost, "link_errors", "cross_connect", "degraded"),
	FAULT(flapping, "link_flaps", "cross_connect", "broken"),
	{}
};
