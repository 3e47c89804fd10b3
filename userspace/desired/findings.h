/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with a desired state, each with its line. */
#ifndef ERD_FINDINGS_H
#define ERD_FINDINGS_H

#include "list.h"

#include <stdbool.h>

struct finding {
	unsigned int line;	/* from 1; 0: of no line in particular */
	bool warning;		/* it may be applied all the same */
	char text[400];
	char hint[200];		/* what to do, or "" */
};

/* All zero is right for none. */
struct findings {
	struct list list;	/* of struct finding, by and by in line order */
	unsigned int errors, warnings;
	bool no_memory;		/* some could not be kept */
};

void findings_begin(struct findings *findings);
void findings_free(struct findings *findings);

/* Keeps one. Those past a hundred are counted only. */
void findings_error(struct findings *findings, unsigned int line,
		    const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void findings_warn(struct findings *findings, unsigned int line,
		   const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* What to do about the one that was kept last. */
void findings_hint(struct findings *findings, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* By line; those of one line stay as they came. */
void findings_sort(struct findings *findings);
const struct finding *findings_first_error(const struct findings *findings);

#endif /* ERD_FINDINGS_H */
