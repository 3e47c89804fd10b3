/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whom a line of FRR's configuration concerns, in words for the operator. */
#ifndef LIBERD_FRR_SUBJECT_H
#define LIBERD_FRR_SUBJECT_H

#include "frr_running.h"

/* "hq1/private/1 v4", "VRF red", or the name of what many use. */
void frr_subject(const struct frr_running *running,
		 const struct frr_lines *wanted, const struct frr_line *line,
		 char *subject, size_t size);
/* The prefix-list, route-map or profile that a line is of: "erd-any.v4". */
void frr_object_name(const struct frr_line *line, char *name, size_t size);

#endif /* LIBERD_FRR_SUBJECT_H */
