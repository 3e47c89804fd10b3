// SPDX-License-Identifier: LGPL-2.1-or-later
/* What sizes pass, and whether all of it does. */
#include "judge.h"

#include <stdio.h>

/* Small pings that may be lost before it is loss; see PINGS of probe.c. */
#define LOST		2
/* With more loss than that, a size that fails says nothing. */
#define LOSSY_PERCENT	30

static bool judge_own(struct judge *judge, const struct facts_path *path,
		      const struct facts_family *f)
{
	struct doctor_finding *d;

	if (!path->wanted_mtu || path->mtu >= path->wanted_mtu)
		return false;
	d = found(judge, DOCTOR_MTU_SHORT, SEVERITY_BROKEN, NULL, path,
		  f->family, "our own MTU is too small");
	d->owner = OWNER_US;
	evidence(d, "%s has %u, wanted is %u", path->subif.ifname, path->mtu,
		 path->wanted_mtu);
	if (path->port->erd.subif_mtu < path->wanted_mtu)
		evidence(d, "%s leaves %u after the tags", path->port->ifname,
			 path->port->erd.subif_mtu);
	next_step(d, "ip link set %s mtu %u (the tags need their octets), then %s",
		  path->port->ifname,
		  path->wanted_mtu + (path->stag ? 8 : 4), path->subif.ifname);
	return true;
}

/* The greatest size that was answered, 0 for none. */
static uint32_t greatest(const struct facts_probe *p)
{
	int i;

	for (i = FACTS_SIZES - 1; i >= 0; i--)
		if (p->sized[i])
			return p->size[i];
	return 0;
}

/* What our own card did not take meanwhile, or NULL. */
static const char *ours(const struct facts_path *path)
{
	const struct facts_counts *a = &path->port->counts[FACTS_FIRST];
	const struct facts_counts *b = &path->port->counts[FACTS_LAST];

	if (b->rx_too_long > a->rx_too_long)
		return "frames that come in too long";
	if (b->tx_errors > a->tx_errors)
		return "errors of what it is to send";
	return NULL;
}

static bool judge_size(struct judge *judge, const struct facts_path *path,
		       const struct facts_family *f)
{
	uint32_t wanted = f->probe.size[FACTS_SIZES - 1];
	uint32_t passes = greatest(&f->probe);
	struct doctor_finding *d;

	if (!wanted || passes == wanted)
		return false;
	if (ours(path)) {
		d = found(judge, DOCTOR_MTU_SHORT, SEVERITY_BROKEN, NULL, path,
			  f->family, "our own card does not take frames of the full size");
		d->owner = OWNER_US;
		evidence(d, "%u octets are answered, %u are not; %s counts %s",
			 passes, wanted, path->port->ifname, ours(path));
		next_step(d, "ip link set %s mtu %u; if it counts on, the card takes no frames of %u octets with %s",
			  path->port->ifname, wanted + (path->stag ? 8 : 4),
			  wanted + 14 + (path->stag ? 8 : 4),
			  path->stag ? "two tags" : "a tag");
		return true;
	}
	d = found(judge, DOCTOR_MTU_SHORT, SEVERITY_BROKEN, NULL, path,
		  f->family, "packets of the full size do not pass");
	if (passes)
		evidence(d, "%u octets are answered, %u are not", passes,
			 wanted);
	else
		evidence(d, "small pings are answered, those of %u and %u octets are not",
			 f->probe.size[0], wanted);
	if (passes && wanted - passes <= 8)
		evidence(d, "a tag has four octets");
	next_step(d, "somebody on the way has no room for %s: %u octets of frame without the check sequence; ask the cross-connect provider first if there is a switch, then Microsoft",
		  path->stag ? "both tags" : "the tag",
		  wanted + 14 + (path->stag ? 8 : 4));
	return true;
}

/* What we drop ourselves, or see damaged, is said elsewhere. */
static bool is_explained(const struct facts_path *path)
{
	const struct facts_counts *c = path->port->counts;
	const struct erd_account *limited = path->limited;

	return c[FACTS_LAST].rx_crc_errors > c[FACTS_FIRST].rx_crc_errors ||
	       limited[FACTS_LAST].rx.frames > limited[FACTS_FIRST].rx.frames ||
	       limited[FACTS_LAST].tx.frames > limited[FACTS_FIRST].tx.frames;
}

static void judge_loss(struct judge *judge, const struct facts_path *path,
		       const struct facts_family *f)
{
	const struct facts_probe *p = &f->probe;
	unsigned int lost = p->pings - p->pongs;
	struct doctor_finding *d;

	if (p->pongs >= p->pings || lost < LOST || is_explained(path))
		return;
	d = found(judge, DOCTOR_LOSS,
		  2 * lost > p->pings ? SEVERITY_BROKEN : SEVERITY_DEGRADED,
		  NULL, path, f->family, "packets are lost");
	evidence(d, "%u of %u pings to %s were not answered", lost, p->pings,
		 f->session ? f->session->peer : "the far end");
	evidence(d, "nothing arrived damaged here, so they were lost on the way there, or their answers before this port");
	if (f->session && f->session->bfd.present)
		evidence(d, "BFD is %s", f->session->bfd.status);
	next_step(d, "Azure's port metrics show whether its side counts errors: if so the fibre from our Tx is bad; a router may also limit its answers, then BFD stays up");
}

bool judge_mtu(struct judge *judge, const struct facts_path *path,
	       const struct facts_family *f)
{
	const struct facts_probe *p = &f->probe;
	char what[DOCTOR_PLACE_SIZE + 32], name[DOCTOR_PLACE_SIZE];
	const struct doctor_place place = { .path = path,
					    .family = f->family };

	if (judge_own(judge, path, f))
		return true;
	if (!p->ping_done)
		return false;
	if (!p->pongs) {
		snprintf(what, sizeof(what), "sizes and loss of %s",
			 doctor_place_text(&place, name));
		unchecked(judge, what, "the far end answers no ping");
		return false;
	}
	judge_loss(judge, path, f);
	if (100 * (p->pings - p->pongs) > LOSSY_PERCENT * p->pings)
		return false;
	return judge_size(judge, path, f);
}
