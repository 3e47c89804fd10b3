// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The account: what the module and what the fast path counted, side by side.
 * They may differ by what was dropped between the two: the fast path sees a
 * frame before the module does on receive, and after it on transmit.
 */
#include "error.h"
#include "json.h"
#include "model.h"
#include "peering.h"
#include "stats_fast.h"
#include "table.h"
#include "tags.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COLUMNS(table) (table), sizeof(table) / sizeof((table)[0])

static const struct cli_param stats_params[] = {
	{
		.name = "name",
		.placeholder = "PORT|CIRCUIT",
		.help = "only of this port or circuit",
		.kind = CLI_PORT_OR_CIRCUIT,
		.positional = true,
		.optional = true,
	},
	{}
};

/* The fast path of a port, by its place in the model's ports. */
struct fast {
	struct erd_fastpath *fp;	/* NULL: none, or not readable */
	const char *xdp;		/* how it is attached; NULL: unknown */
	struct erd_port_account account;
	struct erd_unknown_tag *unknown;
	size_t n_unknown;
};

struct view {
	struct model model;
	struct fast *fast;
	bool printed;			/* a table already */
};

/* --- choosing ----------------------------------------------------------- */

/* Forgets the links that are neither of that port nor of that circuit. */
static void keep_links(struct model *model, const char *name)
{
	size_t i, kept = 0;
	int role;

	for (i = 0; i < model->n_peerings; i++) {
		struct model_peering *peering = &model->peerings[i];
		bool circuit = !strcmp(peering->any->circuit, name);

		for (role = 0; role < 2; role++)
			if (!circuit && peering->link[role] &&
			    strcmp(peering->link[role]->port, name))
				peering->link[role] = NULL;
		if (peering->link[0] || peering->link[1])
			model->peerings[kept++] = *peering;
	}
	model->n_peerings = kept;
}

static int check_exists(struct cli *cli, const char *name)
{
	struct erd_circuit circuit;
	int ret;

	ret = erd_circuit_get(cli->erd, NULL, name, &circuit, &cli->err);
	if (ret != ERD_NOT_FOUND)
		return ret == ERD_USAGE ? ERD_OK : ret;
	return erd_fail(&cli->err, ERD_NOT_FOUND,
			"there is no port and no circuit '%s'", name);
}

/* --- reading ------------------------------------------------------------ */

static int read_fast(struct cli *cli, const struct erd_port *port,
		     struct fast *fast)
{
	int ret = erd_fastpath_open(port->name, &fast->fp, &cli->err);

	if (ret == ERD_NOT_FOUND) {
		fast->xdp = erd_xdp_mode_name(ERD_XDP_NONE);
		return ERD_OK;
	}
	if (ret) {
		/* The module's half of the account stands by itself. */
		fprintf(stderr, "erdctl: warning: %s\n", cli->err.text);
		return ERD_OK;
	}
	fast->xdp = erd_xdp_mode_name(erd_fastpath_mode(fast->fp));
	erd_fastpath_read_port(fast->fp, &fast->account);
	return erd_fastpath_unknown(fast->fp, &fast->unknown, &fast->n_unknown,
				    &cli->err);
}

static int view_read(struct cli *cli, struct view *view, const char *name)
{
	int ret = model_read(cli, &view->model);
	const struct erd_port *only = NULL;
	size_t i;

	if (!ret && name)
		only = model_port(&view->model, name);
	if (!ret && name && !only)
		ret = check_exists(cli, name);
	if (ret)
		return ret;
	if (name)
		keep_links(&view->model, name);
	view->fast = calloc(view->model.n_ports + 1, sizeof(*view->fast));
	if (!view->fast)
		return erd_fail(&cli->err, ERD_ERROR, "out of memory");
	for (i = 0; i < view->model.n_ports && !ret; i++)
		if (!only || only == &view->model.ports[i])
			ret = read_fast(cli, &view->model.ports[i],
					&view->fast[i]);
	return ret;
}

static void view_free(struct view *view)
{
	size_t i;

	for (i = 0; view->fast && i < view->model.n_ports; i++) {
		if (view->fast[i].fp)
			erd_fastpath_close(view->fast[i].fp);
		free(view->fast[i].unknown);
	}
	free(view->fast);
	model_free(&view->model);
}

