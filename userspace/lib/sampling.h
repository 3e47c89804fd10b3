/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which frames are sampled, as commands and the file say it. */
#ifndef LIBERD_SAMPLING_H
#define LIBERD_SAMPLING_H

#include <erd.h>

/* What is kept of a frame unless it is said: its headers. */
#define SAMPLING_SNAP		128
#define SAMPLING_SNAP_MIN	14

/* One of @every frames of a circuit, whatever becomes of them; 0: none. */
struct erd_sampling sampling_of_circuit(uint32_t every, uint16_t snap);
/* All frames of a port that no peering has, or none. */
struct erd_sampling sampling_of_port(bool on);

#endif /* LIBERD_SAMPLING_H */
