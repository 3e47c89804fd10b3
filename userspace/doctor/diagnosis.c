// SPDX-License-Identifier: LGPL-2.1-or-later
#include "diagnosis.h"
#include "judge.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- words -------------------------------------------------------------- */

static const struct {
	const char *name;
	enum doctor_layer layer;
	enum doctor_owner owner;
} ids[] = {
#define F(id, name, layer, owner)	\
	[DOCTOR_##id] = { #name, LAYER_##layer, OWNER_##owner },
	DOCTOR_FINDINGS(F)
#undef F
};

const char *doctor_id_name(enum doctor_id id)
{
	return ids[id].name;
}

enum doctor_layer doctor_id_layer(enum doctor_id id)
{
	return ids[id].layer;
}

const char *doctor_layer_name(enum doctor_layer layer)
{
	static const char *const names[] = {
		[LAYER_SOFTWARE] = "software", [LAYER_PORT] = "port",
		[LAYER_LIGHT] = "light",       [LAYER_LINK] = "link",
		[LAYER_TAGS] = "tags",	       [LAYER_ADDRESS] = "address",
		[LAYER_MTU] = "mtu",	       [LAYER_BGP] = "bgp",
		[LAYER_PREFIXES] = "prefixes", [LAYER_BFD] = "bfd",
		[LAYER_TRAFFIC] = "traffic",   [LAYER_STATE] = "state",
	};

	return names[layer];
}

const char *doctor_owner_name(enum doctor_owner owner)
{
	static const char *const names[] = {
		[OWNER_US] = "us",
		[OWNER_CROSS_CONNECT] = "cross_connect",
		[OWNER_MICROSOFT] = "microsoft",
	};

	return names[owner];
}

const char *doctor_severity_name(enum doctor_severity severity)
{
	return severity == SEVERITY_BROKEN ? "broken" : "degraded";
}

const char *doctor_verdict_name(enum doctor_verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_HEALTHY] = "healthy",
		[VERDICT_DEGRADED] = "degraded",
		[VERDICT_BROKEN] = "broken",
	};

	return names[verdict];
}

const char *family_text(int family)
{
	return family == AF_INET ? "IPv4" : "IPv6";
}

const char *doctor_place_text(const struct doctor_place *place,
			      char text[DOCTOR_PLACE_SIZE])
{
	const char *family = place->family == AF_INET ? " v4" :
			     place->family == AF_INET6 ? " v6" : "";

	if (place->path)
		snprintf(text, DOCTOR_PLACE_SIZE, "%s/%s/%u%s",
			 place->path->circuit,
			 erd_peering_name(place->path->peering),
			 routing_link_number(place->path->port->role), family);
	else if (place->port)
		snprintf(text, DOCTOR_PLACE_SIZE, "port %s",
			 place->port->name);
	else
		snprintf(text, DOCTOR_PLACE_SIZE, "this machine");
	return text;
}

/* --- saying ------------------------------------------------------------- */

/* Where it goes without memory; the diagnosis is thrown away then. */
static struct doctor_finding nowhere = {
	.places = LIST_OF(struct doctor_place),
};

static struct doctor_finding *add_finding(struct judge *judge,
					  enum doctor_id id,
					  enum doctor_severity severity,
					  const char *text)
{
	struct diagnosis *d = judge->diagnosis;
	struct doctor_finding *finding;

	desired_each(finding, &d->findings)
		if (finding->id == id && finding->severity == severity &&
		    !strcmp(finding->text, text))
			return finding;
	finding = list_add(&d->findings);
	if (!finding) {
		d->no_memory = true;
		return &nowhere;
	}
	finding->id = id;
	finding->severity = severity;
	finding->owner = ids[id].owner;
	snprintf(finding->text, sizeof(finding->text), "%s", text);
	finding->places = (struct list)LIST_OF(struct doctor_place);
	return finding;
}

