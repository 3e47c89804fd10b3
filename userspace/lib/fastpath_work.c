// SPDX-License-Identifier: LGPL-2.1-or-later
#include "fastpath_work.h"
#include "bpffs.h"
#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* --- errors ------------------------------------------------------------- */

/* What the kernel last said through libbpf in this thread, or "". */
static __thread char kernel_message[200];

/*
 * libbpf prints where we want a value, and the kernel's extended
 * acknowledgements are in what it prints and nowhere else.
 */
static int keep_kernel_message(enum libbpf_print_level level,
			       const char *format, va_list args)
{
	static const char prefix[] = "Kernel error message: ";
	char line[512], *message;

	(void)level;
	vsnprintf(line, sizeof(line), format, args);
	message = strstr(line, prefix);
	if (!message)
		return 0;
	message += sizeof(prefix) - 1;
	message[strcspn(message, "\n")] = '\0';
	snprintf(kernel_message, sizeof(kernel_message), "%.199s", message);
	return 0;
}

static void hint_privilege(struct work *work)
{
	erd_hint(work->err, "run as root, or with CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON");
}

int work_fail(struct work *work, int sys_errno, const char *what)
{
	enum erd_status status = erd_status_of(sys_errno);

	/* ENOENT and EINVAL of these calls are not about what was asked. */
	if (status == ERD_NOT_FOUND || status == ERD_USAGE)
		status = ERD_ERROR;
	erd_fail(work->err, status, "port '%s': %s: %s%s%s", work->port->name,
		 what, strerror(sys_errno), kernel_message[0] ? ": " : "",
		 kernel_message);
	if (work->err)
		work->err->sys_errno = sys_errno;
	if (status == ERD_PERMISSION)
		hint_privilege(work);
	return status;
}

/* --- work --------------------------------------------------------------- */

int work_begin(struct work *work)
{
	char path[PATH_MAX];

	bpffs_path(path, NULL, NULL);
	work->was = ERD_XDP_NONE;
	work->lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (work->lock < 0)
		return errno;
	while (flock(work->lock, LOCK_EX))
		if (errno != EINTR)
			break;
	kernel_message[0] = '\0';
	work->print = libbpf_set_print(keep_kernel_message);
	return 0;
}

void work_end(struct work *work)
{
	programs_unload(&work->programs);
	libbpf_set_print(work->print);
	close(work->lock);
}

int work_write_record(struct work *work)
{
	int ret = fastpath_record_write(work->port->name, &work->record);

	return ret ? work_fail(work, -ret,
			       "cannot write what it is to be undone by") :
		     ERD_OK;
}
