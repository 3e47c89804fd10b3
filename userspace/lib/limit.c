// SPDX-License-Identifier: LGPL-2.1-or-later
#include "limit.h"

#include <string.h>

#define QUANTUM_US	50
#define BURST_MS	5
#define BURST_LEAST	65536

uint32_t limit_burst(uint64_t rate)
{
	uint64_t burst = rate / 8 * BURST_MS / 1000;

	if (burst < BURST_LEAST)
		return BURST_LEAST;
	return burst > ERD_BURST_MAX ? ERD_BURST_MAX : burst;
}

/* At most half the burst, for all CPUs together. */
static uint32_t quantum_of(uint64_t rate, uint32_t burst, uint32_t cpus)
{
	uint64_t quantum = rate / 8 * QUANTUM_US / 1000000;

	if (quantum > burst / (2 * cpus))
		quantum = burst / (2 * cpus);
	return quantum > ERD_TAKE_MAX ? ERD_TAKE_MAX : quantum;
}

void limit_make(struct erd_limit *limit, uint64_t rate, uint32_t burst,
		enum erd_direction direction, uint32_t cpus)
{
	uint64_t depth;

	memset(limit, 0, sizeof(*limit));
	if (!rate)
		return;
	limit->rate = rate;
	limit->burst = burst;
	limit->per_octet = (8000000000ULL << (ERD_NS_SHIFT +
					      ERD_PER_OCTET_SHIFT)) / rate;
	if (direction == ERD_DIRECTION_RX)
		limit->quantum = quantum_of(rate, burst, cpus);
	depth = burst - (uint64_t)limit->quantum * cpus;
	limit->depth = (unsigned __int128)depth * limit->per_octet >>
		       ERD_PER_OCTET_SHIFT;
}
