// SPDX-License-Identifier: LGPL-2.1-or-later
/* One circuit: as the portal's page of it, joined with what runs. */
#include "circuit_show.h"
#include "error.h"
#include "json.h"
#include "json_bgp.h"
#include "model.h"
#include "params.h"
#include "peering.h"
#include "rate.h"
#include "routing.h"
#include "wanted.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE	"%-12s "

enum {
	SHOW_NAME,
	SHOW_PAIR,
};

const struct cli_param circuit_show_params[] = {
	[SHOW_NAME] = PARAM_OBJECT("name", "NAME", "the circuit", CLI_CIRCUIT),
	[SHOW_PAIR] = PARAM_PAIR_OF_CIRCUIT,
	{}
};

/* All that there is of a circuit. */
struct page {
	struct wanted wanted;
	struct erd_circuit circuit;	/* as it runs, if it does */
	bool runs;
	bool has_settings;
	struct erd_circuit_settings settings;
	struct model model;		/* with its peerings alone */
	struct routing_state bgp;	/* with its sessions alone */
	bool has_bgp;			/* somebody answered */
};

/* --- reading ------------------------------------------------------------ */

static void keep_sessions(struct routing_state *state, const char *circuit)
{
	size_t i, n = 0, len = strlen(circuit);

	for (i = 0; i < state->n; i++)
		if (!strncmp(state->sessions[i].name, circuit, len) &&
		    state->sessions[i].name[len] == '/')
			state->sessions[n++] = state->sessions[i];
	state->n = n;
}

/* What runs, if the module is there to say it. */
static int read_running(struct cli *cli, struct page *page, const char *pair,
			const char *name)
{
	int ret = model_read(cli, &page->model);

	if (!ret)
		ret = erd_circuit_get(cli->erd, pair, name, &page->circuit,
				      &cli->err);
	page->runs = !ret;
	peering_keep(&page->model, name, page->runs ? page->circuit.pair :
						      pair);
	if (page->runs)
		page->has_settings = !erd_circuit_settings(cli->erd,
							   &page->circuit,
							   &page->settings,
							   NULL);
	/* What is not there is wanted all the same. */
	if (wanted_has(&page->wanted) &&
	    (ret == ERD_NOT_FOUND || ret == ERD_NO_KERNEL))
		return ERD_OK;
	return ret;
}

/* Whether somebody would look for its sessions here. */
static bool wants_bgp(const struct wanted *wanted)
{
	const struct desired_peering *peering;

	if (!wanted->circuit ||
	    wanted->file.desired.routing != DESIRED_ROUTING_FRR)
		return false;
	desired_each(peering, &wanted->circuit->peerings)
		if (peering->peer_asn)
			return true;
	return false;
}

static int read_page(struct cli *cli, struct page *page, const char *pair,
		     const char *name)
{
	int ret;

	memset(page, 0, sizeof(*page));
	ret = wanted_circuit(cli, &page->wanted, pair, name);
	if (ret)
		return ret;
	if (wanted_has(&page->wanted))
		pair = page->wanted.pair->name;
	ret = read_running(cli, page, pair, name);
	if (ret)
		return ret;
	page->has_bgp = !routing_state(routing_run(), &page->bgp, &cli->err);
	if (page->has_bgp)
		keep_sessions(&page->bgp, name);
	else if (wants_bgp(&page->wanted))
		fprintf(stderr, "erdctl: warning: %s\n", cli->err.text);
	return ERD_OK;
}

static void free_page(struct page *page)
{
	if (page->has_bgp)
		routing_state_free(&page->bgp);
	model_free(&page->model);
	wanted_free(&page->wanted);
}

/* --- as JSON ------------------------------------------------------------ */

static json_t *circuits_json(const struct page *page)
{
	json_t *array = json_array(), *object;

	if (!page->runs)
		return array;
	object = json_circuit(&page->circuit);
	json_add_settings(object, page->has_settings ? &page->settings : NULL);
	json_array_append_new(array, object);
	return array;
}

static json_t *sessions_json(const struct page *page)
{
	json_t *array;
	size_t i;

	if (!page->has_bgp)
		return json_null();
	array = json_array();
	for (i = 0; i < page->bgp.n; i++)
		json_array_append_new(array,
			json_bgp_session(&page->bgp.sessions[i]));
	return array;
}

