// SPDX-License-Identifier: LGPL-2.1-or-later
#include "capture_file.h"
#include "error.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct capture_file {
	const struct capture_file_config *config;
	capture_file_statistics_fn statistics;
	void *data;
	struct pcapng_statistics *room;	/* for one of each interface */
	struct pcapng *writer;		/* NULL between two files */
	int fd;
	unsigned int number;		/* of the file in a ring, from 1 */
	struct pcapng_result before;	/* of the files before this one */
};

/* --- names -------------------------------------------------------------- */

bool capture_file_name(const char *path, unsigned int number, char *name,
		       size_t size)
{
	const char *base = strrchr(path, '/');
	const char *suffix;
	int n;

	base = base ? base + 1 : path;
	suffix = strrchr(base, '.');
	if (!suffix || suffix == base)
		suffix = path + strlen(path);
	n = snprintf(name, size, "%.*s.%05u%s", (int)(suffix - path), path,
		     number, suffix);
	return n > 0 && (size_t)n < size;
}

static bool is_ring(const struct capture_file *file)
{
	return file->config->files;
}

/* --- one file ----------------------------------------------------------- */

static int fail_open(const char *name, int sys_errno, struct erd_error *err)
{
	enum erd_status status = erd_status_of(sys_errno);

	/* A folder that is not there is the user's, and no object of erd's. */
	if (status != ERD_PERMISSION)
		status = ERD_ERROR;
	erd_fail(err, status, "%.200s: %s", name, strerror(sys_errno));
	if (err)
		err->sys_errno = sys_errno;
	return status;
}

static int open_name(struct capture_file *file, const char *name,
		     struct erd_error *err)
{
	if (!strcmp(name, "-"))
		file->fd = STDOUT_FILENO;
	else	/* what is in frames is not for everybody */
		file->fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
				0600);
	return file->fd < 0 ? fail_open(name, errno, err) : ERD_OK;
}

static void close_fd(struct capture_file *file)
{
	if (file->fd >= 0 && file->fd != STDOUT_FILENO)
		close(file->fd);
	file->fd = -1;
}

static int begin(struct capture_file *file, struct erd_error *err)
{
	char name[PATH_MAX];
	size_t i;
	int ret;

	if (!is_ring(file))
		snprintf(name, sizeof(name), "%s", file->config->path);
	else if (!capture_file_name(file->config->path, ++file->number, name,
				    sizeof(name)))
		return fail_open(file->config->path, ENAMETOOLONG, err);
	ret = open_name(file, name, err);
	if (!ret)
		ret = pcapng_new(file->fd,
				 strcmp(name, "-") ? name : "standard output",
				 &file->writer, err);
	for (i = 0; !ret && i < file->config->n_interfaces; i++)
		ret = pcapng_add_interface(file->writer,
					   &file->config->interfaces[i], err);
	return ret;
}

/* The first failure is told. */
static int finish(struct capture_file *file, struct erd_error *err)
{
	struct pcapng_result result;
	int ret;

	if (!file->writer)
		return ERD_OK;
	file->statistics(file->room, file->data);
	ret = pcapng_finish(file->writer, file->room,
			    file->config->n_interfaces, err);
	result = pcapng_result(file->writer);
	file->before.frames += result.frames;
	file->before.lost += result.lost;
	pcapng_free(file->writer);
	file->writer = NULL;
	if (file->fd != STDOUT_FILENO && close(file->fd) && !ret)
		ret = fail_open(file->config->path, errno, err);
	file->fd = -1;
	return ret;
}

/* --- the ring ----------------------------------------------------------- */

static bool is_full(const struct capture_file *file, const struct frame *frame)
{
	return pcapng_size(file->writer) + pcapng_frame_size(frame) +
	       pcapng_end_size(file->config->n_interfaces) >
	       file->config->file_size;
}

/* The oldest goes before the next one comes: the bound always holds. */
static int rotate(struct capture_file *file, struct erd_error *err)
{
	char oldest[PATH_MAX];
	int ret = finish(file, err);

	if (ret)
		return ret;
	if (file->number >= file->config->files &&
	    capture_file_name(file->config->path,
			      file->number + 1 - file->config->files, oldest,
			      sizeof(oldest)) &&
	    unlink(oldest) && errno != ENOENT)
		return fail_open(oldest, errno, err);
	return begin(file, err);
}

/* --- the whole ---------------------------------------------------------- */

static void destroy(struct capture_file *file)
{
	pcapng_free(file->writer);
	close_fd(file);
	free(file->room);
	free(file);
}

/* A file that has only its head must have room for a frame. */
static int check_size(const struct capture_file *file, struct erd_error *err)
{
	if (!is_ring(file) ||
	    file->config->file_size >= 2 * pcapng_size(file->writer) + 4096)
		return ERD_OK;
	return erd_fail(err, ERD_USAGE,
			"ring: files of %llu octets are too small for the names alone",
			(unsigned long long)file->config->file_size);
}

int capture_file_open(const struct capture_file_config *config,
		      capture_file_statistics_fn statistics, void *data,
		      struct capture_file **out, struct erd_error *err)
{
	struct capture_file *file = calloc(1, sizeof(*file));
	int ret;

	if (!file)
		return erd_fail(err, ERD_ERROR, "out of memory");
	file->config = config;
	file->statistics = statistics;
	file->data = data;
	file->fd = -1;
	file->room = calloc(config->n_interfaces + 1, sizeof(*file->room));
	ret = file->room ? begin(file, err) :
			   erd_fail(err, ERD_ERROR, "out of memory");
	if (!ret)
		ret = check_size(file, err);
	if (ret) {
		destroy(file);
		return ret;
	}
	*out = file;
	return ERD_OK;
}

int capture_file_write(struct capture_file *file, const struct frame *frame,
		       struct erd_error *err)
{
	int ret = ERD_OK;

	if (is_ring(file) && file->writer && is_full(file, frame))
		ret = rotate(file, err);
	if (!ret && file->writer)
		return pcapng_write(file->writer, frame, err);
	file->before.lost++;
	return ret ? ret : erd_fail(err, ERD_ERROR, "the file is closed");
}

int capture_file_flush(struct capture_file *file, struct erd_error *err)
{
	return file->writer ? pcapng_flush(file->writer, err) : ERD_OK;
}

int capture_file_close(struct capture_file *file, struct pcapng_result *result,
		       struct erd_error *err)
{
	int ret = finish(file, err);

	*result = file->before;
	destroy(file);
	return ret;
}
