/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A file changed as its operator would: what is said otherwise is put in its
 * place, and all else, comments and order, stays as it was written.
 */
#ifndef ERD_DESIRED_EDIT_H
#define ERD_DESIRED_EDIT_H

#include "desired.h"

/*
 * Makes of @text, a correct file, one that says what @will says. @will is the
 * same file read once more and then changed: objects that are new stand behind
 * those that were there, and what an object is called by stays. *changed is
 * malloc()ed. ERD_UNCHANGED, with no text, if it says that already.
 *
 * Comments in what is deleted go with it; those before it stay. Where the text
 * cannot be changed in place, it is printed anew and *anew is true: then its
 * comments are lost.
 */
int desired_edit(const char *text, size_t len, const struct desired *will,
		 char **changed, size_t *changed_len, bool *anew,
		 struct erd_error *err);

#endif /* ERD_DESIRED_EDIT_H */