struct doctor_finding *found(struct judge *judge, enum doctor_id id,
			     enum doctor_severity severity,
			     const struct facts_port *port,
			     const struct facts_path *path, int family,
			     const char *format, ...)
{
	struct doctor_finding *finding;
	struct doctor_place *place;
	char text[sizeof(finding->text)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	finding = add_finding(judge, id, severity, text);
	if (finding == &nowhere)
		return finding;
	place = list_add(&finding->places);
	if (!place) {
		judge->diagnosis->no_memory = true;
		return finding;
	}
	place->port = port ? port : path ? path->port : NULL;
	place->path = path;
	place->family = family;
	return finding;
}

void evidence(struct doctor_finding *finding, const char *format, ...)
{
	struct doctor_place *place = finding->places.items;
	size_t at;
	va_list args;

	if (!finding->places.n)
		return;
	place += finding->places.n - 1;
	at = strlen(place->evidence);
	if (at && at + 2 < sizeof(place->evidence))
		at += snprintf(place->evidence + at,
			       sizeof(place->evidence) - at, "; ");
	va_start(args, format);
	vsnprintf(place->evidence + at, sizeof(place->evidence) - at, format,
		  args);
	va_end(args);
}

void next_step(struct doctor_finding *finding, const char *format, ...)
{
	va_list args;

	if (finding->places.n > 1 && finding->next[0])
		return;
	va_start(args, format);
	vsnprintf(finding->next, sizeof(finding->next), format, args);
	va_end(args);
}

void unchecked(struct judge *judge, const char *what, const char *format, ...)
{
	struct doctor_unchecked *item = list_add(&judge->diagnosis->unchecked);
	va_list args;

	if (!item) {
		judge->diagnosis->no_memory = true;
		return;
	}
	snprintf(item->what, sizeof(item->what), "%s", what);
	va_start(args, format);
	vsnprintf(item->why, sizeof(item->why), format, args);
	va_end(args);
}

/* --- what several of them ask ------------------------------------------- */

const char *mac_text(const uint8_t mac[6], char text[MAC_SIZE])
{
	snprintf(text, MAC_SIZE, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0],
		 mac[1], mac[2], mac[3], mac[4], mac[5]);
	return text;
}

const char *host_text(const struct prefix *host, char text[INET6_ADDRSTRLEN])
{
	struct routing_address address = { .family = host->family };

	memcpy(&address.v4, host->address,
	       host->family == AF_INET ? sizeof(address.v4) :
					 sizeof(address.v6));
	if (host->family)
		routing_address_text(&address, text);
	else
		snprintf(text, INET6_ADDRSTRLEN, "none");
	return text;
}

bool same_host(const struct prefix *a, const struct prefix *b)
{
	return a->family == b->family &&
	       !memcmp(a->address, b->address, sizeof(a->address));
}

bool path_is_alive(const struct facts_path *path)
{
	const struct facts_family *f;
	unsigned int i;

	if (path->stats[FACTS_LAST].rx_frames >
	    path->stats[FACTS_FIRST].rx_frames)
		return true;
	for (i = 0; i < 2; i++) {
		f = &path->family[i];
		if (f->probe.remote.n || (f->session && f->session->established))
			return true;
		if (!path->probed && f->neighbour == FACTS_NEIGHBOUR_KNOWN)
			return true;
	}
	return false;
}

/* --- the chain ---------------------------------------------------------- */

static void name_path(const struct facts_path *path, const char *layers,
		      char *text, size_t size)
{
	const struct doctor_place place = { .path = path };
	char name[DOCTOR_PLACE_SIZE];

	snprintf(text, size, "%s of %s", layers,
		 doctor_place_text(&place, name));
}

static bool is_deliberate(const struct facts_port *port,
			  const struct facts_path *path)
{
	const uint32_t disabled = ERD_ADMIN_STATE_DISABLED;

	if (port->wanted && port->wanted->admin_state == disabled)
		return true;
	if (!path)
		return false;
	if (path->wanted_circuit &&
	    path->wanted_circuit->admin_state == disabled)
		return true;
	return path->wanted_peering &&
	       path->wanted_peering->admin_state == disabled;
}

/* One family of a path, upwards from its addresses. */
static void judge_family(struct judge *judge, const struct facts_path *path,
			 const struct facts_family *f)
{
	if (!f->used || judge_address(judge, path, f))
		return;
	if (judge_mtu(judge, path, f) || judge_bgp(judge, path, f))
		return;
	judge_prefixes(judge, path, f);
	judge_bfd(judge, path, f);
}

static void judge_path(struct judge *judge, const struct facts_path *path)
{
	char what[DOCTOR_PLACE_SIZE + 32];
	unsigned int i;

	if (is_deliberate(path->port, path)) {
		name_path(path, "the path", what, sizeof(what));
		unchecked(judge, what, "it is disabled, as the file wants it");
		return;
	}
	if (judge_port_path(judge, path))
		return;
	if (judge_tags(judge, path) || judge_vrf(judge, path))
		return;
	for (i = 0; i < 2; i++)
		judge_family(judge, path, &path->family[i]);
	judge_traffic(judge, path);
}

/* A path that could have been probed and was not. */
static bool is_unprobed(const struct facts_path *path)
{
	return path->selected && path->there && !path->probed &&
	       path->subif.netnsid < 0 && path->subif.up &&
	       path->subif.carrier && path->probe_known.why[0];
}

