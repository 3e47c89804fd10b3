/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The queueing discipline that holds frames back until the time that the fast
 * path puts on them: fq, on each transmit queue of the port's device. Ours is
 * known by its handle.
 */
#ifndef LIBERD_SHAPER_H
#define LIBERD_SHAPER_H

#include <erd.h>

/*
 * Gives the device fq, unless it has it. ERD_CONFLICT if it has a queueing
 * discipline that somebody chose.
 */
int shaper_add(const struct erd_port *port, struct erd_error *err);

/* Deletes ours; the device has again what the kernel gives it. */
void shaper_delete(uint32_t ifindex);

#endif /* LIBERD_SHAPER_H */
