// SPDX-License-Identifier: LGPL-2.1-or-later
/* Carrier, speed, FEC, errors. */
#include "judge.h"

#include <linux/ethtool.h>
#include <string.h>

/* Flaps of one run; less is one change, as after a repair. */
#define FLAPS	2

static uint32_t wanted_mbps(const struct facts_port *port)
{
	return port->wanted_pair ? 1000 * port->wanted_pair->bandwidth_gbps : 0;
}

static void show_light(struct doctor_finding *f, const struct facts_port *port)
{
	const struct erd_optics *o = &port->optics;

	if (port->optics_known.is && o->n_lanes)
		evidence(f, "light is good: Rx %.2f dBm, Tx %.2f dBm on lane 1",
			 erd_dbm(o->lane[0].rx.mw), erd_dbm(o->lane[0].tx.mw));
}

/* Whether the clock of what arrives is another one: SET, CLEAR, not told. */
static enum erd_flag clock_lost(const struct facts_port *port)
{
	enum erd_flag flag = ERD_FLAG_UNREPORTED;
	size_t i;

	if (!port->optics_known.is)
		return flag;
	for (i = 0; i < port->optics.n_lanes; i++)
		if (port->optics.lane[i].rx_lol > flag)
			flag = port->optics.lane[i].rx_lol;
	return flag;
}

static bool is_unlocked(const struct ethtool_link *link)
{
	switch (link->ext_substate) {
	case ETHTOOL_LINK_EXT_SUBSTATE_LLM_PCS_DID_NOT_ACQUIRE_BLOCK_LOCK:
	case ETHTOOL_LINK_EXT_SUBSTATE_LLM_PCS_DID_NOT_ACQUIRE_AM_LOCK:
	case ETHTOOL_LINK_EXT_SUBSTATE_LLM_PCS_DID_NOT_GET_ALIGN_STATUS:
		return true;
	default:
		return false;
	}
}

static bool is_fec_unlocked(const struct ethtool_link *link)
{
	return link->ext_substate ==
		       ETHTOOL_LINK_EXT_SUBSTATE_LLM_FC_FEC_IS_NOT_LOCKED ||
	       link->ext_substate ==
		       ETHTOOL_LINK_EXT_SUBSTATE_LLM_RS_FEC_IS_NOT_LOCKED;
}

static void say_speed(struct judge *judge, const struct facts_port *port)
{
	uint32_t wanted = wanted_mbps(port), ours = port->link.offered_mbps;
	struct doctor_finding *f;

	if (wanted && ours && wanted != ours) {
		f = found(judge, DOCTOR_SPEED_MISMATCH, SEVERITY_BROKEN, port,
			  NULL, 0, "our port is set to another speed than the pair has");
		f->owner = OWNER_US;
		evidence(f, "ours offers %u Mb/s, the pair is of %u Mb/s", ours,
			 wanted);
		next_step(f, "ethtool -s %s speed %u; and a module of that speed",
			  port->ifname, wanted);
	} else {
		f = found(judge, DOCTOR_SPEED_MISMATCH, SEVERITY_BROKEN, port,
			  NULL, 0, "Microsoft's port runs at another speed than ours");
		if (ours)
			evidence(f, "ours runs at %u Mb/s", ours);
		next_step(f, "compare bandwidthInGbps of the Direct resource with our module; if it is the same, open a ticket");
	}
	evidence(f, "%s%s", ethtool_link_why(&port->link),
		 clock_lost(port) == ERD_FLAG_SET ?
			 ", and the module finds no clock in the light" : "");
	show_light(f, port);
}

static void say_fec(struct judge *judge, const struct facts_port *port)
{
	struct doctor_finding *f;

	f = found(judge, DOCTOR_FEC_MISMATCH, SEVERITY_BROKEN, port, NULL, 0,
		  "FEC of Microsoft's port and ours differ");
	evidence(f, "%s; FEC here is %s", ethtool_link_why(&port->link),
		 port->fec_known.is && port->fec.active[0] ?
			 port->fec.active : "not told");
	show_light(f, port);
	next_step(f, "try the other: ethtool --set-fec %s encoding %s; if neither works, ask Microsoft what the port runs",
		  port->ifname,
		  strcmp(port->fec.active, "RS") ? "rs" : "off");
}

