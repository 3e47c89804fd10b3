// SPDX-License-Identifier: LGPL-2.1-or-later
/* Facts as JSON: for the archive of a ticket, of no promised shape. */
#include "doctor_bundle.h"
#include "json.h"
#include "judge.h"

#include <net/if.h>

static json_t *known(const struct known *known)
{
	return known->is ? json_true() : json_text(known->why);
}

static json_t *counts(const struct facts_counts *c)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
			 "rx_frames", (json_int_t)c->rx_frames,
			 "rx_bytes", (json_int_t)c->rx_bytes,
			 "tx_frames", (json_int_t)c->tx_frames,
			 "tx_bytes", (json_int_t)c->tx_bytes,
			 "rx_crc_errors", (json_int_t)c->rx_crc_errors,
			 "rx_errors", (json_int_t)c->rx_errors,
			 "rx_missed", (json_int_t)c->rx_missed,
			 "rx_too_long", (json_int_t)c->rx_too_long,
			 "tx_errors", (json_int_t)c->tx_errors,
			 "fec_uncorrectable", (json_int_t)c->fec_uncorrectable,
			 "carrier_changes", (json_int_t)c->carrier_changes);
}

static json_t *port(const struct facts *facts, const struct facts_port *p)
{
	struct timespec now = {
		.tv_sec = facts->boot_ns[FACTS_LAST] / 1000000000,
		.tv_nsec = facts->boot_ns[FACTS_LAST] % 1000000000,
	};

	return json_pack("{s:s, s:s, s:b, s:b, s:o, s:b, s:i, s:o, s:o, s:i, s:i, s:s, s:o, s:s, s:o, s:o, s:b, s:o, s:o}",
			 "name", p->name, "ifname", p->ifname,
			 "bound", p->bound, "device", p->device,
			 "elsewhere", json_text(p->elsewhere),
			 "up", p->up, "mtu", p->mtu,
			 "port", p->bound ? json_port(&p->erd, NULL, &now) :
					    json_null(),
			 "link_known", known(&p->link_known),
			 "speed_mbps", p->link.speed_mbps,
			 "offered_mbps", p->link.offered_mbps,
			 "link_state", p->link_known.is ?
				ethtool_link_why(&p->link) : "",
			 "fec_known", known(&p->fec_known),
			 "fec", p->fec.active,
			 "optics_known", known(&p->optics_known),
			 "fast_path_known", known(&p->fastpath.known),
			 "fast_path", p->fastpath.attached,
			 "first", counts(&p->counts[FACTS_FIRST]),
			 "last", counts(&p->counts[FACTS_LAST]));
}

static json_t *answers(const struct facts_answers *a)
{
	json_t *array = json_array();
	char text[MAC_SIZE];
	unsigned int i;

	for (i = 0; i < a->n && i < FACTS_MACS; i++)
		json_array_append_new(array,
				      json_string(mac_text(a->mac[i], text)));
	return array;
}

static json_t *sizes(const struct facts_probe *p)
{
	json_t *array = json_array();
	unsigned int i;

	for (i = 0; i < FACTS_SIZES; i++)
		if (p->size[i])
			json_array_append_new(array,
				json_pack("{s:i, s:i}", "octets", p->size[i],
					  "answers", p->sized[i]));
	return array;
}

static json_t *probe(const struct facts_probe *p)
{
	static const char *const results[] = {
		[FACTS_TCP_UNTRIED] = "untried",
		[FACTS_TCP_SILENT] = "silent",
		[FACTS_TCP_REFUSED] = "refused",
		[FACTS_TCP_CONNECTED] = "connected",
		[FACTS_TCP_CLOSED] = "closed",
		[FACTS_TCP_FAILED] = "failed",
	};
	const struct facts_heard *h = &p->heard;

	return json_pack("{s:o, s:o, s:o, s:i, s:i, s:o, s:s, s:s, s:s, s:i, s:i, s:i, s:i, s:I, s:i, s:i, s:i}",
			 "remote", answers(&p->remote), "own", answers(&p->own),
			 "crossed", answers(&p->crossed),
			 "pings", p->pings, "pongs", p->pongs,
			 "sizes", sizes(p),
			 "tcp", results[p->tcp[FACTS_TCP_AS_BGP]],
			 "tcp_other_key", results[p->tcp[FACTS_TCP_OTHER_KEY]],
			 "tcp_ttl_255", results[p->tcp[FACTS_TCP_FAR]],
			 "syn_signed", h->syn_signed,
			 "syn_unsigned", h->syn_unsigned,
			 "syn_wrong", h->syn_wrong,
			 "ttl", h->ttl,
			 "open_as", (json_int_t)h->open_as,
			 "bfd_packets", h->bfd_packets,
			 "bfd_tx_ms", h->bfd_tx_ms,
			 "bfd_rx_ms", h->bfd_rx_ms);
}

