/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file of desired state, for the commands that take one. */
#ifndef ERDCTL_CONFIG_H
#define ERDCTL_CONFIG_H

#include "cli.h"
#include "file.h"

#include <jansson.h>

#define PARAM_FILE(what)				\
	{						\
		.name = "file",				\
		.placeholder = "FILE",			\
		.help = (what),				\
		.kind = CLI_FILE,			\
		.positional = true,			\
		.optional = true,			\
	}

/* What help says of config_path(). */
#define CONFIG_WANTED	"what is wanted: " DESIRED_RUNTIME_PATH ", else " DESIRED_PATH
/* The file that is meant, of a command's value, or what is wanted. */
const char *config_path(const struct cli_value *value);
/* Reads it; wrong contents are an error too. To be freed in any case. */
int config_read(struct cli *cli, struct desired_file *file, const char *path);
/*
 * The same with --force: what a rule refuses only unless it is forced is said
 * in the file, so that whoever reads it next does not refuse it.
 */
int config_read_forced(struct cli *cli, struct desired_file *file,
		       const char *path);
/* Says the warnings on standard error, if that is for people. */
void config_say_warnings(const struct cli *cli,
			 const struct desired_file *file);
json_t *json_findings(const struct findings *findings);

#endif /* ERDCTL_CONFIG_H */
