/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef LIBERD_LIGHT_H
#define LIBERD_LIGHT_H

#include <erd.h>

/*
 * Says what @light is like beside the module's @limits, in mW, and
 * Microsoft's range. Limits that leave nothing between them are nobody's.
 */
void light_judge(struct erd_light *light, const struct erd_limits *limits);

#endif /* LIBERD_LIGHT_H */
