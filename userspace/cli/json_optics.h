/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The JSON of modules; docs/json.md and docs/erdctl.schema.json describe it. */
#ifndef ERDCTL_JSON_OPTICS_H
#define ERDCTL_JSON_OPTICS_H

#include "optics.h"

#include <jansson.h>

/* A new value, or NULL without memory. */
json_t *json_optics(const struct optics_reading *reading);

#endif /* ERDCTL_JSON_OPTICS_H */
