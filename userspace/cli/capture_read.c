// SPDX-License-Identifier: LGPL-2.1-or-later
#include "capture_read.h"
#include "capture.h"
#include "error.h"
#include "json.h"
#include "model.h"
#include "params.h"
#include "table.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define COUNT(array)	(sizeof(array) / sizeof(*(array)))

const struct cli_param capture_read_params[] = {
	PARAM_OBJECT("file", "FILE", "a capture, pcap or pcapng; - is standard input",
		     CLI_NAME),
	{}
};

struct reading {
	const char *path;
	char link[CAPTURE_LINK_SIZE];
	struct capture_account account;
	struct tag_names *names;
};

/* --- names -------------------------------------------------------------- */

/*
 * What the file itself knows goes first: it was written where it was captured.
 * Without the module there is no more, which is no error.
 */
static int add_live_names(struct cli *cli, struct tag_names *names)
{
	struct model model = {};
	int ret;

	if (tag_names_count(names))
		return ERD_OK;
	ret = model_read(cli, &model);
	if (!ret)
		ret = capture_names(cli, &model, names);
	model_free(&model);
	return ret == ERD_NO_KERNEL ? ERD_OK : ret;
}

static const struct tag_name *name_of(const struct reading *reading,
				      const struct tag_account *entry)
{
	struct frame_tags tags = { .n = entry->n };

	memcpy(tags.tag, entry->tag, sizeof(entry->tag));
	return tag_names_find(reading->names, NULL, &tags);
}

/* Those that a peering has. */
static bool is_known(const struct reading *reading,
		     const struct tag_account *entry)
{
	const struct tag_name *name = name_of(reading, entry);

	return name && name->ctag;
}

/* --- tables ------------------------------------------------------------- */

static struct timespec time_of(uint64_t ns)
{
	return (struct timespec){ .tv_sec = ns / 1000000000,
				  .tv_nsec = ns % 1000000000 };
}

static void time_cell(struct table *table, uint64_t ns)
{
	struct timespec time = time_of(ns);
	char text[TIME_TEXT_SIZE];

	time_text(&time, text);
	table_cell(table, "%s", text);
}

static void tag_cell(struct table *table, const struct tag_account *entry,
		     unsigned int i)
{
	if (i < entry->n)
		table_cell(table, "0x%04x:%u", entry->tag[i].tpid,
			   entry->tag[i].tci);
	else
		table_cell(table, "-");
}

static void owner_cells(struct table *table, const struct reading *reading,
			const struct tag_account *entry)
{
	const struct tag_name *name = name_of(reading, entry);

	table_cell(table, "%s", name ? name->circuit : "-");
	table_cell(table, "%s", name && name->ctag ?
		   erd_peering_name(name->peering) : "-");
	tag_cell(table, entry, 0);
	tag_cell(table, entry, 1);
}

static const struct table_column account_columns[] = {
	{ "CIRCUIT", false }, { "PEERING", false }, { "OUTER", false },
	{ "INNER", false },   { "FRAMES", true },   { "OCTETS", true },
	{ "FIRST", false },   { "LAST", false },
};

/* The peerings', or what is nobody's. */
static int print_account(struct cli *cli, const struct reading *reading,
			 bool known)
{
	struct table *table;
	size_t i;

	table = table_new(cli, account_columns, COUNT(account_columns));
	for (i = 0; i < reading->account.n_tags; i++) {
		const struct tag_account *entry = &reading->account.tags[i];

		if (is_known(reading, entry) != known)
			continue;
		table_row(table);
		owner_cells(table, reading, entry);
		table_number(table, entry->frames);
		table_number(table, entry->octets);
		time_cell(table, entry->first_ns);
		time_cell(table, entry->last_ns);
	}
	if (table_has_rows(table))
		printf("\n%s\n", known ? "Peerings" :
		       "Tags that no peering has, and untagged frames");
	return table_print(cli, table);
}

static const struct table_column size_columns[] = {
	{ "OCTETS", true }, { "FRAMES", true }, { "%", true },
};

static int print_sizes(struct cli *cli, const struct capture_account *account)
{
	struct table *table;
	size_t i;

	table = table_new(cli, size_columns, COUNT(size_columns));
	for (i = 0; i < CAPTURE_SIZES; i++) {
		if (!account->size[i])
			continue;
		table_row(table);
		if (!i)
			table_cell(table, "to %u", capture_size_max[i]);
		else if (i == CAPTURE_SIZES - 1)
			table_cell(table, "from %u",
				   capture_size_max[i - 1] + 1);
		else
			table_cell(table, "%u-%u", capture_size_max[i - 1] + 1,
				   capture_size_max[i]);
		table_number(table, account->size[i]);
		table_cell(table, "%.1f",
			   100.0 * account->size[i] / account->frames);
	}
	if (table_has_rows(table))
		puts("\nSizes of frames");
	return table_print(cli, table);
}

