/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The JSON of sessions; docs/json.md and docs/erdctl.schema.json describe it. */
#ifndef ERDCTL_JSON_BGP_H
#define ERDCTL_JSON_BGP_H

#include "routing.h"

#include <jansson.h>

/* A new value, or NULL without memory. */
json_t *json_bgp_session(const struct routing_session_state *session);

#endif /* ERDCTL_JSON_BGP_H */
