// SPDX-License-Identifier: LGPL-2.1-or-later
/* One port: what was ordered, what is seen of it, and what it carried. */
#include "port_show.h"
#include "attachment.h"
#include "json.h"
#include "json_optics.h"
#include "params.h"
#include "port.h"
#include "tags.h"
#include "wanted.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const struct cli_param port_show_params[] = {
	PARAM_OBJECT("name", "NAME", "the port", CLI_PORT),
	{}
};

static void print_unknown(const struct erd_seen_tag *tag,
			  const struct timespec *now)
{
	struct tag_text text;

	tag_text(tag, now, &text);
	printf("%-12s %-11s %-11s %s, %" PRIu64 " frames, last %s from %s\n",
	       "unknown", text.outer, text.inner, erd_drop_name(tag->reason),
	       tag->frames, text.last, text.source);
}

/* --- what was ordered --------------------------------------------------- */

static void print_loa(const struct desired_loa *loa)
{
	if (!loa)
		return;
	printf("%-12s %s%s%s%s%s\n", "LOA",
	       loa->issued ? "issued " : "not issued",
	       loa->issued ? loa->issued : "",
	       loa->customer ? " to " : "", loa->customer ? loa->customer : "",
	       loa->reference ? ", " : "");
	wanted_line("", loa->reference);
}

static void print_connect(const struct desired_cross_connect *is)
{
	static const char label[] = "x-connect";

	if (!is)
		return;
	wanted_line(label, is->provider);
	wanted_line("  order", is->order);
	wanted_line("  ordered", is->ordered);
	wanted_line("  completed", is->completed);
	wanted_line("  accepted", is->accepted ? is->accepted : "not yet");
}

static void print_wanted(const struct wanted *wanted)
{
	const struct desired_port *port = wanted->port;
	char date[11];

	if (!port)
		return;
	wanted_line("location", wanted->pair->location);
	wanted_line("router", port->router);
	wanted_line("interface", port->interface);
	wanted_line("rack", port->rack);
	wanted_line("patch panel", port->patch_panel);
	wanted_line("colocation", port->colo);
	wanted_line("connector", port->connector);
	wanted_line("allocated", wanted->pair->allocation_date);
	print_loa(port->loa);
	print_connect(port->cross_connect);
	wanted_line("reserved", wanted->pair->reserved);
	if (pair_billed_by(wanted->pair, date))
		printf("%-12s %s at the latest, or once a link is enabled\n",
		       "billed from", date);
	wanted_print_next(wanted);
}

/* --- its light ---------------------------------------------------------- */

static void print_light(unsigned int lane, const char *direction,
			const struct erd_light *light)
{
	if (light->verdict == ERD_LIGHT_UNKNOWN)
		return;
	printf("%-12s lane %u %s ", "light", lane, direction);
	if (light->verdict == ERD_LIGHT_NONE)
		puts("none");
	else
		printf("%.2f dBm, %s\n", erd_dbm(light->mw),
		       erd_light_verdict_name(light->verdict));
}

static void print_optics(const struct optics_reading *reading)
{
	const struct erd_optics *o = &reading->optics;
	size_t i;

	if (!reading->read) {
		wanted_line("light", reading->err.text);
		return;
	}
	printf("%-12s %s%s%s, %s %s\n", "module", o->form, o->media[0] ? " " : "",
	       o->media, o->vendor, o->part_number);
	for (i = 0; i < o->n_lanes; i++) {
		print_light(o->lane[i].number, "in", &o->lane[i].rx);
		print_light(o->lane[i].number, "out", &o->lane[i].tx);
	}
}

/* --- all of it ---------------------------------------------------------- */

static void print_port(const struct erd_port *port,
		       const struct wanted *wanted,
		       const struct optics_reading *reading)
{
	struct timespec now;
	size_t i;

	printf("%-12s %s\n", "port", port->name);
	printf("%-12s %s, %s\n", "pair", port->pair,
	       erd_role_name(port->role));
	printf("%-12s %s, ifindex %u\n", "device", port->ifname,
	       port->ifindex);
	printf("%-12s %s, outer TPID 0x%04x\n", "encap",
	       erd_encap_name(port->encap), port->outer_tpid);
	printf("%-12s %s\n", "admin", erd_admin_state_name(port->admin_state));
	printf("%-12s %s\n", "line", port->carrier ? "up" : "down");
	printf("%-12s %u\n", "subifs", port->subifs);
	if (port->subif_mtu)
		printf("%-12s %u\n", "subif MTU", port->subif_mtu);
	print_wanted(wanted);
	print_optics(reading);
	clock_gettime(CLOCK_BOOTTIME, &now);
	attachment_print(port, &now);
	port_print_stats(&port->stats);
	for (i = 0; i < port->n_unknown; i++)
		print_unknown(&port->unknown[i], &now);
}

/* A port of the file that is not there yet: what was ordered all the same. */
static int print_ordered(struct cli *cli, const struct wanted *wanted)
{
	if (cli->options.json)
		return json_print(cli, json_pack("{s:[], s:o, s:[]}", "ports",
						 "wanted", wanted_json(wanted),
						 "optics"));
	wanted_line("port", wanted->port->name);
	printf("%-12s %s, %s\n", "pair", wanted->pair->name,
	       erd_role_name(wanted->port->role));
	wanted_line("device", wanted->port->device);
	wanted_line("admin", "not there: erdctl apply makes it");
	print_wanted(wanted);
	return ERD_OK;
}

static int print_running(struct cli *cli, struct erd_port *port,
			 const struct wanted *wanted)
{
	struct model model = { .ports = port, .n_ports = 1 };
	struct optics_reading reading = {};

	strcpy(reading.port, port->name);
	strcpy(reading.ifname, port->ifname);
	reading.read = !erd_optics_read(port->ifname, &reading.optics,
					&reading.err);
	if (cli->options.json)
		return json_print(cli, json_pack("{s:o, s:o, s:[o]}", "ports",
						 json_ports(&model), "wanted",
						 wanted_json(wanted), "optics",
						 json_optics(&reading)));
	print_port(port, wanted, &reading);
	return ERD_OK;
}

int port_show_run(struct cli *cli, const struct cli_value *value)
{
	struct erd_port port = {};
	struct wanted wanted;
	int ret = wanted_port(cli, &wanted, value[0].text);

	if (!ret)
		ret = cli_open(cli);
	if (!ret)
		ret = erd_port_get(cli->erd, value[0].text, &port, &cli->err);
	if (!ret)
		ret = print_running(cli, &port, &wanted);
	else if (wanted.port && (ret == ERD_NOT_FOUND || ret == ERD_NO_KERNEL))
		ret = print_ordered(cli, &wanted);
	wanted_free(&wanted);
	return ret;
}
