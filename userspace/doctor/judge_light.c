// SPDX-License-Identifier: LGPL-2.1-or-later
/* Light, out and in, a lane at a time. */
#include "judge.h"

#include <linux/ethtool.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Less by that than at acceptance, half of it, is no wandering of a reading. */
#define FALLEN_DB	3.0

/* Those lanes whose light has some verdict. */
struct lanes {
	unsigned int n;
	char numbers[96];	/* "1, 3" */
	char levels[160];	/* "1: -11.2 dBm, 3: dark" */
	double worst_dbm;
	unsigned int breaks;
};

static const struct erd_light *light_of(const struct erd_media_lane *lane,
					bool rx)
{
	return rx ? &lane->rx : &lane->tx;
}

static void append(char *text, size_t size, const char *more)
{
	size_t at = strlen(text);

	snprintf(text + at, size - at, "%s%s", at ? ", " : "", more);
}

/* Without light @dbm is NAN. */
static void add_level(struct lanes *lanes, unsigned int number, double dbm)
{
	char text[40];

	lanes->n++;
	snprintf(text, sizeof(text), "%u", number);
	append(lanes->numbers, sizeof(lanes->numbers), text);
	if (isnan(dbm))
		snprintf(text, sizeof(text), "%u: dark", number);
	else
		snprintf(text, sizeof(text), "%u: %.2f dBm", number, dbm);
	append(lanes->levels, sizeof(lanes->levels), text);
}

static void add_lane(struct lanes *lanes, const struct erd_media_lane *lane,
		     const struct erd_light *light)
{
	add_level(lanes, lane->number, erd_dbm(light->mw));
	lanes->breaks |= light->breaks;
}

static struct lanes lanes_with(const struct erd_optics *optics, bool rx,
			       enum erd_light_verdict verdict)
{
	struct lanes lanes = {};
	size_t i;

	for (i = 0; i < optics->n_lanes; i++)
		if (light_of(&optics->lane[i], rx)->verdict == verdict)
			add_lane(&lanes, &optics->lane[i],
				 light_of(&optics->lane[i], rx));
	return lanes;
}

static struct lanes lanes_failing(const struct erd_optics *optics)
{
	struct lanes lanes = {};
	size_t i;

	/* Of other modules than an SFP it may be of a fault that is over. */
	if (optics->standard != ERD_OPTICS_SFF8472)
		return lanes;
	for (i = 0; i < optics->n_lanes; i++)
		if (optics->lane[i].tx_fault == ERD_FLAG_SET)
			add_lane(&lanes, &optics->lane[i],
				 &optics->lane[i].tx);
	return lanes;
}

/* What a lane had at acceptance, as the same module told it; NAN: not known. */
static double accepted_dbm(const struct facts_port *port,
			   const struct erd_media_lane *lane, bool rx)
{
	const struct facts_accepted *was = &port->accepted;
	size_t i;

	if (!was->is || strcmp(was->serial, port->optics.serial))
		return NAN;
	for (i = 0; i < was->n_lanes; i++)
		if (was->lane[i].number == lane->number)
			return rx ? was->lane[i].rx_dbm : was->lane[i].tx_dbm;
	return NAN;
}

/* Those that have much less than at acceptance: as they are, as they were. */
static void find_fallen(const struct facts_port *port, bool rx,
			struct lanes *is, struct lanes *was)
{
	const struct erd_optics *o = &port->optics;
	double now, then;
	size_t i;

	*is = *was = (struct lanes){};
	for (i = 0; i < o->n_lanes; i++) {
		now = erd_dbm(light_of(&o->lane[i], rx)->mw);
		then = accepted_dbm(port, &o->lane[i], rx);
		/* what is not known is not less */
		if (then - now >= FALLEN_DB) {
			add_level(is, o->lane[i].number, now);
			add_level(was, o->lane[i].number, then);
		}
	}
}

/* "lanes 1, 3 of 4", or "" of a module with one. */
static const char *which(const struct erd_optics *optics,
			 const struct lanes *lanes, char *text, size_t size)
{
	text[0] = '\0';
	if (optics->n_lanes > 1 && lanes->n < optics->n_lanes)
		snprintf(text, size, " on lane%s %s of %u",
			 lanes->n > 1 ? "s" : "", lanes->numbers,
			 (unsigned int)optics->n_lanes);
	return text;
}

static enum doctor_severity gravity(const struct facts_port *port)
{
	return port->erd.carrier ? SEVERITY_DEGRADED : SEVERITY_BROKEN;
}

static const char *limit_text(const struct lanes *lanes)
{
	if (lanes->breaks & 1U << ERD_LIGHT_LIMIT_ALARM)
		return "beyond the module's alarm limit";
	if (lanes->breaks & 1U << ERD_LIGHT_LIMIT_WARNING)
		return "beyond the module's warning limit";
	return "outside of Microsoft's -10 to 0 dBm";
}

/* What the record of acceptance adds to light that is too low. */
static void show_fallen(struct doctor_finding *f, const struct facts_port *port,
			bool rx)
{
	struct lanes is, was;

	find_fallen(port, rx, &is, &was);
	if (was.n)
		evidence(f, "on %s, when the link was tested, it was %s",
			 port->accepted.time, was.levels);
}