/* The fast path of a sub-interface's port, or NULL. */
static const struct erd_fastpath *fast_of(const struct view *view,
					  const struct erd_subif *subif)
{
	const struct erd_port *port = model_port(&view->model, subif->port);

	return port ? view->fast[port - view->model.ports].fp : NULL;
}

/* Whether a port is to be shown: with a name, only the port of that name. */
static bool shows_port(const struct view *view, size_t i, const char *name)
{
	return !name || !strcmp(view->model.ports[i].name, name);
}

/* --- text --------------------------------------------------------------- */

static void title(const struct cli *cli, struct view *view, const char *text)
{
	if (!cli->options.no_header)
		printf("%s%s:\n", view->printed ? "\n" : "", text);
	view->printed = true;
}

static void add_counts(struct table *table, const char *by,
		       const struct erd_account *count)
{
	table_cell(table, "%s", by);
	table_number(table, count->rx.frames);
	table_number(table, count->rx.bytes);
	table_number(table, count->tx.frames);
	table_number(table, count->tx.bytes);
}

static void begin_subif(struct table *table, const struct erd_subif *subif)
{
	table_row(table);
	table_cell(table, "%s", subif->circuit);
	table_cell(table, "%s", erd_peering_name(subif->peering));
	table_cell(table, "%s", subif->port);
	table_cell(table, "%s", subif->ifname);
}

static void add_subif(struct table *table, const struct view *view,
		      const struct erd_subif *subif)
{
	const struct erd_account module = {
		.rx = { subif->stats.rx_frames, subif->stats.rx_bytes },
		.tx = { subif->stats.tx_frames, subif->stats.tx_bytes },
	};
	const struct erd_fastpath *fp = fast_of(view, subif);
	struct erd_account fast;

	begin_subif(table, subif);
	add_counts(table, "module", &module);
	if (!fp)
		return;
	erd_fastpath_read(fp, subif->stag, subif->ctag, &fast);
	begin_subif(table, subif);
	add_counts(table, "fastpath", &fast);
}

static int print_peerings(struct cli *cli, struct view *view)
{
	static const struct table_column columns[] = {
		{ "CIRCUIT", false }, { "PEERING", false }, { "PORT", false },
		{ "DEVICE", false }, { "COUNTED-BY", false },
		{ "RX-FRAMES", true }, { "RX-BYTES", true },
		{ "TX-FRAMES", true }, { "TX-BYTES", true },
	};
	const struct model *model = &view->model;
	struct table *table;
	size_t i;
	int role;

	if (!model->n_peerings)
		return ERD_OK;
	title(cli, view, "Peerings");
	table = table_new(cli, COLUMNS(columns));
	for (i = 0; i < model->n_peerings; i++)
		for (role = 0; role < 2; role++)
			if (model->peerings[i].link[role])
				add_subif(table, view,
					  model->peerings[i].link[role]);
	return table_print(cli, table);
}

static void add_classes(struct table *table, const char *port,
			const struct erd_port_account *account)
{
	int class;

	for (class = 0; class < ERD_TAGS_CLASSES; class++) {
		const struct erd_account *count = &account->count[class];

		if (class != ERD_TAGS_MATCHED && !count->rx.frames &&
		    !count->tx.frames)
			continue;
		table_row(table);
		table_cell(table, "%s", port);
		add_counts(table, erd_tag_class_name(class), count);
	}
}

static int print_classes(struct cli *cli, struct view *view,
			 const char *name)
{
	static const struct table_column columns[] = {
		{ "PORT", false }, { "TAGS", false }, { "RX-FRAMES", true },
		{ "RX-BYTES", true }, { "TX-FRAMES", true },
		{ "TX-BYTES", true },
	};
	struct table *table = NULL;
	size_t i;

	for (i = 0; i < view->model.n_ports; i++) {
		if (!shows_port(view, i, name) || !view->fast[i].fp)
			continue;
		if (!table) {
			title(cli, view, "Frames by their tags, as the fast path saw them");
			table = table_new(cli, COLUMNS(columns));
		}
		add_classes(table, view->model.ports[i].name,
			    &view->fast[i].account);
	}
	return table ? table_print(cli, table) : ERD_OK;
}

static void add_drops(struct table *table, const char *object,
		      const char *direction, const uint64_t *drops)
{
	int reason;

	for (reason = 1; reason <= ERD_DROP_MAX; reason++) {
		if (!drops[reason])
			continue;
		table_row(table);
		table_cell(table, "%s", object);
		table_cell(table, "%s", direction);
		table_cell(table, "%s", erd_drop_name(reason));
		table_number(table, drops[reason]);
	}
}