static int print_json(struct cli *cli, const struct page *page)
{
	return json_print(cli, json_pack("{s:o, s:o, s:o, s:o}",
					 "circuits", circuits_json(page),
					 "wanted", wanted_json(&page->wanted),
					 "peerings",
					 json_peerings(&page->model),
					 "bgp_sessions", sessions_json(page)));
}

/* --- the circuit -------------------------------------------------------- */

static void print_bandwidth(const struct desired_circuit *circuit)
{
	uint32_t mbps = desired_bandwidth_mbps(circuit);

	if (!mbps)
		return;
	if (mbps < 1000)
		printf(LINE "%u Mb/s", "bandwidth", mbps);
	else
		printf(LINE "%g Gb/s", "bandwidth", mbps / 1000.0);
	printf("%s\n", circuit->rate_limit ? ", limited by Microsoft on each link" :
					     "");
}

static void print_connections(const struct desired_circuit *circuit)
{
	const struct desired_connection *connection;
	const struct desired_global_reach *reach;
	const struct desired_prefix *prefix;
	char text[PREFIX_TEXT_SIZE];

	desired_each(connection, &circuit->connections) {
		printf(LINE "%s", "connection", connection->name);
		if (connection->virtual_network)
			printf(", of %s", connection->virtual_network);
		if (connection->state)
			printf(", %s", connection->state);
		desired_each(prefix, &connection->prefixes)
			printf("%s %s", prefix == connection->prefixes.items ?
					 ":" : "",
			       prefix_text(&prefix->prefix, text));
		putchar('\n');
	}
	desired_each(reach, &circuit->global_reach) {
		printf(LINE "%s", "Global Reach", reach->name);
		if (reach->peer_circuit)
			printf(", to %s", reach->peer_circuit);
		printf("%s%s\n", reach->state ? ", " : "",
		       reach->state ? reach->state : "");
	}
}

static void print_wanted(const struct wanted *wanted)
{
	const struct desired_circuit *circuit = wanted->circuit;
	const struct desired_pair *pair = wanted->pair;
	bool direct = pair->model == DESIRED_DIRECT;

	wanted_line("model", direct ? "ExpressRoute Direct" :
				      "connectivity partner");
	wanted_line("provider", circuit->provider);
	wanted_line("location", direct ? pair->location :
					 circuit->provider_location);
	wanted_line("region", circuit->region ? circuit->region : pair->region);
	wanted_line("status", circuit->status);
	wanted_line("provisioning", circuit->provider_state);
	wanted_line("service key", circuit->service_key);
	print_bandwidth(circuit);
	if (circuit->tier || circuit->family)
		printf(LINE "%s%s%s\n", "SKU", circuit->tier ? circuit->tier : "",
		       circuit->tier && circuit->family ? ", " : "",
		       circuit->family ? circuit->family : "");
	print_connections(circuit);
}

static void print_rate(const char *label, const struct erd_rate *rate)
{
	char text[32];

	if (rate->bits_per_s)
		wanted_line(label, rate_text(rate->bits_per_s, text,
					     sizeof(text)));
}

static void print_circuit(const struct page *page)
{
	const struct wanted *wanted = &page->wanted;
	const struct erd_circuit *circuit = &page->circuit;
	uint16_t stag = page->runs ? circuit->stag : wanted->circuit->stag;

	wanted_line("circuit", page->runs ? circuit->name :
					    wanted->circuit->name);
	wanted_line("pair", page->runs ? circuit->pair : wanted->pair->name);
	if (wanted->circuit)
		print_wanted(wanted);
	if (stag)
		printf(LINE "%u\n", "S-tag", stag);
	wanted_line("admin", page->runs ?
			    erd_admin_state_name(circuit->admin_state) :
			    "not there: erdctl apply makes it");
	if (page->has_settings) {
		print_rate("rate in", &page->settings.rates.rx);
		print_rate("rate out", &page->settings.rates.tx);
	}
	if (wanted->circuit)
		wanted_print_next(wanted);
}

/* --- its peerings ------------------------------------------------------- */

static void print_subnets(const char *label,
			  const struct desired_subnets *subnets)
{
	struct prefix primary = desired_subnet(subnets, ERD_ROLE_PRIMARY);
	struct prefix secondary = desired_subnet(subnets, ERD_ROLE_SECONDARY);
	char a[PREFIX_TEXT_SIZE], b[PREFIX_TEXT_SIZE];

	if (primary.family && secondary.family)
		printf(LINE "%s primary, %s secondary%s\n", label,
		       prefix_text(&primary, a), prefix_text(&secondary, b),
		       subnets->admin_state == ERD_ADMIN_STATE_ENABLED ?
			       "" : ", disabled");
}

