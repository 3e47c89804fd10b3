/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From bit/s and octets to what the programs compute with. No state. */
#ifndef LIBERD_LIMIT_H
#define LIBERD_LIMIT_H

#include <erd.h>
#include <linux/types.h>
#include <erd_maps.h>

/* The burst of a rate for which none was asked: 5 ms of it, or 64 KiB. */
uint32_t limit_burst(uint64_t rate);

/*
 * All but @tat. @rate is 0, for no limit, or ERD_RATE_MIN to ERD_RATE_MAX;
 * @burst is ERD_BURST_MIN to ERD_BURST_MAX. @cpus take octets ahead on
 * receive; on transmit none does.
 */
void limit_make(struct erd_limit *limit, uint64_t rate, uint32_t burst,
		enum erd_direction direction, uint32_t cpus);

#endif /* LIBERD_LIMIT_H */