static bool judge_carrier(struct judge *judge, const struct facts_port *port)
{
	const struct ethtool_link *link = &port->link;
	struct doctor_finding *f;

	if (port->erd.carrier)
		return false;
	if (port->link_known.is && is_fec_unlocked(link)) {
		say_fec(judge, port);
	} else if (port->link_known.is && is_unlocked(link)) {
		/* Another coding has the same clock, another speed has not. */
		if (clock_lost(port) == ERD_FLAG_CLEAR && port->fec_known.is &&
		    port->fec.active[0])
			say_fec(judge, port);
		else
			say_speed(judge, port);
	} else {
		f = found(judge, DOCTOR_CARRIER_MISSING, SEVERITY_BROKEN, port,
			  NULL, 0, "there is no link, though nothing here keeps it away");
		if (port->link_known.is && link->ext_state >= 0)
			evidence(f, "the driver says: %s",
				 ethtool_link_why(link));
		show_light(f, port);
		next_step(f, "most often our light does not reach Microsoft: Azure's RxLightLevel of this link tells; have the fibre from our Tx checked, then the speed and FEC of both ends compared");
	}
	return true;
}

static void judge_errors(struct judge *judge, const struct facts_port *port)
{
	const struct facts_counts *a = &port->counts[FACTS_FIRST];
	const struct facts_counts *b = &port->counts[FACTS_LAST];
	struct doctor_finding *f;

	if (b->rx_crc_errors <= a->rx_crc_errors &&
	    b->fec_uncorrectable <= a->fec_uncorrectable)
		return;
	f = found(judge, DOCTOR_LINK_ERRORS, SEVERITY_DEGRADED, port, NULL, 0,
		  "frames arrive damaged");
	evidence(f, "%llu frames with a wrong check sequence in %.1f s, of %llu; %llu blocks that FEC gave up",
		 (unsigned long long)(b->rx_crc_errors - a->rx_crc_errors),
		 facts_seconds(judge->facts),
		 (unsigned long long)(b->rx_frames - a->rx_frames),
		 (unsigned long long)(b->fec_uncorrectable -
				      a->fec_uncorrectable));
	evidence(f, "%llu and %llu since the device is there",
		 (unsigned long long)b->rx_crc_errors,
		 (unsigned long long)b->fec_uncorrectable);
	next_step(f, "clean and reseat both ends of the Rx fibre here; then have the cross-connect tested");
}

static bool judge_flaps(struct judge *judge, const struct facts_port *port)
{
	const struct facts_counts *a = &port->counts[FACTS_FIRST];
	const struct facts_counts *b = &port->counts[FACTS_LAST];
	struct doctor_finding *f;

	if (b->carrier_changes < a->carrier_changes + FLAPS)
		return false;
	f = found(judge, DOCTOR_LINK_FLAPS, SEVERITY_BROKEN, port, NULL, 0,
		  "the link goes up and down");
	evidence(f, "%u changes of carrier in %.1f s, %u in all",
		 b->carrier_changes - a->carrier_changes,
		 facts_seconds(judge->facts), b->carrier_changes);
	next_step(f, "a loose or dirty connector: have the cross-connect tested; disable the port meanwhile (erdctl port disable %s), the other link carries the traffic",
		  port->name);
	return true;
}

bool judge_link(struct judge *judge, const struct facts_port *port)
{
	uint32_t wanted = wanted_mbps(port);
	struct doctor_finding *f;

	if (judge_flaps(judge, port))
		return true;
	if (judge_carrier(judge, port))
		return true;
	if (wanted && port->link_known.is && port->link.speed_mbps &&
	    port->link.speed_mbps != wanted) {
		f = found(judge, DOCTOR_SPEED_MISMATCH, SEVERITY_DEGRADED, port,
			  NULL, 0, "the link runs at another speed than the pair has");
		f->owner = OWNER_US;
		evidence(f, "it runs at %u Mb/s, the pair is of %u Mb/s",
			 port->link.speed_mbps, wanted);
		next_step(f, "correct bandwidth_gbps of the pair in the file, or the module");
	}
	judge_errors(judge, port);
	return false;
}
