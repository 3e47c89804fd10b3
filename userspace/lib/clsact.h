/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Our filter at tc egress on kernels without TCX, and the qdisc that it needs.
 * Both may be shared: other filters, and a clsact that others made, stay.
 */
#ifndef LIBERD_CLSACT_H
#define LIBERD_CLSACT_H

#include <stdbool.h>
#include <stdint.h>

/* Makes a clsact; *@ours is whether there was none. 0 or a negative errno. */
int clsact_create(uint32_t ifindex, bool *ours);

/* Adds @prog to the egress. 0 or a negative errno. */
int clsact_add_egress(uint32_t ifindex, int prog);

/* Deletes the filter that runs @prog; false if there is none. */
bool clsact_delete_egress(uint32_t ifindex, int prog);

/* Deletes the clsact unless it has filters. */
void clsact_delete_if_empty(uint32_t ifindex);

#endif /* LIBERD_CLSACT_H */