static void add_both_drops(struct table *table, const char *object,
			   const struct erd_stats *stats)
{
	add_drops(table, object, "rx", stats->rx_drops);
	add_drops(table, object, "tx", stats->tx_drops);
}

static int print_drops(struct cli *cli, struct view *view,
		       const char *name)
{
	static const struct table_column columns[] = {
		{ "DROPPED-BY", false }, { "DIR", false }, { "REASON", false },
		{ "FRAMES", true },
	};
	const struct model *model = &view->model;
	struct table *table;
	size_t i;
	int role;

	table = table_new(cli, COLUMNS(columns));
	for (i = 0; i < model->n_ports; i++)
		if (shows_port(view, i, name))
			add_both_drops(table, model->ports[i].name,
				       &model->ports[i].stats);
	for (i = 0; i < model->n_peerings; i++)
		for (role = 0; role < 2; role++)
			if (model->peerings[i].link[role])
				add_both_drops(table,
					model->peerings[i].link[role]->ifname,
					&model->peerings[i].link[role]->stats);
	if (table_has_rows(table))
		title(cli, view, "Drops of the module (a port's have its sub-interfaces' in them)");
	return table_print(cli, table);
}

/* Calls @add for each sub-interface whose port has a fast path. */
static void each_fast_subif(const struct view *view, struct table *table,
			    void (*add)(struct table *table,
					const struct erd_fastpath *fp,
					const struct erd_subif *subif))
{
	const struct model *model = &view->model;
	size_t i;
	int role;

	for (i = 0; i < model->n_peerings; i++)
		for (role = 0; role < 2; role++) {
			const struct erd_subif *subif =
				model->peerings[i].link[role];
			const struct erd_fastpath *fp =
				subif ? fast_of(view, subif) : NULL;

			if (fp)
				add(table, fp, subif);
		}
}

static int print_limited(struct cli *cli, struct view *view)
{
	struct table *table = stats_new_drops(cli);

	each_fast_subif(view, table, stats_add_drops);
	if (table_has_rows(table))
		title(cli, view, "Drops of the fast path, counted nowhere else");
	return table_print(cli, table);
}

static int print_sizes(struct cli *cli, struct view *view)
{
	struct table *table = stats_new_sizes(cli);

	each_fast_subif(view, table, stats_add_sizes);
	if (table_has_rows(table))
		title(cli, view, "Frames by their bytes, as the fast path saw them");
	return table_print(cli, table);
}

static void begin_unknown(struct table *table, const char *port,
			  const char *by, const char *direction,
			  const struct tag_text *text)
{
	table_row(table);
	table_cell(table, "%s", port);
	table_cell(table, "%s", by);
	table_cell(table, "%s", direction);
	table_cell(table, "%s", text->outer);
	table_cell(table, "%s", text->inner);
}

static void end_unknown(struct table *table, const struct tag_text *text)
{
	table_cell(table, "%s", text->source);
	table_cell(table, "%s", text->last);
}

static void add_module_unknown(struct table *table, const struct erd_port *port,
			       const struct timespec *now)
{
	struct tag_text text;
	size_t i;

	for (i = 0; i < port->n_unknown; i++) {
		const struct erd_seen_tag *tag = &port->unknown[i];

		tag_text(tag, now, &text);
		begin_unknown(table, port->name, "module", "rx", &text);
		table_cell(table, "%s", erd_drop_name(tag->reason));
		table_number(table, tag->frames);
		table_cell(table, "-");
		end_unknown(table, &text);
	}
}

static void add_fast_unknown(struct table *table, const char *port,
			     const struct erd_unknown_tag *tag,
			     const struct timespec *now)
{
	const struct erd_seen_tag seen = {
		.outer_tpid = tag->outer_tpid,
		.outer_vid = tag->outer_vid,
		.inner_tpid = tag->inner_tpid,
		.inner_vid = tag->inner_tpid ? (int)tag->inner_vid : -1,
		.source = { tag->source[0], tag->source[1], tag->source[2],
			    tag->source[3], tag->source[4], tag->source[5] },
		.last_ns = tag->last_ns,
	};
	struct tag_text text;

	tag_text(&seen, now, &text);
	begin_unknown(table, port, "fastpath", tag->transmitted ? "tx" : "rx",
		      &text);
	table_cell(table, "%s", erd_tag_class_name(tag->why));
	table_number(table, tag->count.frames);
	table_number(table, tag->count.bytes);
	end_unknown(table, &text);
}