static void judge_fallen(struct judge *judge, const struct facts_port *port,
			 bool rx)
{
	const struct erd_optics *o = &port->optics;
	struct doctor_finding *f;
	struct lanes is, was;
	char lanes[160];

	find_fallen(port, rx, &is, &was);
	if (!is.n)
		return;
	f = found(judge, DOCTOR_LIGHT_FALLEN, SEVERITY_DEGRADED, port, NULL, 0,
		  rx ? "less light arrives than when the link was tested%s" :
		       "our own laser is weaker than when the link was tested%s",
		  which(o, &is, lanes, sizeof(lanes)));
	evidence(f, "%s %s", rx ? "Rx" : "Tx", is.levels);
	show_fallen(f, port, rx);
	if (rx) {
		next_step(f, "it is within limits still: clean and reseat both ends here, then have the cross-connect measured. If Microsoft's module or the path is a new one, erdctl port test %s keeps what is right now",
			  port->name);
	} else {
		f->owner = OWNER_US;
		next_step(f, "it is within limits still: have another module at hand for %s (%s %s, serial number %s)",
			  port->ifname, o->vendor, o->part_number, o->serial);
	}
}

static bool judge_sent(struct judge *judge, const struct facts_port *port)
{
	const struct erd_optics *o = &port->optics;
	struct lanes dark = lanes_with(o, false, ERD_LIGHT_NONE);
	struct lanes fault = lanes_failing(o);
	struct lanes low = lanes_with(o, false, ERD_LIGHT_LOW);
	struct doctor_finding *f;
	char lanes[160];

	if (dark.n || fault.n) {
		f = found(judge, DOCTOR_LASER_OFF, SEVERITY_BROKEN, port, NULL,
			  0, "our own laser sends no light%s",
			  which(o, dark.n ? &dark : &fault, lanes,
				sizeof(lanes)));
		evidence(f, "Tx %s%s", dark.n ? dark.levels : fault.levels,
			 fault.n ? ", the module reports a transmit fault" : "");
		next_step(f, "take the port down and up again (erdctl port disable and enable); if it stays dark replace the module in %s (%s %s, serial number %s)",
			  port->ifname, o->vendor, o->part_number, o->serial);
		return true;
	}
	if (low.n) {
		f = found(judge, DOCTOR_LIGHT_LOW, gravity(port), port, NULL, 0,
			  "our own laser is weak%s",
			  which(o, &low, lanes, sizeof(lanes)));
		f->owner = OWNER_US;
		evidence(f, "Tx %s, %s", low.levels, limit_text(&low));
		show_fallen(f, port, false);
		next_step(f, "replace the module in %s (%s %s, serial number %s)",
			  port->ifname, o->vendor, o->part_number, o->serial);
		return f->severity == SEVERITY_BROKEN;
	}
	judge_fallen(judge, port, false);
	return false;
}

static void advise_dark(struct doctor_finding *f)
{
	next_step(f, "cut or unpatched, rolled (Tx and Rx swapped), or Microsoft's port is off. Azure's RxLightLevel of this link tells: if it sees our light, their laser is off (adminState Disabled) or our Rx fibre is broken; if it sees none too, swap both fibres at the panel or have the cross-connect tested");
}

static bool judge_received(struct judge *judge, const struct facts_port *port)
{
	const struct erd_optics *o = &port->optics;
	struct lanes dark = lanes_with(o, true, ERD_LIGHT_NONE);
	struct lanes low = lanes_with(o, true, ERD_LIGHT_LOW);
	struct lanes high = lanes_with(o, true, ERD_LIGHT_HIGH);
	struct doctor_finding *f;
	char lanes[160];

	/* It comes and goes: that is for the link to say. */
	if (dark.n && port->counts[FACTS_LAST].carrier_changes >=
			      port->counts[FACTS_FIRST].carrier_changes + 2)
		return false;
	if (dark.n) {
		f = found(judge, DOCTOR_LIGHT_MISSING, SEVERITY_BROKEN, port,
			  NULL, 0, "no light arrives%s",
			  which(o, &dark, lanes, sizeof(lanes)));
		evidence(f, "Rx %s", dark.levels);
		advise_dark(f);
		return true;
	}
	if (low.n) {
		f = found(judge, DOCTOR_LIGHT_LOW, gravity(port), port, NULL, 0,
			  "the light that arrives is too low%s",
			  which(o, &low, lanes, sizeof(lanes)));
		evidence(f, "Rx %s, %s", low.levels, limit_text(&low));
		show_fallen(f, port, true);
		next_step(f, "clean and reseat both ends here, then have the cross-connect measured; compare Azure's TxLightLevel of this link");
		return f->severity == SEVERITY_BROKEN;
	}
	if (high.n) {
		f = found(judge, DOCTOR_LIGHT_HIGH, SEVERITY_DEGRADED, port,
			  NULL, 0, "the light that arrives is too strong%s",
			  which(o, &high, lanes, sizeof(lanes)));
		evidence(f, "Rx %s, %s", high.levels, limit_text(&high));
		next_step(f, "have an attenuator put in, or check that both modules are for the same distance");
	} else {
		judge_fallen(judge, port, true);
	}
	return false;
}

static bool lacks_module(const struct facts_port *port)
{
	if (port->optics_known.is)
		return false;
	return port->optics_missing ||
	       (port->link_known.is && !port->erd.carrier &&
		port->link.ext_state == ETHTOOL_LINK_EXT_STATE_NO_CABLE);
}

bool judge_light(struct judge *judge, const struct facts_port *port)
{
	struct doctor_finding *f;
	char what[64];

	if (lacks_module(port)) {
		f = found(judge, DOCTOR_OPTIC_MISSING, SEVERITY_BROKEN, port,
			  NULL, 0, "there is no optical module in the port");
		evidence(f, "%s", port->optics_known.why);
		next_step(f, "plug one in: single mode, 10GBASE-LR, 100GBASE-LR4 or 400GBASE-LR4 as the port is");
		return true;
	}
	if (!port->optics_known.is) {
		snprintf(what, sizeof(what), "light of %s", port->name);
		unchecked(judge, what, "%s", port->optics_known.why);
		return false;
	}
	if (judge_sent(judge, port))
		return true;
	return judge_received(judge, port);
}
