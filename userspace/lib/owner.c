// SPDX-License-Identifier: LGPL-2.1-or-later
#include "owner.h"

#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

void owner_inherit(const char *path, int fd)
{
	struct stat folder, is;
	char copy[PATH_MAX];
	int ret;

	snprintf(copy, sizeof(copy), "%s", path);
	if (stat(dirname(copy), &folder) ||
	    (fd >= 0 ? fstat(fd, &is) : lstat(path, &is)) ||
	    (folder.st_uid == is.st_uid && folder.st_gid == is.st_gid))
		return;
	/* Who may not leaves it as it is: then it is theirs who made it. */
	if (fd >= 0)
		ret = fchown(fd, folder.st_uid, folder.st_gid);
	else
		ret = lchown(path, folder.st_uid, folder.st_gid);
	(void)ret;
}
