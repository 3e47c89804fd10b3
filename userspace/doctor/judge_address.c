// SPDX-License-Identifier: LGPL-2.1-or-later
/* Addresses, and who answers for them. */
#include "judge.h"

#include <stdio.h>
#include <string.h>

static struct doctor_finding *say(struct judge *judge, enum doctor_id id,
				  const struct facts_path *path,
				  const struct facts_family *f,
				  const char *text)
{
	return found(judge, id, SEVERITY_BROKEN, NULL, path, f->family, "%s",
		     text);
}

/* Which of a network's usable addresses it is; 0: of a network that has more. */
static unsigned int place_of(const struct prefix *host)
{
	unsigned int bits = host->family == AF_INET ? 32 : 128;

	if (host->len != bits - 2)
		return 0;
	return host->address[bits / 8 - 1] & 3;
}

static bool is_silent(const struct facts_family *f)
{
	if (f->probe.arp_done)
		return !f->probe.remote.n;
	if (f->session && f->session->established)
		return false;
	return f->neighbour == FACTS_NEIGHBOUR_FAILED ||
	       f->neighbour == FACTS_NEIGHBOUR_ASKING;
}

static const char *answers_text(const struct facts_answers *answers,
				char text[80])
{
	char mac[MAC_SIZE];
	unsigned int i;

	text[0] = '\0';
	for (i = 0; i < answers->n && i < FACTS_MACS; i++)
		snprintf(text + strlen(text), 80 - strlen(text), "%s%s",
			 i ? ", " : "", mac_text(answers->mac[i], mac));
	return text;
}

bool judge_vrf(struct judge *judge, const struct facts_path *path)
{
	const char *wanted = NULL;
	struct doctor_finding *f;
	unsigned int i;

	if (path->wanted_peering)
		wanted = desired_vrf_of(path->wanted_circuit,
					path->wanted_peering);
	if (path->wanted_peering && !wanted)
		wanted = "";
	for (i = 0; i < 2 && !wanted; i++)
		if (path->family[i].session)
			wanted = path->family[i].session->vrf;
	if (!wanted || !strcmp(wanted, path->vrf))
		return false;
	f = found(judge, DOCTOR_VRF_WRONG, SEVERITY_BROKEN, NULL, path, 0,
		  "the sub-interface is in another VRF than its BGP session");
	evidence(f, "%s is in %s, and should be in %s", path->subif.ifname,
		 path->vrf[0] ? path->vrf : "none", wanted[0] ? wanted : "none");
	if (wanted[0])
		next_step(f, "ip link set %s master %s, or erdctl apply",
			  path->subif.ifname, wanted);
	else
		next_step(f, "ip link set %s nomaster, or erdctl apply",
			  path->subif.ifname);
	return true;
}

/* --- one after the other ------------------------------------------------ */

static bool judge_missing(struct judge *judge, const struct facts_path *path,
			  const struct facts_family *f)
{
	char text[INET6_ADDRSTRLEN];
	struct doctor_finding *d;

	if (f->local.family)
		return false;
	d = say(judge, DOCTOR_ADDRESS_MISSING, path, f,
		f->family == AF_INET ? "the sub-interface has no IPv4 address" :
				       "the sub-interface has no IPv6 address");
	if (f->wanted.family)
		evidence(d, "the file wants %s/%u on %s",
			 host_text(&f->wanted, text), f->wanted.len,
			 path->subif.ifname);
	else if (f->session)
		evidence(d, "there is a BGP session with %s", f->session->peer);
	next_step(d, "erdctl apply, or ip addr add on %s: the first usable address of the peering's network is ours",
		  path->subif.ifname);
	return true;
}

static bool judge_swapped(struct judge *judge, const struct facts_path *path,
			  const struct facts_family *f)
{
	char local[INET6_ADDRSTRLEN], macs[80];
	struct doctor_finding *d;

	if (!is_silent(f))
		return false;
	if (place_of(&f->local) == 2) {
		d = say(judge, DOCTOR_ADDRESS_SWAPPED, path, f,
			"we have the address that is Microsoft's: the first usable one is ours, the second theirs");
		evidence(d, "%s is the second of its network",
			 host_text(&f->local, local));
		if (f->probe.own.n)
			evidence(d, "%s answers for it too",
				 answers_text(&f->probe.own, macs));
		next_step(d, "swap them here: address of %s, neighbour of the session, and the file",
			  path->subif.ifname);
		return true;
	}
	if (place_of(&f->local) == 1 && f->probe.own.n) {
		d = say(judge, DOCTOR_ADDRESS_SWAPPED, path, f,
			"Microsoft's side has the address that is ours");
		d->owner = OWNER_MICROSOFT;
		evidence(d, "%s answers for %s, and nobody for the other one",
			 answers_text(&f->probe.own, macs),
			 host_text(&f->local, local));
		next_step(d, "compare primary and secondaryPeerAddressPrefix in Azure; if ours are right, open a ticket");
		return true;
	}
	return false;
}

static bool judge_duplicate(struct judge *judge, const struct facts_path *path,
			    const struct facts_family *f)
{
	const struct facts_probe *p = &f->probe;
	char text[INET6_ADDRSTRLEN], macs[80];
	struct doctor_finding *d;

	if (p->own.n) {
		d = say(judge, DOCTOR_ADDRESS_DUPLICATE, path, f,
			"somebody else answers for our address");
		evidence(d, "%s answers for %s on %s",
			 answers_text(&p->own, macs),
			 host_text(&f->local, text), path->subif.ifname);
	} else if (p->remote.n > 1) {
		d = say(judge, DOCTOR_ADDRESS_DUPLICATE, path, f,
			"more than one answers for Microsoft's address");
		evidence(d, "%s answer for %s on %s",
			 answers_text(&p->remote, macs),
			 host_text(&f->remote, text), path->subif.ifname);
	} else {
		return false;
	}
	next_step(d, "find the machine with that address: another router of ours on the same circuit, or a loop in the cross-connect");
	return true;
}

