// SPDX-License-Identifier: LGPL-2.1-or-later
#include "bundle.h"
#include "error.h"

#include <archive.h>
#include <archive_entry.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- words that are kept out -------------------------------------------- */

bool bundle_hide(struct bundle *bundle, const char *secret)
{
	char *copy;

	if (!secret || !secret[0])
		return true;
	copy = list_add(&bundle->secrets);
	if (copy)
		snprintf(copy, BUNDLE_SECRET_MAX, "%s", secret);
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

static size_t secret_at(const struct bundle *bundle, const char *text,
			size_t len, size_t at)
{
	const char *secret = bundle->secrets.items;
	size_t i;

	for (i = 0; i < bundle->secrets.n; i++, secret += BUNDLE_SECRET_MAX)
		if (begins(text, len, at, secret))
			return strlen(secret);
	return 0;
}

char *bundle_censor(const struct bundle *bundle, const char *text,
		    size_t len, size_t *censored)
{
	size_t at, n, size;
	char *copy = NULL;
	FILE *out = open_memstream(&copy, &size);

	if (!out)
		return NULL;
	for (at = 0; at < len;) {
		n = secret_at(bundle, text, len, at);
		if (n)
			fputs(BUNDLE_REMOVED, out);
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

void bundle_add(struct bundle *bundle, const char *name, const char *text,
		size_t len)
{
	struct archive_entry *entry = archive_entry_new();
	char *censored = bundle_censor(bundle, text, len, &len);
	char path[128];

	if (entry && censored) {
		snprintf(path, sizeof(path), "%s/%s", bundle->folder, name);
		archive_entry_set_pathname(entry, path);
		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_perm(entry, 0600);
		archive_entry_set_mtime(entry, bundle->time, 0);
		archive_entry_set_size(entry, len);
	}
	if (!entry || !censored ||
	    archive_write_header(bundle->archive, entry) != ARCHIVE_OK ||
	    archive_write_data(bundle->archive, censored, len) != (ssize_t)len)
		bundle->failed = true;
	archive_entry_free(entry);
	free(censored);
}

/* --- the file ----------------------------------------------------------- */

static int fail(const struct bundle *bundle, int sys_errno,
		struct erd_error *err)
{
	return erd_fail(err, erd_status_of(sys_errno), "%s: %s", bundle->path,
			strerror(sys_errno));
}

/* Begins to write to a descriptor. False without memory. */
static bool open_archive(struct bundle *bundle, int fd)
{
	struct archive *a = archive_write_new();

	bundle->archive = a;
	return a && archive_write_add_filter_gzip(a) == ARCHIVE_OK &&
	       archive_write_set_format_ustar(a) == ARCHIVE_OK &&
	       archive_write_open_fd(a, fd) == ARCHIVE_OK;
}

int bundle_begin(struct bundle *bundle, const char *path, const char *folder,
		 time_t time, struct erd_error *err)
{
	memset(bundle, 0, sizeof(*bundle));
	bundle->secrets = (struct list){ .size = BUNDLE_SECRET_MAX };
	bundle->time = time;
	snprintf(bundle->folder, sizeof(bundle->folder), "%s", folder);
	if (snprintf(bundle->path, sizeof(bundle->path), "%s", path) >=
	    (int)sizeof(bundle->path))
		return erd_fail(err, ERD_USAGE, "'%.64s…': too long", path);
	snprintf(bundle->temporary, sizeof(bundle->temporary), "%s.XXXXXX",
		 path);
	bundle->fd = mkstemp(bundle->temporary);
	if (bundle->fd < 0)
		return fail(bundle, errno, err);
	if (open_archive(bundle, bundle->fd))
		return ERD_OK;
	archive_write_free(bundle->archive);
	bundle->archive = NULL;
	close(bundle->fd);
	unlink(bundle->temporary);
	return erd_fail(err, ERD_ERROR, "out of memory");
}

int bundle_end(struct bundle *bundle, bool keep, struct erd_error *err)
{
	int ret = ERD_OK, sys_errno = 0;

	if (bundle->secrets.items)
		explicit_bzero(bundle->secrets.items,
			       bundle->secrets.n * BUNDLE_SECRET_MAX);
	list_free(&bundle->secrets);
	if (!bundle->archive)
		return ERD_OK;
	if (archive_write_close(bundle->archive) != ARCHIVE_OK ||
	    bundle->failed) {
		sys_errno = archive_errno(bundle->archive);
		ret = fail(bundle, sys_errno > 0 ? sys_errno : EIO, err);
	}
	archive_write_free(bundle->archive);
	if (close(bundle->fd) && !ret)
		ret = fail(bundle, errno, err);
	if (!ret && keep && rename(bundle->temporary, bundle->path))
		ret = fail(bundle, errno, err);
	if (ret || !keep)
		unlink(bundle->temporary);
	return ret;
}
