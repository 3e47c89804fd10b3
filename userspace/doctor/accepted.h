/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What was seen when the cross-connect of a port was tested last. */
#ifndef ERD_ACCEPTED_H
#define ERD_ACCEPTED_H

#include "facts.h"
#include "store.h"

#include <jansson.h>

/* One file a port, as erdctl port test prints it. */
#define ACCEPTED_FOLDER		STORE_FOLDER "/port-tests"
#define ACCEPTED_PATH_SIZE	(sizeof(ACCEPTED_FOLDER) + ERD_NAME_MAX + 8)

/* A port's name has no slash and does not begin with a dot. */
void accepted_path(const char *port, char path[ACCEPTED_PATH_SIZE]);
/* What is kept of a port: a new value, or NULL if there is nothing. */
json_t *accepted_record(const char *port);
/* The light of a record; @light->is is false if it does not say, or failed. */
void accepted_light(const json_t *record, struct facts_accepted *light);

#endif /* ERD_ACCEPTED_H */
