/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What runs once the sessions that are to end have ended. */
#ifndef LIBERD_FRR_ENDS_H
#define LIBERD_FRR_ENDS_H

#include "frr_running.h"
#include "routing.h"

/*
 * Makes @after from @running: without our neighbours that are not in @wanted or
 * are renewed in @config, and without what only they need. @after is to be
 * freed in any case.
 */
int frr_ends(const struct frr_running *running, const struct frr_lines *wanted,
	     const struct routing_config *config, struct frr_running *after,
	     struct erd_error *err);

#endif /* LIBERD_FRR_ENDS_H */
