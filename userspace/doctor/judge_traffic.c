// SPDX-License-Identifier: LGPL-2.1-or-later
/* Whether there is room, and both links do the same. */
#include "judge.h"

#define FULL_PERCENT	90
#define SETTLED_S	10

static double bits_per_s(const struct facts *facts, uint64_t from, uint64_t to)
{
	double seconds = facts_seconds(facts);

	return to > from && seconds > 0 ? (to - from) * 8.0 / seconds : 0;
}

/* --- a circuit's own rate ----------------------------------------------- */

static void judge_limited(struct judge *judge, const struct facts_path *path,
			  bool rx)
{
	const struct erd_account *limited = path->limited, *account;
	uint64_t frames, from, to, rate;
	struct doctor_finding *d;

	account = path->account;
	frames = rx ? limited[FACTS_LAST].rx.frames -
			      limited[FACTS_FIRST].rx.frames :
		      limited[FACTS_LAST].tx.frames -
			      limited[FACTS_FIRST].tx.frames;
	if (!frames)
		return;
	from = rx ? account[FACTS_FIRST].rx.bytes : account[FACTS_FIRST].tx.bytes;
	to = rx ? account[FACTS_LAST].rx.bytes : account[FACTS_LAST].tx.bytes;
	rate = rx ? path->rates.rx.bits_per_s : path->rates.tx.bits_per_s;
	d = found(judge, DOCTOR_RATE_LIMITED, SEVERITY_DEGRADED, NULL, path, 0,
		  "our own limit of circuit '%s' drops frames that %s",
		  path->circuit, rx ? "come in" : "go out");
	evidence(d, "%llu frames in %.1f s, at an average of %.1f Mbit/s of %.1f Mbit/s",
		 (unsigned long long)frames, facts_seconds(judge->facts),
		 bits_per_s(judge->facts, from, to) / 1e6, rate / 1e6);
	next_step(d, "bursts are longer than the limit lets pass: erdctl circuit set %s with a greater burst, or a larger circuit",
		  path->circuit);
}

static void judge_circuit_full(struct judge *judge,
			       const struct facts_path *path, bool rx)
{
	const struct erd_stats *a = &path->stats[FACTS_FIRST];
	const struct erd_stats *b = &path->stats[FACTS_LAST];
	double used, room;
	struct doctor_finding *d;

	if (!path->wanted_circuit)
		return;
	room = desired_bandwidth_mbps(path->wanted_circuit) * 1e6;
	used = rx ? bits_per_s(judge->facts, a->rx_bytes, b->rx_bytes) :
		    bits_per_s(judge->facts, a->tx_bytes, b->tx_bytes);
	if (!room || used * 100 < room * FULL_PERCENT)
		return;
	d = found(judge, DOCTOR_UTILISATION_HIGH, SEVERITY_DEGRADED, NULL, path,
		  0, "circuit '%s' is nearly full %s", path->circuit,
		  rx ? "inwards" : "outwards");
	evidence(d, "%.1f of %.1f Mbit/s over %.1f s", used / 1e6, room / 1e6,
		 facts_seconds(judge->facts));
	next_step(d, "erdctl stats shows what it is; a circuit can grow in place");
}

/* --- both links --------------------------------------------------------- */

static bool is_settled(const struct routing_session_state *s)
{
	return s && s->established && s->uptime_s >= SETTLED_S;
}

/* None at all is said elsewhere. */
static bool differ(uint32_t a, uint32_t b)
{
	return a && b && a != b;
}

static void judge_links(struct judge *judge, const struct facts_path *path,
			unsigned int i)
{
	const struct routing_session_state *a = path->family[i].session;
	const struct routing_session_state *b;
	struct doctor_finding *d;

	if (!path->other || path->port->role != ERD_ROLE_PRIMARY)
		return;
	b = path->other->family[i].session;
	if (!is_settled(a) || !is_settled(b))
		return;
	if (a->drained != b->drained) {
		d = found(judge, DOCTOR_ASYMMETRY, SEVERITY_DEGRADED, NULL,
			  a->drained ? path : path->other,
			  path->family[i].family,
			  "this link is drained: all traffic is on the other one");
		next_step(d, "put it back when the work is done");
	} else if (differ(a->prefixes_in, b->prefixes_in)) {
		d = found(judge, DOCTOR_ASYMMETRY, SEVERITY_DEGRADED, NULL, path,
			  path->family[i].family,
			  "the links do not bring the same prefixes");
		d->owner = OWNER_MICROSOFT;
		evidence(d, "%u by the primary, %u by the secondary",
			 a->prefixes_in, b->prefixes_in);
		next_step(d, "compare filters of both sessions here, then az network express-route list-route-tables of both paths");
	} else if (differ(a->prefixes_out, b->prefixes_out)) {
		d = found(judge, DOCTOR_ASYMMETRY, SEVERITY_DEGRADED, NULL, path,
			  path->family[i].family,
			  "the links do not announce the same prefixes");
		evidence(d, "%u by the primary, %u by the secondary",
			 a->prefixes_out, b->prefixes_out);
		next_step(d, "erdctl diff; what is announced is the same for both links of a peering");
	}
}

void judge_traffic(struct judge *judge, const struct facts_path *path)
{
	judge_limited(judge, path, true);
	judge_limited(judge, path, false);
	judge_circuit_full(judge, path, true);
	judge_circuit_full(judge, path, false);
	judge_links(judge, path, 0);
	judge_links(judge, path, 1);
}

void judge_traffic_port(struct judge *judge, const struct facts_port *port)
{
	const struct facts_counts *a = &port->counts[FACTS_FIRST];
	const struct facts_counts *b = &port->counts[FACTS_LAST];
	double room = port->link.speed_mbps * 1e6, in, out;
	struct doctor_finding *d;

	in = bits_per_s(judge->facts, a->rx_bytes, b->rx_bytes);
	out = bits_per_s(judge->facts, a->tx_bytes, b->tx_bytes);
	if (!room ||
	    (in * 100 < room * FULL_PERCENT && out * 100 < room * FULL_PERCENT))
		return;
	d = found(judge, DOCTOR_UTILISATION_HIGH, SEVERITY_DEGRADED, port, NULL,
		  0, "the port is nearly full");
	evidence(d, "%.1f Mbit/s in, %.1f out, of %u Mbit/s", in / 1e6,
		 out / 1e6, port->link.speed_mbps);
	next_step(d, "erdctl stats shows whose it is");
}
