/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Help, made from the table of commands. */
#ifndef ERDCTL_HELP_H
#define ERDCTL_HELP_H

#include "command.h"

#include <stdio.h>

/* The words of a choice that are not aliases, with @between them. */
void help_choices(const struct cli_param *param, const char *between,
		  char *buffer, size_t size);
/* What a parameter means, in one line. */
const char *help_param(const struct cli_param *param);
/* What stands for a value: "IFACE", "primary|secondary". */
void help_value(const struct cli_param *param, char *buffer, size_t size);
/* The whole command in one line. */
void help_usage(const struct cli_command *command, char *buffer, size_t size);

void help_print_all(FILE *out);
void help_print_noun(const struct cli_command *noun, FILE *out);
void help_print_command(const struct cli_command *command, FILE *out);

#endif /* ERDCTL_HELP_H */
