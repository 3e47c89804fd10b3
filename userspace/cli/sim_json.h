/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef ERDCTL_SIM_JSON_H
#define ERDCTL_SIM_JSON_H

#include "optical_bench.h"

#include <jansson.h>

/* Makes a new value, or NULL without memory. */
json_t *sim_json_ports(const struct sim_port *ports, size_t n);

#endif /* ERDCTL_SIM_JSON_H */