static void say_unprobed(struct judge *judge, const struct facts_path *first,
			 size_t n)
{
	const struct doctor_place place = { .path = first };
	char what[DOCTOR_PLACE_SIZE + 32], name[DOCTOR_PLACE_SIZE];

	doctor_place_text(&place, name);
	if (n == 1)
		snprintf(what, sizeof(what), "probes of %.80s", name);
	else
		snprintf(what, sizeof(what), "probes of %.48s and %zu more",
			 name, n - 1);
	unchecked(judge, what, "%s", first->probe_known.why);
}

/* One line for those in a row that have one reason: they may be thousands. */
static void list_unprobed(struct judge *judge)
{
	const struct facts *facts = judge->facts;
	const struct facts_path *path, *first = NULL;
	size_t i, n = 0;

	for (i = 0; i < facts->n_paths; i++) {
		path = &facts->paths[i];
		if (!is_unprobed(path))
			continue;
		if (first && strcmp(first->probe_known.why,
				    path->probe_known.why)) {
			say_unprobed(judge, first, n);
			first = NULL;
		}
		if (!first) {
			first = path;
			n = 0;
		}
		n++;
	}
	if (first)
		say_unprobed(judge, first, n);
}

static bool judge_link_of(struct judge *judge, const struct facts_port *port)
{
	return judge_software_port(judge, port) || judge_port(judge, port) ||
	       judge_light(judge, port) || judge_link(judge, port);
}

static void judge_one_port(struct judge *judge, const struct facts_port *port)
{
	const struct facts *facts = judge->facts;
	char what[64];
	size_t i;

	snprintf(what, sizeof(what), "link %s", port->name);
	if (is_deliberate(port, NULL)) {
		unchecked(judge, what, "it is disabled, as the file wants it");
		return;
	}
	if (judge_link_of(judge, port)) {
		snprintf(what, sizeof(what), "tags to traffic on %s",
			 port->name);
		unchecked(judge, what, "nothing of it works before its link does");
		return;
	}
	for (i = 0; i < facts->n_paths; i++)
		if (facts->paths[i].port == port && facts->paths[i].selected)
			judge_path(judge, &facts->paths[i]);
	judge_tags_port(judge, port);
	judge_traffic_port(judge, port);
}

static int by_layer(const void *a, const void *b)
{
	const struct doctor_finding *x = a, *y = b;
	int order = (int)ids[x->id].layer - (int)ids[y->id].layer;

	if (!order)
		order = (int)y->severity - (int)x->severity;
	return order ? order : (int)x->id - (int)y->id;
}

bool diagnose(const struct facts *facts, struct diagnosis *d)
{
	struct judge judge = { facts, d };
	size_t i;

	d->findings = (struct list)LIST_OF(struct doctor_finding);
	d->unchecked = (struct list)LIST_OF(struct doctor_unchecked);
	d->no_memory = false;
	if (!judge_software(&judge)) {
		for (i = 0; i < facts->n_ports; i++)
			if (facts->ports[i].selected)
				judge_one_port(&judge, &facts->ports[i]);
		list_unprobed(&judge);
		judge_state(&judge);
	}
	if (d->findings.n)
		qsort(d->findings.items, d->findings.n,
		      sizeof(struct doctor_finding), by_layer);
	return !d->no_memory;
}

void diagnosis_free(struct diagnosis *d)
{
	struct doctor_finding *finding;

	desired_each(finding, &d->findings)
		list_free(&finding->places);
	list_free(&d->findings);
	list_free(&d->unchecked);
}

/* --- how it is ---------------------------------------------------------- */

static enum doctor_verdict worse(enum doctor_verdict verdict,
				 const struct doctor_finding *finding)
{
	enum doctor_verdict by = finding->severity == SEVERITY_BROKEN ?
				 VERDICT_BROKEN : VERDICT_DEGRADED;

	return by > verdict ? by : verdict;
}

enum doctor_verdict diagnosis_verdict(const struct diagnosis *d)
{
	enum doctor_verdict verdict = VERDICT_HEALTHY;
	const struct doctor_finding *finding;

	desired_each(finding, &d->findings)
		verdict = worse(verdict, finding);
	return verdict;
}

enum doctor_verdict diagnosis_of_port(const struct diagnosis *d,
				      const struct facts_port *port)
{
	enum doctor_verdict verdict = VERDICT_HEALTHY;
	const struct doctor_finding *finding;
	const struct doctor_place *place;

	desired_each(finding, &d->findings)
		desired_each(place, &finding->places)
			if (place->port == port)
				verdict = worse(verdict, finding);
	return verdict;
}
