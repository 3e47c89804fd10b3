// SPDX-License-Identifier: LGPL-2.1-or-later
#include "store.h"
#include "error.h"
#include "owner.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Older ones are forgotten, but for those that still say what is ours. */
#define KEPT_MAX	50

static int fail(const char *path, struct erd_error *err)
{
	int sys_errno = errno;
	enum erd_status status = erd_status_of(sys_errno);

	if (status != ERD_PERMISSION)
		status = ERD_ERROR;
	erd_fail(err, status, "%s: %s", path, strerror(sys_errno));
	if (err)
		err->sys_errno = sys_errno;
	return status;
}

/* --- files -------------------------------------------------------------- */

static bool is_same(const char *path, const char *text, size_t len)
{
	FILE *file = fopen(path, "re");
	bool same = file;
	size_t i;

	for (i = 0; same && i < len; i++)
		same = fgetc(file) == (unsigned char)text[i];
	same = same && fgetc(file) == EOF;
	if (file)
		fclose(file);
	return same;
}

static int sync_folder_of(const char *path, struct erd_error *err)
{
	char copy[512];
	const char *folder;
	int fd, ret = ERD_OK;

	snprintf(copy, sizeof(copy), "%s", path);
	folder = dirname(copy);
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd))
		ret = fail(folder, err);
	if (fd >= 0)
		close(fd);
	return ret;
}

int store_make_folder_of(const char *path, struct erd_error *err)
{
	char copy[512];
	const char *folder;

	snprintf(copy, sizeof(copy), "%s", path);
	folder = dirname(copy);
	if (!mkdir(folder, 0755))
		owner_inherit(folder, -1);
	else if (errno != EEXIST)
		return fail(folder, err);
	return ERD_OK;
}

