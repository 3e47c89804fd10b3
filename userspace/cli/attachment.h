/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How the fast path of a port is attached: shown, changed, replaced. */
#ifndef ERDCTL_ATTACHMENT_H
#define ERDCTL_ATTACHMENT_H

#include "cli.h"

#include <jansson.h>
#include <time.h>

/* Lines of `port show`; @now is CLOCK_BOOTTIME. */
void attachment_print(const struct erd_port *port, const struct timespec *now);

/*
 * The members "xdp" and "attachment" of a port: null if they cannot be told, as
 * without privilege; "attachment" is null too where the fast path is off.
 */
void attachment_add_json(json_t *object, const struct erd_port *port,
			 const struct timespec *now);
json_t *attachment_json(const struct erd_attachment *attachment,
			const struct timespec *now);

/* "native", "generic", "off", or NULL if it cannot be told. */
const char *attachment_word(const struct erd_port *port, bool *warned);

extern const struct cli_param attachment_set_params[];
extern const struct cli_param attachment_upgrade_params[];
int attachment_set(struct cli *cli, const struct cli_value *value);
int attachment_upgrade(struct cli *cli, const struct cli_value *value);

extern const struct cli_choice attachment_modes[];

#endif /* ERDCTL_ATTACHMENT_H */