static json_t *family(const struct facts_family *f)
{
	static const char *const neighbours[] = {
		[FACTS_NEIGHBOUR_NONE] = "none",
		[FACTS_NEIGHBOUR_ASKING] = "asking",
		[FACTS_NEIGHBOUR_FAILED] = "failed",
		[FACTS_NEIGHBOUR_KNOWN] = "known",
	};
	char local[INET6_ADDRSTRLEN], remote[INET6_ADDRSTRLEN];
	char wanted[INET6_ADDRSTRLEN];

	if (!f->used)
		return json_null();
	return json_pack("{s:s, s:i, s:s, s:s, s:s, s:o, s:I, s:I, s:b, s:i, s:o}",
			 "local", host_text(&f->local, local),
			 "length", f->local.len,
			 "remote", host_text(&f->remote, remote),
			 "wanted", host_text(&f->wanted, wanted),
			 "neighbour", neighbours[f->neighbour],
			 "session", json_text(f->session ? f->session->name :
							   ""),
			 "routes", (json_int_t)f->routes,
			 "routes_wanted", (json_int_t)f->routes_wanted,
			 "default_route", f->default_route,
			 "shadowed", f->shadowed,
			 "probe", probe(&f->probe));
}

static json_t *path(const struct facts_path *p)
{
	return json_pack("{s:s, s:s, s:s, s:b, s:s, s:i, s:i, s:i, s:i, s:s, s:b, s:o, s:I, s:I, s:o, s:o}",
			 "port", p->port->name, "circuit", p->circuit,
			 "peering", erd_peering_name(p->peering),
			 "there", p->there, "ifname", p->subif.ifname,
			 "stag", p->stag, "ctag", p->ctag,
			 "mtu", p->mtu, "wanted_mtu", p->wanted_mtu,
			 "vrf", p->vrf, "probed", p->probed,
			 "probe_known", known(&p->probe_known),
			 "rx_frames_first",
			 (json_int_t)p->stats[FACTS_FIRST].rx_frames,
			 "rx_frames_last",
			 (json_int_t)p->stats[FACTS_LAST].rx_frames,
			 "ipv4", family(&p->family[0]),
			 "ipv6", family(&p->family[1]));
}

static json_t *drifts(const struct list *list)
{
	const struct facts_drift *drift;
	json_t *array = json_array();

	desired_each(drift, list)
		json_array_append_new(array,
			json_pack("{s:s, s:s}", "object", drift->object,
				  "change", drift->text));
	return array;
}

json_t *json_facts(const struct facts *facts)
{
	json_t *ports = json_array(), *paths = json_array();
	size_t i;

	for (i = 0; i < facts->n_ports; i++)
		if (facts->ports[i].selected)
			json_array_append_new(ports,
					      port(facts, &facts->ports[i]));
	for (i = 0; i < facts->n_paths; i++)
		if (facts->paths[i].selected)
			json_array_append_new(paths, path(&facts->paths[i]));
	return json_pack("{s:o, s:f, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:o, s:o}",
			 "time", json_time(&facts->time),
			 "seconds", facts_seconds(facts),
			 "module", known(&facts->module),
			 "privilege", known(&facts->privilege),
			 "file", known(&facts->file_known),
			 "routing", known(&facts->routing.known),
			 "zebra", known(&facts->routing.zebra_known),
			 "drift", drifts(&facts->drift),
			 "clock", known(&facts->clock_known),
			 "clock_synchronised", facts->clock_synchronised,
			 "ports", ports, "paths", paths);
}