/* --- what the routing is up to ------------------------------------------ */

static const struct table_column routing_columns[] = {
	{ "CIRCUIT", false },	  { "PEERING", false },	  { "OUTER", false },
	{ "INNER", false },	  { "ARP req", true },	  { "ARP rep", true },
	{ "ND sol", true },	  { "ND adv", true },	  { "TCP", true },
	{ "SYN", true },	  { "FIN", true },	  { "RST", true },
	{ "BGP open", true },	  { "upd", true },	  { "keep", true },
	{ "notif", true },	  { "BFD", true },	  { "BFD last", false },
};

static bool has_routing(const struct tag_account *entry)
{
	return entry->arp_requests || entry->arp_replies ||
	       entry->nd_solicitations || entry->nd_advertisements ||
	       entry->tcp || entry->bfd;
}

static void add_routing(struct table *table, const struct reading *reading,
			const struct tag_account *entry)
{
	const struct packet_bfd *bfd = &entry->bfd_last;

	table_row(table);
	owner_cells(table, reading, entry);
	table_number(table, entry->arp_requests);
	table_number(table, entry->arp_replies);
	table_number(table, entry->nd_solicitations);
	table_number(table, entry->nd_advertisements);
	table_number(table, entry->tcp);
	table_number(table, entry->tcp_syns);
	table_number(table, entry->tcp_fins);
	table_number(table, entry->tcp_resets);
	table_number(table, entry->bgp[PACKET_BGP_OPEN]);
	table_number(table, entry->bgp[PACKET_BGP_UPDATE]);
	table_number(table, entry->bgp[PACKET_BGP_KEEPALIVE]);
	table_number(table, entry->bgp[PACKET_BGP_NOTIFICATION]);
	table_number(table, entry->bfd);
	if (entry->bfd)
		table_cell(table, "%s", packet_bfd_state_name(bfd->state));
	else
		table_cell(table, "-");
}

static void print_notification(const struct reading *reading,
			       const struct tag_account *entry)
{
	const struct tag_name *name = name_of(reading, entry);
	char reason[96];

	packet_bgp_reason(entry->bgp_code, entry->bgp_subcode, reason,
			  sizeof(reason));
	if (name && name->ctag)
		printf("%s %s", name->circuit, erd_peering_name(name->peering));
	else if (entry->n == 2)
		printf("tags %u, %u", entry->tag[0].tci, entry->tag[1].tci);
	else if (entry->n)
		printf("tag %u", entry->tag[0].tci);
	else
		printf("untagged");
	printf(": last notification %u/%u: %s\n", entry->bgp_code,
	       entry->bgp_subcode, reason);
}

static int print_routing(struct cli *cli, const struct reading *reading)
{
	struct table *table;
	size_t i;
	int ret;

	table = table_new(cli, routing_columns, COUNT(routing_columns));
	for (i = 0; i < reading->account.n_tags; i++)
		if (has_routing(&reading->account.tags[i]))
			add_routing(table, reading, &reading->account.tags[i]);
	if (table_has_rows(table))
		puts("\nNeighbours and routing");
	ret = table_print(cli, table);
	for (i = 0; !ret && i < reading->account.n_tags; i++)
		if (reading->account.tags[i].bgp[PACKET_BGP_NOTIFICATION])
			print_notification(reading, &reading->account.tags[i]);
	return ret;
}

static int print_text(struct cli *cli, const struct reading *reading)
{
	const struct capture_account *account = &reading->account;
	int ret;

	printf("%s: %s, %" PRIu64 " frames, %" PRIu64 " octets", reading->path,
	       reading->link, account->frames, account->octets);
	if (account->cut)
		printf(", %" PRIu64 " frames not whole", account->cut);
	if (account->other_frames)
		printf(", %" PRIu64 " frames of too many tags",
		       account->other_frames);
	putchar('\n');
	ret = print_account(cli, reading, true);
	if (!ret)
		ret = print_account(cli, reading, false);
	if (!ret)
		ret = print_sizes(cli, account);
	return ret ? ret : print_routing(cli, reading);
}

/* --- JSON --------------------------------------------------------------- */

