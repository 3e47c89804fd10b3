// SPDX-License-Identifier: LGPL-2.1-or-later
#include "archive.h"
#include "error.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK	512

/* POSIX.1-1988, "ustar": numbers are octal digits. */
struct header {
	char name[100];
	char mode[8], uid[8], gid[8];
	char size[12], mtime[12];
	char checksum[8];
	char type;
	char linkname[100];
	char magic[6], version[2];
	char uname[32], gname[32];
	char devmajor[8], devminor[8];
	char prefix[155];
	char padding[12];
};

_Static_assert(sizeof(struct header) == BLOCK, "a header is a block");

/* --- words that are kept out -------------------------------------------- */

bool archive_hide(struct archive *archive, const char *secret)
{
	char *copy;

	if (!secret || !secret[0])
		return true;
	copy = list_add(&archive->secrets);
	if (copy)
		snprintf(copy, ARCHIVE_SECRET_MAX, "%s", secret);
	return copy;
}

static bool is_word(int c)
{
	return isalnum((unsigned char)c);
}

/* Whether a secret begins at @at; short ones only where they are a word. */
static bool begins(const char *text, size_t len, size_t at, const char *secret)
{
	size_t n = strlen(secret);

	if (n > len - at || strncasecmp(text + at, secret, n))
		return false;
	if (n >= 8)
		return true;
	return !(at && is_word(text[at - 1])) &&
	       !(at + n < len && is_word(text[at + n]));
}

static size_t secret_at(const struct archive *archive, const char *text,
			size_t len, size_t at)
{
	const char *secret = archive->secrets.items;
	size_t i;

	for (i = 0; i < archive->secrets.n; i++, secret += ARCHIVE_SECRET_MAX)
		if (begins(text, len, at, secret))
			return strlen(secret);
	return 0;
}

char *archive_censor(const struct archive *archive, const char *text,
		     size_t len, size_t *censored)
{
	size_t at, n, size;
	char *copy = NULL;
	FILE *out = open_memstream(&copy, &size);

	if (!out)
		return NULL;
	for (at = 0; at < len;) {
		n = secret_at(archive, text, len, at);
		if (n)
			fputs(ARCHIVE_REMOVED, out);
		else
			fputc(text[at], out);
		at += n ? n : 1;
	}
	if (fclose(out)) {
		free(copy);
		return NULL;
	}
	*censored = size;
	return copy;
}

/* --- members ------------------------------------------------------------ */

static void write_all(struct archive *archive, const void *data, size_t len)
{
	if (len && gzwrite(archive->gz, data, len) != (int)len)
		archive->failed = true;
}

static void write_header(struct archive *archive, const char *name, size_t len)
{
	struct header h = {};
	unsigned int sum = 0;
	size_t i;

	snprintf(h.name, sizeof(h.name), "%.48s/%.48s", archive->folder, name);
	strcpy(h.mode, "0000600");
	strcpy(h.uid, "0000000");
	strcpy(h.gid, "0000000");
	snprintf(h.size, sizeof(h.size), "%011lo", (unsigned long)len);
	snprintf(h.mtime, sizeof(h.mtime), "%011lo",
		 (unsigned long)archive->time);
	h.type = '0';
	memcpy(h.magic, "ustar", 6);
	memcpy(h.version, "00", 2);
	/* With blanks in its own place. */
	memset(h.checksum, ' ', sizeof(h.checksum));
	for (i = 0; i < sizeof(h); i++)
		sum += ((unsigned char *)&h)[i];
	snprintf(h.checksum, sizeof(h.checksum), "%06o", sum);
	write_all(archive, &h, sizeof(h));
}

void archive_add(struct archive *archive, const char *name, const char *text,
		 size_t len)
{
	static const char zero[2 * BLOCK];
	char *censored;

	censored = archive_censor(archive, text, len, &len);
	if (!censored) {
		archive->failed = true;
		return;
	}
	write_header(archive, name, len);
	write_all(archive, censored, len);
	write_all(archive, zero, (BLOCK - len % BLOCK) % BLOCK);
	free(censored);
}

/* --- the file ----------------------------------------------------------- */

static int fail(const struct archive *archive, int sys_errno,
		struct erd_error *err)
{
	return erd_fail(err, erd_status_of(sys_errno), "%s: %s", archive->path,
			strerror(sys_errno));
}

int archive_begin(struct archive *archive, const char *path,
		  const char *folder, time_t time, struct erd_error *err)
{
	int fd;

	memset(archive, 0, sizeof(*archive));
	archive->secrets = (struct list){ .size = ARCHIVE_SECRET_MAX };
	archive->time = time;
	snprintf(archive->folder, sizeof(archive->folder), "%s", folder);
	if (snprintf(archive->path, sizeof(archive->path), "%s", path) >=
	    (int)sizeof(archive->path))
		return erd_fail(err, ERD_USAGE, "'%.64s…': too long", path);
	snprintf(archive->temporary, sizeof(archive->temporary), "%s.XXXXXX",
		 path);
	fd = mkstemp(archive->temporary);
	if (fd < 0)
		return fail(archive, errno, err);
	archive->gz = gzdopen(fd, "wb");
	if (archive->gz)
		return ERD_OK;
	close(fd);
	unlink(archive->temporary);
	return erd_fail(err, ERD_ERROR, "out of memory");
}

int archive_end(struct archive *archive, bool keep, struct erd_error *err)
{
	static const char zero[2 * BLOCK];
	int ret = ERD_OK;

	if (archive->secrets.items)
		explicit_bzero(archive->secrets.items,
			       archive->secrets.n * ARCHIVE_SECRET_MAX);
	list_free(&archive->secrets);
	if (!archive->gz)
		return ERD_OK;
	write_all(archive, zero, sizeof(zero));
	errno = 0;
	if (gzclose(archive->gz) != Z_OK || archive->failed)
		ret = fail(archive, errno ? errno : EIO, err);
	if (!ret && keep && rename(archive->temporary, archive->path))
		ret = fail(archive, errno, err);
	if (ret || !keep)
		unlink(archive->temporary);
	return ret;
}
