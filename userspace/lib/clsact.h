/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Our filter at tc egress on kernels without TCX, and the qdisc that it needs.
 * Both may be shared: other filters, and a clsact that others made, stay.
 */
#ifndef LIBERD_CLSACT_H
#define LIBERD_CLSACT_H

#include <stdbool.h>
#include <stdint.h>

bool clsact_is_there(uint32_t ifindex);

/* Makes a clsact, if there is none. 0 or a negative errno. */
int clsact_create(uint32_t ifindex);

/* Adds @prog to the egress. 0 or a negative errno. */
int clsact_add_egress(uint32_t ifindex, int prog);

/* Whether a filter there, made by clsact_add_egress(), runs @prog. */
bool clsact_has_egress(uint32_t ifindex, int prog);

/* Has it run @prog instead of @old, between two frames. 0 or as above. */
int clsact_replace_egress(uint32_t ifindex, int old, int prog);

/* Deletes it, if there is one. */
void clsact_delete_egress(uint32_t ifindex, int prog);

/* Deletes the clsact unless it has filters. */
void clsact_delete_if_empty(uint32_t ifindex);

#endif /* LIBERD_CLSACT_H */
