/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* XDP programs that are not ours. Private to liberd. */
#ifndef LIBERD_FASTPATH_FOREIGN_H
#define LIBERD_FASTPATH_FOREIGN_H

#include <erd.h>

/*
 * ERD_OK if the device of @port has no XDP program of any mode; ERD_CONFLICT,
 * with the program's name, number, tag and holder, if it has.
 */
int fastpath_foreign_check(const struct erd_port *port, struct erd_error *err);

#endif /* LIBERD_FASTPATH_FOREIGN_H */
