// SPDX-License-Identifier: LGPL-2.1-or-later
#include "sim_json.h"
#include "json.h"
#include "sim.h"

#include <stdio.h>

/* From 1/100 dB or dBm; null where there is none. */
static json_t *decibels(bool there, int hundredths)
{
	return there ? json_real(hundredths / 100.0) : json_null();
}

static json_t *words(const struct sim_bit *bits, uint32_t set)
{
	json_t *array = json_array();

	for (; bits->word; bits++)
		if (set & bits->bit)
			json_array_append_new(array, json_string(bits->word));
	return array;
}

static json_t *lane(const struct sim_lane *l, unsigned int index)
{
	return json_pack("{s:i, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:b}",
			 "lane", index + 1,
			 "laser", l->laser,
			 "tx_power_dbm", decibels(l->has_tx_power, l->tx_power),
			 "launch_dbm", decibels(l->has_launch, l->launch),
			 "loss_db", decibels(l->has_loss, l->loss),
			 "rx_power_dbm", decibels(l->has_rx_power, l->rx_power),
			 "sensitivity_dbm", decibels(true, l->sensitivity),
			 "margin_db", decibels(l->has_rx_power, l->margin),
			 "los", l->los);
}

static json_t *strand(const struct sim_strand *s, unsigned int lanes)
{
	json_t *attenuation = json_array();
	unsigned int i;

	if (!s->patched) {
		json_decref(attenuation);
		return json_null();
	}
	for (i = 0; i < lanes; i++)
		json_array_append_new(attenuation,
				      decibels(true, s->attenuation[i]));
	return json_pack("{s:s, s:s, s:o, s:o, s:b, s:b, s:o, s:i}",
			 "peer", s->peer,
			 "peer_socket", sim_socket_name(s->peer_socket),
			 "loss_db", decibels(true, s->loss),
			 "attenuation_db", attenuation,
			 "cut", s->cut,
			 "dark", s->dark,
			 "flap_hz", json_real(s->flap_mhz / 1000.0),
			 "corrupt_ppm", s->corrupt_ppm);
}

static json_t *nic(const struct sim_nic *n)
{
	return json_pack("{s:o, s:o, s:s, s:i, s:o, s:i, s:b, s:i, s:i}",
			 "caps", words(sim_caps, n->caps),
			 "fixed", words(sim_caps, n->fixed),
			 "features_check",
			 sim_features_check_name(n->features_check),
			 "max_frame", n->max_frame,
			 "fail", words(sim_fails, n->fail),
			 "vid_limit", n->vid_limit,
			 "filter_promisc", n->filter_promisc,
			 "ctags", n->ctags,
			 "stags", n->stags);
}

static json_t *last_tx(const struct sim_descriptor *last)
{
	char hex[2 * sizeof(last->data) + 1] = "";
	unsigned int i;

	if (!last->length)
		return json_null();
	for (i = 0; i < last->octets; i++)
		snprintf(hex + 2 * i, 3, "%02x", last->data[i]);
	return json_pack("{s:s, s:i, s:o, s:o, s:b, s:i}",
			 "data", hex,
			 "length", last->length,
			 "tpid", last->tpid ?
				 json_sprintf("0x%04x", last->tpid) :
				 json_null(),
			 "tci", last->tpid ? json_integer(last->tci) :
					     json_null(),
			 "csum", last->csum,
			 "gso_size", last->gso_size);
}

static json_t *port(const struct sim_port *p)
{
	json_t *lanes = json_array();
	unsigned int i;

	for (i = 0; i < p->lanes; i++)
		json_array_append_new(lanes, lane(&p->lane[i], i));
	return json_pack("{s:s, s:o, s:i, s:o, s:i, s:i, s:b, s:o, s:o, s:b, s:s, s:b, s:b, s:b, s:o, s:o, s:o, s:o, s:o}",
			 "name", p->name,
			 "ifname", json_text(p->ifname),
			 "ifindex", p->ifindex,
			 "netnsid", p->netnsid < 0 ? json_null() :
						     json_integer(p->netnsid),
			 "speed_mbps", p->speed,
			 "line_rate_mbps", p->line_rate,
			 "module", p->module,
			 "weak_db", decibels(true, p->weak),
			 "strong_db", decibels(true, p->strong),
			 "rolled", p->rolled,
			 "state", sim_state_name(p->state),
			 "carrier", p->carrier,
			 "identify", p->identify,
			 "led", p->led,
			 "lanes", lanes,
			 "tx_strand", strand(&p->strand[ERDSIM_SOCKET_TX],
					     p->lanes),
			 "rx_strand", strand(&p->strand[ERDSIM_SOCKET_RX],
					     p->lanes),
			 "nic", nic(&p->nic),
			 "last_tx", last_tx(&p->last_tx));
}

json_t *sim_json_ports(const struct sim_port *ports, size_t n)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < n; i++)
		json_array_append_new(array, port(&ports[i]));
	return array;
}
