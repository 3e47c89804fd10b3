/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What erdctl doctor says. */
#ifndef ERDCTL_DOCTOR_H
#define ERDCTL_DOCTOR_H

#include "cli.h"
#include "diagnosis.h"

#include <jansson.h>

/* Exit status, where nothing of erdctl itself failed. */
#define DOCTOR_EXIT_DEGRADED	20
#define DOCTOR_EXIT_BROKEN	21

/* What is said of a link in its one line. */
struct doctor_link {
	const struct facts_port *port;
	enum doctor_verdict verdict;
	double rx_dbm, tx_dbm;		/* of the worst lane; NAN: not told */
	unsigned int paths;
	unsigned int sessions, sessions_up;
	unsigned int bfd, bfd_up;
};

void doctor_link_read(struct doctor_link *link, const struct facts *facts,
		      const struct diagnosis *diagnosis,
		      const struct facts_port *port);

int doctor_print_page(struct cli *cli, const struct facts *facts,
		      const struct diagnosis *diagnosis);
json_t *json_doctor(const struct facts *facts,
		    const struct diagnosis *diagnosis);

#endif /* ERDCTL_DOCTOR_H */