static bool write_all(int fd, const char *text, size_t len)
{
	ssize_t n;

	while (len) {
		n = write(fd, text, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		text += n;
		len -= n;
	}
	return true;
}

int store_write(const char *path, const char *text, size_t len,
		struct erd_error *err)
{
	char other[512];
	int fd, ret;

	if (is_same(path, text, len))
		return ERD_UNCHANGED;
	snprintf(other, sizeof(other), "%s.new", path);
	/* One that was left by a crash is of no use. */
	unlink(other);
	fd = open(other, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return fail(other, err);
	owner_inherit(other, fd);
	if (!write_all(fd, text, len) || fsync(fd)) {
		ret = fail(other, err);
		close(fd);
		unlink(other);
		return ret;
	}
	close(fd);
	if (rename(other, path)) {
		ret = fail(path, err);
		unlink(other);
		return ret;
	}
	return sync_folder_of(path, err);
}

/* --- the folder --------------------------------------------------------- */

void store_path(const struct store *store, unsigned int number, char *path,
		size_t size)
{
	snprintf(path, size, "%s/history/%06u.yaml", store->folder, number);
}

static int make_folder(const char *path, struct erd_error *err)
{
	if (!mkdir(path, 0700))
		owner_inherit(path, -1);
	else if (errno != EEXIST)
		return fail(path, err);
	return ERD_OK;
}

static int make_folders(const struct store *store, struct erd_error *err)
{
	char path[256];
	int ret;

	snprintf(path, sizeof(path), "%s/history", store->folder);
	ret = make_folder(store->folder, err);
	return ret ? ret : make_folder(path, err);
}

static void lock_path(const struct store *store, char *path, size_t size)
{
	snprintf(path, size, "%s/lock", store->folder);
}

int store_open(struct store *store, const char *folder, bool create,
	       struct erd_error *err)
{
	char path[256];
	int ret;

	store->lock = -1;
	snprintf(store->folder, sizeof(store->folder), "%s", folder);
	if (!create)
		return ERD_OK;
	ret = make_folders(store, err);
	if (ret)
		return ret;
	lock_path(store, path, sizeof(path));
	store->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
			   0600);
	if (store->lock < 0)
		return fail(path, err);
	owner_inherit(path, store->lock);
	if (flock(store->lock, LOCK_EX))
		return fail(path, err);
	return ERD_OK;
}

bool store_is_busy(const struct store *store)
{
	char path[256];
	bool busy;
	int fd;

	lock_path(store, path, sizeof(path));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	busy = flock(fd, LOCK_SH | LOCK_NB) && errno == EWOULDBLOCK;
	close(fd);
	return busy;
}

void store_close(struct store *store)
{
	if (store->lock >= 0)
		close(store->lock);
}

unsigned int store_last_applied(const struct store *store)
{
	unsigned int number = 0;
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/applied", store->folder);
	file = fopen(path, "re");
	if (!file)
		return 0;
	if (fscanf(file, "%u", &number) != 1)
		number = 0;
	fclose(file);
	return number;
}

static int compare(const void *a, const void *b)
{
	const struct store_entry *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

static int read_entries(const struct store *store, DIR *folder,
			struct list *list)
{
	unsigned int applied = store_last_applied(store), number;
	struct store_entry *entry;
	struct dirent *file;
	struct stat st;
	char rest[8];

	while ((file = readdir(folder))) {
		if (sscanf(file->d_name, "%6u%7s", &number, rest) != 2 ||
		    strcmp(rest, ".yaml") ||
		    fstatat(dirfd(folder), file->d_name, &st, 0))
			continue;
		entry = list_add(list);
		if (!entry)
			return -1;
		entry->number = number;
		entry->time = st.st_mtime;
		entry->applied = number == applied;
	}
	if (list->n)
		qsort(list->items, list->n, list->size, compare);
	return 0;
}

int store_list(const struct store *store, struct store_entry **entries,
	       size_t *n, struct erd_error *err)
{
	struct list list = LIST_OF(struct store_entry);
	char path[256];
	DIR *folder;
	int bad = 0;

	snprintf(path, sizeof(path), "%s/history", store->folder);
	folder = opendir(path);
	if (!folder && errno != ENOENT)
		return fail(path, err);
	if (folder) {
		bad = read_entries(store, folder, &list);
		closedir(folder);
	}
	*entries = list.items;
	*n = list.n;
	if (!bad)
		return ERD_OK;
	list_free(&list);
	return erd_fail(err, ERD_ERROR, "out of memory");
}

/* --- what is ours ------------------------------------------------------- */

static int add_owned(const struct store *store,
		     const struct store_entry *entry, struct edge *owned,
		     struct desired_file *last, bool *has_last,
		     struct erd_error *err)
{
	struct desired_file file;
	char path[256];
	int ret;

	store_path(store, entry->number, path, sizeof(path));
	ret = desired_file_recall(&file, path, err);
	if (!ret && !edge_add_desired(owned, &file.desired))
		ret = erd_fail(err, ERD_ERROR, "out of memory");
	if (!ret && entry->applied) {
		*last = file;
		*has_last = true;
		return ERD_OK;
	}
	desired_file_free(&file);
	return ret;
}

int store_owned(const struct store *store, struct edge *owned,
		struct desired_file *last, bool *has_last,
		struct erd_error *err)
{
	unsigned int applied = store_last_applied(store);
	struct store_entry *entries;
	size_t n, i;
	int ret;

	*has_last = false;
	ret = store_list(store, &entries, &n, err);
	if (ret)
		return ret;
	for (i = 0; i < n && !ret; i++)
		if (entries[i].number >= applied)
			ret = add_owned(store, &entries[i], owned, last,
					has_last, err);
	free(entries);
	return ret;
}

/* --- keeping ------------------------------------------------------------ */

static void forget_old(const struct store *store,
		       const struct store_entry *entries, size_t n)
{
	unsigned int applied = store_last_applied(store);
	char path[256];
	size_t i;

	for (i = 0; i + KEPT_MAX < n; i++) {
		if (entries[i].number >= applied)
			break;
		store_path(store, entries[i].number, path, sizeof(path));
		unlink(path);
	}
}

int store_keep(const struct store *store, const char *text, size_t len,
	       unsigned int *number, struct erd_error *err)
{
	struct store_entry *entries;
	char path[256];
	size_t n;
	int ret;

	ret = store_list(store, &entries, &n, err);
	if (ret)
		return ret;
	*number = n ? entries[n - 1].number : 0;
	store_path(store, *number, path, sizeof(path));
	if (n && is_same(path, text, len)) {
		ret = ERD_UNCHANGED;
	} else {
		store_path(store, ++*number, path, sizeof(path));
		ret = store_write(path, text, len, err);
		forget_old(store, entries, n);
	}
	free(entries);
	return ret;
}

int store_applied(const struct store *store, unsigned int number,
		  struct erd_error *err)
{
	char path[256], text[16];

	snprintf(path, sizeof(path), "%s/applied", store->folder);
	snprintf(text, sizeof(text), "%u\n", number);
	return store_write(path, text, strlen(text), err);
}

/* --- waiting for confirmation ------------------------------------------- */

static void pending_path(const struct store *store, char *path, size_t size)
{
	snprintf(path, size, "%s/pending", store->folder);
}

#define BOOT_ID_SIZE	40

/* What tells one run of the machine from the next, or "-". */
static const char *boot_id(char id[BOOT_ID_SIZE])
{
	FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");

	if (!file || fscanf(file, "%39s", id) != 1)
		strcpy(id, "-");
	if (file)
		fclose(file);
	return id;
}

bool store_pending(const struct store *store, struct store_pending *pending)
{
	char path[256], id[BOOT_ID_SIZE], is[BOOT_ID_SIZE];
	bool found = false;
	long until;
	FILE *file;

	pending_path(store, path, sizeof(path));
	file = fopen(path, "re");
	if (!file)
		return false;
	if (fscanf(file, "%u %ld %39s", &pending->before, &until, id) == 3) {
		pending->until = until;
		pending->abandoned = strcmp(id, boot_id(is));
		found = true;
	}
	fclose(file);
	return found;
}

bool store_is_pending(const struct store *store,
		      const struct store_pending *like)
{
	struct store_pending is;

	return store_pending(store, &is) && is.before == like->before &&
	       is.until == like->until && is.abandoned == like->abandoned;
}

int store_set_pending(const struct store *store,
		      const struct store_pending *pending,
		      struct erd_error *err)
{
	char path[256], text[48 + BOOT_ID_SIZE], id[BOOT_ID_SIZE];
	int ret;

	pending_path(store, path, sizeof(path));
	snprintf(text, sizeof(text), "%u %ld %s\n", pending->before,
		 (long)pending->until, boot_id(id));
	ret = store_write(path, text, strlen(text), err);
	return ret < 0 ? ret : ERD_OK;
}

int store_clear_pending(const struct store *store, struct erd_error *err)
{
	char path[256];

	pending_path(store, path, sizeof(path));
	if (!unlink(path))
		return sync_folder_of(path, err);
	if (errno != ENOENT)
		return fail(path, err);
	return erd_fail(err, ERD_NOT_FOUND,
			"no apply waits for a confirmation");
}
