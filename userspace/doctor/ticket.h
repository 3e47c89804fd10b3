/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What Microsoft, or who runs the cross-connect, asks first. */
#ifndef ERD_TICKET_H
#define ERD_TICKET_H

#include "diagnosis.h"

struct ticket_fact {
	char name[24];		/* "service_key" */
	char value[96];
};

#define TICKET_FACTS_MAX	24

struct ticket {
	struct ticket_fact fact[TICKET_FACTS_MAX];
	size_t n;		/* 0: it is ours, nobody is to be asked */
};

/* Of the first place of a finding that is not ours. */
void ticket_write(struct ticket *ticket, const struct facts *facts,
		  const struct doctor_finding *finding);

#endif /* ERD_TICKET_H */
