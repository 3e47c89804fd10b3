// SPDX-License-Identifier: LGPL-2.1-or-later
#include "stats_fast.h"

/* --- drops -------------------------------------------------------------- */

struct table *stats_new_drops(struct cli *cli)
{
	static const struct table_column columns[] = {
		{ "DROPPED-BY", false }, { "DIR", false }, { "REASON", false },
		{ "FRAMES", true }, { "BYTES", true },
	};

	return table_new(cli, columns, sizeof(columns) / sizeof(columns[0]));
}

static void add_drops(struct table *table, const struct erd_subif *subif,
		      const char *direction, const struct erd_count *count)
{
	if (!count->frames)
		return;
	table_row(table);
	table_cell(table, "%s", subif->ifname);
	table_cell(table, "%s", direction);
	table_cell(table, "%s", erd_drop_name(ERD_DROP_RATE_LIMITED));
	table_number(table, count->frames);
	table_number(table, count->bytes);
}

void stats_add_drops(struct table *table, const struct erd_fastpath *fp,
		     const struct erd_subif *subif)
{
	struct erd_account dropped;

	erd_fastpath_read_drops(fp, subif->stag, subif->ctag, &dropped);
	add_drops(table, subif, "rx", &dropped.rx);
	add_drops(table, subif, "tx", &dropped.tx);
}

/* --- sizes -------------------------------------------------------------- */

struct table *stats_new_sizes(struct cli *cli)
{
	static const struct table_column columns[] = {
		{ "DEVICE", false }, { "DIR", false }, { "<=64", true },
		{ "<=127", true }, { "<=255", true }, { "<=511", true },
		{ "<=1023", true }, { "<=1535", true }, { "<=2047", true },
		{ "MORE", true },
	};

	return table_new(cli, columns, sizeof(columns) / sizeof(columns[0]));
}

static void add_sizes(struct table *table, const struct erd_subif *subif,
		      const char *direction, const uint64_t *sizes)
{
	int i;

	table_row(table);
	table_cell(table, "%s", subif->ifname);
	table_cell(table, "%s", direction);
	for (i = 0; i < ERD_SIZES; i++)
		table_number(table, sizes[i]);
}

void stats_add_sizes(struct table *table, const struct erd_fastpath *fp,
		     const struct erd_subif *subif)
{
	struct erd_histogram histogram;

	if (!erd_fastpath_histogram(fp))
		return;
	erd_fastpath_read_histogram(fp, subif->stag, subif->ctag, &histogram);
	add_sizes(table, subif, "rx", histogram.rx);
	add_sizes(table, subif, "tx", histogram.tx);
}

/* --- JSON --------------------------------------------------------------- */

json_t *stats_fast_object(const struct erd_fastpath *fp,
			  const struct erd_subif *subif)
{
	struct erd_histogram histogram;
	struct erd_account account;
	json_t *object;

	if (!fp)
		return json_null();
	erd_fastpath_read(fp, subif->stag, subif->ctag, &account);
	object = json_counts(&account);
	erd_fastpath_read_drops(fp, subif->stag, subif->ctag, &account);
	erd_fastpath_read_histogram(fp, subif->stag, subif->ctag, &histogram);
	json_add_fast(object, &account,
		      erd_fastpath_histogram(fp) ? &histogram : NULL);
	return object;
}
