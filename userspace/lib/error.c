// SPDX-License-Identifier: LGPL-2.1-or-later
#include "error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

int erd_fail(struct erd_error *err, enum erd_status status, const char *format,
	     ...)
{
	va_list args;

	if (!err)
		return status;
	err->status = status;
	err->sys_errno = 0;
	err->hint[0] = '\0';
	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	return status;
}

void erd_hint(struct erd_error *err, const char *format, ...)
{
	va_list args;

	if (!err)
		return;
	va_start(args, format);
	vsnprintf(err->hint, sizeof(err->hint), format, args);
	va_end(args);
}

enum erd_status erd_status_of(int sys_errno)
{
	switch (sys_errno) {
	case 0:
		return ERD_OK;
	case EPERM:
	case EACCES:
		return ERD_PERMISSION;
	case ENOENT:
	case ENODEV:
	case ENXIO:
		return ERD_NOT_FOUND;
	case EEXIST:
	case EBUSY:
		return ERD_CONFLICT;
	case EINVAL:
	case ERANGE:
		return ERD_USAGE;
	default:
		return ERD_ERROR;
	}
}