static int print_unknown(struct cli *cli, struct view *view,
			 const char *name)
{
	static const struct table_column columns[] = {
		{ "PORT", false }, { "SEEN-BY", false }, { "DIR", false },
		{ "OUTER", false }, { "INNER", false }, { "WHY", false },
		{ "FRAMES", true }, { "BYTES", true }, { "SOURCE", false },
		{ "LAST", true },
	};
	const struct model *model = &view->model;
	struct timespec now;
	struct table *table;
	size_t i, j;

	clock_gettime(CLOCK_BOOTTIME, &now);
	table = table_new(cli, COLUMNS(columns));
	for (i = 0; i < model->n_ports; i++) {
		if (!shows_port(view, i, name))
			continue;
		add_module_unknown(table, &model->ports[i], &now);
		for (j = 0; j < view->fast[i].n_unknown; j++)
			add_fast_unknown(table, model->ports[i].name,
					 &view->fast[i].unknown[j], &now);
	}
	if (table_has_rows(table))
		title(cli, view, "Tags that no peering has");
	return table_print(cli, table);
}

static int print_text(struct cli *cli, struct view *view,
		      const char *name)
{
	int ret = print_peerings(cli, view);

	if (!ret)
		ret = print_classes(cli, view, name);
	if (!ret)
		ret = print_drops(cli, view, name);
	if (!ret)
		ret = print_limited(cli, view);
	if (!ret)
		ret = print_sizes(cli, view);
	return ret ? ret : print_unknown(cli, view, name);
}

/* --- JSON --------------------------------------------------------------- */

static json_t *subif_object(const struct view *view,
			    const struct erd_subif *subif)
{
	json_t *object;

	object = json_subif(subif, model_port(&view->model, subif->port));
	json_object_set_new(object, "fast_path",
			    stats_fast_object(fast_of(view, subif), subif));
	return object;
}

static json_t *peering_object(const struct view *view,
			      const struct model_peering *peering)
{
	json_t *object = json_peering(&view->model, peering);
	json_t *subifs = json_array();
	int role;

	for (role = 0; role < 2; role++)
		if (peering->link[role])
			json_array_append_new(subifs,
				subif_object(view, peering->link[role]));
	json_object_set_new(object, "sub_interfaces", subifs);
	return object;
}

static json_t *port_object(const struct erd_port *port, const struct fast *fast,
			   const struct timespec *boottime)
{
	json_t *object, *fast_path = json_null();

	if (fast->fp)
		fast_path = json_fast_path(&fast->account, fast->unknown,
					   fast->n_unknown, boottime);
	object = json_port(port, fast->xdp, boottime);
	json_object_set_new(object, "fast_path", fast_path);
	return object;
}

static int print_json(struct cli *cli, const struct view *view,
		      const char *name)
{
	json_t *ports = json_array(), *peerings = json_array();
	struct timespec now, boottime;
	size_t i;

	clock_gettime(CLOCK_REALTIME, &now);
	clock_gettime(CLOCK_BOOTTIME, &boottime);
	for (i = 0; i < view->model.n_ports; i++)
		if (shows_port(view, i, name))
			json_array_append_new(ports,
				port_object(&view->model.ports[i],
					    &view->fast[i], &boottime));
	for (i = 0; i < view->model.n_peerings; i++)
		json_array_append_new(peerings,
			peering_object(view, &view->model.peerings[i]));
	return json_print(cli, json_pack("{s:o, s:o, s:o}",
					 "time", json_time(&now),
					 "ports", ports,
					 "peerings", peerings));
}

static int run(struct cli *cli, const struct cli_value *value)
{
	const char *name = value[0].text;
	struct view view = {};
	int ret;

	ret = view_read(cli, &view, name);
	if (!ret)
		ret = cli->options.json ? print_json(cli, &view, name) :
					  print_text(cli, &view, name);
	view_free(&view);
	return ret;
}

const struct cli_command stats_commands[] = {
	{
		.noun = "stats",
		.help = "show the account of ports and peerings",
		.params = stats_params,
		.run = run,
	},
	{}
};