static bool judge_crossed(struct judge *judge, const struct facts_path *path,
			  const struct facts_family *f)
{
	char text[INET6_ADDRSTRLEN], macs[80];
	const struct facts_family *other;
	struct doctor_finding *d;

	if (!is_silent(f) || !f->probe.crossed.n || !path->other)
		return false;
	other = &path->other->family[f->family == AF_INET6];
	d = say(judge, DOCTOR_LINKS_CROSSED, path, f,
		"the links are crossed: the other link's router answers here");
	evidence(d, "%s, of %s, is at %s on %s",
		 host_text(&other->remote, text), path->other->port->name,
		 answers_text(&f->probe.crossed, macs), path->subif.ifname);
	next_step(d, "swap the cross-connects of primary and secondary, or their roles here (erdctl port show has them)");
	return true;
}

static const struct facts_stranger *stranger_of(const struct facts_path *path,
						int family)
{
	unsigned int i;

	for (i = 0; i < path->n_strangers; i++)
		if (path->stranger[i].sender.family == family)
			return &path->stranger[i];
	return NULL;
}

/* What the file says is what Azure says; without it, ours is the suspect. */
static bool judge_subnet(struct judge *judge, const struct facts_path *path,
			 const struct facts_family *f)
{
	const struct facts_stranger *stranger = stranger_of(path, f->family);
	char sender[INET6_ADDRSTRLEN], asked[INET6_ADDRSTRLEN] = "";
	char local[INET6_ADDRSTRLEN], mac[MAC_SIZE];
	struct doctor_finding *d;

	if (!is_silent(f) || !stranger)
		return false;
	d = say(judge, DOCTOR_SUBNET_WRONG, path, f,
		"the far end speaks from another network than ours");
	routing_address_text(&stranger->sender, sender);
	if (stranger->asked.family)
		routing_address_text(&stranger->asked, asked);
	evidence(d, "%s at %s%s%s; ours is %s/%u", sender,
		 mac_text(stranger->mac, mac), asked[0] ? " looks for " : "",
		 asked, host_text(&f->local, local), f->local.len);
	if (f->wanted.family && same_host(&f->wanted, &f->local))
		d->owner = OWNER_MICROSOFT;
	next_step(d, "compare primary and secondaryPeerAddressPrefix of the peering in Azure with the addresses of %s",
		  path->subif.ifname);
	return true;
}

static bool judge_unlike(struct judge *judge, const struct facts_path *path,
			 const struct facts_family *f)
{
	char local[INET6_ADDRSTRLEN], wanted[INET6_ADDRSTRLEN];
	struct doctor_finding *d;

	if (!is_silent(f) || !f->wanted.family ||
	    same_host(&f->wanted, &f->local))
		return false;
	d = say(judge, DOCTOR_SUBNET_WRONG, path, f,
		"the sub-interface has another address than the file wants");
	evidence(d, "%s has %s/%u, wanted is %s/%u", path->subif.ifname,
		 host_text(&f->local, local), f->local.len,
		 host_text(&f->wanted, wanted), f->wanted.len);
	next_step(d, "erdctl diff, erdctl apply");
	return true;
}

static bool judge_silent(struct judge *judge, const struct facts_path *path,
			 const struct facts_family *f)
{
	const struct facts_family *other = &path->family[f->family == AF_INET];
	char remote[INET6_ADDRSTRLEN];
	struct doctor_finding *d;

	if (!is_silent(f))
		return false;
	d = say(judge, DOCTOR_NEIGHBOUR_SILENT, path, f,
		f->family == AF_INET ?
			"Microsoft's router does not answer ARP" :
			"Microsoft's router does not answer neighbour discovery");
	evidence(d, "%s on %s: %s", host_text(&f->remote, remote),
		 path->subif.ifname,
		 f->probe.arp_done ? "asked, no answer" :
				     "the kernel has asked in vain");
	if (other->probe.remote.n)
		evidence(d, "it answers over %s", family_text(other->family));
	else if (path_is_alive(path))
		evidence(d, "frames of the peering do arrive");
	else
		evidence(d, "nothing at all arrives with these tags");
	next_step(d, "Azure's ARP table of the peering (az network express-route list-arp-tables) tells which side is missing; then compare S-tag, C-tag and addresses, and that the peering is Enabled and Provisioned");
	return true;
}

bool judge_address(struct judge *judge, const struct facts_path *path,
		   const struct facts_family *f)
{
	char what[DOCTOR_PLACE_SIZE];

	if (judge_missing(judge, path, f))
		return true;
	if (!f->remote.family) {
		snprintf(what, sizeof(what), "%s neighbour of %s",
			 family_text(f->family), path->subif.ifname);
		unchecked(judge, what, "which address is Microsoft's cannot be told of a /%u",
			  f->local.len);
		return true;
	}
	return judge_crossed(judge, path, f) ||
	       judge_swapped(judge, path, f) ||
	       judge_duplicate(judge, path, f) ||
	       judge_subnet(judge, path, f) ||
	       judge_unlike(judge, path, f) || judge_silent(judge, path, f);
}
