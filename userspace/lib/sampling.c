// SPDX-License-Identifier: LGPL-2.1-or-later
#include "sampling.h"

#include <linux/types.h>
#include <erd_maps.h>

struct erd_sampling sampling_of_circuit(uint32_t every, uint16_t snap)
{
	struct erd_sampling sampling = { .every = every };

	if (!every)
		return sampling;
	sampling.snap = snap;
	sampling.directions = 1 << ERD_DIRECTION_RX | 1 << ERD_DIRECTION_TX;
	sampling.verdicts = 1 << ERD_FRAME_PASSED | 1 << ERD_FRAME_DROPPED;
	return sampling;
}

struct erd_sampling sampling_of_port(bool on)
{
	struct erd_sampling sampling = { .every = on };

	if (!on)
		return sampling;
	sampling.snap = SAMPLING_SNAP;
	sampling.directions = 1 << ERD_DIRECTION_RX | 1 << ERD_DIRECTION_TX;
	sampling.classes = ((1 << ERD_TAGS_CLASSES) - 1) &
			   ~(1 << ERD_TAGS_MATCHED);
	return sampling;
}
