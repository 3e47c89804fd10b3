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

/* The file that is meant, of a command's value. */
const char *config_path(const struct cli_value *value);
/* Reads it; wrong contents are an error too. To be freed in any case. */
int config_read(struct cli *cli, struct desired_file *file, const char *path);
/* Says the warnings on standard error, if that is for people. */
void config_say_warnings(const struct cli *cli,
			 const struct desired_file *file);
json_t *json_findings(const struct findings *findings);

#endif /* ERDCTL_CONFIG_H */
