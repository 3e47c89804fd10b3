/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What could come next on a command line. */
#ifndef ERDCTL_COMPLETE_H
#define ERDCTL_COMPLETE_H

#include "command.h"

#include <stdio.h>

/* Calls @offer for each object there is that @kind takes. */
typedef void (*complete_offer_fn)(const char *candidate, const char *help,
				  void *data);
typedef void (*complete_objects_fn)(enum cli_kind kind,
				    complete_offer_fn offer, void *data);

/*
 * Prints the candidates for the last of @words, one a line, with a tab and a
 * line of help behind those that have one.
 */
void complete_words(char **words, int n, complete_objects_fn objects,
		    FILE *out);

/* erdctl __complete -- WORDS…: what the completions of the shells call. */
int complete_main(int argc, char **argv);

#endif /* ERDCTL_COMPLETE_H */
