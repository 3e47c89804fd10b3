/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is made in a folder belongs to whom the folder belongs. So erdctl, as
 * root, and erdd, as a user of its own, can both use what the other made.
 */
#ifndef LIBERD_OWNER_H
#define LIBERD_OWNER_H

/*
 * Gives what has just been made at @path to the owner and group of its folder,
 * if that takes anything and is allowed. @fd is of it, or -1.
 */
void owner_inherit(const char *path, int fd);

#endif /* LIBERD_OWNER_H */
