// SPDX-License-Identifier: LGPL-2.1-or-later
#include "findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Who wrote that many wrong lines does not read them all. */
#define KEPT_MAX	100

void findings_begin(struct findings *findings)
{
	*findings = (struct findings){ .list = LIST_OF(struct finding) };
}

void findings_free(struct findings *findings)
{
	list_free(&findings->list);
}

static void keep(struct findings *findings, bool warning, unsigned int line,
		 const char *format, va_list args)
{
	struct finding *finding;

	if (warning)
		findings->warnings++;
	else
		findings->errors++;
	if (findings->list.n >= KEPT_MAX)
		return;
	finding = list_add(&findings->list);
	if (!finding) {
		findings->no_memory = true;
		return;
	}
	finding->line = line;
	finding->warning = warning;
	vsnprintf(finding->text, sizeof(finding->text), format, args);
}

void findings_error(struct findings *findings, unsigned int line,
		    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	keep(findings, false, line, format, args);
	va_end(args);
}

void findings_warn(struct findings *findings, unsigned int line,
		   const char *format, ...)
{
	va_list args;

	va_start(args, format);
	keep(findings, true, line, format, args);
	va_end(args);
}

void findings_hint(struct findings *findings, const char *format, ...)
{
	struct finding *kept = findings->list.items;
	va_list args;

	/* Without memory, or past the last kept, it would hint at another. */
	if (findings->errors + findings->warnings != findings->list.n)
		return;
	kept += findings->list.n - 1;
	va_start(args, format);
	vsnprintf(kept->hint, sizeof(kept->hint), format, args);
	va_end(args);
}

void findings_sort(struct findings *findings)
{
	struct finding *f = findings->list.items, moved;
	size_t i, j;

	for (i = 1; i < findings->list.n; i++) {
		moved = f[i];
		for (j = i; j && f[j - 1].line > moved.line; j--)
			f[j] = f[j - 1];
		f[j] = moved;
	}
}

const struct finding *findings_first_error(const struct findings *findings)
{
	const struct finding *f = findings->list.items;
	size_t i;

	for (i = 0; i < findings->list.n; i++)
		if (!f[i].warning)
			return &f[i];
	return NULL;
}
