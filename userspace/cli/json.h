/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The JSON of erdctl; docs/json.md and docs/erdctl.schema.json describe it. */
#ifndef ERDCTL_JSON_H
#define ERDCTL_JSON_H

#include "cli.h"
#include "model.h"

#include <jansson.h>
#include <time.h>

/*
 * Each makes a new value, or NULL without memory. @now is CLOCK_BOOTTIME, or
 * NULL in an event, which says nothing of unknown tags.
 */
json_t *json_port(const struct erd_port *port, const char *xdp,
		  const struct timespec *now);
json_t *json_circuit(const struct erd_circuit *circuit);
/* Adds what is set for it, null if @settings is NULL. */
void json_add_settings(json_t *object,
		       const struct erd_circuit_settings *settings);
/* Adds to a sub-interface's counts; @histogram may be NULL. */
void json_add_fast(json_t *object, const struct erd_account *dropped,
		   const struct erd_histogram *histogram);
json_t *json_peering(const struct model *model,
		     const struct model_peering *peering);
json_t *json_subif(const struct erd_subif *subif, const struct erd_port *port);
/* Adds them to a sub-interface; NULL: they could not be read. */
void json_add_pcp(json_t *subif, const struct erd_pcp_maps *maps);
json_t *json_counts(const struct erd_account *account);
json_t *json_event(const struct erd_event_info *event);

/* What the fast path of a port knows; @now is CLOCK_BOOTTIME. */
json_t *json_fast_path(const struct erd_port_account *account,
		       const struct erd_unknown_tag *unknown, size_t n,
		       const struct timespec *now);

/* All ports, all peerings of a model, as arrays. */
json_t *json_ports(const struct model *model);
json_t *json_peerings(const struct model *model);

/* ISO 8601 in UTC, with milliseconds. */
json_t *json_time(const struct timespec *time);
#define TIME_TEXT_SIZE	32
void time_text(const struct timespec *time, char text[TIME_TEXT_SIZE]);

/* A string, or null for "". */
json_t *json_text(const char *text);

/*
 * Prints {"schema": "erdctl/1", …} with the members of @document, which is
 * taken. NULL is an error: memory ran out while it was made.
 */
int json_print(struct cli *cli, json_t *document);

#endif /* ERDCTL_JSON_H */
