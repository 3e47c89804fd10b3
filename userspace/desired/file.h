/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Desired state in a file. */
#ifndef ERD_DESIRED_FILE_H
#define ERD_DESIRED_FILE_H

#include "desired.h"

#define DESIRED_NAME		"erd.yaml"
#define DESIRED_FOLDER		"/etc/erd"
#define DESIRED_PATH		DESIRED_FOLDER "/" DESIRED_NAME
/* A copy with edits that are not to outlive the machine's run. */
#define DESIRED_RUNTIME_FOLDER	"/run/erd"
#define DESIRED_RUNTIME_PATH	DESIRED_RUNTIME_FOLDER "/" DESIRED_NAME

/* What is wanted: the copy while there is one, else the file. */
const char *desired_path(void);

struct desired_file {
	char path[256];		/* as it is called in messages */
	char *text;		/* as it is, for keeping */
	size_t len;
	uint64_t mark;		/* of the text that was read; 0: not from a file
				 * that can be read again
				 */
	struct desired desired;
	struct findings findings;
};

/*
 * Reads @path, "-" is standard input, and holds it against the rules: what is
 * wrong with it is in its findings, and is no error of this call. To be
 * followed by desired_file_free() in any case.
 */
int desired_file_read(struct desired_file *file, const char *path,
		      struct erd_error *err);
/* The same of one that was held against the rules before. */
int desired_file_recall(struct desired_file *file, const char *path,
			struct erd_error *err);
/* As desired_file_read() of a text that is called @path; it is taken, and freed with it. */
int desired_file_take(struct desired_file *file, const char *path, char *text,
		      size_t len, struct erd_error *err);
/*
 * Whether @path has the text that was read. False also if it cannot be read;
 * true of what cannot be read twice.
 */
bool desired_file_is_as_read(const struct desired_file *file);
void desired_file_free(struct desired_file *file);

/* The findings as one error: the first, and how many there are. */
int desired_file_fail(const struct desired_file *file, struct erd_error *err);
/* ERD_CONFLICT if Azure does not let @was become @will; see desired.h. */
int desired_file_check_change(const struct desired_file *was,
			      const struct desired_file *will,
			      struct erd_error *err);

#endif /* ERD_DESIRED_FILE_H */
