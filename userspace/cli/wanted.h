/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the file says of an object, beside what runs. */
#ifndef ERDCTL_WANTED_H
#define ERDCTL_WANTED_H

#include "cli.h"
#include "file.h"
#include "objects.h"
#include "workflow.h"

#include <jansson.h>

/* All but the file is NULL where it does not say. */
struct wanted {
	struct desired_file file;
	const struct desired_pair *pair;
	const struct desired_port *port;
	const struct desired_circuit *circuit;
	struct list steps;		/* of its workflow */
};

/*
 * Reads what is wanted, if it is there and may be read; @pair may be NULL. To be
 * followed by wanted_free() in any case.
 */
int wanted_circuit(struct cli *cli, struct wanted *wanted, const char *pair,
		   const char *name);
int wanted_port(struct cli *cli, struct wanted *wanted, const char *name);
void wanted_free(struct wanted *wanted);

/* Whether the file has the object. */
static inline bool wanted_has(const struct wanted *wanted)
{
	return wanted->port || wanted->circuit;
}

/* null if the file does not have it. */
json_t *wanted_json(const struct wanted *wanted);
json_t *json_steps(const struct list *steps);

/* "label        text", or nothing where there is no text. */
void wanted_line(const char *label, const char *text);
/* The first step that is not done, or that there is none. */
void wanted_print_next(const struct wanted *wanted);

#endif /* ERDCTL_WANTED_H */