static json_t *number(uint64_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *time_value(uint64_t frames, uint64_t ns)
{
	struct timespec time = time_of(ns);

	return frames ? json_time(&time) : json_null();
}

static json_t *tpid_value(const struct tag_account *entry, unsigned int i)
{
	return i < entry->n ? json_sprintf("0x%04x", entry->tag[i].tpid) :
			      json_null();
}

static json_t *vid_value(const struct tag_account *entry, unsigned int i)
{
	return i < entry->n ? json_integer(entry->tag[i].tci) : json_null();
}

static json_t *bgp_object(const struct tag_account *entry)
{
	bool notified = entry->bgp[PACKET_BGP_NOTIFICATION];
	char reason[96] = "";

	if (notified)
		packet_bgp_reason(entry->bgp_code, entry->bgp_subcode, reason,
				  sizeof(reason));
	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}",
		"open", number(entry->bgp[PACKET_BGP_OPEN]),
		"update", number(entry->bgp[PACKET_BGP_UPDATE]),
		"keepalive", number(entry->bgp[PACKET_BGP_KEEPALIVE]),
		"route_refresh", number(entry->bgp[PACKET_BGP_ROUTE_REFRESH]),
		"notification", number(entry->bgp[PACKET_BGP_NOTIFICATION]),
		"last_notification", notified ?
			json_pack("{s:i, s:i, s:s}", "code", entry->bgp_code,
				  "subcode", entry->bgp_subcode, "reason",
				  reason) : json_null());
}

static json_t *bfd_object(const struct tag_account *entry)
{
	const struct packet_bfd *bfd = &entry->bfd_last;

	return json_pack("{s:o, s:o, s:o}",
		"packets", number(entry->bfd),
		"not_up", number(entry->bfd_down),
		"last", entry->bfd ?
			json_pack("{s:s, s:s, s:i, s:I, s:I}",
				  "state", packet_bfd_state_name(bfd->state),
				  "diagnostic",
				  packet_bfd_diagnostic_name(bfd->diagnostic),
				  "multiplier", bfd->multiplier,
				  "tx_us", (json_int_t)bfd->tx_us,
				  "rx_us", (json_int_t)bfd->rx_us) :
			json_null());
}

static json_t *tags_object(const struct reading *reading,
			   const struct tag_account *entry)
{
	const struct tag_name *name = name_of(reading, entry);
	bool peering = name && name->ctag && name->peering;

	return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:o, s:o}, s:{s:o, s:o}, s:{s:o, s:o, s:o, s:o}, s:o, s:o}",
		"pair", json_text(name ? name->pair : NULL),
		"circuit", json_text(name ? name->circuit : NULL),
		"peering", peering ?
			json_string(erd_peering_name(name->peering)) :
			json_null(),
		"outer_tpid", tpid_value(entry, 0),
		"outer_vid", vid_value(entry, 0),
		"inner_tpid", tpid_value(entry, 1),
		"inner_vid", vid_value(entry, 1),
		"frames", number(entry->frames),
		"octets", number(entry->octets),
		"first_time", time_value(1, entry->first_ns),
		"last_time", time_value(1, entry->last_ns),
		"arp",
		"requests", number(entry->arp_requests),
		"replies", number(entry->arp_replies),
		"nd",
		"solicitations", number(entry->nd_solicitations),
		"advertisements", number(entry->nd_advertisements),
		"tcp",
		"segments", number(entry->tcp),
		"syn", number(entry->tcp_syns),
		"fin", number(entry->tcp_fins),
		"rst", number(entry->tcp_resets),
		"bgp", bgp_object(entry),
		"bfd", bfd_object(entry));
}

static json_t *sizes_array(const struct capture_account *account)
{
	json_t *array = json_array();
	size_t i;

	for (i = 0; i < CAPTURE_SIZES; i++)
		json_array_append_new(array, json_pack("{s:i, s:o, s:o}",
			"from", i ? capture_size_max[i - 1] + 1 : 0,
			"to", i < CAPTURE_SIZES - 1 ?
				json_integer(capture_size_max[i]) : json_null(),
			"frames", number(account->size[i])));
	return array;
}

static int print_json(struct cli *cli, const struct reading *reading)
{
	const struct capture_account *account = &reading->account;
	json_t *tags = json_array();
	size_t i;

	for (i = 0; i < account->n_tags; i++)
		json_array_append_new(tags,
			tags_object(reading, &account->tags[i]));
	return json_print(cli, json_pack("{s:{s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}}",
		"account",
		"file", json_text(reading->path),
		"link", reading->link,
		"frames", number(account->frames),
		"octets", number(account->octets),
		"cut_frames", number(account->cut),
		"other_frames", number(account->other_frames),
		"first_time", time_value(account->frames, account->first_ns),
		"last_time", time_value(account->frames, account->last_ns),
		"sizes", sizes_array(account),
		"tags", tags));
}

int capture_read_run(struct cli *cli, const struct cli_value *value)
{
	struct reading reading = { .path = value[0].text };
	int ret;

	reading.names = tag_names_new();
	if (!reading.names)
		return erd_fail(&cli->err, ERD_ERROR, "out of memory");
	ret = capture_read(reading.path, &reading.account, reading.names,
			   reading.link, &cli->err);
	if (!ret)
		ret = add_live_names(cli, reading.names);
	if (!ret)
		ret = cli->options.json ? print_json(cli, &reading) :
					  print_text(cli, &reading);
	capture_account_free(&reading.account);
	tag_names_free(reading.names);
	return ret;
}
