// SPDX-License-Identifier: LGPL-2.1-or-later
#include "accepted.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void accepted_path(const char *port, char path[ACCEPTED_PATH_SIZE])
{
	snprintf(path, ACCEPTED_PATH_SIZE, ACCEPTED_FOLDER "/%s.json", port);
}

json_t *accepted_record(const char *port)
{
	char path[ACCEPTED_PATH_SIZE];

	accepted_path(port, path);
	return json_load_file(path, 0, NULL);
}

/* The least that it was, or NAN. */
static double least_dbm(const json_t *lane, const char *direction)
{
	const json_t *least = json_object_get(json_object_get(lane, direction),
					      "least_dbm");

	return json_is_number(least) ? json_number_value(least) : NAN;
}

static void take_lane(const json_t *lane, struct facts_accepted *light)
{
	struct facts_accepted_lane *to = &light->lane[light->n_lanes];

	if (light->n_lanes == ERD_OPTICS_LANES_MAX)
		return;
	light->n_lanes++;
	to->number = json_integer_value(json_object_get(lane, "lane"));
	to->rx_dbm = least_dbm(lane, "rx");
	to->tx_dbm = least_dbm(lane, "tx");
}

void accepted_light(const json_t *record, struct facts_accepted *light)
{
	const char *time, *serial;
	json_t *lanes;
	size_t i;
	int passed;

	memset(light, 0, sizeof(*light));
	if (json_unpack((json_t *)record, "{s:s, s:b, s:s, s:o}", "time", &time,
			"passed", &passed, "serial", &serial, "lanes",
			&lanes) || !passed)
		return;
	light->is = true;
	/* the day */
	snprintf(light->time, sizeof(light->time), "%.10s", time);
	snprintf(light->serial, sizeof(light->serial), "%s", serial);
	for (i = 0; i < json_array_size(lanes); i++)
		take_lane(json_array_get(lanes, i), light);
}
