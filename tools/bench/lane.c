// SPDX-License-Identifier: GPL-2.0-only
#include "lane.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool parse_tags(struct lane *lane, char *text)
{
	char *tag, *rest;

	if (!strcmp(text, "-"))
		return true;
	for (tag = strtok_r(text, ".", &rest); tag;
	     tag = strtok_r(NULL, ".", &rest)) {
		if (lane->tags == LANE_TAGS)
			return false;
		lane->tag[lane->tags++] = strcmp(tag, "%") ? atoi(tag) :
							     (int)LANE_EACH;
	}
	return true;
}

static bool parse_counter(struct lane *lane, char *text)
{
	struct lane_counter *counter = &lane->counter[lane->counters];
	char *slash = strchr(text, '/');

	if (!slash || lane->counters == LANE_COUNTERS)
		return false;
	*slash = '\0';
	counter->device = text;
	counter->name = slash + 1;
	lane->counters++;
	return true;
}

/* Takes NAME,FROM,TAGS[,DEVICE/COUNTER...] to pieces, in place. */
bool lane_parse(struct lane *lane, char *text)
{
	char *tags, *counter, *rest;

	lane->name = strtok_r(text, ",", &rest);
	lane->from = strtok_r(NULL, ",", &rest);
	tags = strtok_r(NULL, ",", &rest);
	if (!tags || !parse_tags(lane, tags))
		return false;
	while ((counter = strtok_r(NULL, ",", &rest)))
		if (!parse_counter(lane, counter))
			return false;
	return true;
}

bool lane_is_each(const char *pattern)
{
	return strchr(pattern, '%');
}

/* The device that @pattern names for circuit @circuit. */
void lane_device(char device[IFNAMSIZ], const char *pattern,
		 unsigned int circuit)
{
	const char *each = strchr(pattern, '%');

	if (each)
		snprintf(device, IFNAMSIZ, "%.*s%u%s", (int)(each - pattern),
			 pattern, circuit, each + 1);
	else
		snprintf(device, IFNAMSIZ, "%s", pattern);
}

static uint64_t read_counter(const char *device, const char *name)
{
	uint64_t value;
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/class/net/%s/statistics/%s", device,
		 name);
	file = fopen(path, "r");
	if (!file || fscanf(file, "%" SCNu64, &value) != 1) {
		fprintf(stderr, "load: %s: %s\n", path, strerror(errno));
		exit(1);
	}
	fclose(file);
	return value;
}

/* What the lane's counters say before anything is sent. */
void lane_count(struct lane *lane, unsigned int circuits)
{
	char device[IFNAMSIZ];
	unsigned int i, c, n;

	for (i = 0; i < lane->counters; i++) {
		struct lane_counter *counter = &lane->counter[i];

		n = lane_is_each(counter->device) ? circuits : 1;
		counter->before = calloc(n, sizeof(*counter->before));
		if (!counter->before)
			exit(1);
		for (c = 0; c < n; c++) {
			lane_device(device, counter->device, c + 1);
			counter->before[c] = read_counter(device,
							  counter->name);
		}
	}
}

/* Whether each of them has counted the frames of @cycles cycles. */
bool lane_counted(const struct lane *lane, unsigned int circuits,
		  unsigned int cycles)
{
	const struct lane_counter *counter;
	uint64_t expected, seen;
	char device[IFNAMSIZ];
	unsigned int i, c, n;

	for (i = 0; i < lane->counters; i++) {
		counter = &lane->counter[i];
		n = lane_is_each(counter->device) ? circuits : 1;
		expected = (uint64_t)cycles * circuits / n;
		for (c = 0; c < n; c++) {
			lane_device(device, counter->device, c + 1);
			seen = read_counter(device, counter->name) -
			       counter->before[c];
			if (seen == expected)
				continue;
			fprintf(stderr, "load: %s: %" PRIu64
				" frames were sent, but %s of %s counted %"
				PRIu64 "\n", lane->name, expected,
				counter->name, device, seen);
			return false;
		}
	}
	return true;
}
