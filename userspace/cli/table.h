/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tables on standard output. */
#ifndef ERDCTL_TABLE_H
#define ERDCTL_TABLE_H

#include "cli.h"

#include <inttypes.h>

struct table_column {
	const char *name;
	bool number;		/* stands to the right */
};

enum table_tone {
	TABLE_PLAIN,
	TABLE_GOOD,
	TABLE_BAD,
	TABLE_DIM,
};

struct table;

/* NULL without memory; the functions below then do nothing. */
struct table *table_new(const struct cli *cli,
			const struct table_column *columns, size_t n);
void table_row(struct table *table);
/* The next cell of the row. */
void table_cell(struct table *table, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void table_tone_cell(struct table *table, enum table_tone tone,
		     const char *text);
void table_number(struct table *table, uint64_t number);
/* 0 is no tag: "-". */
void table_tag(struct table *table, unsigned int tag);
bool table_has_rows(const struct table *table);
/* Prints and frees it. Nothing is printed if it has no rows. */
int table_print(struct cli *cli, struct table *table);

#endif /* ERDCTL_TABLE_H */