static void print_advertised(const struct desired_peering *peering)
{
	const struct desired_prefix *prefix;
	char text[PREFIX_TEXT_SIZE];

	desired_each(prefix, &peering->advertise)
		wanted_line(prefix == peering->advertise.items ? "  advertises" :
								 "",
			    prefix_text(&prefix->prefix, text));
}

static void print_peering_wanted(const struct desired_circuit *circuit,
				 const struct desired_peering *peering)
{
	if (peering->peer_asn)
		printf(LINE "%u, Microsoft's %u\n", "  our ASN",
		       peering->peer_asn, peering->azure_asn);
	print_subnets("  IPv4", peering->ipv4);
	print_subnets("  IPv6", peering->ipv6);
	wanted_line("  MD5 key", peering->md5_key ? "set" : "not set");
	wanted_line("  VRF", desired_vrf_of(circuit, peering));
	print_advertised(peering);
	wanted_line("  validation", peering->prefixes_state);
	if (peering->customer_asn)
		printf(LINE "%u\n", "  customer", peering->customer_asn);
	wanted_line("  registry", peering->registry);
	wanted_line("  filter", peering->route_filter);
}

static const struct model_peering *running(const struct page *page,
					   enum erd_peering type)
{
	size_t i;

	for (i = 0; i < page->model.n_peerings; i++)
		if (page->model.peerings[i].any->peering == type)
			return &page->model.peerings[i];
	return NULL;
}

static void print_sessions(const struct page *page, enum erd_peering type,
			   enum erd_role role)
{
	const struct routing_session_state *s;
	char tail[40];
	size_t i, len;

	len = snprintf(tail, sizeof(tail), "/%s/%u", erd_peering_name(type),
		       routing_link_number(role));
	for (i = 0; i < page->bgp.n; i++) {
		s = &page->bgp.sessions[i];
		if (strlen(s->name) < len ||
		    strcmp(s->name + strlen(s->name) - len, tail))
			continue;
		printf(LINE "%s, prefixes: %u in, %u out%s%s\n",
		       s->family == AF_INET ? "    BGP v4" : "    BGP v6",
		       s->state, s->prefixes_in, s->prefixes_out,
		       s->reason[0] ? ": " : "", s->reason);
	}
}

static void print_link(const struct page *page, enum erd_peering type,
		       const struct erd_subif *subif, enum erd_role role)
{
	const struct erd_stats *stats = &subif->stats;
	char label[20];

	snprintf(label, sizeof(label), "  link %u", routing_link_number(role));
	printf(LINE "%s, %s: %" PRIu64 " frames in, %" PRIu64 " out\n", label,
	       subif->ifname, peering_state_word(subif), stats->rx_frames,
	       stats->tx_frames);
	print_sessions(page, type, role);
}

static void print_peering(const struct page *page, enum erd_peering type)
{
	const struct desired_peering *wanted = NULL;
	const struct model_peering *is = running(page, type);
	int role;

	if (page->wanted.circuit)
		wanted = desired_find_peering(page->wanted.circuit, type);
	if (!wanted && !is)
		return;
	printf("\n" LINE "%s\n", "peering", erd_peering_name(type));
	printf(LINE "%u\n", "  C-tag", is ? is->any->ctag : wanted->ctag);
	wanted_line("  admin", is ? erd_admin_state_name(is->any->admin_state) :
				    "not there: erdctl apply makes it");
	if (wanted)
		print_peering_wanted(page->wanted.circuit, wanted);
	for (role = 0; is && role < 2; role++)
		if (is->link[role])
			print_link(page, type, is->link[role], role);
}

int circuit_show_run(struct cli *cli, const struct cli_value *value)
{
	struct page page;
	int ret;

	ret = read_page(cli, &page, value[SHOW_PAIR].text,
			value[SHOW_NAME].text);
	if (!ret && cli->options.json) {
		ret = print_json(cli, &page);
	} else if (!ret) {
		print_circuit(&page);
		print_peering(&page, ERD_PEERING_PRIVATE);
		print_peering(&page, ERD_PEERING_MICROSOFT);
	}
	free_page(&page);
	return ret;
}
