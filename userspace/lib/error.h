/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef LIBERD_ERROR_H
#define LIBERD_ERROR_H

#include <erd.h>

/*
 * Fills @err, if there is one, with a sentence, an empty hint and sys_errno 0.
 * Returns @status, so that a caller can say `return erd_fail(…);`.
 */
int erd_fail(struct erd_error *err, enum erd_status status,
	     const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Says what to do about the error that @err holds. Does nothing if NULL. */
void erd_hint(struct erd_error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Maps an errno of a system call to a status: EPERM and EACCES to PERMISSION,
 * ENOENT, ENODEV, ENXIO to NOT_FOUND, EEXIST, EBUSY to CONFLICT, EINVAL and
 * ERANGE to USAGE, the rest to ERROR. */
enum erd_status erd_status_of(int sys_errno);

#endif /* LIBERD_ERROR_H */
