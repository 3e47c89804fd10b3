// SPDX-License-Identifier: LGPL-2.1-or-later
#include "file.h"
#include "error.h"
#include "fields.h"
#include "hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *desired_path(void)
{
	return access(DESIRED_RUNTIME_PATH, F_OK) ? DESIRED_PATH :
						    DESIRED_RUNTIME_PATH;
}

/* More than all that a machine can have, and no more than memory. */
#define FILE_MAX	(16 << 20)

static int fail_read(const struct desired_file *file, int sys_errno,
		     struct erd_error *err)
{
	enum erd_status status = erd_status_of(sys_errno);

	/* A folder, say, is nothing that the arguments could mend. */
	if (status != ERD_NOT_FOUND && status != ERD_PERMISSION)
		status = ERD_ERROR;
	erd_fail(err, status, "%s: %s", file->path, strerror(sys_errno));
	if (status == ERD_NOT_FOUND && !strcmp(file->path, DESIRED_PATH))
		erd_hint(err, "'erdctl config save' writes what runs there, 'erdctl import azure' prints what Azure has");
	if (err)
		err->sys_errno = sys_errno;
	return status;
}

static int read_all(struct desired_file *file, int fd, struct erd_error *err)
{
	size_t room = 0;
	ssize_t n;

	do {
		if (file->len == FILE_MAX)
			return erd_fail(err, ERD_USAGE,
					"%s: has more than %d MiB", file->path,
					FILE_MAX >> 20);
		if (file->len == room) {
			char *text;

			room = room ? 2 * room : 65536;
			text = realloc(file->text, room);
			if (!text)
				return erd_fail(err, ERD_ERROR,
						"out of memory");
			file->text = text;
		}
		n = read(fd, file->text + file->len, room - file->len);
		if (n < 0 && errno != EINTR)
			return fail_read(file, errno, err);
		if (n > 0)
			file->len += n;
	} while (n);
	return ERD_OK;
}

/* The line of the first key that nobody else should read, or 0. */
static unsigned int line_of_secret(const struct desired *desired)
{
	const struct desired_circuit *circuit;
	const struct desired_peering *peering;
	const struct desired_pair *pair;

	desired_each(pair, &desired->pairs)
		desired_each(circuit, &pair->circuits)
			desired_each(peering, &circuit->peerings)
				if (peering->md5_key)
					return line_at(peering, md5_key);
	return 0;
}

static void check_mode(struct desired_file *file, int fd)
{
	unsigned int line = line_of_secret(&file->desired);
	struct stat st;

	if (!line || fstat(fd, &st) || !S_ISREG(st.st_mode) ||
	    !(st.st_mode & 077))
		return;
	findings_error(&file->findings, line,
		       "has an md5_key, and others than its owner may use the file (mode %04o)",
		       st.st_mode & 07777);
	findings_hint(&file->findings, "chmod 600 %s", file->path);
}

/* Never 0. */
static uint64_t mark_of(const char *text, size_t len)
{
	uint64_t mark = hash_octets(HASH_BEGIN, text, len);

	return mark ? mark : 1;
}

static void begin(struct desired_file *file, const char *path)
{
	memset(file, 0, sizeof(*file));
	findings_begin(&file->findings);
	snprintf(file->path, sizeof(file->path), "%s", path);
}

/* @fd is where the text is from, or -1. */
static int understand(struct desired_file *file, int fd, struct erd_error *err)
{
	desired_parse(&file->desired, file->text, file->len, &file->findings);
	/* Of what could not be read, rules would say nonsense. */
	if (!file->findings.errors)
		desired_check(&file->desired, &file->findings);
	if (fd >= 0)
		check_mode(file, fd);
	findings_sort(&file->findings);
	if (file->findings.no_memory)
		return erd_fail(err, ERD_ERROR, "out of memory");
	return ERD_OK;
}

int desired_file_take(struct desired_file *file, const char *path, char *text,
		      size_t len, struct erd_error *err)
{
	begin(file, path);
	file->text = text;
	file->len = len;
	return understand(file, -1, err);
}

int desired_file_recall(struct desired_file *file, const char *path,
			struct erd_error *err)
{
	int fd, ret;

	begin(file, path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_read(file, errno, err);
	ret = read_all(file, fd, err);
	close(fd);
	if (!ret)
		desired_parse(&file->desired, file->text, file->len,
			      &file->findings);
	return ret;
}

int desired_file_read(struct desired_file *file, const char *path,
		      struct erd_error *err)
{
	bool standard = !strcmp(path, "-");
	struct stat st;
	int fd, ret;

	begin(file, standard ? "standard input" : path);
	fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_read(file, errno, err);
	ret = read_all(file, fd, err);
	if (!ret && !standard && !fstat(fd, &st) && S_ISREG(st.st_mode))
		file->mark = mark_of(file->text, file->len);
	if (!ret)
		ret = understand(file, fd, err);
	if (!standard)
		close(fd);
	return ret;
}

bool desired_file_is_as_read(const struct desired_file *file)
{
	int fd = file->mark ? open(file->path, O_RDONLY | O_CLOEXEC) : -1;
	struct desired_file now;
	bool same;

	if (!file->mark || fd < 0)
		return !file->mark;
	begin(&now, file->path);
	same = !read_all(&now, fd, NULL) &&
	       mark_of(now.text, now.len) == file->mark;
	close(fd);
	desired_file_free(&now);
	return same;
}

void desired_file_free(struct desired_file *file)
{
	desired_free(&file->desired);
	findings_free(&file->findings);
	free(file->text);
	memset(file, 0, sizeof(*file));
}

int desired_file_fail(const struct desired_file *file, struct erd_error *err)
{
	const struct finding *first = findings_first_error(&file->findings);

	if (!first)
		return ERD_OK;
	if (first->line)
		erd_fail(err, ERD_USAGE, "%s:%u: %s", file->path, first->line,
			 first->text);
	else
		erd_fail(err, ERD_USAGE, "%s: %s", file->path, first->text);
	if (file->findings.errors > 1)
		erd_hint(err, "%s%sand %u more: erdctl config check",
			 first->hint, first->hint[0] ? "; " : "",
			 file->findings.errors - 1);
	else
		erd_hint(err, "%s", first->hint);
	return ERD_USAGE;
}

int desired_file_check_change(const struct desired_file *was,
			      const struct desired_file *will,
			      struct erd_error *err)
{
	struct findings findings;
	const struct finding *first;
	int ret = ERD_OK;

	findings_begin(&findings);
	desired_check_change(&was->desired, &will->desired, &findings);
	first = findings_first_error(&findings);
	if (first && first->line)
		ret = erd_fail(err, ERD_CONFLICT, "%s:%u: %s", will->path,
			       first->line, first->text);
	else if (first)
		ret = erd_fail(err, ERD_CONFLICT, "%s: %s", will->path,
			       first->text);
	if (first)
		erd_hint(err, "%s%s--force does it all the same", first->hint,
			 first->hint[0] ? "; " : "");
	findings_free(&findings);
	return ret;
}
