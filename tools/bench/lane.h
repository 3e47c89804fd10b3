/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef LANE_H
#define LANE_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LANE_TAGS	3
#define LANE_COUNTERS	3
#define LANE_EACH	UINT32_MAX	/* a tag that is the circuit's number */

/* A device's counter that must have counted every frame of a lane. */
struct lane_counter {
	const char *device;	/* with a %: one for each circuit */
	const char *name;
	uint64_t *before;	/* one for each device */
};

/* One way of frames that is measured. */
struct lane {
	const char *name;
	const char *from;	/* sending device; with a %: one a circuit */
	unsigned int tags;
	uint32_t tag[LANE_TAGS];
	unsigned int counters;
	struct lane_counter counter[LANE_COUNTERS];

	unsigned int sockets;
	int *fd;
	size_t size;		/* of a frame, its tags included */
	uint8_t *frames;	/* one for each circuit */
	uint64_t *took;		/* nanoseconds of each round */
};

bool lane_parse(struct lane *lane, char *text);
bool lane_is_each(const char *pattern);
void lane_device(char device[IFNAMSIZ], const char *pattern,
		 unsigned int circuit);
void lane_count(struct lane *lane, unsigned int circuits);
bool lane_counted(const struct lane *lane, unsigned int circuits,
		  unsigned int cycles);

#endif /* LANE_H */
