// SPDX-License-Identifier: LGPL-2.1-or-later
#include "table.h"
#include "error.h"

#include <libsmartcols.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct table {
	struct libscols_table *scols;
	struct libscols_line *line;
	size_t column;		/* of the next cell */
	bool failed;		/* memory ran out */
};

static bool want_color(const struct cli *cli)
{
	const char *no_color = getenv("NO_COLOR");

	if (cli->options.color != CLI_COLOR_AUTO)
		return cli->options.color == CLI_COLOR_ALWAYS;
	return isatty(STDOUT_FILENO) && !(no_color && no_color[0]);
}

static int add_columns(struct table *table, const struct table_column *columns,
		       size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!scols_table_new_column(table->scols, columns[i].name, 0,
					    columns[i].number ? SCOLS_FL_RIGHT :
								0))
			return -1;
	return 0;
}

struct table *table_new(const struct cli *cli,
			const struct table_column *columns, size_t n)
{
	struct table *table = calloc(1, sizeof(*table));

	if (!table)
		return NULL;
	table->scols = scols_new_table();
	if (!table->scols || add_columns(table, columns, n)) {
		table->failed = true;
		return table;
	}
	scols_table_enable_noheadings(table->scols, cli->options.no_header);
	scols_table_enable_colors(table->scols, want_color(cli));
	/* Lines are as long as they are: nothing is cut or stretched. */
	scols_table_set_termforce(table->scols, SCOLS_TERMFORCE_NEVER);
	return table;
}

void table_row(struct table *table)
{
	if (!table || table->failed)
		return;
	table->column = 0;
	table->line = scols_table_new_line(table->scols, NULL);
	table->failed = !table->line;
}

void table_cell(struct table *table, const char *format, ...)
{
	char *text = NULL;
	va_list args;
	int len;

	if (!table || table->failed)
		return;
	va_start(args, format);
	len = vasprintf(&text, format, args);
	va_end(args);
	if (len < 0 ||
	    scols_line_refer_data(table->line, table->column++, text))
		table->failed = true;
}

void table_tone_cell(struct table *table, enum table_tone tone,
		     const char *text)
{
	static const char *const colors[] = {
		[TABLE_GOOD] = "green",
		[TABLE_BAD] = "red",
		[TABLE_DIM] = "darkgray",
	};
	struct libscols_cell *cell;

	table_cell(table, "%s", text);
	if (!table || table->failed || tone == TABLE_PLAIN)
		return;
	cell = scols_line_get_cell(table->line, table->column - 1);
	scols_cell_set_color(cell, colors[tone]);
}

void table_number(struct table *table, uint64_t number)
{
	table_cell(table, "%" PRIu64, number);
}

void table_tag(struct table *table, unsigned int tag)
{
	if (tag)
		table_number(table, tag);
	else
		table_cell(table, "-");
}

bool table_has_rows(const struct table *table)
{
	return table && !table->failed && table->line;
}

int table_print(struct cli *cli, struct table *table)
{
	bool failed = !table || table->failed;

	if (!failed)
		failed = scols_print_table(table->scols);
	if (table)
		scols_unref_table(table->scols);
	free(table);
	if (failed)
		return erd_fail(&cli->err, ERD_ERROR, "out of memory");
	return ERD_OK;
}
