// SPDX-License-Identifier: LGPL-2.1-or-later
/* What doctor says to people: a line for each link, then what is wrong. */
#include "doctor.h"
#include "table.h"
#include "ticket.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Places of a finding that are shown one by one. */
#define PLACES	8
#define WIDTH	100

static const struct table_column columns[] = {
	{ "LINK", false },  { "PORT", false },	   { "DEVICE", false },
	{ "SPEED", false }, { "Rx dBm", true },	   { "Tx dBm", true },
	{ "PEERINGS", true }, { "BGP up", true },  { "BFD up", true },
	{ "VERDICT", false },
};

static void dbm_cell(struct table *table, double dbm)
{
	if (isnan(dbm))
		table_cell(table, "-");
	else
		table_cell(table, "%.1f", dbm);
}

static void of_cell(struct table *table, unsigned int up, unsigned int all)
{
	if (all)
		table_cell(table, "%u of %u", up, all);
	else
		table_cell(table, "-");
}

static void add_link(struct table *table, const struct doctor_link *link)
{
	const struct facts_port *port = link->port;

	table_row(table);
	table_cell(table, "%s", erd_role_name(port->role));
	table_cell(table, "%s", port->name);
	table_cell(table, "%s", port->ifname);
	if (port->erd.carrier && port->link.speed_mbps)
		table_cell(table, "%g Gb/s", port->link.speed_mbps / 1000.0);
	else
		table_cell(table, "%s", port->erd.carrier ? "-" : "no link");
	dbm_cell(table, link->rx_dbm);
	dbm_cell(table, link->tx_dbm);
	table_number(table, link->paths);
	of_cell(table, link->sessions_up, link->sessions);
	of_cell(table, link->bfd_up, link->bfd);
	/* Nothing is wrong with what nobody wants to carry traffic. */
	if (link->verdict == VERDICT_HEALTHY && port->bound &&
	    port->erd.admin_state != ERD_ADMIN_STATE_ENABLED)
		table_tone_cell(table, TABLE_DIM, "disabled");
	else
		table_tone_cell(table, link->verdict == VERDICT_HEALTHY ?
						TABLE_GOOD : TABLE_BAD,
				doctor_verdict_name(link->verdict));
}

static int print_links(struct cli *cli, const struct facts *facts,
		       const struct diagnosis *diagnosis)
{
	struct table *table;
	struct doctor_link link;
	size_t i;

	table = table_new(cli, columns, sizeof(columns) / sizeof(columns[0]));
	for (i = 0; i < facts->n_ports; i++) {
		if (!facts->ports[i].selected)
			continue;
		doctor_link_read(&link, facts, diagnosis, &facts->ports[i]);
		add_link(table, &link);
	}
	return table_print(cli, table);
}

/* --- findings ----------------------------------------------------------- */

/* Broken between words, the lines that follow as far in as the first. */
static void print_wrapped(const char *name, const char *text)
{
	size_t at = 0, len;

	printf("  %-9s ", name);
	for (; *text; text += len) {
		text += strspn(text, " ");
		len = strcspn(text, " ");
		if (at && at + 1 + len > WIDTH - 12) {
			printf("\n%12s", "");
			at = 0;
		}
		printf("%s%.*s", at ? " " : "", (int)len, text);
		at += len + (at ? 1 : 0);
	}
	putchar('\n');
}

static const char *owner_words(enum doctor_owner owner)
{
	static const char *const words[] = {
		[OWNER_US] = "ours",
		[OWNER_CROSS_CONNECT] = "the cross-connect provider's",
		[OWNER_MICROSOFT] = "Microsoft's",
	};

	return words[owner];
}

static void print_place(const struct doctor_place *place)
{
	char name[DOCTOR_PLACE_SIZE];
	char text[DOCTOR_PLACE_SIZE + sizeof(place->evidence) + 4];

	doctor_place_text(place, name);
	snprintf(text, sizeof(text), "%s%s%s", name,
		 place->evidence[0] ? ": " : "", place->evidence);
	print_wrapped("seen at", text);
}

static void print_ticket(const struct facts *facts,
			 const struct doctor_finding *finding)
{
	char text[TICKET_FACTS_MAX * sizeof(struct ticket_fact)] = "";
	struct ticket ticket;
	size_t i, at = 0;

	ticket_write(&ticket, facts, finding);
	for (i = 0; i < ticket.n; i++)
		at += snprintf(text + at, sizeof(text) - at, "%s%s %s",
			       i ? "; " : "", ticket.fact[i].name,
			       ticket.fact[i].value);
	if (ticket.n)
		print_wrapped("ticket", text);
}

static void print_finding(const struct facts *facts,
			  const struct doctor_finding *finding)
{
	const struct doctor_place *place;
	unsigned int n = 0;

	printf("\n%s: %s: %s\n", doctor_severity_name(finding->severity),
	       doctor_id_name(finding->id), finding->text);
	print_wrapped("whose", owner_words(finding->owner));
	desired_each(place, &finding->places)
		if (n++ < PLACES)
			print_place(place);
	if (n > PLACES)
		printf("  %-9s and %u more\n", "seen at", n - PLACES);
	if (finding->next[0])
		print_wrapped("next", finding->next);
	print_ticket(facts, finding);
}

static void print_unchecked(const struct diagnosis *diagnosis)
{
	const struct doctor_unchecked *item;
	unsigned int n = 0;

	if (diagnosis->unchecked.n)
		puts("\nNot checked:");
	desired_each(item, &diagnosis->unchecked)
		if (n++ < 2 * PLACES)
			printf("  %s: %s\n", item->what, item->why);
	if (n > 2 * PLACES)
		printf("  and %u more; see --json\n", n - 2 * PLACES);
}

int doctor_print_page(struct cli *cli, const struct facts *facts,
		      const struct diagnosis *diagnosis)
{
	const struct doctor_finding *finding;
	int ret = print_links(cli, facts, diagnosis);

	if (ret)
		return ret;
	desired_each(finding, &diagnosis->findings)
		print_finding(facts, finding);
	print_unchecked(diagnosis);
	return cli_flush(cli);
}
